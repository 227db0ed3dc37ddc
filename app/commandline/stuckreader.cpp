// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/stuckreader.h"

#include "models/archive/kepthabits.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::app
{

void setKeptHabits(workflows::StuckFinder &finder, const QString &folder, qint64 tokenMark)
{
    if (folder.isEmpty())
        return;
    const auto kept =
        std::make_shared<archive::KeptHabits>(QDir(folder).filePath(QStringLiteral("rows.sqlite")), tokenMark);
    finder.setKeptHabits([kept](const domain::Uuid &offering, QObject *context,
                                const std::function<void(const domain::KeptHabit &)> &handler) {
        QMetaObject::invokeMethod(
            context, [habit = kept->of(offering), handler] { handler(habit); }, Qt::QueuedConnection);
    });
}

StuckReader::StuckReader(api::WaldurClient &client, const QString &folder, Handler handler, QObject *parent)
    : QObject(parent), m_client(client), m_handler(std::move(handler)), m_finder(client)
{
    setKeptHabits(m_finder, folder, client.connection().tokenMark());
    connect(&m_finder, &workflows::StuckFinder::settled, this, &StuckReader::tell);
}

domain::Timestamp StuckReader::serverNow() const
{
    return domain::Timestamp::now() + m_client.clockOffset().value_or(domain::Duration());
}

void StuckReader::start(domain::ListFilter filter)
{
    filter.states = {domain::State::Sent, domain::State::Processing};
    auto *walk = new api::PageWalk(m_client, filter, {}, this);
    connect(walk, &api::PageWalk::pageReady, this, [this](const api::Page &page) {
        for (const domain::Request &row : page.rows)
            m_open.push_back(domain::OpenRequest::of(row));
    });
    connect(walk, &api::PageWalk::stopped, this, [this, walk] {
        // Requests that left the list while it was read are not open any more.
        if (walk->missing() > 0 && !walk->sentence().isEmpty()) {
            api::ApiError error;
            error.sentence = walk->sentence();
            m_handler(error);
            return;
        }
        find();
    });
    connect(walk, &api::PageWalk::failed, this, [this](const api::ApiError &error) { m_handler(error); });
    walk->start();
}

void StuckReader::start(const domain::Request &request)
{
    m_open = {domain::OpenRequest::of(request)};
    find();
}

void StuckReader::find()
{
    m_finder.setRequests(m_open, serverNow());
}

void StuckReader::tell()
{
    QHash<domain::Uuid, workflows::StuckRequest> found;
    for (const workflows::StuckRequest &stuck : m_finder.all())
        found.insert(stuck.request.uuid, stuck);
    m_handler(Stuck(std::make_shared<const QHash<domain::Uuid, workflows::StuckRequest>>(std::move(found))));
}

QByteArray stuckJson(const workflows::StuckRequest &stuck)
{
    constexpr double Second = 1e6;
    const QJsonValue usual =
        stuck.stuck.usual ? QJsonValue(static_cast<double>(stuck.stuck.usual->microseconds) / Second) : QJsonValue();
    const QJsonValue restsOn = stuck.reason.restsOn.isEmpty() ? QJsonValue() : QJsonValue(stuck.reason.restsOn);
    const QJsonObject object{{QStringLiteral("since"), stuck.stuck.since.toServerText()},
                             {QStringLiteral("usual_seconds"), usual},
                             {QStringLiteral("reason"), stuckWord(stuck.reason.kind)},
                             {QStringLiteral("sentence"), stuck.sentence()},
                             {QStringLiteral("rests_on"), restsOn}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/showcommand.h"

#include "app/commandline/stuckreader.h"
#include "app/commandline/visibletext.h"
#include "app/profiles/journallimit.h"
#include "models/domain/cause/requesthandover.h"
#include "models/workflows/foundresources.h"

#include <QCoreApplication>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

QByteArray field(const QString &name, const QString &value)
{
    return (name.leftJustified(12) + value).toUtf8() + '\n';
}

QByteArray block(const QString &title, QByteArray text)
{
    if (text.isEmpty())
        return {};
    if (!text.endsWith('\n'))
        text += '\n';
    return '\n' + title.toUtf8() + '\n' + text;
}

QString timeText(const std::optional<domain::Timestamp> &time)
{
    if (!time)
        return QStringLiteral("-");
    return time->toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral(" UTC");
}

/// fields: further lines below those of the request.
QByteArray requestAsText(const domain::Request &request, domain::Timestamp now, const QByteArray &fields)
{
    QByteArray text = field(tr("Request"), request.uuid.toString());
    text += field(tr("State"), request.state == domain::State::Unknown ? request.stateText : stateName(request.state));
    text += field(tr("Offering"), QStringLiteral("%1 (%2)").arg(request.offeringName, request.offering.toString()));
    text += field(tr("Created"), timeText(request.created));
    text += field(tr("Modified"), timeText(request.modified));
    text += field(tr("Started"), timeText(request.started));
    text += field(tr("Finished"), timeText(request.finished));
    if (const auto span = took(request))
        text += field(tr("Took"), shortDuration(*span));
    else if (const auto open = age(request, now))
        text += field(tr("Age"), shortDuration(*open));
    text += fields;
    text += block(tr("Message"), request.error.message);
    text += block(tr("Traceback"), request.error.traceback);
    return text;
}

QByteArray stuckAsText(const workflows::StuckRequest &stuck)
{
    QByteArray text = field(tr("Stuck"), visibleText(stuck.sentence(), Lines::One));
    if (!stuck.reason.restsOn.isEmpty())
        text += field(tr("Known from"), visibleText(stuck.reason.restsOn, Lines::One));
    return text;
}

QByteArray foundAsField(const workflows::FoundResources &found)
{
    return field(tr("Found"), tr("%1 while it ran and still to be imported; %2 of the offering waiting for import")
                                  .arg(grouped(static_cast<qint64>(found.found.size())), grouped(found.waitingTotal)));
}

QByteArray resourceLine(const domain::BackendResource &resource)
{
    QStringList limits;
    for (const auto &[component, number] : resource.limits)
        limits += component + QLatin1Char(' ') + number;
    const QStringList parts{resource.name, resource.projectName, limits.join(QStringLiteral(", ")),
                            timeText(resource.created)};
    QStringList shown;
    for (const QString &part : parts) {
        if (!part.isEmpty())
            shown += visibleText(part, Lines::One);
    }
    return (QStringLiteral("  ") + shown.join(QStringLiteral("  "))).toUtf8() + '\n';
}

QByteArray foundAsBlock(const workflows::FoundResources &found)
{
    QByteArray lines;
    if (found.found.empty()) {
        for (const QString &reason : domain::whyNothingWasFound(found.waitingTotal))
            lines += QByteArray("  ") + reason.toUtf8() + '\n';
        return block(tr("Nothing that it found waits for import. Possible reasons:"), lines);
    }
    for (const domain::BackendResource &resource : found.found)
        lines += resourceLine(resource);
    return block(tr("Found resources (name, project, limits, found at)"), lines);
}

} // namespace

ShowCommand::ShowCommand(CommandContext context, ShowCall call, QObject *parent)
    : Command(std::move(context), parent), m_call(call), m_journal(journalFile())
{
    m_journal.setLimit(journalLimit());
}

void ShowCommand::start()
{
    settleEarlier(m_journal, m_call.uuid, [this] { read(); });
}

void ShowCommand::read()
{
    client().retrieve(m_call.uuid, this, [this](const api::Result<api::OneRequest> &one) {
        if (one)
            show(*one);
        else
            failRead(one.error());
    });
}

void ShowCommand::show(const api::OneRequest &one)
{
    if (m_call.format == Format::Json) {
        const QByteArray json = one.raw + '\n';
        output().data(output().isTerminal() ? visibleJson(json) : json);
    } else if (m_call.format == Format::Markdown) {
        domain::HandOver input = domain::handOverOf(one.request);
        input.server = server();
        input.link = linkTo(one.request.uuid);
        const QByteArray text = handOverMarkdown(input).markdown.toUtf8();
        output().data(output().isTerminal() ? visibleBytes(text, Lines::Keep) : text);
        if (!text.endsWith('\n'))
            output().data("\n");
    } else {
        explain(one.request);
        return;
    }
    end();
}

/// What an open request waits for, and what a Done one found, as far as the server tells: its silence is no failure.
void ShowCommand::explain(const domain::Request &request)
{
    if (isOpen(request.state)) {
        auto *reader = new StuckReader(
            client(), context().folder,
            [this, request](const api::Result<StuckReader::Stuck> &found) {
                const auto why = found && !(*found)->isEmpty() ? std::optional(*(*found)->cbegin()) : std::nullopt;
                print(request, why ? stuckAsText(*why) : QByteArray(), {});
            },
            this);
        reader->start(request);
    } else if (request.state == domain::State::Done) {
        workflows::readFoundResources(client(), request, this,
                                      [this, request](const api::Result<workflows::FoundResources> &found) {
                                          if (found && found->shown)
                                              print(request, foundAsField(*found), foundAsBlock(*found));
                                          else
                                              print(request, {}, {});
                                      });
    } else {
        print(request, {}, {});
    }
}

void ShowCommand::print(const domain::Request &request, const QByteArray &fields, const QByteArray &blocks)
{
    const QByteArray text = requestAsText(request, domain::Timestamp::now(), fields) + blocks;
    output().data(output().isTerminal() ? visibleBytes(text, Lines::Keep) : text);
    end();
}

void ShowCommand::end()
{
    output().flush();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

} // namespace waldesk::app

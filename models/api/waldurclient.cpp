// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/waldurclient.h"

#include "models/api/waldurclient_p.h"

#include "models/api/smallanswers.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::api
{

namespace
{

constexpr qint64 SmallAnswer = 8LL * 1024 * 1024;
constexpr int RolesPage = 100;
constexpr int MostRolePages = 50;

void addFields(QUrlQuery &query, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        query.addQueryItem(QStringLiteral("field"), QString::fromLatin1(name));
}

void addOfferingFields(QUrlQuery &query)
{
    addFields(query, {"uuid", "name", "type", "state", "customer_uuid", "customer_name"});
}

Ask smallAsk(const QString &path, const QUrlQuery &query = {})
{
    Ask ask;
    ask.path = path;
    ask.query = query;
    ask.maxBytes = SmallAnswer;
    return ask;
}

/// The server refuses NUL (contract 1.4); QString makes U+FFFD of what is no UTF-8.
QString sendable(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).replace(QChar(0), QChar(QChar::ReplacementCharacter));
}

QString detailPath(const domain::Uuid &uuid, QLatin1String action = {})
{
    return ListPath + uuid.toString() + QLatin1Char('/') + action;
}

} // namespace

Call::Call(WaldurClient *client, quint64 id) : m_client(client), m_id(id)
{
}

void Call::cancel() const
{
    if (m_client)
        m_client->d->courier.cancel(m_id);
}

bool Call::isActive() const
{
    return m_client && m_client->d->courier.isActive(m_id);
}

WaldurClient::WaldurClient(Connection connection, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(connection)))
{
}

WaldurClient::~WaldurClient() = default;

const Connection &WaldurClient::connection() const
{
    return d->courier.connection();
}

void WaldurClient::setMaxBytes(qint64 bytes)
{
    d->maxBytes = bytes;
}

void WaldurClient::setRetryDelayMs(int first)
{
    d->courier.setRetryDelayMs(first);
}

void WaldurClient::setLeastWriteMs(int ms)
{
    d->courier.setLeastWriteMs(ms);
}

std::optional<domain::Duration> WaldurClient::clockOffset() const
{
    return d->courier.clockOffset();
}

Call WaldurClient::retrieve(const domain::Uuid &uuid, QObject *context, Handler<OneRequest> handler)
{
    Ask ask;
    ask.path = detailPath(uuid);
    ask.maxBytes = d->maxBytes;
    return d->one(ask, context, std::move(handler));
}

Call WaldurClient::create(const domain::Uuid &offering, QObject *context, Handler<OneRequest> handler)
{
    Ask ask;
    ask.verb = "POST";
    ask.path = ListPath;
    ask.body = "{\"offering\":\"" + offering.toHex() + "\"}";
    ask.maxBytes = d->maxBytes;
    return d->one(ask, context, std::move(handler));
}

Call WaldurClient::startProcessing(const domain::Uuid &uuid, QObject *context, Handler<Nothing> handler)
{
    return d->action(detailPath(uuid, QLatin1String("start_processing/")), {}, context, std::move(handler));
}

Call WaldurClient::setDone(const domain::Uuid &uuid, QObject *context, Handler<Nothing> handler)
{
    return d->action(detailPath(uuid, QLatin1String("set_done/")), {}, context, std::move(handler));
}

Call WaldurClient::setErred(const domain::Uuid &uuid, const domain::ErrorText &text, QObject *context,
                            Handler<Nothing> handler)
{
    const QJsonObject body{{QStringLiteral("error_message"), sendable(text.message)},
                           {QStringLiteral("error_traceback"), sendable(text.traceback)}};
    return d->action(detailPath(uuid, QLatin1String("set_erred/")), QJsonDocument(body).toJson(QJsonDocument::Compact),
                     context, std::move(handler));
}

Call WaldurClient::currentUser(QObject *context, Handler<UserAnswer> handler)
{
    // Sparse, or the answer carries the token (contract 3).
    QUrlQuery query;
    addFields(query, {"uuid", "username", "full_name", "is_staff", "is_support", "permissions", "token_expires_at"});
    return d->small(smallAsk(QStringLiteral("api/users/me/"), query), &userOf, context, std::move(handler));
}

Call WaldurClient::offering(const domain::Uuid &uuid, QObject *context, Handler<Offering> handler)
{
    QUrlQuery query;
    addOfferingFields(query);
    const QString path = QStringLiteral("api/marketplace-provider-offerings/%1/").arg(uuid.toString());
    return d->small(smallAsk(path, query), &offeringOf, context, std::move(handler));
}

Call WaldurClient::version(QObject *context, Handler<QString> handler)
{
    return d->small(smallAsk(QStringLiteral("api/version/")), &versionOf, context, std::move(handler));
}

Call WaldurClient::configuration(QObject *context, Handler<Configuration> handler)
{
    return d->small(smallAsk(QStringLiteral("api/configuration/")), &configurationOf, context, std::move(handler));
}

Call WaldurClient::offerings(const QString &name, int page, QObject *context, Handler<OfferingPage> handler)
{
    QUrlQuery query;
    addOfferingFields(query);
    query.addQueryItem(QStringLiteral("o"), QStringLiteral("name"));
    if (!name.trimmed().isEmpty())
        query.addQueryItem(QStringLiteral("name"), QString::fromLatin1(QUrl::toPercentEncoding(name.trimmed())));
    query.addQueryItem(QStringLiteral("page"), QString::number(page));
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("100"));
    const auto [id, done] = d->begin<OfferingPage>(context, std::move(handler));
    d->courier.send(id, smallAsk(QStringLiteral("api/marketplace-provider-offerings/"), query),
                    [this, finish = done](const Ask &ask, const Answer &answer) {
                        std::optional<std::vector<Offering>> rows = offeringsOf(answer.body);
                        if (!rows) {
                            finish(d->notReadable(ask, answer));
                            return;
                        }
                        finish(OfferingPage{std::move(*rows), totalOf(answer)});
                    });
    return Call(this, id);
}

Call WaldurClient::roles(QObject *context, Handler<std::vector<RoleAnswer>> handler)
{
    const auto [id, done] = d->begin<std::vector<RoleAnswer>>(context, std::move(handler));
    d->askRoles(id, 1, {}, done);
    return Call(this, id);
}

void WaldurClient::Private::askRoles(quint64 id, int page, std::vector<RoleAnswer> sofar,
                                     const Finish<std::vector<RoleAnswer>> &finish)
{
    QUrlQuery query;
    addFields(query, {"uuid", "name", "permissions"});
    query.addQueryItem(QStringLiteral("page"), QString::number(page));
    query.addQueryItem(QStringLiteral("page_size"), QString::number(RolesPage));
    const auto next = [this, id, page, sofar, finish](const Ask &ask, const Answer &answer) {
        std::vector<RoleAnswer> all = sofar;
        if (answer.status == 404 && page > 1) {
            finish(all);
            return;
        }
        if (answer.end != Answer::End::Complete || answer.status < 200 || answer.status >= 300) {
            finish(courier.errorOf(ask, answer));
            return;
        }
        const std::optional<std::vector<RoleAnswer>> rows = rolesOf(answer.body);
        if (!rows) {
            finish(notReadable(ask, answer));
            return;
        }
        all.insert(all.end(), rows->begin(), rows->end());
        if (hasNext(answer) && !rows->empty() && page < MostRolePages)
            askRoles(id, page + 1, std::move(all), finish);
        else
            finish(all);
    };
    courier.send(id, smallAsk(QStringLiteral("api/roles/"), query), next, true);
}

Call WaldurClient::knowsBefore(QObject *context, Handler<bool> handler)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("created_before"), QStringLiteral("x"));
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("1"));
    Ask ask;
    ask.path = ListPath;
    ask.query = query;
    ask.maxBytes = d->maxBytes;
    const auto [id, done] = d->begin<bool>(context, std::move(handler));
    const auto next = [this, finish = done](const Ask &asked, const Answer &answer) {
        if (answer.end == Answer::End::Complete && answer.status == 200 && answer.isJson()) {
            finish(false);
            return;
        }
        ApiError error = answer.status == 200 && answer.end == Answer::End::Complete
                             ? d->notReadable(asked, answer)
                             : d->courier.errorOf(asked, answer);
        const bool named = std::ranges::any_of(
            error.fields, [](const auto &field) { return field.first == QLatin1String("created_before"); });
        if (answer.end == Answer::End::Complete && answer.status == 400 && named)
            finish(true);
        else
            finish(error);
    };
    d->courier.send(id, ask, next, true);
    return Call(this, id);
}

} // namespace waldesk::api

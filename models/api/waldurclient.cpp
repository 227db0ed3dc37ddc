// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/waldurclient.h"

#include "models/api/agentanswers.h"
#include "models/api/httpdispatcher.h"
#include "models/api/httperrors.h"
#include "models/api/lastpagesearch.h"
#include "models/api/responsefacts.h"
#include "models/api/rowdecoder.h"
#include "models/api/smallanswers.h"
#include "models/domain/poolwork.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <deque>

namespace waldesk::api
{

namespace
{

constexpr QLatin1String ListPath("api/backend-resource-requests/");
constexpr qint64 SmallResponse = 8LL * 1024 * 1024;
constexpr QLatin1String ResourcesPath("api/backend-resources/");
constexpr int ResourcesPage = 100;
constexpr int RolesPage = 100;
constexpr int MostRolePages = 50;
constexpr qint64 LeastClamp = 100; // no server is known to give less where more is asked for (contract 2)

void addFields(QUrlQuery &query, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        query.addQueryItem(QStringLiteral("field"), QString::fromLatin1(name));
}

void addOfferingFields(QUrlQuery &query)
{
    addFields(query, {"uuid", "name", "type", "state", "customer_uuid", "customer_name"});
}

/// What is asked of a list that is read whole: 100 are more than one offering or agent has of it.
QUrlQuery onePageOf(const QString &key, const domain::Uuid &uuid)
{
    QUrlQuery query;
    query.addQueryItem(key, uuid.toString());
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("100"));
    return query;
}

HttpRequest smallRequest(const QString &path, const QUrlQuery &query = {})
{
    HttpRequest request;
    request.path = path;
    request.query = query;
    request.maxBytes = SmallResponse;
    return request;
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

/// Above this an answer is decoded on a worker: half a mebibyte is about a millisecond, 64 would hold the window for a
/// tenth of a second.
constexpr qsizetype DecodedHere = 512 * 1024;

/// The size of the pieces that a page of this size is asked for in when it is too large.
int pieceSize(int size)
{
    return size > 10 && size % 10 == 0 ? 10 : 1;
}

} // namespace

/// The inside of WaldurClient: what its calls are made of.
class WaldurClient::Private
{
public:
    /// Ends a pending call and runs its handler, if its context still lives. The last thing a step does.
    template <typename T>
    using Finish = std::function<void(Result<T>)>;
    template <typename T>
    struct OpenedCall {
        quint64 id;
        Finish<T> finish;
    };
    /// One page of the list under way; grows by pieces when the answer is too large as a whole.
    struct ListJob;

    Private(WaldurClient *client, Connection connection) : q(client), dispatcher(std::move(connection)) {}

    template <typename T>
    OpenedCall<T> openCall(QObject *context, Handler<T> handler)
    {
        const quint64 id = dispatcher.open(context ? context : q, [handler](const ApiError &error) { handler(error); });
        return {id, [this, id, handler](Result<T> result) {
                    if (dispatcher.complete(id))
                        handler(std::move(result));
                }};
    }

    template <typename T>
    Call small(const HttpRequest &request, std::optional<T> (*read)(const QByteArray &), QObject *context,
               Handler<T> handler)
    {
        const auto [id, done] = openCall<T>(context, std::move(handler));
        dispatcher.submit(id, request,
                          [this, read, finish = done](const HttpRequest &asked, const HttpResponse &response) {
                              std::optional<T> value = read(response.body);
                              if (value)
                                  finish(std::move(*value));
                              else
                                  finish(notReadable(asked, response));
                          });
        return Call(q, id);
    }

    /// The same for what may not be shown: then the value is a nullopt.
    template <typename T>
    Call ifShown(const HttpRequest &request, std::optional<T> (*read)(const QByteArray &), QObject *context,
                 Handler<std::optional<T>> handler)
    {
        const auto [id, done] = openCall<std::optional<T>>(context, std::move(handler));
        const auto next = [this, read, finish = done](const HttpRequest &asked, const HttpResponse &response) {
            if (isGood(response))
                finish(read(response.body));
            else if (isNotShown(response))
                finish(std::optional<T>());
            else
                finish(dispatcher.errorOf(asked, response));
        };
        dispatcher.submit(id, request, next, true);
        return Call(q, id);
    }

    Call one(const HttpRequest &request, QObject *context, Handler<OneRequest> handler);
    Call action(const QString &path, const QByteArray &body, QObject *context, Handler<Nothing> handler);
    Call write(const HttpRequest &request, QObject *context, Handler<Nothing> handler);
    void askRoles(quint64 id, int page, std::vector<RoleAnswer> sofar, const Finish<std::vector<RoleAnswer>> &finish);
    Call count(const domain::ListFilter &filter, const LastPageSearch &search, QObject *context,
               Handler<qint64> handler);
    void askCount(quint64 id, const QUrlQuery &query, const LastPageSearch &search, const Finish<qint64> &finish);

    /// Whether there may be a further page: by `Link`, by the count, else by the length of this page.
    [[nodiscard]] bool mayHaveNext(const HttpResponse &response, int askedFor, qint64 came);
    [[nodiscard]] Result<qint64> rowsOfPage(qint64 number, const HttpRequest &request, const HttpResponse &response);

    void askPiece(const std::shared_ptr<ListJob> &job);
    void pieceArrived(const std::shared_ptr<ListJob> &job, const HttpRequest &request, HttpResponse response);
    void pieceTooLarge(const std::shared_ptr<ListJob> &job, const HttpRequest &request, const HttpResponse &response);
    void decode(const std::shared_ptr<ListJob> &job, const HttpRequest &request, HttpResponse response);
    void pieceDecoded(const std::shared_ptr<ListJob> &job, const HttpRequest &request, const HttpResponse &response,
                      DecodedRows decoded);
    void finishList(const std::shared_ptr<ListJob> &job, const HttpResponse &response);

    /// A 2xx that is of no known shape.
    [[nodiscard]] ApiError notReadable(const HttpRequest &request, const HttpResponse &response) const;

    WaldurClient *q;
    qint64 maxBytes = 64LL * 1024 * 1024;
    std::optional<bool> countsBySearch; ///< the newest answer had neither X-Result-Count nor `Link`
    bool headTellsNothing = false;      ///< HEAD came without X-Result-Count, and no page brought it since
    qint64 longestPage = LeastClamp;    ///< that came, or what every server gives
    int servedAtMost = 0;               ///< the server clamps page_size to this; 0: not seen to
    RowDecoder decoder;
    HttpDispatcher dispatcher;
};

Call::Call(WaldurClient *client, quint64 id) : m_client(client), m_id(id)
{
}

void Call::cancel() const
{
    if (m_client)
        m_client->d->dispatcher.cancel(m_id);
}

bool Call::isActive() const
{
    return m_client && m_client->d->dispatcher.isActive(m_id);
}

WaldurClient::WaldurClient(Connection connection, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(connection)))
{
}

WaldurClient::~WaldurClient() = default;

void WaldurClient::setToken(const QByteArray &token, const QByteArray &schemeWord)
{
    d->dispatcher.setToken(token, schemeWord);
}

const Connection &WaldurClient::connection() const
{
    return d->dispatcher.connection();
}

void WaldurClient::setMaxBytes(qint64 bytes)
{
    d->maxBytes = bytes;
}

void WaldurClient::setRetryDelayMs(int first)
{
    d->dispatcher.setRetryDelayMs(first);
}

void WaldurClient::setLeastWriteMs(int ms)
{
    d->dispatcher.setLeastWriteMs(ms);
}

std::optional<domain::Duration> WaldurClient::clockOffset() const
{
    return d->dispatcher.clockOffset();
}

quint64 WaldurClient::requestCount() const
{
    return d->dispatcher.requestCount();
}

Call WaldurClient::retrieve(const domain::Uuid &uuid, QObject *context, Handler<OneRequest> handler)
{
    HttpRequest request;
    request.path = detailPath(uuid);
    request.maxBytes = d->maxBytes;
    return d->one(request, context, std::move(handler));
}

Call WaldurClient::create(const domain::Uuid &offering, QObject *context, Handler<OneRequest> handler)
{
    HttpRequest request;
    request.verb = "POST";
    request.path = ListPath;
    request.body = "{\"offering\":\"" + offering.toHex() + "\"}";
    request.maxBytes = d->maxBytes;
    return d->one(request, context, std::move(handler));
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
    return d->small(smallRequest(QStringLiteral("api/users/me/"), query), &userOf, context, std::move(handler));
}

Call WaldurClient::offering(const domain::Uuid &uuid, QObject *context, Handler<Offering> handler)
{
    QUrlQuery query;
    addOfferingFields(query);
    const QString path = QStringLiteral("api/marketplace-provider-offerings/%1/").arg(uuid.toString());
    return d->small(smallRequest(path, query), &offeringOf, context, std::move(handler));
}

Call WaldurClient::version(QObject *context, Handler<QString> handler)
{
    return d->small(smallRequest(QStringLiteral("api/version/")), &versionOf, context, std::move(handler));
}

Call WaldurClient::configuration(QObject *context, Handler<Configuration> handler)
{
    return d->small(smallRequest(QStringLiteral("api/configuration/")), &configurationOf, context, std::move(handler));
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
    const auto [id, done] = d->openCall<OfferingPage>(context, std::move(handler));
    d->dispatcher.submit(id, smallRequest(QStringLiteral("api/marketplace-provider-offerings/"), query),
                         [this, finish = done](const HttpRequest &request, const HttpResponse &response) {
                             std::optional<std::vector<Offering>> rows = offeringsOf(response.body);
                             if (!rows) {
                                 finish(d->notReadable(request, response));
                                 return;
                             }
                             finish(OfferingPage{std::move(*rows), totalOf(response)});
                         });
    return Call(this, id);
}

Call WaldurClient::roles(QObject *context, Handler<std::vector<RoleAnswer>> handler)
{
    const auto [id, done] = d->openCall<std::vector<RoleAnswer>>(context, std::move(handler));
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
    const auto next = [this, id, page, sofar, finish](const HttpRequest &request, const HttpResponse &response) {
        std::vector<RoleAnswer> all = sofar;
        if (response.status == 404 && page > 1) {
            finish(all);
            return;
        }
        if (response.end != HttpResponse::End::Complete || response.status < 200 || response.status >= 300) {
            finish(dispatcher.errorOf(request, response));
            return;
        }
        const std::optional<std::vector<RoleAnswer>> rows = rolesOf(response.body);
        if (!rows) {
            finish(notReadable(request, response));
            return;
        }
        all.insert(all.end(), rows->begin(), rows->end());
        if (mayHaveNext(response, RolesPage, qint64(rows->size())) && !rows->empty() && page < MostRolePages)
            askRoles(id, page + 1, std::move(all), finish);
        else
            finish(all);
    };
    dispatcher.submit(id, smallRequest(QStringLiteral("api/roles/"), query), next, true);
}

Call WaldurClient::knowsBefore(QObject *context, Handler<bool> handler)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("created_before"), QStringLiteral("x"));
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("1"));
    HttpRequest request;
    request.path = ListPath;
    request.query = query;
    request.maxBytes = d->maxBytes;
    const auto [id, done] = d->openCall<bool>(context, std::move(handler));
    const auto next = [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        if (response.end == HttpResponse::End::Complete && response.status == 200 && response.isJson()) {
            finish(false);
            return;
        }
        ApiError error = response.status == 200 && response.end == HttpResponse::End::Complete
                             ? d->notReadable(asked, response)
                             : d->dispatcher.errorOf(asked, response);
        const bool named = std::ranges::any_of(
            error.fields, [](const auto &field) { return field.first == QLatin1String("created_before"); });
        if (response.end == HttpResponse::End::Complete && response.status == 400 && named)
            finish(true);
        else
            finish(error);
    };
    d->dispatcher.submit(id, request, next, true);
    return Call(this, id);
}

struct WaldurClient::Private::ListJob {
    struct Piece {
        int number;
        int size;
    };
    quint64 id = 0;
    domain::ListFilter filter;
    PageOptions wanted;
    Finish<Page> finish;
    std::deque<Piece> pieces;
    Piece current{1, 100};
    bool divided = false;
    Page page;
};

ApiError WaldurClient::Private::notReadable(const HttpRequest &request, const HttpResponse &response) const
{
    return unreadable(bodyProblem(response), request, response, dispatcher.connection());
}

Call WaldurClient::list(const domain::ListFilter &filter, PageOptions page, QObject *context, Handler<Page> handler)
{
    const auto [id, done] = d->openCall<Page>(context, std::move(handler));
    auto job = std::make_shared<Private::ListJob>();
    job->id = id;
    job->filter = filter;
    job->wanted = page;
    job->wanted.number = std::max(1, page.number);
    job->wanted.size = std::clamp(page.size, 1, PageOptions::MostRows);
    job->finish = done;
    job->page.number = job->wanted.number;
    job->pieces.push_back({job->wanted.number, job->wanted.size});
    d->askPiece(job);
    return Call(this, id);
}

void WaldurClient::Private::askPiece(const std::shared_ptr<ListJob> &job)
{
    job->current = job->pieces.front();
    job->pieces.pop_front();
    HttpRequest request;
    request.path = ListPath;
    request.query = job->filter.toUrlQuery();
    request.query.addQueryItem(QStringLiteral("page"), QString::number(job->current.number));
    request.query.addQueryItem(QStringLiteral("page_size"), QString::number(job->current.size));
    request.maxBytes = maxBytes;
    dispatcher.submit(
        job->id, request,
        [this, job](const HttpRequest &asked, HttpResponse response) { pieceArrived(job, asked, std::move(response)); },
        true);
}

void WaldurClient::Private::pieceArrived(const std::shared_ptr<ListJob> &job, const HttpRequest &request,
                                         HttpResponse response)
{
    if (response.end == HttpResponse::End::TooLarge) {
        pieceTooLarge(job, request, response);
    } else if (job->divided && response.status == 404 && response.isJson()) {
        // The list ends inside this page.
        job->page.hasNext = false;
        job->pieces.clear();
        finishList(job, response);
    } else if (!isGood(response)) {
        job->finish(dispatcher.errorOf(request, response));
    } else if (response.isHtml()) {
        job->finish(unreadable(Unreadable::WebPage, request, response, dispatcher.connection()));
    } else {
        decode(job, request, std::move(response));
    }
}

void WaldurClient::Private::pieceTooLarge(const std::shared_ptr<ListJob> &job, const HttpRequest &request,
                                          const HttpResponse &response)
{
    const ListJob::Piece piece = job->current;
    const int served = servedAtMost > 0 ? std::min(piece.size, servedAtMost) : piece.size;
    job->page.total = std::max(totalOf(response), job->page.total);
    if (piece.size == 1) {
        job->page.skipped.append(
            QCoreApplication::translate("waldesk::api::ApiError", "Row %1 was left out: it is larger than %2 MiB.")
                .arg(piece.number)
                .arg(std::max<qint64>(1, request.maxBytes / (1024 * 1024))));
        job->page.hasNext = hasNext(response);
        finishList(job, response);
        return;
    }
    const int smaller = pieceSize(served);
    const int first = (piece.number - 1) * (served / smaller);
    for (int i = served / smaller; i >= 1; --i)
        job->pieces.push_front({first + i, smaller});
    job->divided = true;
    askPiece(job);
}

void WaldurClient::Private::decode(const std::shared_ptr<ListJob> &job, const HttpRequest &request,
                                   HttpResponse response)
{
    const qint64 before = qint64(job->current.number - 1) * job->current.size;
    if (response.body.size() <= DecodedHere) {
        // The body stays here: of one that can not be read the beginning is shown.
        DecodedRows rows = decoder.rowsIn(response.body, job->wanted.keepRaw, before);
        pieceDecoded(job, request, response, std::move(rows));
        return;
    }
    const auto work = [body = response.body, keepRaw = job->wanted.keepRaw, before] {
        RowDecoder elsewhere;
        return std::make_shared<DecodedRows>(elsewhere.rows(body, keepRaw, before));
    };
    domain::runInPool(work, q, [this, job, request, response](const std::shared_ptr<DecodedRows> &decoded) {
        if (Page *page = std::get_if<Page>(decoded.get()))
            decoder.adopt(page->rows);
        if (dispatcher.isActive(job->id))
            pieceDecoded(job, request, response, std::move(*decoded));
    });
}

void WaldurClient::Private::pieceDecoded(const std::shared_ptr<ListJob> &job, const HttpRequest &request,
                                         const HttpResponse &response, DecodedRows decoded)
{
    if (const Unreadable *why = std::get_if<Unreadable>(&decoded)) {
        job->finish(unreadable(*why, request, response, dispatcher.connection()));
        return;
    }
    Page &part = std::get<Page>(decoded);
    for (domain::Request &row : part.rows)
        row.read = response.order;
    const int came = int(part.rows.size()) + int(part.skipped.size());
    job->page.hasNext = mayHaveNext(response, job->current.size, came);
    // page_size is clamped without a word (contract 2); the numbers of pages then count in that size.
    if (hasNext(response) && came < job->current.size && came > 0)
        servedAtMost = came;
    job->page.total = totalOf(response);
    countsBySearch = response.link.isEmpty() && job->page.total < 0;
    job->page.skipped += part.skipped;
    if (!job->divided) {
        job->page.rows = std::move(part.rows);
        job->page.raw = std::move(part.raw);
    } else {
        std::ranges::move(part.rows, std::back_inserter(job->page.rows));
        std::ranges::move(part.raw, std::back_inserter(job->page.raw));
    }
    finishList(job, response);
}

/// A proxy that removes `Link` and X-Result-Count leaves only the length of a page to tell whether it is the last, and
/// a clamped one looks like a short one. A page too many is answered with 404; one too few loses requests.
bool WaldurClient::Private::mayHaveNext(const HttpResponse &response, int askedFor, qint64 came)
{
    longestPage = std::max(longestPage, came);
    if (!response.link.isEmpty() || totalOf(response) >= 0)
        return hasNext(response);
    return came >= std::min<qint64>(askedFor, longestPage);
}

void WaldurClient::Private::finishList(const std::shared_ptr<ListJob> &job, const HttpResponse &response)
{
    const bool isLast = !response.link.isEmpty() && !hasNext(response);
    if (job->pieces.empty() || isLast) {
        job->finish(std::move(job->page));
        return;
    }
    askPiece(job);
}

Call WaldurClient::count(const domain::ListFilter &filter, QObject *context, Handler<qint64> handler)
{
    return count(filter, -1, context, std::move(handler));
}

Call WaldurClient::count(const domain::ListFilter &filter, qint64 expected, QObject *context, Handler<qint64> handler)
{
    return d->count(filter, LastPageSearch(expected), context, std::move(handler));
}

std::optional<bool> WaldurClient::countsBySearch() const
{
    return d->countsBySearch;
}

Call WaldurClient::anyMatch(const domain::ListFilter &filter, QObject *context, Handler<bool> handler)
{
    const auto isAny = [handler = std::move(handler)](const Result<qint64> &rows) {
        handler(rows ? Result<bool>(*rows > 0) : Result<bool>(rows.error()));
    };
    return d->count(filter, LastPageSearch(1, 1), context, isAny);
}

Call WaldurClient::Private::count(const domain::ListFilter &filter, const LastPageSearch &search, QObject *context,
                                  Handler<qint64> handler)
{
    const auto [id, done] = openCall<qint64>(context, std::move(handler));
    QUrlQuery query = filter.toUrlQuery();
    // A HEAD costs the server what the GET costs (contract 11): the smallest page.
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("1"));
    if (headTellsNothing) {
        askCount(id, query, search, done);
        return Call(q, id);
    }
    HttpRequest request;
    request.verb = "HEAD";
    request.path = ListPath;
    request.query = query;
    const auto next = [this, job = id, query, search, finish = done](const HttpRequest &asked,
                                                                     const HttpResponse &response) {
        const bool complete = response.end == HttpResponse::End::Complete;
        if (complete && response.status == 200) {
            countsBySearch = response.link.isEmpty() && totalOf(response) < 0;
            if (totalOf(response) >= 0) {
                finish(totalOf(response));
                return;
            }
            headTellsNothing = true;
            // A list without rows has a first page as well.
            if (const qint64 last = lastPageOf(response); last > 1) {
                finish(last);
                return;
            }
        }
        const bool closed = response.end == HttpResponse::End::Network && response.sent;
        const bool final = response.status == 401 || response.status == 403 || response.status == 429 ||
                           (response.status >= 502 && response.status <= 504);
        if ((complete && !final) || closed)
            askCount(job, query, search, finish);
        else
            finish(dispatcher.errorOf(asked, response));
    };
    dispatcher.submit(id, request, next, true);
    return Call(q, id);
}

/// One page of one row. Its X-Result-Count or `Link` ends the search; without both, whether it is there brings the end
/// of the list nearer.
void WaldurClient::Private::askCount(quint64 id, const QUrlQuery &query, const LastPageSearch &search,
                                     const Finish<qint64> &finish)
{
    HttpRequest request;
    request.path = ListPath;
    request.query = query;
    if (search.page() > 1)
        request.query.addQueryItem(QStringLiteral("page"), QString::number(search.page()));
    request.maxBytes = maxBytes;
    const auto next = [this, id, query, search, finish](const HttpRequest &asked, const HttpResponse &response) {
        const bool isTooLarge = response.end == HttpResponse::End::TooLarge && response.status == 200;
        if (const qint64 total = totalOf(response);
            total >= 0 && (isTooLarge || isGood(response)) && !(isGood(response) && response.isHtml())) {
            headTellsNothing = false;
            countsBySearch = false;
            finish(total);
            return;
        }
        const Result<qint64> rows = isTooLarge ? Result<qint64>(1) : rowsOfPage(search.page(), asked, response);
        LastPageSearch rest = search;
        if (!rows && search.mayBeRefused() && mayMeanNoSuchPage(response)) {
            rest.noteRefused();
            askCount(id, query, rest, finish);
            return;
        }
        if (!rows) {
            finish(rows.error());
            return;
        }
        if (const qint64 last = lastPageOf(response); last > 0 && *rows == 1) {
            finish(last);
            return;
        }
        rest.note(*rows);
        if (const auto total = rest.total())
            finish(*total);
        else if (rest.isEndless())
            finish(notReadable(asked, response));
        else
            askCount(id, query, rest, finish);
    };
    dispatcher.submit(id, request, next, true);
}

/// How many rows a page has; none beyond the end of the list.
Result<qint64> WaldurClient::Private::rowsOfPage(qint64 number, const HttpRequest &request,
                                                 const HttpResponse &response)
{
    if (number > 1 && response.end == HttpResponse::End::Complete && response.status == 404 && response.isJson())
        return qint64(0);
    if (!isGood(response))
        return dispatcher.errorOf(request, response);
    if (response.isHtml())
        return unreadable(Unreadable::WebPage, request, response, dispatcher.connection());
    const DecodedRows rows = decoder.rows(response.body, false);
    if (const auto *why = std::get_if<Unreadable>(&rows))
        return unreadable(*why, request, response, dispatcher.connection());
    const Page &page = std::get<Page>(rows);
    return qint64(page.rows.size()) + page.skipped.size();
}

Call WaldurClient::Private::one(const HttpRequest &request, QObject *context, Handler<OneRequest> handler)
{
    const auto [id, done] = openCall<OneRequest>(context, std::move(handler));
    dispatcher.submit(id, request, [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        if (response.isHtml()) {
            finish(unreadable(Unreadable::WebPage, asked, response, dispatcher.connection()));
            return;
        }
        DecodedRow row = decoder.row(response.body);
        if (const Unreadable *why = std::get_if<Unreadable>(&row)) {
            finish(unreadable(*why, asked, response, dispatcher.connection()));
            return;
        }
        OneRequest &one = std::get<OneRequest>(row);
        one.request.read = response.order;
        finish(std::move(one));
    });
    return Call(q, id);
}

Call WaldurClient::Private::action(const QString &path, const QByteArray &body, QObject *context,
                                   Handler<Nothing> handler)
{
    HttpRequest request;
    request.verb = "POST";
    request.path = path;
    request.body = body;
    return write(request, context, std::move(handler));
}

Call WaldurClient::Private::write(const HttpRequest &request, QObject *context, Handler<Nothing> handler)
{
    const auto [id, done] = openCall<Nothing>(context, std::move(handler));
    dispatcher.submit(id, request, [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        // The body tells nothing (contract 1) unless it is a login page that answered in the server's place.
        if (response.isHtml())
            finish(unreadable(Unreadable::WebPage, asked, response, dispatcher.connection()));
        else
            finish(Nothing{});
    });
    return Call(q, id);
}

Call WaldurClient::agentIdentities(const domain::Uuid &offering, QObject *context,
                                   Handler<ListIfShown<domain::Agent>> handler)
{
    const QUrlQuery query = onePageOf(QStringLiteral("offering_uuid"), offering);
    const HttpRequest request = smallRequest(QStringLiteral("api/marketplace-site-agent-identities/"), query);
    // A server that does not know the parameter answers with the agents of every offering.
    const auto onlyOfIt = [offering, handler = std::move(handler)](Result<ListIfShown<domain::Agent>> agents) {
        if (agents && *agents) {
            for (domain::Agent &agent : **agents) {
                if (agent.offering.isNil())
                    agent.offering = offering;
            }
            std::erase_if(**agents, [&](const domain::Agent &agent) { return agent.offering != offering; });
        }
        handler(std::move(agents));
    };
    return d->ifShown<std::vector<domain::Agent>>(request, &agentsOf, context, onlyOfIt);
}

Call WaldurClient::agentServices(const domain::Uuid &identity, QObject *context,
                                 Handler<ListIfShown<domain::AgentService>> handler)
{
    const QUrlQuery query = onePageOf(QStringLiteral("identity_uuid"), identity);
    const HttpRequest request = smallRequest(QStringLiteral("api/marketplace-site-agent-services/"), query);
    return d->ifShown<std::vector<domain::AgentService>>(request, &agentServicesOf, context, std::move(handler));
}

Call WaldurClient::agentConnections(QObject *context, Handler<domain::AgentConnections> handler)
{
    const auto [id, done] = d->openCall<domain::AgentConnections>(context, std::move(handler));
    const auto next = [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        domain::AgentConnections answer;
        if (isGood(response)) {
            auto agents = agentConnectionsOf(response.body);
            answer.shown = agents.has_value();
            answer.agents = std::move(agents).value_or(std::vector<domain::Agent>());
        } else if (response.end == HttpResponse::End::Complete && response.status == 503 && response.isJson()) {
            answer.shown = true;
            answer.brokerDown = true;
        } else if (!isNotShown(response)) {
            finish(d->dispatcher.errorOf(asked, response));
            return;
        }
        finish(std::move(answer));
    };
    d->dispatcher.submit(id, smallRequest(QStringLiteral("api/marketplace-site-agent-connection-stats/")), next, true);
    return Call(this, id);
}

Call WaldurClient::eventQueues(const domain::Uuid &offering, QObject *context,
                               Handler<ListIfShown<domain::EventQueue>> handler)
{
    QUrlQuery query = onePageOf(QStringLiteral("offering_uuid"), offering);
    query.addQueryItem(QStringLiteral("object_type"), domain::ImportableResources);
    const HttpRequest request = smallRequest(QStringLiteral("api/event-subscription-queues/"), query);
    return d->ifShown<std::vector<domain::EventQueue>>(request, &eventQueuesOf, context, std::move(handler));
}

Call WaldurClient::backendResources(const domain::BackendResourceFilter &filter, int page, QObject *context,
                                    Handler<BackendResourcePage> handler)
{
    HttpRequest request;
    request.path = ResourcesPath;
    request.query = filter.toUrlQuery();
    request.query.addQueryItem(QStringLiteral("page"), QString::number(page));
    request.query.addQueryItem(QStringLiteral("page_size"), QString::number(ResourcesPage));
    request.maxBytes = d->maxBytes;
    const auto [id, done] = d->openCall<BackendResourcePage>(context, std::move(handler));
    const auto next = [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        auto rows = backendResourcesOf(response.body);
        if (!rows) {
            finish(d->notReadable(asked, response));
            return;
        }
        const bool goesOn = d->mayHaveNext(response, ResourcesPage, qint64(rows->size()));
        finish(BackendResourcePage{std::move(*rows), totalOf(response), goesOn});
    };
    d->dispatcher.submit(id, request, next);
    return Call(this, id);
}

Call WaldurClient::backendResource(const domain::Uuid &resource, QObject *context,
                                   Handler<domain::BackendResource> handler)
{
    const HttpRequest request = smallRequest(ResourcesPath + resource.toString() + QLatin1Char('/'));
    return d->small(request, &backendResourceOf, context, std::move(handler));
}

Call WaldurClient::importedResources(const domain::Uuid &offering, const QString &backendId, QObject *context,
                                     Handler<ListIfShown<ImportedResource>> handler)
{
    QUrlQuery query = onePageOf(QStringLiteral("offering_uuid"), offering);
    query.addQueryItem(QStringLiteral("backend_id"), QString::fromLatin1(QUrl::toPercentEncoding(backendId)));
    query.addQueryItem(QStringLiteral("o"), QStringLiteral("-created"));
    addFields(query, {"uuid", "name", "backend_id", "created"});
    const HttpRequest request = smallRequest(QStringLiteral("api/marketplace-provider-resources/"), query);
    // A server that does not know the parameter answers with all of the offering.
    const auto onlyOfIt = [backendId, handler = std::move(handler)](Result<ListIfShown<ImportedResource>> resources) {
        if (resources && *resources)
            std::erase_if(**resources, [&](const ImportedResource &each) { return each.backendId != backendId; });
        handler(std::move(resources));
    };
    return d->ifShown<std::vector<ImportedResource>>(request, &importedResourcesOf, context, onlyOfIt);
}

Call WaldurClient::offeringPlans(const domain::Uuid &offering, QObject *context, Handler<OfferingPlans> handler)
{
    QUrlQuery query;
    addFields(query, {"plans", "shared", "customer_uuid"});
    const QString path = QStringLiteral("api/marketplace-provider-offerings/%1/").arg(offering.toString());
    return d->small(smallRequest(path, query), &offeringPlansOf, context, std::move(handler));
}

Call WaldurClient::importResource(const domain::Uuid &resource, const std::optional<domain::Uuid> &plan,
                                  QObject *context, Handler<ImportedResource> handler)
{
    HttpRequest request;
    request.verb = "POST";
    request.path = ResourcesPath + resource.toString() + QStringLiteral("/import_resource/");
    request.body = plan ? "{\"plan\":\"" + plan->toHex() + "\"}" : QByteArray("{}");
    request.maxBytes = d->maxBytes;
    const auto [id, done] = d->openCall<ImportedResource>(context, std::move(handler));
    d->dispatcher.submit(id, request, [this, finish = done](const HttpRequest &asked, const HttpResponse &response) {
        if (response.isHtml())
            finish(unreadable(Unreadable::WebPage, asked, response, d->dispatcher.connection()));
        else
            finish(importedResourceOf(response.body));
    });
    return Call(this, id);
}

Call WaldurClient::dismissResource(const domain::Uuid &resource, QObject *context, Handler<Nothing> handler)
{
    HttpRequest request;
    request.verb = "DELETE";
    request.path = ResourcesPath + resource.toString() + QLatin1Char('/');
    return d->write(request, context, std::move(handler));
}

} // namespace waldesk::api

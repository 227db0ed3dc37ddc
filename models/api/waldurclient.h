// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/answers.h"
#include "models/api/connection.h"
#include "models/api/resourceanswers.h"
#include "models/api/result.h"
#include "models/domain/agents.h"
#include "models/domain/listfilter.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace waldesk::api
{

class WaldurClient;

/// A call under way; cheap to copy, outliving it is harmless. Dropping it does not cancel.
class Call
{
public:
    Call() = default;
    Call(WaldurClient *client, quint64 id);
    /// The handler still runs, once, later, with ApiError::Kind::Cancelled. A write that has left can not be taken
    /// back: then it does nothing.
    void cancel() const;
    [[nodiscard]] bool isActive() const;

private:
    QPointer<WaldurClient> m_client;
    quint64 m_id = 0;
};

/// The one class that speaks HTTP with Waldur (contract 1 to 4). Owned by the composition, one per connection; lives on
/// the thread that made it. Every call takes (input, context, handler): the handler runs exactly once, on the context's
/// thread (which is the client's), never before the call returns, and never after the context died. Failure is a value.
///
/// GETs are tried again at most twice (network, 502, 503, 504, 429 with Retry-After up to 60 s); a write is sent once,
/// ever. Redirects are followed for GET on the same origin only; a 3xx on a write is an error. Bodies above maxBytes
/// are cut off as they stream and end as Protocol. When the client dies first, what is under way ends with Cancelled,
/// later, on its context. A context of nullptr stands for the client itself.
class WaldurClient : public QObject
{
    Q_OBJECT
public:
    template <typename T>
    using Handler = std::function<void(Result<T>)>;

    struct PageOptions {
        int number = 1;
        /// At most MostRows (contract 2); a server that gives less is paged in what it gives.
        int size = 100;
        static constexpr int MostRows = 300;
        bool keepRaw = false;
    };

    explicit WaldurClient(Connection connection, QObject *parent = nullptr);
    ~WaldurClient() override;

    [[nodiscard]] const Connection &connection() const;
    /// Another token for the same server and person, of calls from now on: the server takes the old one no more.
    void setToken(const QByteArray &token, const QByteArray &schemeWord);
    void setMaxBytes(qint64 bytes);  ///< of one answer; default 64 MiB
    void setRetryDelayMs(int first); ///< of a GET that is tried again; default 400, doubles
    void setLeastWriteMs(int ms);    ///< how long a write waits at least; default 15 000 (contract 11)

    /// A reply above the limit is asked for again in smaller pages, down to single rows; a row that is too large alone
    /// is named in Page::skipped (by its position).
    Call list(const domain::ListFilter &filter, PageOptions page, QObject *context, Handler<Page> handler);
    /// The number that match; by HEAD, by GET page_size=1 where HEAD is not answered with 200 (contract 9), and by
    /// looking for the last page of one row where a proxy removes X-Result-Count.
    Call count(const domain::ListFilter &filter, QObject *context, Handler<qint64> handler);
    /// expected: how many rows there should be, by what is known here; -1: unknown. Only where the pages have to be
    /// looked through it matters: a right one costs two requests, and a wrong one is no error.
    Call count(const domain::ListFilter &filter, qint64 expected, QObject *context, Handler<qint64> handler);
    /// Whether count() looks for the last page, which takes up to 3 * log4(error of what is expected) + 4 requests, one
    /// after the other; nullopt: no list and no count came yet.
    [[nodiscard]] std::optional<bool> countsBySearch() const;
    /// Whether any matches; asked as count() is, but never beyond the first page.
    Call anyMatch(const domain::ListFilter &filter, QObject *context, Handler<bool> handler);
    Call retrieve(const domain::Uuid &uuid, QObject *context, Handler<OneRequest> handler);

    Call create(const domain::Uuid &offering, QObject *context, Handler<OneRequest> handler);
    Call startProcessing(const domain::Uuid &uuid, QObject *context, Handler<Nothing> handler);
    Call setDone(const domain::Uuid &uuid, QObject *context, Handler<Nothing> handler);
    /// Both keys are always sent (contract 1.4). NUL characters are replaced by U+FFFD, invalid UTF-8 too.
    Call setErred(const domain::Uuid &uuid, const domain::ErrorText &text, QObject *context, Handler<Nothing> handler);

    Call currentUser(QObject *context, Handler<UserAnswer> handler);
    /// All roles, all pages (contract 3).
    Call roles(QObject *context, Handler<std::vector<RoleAnswer>> handler);
    /// name: part of a name, empty for all; pages of 100.
    Call offerings(const QString &name, int page, QObject *context, Handler<OfferingPage> handler);
    Call offering(const domain::Uuid &uuid, QObject *context, Handler<Offering> handler);
    Call version(QObject *context, Handler<QString> handler);
    Call configuration(QObject *context, Handler<Configuration> handler);
    /// Whether created_before and modified_before are known (8.0.7 and later), by the probe of contract 9.
    Call knowsBefore(QObject *context, Handler<bool> handler);

    // Site agents (contract 7). All of it is optional: what the server does not show (403, 404, 405, an old version, an
    // answer of another shape) is an absent value, never an error. No answer at all, and a token that is not taken, is
    // an error as everywhere.
    template <typename T>
    using ListIfShown = std::optional<std::vector<T>>;
    Call agentIdentities(const domain::Uuid &offering, QObject *context, Handler<ListIfShown<domain::Agent>> handler);
    Call agentServices(const domain::Uuid &identity, QObject *context,
                       Handler<ListIfShown<domain::AgentService>> handler);
    /// Of all offerings, for support and staff; one answer. A 503 in JSON says that the broker is down.
    Call agentConnections(QObject *context, Handler<domain::AgentConnections> handler);
    Call eventQueues(const domain::Uuid &offering, QObject *context, Handler<ListIfShown<domain::EventQueue>> handler);

    /// What agents found and nobody imported yet (contract 5); pages of 100.
    Call backendResources(const domain::BackendResourceFilter &filter, int page, QObject *context,
                          Handler<BackendResourcePage> handler);
    /// For staff and who manages its offering; 404: nothing waits under this uuid (any more).
    Call backendResource(const domain::Uuid &resource, QObject *context, Handler<domain::BackendResource> handler);
    /// What was imported from a site's resource of that id, at most one page of it.
    Call importedResources(const domain::Uuid &offering, const QString &backendId, QObject *context,
                           Handler<ListIfShown<ImportedResource>> handler);
    Call offeringPlans(const domain::Uuid &offering, QObject *context, Handler<OfferingPlans> handler);
    /// For staff; a shared offering needs a plan. Sent once, like every write.
    Call importResource(const domain::Uuid &resource, const std::optional<domain::Uuid> &plan, QObject *context,
                        Handler<ImportedResource> handler);
    /// Deletes the record; the resource at the site stays as it is, and the next request finds it again.
    Call dismissResource(const domain::Uuid &resource, QObject *context, Handler<Nothing> handler);

    /// Offset of the server's clock to ours from the newest Date header; nullopt before one was seen. Positive: the
    /// server is ahead.
    [[nodiscard]] std::optional<domain::Duration> clockOffset() const;
    [[nodiscard]] quint64 requestCount() const; ///< HTTP requests so far, those that were tried again counted each time

private:
    class Private;
    std::unique_ptr<Private> d;
    friend class Call;
};

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/courier.h"
#include "models/api/rowdecoder.h"
#include "models/api/sentences.h"
#include "models/api/waldurclient.h"

#include <algorithm>
#include <deque>

namespace waldesk::api
{

inline const QString ListPath = QStringLiteral("api/backend-resource-requests/");

[[nodiscard]] qint64 totalOf(const Answer &answer); ///< X-Result-Count, -1 without
[[nodiscard]] bool hasNext(const Answer &answer);

/// The inside of WaldurClient: what its calls are made of.
class WaldurClient::Private
{
public:
    /// Ends an errand and runs its handler, if its context still lives. The last thing a step does.
    template <typename T>
    using Finish = std::function<void(Result<T>)>;
    template <typename T>
    struct Begun {
        quint64 id;
        Finish<T> finish;
    };
    /// One page of the list under way; grows by pieces when the answer is too large as a whole.
    struct ListJob;

    Private(WaldurClient *client, Connection connection) : q(client), courier(std::move(connection)) {}

    template <typename T>
    Begun<T> begin(QObject *context, Handler<T> handler)
    {
        const quint64 id = courier.begin(context ? context : q, [handler](const ApiError &error) { handler(error); });
        return {id, [this, id, handler](Result<T> result) {
                    if (courier.end(id))
                        handler(std::move(result));
                }};
    }

    template <typename T>
    Call small(const Ask &ask, std::optional<T> (*read)(const QByteArray &), QObject *context, Handler<T> handler)
    {
        const auto [id, done] = begin<T>(context, std::move(handler));
        courier.send(id, ask, [this, read, finish = done](const Ask &asked, const Answer &answer) {
            std::optional<T> value = read(answer.body);
            if (value)
                finish(std::move(*value));
            else
                finish(notReadable(asked, answer));
        });
        return Call(q, id);
    }

    Call one(const Ask &ask, QObject *context, Handler<OneRequest> handler);
    Call action(const QString &path, const QByteArray &body, QObject *context, Handler<Nothing> handler);
    void askRoles(quint64 id, int page, std::vector<RoleAnswer> sofar, const Finish<std::vector<RoleAnswer>> &finish);
    void askCount(quint64 id, const QUrlQuery &query, const Finish<qint64> &finish);

    void askPiece(const std::shared_ptr<ListJob> &job);
    void pieceArrived(const std::shared_ptr<ListJob> &job, const Ask &ask, Answer answer);
    void pieceTooLarge(const std::shared_ptr<ListJob> &job, const Ask &ask, const Answer &answer);
    void decode(const std::shared_ptr<ListJob> &job, const Ask &ask, Answer answer);
    void pieceDecoded(const std::shared_ptr<ListJob> &job, const Ask &ask, const Answer &answer, DecodedRows decoded);
    void finishList(const std::shared_ptr<ListJob> &job, const Answer &answer);

    /// A 2xx that is of no known shape.
    [[nodiscard]] ApiError notReadable(const Ask &ask, const Answer &answer) const;

    WaldurClient *q;
    qint64 maxBytes = 64LL * 1024 * 1024;
    int servedAtMost = 0; ///< the server clamps page_size to this; 0: not seen to
    RowDecoder decoder;
    Courier courier;
};

} // namespace waldesk::api

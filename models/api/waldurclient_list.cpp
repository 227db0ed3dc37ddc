// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/waldurclient_p.h"

#include "models/api/jsontext.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace waldesk::api
{

namespace
{

/// Above this an answer is decoded on a worker: half a mebibyte is about a millisecond, 64 would hold the window for a
/// tenth of a second.
constexpr qsizetype DecodedHere = 512 * 1024;

/// The size of the pieces that a page of this size is asked for in when it is too large.
int pieceSize(int size)
{
    return size > 10 && size % 10 == 0 ? 10 : 1;
}

Unreadable bodyProblem(const Answer &answer)
{
    if (answer.body.trimmed().isEmpty())
        return Unreadable::Empty;
    if (answer.isHtml() || answer.body.trimmed().startsWith('<'))
        return Unreadable::WebPage;
    return parseSmall(answer.body).isNull() ? Unreadable::NotJson : Unreadable::NotAnObject;
}

bool isGood(const Answer &answer)
{
    return answer.end == Answer::End::Complete && answer.status >= 200 && answer.status < 300;
}

} // namespace

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

qint64 totalOf(const Answer &answer)
{
    bool ok = false;
    const qint64 total = answer.resultCount.toLongLong(&ok);
    return ok && total >= 0 ? total : -1;
}

bool hasNext(const Answer &answer)
{
    const QByteArray link = answer.link.toLower();
    return link.contains("rel=\"next\"") || link.contains("rel=next");
}

ApiError WaldurClient::Private::notReadable(const Ask &ask, const Answer &answer) const
{
    return unreadable(bodyProblem(answer), ask, answer, courier.connection());
}

Call WaldurClient::list(const domain::ListFilter &filter, PageOptions page, QObject *context, Handler<Page> handler)
{
    const auto [id, done] = d->begin<Page>(context, std::move(handler));
    auto job = std::make_shared<Private::ListJob>();
    job->id = id;
    job->filter = filter;
    job->wanted = page;
    job->wanted.number = std::max(1, page.number);
    job->wanted.size = std::clamp(page.size, 1, 100);
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
    Ask ask;
    ask.path = ListPath;
    ask.query = job->filter.toUrlQuery();
    ask.query.addQueryItem(QStringLiteral("page"), QString::number(job->current.number));
    ask.query.addQueryItem(QStringLiteral("page_size"), QString::number(job->current.size));
    ask.maxBytes = maxBytes;
    courier.send(
        job->id, ask, [this, job](const Ask &asked, Answer answer) { pieceArrived(job, asked, std::move(answer)); },
        true);
}

void WaldurClient::Private::pieceArrived(const std::shared_ptr<ListJob> &job, const Ask &ask, Answer answer)
{
    if (answer.end == Answer::End::TooLarge) {
        pieceTooLarge(job, ask, answer);
    } else if (job->divided && answer.status == 404 && answer.isJson()) {
        // The list ends inside this page.
        job->page.hasNext = false;
        job->pieces.clear();
        finishList(job, answer);
    } else if (!isGood(answer)) {
        job->finish(courier.errorOf(ask, answer));
    } else if (answer.isHtml()) {
        job->finish(unreadable(Unreadable::WebPage, ask, answer, courier.connection()));
    } else {
        decode(job, ask, std::move(answer));
    }
}

void WaldurClient::Private::pieceTooLarge(const std::shared_ptr<ListJob> &job, const Ask &ask, const Answer &answer)
{
    const ListJob::Piece piece = job->current;
    const int served = servedAtMost > 0 ? std::min(piece.size, servedAtMost) : piece.size;
    job->page.total = std::max(totalOf(answer), job->page.total);
    if (piece.size == 1) {
        job->page.skipped.append(
            QCoreApplication::translate("waldesk::api::ApiError", "Row %1 was left out: it is larger than %2 MiB.")
                .arg(piece.number)
                .arg(std::max<qint64>(1, ask.maxBytes / (1024 * 1024))));
        job->page.hasNext = hasNext(answer);
        finishList(job, answer);
        return;
    }
    const int smaller = pieceSize(served);
    const int first = (piece.number - 1) * (served / smaller);
    for (int i = served / smaller; i >= 1; --i)
        job->pieces.push_front({first + i, smaller});
    job->divided = true;
    askPiece(job);
}

void WaldurClient::Private::decode(const std::shared_ptr<ListJob> &job, const Ask &ask, Answer answer)
{
    const qint64 before = qint64(job->current.number - 1) * job->current.size;
    if (answer.body.size() <= DecodedHere) {
        DecodedRows rows = decoder.rows(std::move(answer.body), job->wanted.keepRaw, before);
        pieceDecoded(job, ask, answer, std::move(rows));
        return;
    }
    auto promise = std::make_shared<QPromise<std::shared_ptr<DecodedRows>>>();
    auto *watcher = new QFutureWatcher<std::shared_ptr<DecodedRows>>(q);
    QObject::connect(watcher, &QFutureWatcherBase::finished, q, [this, job, ask, answer, watcher] {
        watcher->deleteLater();
        DecodedRows rows = std::move(*watcher->result());
        if (Page *page = std::get_if<Page>(&rows))
            decoder.adopt(page->rows);
        if (courier.isActive(job->id))
            pieceDecoded(job, ask, answer, std::move(rows));
    });
    watcher->setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([promise, body = answer.body, keepRaw = job->wanted.keepRaw, before] {
        RowDecoder elsewhere;
        promise->addResult(std::make_shared<DecodedRows>(elsewhere.rows(body, keepRaw, before)));
        promise->finish();
    });
}

void WaldurClient::Private::pieceDecoded(const std::shared_ptr<ListJob> &job, const Ask &ask, const Answer &answer,
                                         DecodedRows decoded)
{
    if (const Unreadable *why = std::get_if<Unreadable>(&decoded)) {
        job->finish(unreadable(*why, ask, answer, courier.connection()));
        return;
    }
    Page &part = std::get<Page>(decoded);
    const int came = int(part.rows.size()) + int(part.skipped.size());
    job->page.hasNext = hasNext(answer);
    // page_size is clamped without a word (contract 2); the numbers of pages then count in that size.
    if (job->page.hasNext && came < job->current.size && came > 0)
        servedAtMost = came;
    job->page.total = totalOf(answer);
    job->page.skipped += part.skipped;
    if (!job->divided) {
        job->page.rows = std::move(part.rows);
        job->page.raw = std::move(part.raw);
    } else {
        std::ranges::move(part.rows, std::back_inserter(job->page.rows));
        std::ranges::move(part.raw, std::back_inserter(job->page.raw));
    }
    finishList(job, answer);
}

void WaldurClient::Private::finishList(const std::shared_ptr<ListJob> &job, const Answer &answer)
{
    const bool isLast = !answer.link.isEmpty() && !hasNext(answer);
    if (job->pieces.empty() || isLast) {
        job->finish(std::move(job->page));
        return;
    }
    askPiece(job);
}

Call WaldurClient::count(const domain::ListFilter &filter, QObject *context, Handler<qint64> handler)
{
    const auto [id, done] = d->begin<qint64>(context, std::move(handler));
    QUrlQuery query = filter.toUrlQuery();
    // A HEAD costs the server what the GET costs (contract 11): the smallest page.
    query.addQueryItem(QStringLiteral("page_size"), QStringLiteral("1"));
    Ask ask;
    ask.verb = "HEAD";
    ask.path = ListPath;
    ask.query = query;
    const auto next = [this, job = id, query, finish = done](const Ask &asked, const Answer &answer) {
        const bool complete = answer.end == Answer::End::Complete;
        if (complete && answer.status == 200 && totalOf(answer) >= 0) {
            finish(totalOf(answer));
            return;
        }
        const bool closed = answer.end == Answer::End::Network && answer.sent;
        const bool final = answer.status == 401 || answer.status == 403 || answer.status == 429 ||
                           (answer.status >= 502 && answer.status <= 504);
        if ((complete && !final) || closed)
            d->askCount(job, query, finish);
        else
            finish(d->courier.errorOf(asked, answer));
    };
    d->courier.send(id, ask, next, true);
    return Call(this, id);
}

void WaldurClient::Private::askCount(quint64 id, const QUrlQuery &query, const Finish<qint64> &finish)
{
    Ask ask;
    ask.path = ListPath;
    ask.query = query;
    ask.maxBytes = maxBytes;
    const auto next = [this, finish](const Ask &asked, Answer answer) {
        const qint64 total = totalOf(answer);
        // One huge row: its header has come, and the header is all that is wanted.
        if (total >= 0 && answer.end == Answer::End::TooLarge && answer.status == 200) {
            finish(total);
            return;
        }
        if (!isGood(answer)) {
            finish(courier.errorOf(asked, answer));
            return;
        }
        if (answer.isHtml()) {
            finish(unreadable(Unreadable::WebPage, asked, answer, courier.connection()));
            return;
        }
        if (total >= 0) {
            finish(total);
            return;
        }
        const DecodedRows rows = decoder.rows(answer.body, false);
        const Page *page = std::get_if<Page>(&rows);
        const bool empty = page && page->rows.empty() && page->skipped.isEmpty();
        if (empty)
            finish(0);
        else
            finish(unreadable(page ? Unreadable::NotAList : std::get<Unreadable>(rows), asked, answer,
                              courier.connection()));
    };
    courier.send(id, ask, next, true);
}

Call WaldurClient::Private::one(const Ask &ask, QObject *context, Handler<OneRequest> handler)
{
    const auto [id, done] = begin<OneRequest>(context, std::move(handler));
    courier.send(id, ask, [this, finish = done](const Ask &asked, const Answer &answer) {
        if (answer.isHtml()) {
            finish(unreadable(Unreadable::WebPage, asked, answer, courier.connection()));
            return;
        }
        DecodedRow row = decoder.row(answer.body);
        if (const Unreadable *why = std::get_if<Unreadable>(&row))
            finish(unreadable(*why, asked, answer, courier.connection()));
        else
            finish(std::move(std::get<OneRequest>(row)));
    });
    return Call(q, id);
}

Call WaldurClient::Private::action(const QString &path, const QByteArray &body, QObject *context,
                                   Handler<Nothing> handler)
{
    Ask ask;
    ask.verb = "POST";
    ask.path = path;
    ask.body = body;
    const auto [id, done] = begin<Nothing>(context, std::move(handler));
    courier.send(id, ask, [this, finish = done](const Ask &asked, const Answer &answer) {
        // The body tells nothing (contract 1) unless it is a login page that answered in the server's place.
        if (answer.isHtml())
            finish(unreadable(Unreadable::WebPage, asked, answer, courier.connection()));
        else
            finish(Nothing{});
    });
    return Call(q, id);
}

} // namespace waldesk::api

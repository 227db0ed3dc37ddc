// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>

#include <memory>
#include <vector>

namespace waldesk::api
{

/// Reads the pages of one list: page 1 first, the rest with at most four in flight, handed on in the order of their
/// numbers, every uuid once. Requests that are created, end or go meanwhile push rows over the borders of pages
/// (contract 2). So, before it says stopped(), it asks what changed since page 1 and, when anything did, reads every
/// border again until the pages on both sides share a row: each row that was in the list all the while is handed on.
/// Rows of one creation time stand in any order, another one in each answer: where a border lies among them, they are
/// read once more from that time on. Rows that came meanwhile are handed on too; rows that left are told by
/// leftMeanwhile(). What is not so is said by sentence(). A list that did not change costs one request more than it has
/// pages; a server that ignores the page number or announces a next page for ever is left after one page without a new
/// row. Owned by who asks; destroying it cancels.
class PageWalk : public QObject
{
    Q_OBJECT
public:
    struct Options {
        int pageSize = 100;
        qint64 limit = -1; ///< stop asking for pages when this many rows came; -1: all
        bool keepRaw = false;
        int inFlight = 4;
    };

    PageWalk(WaldurClient &client, domain::ListFilter filter, Options options, QObject *parent = nullptr);
    ~PageWalk() override;

    void start();
    void cancel();                 ///< stopped() is not emitted; nothing comes after it
    void raiseLimit(qint64 limit); ///< goes on from where it stopped; -1: all
    /// X-Result-Count of the newest page; -1: the server does not tell it, or told one below the rows that it sent with
    /// it (contract 2: what came is trusted, not what was counted).
    [[nodiscard]] qint64 total() const;
    [[nodiscard]] qint64 seen() const; ///< distinct rows handed on, without those that left meanwhile
    [[nodiscard]] bool isRunning() const;
    /// There is nothing more to read. With sentence() empty the list is whole: seen() is what the server counts.
    [[nodiscard]] bool isComplete() const;
    /// After stopped(): rows that the server counts and that did not come, or that may be missing; 0 when it is whole.
    [[nodiscard]] qint64 missing() const;
    /// After stopped(): all that the server has was handed on. A server that sends the same rows again and counts none
    /// leaves that open.
    [[nodiscard]] bool isWhole() const;
    /// After stopped(): translated, why it ended without being whole; else empty.
    [[nodiscard]] QString sentence() const;

signals:
    /// Rows that were not handed on before. Rows found between pages come after their page, with the page's number,
    /// never with number 1, which comes once.
    void pageReady(const waldesk::api::Page &page);
    /// Rows that were handed on and have left the list since, as they are now.
    void leftMeanwhile(const std::vector<waldesk::domain::Request> &rows);
    void stopped(); ///< limit reached or complete
    /// What came stays; start() again goes on where it failed.
    void failed(const waldesk::api::ApiError &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>

#include <memory>

namespace waldesk::api
{

/// Walks the pages of one list: page 1 first, the rest with at most four in flight, handed on in the order of their
/// numbers, every uuid once (rows that arrive at the top shift the pages, contract 2). Used by the feed of the window
/// and by the command line. A 404 in the middle means that rows left the filter: the walk ends there and is complete.
/// Owned by who asks; destroying it cancels.
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
    void cancel();                      ///< finished(Cancelled) is not emitted; nothing comes after it
    void raiseLimit(qint64 limit);      ///< goes on from where it stopped; -1: all
    [[nodiscard]] qint64 total() const; ///< X-Result-Count of the newest page; -1 before the first
    [[nodiscard]] qint64 seen() const;  ///< distinct rows handed on
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool isComplete() const; ///< every page was read

signals:
    void pageReady(const waldesk::api::Page &page); ///< duplicates removed
    void stopped();                                 ///< limit reached or complete
    void
    failed(const waldesk::api::ApiError &error); ///< what came stays; start() again goes on with the page that failed

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::api

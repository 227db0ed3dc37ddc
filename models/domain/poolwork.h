// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace waldesk::domain
{

/// Runs work on a thread of the process-wide pool; the future holds what it returns: a copyable value, so one that is
/// large is returned as a std::shared_ptr. work is copyable, owns what it reads, and throws nothing.
template <typename Work>
[[nodiscard]] QFuture<std::invoke_result_t<Work>> runInPool(Work work)
{
    // Shared, because the pool takes a std::function, which is copied.
    const auto promise = std::make_shared<QPromise<std::invoke_result_t<Work>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

/// The same; then hands the result to handler on the context's thread, once, not before this returns, and never after
/// the context died.
template <typename Work, typename Handler>
void runInPool(Work work, QObject *context, Handler handler)
{
    // QFuture::then(context) aborts in debug builds of Qt 6.4 when the context dies first.
    auto *watcher = new QFutureWatcher<std::invoke_result_t<Work>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, handler = std::move(handler)] {
        watcher->deleteLater();
        handler(watcher->result());
    });
    watcher->setFuture(runInPool(std::move(work)));
}

} // namespace waldesk::domain

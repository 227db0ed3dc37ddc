// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/errorfacts.h"
#include "models/api/pagewalk.h"
#include "models/domain/query.h"

#include <QObject>

#include <functional>

namespace waldesk::app
{

/// The rows of a split query, in the server's order: what the server can not filter is filtered here while paging goes
/// on until the limit is full.
class Listing : public QObject
{
    Q_OBJECT
public:
    struct Options {
        qint64 limit = -1;
        bool keepRaw = false;
        CauseBasis causes = {}; ///< that `group:`, `who:`, `cause:` and `is:` obey
    };
    using RowHandler = std::function<void(const domain::Request &, const QByteArray &raw)>;

    Listing(api::WaldurClient &client, domain::SplitQuery query, Options options, RowHandler handler, QObject *parent);

    void start();
    void stop();                                             ///< finished() follows
    [[nodiscard]] qint64 passed() const { return m_passed; } ///< rows that were handed on
    [[nodiscard]] qint64 total() const;                      ///< that the server counts; -1: not known
    [[nodiscard]] bool filtersHere() const { return !m_query.here.isEmpty(); }

signals:
    void progressed(qint64 read, qint64 total);
    void skipped(const QString &sentence); ///< a row that could not be read, or that has left the list since
    void finished();
    /// Instead of finished(): all that could be read was handed on, and the list is not whole.
    void torn(const waldesk::api::ApiError &error);
    void failed(const waldesk::api::ApiError &error);

private:
    [[nodiscard]] bool passes(const domain::LocalFilter &filter, const domain::Request &request);
    void fetchWhole();
    void walk();
    void pageCame(const api::Page &page);
    void walkStopped();
    void finish();

    api::WaldurClient &m_client;
    domain::SplitQuery m_query;
    Options m_options;
    ErrorFacts m_facts;
    RowHandler m_handler;
    api::PageWalk *m_walk = nullptr;
    qint64 m_passed = 0;
    bool m_finished = false;
};

} // namespace waldesk::app

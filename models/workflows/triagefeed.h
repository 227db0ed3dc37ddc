// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/archive/causearchive.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace waldesk::workflows
{

/// Loads what ended Erred in the last 21 days (14 that are shown and 7 quiet ones) into the shared store, all pages,
/// and keeps the visits: a visit ends when the window closes or after an hour without input, then at its last input. A
/// failure keeps the rows that came.
class TriageFeed : public QObject
{
    Q_OBJECT
public:
    enum class Phase : quint8 { Idle, Loading, Ready, Failed };
    Q_ENUM(Phase)
    using Clock = std::function<domain::Timestamp()>;

    static constexpr int LoadedDays = 21;

    TriageFeed(api::WaldurClient &client, tables::RequestStore &store, archive::CauseArchive &archive,
               QObject *parent = nullptr);
    ~TriageFeed() override;

    void setClock(Clock clock); ///< before start(); for tests
    // Errors of an earlier window (ArchiveSync), as with RequestFeed.
    void awaitKept();   ///< before start(): nothing is walked before one of the next two
    void releaseKept(); ///< all pages are read
    /// Every error that ended since then is in the store, as new as the server: nothing is read if that is enough.
    void confirmKept(domain::Timestamp erredFrom);
    void start();
    void refresh(); ///< F5: reads all pages again; isComplete() stays
    void retry();   ///< after failed: goes on with the page that failed
    void cancel();  ///< what came stays

    [[nodiscard]] Phase phase() const;
    [[nodiscard]] qint64 loaded() const;     ///< rows of this loading
    [[nodiscard]] qint64 total() const;      ///< as the server says; -1 unknown
    [[nodiscard]] bool isComplete() const;   ///< all pages of the 21 days were here once
    [[nodiscard]] QString shortfall() const; ///< why the last loading did not find all; empty: it did
    [[nodiscard]] const std::optional<api::ApiError> &error() const;
    [[nodiscard]] domain::Timestamp lastSuccess() const; ///< 0 before the first
    [[nodiscard]] domain::Timestamp now() const;

    /// Errors that finished since then are loaded: what is older may be known from elsewhere, with gaps.
    [[nodiscard]] domain::Timestamp coveredFrom() const;
    /// Every known error that the server should list since coveredFrom(), when all of it was read and nothing is under
    /// way; else none.
    [[nodiscard]] std::vector<tables::RowIndex> coveredRows() const;

    /// End of the last visit; a first visit looks 24 hours back.
    [[nodiscard]] domain::Timestamp lastVisit() const;
    void noteInput(); ///< a key or the mouse, in the window; cheap
    void endVisit();  ///< the window closes

signals:
    void phaseChanged();
    void progressed();
    void completed(); ///< the first time, and after each refresh
    /// Before completed(): what an earlier loading found and this one did not, though all pages were read.
    void vanished(const std::vector<waldesk::tables::RowIndex> &rows);
    void failed(const waldesk::api::ApiError &error);
    void answered();
    void visitChanged(); ///< lastVisit() is another

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows

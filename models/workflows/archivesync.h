// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/rowarchive.h"
#include "models/tables/requeststore.h"
#include "models/workflows/errorclassifier.h"

#include <QObject>

#include <memory>
#include <optional>

namespace waldesk::workflows
{

/// Brings the rows of the archive into the store when the window opens, newest first and in slices of the event loop,
/// and what the store learns afterwards into the archive. Knows what the archive covers, and writes it down only after
/// the rows that it speaks of. Owned by the connection, on the window's thread; archive and store outlive it.
class ArchiveSync : public QObject
{
    Q_OBJECT
public:
    ArchiveSync(archive::RowArchive &archive, tables::RequestStore &store, QObject *parent = nullptr);
    ~ArchiveSync() override;

    void start();                          ///< once
    [[nodiscard]] bool isRestored() const; ///< restored() was emitted
    [[nodiscard]] qint64 restoredRows() const;
    /// Nothing is restored before the archive knows whose token this is: RowArchive::setPerson().
    [[nodiscard]] bool awaitsPerson() const;
    /// When the server had answered last before this start; 0: never, or nothing was kept.
    [[nodiscard]] domain::Timestamp asOf() const;
    /// What the archive covered at the start; nothing when the file was lost since.
    [[nodiscard]] const archive::KeptCoverage &kept() const;

    /// What was found out about texts of the store; the next window gets it with textsRestored().
    void keepFindings(const std::vector<KeptFinding> &found);

    /// The server answered, now by the clock here. Written down at most every ten seconds, like all that follows.
    void noteAnswer();
    /// All that changed since kept().cursor is in the store: what was covered then is covered now.
    void confirm();
    [[nodiscard]] bool isConfirmed() const;
    /// Every change up to this `modified` is in the store, as was learnt now. Counts from when something is covered.
    void setCursor(domain::Timestamp cursor);
    /// A walk was read to its end: every request that was created since then is in the store and is followed. Takes
    /// the place of what was covered at the start, unless that is confirmed.
    void setCreatedFrom(domain::Timestamp from);
    void setErredFrom(domain::Timestamp from); ///< the same of what ended Erred since then
    /// Where the whole list stands in the store from, as far as is confirmed or walked; nullopt: nowhere.
    [[nodiscard]] std::optional<domain::Timestamp> createdFrom() const;

signals:
    /// What was restored is of another account and has left the store; nothing is kept() any more. Who shows it opens
    /// the connection again: a page may still have what it took from a row.
    void cleared();
    void opened(); ///< kept() and asOf() are known
    void began();  ///< the first rows are in the store; not emitted when there are none
    /// Texts that come with what an earlier window found out about them, before the rows that have them.
    void textsRestored(const std::vector<waldesk::workflows::KeptFinding> &kept);
    void restored(); ///< all of them are; also when there are none

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows

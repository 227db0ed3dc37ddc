// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"
#include "models/domain/query.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace waldesk::archive
{

/// One write with all that the journal knows of it: its line before, and the newest of its lines after.
struct JournalWrite {
    JournalEntry before; ///< where that line is missing, made of the first one that is there; the name of its offering
                         ///< is that of a later line where it has none
    std::optional<JournalEntry> after; ///< none: it is under way, or the program ended before it could say

    [[nodiscard]] domain::Uuid request() const; ///< of a create: the new one, as far as it is known
    /// `unknown` also where no line says how it went.
    [[nodiscard]] domain::WriteOutcome outcome() const;
    [[nodiscard]] QString outcomeWord() const { return domain::outcomeWord(outcome()); }
    [[nodiscard]] bool isUnknown() const { return outcome() == domain::WriteOutcome::Unknown; }
    /// Unknown, and more may still be learnt: nothing has settled it.
    [[nodiscard]] bool isUnsettled() const;
    /// The state that the row was found in afterwards; Unknown: nobody knows.
    [[nodiscard]] domain::State stateAfter() const;
    /// Of import and dismiss, what the resource is afterwards: `waits`, `imported`, `gone` or `?`; not translated.
    [[nodiscard]] QString resourceAfter() const;
    /// What the server said, and the sentence about it.
    [[nodiscard]] QString answer() const { return after ? after->answer : QString(); }
    /// That stood there and that the write replaced, or would have.
    [[nodiscard]] const domain::ErrorText &overwritten() const { return before.error; }

    /// All terms of a line of the journal's scope: the keys of requests are about the request that was written to.
    /// `state:` is either of the states, texts are all that the journal has of it; a bare word of eight
    /// characters or more may also be the beginning of the id that it shares with what was begun together.
    [[nodiscard]] bool matches(const domain::LocalFilter &filter) const;

    friend bool operator==(const JournalWrite &, const JournalWrite &) = default;
};

/// A query of the journal's scope as matches() takes it; times are resolved against now and the zone.
[[nodiscard]] domain::LocalFilter journalFilter(const domain::Query &query, domain::Timestamp now,
                                                const QTimeZone &zone = QTimeZone::utc());

/// The lines of a journal joined to writes, in the order in which they were begun.
class JournalWrites
{
public:
    /// The places of the writes that are new or changed, ascending, each once.
    std::vector<size_t> add(const std::vector<JournalEntry> &entries);
    [[nodiscard]] const std::vector<JournalWrite> &all() const { return m_writes; }

private:
    std::vector<JournalWrite> m_writes;
    QHash<QString, size_t> m_places;
};

/// What is exported of writes, by the window and the command line alike.
[[nodiscard]] QByteArray journalCsvHeader();
/// RFC 4180, with cells that a spreadsheet would run as a formula prefixed.
[[nodiscard]] QByteArray journalCsvLine(const JournalWrite &write);
/// One JSON object, without a line end.
[[nodiscard]] QByteArray journalJsonLine(const JournalWrite &write);

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace waldesk::archive
{

/// What a look at the whole chain of a journal found (docs/journal.md says what that proves).
struct JournalVerification {
    enum class Result {
        Whole,
        Changed,    ///< the line is not as it was written
        Missing,    ///< lines that were written before this one are gone
        Inserted,   ///< a line that was not written there
        EndMissing, ///< the last lines are gone
        Unreadable, ///< there is no journal, or it can not be opened
    };
    Result result = Result::Whole;
    QString file;    ///< of the first line that is not as it was written; its name without the folder
    qint64 line = 0; ///< counted from 1; one more than there are when the end is missing
    QString sentence;
    QStringList remarks;  ///< lines that were cut off, what can not be told
    qint64 chained = 0;   ///< lines that are part of the chain, as far as it was followed
    qint64 unchained = 0; ///< lines of versions before the chain, and lines that were cut off
    QByteArray lastHash;  ///< of the last chained line; empty: there is none

    [[nodiscard]] bool isWhole() const { return result == Result::Whole; }
};

/// Reads all files of the journal on the calling thread.
[[nodiscard]] JournalVerification verifyJournal(const QString &file);

} // namespace waldesk::archive

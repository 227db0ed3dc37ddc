// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"

#include <QByteArray>
#include <QString>

#include <map>
#include <utility>
#include <vector>

namespace waldesk::archive
{

/// Reads a journal from its first line on, all its files in order, and later what came since, also when the file was
/// rotated meanwhile. Not thread-safe; may be used on any one thread at a time.
class JournalReader
{
public:
    /// Every line that can be read, oldest first; damaged ones are counted.
    struct Contents {
        std::vector<JournalEntry> entries;
        int damaged = 0;
        QString trouble; ///< one sentence: there is a journal and it can not be read
    };
    enum class CutLine {
        Leave, ///< a last line without its end may still be completed
        Take   ///< it is damaged, or a line all the same
    };

    explicit JournalReader(QString file) : m_file(std::move(file)) {}

    [[nodiscard]] Contents next(CutLine cut = CutLine::Leave);

private:
    QString m_file;
    std::map<std::pair<quint64, quint64>, qint64> m_read; ///< of each file (device, inode): how many bytes were read
};

} // namespace waldesk::archive

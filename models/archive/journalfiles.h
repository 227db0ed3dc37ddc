// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace waldesk::archive
{

/// An advisory lock on an open file, waited for so long that a process which was stopped in the middle of a line does
/// not hold others for ever. Closing the file gives it back.
enum class FileLock { Shared, Exclusive };
[[nodiscard]] bool lockFile(int descriptor, FileLock lock); ///< false: errno says why

/// `journal-000001.jsonl` beside `journal.jsonl`: full files, oldest first; the numbers are not reused.
[[nodiscard]] QStringList rotatedFiles(const QString &file);
[[nodiscard]] QString nextRotatedName(const QString &file);
/// `journal.head`: how many chained lines were written, and the hash of the last.
[[nodiscard]] QString headFile(const QString &file);

struct JournalHead {
    qint64 number = 0;
    QByteArray hash;
};
[[nodiscard]] std::optional<JournalHead> readHead(const QString &file); ///< nullopt: none, or not readable
/// Replaces it as a whole. It is not synced: after a crash it may be behind, which says nothing false.
bool writeHead(const QString &file, const JournalHead &head);

/// One file of a journal, open for reading up to the size it had.
struct JournalPart {
    QString name;
    std::unique_ptr<QFile> file;
    qint64 size = 0;
    quint64 device = 0;
    quint64 inode = 0;
};
/// All files of the journal as they are at one moment, oldest first; files that can not be opened are left out. What is
/// appended or rotated later does not change what is read from them.
[[nodiscard]] std::vector<JournalPart> openJournal(const QString &file);

/// The next line of a part without its line end; nullopt at its end.
struct JournalLine {
    QByteArray bytes;
    bool isCut = false; ///< without a line end
};
[[nodiscard]] std::optional<JournalLine> nextLine(JournalPart &part);

} // namespace waldesk::archive

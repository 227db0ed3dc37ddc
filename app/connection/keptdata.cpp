// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connection/keptdata.h"

#include "models/archive/sqlitefile.h"

#include <QDir>
#include <QFileInfo>

#include <optional>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

namespace
{

/// All that was ever named `journal...`: also full files that were put aside, and what damage left of one.
bool isOfJournal(const QString &name)
{
    return name.startsWith("journal"_L1);
}

QFileInfoList filesOf(const QDir &dir)
{
    return dir.entryInfoList(QDir::Files | QDir::Hidden | QDir::System | QDir::NoSymLinks, QDir::Name);
}

/// Changes of many requests that were not finished; a link to elsewhere is none of ours.
std::optional<QDir> runsOf(const QDir &dir)
{
    const QFileInfo runs(dir.filePath(u"runs"_s));
    return runs.isDir() && !runs.isSymLink() ? std::optional(QDir(runs.filePath())) : std::nullopt;
}

} // namespace

KeptData keptDataIn(const QString &folder)
{
    KeptData kept;
    const QDir dir(folder);
    if (const auto runs = runsOf(dir)) {
        for (const QFileInfo &each : filesOf(*runs)) {
            kept.files += u"runs/"_s + each.fileName();
            kept.bytes += each.size();
        }
    }
    for (const QFileInfo &each : filesOf(dir)) {
        if (isOfJournal(each.fileName())) {
            kept.journal =
                kept.journal.isEmpty() || each.fileName() == "journal.jsonl"_L1 ? each.filePath() : kept.journal;
            continue;
        }
        kept.files += each.fileName();
        kept.bytes += each.size();
    }
    return kept;
}

bool isKeptDataInUse(const QString &folder)
{
    const QDir dir(folder);
    return archive::SqliteFile::isInUse(dir.filePath(u"rows.sqlite"_s)) ||
           archive::SqliteFile::isInUse(dir.filePath(u"causes.sqlite"_s));
}

QStringList deleteKeptData(const QString &folder)
{
    QStringList left;
    const QDir dir(folder);
    for (const QString &name : keptDataIn(folder).files) {
        const QString path = dir.filePath(name);
        // What looking at it has made beside it may be gone by now.
        if (QFileInfo::exists(path) && !QFile::remove(path))
            left += name;
    }
    if (runsOf(dir))
        (void)dir.rmdir(u"runs"_s); // what could not be deleted in it is named already
    return left;
}

} // namespace waldesk::app

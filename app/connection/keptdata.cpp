// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connection/keptdata.h"

#include "models/archive/sqlitefile.h"

#include <QDir>
#include <QFileInfo>

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

} // namespace

KeptData keptDataIn(const QString &folder)
{
    KeptData kept;
    const QDir dir(folder);
    const auto entries = dir.entryInfoList(QDir::Files | QDir::Hidden | QDir::System | QDir::NoSymLinks, QDir::Name);
    for (const QFileInfo &each : entries) {
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
    return left;
}

} // namespace waldesk::app

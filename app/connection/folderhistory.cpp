// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connection/folderhistory.h"

#include "models/archive/journalchain.h"
#include "models/archive/journalfiles.h"
#include "models/archive/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::app
{
namespace
{

const QString JournalName = QStringLiteral("journal.jsonl");

/// The lines are copied as they are but for their link: what this version does not understand of them stays, and a
/// chain with lines left out of it would be none.
bool isLineOf(const QByteArray &line, const QUrl &root, const QString &user)
{
    const QJsonObject entry = QJsonDocument::fromJson(line).object();
    return QUrl(entry.value(QLatin1String("server")).toString()) == root &&
           (user.isEmpty() || entry.value(QLatin1String("user")).toString() == user);
}

} // namespace

void takeHistory(const QString &shared, const QString &own, const QUrl &root, const QString &user)
{
    const QString journal = QDir(shared).filePath(JournalName);
    if (shared == own || QFileInfo::exists(own))
        return;
    QByteArray lines;
    for (archive::JournalPart &part : archive::openJournal(journal)) {
        while (const auto line = archive::nextLine(part)) {
            if (isLineOf(line->bytes, root, user))
                lines += archive::withoutLink(line->bytes) + '\n';
        }
    }
    if (lines.isEmpty() || !archive::makePrivateFolder(own))
        return;
    QFile taken(QDir(own).filePath(JournalName));
    if (!taken.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) ||
        taken.write(lines) != lines.size())
        return;
    // The second file holds the newest changes of the first; SQLite makes the third one itself.
    for (const QString &name : {QStringLiteral("causes.sqlite"), QStringLiteral("causes.sqlite-wal")})
        QFile::copy(QDir(shared).filePath(name), QDir(own).filePath(name));
    archive::makePrivateTree(own);
}

} // namespace waldesk::app

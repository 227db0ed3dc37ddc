// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/privatefiles.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace waldesk::archive
{
namespace
{

constexpr QFile::Permissions FileRights = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions FolderRights = FileRights | QFile::ExeOwner;
constexpr QFile::Permissions RightsOfOthers =
    QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

bool takeRightsOfOthers(const QFileInfo &entry)
{
    if (!(entry.permissions() & RightsOfOthers))
        return true;
    return QFile::setPermissions(entry.filePath(), entry.isDir() ? FolderRights : FileRights);
}

} // namespace

bool makePrivateFolder(const QString &folder)
{
    const QFileInfo info(folder);
    if (info.isDir())
        return takeRightsOfOthers(info);
    // Each missing folder by itself: QDir::mkpath would give those on the way the rights of the umask.
    const QString above = info.absolutePath();
    if (above != info.absoluteFilePath() && !QFileInfo(above).isDir() && !makePrivateFolder(above))
        return false;
    return QDir().mkdir(info.absoluteFilePath(), FolderRights) || QFileInfo(folder).isDir();
}

bool makePrivateFile(const QString &file)
{
    const QFileInfo info(file);
    if (info.exists())
        return takeRightsOfOthers(info);
    QFile made(file);
    return made.open(QIODevice::WriteOnly | QIODevice::NewOnly, FileRights);
}

bool makePrivateTree(const QString &folder)
{
    const QFileInfo top(folder);
    if (!top.isDir())
        return true;
    bool good = takeRightsOfOthers(top);
    QDirIterator below(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot | QDir::NoSymLinks,
                       QDirIterator::Subdirectories);
    while (below.hasNext()) {
        below.next();
        good = takeRightsOfOthers(below.fileInfo()) && good;
    }
    return good;
}

} // namespace waldesk::archive

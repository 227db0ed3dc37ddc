// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace waldesk::archive
{

/// What Waldesk keeps on this machine names people and servers, so it is its user's alone: files 0600, folders 0700.
/// Each function answers whether that holds afterwards.

/// Makes the folder, with those above it that are missing. One that exists already loses the rights of others.
bool makePrivateFolder(const QString &folder);
/// An empty file where there is none yet; one that exists loses the rights of others. For what a library would
/// otherwise create with the rights of the umask (SQLite gives its side files those of the database).
bool makePrivateFile(const QString &file);
/// Takes the rights of others from a folder and everything below it; links are left alone. True where there is none.
bool makePrivateTree(const QString &folder);

} // namespace waldesk::archive

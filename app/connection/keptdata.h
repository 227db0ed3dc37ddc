// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>
#include <QStringList>

namespace waldesk::app
{

/// What is kept on this machine of one server, for the question before it is deleted. The journal tells what was done
/// and by whom, and is not deleted here.
struct KeptData {
    qint64 bytes = 0;  ///< of the files that would be deleted
    QStringList files; ///< their names in the folder
    QString journal;   ///< of the journal's files, the one that is written; empty: there is none
};

/// Of a folder as SavedProfile::folder() names it.
[[nodiscard]] KeptData keptDataIn(const QString &folder);
/// Another window uses it, or this one still does: then nothing may be deleted.
[[nodiscard]] bool isKeptDataInUse(const QString &folder);
/// Deletes the files; the folder stays, so that nothing is taken over from another one again. The names of those that
/// could not be deleted.
[[nodiscard]] QStringList deleteKeptData(const QString &folder);

} // namespace waldesk::app

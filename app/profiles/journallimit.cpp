// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/journallimit.h"

#include "app/profiles/profilestore.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace waldesk::app
{

qint64 journalLimit()
{
    constexpr qint64 MiB = 1024 * 1024;
    constexpr qint64 Usual = 16;
    constexpr qint64 Most = 1 << 20; // a tebibyte
    const QDir folder = QFileInfo(ProfileStore::defaultFile()).dir();
    const QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    bool isNumber = false;
    const qint64 given = settings.value(QStringLiteral("journal/limitMiB")).toLongLong(&isNumber);
    return (isNumber && given >= 0 && given <= Most ? given : Usual) * MiB;
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace waldesk::app
{

/// A connection that gets a folder of its own takes along what is known of it from the folder it shared with others
/// before: its lines of the journal, and, where there is one of them, the known causes. user: empty: everybody's. The
/// shared folder stays as it is. Nothing happens when the own folder exists already.
void takeHistory(const QString &shared, const QString &own, const QUrl &root, const QString &user);

} // namespace waldesk::app

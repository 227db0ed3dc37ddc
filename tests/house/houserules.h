// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace waldesk::house
{

// The rules of ARCHITECTURE.md and CONTRIBUTING.md that a machine can check, one function a rule. Each takes the path
// of a file below the source tree and its text, and answers one sentence for each line that breaks the rule.

// Which room may include which, and which module of Qt.
QStringList brokenArrows(const QString &path, const QString &text);

// The folders that include themselves through others: two of them cannot be understood or tested one without the other.
QStringList foldersInCircles(const QMap<QString, QString> &textByPath);

// Signals that hand out a reference to a member of their sender: its receiver may delete the sender or change the
// member, and then reads what is gone. Such a signal takes its argument by value. Class by class: "a.h" and "a.cpp" are
// one.
QStringList signalsOfMembers(const QMap<QString, QString> &textByPath);

// Calls and literals that the house does without: nested loops, sleeps, rich text, style sheets, literal colours.
QStringList forbiddenWords(const QString &path, const QString &text);

// QVERIFY and its kind in a function that is no test: they leave that function only, and the test goes on. Such a
// helper returns bool.
QStringList assertionsInHelpers(const QString &path, const QString &text);

// Who holds the rights, in the first lines.
QStringList missingLicence(const QString &path, const QString &text);

// The same arrows in a CMakeLists.txt: a room links no module it may not include.
QStringList brokenLinks(const QString &path, const QString &text);

// The module of Qt that has this header ("QColor" -> "QtGui"); empty when it is none of Qt's.
QString qtModule(const QString &header);

} // namespace waldesk::house

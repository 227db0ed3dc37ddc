// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/house/houserules.h"

#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QRegularExpression>

#include <algorithm>

namespace waldesk::house
{

namespace
{

struct Room {
    QString folder;
    QStringList rooms;   // whose headers it may include, beside its own
    QStringList modules; // whose headers of Qt; empty: any
};

// The innermost room comes first: the first folder that fits a path is its room.
const QList<Room> &rooms()
{
    static const QString domain = u"models/domain/"_qs;
    static const QString core = u"QtCore"_qs;
    static const QList<Room> all{
        {domain, {}, {core}},
        {u"models/api/"_qs, {domain}, {core, u"QtNetwork"_qs}},
        {u"models/archive/"_qs, {domain}, {core, u"QtSql"_qs}},
        {u"models/tables/"_qs, {domain}, {core}},
        {u"models/workflows/"_qs,
         {domain, u"models/api/"_qs, u"models/archive/"_qs, u"models/tables/"_qs},
         {core, u"QtNetwork"_qs}},
        {u"ui/"_qs, {u"models/"_qs}, {core, u"QtGui"_qs, u"QtWidgets"_qs, u"QtSvg"_qs, u"QtCharts"_qs, u"QtDBus"_qs}},
        {u"app/demo/"_qs, {}, {core, u"QtNetwork"_qs, u"QtHttpServer"_qs}},
        {u"app/"_qs, {u"ui/"_qs, u"models/"_qs}, {}},
        {u"tests/"_qs, {u"app/"_qs, u"ui/"_qs, u"models/"_qs}, {}},
    };
    return all;
}

const Room *roomOf(const QString &path)
{
    const auto found = std::ranges::find_if(rooms(), [&](const Room &room) { return path.startsWith(room.folder); });
    return found == rooms().end() ? nullptr : &*found;
}

QString at(const QString &path, qsizetype line, const QString &what)
{
    return u"%1:%2: %3"_qs.arg(path).arg(line).arg(what);
}

// Comments may name what code may not do. Strings stay: a colour is one. Good enough for this house's own sources.
QStringList linesWithoutComments(const QString &text)
{
    static const QRegularExpression block(u"/\\*.*?\\*/"_qs, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression line(u"(?<![:\"])//.*$"_qs);
    QString bare = text;
    for (auto match = block.match(bare); match.hasMatch(); match = block.match(bare)) {
        const QString newlines(match.capturedView().count(u'\n'), u'\n');
        bare.replace(match.capturedStart(), match.capturedLength(), newlines);
    }
    QStringList lines = bare.split(u'\n');
    for (QString &each : lines) {
        each.remove(line);
    }
    return lines;
}

QString brokenInclude(const Room &room, const QString &header, bool quoted)
{
    if (!quoted) {
        const QString module = qtModule(header);
        if (module.isEmpty() || room.modules.isEmpty() || room.modules.contains(module)) {
            return {};
        }
        return u"%1 may not use %2 (<%3>)"_qs.arg(room.folder, module, header);
    }
    if (header.endsWith(u".moc") || header.startsWith(room.folder)) {
        return {};
    }
    if (!roomOf(header)) {
        return u"\"%1\" does not start with its room"_qs.arg(header);
    }
    const bool allowed = std::ranges::any_of(room.rooms, [&](const QString &each) { return header.startsWith(each); });
    return allowed ? QString() : u"%1 may not include \"%2\""_qs.arg(room.folder, header);
}

struct Forbidden {
    QString where;     // folders and files it is forbidden in, as a pattern over the path
    QString exception; // and those of them where it is not; empty: none
    QString what;      // pattern over a line
    QString why;
};

const QList<Forbidden> &forbidden()
{
    static const QString everywhere = u"^(app|models|ui|tests)/"_qs;
    static const QString program = u"^(app|models|ui)/"_qs;
    static const QList<Forbidden> all{
        {u"^ui/"_qs, {}, u"(\\.|->|::)exec\\("_qs, u"no nested event loop: open(), popup(), and a handler"_qs},
        // A benchmark's main() is the one that waits: nothing else runs in it.
        {everywhere, u"^tests/benchmarks/"_qs, u"\\b(processEvents|QEventLoop)\\b"_qs, u"no nested event loop"_qs},
        {everywhere,
         {},
         u"\\b(qWait|qSleep|msleep|usleep|nanosleep|sleep_for)\\("_qs,
         u"wait for a signal or a state"_qs},
        // The one that asks for a running window does so before there is a window or a loop.
        {program, u"^app/runningwindow\\.cpp$"_qs, u"\\bwaitFor(ReadyRead|BytesWritten|Connected|Finished)\\("_qs,
         u"nothing blocks"_qs},
        {program, {}, u"\\b(setHtml|insertHtml|toHtml|setStyleSheet)\\("_qs, u"plain text, and colours from Look"_qs},
        {program, {}, u"Qt::(RichText|AutoText|MarkdownText)\\b"_qs, u"what the server wrote is plain text"_qs},
        {program, u"^(ui/widgets/look[a-z]*\\.(h|cpp)$|app/demo/)"_qs,
         u"\"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\"|\\bQColor\\(\\s*[0-9]|\\bqRgba?\\(\\s*[0-9]"_qs,
         u"colours stand in ui/widgets/look.cpp"_qs},
        {everywhere, {}, u"\\bSettings::instance\\("_qs, u"collaborators come through the constructor"_qs},
    };
    return all;
}

} // namespace

QString qtModule(const QString &header)
{
    if (header.startsWith(u"Qt") && header.contains(u'/')) {
        return header.section(u'/', 0, 0);
    }
    static const QString path = QLibraryInfo::path(QLibraryInfo::HeadersPath);
    static const QStringList modules = QDir(path).entryList({u"Qt*"_qs}, QDir::Dirs);
    if (modules.contains(header)) {
        return header;
    }
    const auto found = std::ranges::find_if(
        modules, [&](const QString &module) { return QFileInfo::exists(u"%1/%2/%3"_qs.arg(path, module, header)); });
    return found == modules.end() ? QString() : *found;
}

QStringList brokenArrows(const QString &path, const QString &text)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_qs);
    const Room *room = roomOf(path);
    if (!room) {
        return {};
    }
    QStringList broken;
    const QStringList lines = linesWithoutComments(text);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto match = include.match(lines[i]);
        if (!match.hasMatch()) {
            continue;
        }
        const QString what = brokenInclude(*room, match.captured(2), match.capturedView(1) == u"\"");
        if (!what.isEmpty()) {
            broken.append(at(path, i + 1, what));
        }
    }
    return broken;
}

QStringList forbiddenWords(const QString &path, const QString &text)
{
    if (path.startsWith(u"tests/house/")) {
        return {};
    }
    QStringList broken;
    const QStringList lines = linesWithoutComments(text);
    for (const Forbidden &each : forbidden()) {
        if (!path.contains(QRegularExpression(each.where)) ||
            (!each.exception.isEmpty() && path.contains(QRegularExpression(each.exception)))) {
            continue;
        }
        const QRegularExpression what(each.what);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const auto match = what.match(lines[i]);
            if (match.hasMatch()) {
                broken.append(at(path, i + 1, u"%1: %2"_qs.arg(match.captured(), each.why)));
            }
        }
    }
    return broken;
}

QStringList missingLicence(const QString &path, const QString &text)
{
    const QStringList head = text.split(u'\n').mid(0, 3);
    const auto stands = [&](QStringView what) {
        return std::ranges::any_of(head, [&](const QString &line) { return line.endsWith(what); });
    };
    if (stands(u" SPDX-FileCopyrightText: Waldesk contributors") &&
        stands(u" SPDX-License-Identifier: GPL-3.0-or-later")) {
        return {};
    }
    return {at(path, 1, u"the two SPDX lines are missing"_qs)};
}

QStringList brokenLinks(const QString &path, const QString &text)
{
    static const QRegularExpression module(u"\\bQt6::([A-Za-z]+)"_qs);
    static const QRegularExpression library(u"\\bwaldesk_([a-z]+)"_qs);
    const Room *room = roomOf(path);
    if (!room || path.startsWith(u"tests/")) {
        return {};
    }
    QStringList broken;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].section(u'#', 0, 0);
        for (auto found = module.globalMatch(line); found.hasNext();) {
            const QString name = u"Qt"_qs + found.next().captured(1);
            if (!room->modules.isEmpty() && !room->modules.contains(name)) {
                broken.append(at(path, i + 1, u"%1 may not link %2"_qs.arg(room->folder, name)));
            }
        }
        for (auto found = library.globalMatch(line); found.hasNext();) {
            const QString name = found.next().captured(1);
            if (room->folder == u"app/demo/" && name != u"demo" && name != u"room" && name != u"flags") {
                broken.append(at(path, i + 1, u"the service links none of our libraries (waldesk_%1)"_qs.arg(name)));
            }
        }
    }
    return broken;
}

} // namespace waldesk::house

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/house/houserules.h"

#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

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
    static const QString domain = u"models/domain/"_s;
    static const QString models = u"models/"_s;
    static const QString base = u"ui/base/"_s;
    static const QString widgets = u"ui/widgets/"_s;
    static const QString delegates = u"ui/delegates/"_s;
    static const QString panels = u"ui/panels/"_s;
    static const QString pages = u"ui/pages/"_s;
    static const QString core = u"QtCore"_s;
    static const QStringList gui{core, u"QtGui"_s, u"QtWidgets"_s, u"QtSvg"_s, u"QtCharts"_s, u"QtDBus"_s};
    static const QList<Room> all{
        {domain, {}, {core}},
        {u"models/api/"_s, {domain}, {core, u"QtNetwork"_s}},
        {u"models/archive/"_s, {domain}, {core}},
        {u"models/tables/"_s, {domain}, {core}},
        {u"models/workflows/"_s,
         {domain, u"models/api/"_s, u"models/archive/"_s, u"models/tables/"_s},
         {core, u"QtNetwork"_s}},
        {u"models/session/"_s,
         {domain, u"models/api/"_s, u"models/archive/"_s, u"models/tables/"_s, u"models/workflows/"_s},
         {core}},
        {base, {models}, gui},
        {widgets, {models, base}, gui},
        {delegates, {models, base, widgets}, gui},
        {panels, {models, base, widgets, delegates}, gui},
        {pages, {models, base, widgets, delegates, panels}, gui},
        {u"ui/shell/"_s, {models, base, widgets, delegates, panels, pages}, gui},
        {u"app/demo/"_s, {}, {core, u"QtNetwork"_s, u"QtHttpServer"_s}},
        {u"app/"_s, {u"ui/"_s, models}, {}},
        {u"tests/"_s, {u"app/"_s, u"ui/"_s, models}, {}},
    };
    return all;
}

const Room *roomOf(const QString &path)
{
    const auto found = std::ranges::find_if(rooms(), [&](const Room &room) { return path.startsWith(room.folder); });
    return found == rooms().end() ? nullptr : &*found;
}

// The list of ui/ links for all folders below it, the last of which may use all that the others may.
const Room *roomOfList(const QString &path)
{
    return roomOf(path == u"ui/CMakeLists.txt" ? u"ui/shell/"_s : path);
}

QString at(const QString &path, qsizetype line, const QString &what)
{
    return u"%1:%2: %3"_s.arg(path).arg(line).arg(what);
}

// Comments may name what code may not do. Strings stay: a colour is one. Good enough for this house's own sources.
QStringList linesWithoutComments(const QString &text)
{
    static const QRegularExpression block(u"/\\*.*?\\*/"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression line(u"(?<![:\"])//.*$"_s);
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
        return u"%1 may not use %2 (<%3>)"_s.arg(room.folder, module, header);
    }
    if (header.endsWith(u".moc") || header.startsWith(room.folder)) {
        return {};
    }
    if (!roomOf(header)) {
        return u"\"%1\" does not start with its room"_s.arg(header);
    }
    const bool allowed = std::ranges::any_of(room.rooms, [&](const QString &each) { return header.startsWith(each); });
    return allowed ? QString() : u"%1 may not include \"%2\""_s.arg(room.folder, header);
}

struct Forbidden {
    QString where;     // folders and files it is forbidden in, as a pattern over the path
    QString exception; // and those of them where it is not; empty: none
    QString what;      // pattern over a line
    QString why;
};

const QList<Forbidden> &forbidden()
{
    static const QString everywhere = u"^(app|models|ui|tests)/"_s;
    static const QString program = u"^(app|models|ui)/"_s;
    static const QList<Forbidden> all{
        {u"^ui/"_s, {}, u"(\\.|->|::)exec\\("_s, u"no nested event loop: open(), popup(), and a handler"_s},
        // Members are another matter: who keeps the dialog sees that it is open.
        {u"^ui/"_s, u"^ui/base/openonce\\.cpp$"_s, u"\\b(dialog|question|box)->open\\("_s,
         u"openOnce(): one at a time, however often it is asked for"_s},
        // A benchmark's main() is the one that waits: nothing else runs in it.
        {everywhere, u"^tests/benchmarks/"_s, u"\\b(processEvents|QEventLoop)\\b"_s, u"no nested event loop"_s},
        // The journal's thread waits there for another process to let go of the file; nothing else runs in it.
        {everywhere, u"^models/archive/journalfiles\\.cpp$"_s,
         u"\\b(qWait|qSleep|msleep|usleep|nanosleep|sleep_for)\\("_s, u"wait for a signal or a state"_s},
        {u"^tests/"_s,
         {},
         u"!\\s*\\w+(\\.|->)wait\\(\\d+\\)\\)"_s,
         u"that nothing comes is seen by what comes after it, not by time"_s},
        // The one that asks for a running window does so before there is a window or a loop.
        {program, u"^app/runningwindow\\.cpp$"_s, u"\\bwaitFor(ReadyRead|BytesWritten|Connected|Finished)\\("_s,
         u"nothing blocks"_s},
        {program, {}, u"\\b(setHtml|insertHtml|toHtml|setStyleSheet)\\("_s, u"plain text, and colours from Look"_s},
        {program, {}, u"Qt::(RichText|AutoText|MarkdownText)\\b"_s, u"what the server wrote is plain text"_s},
        {program, u"^(ui/base/look[a-z]*\\.(h|cpp)$|app/demo/)"_s,
         u"\"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\"|\\bQColor\\(\\s*[0-9]|\\bqRgba?\\(\\s*[0-9]"_s,
         u"colours stand in ui/base/look.cpp"_s},
        {everywhere, {}, u"\\bSettings::instance\\("_s, u"collaborators come through the constructor"_s},
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
    static const QStringList modules = QDir(path).entryList({u"Qt*"_s}, QDir::Dirs);
    if (modules.contains(header)) {
        return header;
    }
    const auto found = std::ranges::find_if(
        modules, [&](const QString &module) { return QFileInfo::exists(u"%1/%2/%3"_s.arg(path, module, header)); });
    return found == modules.end() ? QString() : *found;
}

QStringList brokenArrows(const QString &path, const QString &text)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s);
    const Room *room = roomOf(path);
    if (!room) {
        return {at(path, 1, u"the folder is in no room of tests/house"_s)};
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

QStringList foldersInCircles(const QMap<QString, QString> &textByPath)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*\"([^\"]+)/[^/\"]+\""_s,
                                            QRegularExpression::MultilineOption);
    QMap<QString, QSet<QString>> reached; // all that a folder includes, directly or through others
    for (auto file = textByPath.cbegin(); file != textByPath.cend(); ++file) {
        const QString folder = file.key().section(u'/', 0, -2);
        for (auto found = include.globalMatch(linesWithoutComments(file.value()).join(u'\n')); found.hasNext();) {
            const QString other = found.next().captured(1);
            if (other != folder) {
                reached[folder].insert(other);
            }
        }
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (QSet<QString> &each : reached) {
            const qsizetype before = each.size();
            const QSet<QString> direct = each;
            for (const QString &other : direct) {
                each.unite(reached.value(other));
            }
            grown = grown || each.size() > before;
        }
    }
    QStringList circles;
    for (auto folder = reached.cbegin(); folder != reached.cend(); ++folder) {
        if (folder.value().contains(folder.key())) {
            circles.append(folder.key());
        }
    }
    return circles;
}

QStringList signalsOfMembers(const QMap<QString, QString> &textByPath)
{
    static const QRegularExpression section(u"signals:(.*?)(?=\\n *(?:public|private|protected)|\\n\\};|$)"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression byReference(u"void (\\w+)\\([^;]*&[^;]*\\);"_s);
    static const QRegularExpression emission(u"\\bemit\\s+(\\w+)\\(([^;]*)\\);"_s);
    // A member, one of the private class's, or an element of such a list; not what a call of it returns.
    static const QRegularExpression member(
        u"(^|, *)\\*?(m_|d->)\\w+((\\.|->)\\w+)*(\\[[^\\]]*\\]|(\\.|->)(front|back|at|value)\\([^()]*\\))?((\\.|->)\\w+)*(,|$)"_s);
    QStringList broken;
    for (auto file = textByPath.cbegin(); file != textByPath.cend(); ++file) {
        QSet<QString> names;
        const QString stem = file.key().section(u'.', 0, 0);
        const QString header = linesWithoutComments(textByPath.value(stem + u".h"_s)).join(u'\n');
        const QString text = linesWithoutComments(file.value()).join(u'\n');
        for (const QString &declares : {header, text}) {
            for (auto part = section.globalMatch(declares); part.hasNext();) {
                for (auto each = byReference.globalMatch(part.next().captured(1)); each.hasNext();) {
                    names.insert(each.next().captured(1));
                }
            }
        }
        for (auto found = emission.globalMatch(text); found.hasNext();) {
            const auto match = found.next();
            if (names.contains(match.captured(1)) && member.match(match.captured(2).simplified()).hasMatch()) {
                broken.append(at(file.key(), text.left(match.capturedStart()).count(u'\n') + 1,
                                 u"%1() hands out a reference into its sender"_s.arg(match.captured(1))));
            }
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
                broken.append(at(path, i + 1, u"%1: %2"_s.arg(match.captured(), each.why)));
            }
        }
    }
    return broken;
}

QStringList assertionsInHelpers(const QString &path, const QString &text)
{
    static const QRegularExpression section(u"^(private slots|private|protected|public|signals)( slots)?:"_s);
    static const QRegularExpression declared(u"^\\s*void (\\w+)\\("_s);
    static const QRegularExpression defined(u"^( *)(?:static |inline )?void (?:\\w+::)?(\\w+)\\(.*\\)( const)?$"_s);
    static const QRegularExpression assertion(u"\\b(QVERIFY2?|QCOMPARE|QTRY_\\w+|QFAIL)\\("_s);
    if (!path.startsWith(u"tests/")) {
        return {};
    }
    const QStringList lines = linesWithoutComments(text);
    QSet<QString> tests;
    bool inSlots = false;
    for (const QString &line : lines) {
        if (section.match(line).hasMatch()) {
            inSlots = line.startsWith(u"private slots:");
        } else if (const auto match = declared.match(line); inSlots && match.hasMatch()) {
            tests.insert(match.captured(1));
        }
    }
    QStringList broken;
    QString helper; // the one whose body is read; empty: none
    QString end;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (const auto match = defined.match(lines[i]); helper.isEmpty() && match.hasMatch()) {
            helper = tests.contains(match.captured(2)) ? QString() : match.captured(2);
            end = match.captured(1) + u'}';
        } else if (lines[i] == end) {
            helper.clear();
        } else if (!helper.isEmpty() && assertion.match(lines[i]).hasMatch()) {
            broken.append(at(path, i + 1, u"%1() is no test: return bool, and let the test verify it"_s.arg(helper)));
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
    return {at(path, 1, u"the two SPDX lines are missing"_s)};
}

QStringList brokenLinks(const QString &path, const QString &text)
{
    static const QRegularExpression module(u"\\bQt6::([A-Za-z]+)"_s);
    static const QRegularExpression library(u"\\bwaldesk_([a-z]+)"_s);
    const Room *room = roomOfList(path);
    if (!room || path.startsWith(u"tests/")) {
        return {};
    }
    QStringList broken;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].section(u'#', 0, 0);
        for (auto found = module.globalMatch(line); found.hasNext();) {
            const QString name = u"Qt"_s + found.next().captured(1);
            if (!room->modules.isEmpty() && !room->modules.contains(name)) {
                broken.append(at(path, i + 1, u"%1 may not link %2"_s.arg(room->folder, name)));
            }
        }
        for (auto found = library.globalMatch(line); found.hasNext();) {
            const QString name = found.next().captured(1);
            if (room->folder == u"app/demo/" && name != u"demo" && name != u"room" && name != u"flags") {
                broken.append(at(path, i + 1, u"the service links none of our libraries (waldesk_%1)"_s.arg(name)));
            }
        }
    }
    return broken;
}

} // namespace waldesk::house

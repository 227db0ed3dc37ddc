// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/house/houserules.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace waldesk::house;
using namespace Qt::StringLiterals;

namespace
{

const QString &root()
{
    static const QString path = QStringLiteral(WALDESK_SOURCE_DIR "/");
    return path;
}

QString textOf(const QString &path)
{
    QFile file(root() + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList filesOf(const QStringList &folders, const QStringList &names)
{
    QStringList files;
    for (const QString &folder : folders) {
        QDirIterator each(root() + folder, names, QDir::Files, QDirIterator::Subdirectories);
        while (each.hasNext()) {
            files.append(each.next().mid(root().size()));
        }
    }
    files.sort();
    return files;
}

const QStringList &sources()
{
    static const QStringList files = filesOf({u"app"_s, u"models"_s, u"ui"_s, u"tests"_s}, {u"*.h"_s, u"*.cpp"_s});
    return files;
}

/// Path and text of each source of the program.
const QMap<QString, QString> &program()
{
    static const QMap<QString, QString> texts = [] {
        QMap<QString, QString> read;
        for (const QString &file : filesOf({u"app"_s, u"models"_s, u"ui"_s}, {u"*.h"_s, u"*.cpp"_s})) {
            read.insert(file, textOf(file));
        }
        return read;
    }();
    return texts;
}

using Rule = QStringList (*)(const QString &, const QString &);

// Every file is judged before the test fails, so that one run tells all. Empty: nothing is broken.
QString brokenIn(const QStringList &files, Rule rule)
{
    QStringList broken;
    for (const QString &file : files) {
        broken += rule(file, textOf(file));
    }
    return broken.join(u'\n');
}

} // namespace

class TestHouse : public QObject
{
    Q_OBJECT

private slots:
    void everyRoomIsSeen();
    void arrowsHold();
    void noFolderIsInACircle();
    void noSignalRefersToAMember();
    void linksHold();
    void forbiddenWordsAreAbsent();
    void helpersOfTestsAssertNothing();
    void everySourceNamesItsLicence();
    void everySourceIsBuilt();

    void aBrokenArrowIsFound_data();
    void aBrokenArrowIsFound();
    void aCircleIsFound();
    void aSignalOfAMemberIsFound_data();
    void aSignalOfAMemberIsFound();
    void aForbiddenWordIsFound_data();
    void aForbiddenWordIsFound();
    void aBrokenLinkIsFound_data();
    void aBrokenLinkIsFound();
    void anAssertionInAHelperIsFound();
    void aMissingLicenceIsFound();
    void modulesOfQtAreKnown();
};

void TestHouse::everyRoomIsSeen()
{
    // Else a moved folder would pass every rule by having no files.
    for (const QString &room : {u"app/"_s, u"models/domain/"_s, u"ui/"_s, u"tests/house/"_s}) {
        QVERIFY2(!filesOf({room}, {u"CMakeLists.txt"_s}).isEmpty(), qPrintable(room));
    }
    QVERIFY(sources().contains(u"models/domain/request.h"_s));
    QVERIFY(sources().contains(u"tests/house/tst_house.cpp"_s));
}

void TestHouse::arrowsHold()
{
    const QString broken = brokenIn(sources(), brokenArrows);
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::noFolderIsInACircle()
{
    QVERIFY(program().size() > 100);
    QCOMPARE(foldersInCircles(program()), QStringList());
}

void TestHouse::noSignalRefersToAMember()
{
    const QString broken = signalsOfMembers(program()).join(u'\n');
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::linksHold()
{
    const QString broken = brokenIn(filesOf({u"app"_s, u"models"_s, u"ui"_s}, {u"CMakeLists.txt"_s}), brokenLinks);
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::forbiddenWordsAreAbsent()
{
    const QString broken = brokenIn(sources(), forbiddenWords);
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::helpersOfTestsAssertNothing()
{
    const QString broken = brokenIn(filesOf({u"tests"_s}, {u"*.h"_s, u"*.cpp"_s}), assertionsInHelpers);
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::everySourceNamesItsLicence()
{
    QStringList files = sources();
    files += filesOf({u"tests"_s, u"installer"_s, u"resources"_s}, {u"*.py"_s, u"*.sh"_s, u"*.cmake"_s});
    files += {u"run"_s, u"check"_s, u".ci/run"_s, u"CMakeLists.txt"_s};
    const QString broken = brokenIn(files, missingLicence);
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void TestHouse::everySourceIsBuilt()
{
    // A file that no list names is dead, and its tests with it. A list may write tst_${unit}.cpp and name the units.
    QString lists;
    for (const QString &file : filesOf({u"app"_s, u"models"_s, u"ui"_s, u"tests"_s}, {u"CMakeLists.txt"_s})) {
        lists += textOf(file);
    }
    static const QRegularExpression word(u"\\w+"_s);
    QSet<QString> named;
    for (auto found = word.globalMatch(lists); found.hasNext();) {
        named.insert(found.next().captured());
    }
    static const QRegularExpression loop(u"(\\w+)\\$\\{\\w+\\}\\.cpp"_s);
    QSet<QString> prefixes;
    for (auto found = loop.globalMatch(lists); found.hasNext();) {
        prefixes.insert(found.next().captured(1));
    }
    QStringList dead;
    for (const QString &file : sources()) {
        const QString stem = QFileInfo(file).completeBaseName();
        const bool byUnit = std::ranges::any_of(prefixes, [&](const QString &prefix) {
            return stem.startsWith(prefix) && named.contains(stem.mid(prefix.size()));
        });
        if (file.endsWith(u".cpp") && !named.contains(stem) && !byUnit) {
            dead.append(file);
        }
    }
    QVERIFY2(dead.isEmpty(), qPrintable(u"in no CMakeLists.txt: "_s + dead.join(u", ")));
}

void TestHouse::aBrokenArrowIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &path, const QString &line, bool broken) {
        QTest::newRow(name) << path << line << broken;
    };
    row("the domain knows no api", u"models/domain/a.h"_s, u"#include \"models/api/client.h\""_s, true);
    row("the domain knows itself", u"models/domain/a.h"_s, u"#include \"models/domain/uuid.h\""_s, false);
    row("tables know no archive", u"models/tables/a.h"_s, u"#include \"models/archive/journal.h\""_s, true);
    row("api knows no tables", u"models/api/a.h"_s, u"#include \"models/tables/requeststore.h\""_s, true);
    row("workflows know the archive", u"models/workflows/a.h"_s, u"#include \"models/archive/journal.h\""_s, false);
    row("models know no ui", u"models/workflows/a.h"_s, u"#include \"ui/base/look.h\""_s, true);
    row("ui knows models", u"ui/pages/a.cpp"_s, u"#include \"models/tables/requeststore.h\""_s, false);
    row("ui knows no app", u"ui/pages/a.cpp"_s, u"#include \"app/profiles/profile.h\""_s, true);
    row("pages know panels", u"ui/pages/a.cpp"_s, u"#include \"ui/panels/notebar.h\""_s, false);
    row("panels know no pages", u"ui/panels/a.cpp"_s, u"#include \"ui/pages/errorspage.h\""_s, true);
    row("panels know no shell", u"ui/panels/a.cpp"_s, u"#include \"ui/shell/mainwindow.h\""_s, true);
    row("widgets know no panels", u"ui/widgets/a.cpp"_s, u"#include \"ui/panels/notebar.h\""_s, true);
    row("widgets know no delegates", u"ui/widgets/a.cpp"_s, u"#include \"ui/delegates/rowtable.h\""_s, true);
    row("delegates know widgets", u"ui/delegates/a.cpp"_s, u"#include \"ui/widgets/linkbutton.h\""_s, false);
    row("the base knows no widgets", u"ui/base/a.cpp"_s, u"#include \"ui/widgets/textlabel.h\""_s, true);
    row("the shell knows pages", u"ui/shell/a.cpp"_s, u"#include \"ui/pages/errorspage.h\""_s, false);
    row("a new folder of ui needs arrows", u"ui/parts/a.cpp"_s, u"#include <optional>"_s, true);
    row("a new folder of models needs arrows", u"models/parts/a.cpp"_s, u"#include <optional>"_s, true);
    row("no source stands in ui itself", u"ui/a.cpp"_s, u"#include <optional>"_s, true);
    row("the service knows no models", u"app/demo/a.cpp"_s, u"#include \"models/domain/request.h\""_s, true);
    row("the service knows itself", u"app/demo/a.cpp"_s, u"#include \"app/demo/world.h\""_s, false);
    row("the program knows no tests", u"app/main.cpp"_s, u"#include \"tests/support/server.h\""_s, true);
    row("an include starts with its room", u"ui/pages/a.cpp"_s, u"#include \"page.h\""_s, true);
    row("moc's output is named alone", u"tests/ui/a.cpp"_s, u"#include \"a.moc\""_s, false);
    row("models have no colours", u"models/tables/a.cpp"_s, u"#include <QColor>"_s, true);
    row("models have no widgets", u"models/workflows/a.cpp"_s, u"  #  include <QtWidgets/QWidget>"_s, true);
    row("the domain has no network", u"models/domain/a.cpp"_s, u"#include <QNetworkReply>"_s, true);
    row("api has a network", u"models/api/a.cpp"_s, u"#include <QNetworkReply>"_s, false);
    row("ui has no network", u"ui/pages/a.cpp"_s, u"#include <QNetworkAccessManager>"_s, true);
    row("ui has no sockets", u"ui/pages/a.cpp"_s, u"#include <qtcpsocket.h>"_s, true);
    row("ui has no whole network", u"ui/pages/a.cpp"_s, u"#include <QtNetwork>"_s, true);
    row("ui has widgets", u"ui/pages/a.cpp"_s, u"#include <QTableView>"_s, false);
    row("the standard library is free", u"models/domain/a.h"_s, u"#include <optional>"_s, false);
    row("a comment includes nothing", u"models/domain/a.h"_s, u"// #include <QColor>"_s, false);
}

void TestHouse::aBrokenArrowIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, broken);
    QCOMPARE(!brokenArrows(path, u"#pragma once\n"_s + line + u'\n').isEmpty(), broken);
}

void TestHouse::aCircleIsFound()
{
    QMap<QString, QString> texts{
        {u"ui/pages/page.h"_s, u"#include \"ui/panels/panel.h\"\n"_s},
        {u"ui/panels/panel.h"_s, u"#include \"ui/base/look.h\"\n#include \"ui/panels/other.h\"\n"_s},
        {u"ui/base/look.h"_s, u"// #include \"ui/pages/page.h\"\n"_s},
    };
    QCOMPARE(foldersInCircles(texts), QStringList());
    texts[u"ui/base/icons.cpp"_s] = u"#include \"ui/pages/page.h\"\n"_s;
    QCOMPARE(foldersInCircles(texts), QStringList({u"ui/base"_s, u"ui/pages"_s, u"ui/panels"_s}));
}

void TestHouse::aSignalOfAMemberIsFound_data()
{
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<QString>("argument");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &parameter, const QString &argument, bool broken) {
        QTest::newRow(name) << parameter << argument << broken;
    };
    row("a member by reference", u"const Uuid &row"_s, u"m_row"_s, true);
    row("a member by value", u"Uuid row"_s, u"m_row"_s, false);
    row("a member of the private class", u"const Uuid &row"_s, u"d->row"_s, true);
    row("a part of a member", u"const Uuid &row"_s, u"m_shown.row"_s, true);
    row("an element of a member", u"const Uuid &row"_s, u"m_rows[at]"_s, true);
    row("the first of a member", u"const Uuid &row"_s, u"m_rows.front()"_s, true);
    row("what a member points to", u"const Uuid &row"_s, u"*m_row"_s, true);
    row("a member after another argument", u"bool on, const Uuid &row"_s, u"true, m_row"_s, true);
    row("what a member's function makes", u"const QString &text"_s, u"m_edit->text()"_s, false);
    row("a local value", u"const Uuid &row"_s, u"row"_s, false);
}

void TestHouse::aSignalOfAMemberIsFound()
{
    QFETCH(QString, parameter);
    QFETCH(QString, argument);
    QFETCH(bool, broken);
    const QMap<QString, QString> texts{
        {u"ui/pages/a.h"_s,
         u"class A\n{\nsignals:\n    void clicked(%1);\nprivate:\n    int m_a;\n};\n"_s.arg(parameter)},
        {u"ui/pages/a.cpp"_s, u"void A::go()\n{\n    emit clicked(%1);\n}\n"_s.arg(argument)},
    };
    QCOMPARE(!signalsOfMembers(texts).isEmpty(), broken);
}

void TestHouse::aForbiddenWordIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &path, const QString &line, bool broken) {
        QTest::newRow(name) << path << line << broken;
    };
    row("a dialog's own loop", u"ui/pages/a.cpp"_s, u"if (dialog.exec() == 1)"_s, true);
    row("a menu's own loop", u"ui/pages/a.cpp"_s, u"menu->exec(position);"_s, true);
    row("a dialog that opens twice", u"ui/pages/a.cpp"_s, u"dialog->open();"_s, true);
    row("a dialog that its page keeps", u"ui/pages/a.cpp"_s, u"m_dialog->open();"_s, false);
    row("an SQL query runs", u"models/archive/a.cpp"_s, u"query.exec();"_s, false);
    row("the program's loop", u"app/main.cpp"_s, u"return application.exec();"_s, false);
    row("events in between", u"ui/pages/a.cpp"_s, u"QCoreApplication::processEvents();"_s, true);
    row("a loop in a loop", u"models/api/a.cpp"_s, u"QEventLoop loop;"_s, true);
    row("a test that waits", u"tests/ui/a.cpp"_s, u"QTest::qWait(100);"_s, true);
    row("a test that waits for nothing", u"tests/ui/a.cpp"_s, u"QVERIFY(!changed.wait(50));"_s, true);
    row("a test that waits for a signal", u"tests/ui/a.cpp"_s, u"QVERIFY(changed.wait(5000));"_s, false);
    row("a test that waits for something", u"tests/ui/a.cpp"_s, u"QTest::qWaitFor(shown);"_s, false);
    row("HTML", u"ui/panels/a.cpp"_s, u"edit->setHtml(text);"_s, true);
    row("rich text", u"ui/panels/a.cpp"_s, u"label->setTextFormat(Qt::RichText);"_s, true);
    row("plain text", u"ui/panels/a.cpp"_s, u"label->setTextFormat(Qt::PlainText);"_s, false);
    row("a style sheet", u"ui/panels/a.cpp"_s, u"setStyleSheet(sheet);"_s, true);
    row("a literal colour", u"ui/panels/a.cpp"_s, u"QColor c(u\"#ff6b5e\"_s);"_s, true);
    row("a numeric colour", u"ui/panels/a.cpp"_s, u"const auto c = QColor(255, 0, 0);"_s, true);
    row("the place of colours", u"ui/base/look.cpp"_s, u"QColor c(u\"#ff6b5e\"_s);"_s, false);
    row("a colour that the service sends", u"app/demo/a.cpp"_s, u"\"#3a8500\""_s, false);
    row("a comment names it", u"ui/panels/a.cpp"_s, u"show(); // never dialog.exec()"_s, false);
    row("a block comment names it", u"ui/panels/a.cpp"_s, u"/* never\n dialog.exec() */"_s, false);
    row("code after an address", u"ui/panels/a.cpp"_s, u"go(u\"https://a.b\"_s); menu.exec(p);"_s, true);
}

void TestHouse::aForbiddenWordIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, broken);
    QCOMPARE(!forbiddenWords(path, line).isEmpty(), broken);
}

void TestHouse::aBrokenLinkIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &path, const QString &line, bool broken) {
        QTest::newRow(name) << path << line << broken;
    };
    row("ui links no network", u"ui/CMakeLists.txt"_s, u"PUBLIC Qt6::Widgets Qt6::Network)"_s, true);
    row("ui links widgets", u"ui/CMakeLists.txt"_s, u"PUBLIC Qt6::Widgets Qt6::Svg)"_s, false);
    row("tables link no gui", u"models/tables/CMakeLists.txt"_s, u"PUBLIC Qt6::Gui)"_s, true);
    row("the service links no domain", u"app/demo/CMakeLists.txt"_s, u"PRIVATE waldesk_domain)"_s, true);
    row("the service is itself", u"app/demo/CMakeLists.txt"_s, u"waldesk_room(waldesk_demo SOURCES"_s, false);
}

void TestHouse::aBrokenLinkIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, broken);
    QCOMPARE(!brokenLinks(path, line).isEmpty(), broken);
}

void TestHouse::anAssertionInAHelperIsFound()
{
    const QString test = u"class Test\n{\nprivate slots:\n    void one()\n    {\n        QVERIFY(x);\n    }\n"_s;
    const QString path = u"tests/a.cpp"_s;
    QCOMPARE(assertionsInHelpers(path, test + u"};\n"_s), QStringList());
    QCOMPARE(
        assertionsInHelpers(path, test + u"private:\n    void two()\n    {\n        QTRY_VERIFY(x);\n    }\n};\n"_s)
            .size(),
        1);
    QCOMPARE(assertionsInHelpers(path, u"void write(int x)\n{\n    QCOMPARE(x, 1);\n}\n"_s + test + u"};\n"_s).size(),
             1);
    QCOMPARE(
        assertionsInHelpers(
            path, u"class Test\n{\nprivate slots:\n    void one();\n};\nvoid Test::one()\n{\n    QFAIL(\"\");\n}\n"_s),
        QStringList());
}

void TestHouse::aMissingLicenceIsFound()
{
    QVERIFY(!missingLicence(u"ui/a.cpp"_s, u"#pragma once\n"_s).isEmpty());
    QVERIFY(missingLicence(u"ui/a.cpp"_s, textOf(u"tests/house/tst_house.cpp"_s)).isEmpty());
}

void TestHouse::modulesOfQtAreKnown()
{
    QCOMPARE(qtModule(u"QString"_s), u"QtCore"_s);
    QCOMPARE(qtModule(u"QColor"_s), u"QtGui"_s);
    QCOMPARE(qtModule(u"qlabel.h"_s), u"QtWidgets"_s);
    QCOMPARE(qtModule(u"QtSql/QSqlQuery"_s), u"QtSql"_s);
    QCOMPARE(qtModule(u"vector"_s), QString());
}

QTEST_GUILESS_MAIN(TestHouse)
#include "tst_house.moc"

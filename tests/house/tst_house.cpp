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
    static const QStringList files =
        filesOf({u"app"_qs, u"models"_qs, u"ui"_qs, u"tests"_qs}, {u"*.h"_qs, u"*.cpp"_qs});
    return files;
}

using Rule = QStringList (*)(const QString &, const QString &);

// Every file is judged before the test fails, so that one run tells all.
void verifyAll(const QStringList &files, Rule rule)
{
    QStringList broken;
    for (const QString &file : files) {
        broken += rule(file, textOf(file));
    }
    QVERIFY2(broken.isEmpty(), qPrintable(u'\n' + broken.join(u'\n')));
}

} // namespace

class TestHouse : public QObject
{
    Q_OBJECT

private slots:
    void everyRoomIsSeen();
    void arrowsHold();
    void linksHold();
    void forbiddenWordsAreAbsent();
    void everySourceNamesItsLicence();
    void everySourceIsBuilt();

    void aBrokenArrowIsFound_data();
    void aBrokenArrowIsFound();
    void aForbiddenWordIsFound_data();
    void aForbiddenWordIsFound();
    void aBrokenLinkIsFound_data();
    void aBrokenLinkIsFound();
    void aMissingLicenceIsFound();
    void modulesOfQtAreKnown();
};

void TestHouse::everyRoomIsSeen()
{
    // Else a moved folder would pass every rule by having no files.
    for (const QString &room : {u"app/"_qs, u"models/domain/"_qs, u"ui/"_qs, u"tests/house/"_qs}) {
        QVERIFY2(!filesOf({room}, {u"CMakeLists.txt"_qs}).isEmpty(), qPrintable(room));
    }
    QVERIFY(sources().contains(u"models/domain/request.h"_qs));
    QVERIFY(sources().contains(u"tests/house/tst_house.cpp"_qs));
}

void TestHouse::arrowsHold()
{
    verifyAll(sources(), brokenArrows);
}

void TestHouse::linksHold()
{
    verifyAll(filesOf({u"app"_qs, u"models"_qs, u"ui"_qs}, {u"CMakeLists.txt"_qs}), brokenLinks);
}

void TestHouse::forbiddenWordsAreAbsent()
{
    verifyAll(sources(), forbiddenWords);
}

void TestHouse::everySourceNamesItsLicence()
{
    QStringList files = sources();
    files += filesOf({u"tests"_qs, u"installer"_qs, u"resources"_qs}, {u"*.py"_qs, u"*.sh"_qs, u"*.cmake"_qs});
    files += {u"run"_qs, u"check"_qs, u".ci/run"_qs, u"CMakeLists.txt"_qs};
    verifyAll(files, missingLicence);
}

void TestHouse::everySourceIsBuilt()
{
    // A file that no list names is dead, and its tests with it. A list may write tst_${unit}.cpp and name the units.
    QString lists;
    for (const QString &file : filesOf({u"app"_qs, u"models"_qs, u"ui"_qs, u"tests"_qs}, {u"CMakeLists.txt"_qs})) {
        lists += textOf(file);
    }
    static const QRegularExpression word(u"\\w+"_qs);
    QSet<QString> named;
    for (auto found = word.globalMatch(lists); found.hasNext();) {
        named.insert(found.next().captured());
    }
    static const QRegularExpression loop(u"(\\w+)\\$\\{\\w+\\}\\.cpp"_qs);
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
    QVERIFY2(dead.isEmpty(), qPrintable(u"in no CMakeLists.txt: "_qs + dead.join(u", ")));
}

void TestHouse::aBrokenArrowIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &path, const QString &line, bool broken) {
        QTest::newRow(name) << path << line << broken;
    };
    row("the domain knows no api", u"models/domain/a.h"_qs, u"#include \"models/api/client.h\""_qs, true);
    row("the domain knows itself", u"models/domain/a.h"_qs, u"#include \"models/domain/uuid.h\""_qs, false);
    row("tables know no archive", u"models/tables/a.h"_qs, u"#include \"models/archive/journal.h\""_qs, true);
    row("api knows no tables", u"models/api/a.h"_qs, u"#include \"models/tables/requeststore.h\""_qs, true);
    row("workflows know the archive", u"models/workflows/a.h"_qs, u"#include \"models/archive/journal.h\""_qs, false);
    row("models know no ui", u"models/workflows/a.h"_qs, u"#include \"ui/widgets/look.h\""_qs, true);
    row("ui knows models", u"ui/pages/a.cpp"_qs, u"#include \"models/tables/requeststore.h\""_qs, false);
    row("ui knows no app", u"ui/pages/a.cpp"_qs, u"#include \"app/profiles/profile.h\""_qs, true);
    row("the service knows no models", u"app/demo/a.cpp"_qs, u"#include \"models/domain/request.h\""_qs, true);
    row("the service knows itself", u"app/demo/a.cpp"_qs, u"#include \"app/demo/world.h\""_qs, false);
    row("the program knows no tests", u"app/main.cpp"_qs, u"#include \"tests/support/server.h\""_qs, true);
    row("an include starts with its room", u"ui/pages/a.cpp"_qs, u"#include \"page.h\""_qs, true);
    row("moc's output is named alone", u"tests/ui/a.cpp"_qs, u"#include \"a.moc\""_qs, false);
    row("models have no colours", u"models/tables/a.cpp"_qs, u"#include <QColor>"_qs, true);
    row("models have no widgets", u"models/workflows/a.cpp"_qs, u"  #  include <QtWidgets/QWidget>"_qs, true);
    row("the domain has no network", u"models/domain/a.cpp"_qs, u"#include <QNetworkReply>"_qs, true);
    row("api has a network", u"models/api/a.cpp"_qs, u"#include <QNetworkReply>"_qs, false);
    row("ui has no network", u"ui/pages/a.cpp"_qs, u"#include <QNetworkAccessManager>"_qs, true);
    row("ui has no sockets", u"ui/pages/a.cpp"_qs, u"#include <qtcpsocket.h>"_qs, true);
    row("ui has no whole network", u"ui/pages/a.cpp"_qs, u"#include <QtNetwork>"_qs, true);
    row("ui has widgets", u"ui/pages/a.cpp"_qs, u"#include <QTableView>"_qs, false);
    row("the standard library is free", u"models/domain/a.h"_qs, u"#include <optional>"_qs, false);
    row("a comment includes nothing", u"models/domain/a.h"_qs, u"// #include <QColor>"_qs, false);
}

void TestHouse::aBrokenArrowIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, broken);
    QCOMPARE(!brokenArrows(path, u"#pragma once\n"_qs + line + u'\n').isEmpty(), broken);
}

void TestHouse::aForbiddenWordIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("broken");

    const auto row = [](const char *name, const QString &path, const QString &line, bool broken) {
        QTest::newRow(name) << path << line << broken;
    };
    row("a dialog's own loop", u"ui/pages/a.cpp"_qs, u"if (dialog.exec() == 1)"_qs, true);
    row("a menu's own loop", u"ui/pages/a.cpp"_qs, u"menu->exec(position);"_qs, true);
    row("an SQL query runs", u"models/archive/a.cpp"_qs, u"query.exec();"_qs, false);
    row("the program's loop", u"app/main.cpp"_qs, u"return application.exec();"_qs, false);
    row("events in between", u"ui/pages/a.cpp"_qs, u"QCoreApplication::processEvents();"_qs, true);
    row("a loop in a loop", u"models/api/a.cpp"_qs, u"QEventLoop loop;"_qs, true);
    row("a test that waits", u"tests/ui/a.cpp"_qs, u"QTest::qWait(100);"_qs, true);
    row("a test that waits for something", u"tests/ui/a.cpp"_qs, u"QTest::qWaitFor(shown);"_qs, false);
    row("HTML", u"ui/panels/a.cpp"_qs, u"edit->setHtml(text);"_qs, true);
    row("rich text", u"ui/panels/a.cpp"_qs, u"label->setTextFormat(Qt::RichText);"_qs, true);
    row("plain text", u"ui/panels/a.cpp"_qs, u"label->setTextFormat(Qt::PlainText);"_qs, false);
    row("a style sheet", u"ui/panels/a.cpp"_qs, u"setStyleSheet(sheet);"_qs, true);
    row("a literal colour", u"ui/panels/a.cpp"_qs, u"QColor c(u\"#ff6b5e\"_qs);"_qs, true);
    row("a numeric colour", u"ui/panels/a.cpp"_qs, u"const auto c = QColor(255, 0, 0);"_qs, true);
    row("the place of colours", u"ui/widgets/look.cpp"_qs, u"QColor c(u\"#ff6b5e\"_qs);"_qs, false);
    row("a colour that the service sends", u"app/demo/a.cpp"_qs, u"\"#3a8500\""_qs, false);
    row("a comment names it", u"ui/panels/a.cpp"_qs, u"show(); // never dialog.exec()"_qs, false);
    row("a block comment names it", u"ui/panels/a.cpp"_qs, u"/* never\n dialog.exec() */"_qs, false);
    row("code after an address", u"ui/panels/a.cpp"_qs, u"go(u\"https://a.b\"_qs); menu.exec(p);"_qs, true);
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
    row("ui links no network", u"ui/CMakeLists.txt"_qs, u"PUBLIC Qt6::Widgets Qt6::Network)"_qs, true);
    row("ui links widgets", u"ui/CMakeLists.txt"_qs, u"PUBLIC Qt6::Widgets Qt6::Svg)"_qs, false);
    row("tables link no gui", u"models/tables/CMakeLists.txt"_qs, u"PUBLIC Qt6::Gui)"_qs, true);
    row("the service links no domain", u"app/demo/CMakeLists.txt"_qs, u"PRIVATE waldesk_domain)"_qs, true);
    row("the service is itself", u"app/demo/CMakeLists.txt"_qs, u"waldesk_room(waldesk_demo SOURCES"_qs, false);
}

void TestHouse::aBrokenLinkIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, broken);
    QCOMPARE(!brokenLinks(path, line).isEmpty(), broken);
}

void TestHouse::aMissingLicenceIsFound()
{
    QVERIFY(!missingLicence(u"ui/a.cpp"_qs, u"#pragma once\n"_qs).isEmpty());
    QVERIFY(missingLicence(u"ui/a.cpp"_qs, textOf(u"tests/house/tst_house.cpp"_qs)).isEmpty());
}

void TestHouse::modulesOfQtAreKnown()
{
    QCOMPARE(qtModule(u"QString"_qs), u"QtCore"_qs);
    QCOMPARE(qtModule(u"QColor"_qs), u"QtGui"_qs);
    QCOMPARE(qtModule(u"qlabel.h"_qs), u"QtWidgets"_qs);
    QCOMPARE(qtModule(u"QtSql/QSqlQuery"_qs), u"QtSql"_qs);
    QCOMPARE(qtModule(u"vector"_qs), QString());
}

QTEST_GUILESS_MAIN(TestHouse)
#include "tst_house.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/displaytext.h"

#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestDisplayText : public QObject
{
    Q_OBJECT

private slots:
    void becomesOneVisibleLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("plain") << u"Connection refused"_s << u"Connection refused"_s;
        QTest::newRow("estonian and chinese") << u"ühendus 连接"_s << u"ühendus 连接"_s;
        QTest::newRow("emoji stays whole") << u"a😀b"_s << u"a😀b"_s;
        QTest::newRow("newline") << u"one\ntwo"_s << u"one two"_s;
        QTest::newRow("crlf is one break") << u"one\r\ntwo"_s << u"one two"_s;
        QTest::newRow("tab") << u"a\tb"_s << u"a b"_s;
        QTest::newRow("line separator") << u"a\u2028b"_s << u"a b"_s;
        QTest::newRow("ansi colour") << u"\u001b[31mred"_s << u"\\x1b[31mred"_s;
        QTest::newRow("nul") << QString(u"a"_s + QChar(0) + u"b"_s) << u"a\\x00b"_s;
        QTest::newRow("bell and delete") << u"\u0007\u007f"_s << u"\\x07\\x7f"_s;
        QTest::newRow("c1") << u"a\u009bb"_s << u"a\\x9bb"_s;
        QTest::newRow("right-to-left override") << u"gpj\u202eexe"_s << u"gpj\\u202eexe"_s;
        QTest::newRow("isolate") << u"\u2066a\u2069"_s << u"\\u2066a\\u2069"_s;
        QTest::newRow("zero width space") << u"a\u200bb"_s << u"a\\u200bb"_s;
        QTest::newRow("html is only text") << u"<b>x</b>"_s << u"<b>x</b>"_s;
        QTest::newRow("lone surrogate") << QString(QChar(0xD83D)) << u"\ufffd"_s;
    }
    void becomesOneVisibleLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, line);
        QCOMPARE(escapeForDisplay(text), line);
        QCOMPARE(escapeForDisplay(line), line);
    }

    void aBreakMayBeASign()
    {
        QCOMPARE(escapeForDisplay(u"one\ntwo\tthree"_s, LineBreaks::Symbol), u"one\u23cetwo three"_s);
    }

    void severalLinesStayLines()
    {
        QCOMPARE(escapeLinesForDisplay(u"a\r\nb\tc\u001b[0m\nd"_s), u"a\nb\tc\\x1b[0m\nd"_s);
        QCOMPARE(escapeLinesForDisplay(u"a\rb"_s), u"a\nb"_s);
        QCOMPARE(escapeLinesForDisplay(u"a\u202eb"_s), u"a\\u202eb"_s);
        QCOMPARE(escapeLinesForDisplay(u"a😀\nb"_s), u"a😀\nb"_s);
    }

    void isShortenedBetweenCharacters()
    {
        QCOMPARE(shortened(u"abc"_s, 3), u"abc"_s);
        QCOMPARE(shortened(u"abcd"_s, 3), u"ab…"_s);
        QCOMPARE(shortened(u"a😀bcd"_s, 3), u"a…"_s);
        QCOMPARE(shortened(u"abcd"_s, 0), u"…"_s);
    }
};

QTEST_APPLESS_MAIN(TestDisplayText)
#include "tst_displaytext.moc"

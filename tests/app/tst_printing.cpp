// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/exitstatus.h"
#include "app/commandline/rowwriter.h"
#include "app/commandline/visibletext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace waldesk;
using namespace waldesk::app;
using Kind = api::ApiError::Kind;

class TestPrinting : public QObject
{
    Q_OBJECT
private slots:
    void textIsMadeVisible_data();
    void textIsMadeVisible();
    void jsonStaysTheSameJson();
    void columnsAreThoseOfATerminal();
    void cellsAreQuotedAndGuarded_data();
    void cellsAreQuotedAndGuarded();
    void errorsHaveTheirStatus_data();
    void errorsHaveTheirStatus();
};

void TestPrinting::textIsMadeVisible_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *name, const QString &text, const QString &one, const QString &kept) {
        QTest::newRow(name) << text << one << kept;
    };
    row("plain", QStringLiteral("õ 中"), QStringLiteral("õ 中"), QStringLiteral("õ 中"));
    row("escape", QStringLiteral("a\x1b[2J"), QStringLiteral("a\\x1b[2J"), QStringLiteral("a\\x1b[2J"));
    row("NUL", QString(QChar(u'\0')), QStringLiteral("\\x00"), QStringLiteral("\\x00"));
    row("delete", QStringLiteral("\x7f"), QStringLiteral("\\x7f"), QStringLiteral("\\x7f"));
    row("line ends", QStringLiteral("a\r\n\tb\nc"), QStringLiteral("a b c"), QStringLiteral("a\n\tb\nc"));
    row("a lone carriage return", QStringLiteral("a\rb"), QStringLiteral("a b"), QStringLiteral("a\nb"));
    row("right to left", QStringLiteral("a\u202eb"), QStringLiteral("a\\u202eb"), QStringLiteral("a\\u202eb"));
    row("C1", QStringLiteral("\u009b2J"), QStringLiteral("\\x9b2J"), QStringLiteral("\\x9b2J"));
}

void TestPrinting::textIsMadeVisible()
{
    QFETCH(QString, text);
    QFETCH(QString, one);
    QFETCH(QString, kept);
    QCOMPARE(visibleText(text, Lines::One), one);
    // Only where something has to be shown are line ends touched at all.
    QCOMPARE(visibleText(text, Lines::Keep), kept);
}

void TestPrinting::jsonStaysTheSameJson()
{
    const QByteArray json = QStringLiteral("{\"a\":\"x\u009b\u202e\u007f\U000E0041 õ\"}").toUtf8();
    const QByteArray shown = visibleJson(json);
    QCOMPARE(QJsonDocument::fromJson(shown), QJsonDocument::fromJson(json));
    QVERIFY(shown.contains("\\u009b") && shown.contains("\\u202e") && shown.contains("\\u007f"));
    QVERIFY(shown.contains(QStringLiteral("õ").toUtf8()));
    QCOMPARE(onOneLine("{\n\"a\": 1\r\n}"), QByteArray("{ \"a\": 1  }"));
}

void TestPrinting::columnsAreThoseOfATerminal()
{
    QCOMPARE(columnsOf(QStringLiteral("abc")), 3);
    QCOMPARE(columnsOf(QStringLiteral("中文")), 4);
    QCOMPARE(columnsOf(QStringLiteral("e\u0301")), 1);
    QCOMPARE(fitted(QStringLiteral("abcdef"), 4), QStringLiteral("abc…"));
    QCOMPARE(fitted(QStringLiteral("中文字"), 4), QStringLiteral("中…"));
    QCOMPARE(fitted(QStringLiteral("abcd"), 4), QStringLiteral("abcd"));
    QCOMPARE(fitted(QStringLiteral("abcd"), 0), QString());
    QCOMPARE(padded(QStringLiteral("中"), 4), QStringLiteral("中  "));
}

void TestPrinting::cellsAreQuotedAndGuarded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("plain") << QByteArray("a b") << QByteArray("a b");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("comma") << QByteArray("a,b") << QByteArray("\"a,b\"");
    QTest::newRow("quote") << QByteArray("a\"b") << QByteArray("\"a\"\"b\"");
    QTest::newRow("line") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
    QTest::newRow("equals") << QByteArray("=1+1") << QByteArray("'=1+1");
    QTest::newRow("plus") << QByteArray("+1") << QByteArray("'+1");
    QTest::newRow("minus") << QByteArray("-1") << QByteArray("'-1");
    QTest::newRow("at") << QByteArray("@SUM(A1)") << QByteArray("'@SUM(A1)");
    QTest::newRow("tab") << QByteArray("\t=1") << QByteArray("'\t=1");
    QTest::newRow("return") << QByteArray("\r=1") << QByteArray("\"'\r=1\"");
    QTest::newRow("both") << QByteArray("=A1,\"x\"") << QByteArray("\"'=A1,\"\"x\"\"\"");
}

void TestPrinting::cellsAreQuotedAndGuarded()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, cell);
    QCOMPARE(csvCell(text), cell);
}

void TestPrinting::errorsHaveTheirStatus_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("written");
    QTest::addColumn<int>("read");
    QTest::addColumn<int>("write");
    const auto row = [](const char *name, Kind kind, bool written, int read, int write) {
        QTest::newRow(name) << static_cast<int>(kind) << written << read << write;
    };
    row("refused", Kind::Network, false, 3, 3);
    row("closed after the write", Kind::Network, true, 3, 7);
    row("silent after the write", Kind::Timeout, true, 3, 7);
    row("TLS", Kind::Tls, false, 3, 3);
    row("401", Kind::Auth, true, 4, 4);
    row("403", Kind::Forbidden, true, 4, 4);
    row("404", Kind::NotFound, true, 5, 5);
    row("400", Kind::Validation, true, 1, 1);
    row("409", Kind::Conflict, true, 6, 6);
    row("429", Kind::RateLimited, true, 3, 1);
    row("500", Kind::Server, true, 3, 1);
    row("an answer nobody can read", Kind::Protocol, true, 3, 7);
}

void TestPrinting::errorsHaveTheirStatus()
{
    QFETCH(int, kind);
    QFETCH(bool, written);
    QFETCH(int, read);
    QFETCH(int, write);
    api::ApiError error;
    error.kind = static_cast<Kind>(kind);
    error.written = written;
    QCOMPARE(status(exitOfRead(error)), read);
    QCOMPARE(status(exitOfWrite(error)), write);
}

QTEST_APPLESS_MAIN(TestPrinting)
#include "tst_printing.moc"

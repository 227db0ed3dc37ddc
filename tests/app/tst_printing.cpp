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
    void errorsHaveTheirStatus_data();
    void errorsHaveTheirStatus();
    void writesHaveTheStatusOfTheirOutcome();
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

void TestPrinting::errorsHaveTheirStatus_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("read");
    QTest::addColumn<int>("refused");
    const auto row = [](const char *name, Kind kind, int read, int refused) {
        QTest::newRow(name) << static_cast<int>(kind) << read << refused;
    };
    row("refused", Kind::Network, 3, 1);
    row("silent", Kind::Timeout, 3, 1);
    row("TLS", Kind::Tls, 3, 1);
    row("401", Kind::Auth, 4, 4);
    row("403", Kind::Forbidden, 4, 4);
    row("404", Kind::NotFound, 5, 5);
    row("400", Kind::Validation, 1, 1);
    row("409", Kind::Conflict, 6, 6);
    row("429", Kind::RateLimited, 3, 1);
    row("500", Kind::Server, 3, 1);
    row("an answer nobody can read", Kind::Protocol, 3, 1);
}

void TestPrinting::errorsHaveTheirStatus()
{
    QFETCH(int, kind);
    QFETCH(int, read);
    QFETCH(int, refused);
    api::ApiError error;
    error.kind = static_cast<Kind>(kind);
    QCOMPARE(status(exitOfRead(error)), read);
    QCOMPARE(status(exitOfRefusal(error)), refused);
}

void TestPrinting::writesHaveTheStatusOfTheirOutcome()
{
    using Outcome = domain::WriteOutcome;
    workflows::TransitionRunner::Report report;
    const auto statusOf = [&report](Outcome outcome) {
        report.outcome = outcome;
        return status(exitOf(report));
    };
    for (const bool withError : {false, true}) {
        if (withError) {
            report.error = api::ApiError();
            report.error->kind = Kind::Network;
            report.error->written = true;
        }
        QCOMPARE(statusOf(Outcome::Done), 0);
        QCOMPARE(statusOf(Outcome::Overtaken), 6);
        QCOMPARE(statusOf(Outcome::Unknown), 7);
    }
    QCOMPARE(statusOf(Outcome::Failed), 3);
    report.error.reset();
    QCOMPARE(statusOf(Outcome::Refused), 6); // by a guard
}

QTEST_APPLESS_MAIN(TestPrinting)
#include "tst_printing.moc"

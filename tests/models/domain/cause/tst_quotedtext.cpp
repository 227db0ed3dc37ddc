// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/quotedtext.h"
#include "models/domain/cause/secretwords.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace waldesk::domain;

class TestQuotedText : public QObject
{
    Q_OBJECT

private slots:
    void readsQuotes_data();
    void readsQuotes();
    void readsBareValues_data();
    void readsBareValues();
    void findsLinesInAnyOrder();
    void tellsWhatLooksLikeASecret_data();
    void tellsWhatLooksLikeASecret();
};

void TestQuotedText::readsQuotes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("inside");
    const auto row = [](const char *text, const char *inside) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(inside);
    };
    row("'one' two", "one");
    row("\"it's\" two", "it's");
    row("'it\\'s' two", "it\\'s");
    row("\\\"one\\\" two", "one");
    row("\\\\\\\"one\\\\\\\" two", "one");
    row("&quot;one&quot; two", "one");
    row("%22one%22 two", "one");
    row("\"\"\"one\ntwo\"\"\" three", "one\ntwo");
    row("'no end on this line\ntwo", "no end on this line");
    row("''", "");
}

void TestQuotedText::readsQuotes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, inside);
    const QuotedText quoted(text);
    const QuotedText::Quote open = quoted.quoteAt(0);
    QVERIFY(!open.isNone());
    const Span span = quoted.quoted(open);
    QCOMPARE(span.of(text).toByteArray(), inside);
    QVERIFY(QuotedText("no quote").quoteAt(0).isNone());
    QVERIFY(quoted.quoteAt(text.size()).isNone());
}

void TestQuotedText::readsBareValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *text, const char *value) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(value);
    };
    row("one two", "one");
    row("one,b=2", "one");
    row("on,e", "on,e");
    row("one)", "one");
    row("o(n)e", "o(n)e");
    row("one\\n", "one");
    row("one;--b", "one");
    row("one", "one");
    row(" one", "");
}

void TestQuotedText::readsBareValues()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, value);
    QCOMPARE(QuotedText(text).bare(0, '\0').of(text).toByteArray(), value);
}

/// The line that was asked for last is kept: whatever comes next, the answer is that of a fresh look.
void TestQuotedText::findsLinesInAnyOrder()
{
    std::mt19937 random(11);
    for (int round = 0; round < 200; ++round) {
        QByteArray text;
        for (std::size_t i = random() % 120; i > 0; --i)
            text += random() % 7 == 0 ? '\n' : 'x';
        const QuotedText kept(text);
        for (int i = 0; i < 40; ++i) {
            const auto place = qsizetype(random() % std::size_t(text.size() + 1));
            const qsizetype begin = text.left(place).lastIndexOf('\n') + 1;
            const qsizetype next = text.indexOf('\n', place);
            QCOMPARE(kept.lineBegin(place), begin);
            QCOMPARE(kept.lineEnd(place), next < 0 ? text.size() : next);
        }
    }
}

void TestQuotedText::tellsWhatLooksLikeASecret_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<bool>("secret");
    for (const char *const word : {"f3a9c17be24d4480b6a1", "aB3dE5fG", "Zm9vYmFyYmF6cXV4", "abcdefghABCDEFGHabcdefgh="})
        QTest::newRow(word) << QByteArray(word) << true;
    for (const char *const word : {"short1", "authentication", "2026-11-25", "waldur-site-agent", "10.1.1.5:6819",
                                   "gpu.limits.memory", "123456789012"})
        QTest::newRow(word) << QByteArray(word) << false;
}

void TestQuotedText::tellsWhatLooksLikeASecret()
{
    QFETCH(QByteArray, word);
    QFETCH(bool, secret);
    QCOMPARE(secretwords::looksSecret(word), secret);
}

QTEST_APPLESS_MAIN(TestQuotedText)
#include "tst_quotedtext.moc"

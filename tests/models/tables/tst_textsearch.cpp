// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/textsearch.h"

#include <QRandomGenerator>
#include <QTest>

using namespace waldesk::domain;
using namespace waldesk::tables;

class TestTextSearch : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatTheDomainSays_data();
    void saysWhatTheDomainSays();
    void saysWhatTheDomainSaysOfAnything();
    void knowsAscii();
    void narrows();
};

namespace
{

QString randomText(QRandomGenerator &random, int size)
{
    static const QString Letters =
        QStringLiteral("aAbBkKsSzZ019_@`[{ \n*?\u00e4\u00c4\u0130\u0131\u017f\u212a\u00df\u4e2d"
                       "\u00b5\u03bc\u1e9e\u03c3\u03c2");
    QString text;
    for (int i = 0; i < size; ++i)
        text += Letters[random.bounded(int(Letters.size()))];
    return text;
}

} // namespace

void TestTextSearch::saysWhatTheDomainSays_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("text");
    const QString long1 = QString(500, u'x') + QStringLiteral("Connection REFUSED") + QString(40, u'y');
    QTest::newRow("case is ignored") << QStringLiteral("connection refused") << long1;
    QTest::newRow("at the very end") << QStringLiteral("yyyy") << long1;
    QTest::newRow("at the very start") << QStringLiteral("X") << long1;
    QTest::newRow("not there") << QStringLiteral("connexion") << long1;
    QTest::newRow("longer than the text") << QStringLiteral("abcdef") << QStringLiteral("abc");
    QTest::newRow("empty text") << QStringLiteral("a") << QString();
    QTest::newRow("empty word") << QString() << QStringLiteral("a");
    QTest::newRow("neighbours of letters do not fall together") << QStringLiteral("a@b[") << QStringLiteral("a`b{");
    QTest::newRow("Kelvin is a k") << QStringLiteral("kelvin") << QStringLiteral("\u212aELVIN");
    QTest::newRow("k is Kelvin") << QStringLiteral("\u212aelvin") << QStringLiteral("kelvin");
    QTest::newRow("long s") << QStringLiteral("soft") << QStringLiteral("\u017foft");
    QTest::newRow("umlaut") << QStringLiteral("\u00fchendus") << QStringLiteral("\u00dcHENDUSE viga");
    QTest::newRow("Chinese") << QStringLiteral("\u88ab\u62d2") << QStringLiteral("\u8fde\u63a5\u88ab\u62d2\u7edd");
    QTest::newRow("wildcard") << QStringLiteral("con*ref?sed") << long1;
    QTest::newRow("NUL") << QStringLiteral("b") << QStringLiteral("a") + QChar(u'\0') + QStringLiteral("b");
}

void TestTextSearch::saysWhatTheDomainSays()
{
    QFETCH(QString, word);
    QFETCH(QString, text);
    const QByteArray utf8 = text.toUtf8();
    for (const bool quoted : {false, true}) {
        const Word sought{word, quoted};
        QCOMPARE(TextSearch(sought).foundIn(utf8, isAscii(utf8)), wordFoundIn(sought, QByteArrayView(utf8)));
    }
}

void TestTextSearch::saysWhatTheDomainSaysOfAnything()
{
    QRandomGenerator random(7);
    int found = 0;
    for (int i = 0; i < 20'000; ++i) {
        const Word word{randomText(random, 1 + random.bounded(3)), random.bounded(2) == 0};
        const QByteArray utf8 = randomText(random, random.bounded(60)).toUtf8();
        const bool expected = wordFoundIn(word, QByteArrayView(utf8));
        found += expected ? 1 : 0;
        if (TextSearch(word).foundIn(utf8, isAscii(utf8)) != expected)
            QFAIL(qPrintable(QStringLiteral("%1 in %2").arg(word.text, QString::fromUtf8(utf8))));
    }
    QVERIFY(found > 1'000);
}

void TestTextSearch::knowsAscii()
{
    for (qsizetype size = 0; size < 80; ++size) {
        QByteArray text(size, 'a');
        QVERIFY(isAscii(text));
        for (qsizetype at = 0; at < size; ++at) {
            text[at] = '\x80';
            QVERIFY(!isAscii(text));
            text[at] = 'a';
        }
    }
}

void TestTextSearch::narrows()
{
    const TextSearch con({QStringLiteral("Con"), false});
    QVERIFY(TextSearch({QStringLiteral("conn"), false}).implies(con));
    QVERIFY(TextSearch({QStringLiteral("a con"), true}).implies(con));
    QVERIFY(!TextSearch({QStringLiteral("co"), false}).implies(con));
    QVERIFY(!TextSearch({QStringLiteral("con*"), false}).implies(con));
    QVERIFY(!con.implies(TextSearch({QStringLiteral("c?n"), false})));
}

QTEST_GUILESS_MAIN(TestTextSearch)
#include "tst_textsearch.moc"

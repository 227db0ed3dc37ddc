// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/csv.h"

#include <QTest>

using namespace waldesk::domain;

/// A cell is read back as the text it was, and no spreadsheet runs it.
class TestCsv : public QObject
{
    Q_OBJECT
private slots:
    void cellsAreQuotedAndGuarded_data();
    void cellsAreQuotedAndGuarded();
};

void TestCsv::cellsAreQuotedAndGuarded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("plain") << QByteArray("a b") << QByteArray("a b");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("comma") << QByteArray("a,b") << QByteArray("\"a,b\"");
    QTest::newRow("semicolon") << QByteArray("a;=1") << QByteArray("\"a;=1\"");
    QTest::newRow("quote") << QByteArray("a\"b") << QByteArray("\"a\"\"b\"");
    QTest::newRow("lines") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
    QTest::newRow("blanks around") << QByteArray(" a ") << QByteArray("\" a \"");
    QTest::newRow("equals") << QByteArray("=1+1") << QByteArray("'=1+1");
    QTest::newRow("plus") << QByteArray("+1") << QByteArray("'+1");
    QTest::newRow("minus and comma") << QByteArray("-1,2") << QByteArray("\"'-1,2\"");
    QTest::newRow("at") << QByteArray("@SUM(A1)") << QByteArray("'@SUM(A1)");
    QTest::newRow("tab") << QByteArray("\t=1") << QByteArray("'\t=1");
    QTest::newRow("return") << QByteArray("\r=1") << QByteArray("\"'\r=1\"");
    QTest::newRow("full-width equals") << QByteArray("\xef\xbc\x9d"
                                                     "1")
                                       << QByteArray("'\xef\xbc\x9d"
                                                     "1");
    QTest::newRow("full-width at") << QByteArray("\xef\xbc\xa0"
                                                 "1")
                                   << QByteArray("'\xef\xbc\xa0"
                                                 "1");
    QTest::newRow("blank before") << QByteArray("  =1") << QByteArray("'  =1");
    QTest::newRow("byte order mark before") << QByteArray("\xef\xbb\xbf=1") << QByteArray("'\xef\xbb\xbf=1");
    QTest::newRow("zero-width before") << QByteArray("\xe2\x80\x8b=1") << QByteArray("'\xe2\x80\x8b=1");
    QTest::newRow("sign in the middle") << QByteArray("a=1") << QByteArray("a=1");
    QTest::newRow("both") << QByteArray("=A1,\"x\"") << QByteArray("\"'=A1,\"\"x\"\"\"");
}

void TestCsv::cellsAreQuotedAndGuarded()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, cell);
    QCOMPARE(csvCell(text), cell);
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"

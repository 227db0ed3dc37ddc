// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/lastpagesearch.h"

#include <QTest>

#include <algorithm>

using waldesk::api::LastPageSearch;

namespace
{

constexpr int NeverEnds = 200;

} // namespace

class TestLastPageSearch : public QObject
{
    Q_OBJECT
private slots:
    void findsTheEnd_data()
    {
        QTest::addColumn<qint64>("expected");
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<qint64>("pageSize"); // what the server makes of page_size=1
        QTest::addColumn<int>("pages");       // at most
        const auto row = [](const char *name, qint64 expected, qint64 rows, int pages, qint64 pageSize = 1) {
            QTest::newRow(name) << expected << rows << pageSize << pages;
        };
        row("as expected", 100'000, 100'000, 2);
        row("one, as expected", 1, 1, 2);
        row("none, as expected", 0, 0, 1);
        row("one more", 100'000, 100'001, 5);
        row("five more", 100'000, 100'005, 8);
        row("one less", 100'000, 99'999, 2);
        row("five less", 100'000, 99'995, 5);
        row("four hundred more", 100'000, 100'400, 18);
        row("four hundred less", 100'000, 99'600, 18);
        row("ten times as many", 10'000, 100'000, 29);
        row("a tenth", 100'000, 10'000, 28);
        row("none where many were", 100'000, 0, 23);
        row("many where none was", 0, 100'000, 30);
        row("nothing was expected: none", -1, 0, 1);
        row("nothing was expected: one", -1, 1, 2);
        row("nothing was expected: some", -1, 23, 11);
        row("nothing was expected: a million", -1, 1'000'000, 33);
        row("pages of ten", -1, 41, 6, 10);
        row("pages of ten, and ten times as many expected", 45, 45, 10, 10);
        row("one page of ten", -1, 10, 3, 10);
        row("one page that is not full", 7, 7, 5, 10);
    }
    void findsTheEnd()
    {
        QFETCH(qint64, expected);
        QFETCH(qint64, rows);
        QFETCH(qint64, pageSize);
        QFETCH(int, pages);
        LastPageSearch search(expected);
        int asked = 0;
        while (!search.total() && asked < NeverEnds) {
            ++asked;
            QVERIFY(search.page() >= 1);
            search.note(std::clamp<qint64>(rows - (search.page() - 1) * pageSize, 0, pageSize));
            QVERIFY(!search.isEndless());
        }
        QCOMPARE(search.total().value_or(-1), rows);
        QVERIFY2(asked <= pages, QByteArray::number(asked).constData());
    }

    /// Each number near the expected one, and each page at which the list becomes another.
    void endsWhileTheListMoves()
    {
        for (int expected = 0; expected <= 24; ++expected) {
            for (int before = 0; before <= 24; ++before) {
                for (int after = 0; after <= 24; ++after) {
                    for (int at = 1; at < 6; ++at) {
                        LastPageSearch search(expected);
                        int asked = 0;
                        while (!search.total() && ++asked < NeverEnds)
                            search.note(search.page() <= (asked < at ? before : after) ? 1 : 0);
                        const qint64 found = search.total().value_or(-1);
                        QVERIFY(found >= std::min(before, after) && found <= std::max(before, after));
                    }
                }
            }
        }
    }

    void leavesAServerThatIgnoresTheNumber()
    {
        for (const qint64 expected : {-1, 0, 1, 100'000}) {
            LastPageSearch search(expected);
            int asked = 0;
            while (!search.isEndless() && asked < NeverEnds) {
                ++asked;
                search.note(1);
                QVERIFY(!search.total());
            }
            QVERIFY(search.isEndless());
        }
    }

    void countsNoFurtherThanIsEnough()
    {
        LastPageSearch none(1, 1);
        none.note(0);
        QCOMPARE(none.total().value_or(-1), 0);
        LastPageSearch some(1, 1);
        some.note(1);
        QCOMPARE(some.total().value_or(-1), 1);
    }
};

QTEST_GUILESS_MAIN(TestLastPageSearch)
#include "tst_lastpagesearch.moc"

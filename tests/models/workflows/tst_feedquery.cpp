// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/feedquery.h"
#include "tests/support/requests.h"

#include <QTest>

using namespace waldesk;
using domain::Duration;
using domain::ListFilter;
using domain::Timestamp;
using testsupport::split;

namespace
{

const Timestamp Typed = *Timestamp::tryParse("2026-10-30T00:00:00Z");
const Timestamp Reckoned = *Timestamp::tryParse("2026-10-30T00:00:00.123456Z");

ListFilter since(std::optional<Timestamp> ListFilter::*bound, const std::optional<Timestamp> &time)
{
    ListFilter filter;
    filter.*bound = time;
    return filter;
}

} // namespace

class TestFeedQuery : public QObject
{
    Q_OBJECT
private slots:
    void aBoundThatMovesWithTheClockAsksForTheSame_data()
    {
        QTest::addColumn<qint64>("old"); // microseconds; 0: no bound
        QTest::addColumn<qint64>("now");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, qint64 old, qint64 now, bool same) {
            QTest::newRow(name) << old << now << same;
        };
        const qint64 reckoned = Reckoned.microseconds;
        const qint64 typed = Typed.microseconds;
        row("no bound", 0, 0, true);
        row("a bound that came", 0, typed, false);
        row("a bound that went", typed, 0, false);
        row("the same typed bound", typed, typed, true);
        row("another typed bound", typed, typed + 60'000'000, false);
        row("a minute later", reckoned, reckoned + 60'000'001, true);
        row("an hour later", reckoned, reckoned + 3'600'000'001, false);
        row("earlier: the period is longer", reckoned, reckoned - 60'000'001, false);
        row("a typed bound, then a reckoned one", typed, reckoned, false);
    }
    void aBoundThatMovesWithTheClockAsksForTheSame()
    {
        QFETCH(qint64, old);
        QFETCH(qint64, now);
        const auto time = [](qint64 microseconds) {
            return microseconds == 0 ? std::nullopt : std::optional(Timestamp{microseconds});
        };
        for (const auto bound : {&ListFilter::createdFrom, &ListFilter::createdTo, &ListFilter::modifiedFrom,
                                 &ListFilter::modifiedTo, &ListFilter::startedFrom, &ListFilter::finishedFrom})
            QTEST(workflows::asksForTheSame(since(bound, time(old)), since(bound, time(now))), "same");
    }

    void whatElseTheServerFiltersByIsCompared_data()
    {
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, const char *old, const char *now, bool same) {
            QTest::newRow(name) << QByteArray(old) << QByteArray(now) << same;
        };
        row("nothing", "", "", true);
        row("a state that came", "", "state:sent", false);
        row("another state", "state:done", "state:sent", false);
        row("words that are looked for here", "state:sent", "state:sent refused", true);
        row("an offering", "", "offering:0ff00000000000000000000000000001", false);
    }
    void whatElseTheServerFiltersByIsCompared()
    {
        QFETCH(QByteArray, old);
        QFETCH(QByteArray, now);
        QTEST(workflows::asksForTheSame(split(old).server, split(now).server), "same");
    }

    void aListThatLeavesNothingOutAsksForAll_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("all");
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("words that are looked for here") << QByteArray("refused") << true;
        QTest::newRow("a state") << QByteArray("state:sent") << false;
        QTest::newRow("a time") << QByteArray("created:>2026-10-01") << false;
    }
    void aListThatLeavesNothingOutAsksForAll()
    {
        QFETCH(QByteArray, line);
        ListFilter filter = split(line).server;
        QTEST(workflows::asksForAll(filter), "all");
        filter.order = ListFilter::Order::OldestFirst;
        QTEST(workflows::asksForAll(filter), "all");
    }

    void theErrorsOfACauseSinceATimeAreReadToTheEnd_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("needed");
        const auto row = [](const char *name, const char *line, bool needed) {
            QTest::newRow(name) << QByteArray(line) << needed;
        };
        row("errors of a cause since a time", "state:erred finished:>2026-10-01 group:w2:0a1b2c3d", true);
        row("of all times", "state:erred group:w2:0a1b2c3d", false);
        row("of other states, too", "state:erred,done finished:>2026-10-01 group:w2:0a1b2c3d", false);
        row("of all causes but one", "state:erred finished:>2026-10-01 -group:w2:0a1b2c3d", false);
        row("of all causes", "state:erred finished:>2026-10-01", false);
    }
    void theErrorsOfACauseSinceATimeAreReadToTheEnd()
    {
        QFETCH(QByteArray, line);
        QTEST(workflows::needsAll(split(line)), "needed");
    }
};

QTEST_GUILESS_MAIN(TestFeedQuery)
#include "tst_feedquery.moc"

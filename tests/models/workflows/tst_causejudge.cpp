// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causejudge.h"

#include <QTest>

using namespace waldesk;
using tables::CauseKind;
using workflows::CauseClock;
using workflows::CauseEvidence;

namespace
{

/// Times are days before now; the last visit was yesterday.
domain::Timestamp ago(double days)
{
    return *domain::Timestamp::tryParse("2026-08-21T10:00:00Z") - domain::Duration{qint64(days * 24 * 3600e6)};
}

CauseEvidence seen(double first, double last)
{
    CauseEvidence evidence;
    evidence.first = ago(first);
    evidence.last = ago(last);
    return evidence;
}

CauseEvidence returned(double before, double when)
{
    CauseEvidence evidence = seen(before, 0.1);
    evidence.beforeQuiet = ago(before);
    evidence.returned = ago(when);
    return evidence;
}

archive::CauseRecord remembered(double first, double last)
{
    archive::CauseRecord record;
    record.firstSeen = ago(first);
    record.lastSeen = ago(last);
    return record;
}

CauseEvidence with(CauseEvidence evidence, const archive::CauseRecord &record)
{
    evidence.record = record;
    return evidence;
}

CauseEvidence acknowledged(CauseEvidence evidence, double when)
{
    if (!evidence.record)
        evidence.record = archive::CauseRecord();
    evidence.record->acknowledged = ago(when);
    return evidence;
}

CauseEvidence read(CauseEvidence evidence, double when, bool openedNow = false)
{
    if (!evidence.record)
        evidence.record = archive::CauseRecord();
    evidence.record->read = ago(when);
    evidence.openedNow = openedNow;
    return evidence;
}

CauseEvidence muted(CauseEvidence evidence, double at, std::optional<double> until)
{
    evidence.record = archive::CauseRecord();
    evidence.record->mutedAt = ago(at);
    if (until)
        evidence.record->mutedUntil = ago(*until);
    return evidence;
}

CauseEvidence closed(CauseEvidence evidence)
{
    evidence.operatorClosed = true;
    return evidence;
}

CauseEvidence recovered(CauseEvidence evidence)
{
    evidence.recovered = true;
    return evidence;
}

} // namespace

Q_DECLARE_METATYPE(waldesk::workflows::CauseEvidence)

class TestCauseJudge : public QObject
{
    Q_OBJECT
private slots:
    void kinds_data()
    {
        QTest::addColumn<CauseEvidence>("evidence");
        QTest::addColumn<CauseKind>("kind");
        QTest::addColumn<bool>("unread");
        QTest::addColumn<int>("quietDays");
        const auto row = [](const char *name, const CauseEvidence &evidence, CauseKind kind, bool unread = false,
                            int quiet = 0) {
            QTest::newRow(name) << evidence << kind << unread << quiet;
        };
        row("first seen since the last visit", seen(0.5, 0.1), CauseKind::New, true);
        row("first seen before the last visit", seen(3, 0.1), CauseKind::Ongoing);
        row("in what is loaded since, but remembered from before", with(seen(0.5, 0.1), remembered(2, 0.1)),
            CauseKind::Ongoing);
        row("remembered by this visit alone", with(seen(0.5, 0.1), remembered(0.5, 0.1)), CauseKind::New, true);
        row("new and acknowledged", acknowledged(seen(0.5, 0.1), 0.05), CauseKind::Ongoing);
        row("new and closed by an operator", closed(seen(0.5, 0.1)), CauseKind::Ongoing);
        row("new and recovered since", recovered(seen(0.5, 0.1)), CauseKind::New, true);
        row("back after twelve quiet days", returned(12.5, 0.5), CauseKind::Back, true, 12);
        row("back after exactly seven", returned(7.5, 0.5), CauseKind::Back, true, 7);
        row("back before the last visit", returned(12, 3), CauseKind::Back, false, 9);
        row("back long ago", returned(20, 9), CauseKind::Ongoing);
        row("back, acknowledged before that", acknowledged(returned(12.5, 0.5), 11), CauseKind::Back, true, 12);
        row("back, acknowledged since", acknowledged(returned(12.5, 0.5), 0.2), CauseKind::Ongoing);
        row("new, and opened", read(seen(0.5, 0.1), 0.05), CauseKind::Ongoing);
        row("new, and opened in this visit", read(seen(0.5, 0.1), 0.05, true), CauseKind::New);
        row("back, and opened before that", read(returned(12.5, 0.5), 11), CauseKind::Back, true, 12);
        row("back, and opened since", read(returned(12.5, 0.5), 0.2), CauseKind::Back, false, 12);
        row("back long ago, and opened in this visit", read(returned(20, 9), 0.05, true), CauseKind::Back, false, 11);
        row("back and closed by an operator", closed(returned(12.5, 0.5)), CauseKind::Ongoing);
        row("back, known from this machine alone", with(seen(0.5, 0.1), remembered(60, 40)), CauseKind::Back, true, 39);
        auto quiet = remembered(60, 0.1);
        quiet.quietSince = ago(30);
        row("back, and noted before", with(seen(0.5, 0.1), quiet), CauseKind::Back, true, 29);
        row("recovered", recovered(seen(3, 2)), CauseKind::Recovered);
        row("new, acknowledged and recovered", recovered(acknowledged(seen(0.5, 0.4), 0.1)), CauseKind::Recovered);
    }

    void kinds()
    {
        QFETCH(CauseEvidence, evidence);
        const CauseClock clock{ago(0), ago(1), true};
        const auto verdict = workflows::judge(evidence, clock);
        QTEST(verdict.kind, "kind");
        QTEST(verdict.unread, "unread");
        QTEST(verdict.quietDays, "quietDays");
        // Before the 21 days are here, nothing is said to be new or back.
        const auto early = workflows::judge(evidence, {ago(0), ago(1), false});
        QCOMPARE(early.kind, CauseKind::Ongoing);
        QVERIFY(!early.unread);
    }

    void howManyMustFinish_data()
    {
        QTest::addColumn<qint64>("failed");
        QTest::addColumn<qint64>("finished");
        QTest::addColumn<qint64>("needed");
        const auto row = [](const char *name, qint64 failed, qint64 finished, qint64 needed) {
            QTest::newRow(name) << failed << finished << needed;
        };
        row("every one failed", 7, 7, 1);
        row("one in two", 5, 10, 5);  // ln 0.05 / ln 0.5 = 4.3
        row("one in three", 1, 3, 8); // 7.4
        row("one in a hundred", 1, 100, 299);
        row("nothing failed", 0, 100, 1);
        row("fewer finished than failed", 5, 3, 1);
    }

    void howManyMustFinish()
    {
        QFETCH(qint64, failed);
        QFETCH(qint64, finished);
        QTEST(workflows::finishedToBeSure(failed, finished), "needed");
    }

    void recoveryIsOfEveryOffering()
    {
        using workflows::OfferingHistory;
        const OfferingHistory sure{5, 10, 5};
        const OfferingHistory unsure{5, 10, 4};
        QVERIFY(workflows::hasRecovered(std::vector{sure, sure}));
        QVERIFY(!workflows::hasRecovered(std::vector{sure, unsure}));
        QVERIFY(!workflows::hasRecovered(std::vector<OfferingHistory>{}));
    }

    void mutes_data()
    {
        QTest::addColumn<CauseEvidence>("evidence");
        QTest::addColumn<bool>("isMuted");
        QTest::newRow("for a time that is not over") << muted(seen(3, 0.1), 2, -1) << true;
        QTest::newRow("for a time that is over") << muted(seen(3, 0.1), 2, 0.01) << false;
        QTest::newRow("until it comes back, and it went on") << muted(seen(3, 0.1), 2, {}) << true;
        QTest::newRow("until it comes back, and it did") << muted(returned(12.5, 0.5), 2, {}) << false;
        QTest::newRow("since it came back") << muted(returned(12.5, 0.5), 0.2, {}) << true;
    }

    void mutes()
    {
        QFETCH(CauseEvidence, evidence);
        QTEST(workflows::judge(evidence, {ago(0), ago(1), true}).muted, "isMuted");
    }
};

QTEST_GUILESS_MAIN(TestCauseJudge)
#include "tst_causejudge.moc"

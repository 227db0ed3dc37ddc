// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage.h"

#include "models/domain/groupednumber.h"
#include "models/workflows/triageheadline.h"
#include "tests/support/builders.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <functional>
#include <memory>
#include <numeric>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::GroupingLevel;
using tables::CauseKind;
using workflows::Triage;
using workflows::TriageFeed;
using Range = Triage::Range;

namespace
{

domain::Timestamp now()
{
    return *domain::Timestamp::tryParse("2026-08-21T10:00:00Z");
}

domain::Timestamp ago(double days)
{
    return now() - domain::Duration{qint64(days * 24 * 3600e6)};
}

constexpr char Hidden[] = "Internal backend error. Please contact the service provider.";
constexpr char Refused[] = "sacctmgr: error: Problem talking to the database: Connection refused";

/// An Erred row of one of nine offerings.
QByteArray failed(int number, double daysAgo, const QByteArray &message, int offering = 1)
{
    Row row;
    row.number = number;
    row.state = "Erred";
    row.offering = "0ff0000000000000000000000000000" + QByteArray::number(offering);
    row.offeringName = "SLURM " + QByteArray::number(offering);
    row.message = message;
    row.created = ago(daysAgo).toServerText().toLatin1();
    row.finished = row.created;
    row.modified = row.created;
    return row.toJson();
}

QByteArray done(int number, double daysAgo, int offering = 1)
{
    Row row;
    row.number = number;
    row.state = "Done";
    row.offering = "0ff0000000000000000000000000000" + QByteArray::number(offering);
    row.offeringName = "SLURM " + QByteArray::number(offering);
    row.created = ago(daysAgo).toServerText().toLatin1();
    row.finished = row.created;
    row.modified = row.created;
    return row.toJson();
}

domain::SplitQuery query(const QString &line)
{
    domain::QueryContext context;
    context.now = now();
    return std::get<domain::Query>(domain::Query::parse(line)).split(context);
}

/// A server whose Erred rows are `all`, and everything the Errors page stands on. The last visit ended two days ago
/// unless the archive says otherwise.
struct Desk {
    explicit Desk(QList<QByteArray> rows = {}, const QString &file = {}) : all(std::move(rows))
    {
        connection.root = server.url();
        connection.token = "0123456789abcdef0123456789abcdef01234567";
        client = std::make_unique<api::WaldurClient>(connection);
        client->setRetryDelayMs(1);
        server.on("GET", ListPath, [this](const Seen &seen) { return answer(seen); });
        archive = std::make_unique<archive::CauseArchive>(file.isEmpty() ? folder.filePath(QStringLiteral("c.sqlite"))
                                                                         : file);
        if (file.isEmpty())
            archive->setVisitEnd(ago(2));
        index = std::make_unique<workflows::ErrorClassifier>(store);
        feed = std::make_unique<TriageFeed>(*client, store, *archive);
        feed->setClock([this] { return clock; });
        triage = std::make_unique<Triage>(store, *index, *archive, *feed, *client);
        triage->setZone(QTimeZone::utc());
        tester = std::make_unique<QAbstractItemModelTester>(&triage->model(),
                                                            QAbstractItemModelTester::FailureReportingMode::Fatal);
    }

    Reply answer(const Seen &seen)
    {
        if (seen.query().queryItemValue(QStringLiteral("state")) != u"Done")
            return pageOf(all, seen);
        doneAsked.append(seen.query());
        const QString offering = seen.query().queryItemValue(QStringLiteral("offering_uuid"));
        QList<QByteArray> fitting;
        const auto from =
            domain::Timestamp::tryParse(seen.query().queryItemValue(QStringLiteral("finished")).toLatin1());
        for (const QByteArray &row : doneRows) {
            const QByteArray finished = row.mid(row.indexOf("finished\":\"") + 11).split('"').front();
            const auto time = domain::Timestamp::tryParse(finished);
            if (row.contains(offering.toLatin1()) && (!filtersByTime || !time || !from || *time >= *from))
                fitting.append(row);
        }
        return pageOf(fitting, seen);
    }

    /// Loads, and waits until nothing is left to do.
    bool load()
    {
        feed->start();
        return settle();
    }
    bool settle()
    {
        if (!QTest::qWaitFor([&] { return bool(feed->phase() != TriageFeed::Phase::Loading && archive->isOpen()); },
                             20'000))
            return false;
        if (!QTest::qWaitFor([&] { return bool(index->isSettled() && !triage->isWorking()); }, 20'000))
            return false;
        return true;
    }
    [[nodiscard]] QByteArray keyOf(const QByteArray &message, GroupingLevel level = GroupingLevel::Normal) const
    {
        return domain::fingerprint({message, {}}).key(level);
    }
    [[nodiscard]] const tables::CauseGroup *group(const QByteArray &message) const
    {
        return triage->group(keyOf(message, triage->level()));
    }

    QTemporaryDir folder;
    ScriptedServer server;
    QList<QByteArray> all;
    QList<QByteArray> doneRows;
    QList<QUrlQuery> doneAsked;
    bool filtersByTime = false;
    domain::Timestamp clock = now();
    api::Connection connection;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<archive::CauseArchive> archive;
    std::unique_ptr<workflows::ErrorClassifier> index;
    std::unique_ptr<TriageFeed> feed;
    std::unique_ptr<Triage> triage;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

} // namespace

class TestTriage : public QObject
{
    Q_OBJECT
private slots:
    void groupsTheDigitsOfItsNumbers()
    {
        Triage::Facts facts;
        facts.kindsKnown = true;
        facts.newCauses = 4448;
        QCOMPARE(headlineOf(facts, Triage::Range::Day, {}, QTimeZone::utc()),
                 QStringLiteral("4\u00A0448 new causes in the last 24 hours"));
        QCOMPARE(domain::groupedNumber(999), QStringLiteral("999"));
        QCOMPARE(domain::groupedNumber(-100), QStringLiteral("-100"));
        QCOMPARE(domain::groupedNumber(-1'234'567, u' '), QStringLiteral("-1 234 567"));
    }
    void errorsAreGroupedAndCounted()
    {
        Desk desk({failed(9, 0.1, Refused, 1), failed(8, 0.2, Refused, 2), failed(7, 0.5, Refused, 1),
                   failed(6, 3.2, "'organization'", 3), failed(5, 8, "'organization'", 3)});
        QVERIFY(desk.load());
        const auto *refused = desk.group(Refused);
        QVERIFY(refused);
        QCOMPARE(refused->count, 3);
        QCOMPARE(refused->offerings.size(), 2U);
        QCOMPARE(refused->offerings[0].name, QStringLiteral("SLURM 1"));
        QCOMPARE(refused->offerings[0].count, 2);
        QCOMPARE(refused->first, ago(0.5));
        QCOMPARE(refused->last, ago(0.1));
        QCOMPARE(refused->kind, CauseKind::New);
        QCOMPARE(refused->known.id, QStringLiteral("slurmdbd-down"));
        // The last visit ended two days ago: bars for its day, the next one, today; the caption names the period.
        QCOMPARE(refused->bars, (std::vector<int>{0, 1, 2}));
        QVERIFY2(refused->barsCaption.startsWith(u"2 day"), qPrintable(refused->barsCaption));
        QVERIFY(!desk.group("'organization'")); // nothing of it since the last visit
        QCOMPARE(desk.triage->samples(refused->key).size(), 3U);
        QCOMPARE(desk.store.row(desk.triage->samples(refused->key).front()).finished, ago(0.1).microseconds);
        const auto facts = desk.triage->facts();
        QVERIFY(facts.kindsKnown);
        QCOMPARE(facts.newCauses, 1);
        QCOMPARE(facts.ongoingCauses, 0);
        QCOMPARE(facts.errors, 3); // since the last visit
        QCOMPARE(desk.triage->headline(), QStringLiteral("1 new cause since Wednesday 10:00"));
        desk.triage->setRange(Range::Fortnight);
        QTRY_VERIFY(!desk.triage->isWorking() && desk.group("'organization'"));
        QCOMPARE(desk.group("'organization'")->kind, CauseKind::Ongoing);
        QCOMPARE(desk.group("'organization'")->count, 2);
        QCOMPARE(desk.triage->facts().errors, 5);
        QCOMPARE(facts.offerings, 2);
        QCOMPARE(facts.grouped, 5);
        QCOMPARE(desk.triage->headline(), QStringLiteral("1 new cause in the last 14 days"));
    }

    void whatIsAskedForIsThreeWeeksOfErrors()
    {
        Desk desk;
        QVERIFY(desk.load());
        const auto asked = desk.server.seen().front().query();
        QCOMPARE(asked.queryItemValue(QStringLiteral("state")), QStringLiteral("Erred"));
        QCOMPARE(asked.queryItemValue(QStringLiteral("finished")), ago(21).toWire());
        QCOMPARE(desk.triage->facts().newCauses, 0);
        QVERIFY(desk.triage->facts().kindsKnown);
        QCOMPARE(desk.triage->headline(), QStringLiteral("Nothing failed since Wednesday 10:00"));
    }

    void theEndOfWorkIsSaid_data()
    {
        QTest::addColumn<int>("errors");
        QTest::newRow("a server without errors") << 0;
        QTest::newRow("one error") << 1;
        QTest::newRow("several pages of errors") << 250;
    }

    /// Whoever listens to workingChanged alone knows at each moment whether there is more to come.
    void theEndOfWorkIsSaid()
    {
        QFETCH(int, errors);
        QList<QByteArray> rows;
        for (int i = errors; i > 0; --i)
            rows.append(failed(i, 0.001 * i, Refused));
        Desk desk(rows);
        bool working = desk.triage->isWorking();
        connect(desk.triage.get(), &Triage::workingChanged, this, [&] { working = desk.triage->isWorking(); });
        desk.feed->start();
        QTRY_VERIFY(desk.feed->isComplete() && desk.archive->isOpen());
        QTRY_VERIFY(!desk.triage->isWorking());
        QVERIFY(!working);
        for (int again = 0; again < 3; ++again) {
            desk.feed->refresh();
            QTRY_VERIFY(desk.feed->phase() != TriageFeed::Phase::Loading && !desk.triage->isWorking());
            QVERIFY(!working);
        }
    }

    /// While rows stream in, publications are some time apart; there is no next one to wait for after the last row.
    void theLastErrorsAreToldAtOnce()
    {
        QList<QByteArray> rows;
        for (int i = 250; i > 0; --i)
            rows.append(failed(i, 0.001 * i, Refused));
        Desk desk(rows);
        desk.triage->setStreamingInterval(3'600'000);
        QVERIFY(desk.load());
        QVERIFY(desk.group(Refused));
        QCOMPARE(desk.group(Refused)->count, 250);
    }

    void newAndBackAreNotSaidBeforeAllIsLoaded()
    {
        QList<QByteArray> rows;
        for (int i = 250; i > 0; --i)
            rows.append(failed(i, 0.001 * (300 - i), Refused));
        Desk desk(rows);
        desk.server.on("GET", ListPath, [&](const Seen &seen) {
            return seen.number("page", 1) < 3 ? desk.answer(seen) : Reply::silent();
        });
        desk.feed->start();
        QTRY_VERIFY(desk.group(Refused) && desk.group(Refused)->count == 200);
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
        QVERIFY(!desk.triage->facts().kindsKnown);
        QVERIFY(desk.doneAsked.isEmpty());
        QCOMPARE(desk.feed->loaded(), 200);
        QCOMPARE(desk.feed->total(), 250);
    }

    void aFailureKeepsWhatCame()
    {
        QList<QByteArray> rows;
        for (int i = 150; i > 0; --i)
            rows.append(failed(i, 0.001 * (300 - i), Refused));
        Desk desk(rows);
        bool broken = true;
        desk.server.on("GET", ListPath, [&](const Seen &seen) {
            return broken && seen.number("page", 1) == 2 ? Reply::html("oops", 500) : desk.answer(seen);
        });
        desk.feed->start();
        QTRY_COMPARE(desk.feed->phase(), TriageFeed::Phase::Failed);
        QVERIFY(desk.feed->error().has_value());
        QTRY_VERIFY(desk.group(Refused) && desk.group(Refused)->count == 100);
        QVERIFY(!desk.feed->isComplete());
        broken = false;
        desk.feed->retry();
        QVERIFY(desk.settle());
        QVERIFY(desk.feed->isComplete());
        QCOMPARE(desk.group(Refused)->count, 150);
        QCOMPARE(desk.group(Refused)->kind, CauseKind::New);
    }

    void ranges_data()
    {
        QTest::addColumn<Range>("range");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("groups");
        QTest::newRow("since the last visit") << Range::SinceLastVisit << 1 << 1;
        QTest::newRow("24 hours") << Range::Day << 1 << 1;
        QTest::newRow("14 days") << Range::Fortnight << 3 << 2;
        QTest::newRow("the 21 days that are loaded") << Range::All << 4 << 3;
    }

    void ranges()
    {
        QFETCH(Range, range);
        Desk desk({failed(9, 0.1, Refused), failed(8, 5, Refused), failed(7, 13, Refused), failed(6, 20, Refused),
                   failed(5, 4, "'vdc'"), failed(4, 18, "list index out of range")});
        desk.triage->setRange(range);
        QVERIFY(desk.load());
        const auto *refused = desk.group(Refused);
        QTEST(int(refused->count), "count");
        // Title, sections, cause, bars, samples, offerings and the requests that it opens say the same.
        QCOMPARE(std::accumulate(refused->bars.begin(), refused->bars.end(), 0), int(refused->count));
        QCOMPARE(qint64(desk.triage->samples(refused->key).size()), refused->count);
        qint64 inSections = 0;
        qint64 inOfferings = 0;
        for (int row = 0; row < desk.triage->model().rowCount(); ++row) {
            if (const auto section = desk.triage->model().sectionAt(row))
                inSections += section->errors;
        }
        for (const auto &share : refused->offerings)
            inOfferings += share.count;
        QCOMPARE(inSections, desk.triage->facts().errors);
        QCOMPARE(inOfferings, refused->count);
        const domain::LocalFilter opened = query(desk.triage->requestsQuery(refused->key)).all;
        qint64 opens = 0;
        for (tables::RowIndex each = 0; each < desk.store.size(); ++each)
            opens += opened.matches(desk.store.request(each), desk.triage->factsOf(desk.store.row(each).text)) ? 1 : 0;
        QCOMPARE(opens, refused->count);
        int groups = 0;
        desk.triage->model().setFolded(CauseKind::Recovered, false);
        for (int row = 0; row < desk.triage->model().rowCount(); ++row)
            groups += desk.triage->model().groupAt(row) ? 1 : 0;
        QTEST(groups, "groups");
    }

    void recoveredIsAskedForOnceAnOffering()
    {
        Desk desk({failed(9, 3, Refused, 1), failed(8, 4, Refused, 2), failed(7, 5, "list index out of range", 1),
                   failed(6, 3, "'organization'", 3)});
        desk.doneRows = {done(101, 1, 1), done(102, 1, 2)};
        desk.triage->setRange(Range::Fortnight);
        QVERIFY(desk.load());
        QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::Recovered);
        QTRY_COMPARE(desk.group("list index out of range")->kind, CauseKind::Recovered);
        QCOMPARE(desk.group("'organization'")->kind, CauseKind::Ongoing);
        QTRY_COMPARE(desk.doneAsked.size(), 3);
        QCOMPARE(desk.triage->facts().recoveredCauses, 2);
        QCOMPARE(desk.triage->facts().errors, 4); // folded away, and still in the sum
        QVERIFY(desk.triage->model().rowOf(desk.keyOf(Refused)) < 0);
    }

    void theClockIsTheServers()
    {
        Desk desk;
        const QDateTime ahead = QDateTime::currentDateTimeUtc().addSecs(7200);
        const QByteArray date =
            QLocale::c().toString(ahead, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1();
        desk.server.on("GET", ListPath, [&](const Seen &seen) { return desk.answer(seen).with("Date", date); });
        TriageFeed feed(*desk.client, desk.store, *desk.archive); // without a clock of the test
        const auto secondsAhead = [&feed] {
            return (feed.now() - domain::Timestamp::now()).microseconds / 1'000'000;
        };
        QVERIFY(secondsAhead() < 60);
        feed.start();
        QTRY_COMPARE(feed.phase(), TriageFeed::Phase::Ready);
        QVERIFY2(secondsAhead() > 7100 && secondsAhead() < 7300, qPrintable(QString::number(secondsAhead())));
    }

    void loadedRowsTellOfARecovery()
    {
        Desk desk({failed(9, 3, Refused, 1)});
        desk.triage->setRange(Range::Fortnight);
        QVERIFY(desk.load());
        QTRY_COMPARE(desk.doneAsked.size(), 1);
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
        domain::Request row = desk.store.request(0);
        row.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(77)));
        row.state = domain::State::Done;
        row.error = {};
        row.finished = ago(0.01);
        (void)desk.store.merge(std::vector{row});
        QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::Recovered);
        QCOMPARE(desk.doneAsked.size(), 1);
    }

    void aRecoveryIsAStatisticalStatement_data()
    {
        QTest::addColumn<int>("doneBetween");
        QTest::addColumn<int>("doneSince");
        QTest::addColumn<double>("lastError");
        QTest::addColumn<bool>("recovered");
        // Four errors of eight requests: five without one are needed (0.5^5 < 0.05).
        QTest::newRow("one in two failed, four Done since") << 4 << 4 << 2.0 << false;
        QTest::newRow("one in two failed, five Done since") << 4 << 5 << 2.0 << true;
        QTest::newRow("every one failed, one Done since") << 0 << 1 << 2.0 << true;
        QTest::newRow("every one failed, none Done since") << 0 << 0 << 2.0 << false;
        QTest::newRow("four in a hundred failed, fifty Done since") << 96 << 50 << 2.0 << false;
        QTest::newRow("four in a hundred failed, ninety Done since") << 96 << 90 << 2.0 << true;
        QTest::newRow("the last error is of this hour") << 0 << 20 << 0.02 << false;
    }

    void aRecoveryIsAStatisticalStatement()
    {
        QFETCH(int, doneBetween);
        QFETCH(int, doneSince);
        QFETCH(double, lastError);
        QFETCH(bool, recovered);
        QList<QByteArray> rows;
        for (int i = 0; i < 4; ++i)
            rows.append(failed(9 - i, lastError + i, Refused));
        Desk desk(rows);
        for (int i = 0; i < doneSince; ++i)
            desk.doneRows.append(done(900 - i, lastError * (0.1 + 0.8 * i / doneSince)));
        for (int i = 0; i < doneBetween; ++i)
            desk.doneRows.append(done(500 - i, lastError + 0.1 + 2.8 * i / doneBetween));
        desk.filtersByTime = true;
        desk.triage->setRange(Range::Fortnight);
        QVERIFY(desk.load());
        if (recovered) {
            QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::Recovered);
            QCOMPARE(desk.group(Refused)->finishedSince, doneSince);
            QCOMPARE(desk.group(Refused)->oneIn, (4 + doneBetween + 2) / 4);
            return;
        }
        if (lastError > 1)
            QTRY_VERIFY(!desk.doneAsked.isEmpty());
        QVERIFY(desk.settle());
        QTRY_VERIFY(!desk.triage->isWorking());
        QVERIFY(desk.group(Refused)->kind != CauseKind::Recovered);
    }

    void aRefusedRecoveryIsNotSaid()
    {
        Desk desk({failed(9, 3, Refused, 1)});
        desk.triage->setRange(Range::Fortnight);
        desk.server.on("GET", ListPath, [&](const Seen &seen) {
            return seen.query().queryItemValue(QStringLiteral("state")) == u"Done" ? Reply::json("{}", 403)
                                                                                   : desk.answer(seen);
        });
        QVERIFY(desk.load());
        QTRY_VERIFY(desk.server.count("GET", ListPath) >= 2);
        QVERIFY(desk.settle());
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
    }

    void backAfterQuietDays()
    {
        Desk desk({failed(9, 0.5, Refused), failed(8, 12.6, Refused)});
        QVERIFY(desk.load());
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Back);
        QCOMPARE(desk.group(Refused)->quietDays, 12);
        QVERIFY(desk.group(Refused)->unread);
        desk.triage->setAcknowledged(desk.keyOf(Refused), now());
        QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
    }

    void redactedErrorsOfSeveralOfferingsAreNotOneIncident()
    {
        Desk desk({failed(9, 0.1, Hidden, 1), failed(8, 0.2, Hidden, 2), failed(7, 0.1, "", 1), failed(6, 0.1, "", 4),
                   failed(5, 0.1, Refused, 1), failed(4, 0.1, Refused, 2)});
        QVERIFY(desk.load());
        QVERIFY(desk.group(Hidden)->severalCauses);
        QVERIFY(!desk.group(Hidden)->remark.isEmpty());
        QVERIFY(desk.group("")->severalCauses);
        QVERIFY(desk.group("")->empty);
        QVERIFY(!desk.group(Refused)->severalCauses);
    }

    void whatAPersonClosedIsNeverNew()
    {
        const QByteArray text = "Cancelled by operator: agent host decommissioned";
        Desk desk({failed(9, 0.1, text)});
        QVERIFY(desk.load());
        QVERIFY(desk.group(text)->known.closedByOperator);
        QCOMPARE(desk.group(text)->kind, CauseKind::Ongoing);
    }

    void acknowledgedIsNotNewAndStaysSo()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("causes.sqlite"));
        {
            Desk desk({failed(9, 0.1, Refused)}, file);
            QVERIFY(desk.load());
            QCOMPARE(desk.feed->lastVisit(), ago(1));
            QCOMPARE(desk.group(Refused)->kind, CauseKind::New);
            desk.triage->setAcknowledged(desk.keyOf(Refused), now());
            QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
            desk.triage->setAcknowledged(desk.keyOf(Refused), std::nullopt);
            QTRY_COMPARE(desk.group(Refused)->kind, CauseKind::New);
            desk.triage->setAcknowledged(desk.keyOf(Refused), now());
            desk.triage->setNote(desk.keyOf(Refused), QStringLiteral("Ring the database people"));
            desk.feed->endVisit();
        }
        Desk desk({failed(9, 0.1, Refused)}, file);
        desk.triage->setRange(Range::All);
        desk.clock = now() + domain::Duration::seconds(3600);
        QVERIFY(desk.load());
        QCOMPARE(desk.feed->lastVisit(), now());
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
        QCOMPARE(desk.triage->note(desk.keyOf(Refused)), QStringLiteral("Ring the database people"));
        QVERIFY(desk.group(Refused)->hasNote);
    }

    void whatAnotherWindowSaysOfACauseMovesNothingHere_data()
    {
        QTest::addColumn<int>("verb");
        QTest::addColumn<int>("moved"); // causes of another section by now, which wait
        QTest::addColumn<bool>("unread");
        QTest::newRow("a note") << 0 << 0 << true;
        QTest::newRow("a name") << 1 << 0 << true;
        QTest::newRow("it was opened") << 2 << 0 << false;
        QTest::newRow("an acknowledgement") << 3 << 1 << false;
        QTest::newRow("a merge of two that are not shown") << 4 << 0 << true;
    }

    void whatAnotherWindowSaysOfACauseMovesNothingHere()
    {
        QFETCH(int, verb);
        QFETCH(int, moved);
        QFETCH(bool, unread);
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.2, "'vdc'"), failed(7, 0.3, "'vdc'")});
        QVERIFY(desk.load());
        tables::CauseListModel &model = desk.triage->model();
        const QByteArray key = desk.keyOf(Refused);
        const auto keys = [&model] {
            QList<QByteArray> all;
            for (int row = 0; row < model.rowCount(); ++row)
                all.append(model.groupAt(row) ? model.groupAt(row)->key : QByteArray());
            return all;
        };
        // Two more make it the first of a list that is arranged anew.
        std::vector<domain::Request> news(2, desk.store.request(desk.triage->samples(key).front()));
        for (size_t i = 0; i < news.size(); ++i)
            news[i].uuid = *domain::Uuid::tryParse(rowUuid(20 + int(i)));
        desk.store.merge(news, tables::Origin::Live);
        QVERIFY(desk.settle());
        QCOMPARE(desk.group(Refused)->count, 3);
        const QList<QByteArray> before = keys();
        QCOMPARE(before.last(), key);

        QSignalSpy told(desk.triage.get(), &Triage::groupsChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy arranged(&model, &QAbstractItemModel::layoutChanged);
        archive::CauseArchive other(desk.archive->file());
        const std::array<std::function<void()>, 5> verbs{
            [&] { other.setNote(key, QStringLiteral("call them")); },
            [&] { other.setName(key, QStringLiteral("The database")); },
            [&] { other.setRead(key, now()); },
            [&] { other.setAcknowledged(key, now()); },
            [&] { other.setMerged("w2:one", "w2:two"); },
        };
        verbs.at(size_t(verb))();
        QTRY_VERIFY(!told.isEmpty());
        QVERIFY(desk.settle());
        QCOMPARE(keys(), before);
        QCOMPARE(inserted.size() + removed.size() + arranged.size(), 0);
        QCOMPARE(model.movedCount(), moved);
        QCOMPARE(desk.group(Refused)->unread, unread);
        QCOMPARE(desk.triage->note(key), verb == 0 ? QStringLiteral("call them") : QString());
        QCOMPARE(desk.group(Refused)->name, verb == 1 ? QStringLiteral("The database") : QString());
    }

    void mutedCausesLeaveTheSectionsAndAreCounted()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.1, "'vdc'")});
        QVERIFY(desk.load());
        const QByteArray key = desk.keyOf(Refused);
        desk.triage->setMuted(key, now(), now() + domain::Duration::seconds(7200));
        QTRY_COMPARE(desk.triage->facts().mutedCauses, 1);
        QCOMPARE(desk.triage->model().rowOf(key), -1);
        QCOMPARE(desk.triage->facts().newCauses, 1);
        QCOMPARE(desk.triage->mutedGroups().size(), 1U);
        desk.triage->setNow(now() + domain::Duration::seconds(7300));
        QTRY_COMPARE(desk.triage->facts().mutedCauses, 0);
        desk.triage->setMuted(key, desk.triage->now(), std::nullopt);
        QTRY_COMPARE(desk.triage->facts().mutedCauses, 1);
        desk.triage->setMuted(key, std::nullopt, std::nullopt);
        QTRY_VERIFY(desk.triage->model().rowOf(key) > 0);
    }

    void mergesAreReversible()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 3, "'vdc'", 2)});
        QVERIFY(desk.load());
        const QByteArray key = desk.keyOf(Refused);
        const QByteArray other = desk.keyOf("'vdc'");
        desk.triage->setRange(Range::Fortnight);
        desk.triage->setMerged(other, key);
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->model().rowCount(), 2);
        QCOMPARE(desk.triage->group(key)->count, 2);
        QCOMPARE(desk.triage->group(key)->kind, CauseKind::Ongoing);
        QCOMPARE(desk.triage->group(other), desk.triage->group(key));
        QCOMPARE(desk.triage->mergedInto(key), std::vector{other});
        QCOMPARE(desk.triage->keyOf(1), key);
        QCOMPARE(desk.triage->factsOf(desk.store.row(1).text).group, QString::fromLatin1(key));
        desk.triage->setMerged(other, {});
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->group(key)->count, 1);
        QCOMPARE(desk.triage->group(other)->count, 1);
    }

    void aMergedKeyIsFoundByTheQuery_data()
    {
        QTest::addColumn<bool>("coarse");
        QTest::addColumn<bool>("askedFirst");
        for (const bool coarse : {false, true}) {
            QTest::addRow("merged, then asked for%s", coarse ? ", at another level" : "") << coarse << false;
            QTest::addRow("asked for, then merged%s", coarse ? ", at another level" : "") << coarse << true;
        }
    }
    void aMergedKeyIsFoundByTheQuery()
    {
        QFETCH(bool, coarse);
        QFETCH(bool, askedFirst);
        Desk desk({failed(9, 0.1, Refused), failed(8, 3, "'vdc'", 2), failed(7, 4, "list index out of range", 2)});
        QVERIFY(desk.load());
        desk.triage->setRange(Range::Fortnight);
        const QByteArray key = desk.keyOf(Refused);
        const QByteArray other = desk.keyOf("'vdc'");
        if (coarse)
            desk.triage->setLevel(domain::GroupingLevel::Coarse);
        if (askedFirst)
            desk.triage->setQuery(query(QStringLiteral("group:") + QString::fromLatin1(other)));
        desk.triage->setMerged(other, key);
        if (!askedFirst)
            desk.triage->setQuery(query(QStringLiteral("group:") + QString::fromLatin1(other)));
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->facts().errors, 2);
        desk.triage->setMerged(other, {});
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->facts().errors, 1);
    }

    void queries_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("causes");
        QTest::newRow("nothing") << QString() << 3;
        QTest::newRow("text") << QStringLiteral("refused") << 1;
        QTest::newRow("an offering") << QStringLiteral("offering:\"SLURM 2\"") << 2;
        QTest::newRow("new") << QStringLiteral("cause:new") << 2;
        QTest::newRow("not new") << QStringLiteral("-cause:new") << 1;
        QTest::newRow("who must act") << QStringLiteral("who:site-operator") << 1;
        QTest::newRow("a key") << QStringLiteral("group:") +
                                      QString::fromLatin1(domain::fingerprint({Refused, {}}).normal)
                               << 1;
        QTest::newRow("a key of another level")
            << QStringLiteral("group:") + QString::fromLatin1(domain::fingerprint({Refused, {}}).exact) << 1;
        QTest::newRow("their state") << QStringLiteral("state:erred") << 3;
        QTest::newRow("another state") << QStringLiteral("state:done") << 0;
        QTest::newRow("from here") << QStringLiteral("is:mine") << 1;
    }

    void queries()
    {
        QFETCH(QString, line);
        Desk desk({failed(9, 0.1, Refused, 1), failed(8, 0.1, "'vdc'", 2), failed(7, 5, "list index out of range", 2)});
        desk.triage->setRange(Range::Fortnight);
        QVERIFY(desk.load());
        desk.triage->setQuery(query(line));
        const domain::Uuid own = desk.store.row(0).uuid;
        desk.triage->setRowFacts([own](const domain::Uuid &uuid) { return domain::RowFacts{.mine = uuid == own}; });
        QTRY_VERIFY(!desk.triage->isWorking());
        const auto &facts = desk.triage->facts();
        QTEST(int(facts.newCauses + facts.ongoingCauses + facts.recoveredCauses + facts.backCauses), "causes");
        QCOMPARE(facts.causesWithoutQuery, 3);
        QCOMPARE(facts.errorsWithoutQuery, 3);
        QCOMPARE(facts.unreadCauses, 2); // the badge does not follow the filter
    }

    void aFilterFollowsTheClock()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.9, "'vdc'")});
        desk.triage->setRange(Range::Fortnight);
        QVERIFY(desk.load());
        desk.triage->setNow(now());
        desk.triage->setQuery(query(QStringLiteral("created:1d")));
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->facts().errors, 2);
        desk.triage->setNow(now() + domain::Duration::seconds(6 * 3600));
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.triage->facts().errors, 1);
    }

    void levels()
    {
        Desk desk({failed(9, 0.1, "Cannot reach host1:6819: [Errno 111] Connection refused"),
                   failed(8, 0.1, "Cannot reach host2:6819: [Errno 111] Connection refused"),
                   failed(7, 0.1, "Cannot reach host2:6819: [Errno 111] Connection refused")});
        QVERIFY(desk.load());
        QCOMPARE(desk.triage->model().rowCount(), 2);
        const QByteArray key = desk.triage->model().groupAt(1)->key;
        const auto variables = desk.triage->explanation(key).variables();
        QCOMPARE(variables.size(), 1U);
        QCOMPARE(variables[0].distinct, 2);
        QCOMPARE(variables[0].values[0].count, 2);
        const auto parts = desk.triage->explanation(key).parts();
        QVERIFY(!parts.empty());
        QCOMPARE(parts.back().distinct, 2); // the whole text would split it
        QVERIFY(!parts.back().inKey);
        desk.triage->setLevel(GroupingLevel::Exact);
        QTRY_COMPARE(desk.triage->model().rowCount(), 3);
        QVERIFY(desk.triage->model().groupAt(1)->key.startsWith("x1:"));
        desk.triage->setLevel(GroupingLevel::Coarse);
        QTRY_COMPARE(desk.triage->model().rowCount(), 2);
        QVERIFY(desk.triage->model().groupAt(1)->key.startsWith("c1:"));
    }

    void aRowThatChangesMovesToItsNewGroup()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.2, Refused)});
        QVERIFY(desk.load());
        domain::Request row = desk.store.request(0);
        row.error.message = "'vdc'";
        row.modified = row.modified + domain::Duration::seconds(5);
        (void)desk.store.merge(std::vector{row});
        QTRY_VERIFY(desk.group("'vdc'"));
        QCOMPARE(desk.group(Refused)->count, 1);
        row.error.message = Refused;
        row.modified = row.modified + domain::Duration::seconds(5);
        (void)desk.store.merge(std::vector{row});
        QTRY_VERIFY(!desk.group("'vdc'"));
        QCOMPARE(desk.group(Refused)->count, 2);
        row.state = domain::State::Done;
        row.modified = row.modified + domain::Duration::seconds(5);
        (void)desk.store.merge(std::vector{row});
        QTRY_COMPARE(desk.group(Refused)->count, 1);
    }

    void otherRulesKeepTheOldGroupsUntilTheNewOnesAreWhole()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.2, "'vdc'")});
        QVERIFY(desk.load());
        QCOMPARE(desk.triage->model().rowCount(), 3);
        QSignalSpy removed(&desk.triage->model(), &QAbstractItemModel::rowsRemoved);
        workflows::ClassifierRules rules;
        rules.user.rules.push_back(
            {QStringLiteral("Database"), domain::RuleField::Message, false, QStringLiteral("*database*"), {}});
        desk.index->setRules(rules);
        QCOMPARE(desk.triage->model().rowCount(), 3);
        QVERIFY(desk.group("'vdc'"));
        QVERIFY(desk.settle());
        QCOMPARE(removed.count(), 1);
        bool named = false;
        for (int row = 0; row < desk.triage->model().rowCount(); ++row) {
            const auto *group = desk.triage->model().groupAt(row);
            named = named || (group && group->name == QStringLiteral("Database"));
        }
        QVERIFY(named);
    }

    void aVisitEndsAfterAnHourWithoutInput()
    {
        Desk desk({failed(9, 0.1, Refused)});
        QVERIFY(desk.load());
        QCOMPARE(desk.feed->lastVisit(), ago(2));
        desk.clock = now() + domain::Duration::seconds(3000);
        desk.feed->noteInput();
        QCOMPARE(desk.feed->lastVisit(), ago(2));
        desk.clock = desk.clock + domain::Duration::seconds(3700);
        QSignalSpy changed(desk.feed.get(), &TriageFeed::visitChanged);
        desk.feed->noteInput();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(desk.feed->lastVisit(), now() + domain::Duration::seconds(3000));
        // A visit does not make a cause known: nobody has opened it.
        desk.triage->setRange(Range::Day);
        QTRY_VERIFY(!desk.triage->isWorking());
        QCOMPARE(desk.group(Refused)->kind, CauseKind::New);
        QVERIFY(desk.group(Refused)->unread);
    }

    void aCauseIsNewUntilSomebodyOpensIt()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("causes.sqlite"));
        const QByteArray key = domain::fingerprint({Refused, {}}).normal;
        const QList<QByteArray> rows{failed(9, 0.1, Refused), failed(8, 0.2, "'vdc'"), failed(7, 9, "old")};
        {
            Desk desk(rows, file);
            QVERIFY(desk.load());
            QCOMPARE(desk.triage->facts().unreadCauses, 2); // the third was there before the first visit
            desk.feed->endVisit();
        }
        {
            // Two minutes later: nothing was opened, and the period is the one that has what is unread.
            Desk desk(rows, file);
            desk.clock = now() + domain::Duration::seconds(120);
            QVERIFY(desk.load());
            QTRY_COMPARE(desk.triage->range(), Range::Day);
            QTRY_VERIFY(desk.group(Refused));
            QCOMPARE(desk.group(Refused)->kind, CauseKind::New);
            desk.triage->markRead(key);
            QTRY_VERIFY(!desk.group(Refused)->unread);
            QCOMPARE(desk.group(Refused)->kind, CauseKind::New); // it stays where it stands
            QTRY_COMPARE(desk.triage->facts().unreadCauses, 1);
            desk.feed->endVisit();
        }
        Desk desk(rows, file);
        desk.clock = now() + domain::Duration::seconds(240);
        QVERIFY(desk.load());
        QTRY_VERIFY(desk.group(Refused));
        QCOMPARE(desk.group(Refused)->kind, CauseKind::Ongoing);
        QCOMPARE(desk.group("'vdc'")->kind, CauseKind::New);
        const Triage::ReadTimes before = desk.triage->markAllRead();
        QTRY_COMPARE(desk.triage->facts().unreadCauses, 0);
        QCOMPARE(desk.group("'vdc'")->kind, CauseKind::Ongoing);
        desk.triage->setRead(before);
        QTRY_COMPARE(desk.triage->facts().unreadCauses, 1);
    }

    void whatIsKeptUnderKeysOfTheRuleBeforeGoesOn()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("causes.sqlite"));
        const QByteArray older = domain::keyByW1({Refused, {}});
        {
            archive::CauseArchive before(file);
            QTRY_VERIFY(before.isOpen());
            before.note({{older, ago(30), ago(20), QStringLiteral("Refused")}});
            before.setName(older, QStringLiteral("The database"));
        }
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.2, "'vdc'")}, file);
        QVERIFY(desk.load());
        QTRY_VERIFY(desk.archive->find(desk.keyOf(Refused)));
        QTRY_VERIFY(desk.group(Refused) && desk.group(Refused)->name == u"The database");
        // It was carried before it was noted as seen today: the cause is as old as it was.
        QCOMPARE(desk.archive->find(desk.keyOf(Refused))->firstSeen, std::optional(ago(30)));
        // A cause without an older key is noted all the same.
        QTRY_VERIFY(desk.archive->find(desk.keyOf("'vdc'")));
    }

    void whatTheServerNoLongerListsLeaves()
    {
        Desk desk({failed(9, 0.1, Refused), failed(8, 0.2, Refused), failed(7, 0.3, "'vdc'")});
        QVERIFY(desk.load());
        QCOMPARE(desk.triage->facts().errors, 3);
        desk.all.removeAt(2);
        desk.all.removeAt(0);
        desk.feed->refresh();
        QVERIFY(desk.settle());
        QTRY_COMPARE(desk.triage->facts().errors, 1);
        QCOMPARE(desk.group(Refused)->count, 1);
        QVERIFY(!desk.group("'vdc'"));
        QCOMPARE(desk.triage->facts().unreadCauses, 1);
    }

    void anEmptyStoreAfterClearing()
    {
        Desk desk({failed(9, 0.1, Refused)});
        QVERIFY(desk.load());
        desk.store.clear();
        QTRY_COMPARE(desk.triage->model().rowCount(), 0);
        desk.feed->refresh();
        QVERIFY(desk.settle());
        QTRY_COMPARE(desk.triage->model().rowCount(), 2);
    }
};

QTEST_GUILESS_MAIN(TestTriage)
#include "tst_triage.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/journalmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using archive::JournalEntry;
using domain::State;
using domain::WriteOutcome;
using session::JournalModel;

namespace
{

const domain::Timestamp Now{1'785'578'400'000'000};

JournalEntry begun(const QString &id, int secondsAgo, const QString &verb = u"err"_s)
{
    JournalEntry entry;
    entry.time = Now - domain::Duration::seconds(secondsAgo);
    entry.id = id;
    entry.user = u"mari"_s;
    entry.verb = verb;
    entry.state = State::Processing;
    entry.offeringName = u"MOAB Kaunas"_s;
    return entry;
}

JournalEntry ended(JournalEntry entry, WriteOutcome outcome)
{
    entry.phase = JournalEntry::Phase::After;
    entry.outcome = outcome;
    entry.state = State::Erred;
    entry.answer = u"200: so"_s;
    return entry;
}

JournalEntry settled(JournalEntry entry, WriteOutcome outcome)
{
    entry = ended(entry, outcome);
    entry.phase = JournalEntry::Phase::Settled;
    return entry;
}

QString idsOf(const JournalModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids += model.index(row, 0).data(JournalModel::IdRole).toString();
    return ids.join(u' ');
}

domain::LocalFilter filterOf(const QString &line)
{
    auto parsed = domain::Query::parse(line, domain::QueryScope::Journal);
    return archive::journalFilter(std::get<domain::Query>(parsed), Now);
}

} // namespace

class TestJournalModel : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void linesOfOneWriteAreOneRow();
    void theUnknownStandFirstUntilTheyAreSettled();
    void aWriteThatIsUnderWayIsNotUnknownYet();
    void newRowsMoveNoOther();
    void aFilterDecidesWhatIsShown();
    void whatWasBegunTogetherIsFoundByItsId_data();
    void whatWasBegunTogetherIsFoundByItsId();
    void usersAreToldOnceWhoActedLastFirst();
    void aWriteWithoutItsFirstLineIsShown();
    void wordsAreThoseOfTheCommandLine_data();
    void wordsAreThoseOfTheCommandLine();
    void hostileTextIsTamed();
    void aFilterFollowsTheClock();
    void aClockWithoutItsDayIsOneOfToday();
    void anyOrderOfLinesEndsTheSame();

private:
    std::unique_ptr<JournalModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestJournalModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<JournalModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_model->setNow(Now);
}

void TestJournalModel::linesOfOneWriteAreOneRow()
{
    m_model->add({begun(u"1"_s, 60), ended(begun(u"1"_s, 60), WriteOutcome::Done), begun(u"2"_s, 30)});
    QCOMPARE(idsOf(*m_model), u"2 1"_s);
    QCOMPARE(m_model->index(1, JournalModel::OutcomeColumn).data().toString(), u"done"_s);
    QCOMPARE(m_model->index(1, JournalModel::StatesColumn).data().toString(), u"Processing \u2192 Erred"_s);
    QCOMPARE(m_model->index(1, JournalModel::VerbColumn).data().toString(), u"Set erred"_s);
    QCOMPARE(m_model->total(), size_t(2));
}

void TestJournalModel::theUnknownStandFirstUntilTheyAreSettled()
{
    const JournalEntry old = begun(u"old"_s, 9000);
    m_model->add({old, ended(old, WriteOutcome::Unknown), begun(u"a"_s, 60),
                  ended(begun(u"a"_s, 60), WriteOutcome::Done), begun(u"b"_s, 30),
                  ended(begun(u"b"_s, 30), WriteOutcome::Done)});
    QCOMPARE(idsOf(*m_model), u"old b a"_s);
    QCOMPARE(m_model->unsettledCount(), 1);
    QSignalSpy counts(m_model.get(), &JournalModel::countsChanged);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    const QPersistentModelIndex row(m_model->index(0, 0));
    m_model->add({settled(old, WriteOutcome::Done)});
    QCOMPARE(idsOf(*m_model), u"b a old"_s);
    QCOMPARE(row.row(), 2); // it moved, and whoever read it still does
    QCOMPARE(m_model->unsettledCount(), 0);
    QCOMPARE(counts.count(), 1);
    QCOMPARE(resets.count(), 0);
}

void TestJournalModel::aWriteThatIsUnderWayIsNotUnknownYet()
{
    m_model->add(
        {begun(u"new"_s, 5), begun(u"lost"_s, 2000), begun(u"c"_s, 1), ended(begun(u"c"_s, 1), WriteOutcome::Done)});
    QCOMPARE(idsOf(*m_model), u"lost c new"_s);
    QCOMPARE(m_model->index(2, JournalModel::OutcomeColumn).data().toString(), u"under way"_s);
    QCOMPARE(m_model->unsettledCount(), 1);
    m_model->setNow(Now + domain::Duration::seconds(1000));
    QCOMPARE(idsOf(*m_model), u"new lost c"_s);
    QCOMPARE(m_model->unsettledCount(), 2);
}

void TestJournalModel::aFilterFollowsTheClock()
{
    m_model->add({begun(u"old"_s, 3000), ended(begun(u"old"_s, 3000), WriteOutcome::Done), begun(u"new"_s, 60),
                  ended(begun(u"new"_s, 60), WriteOutcome::Done)});
    m_model->setFilter(filterOf(u"created:1h"_s));
    QCOMPARE(idsOf(*m_model), u"new old"_s);
    m_model->setNow(Now + domain::Duration::seconds(700));
    QCOMPARE(idsOf(*m_model), u"new"_s);
    m_model->setFilter(filterOf(u"created:<1h"_s));
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setNow(Now + domain::Duration::seconds(760));
    QCOMPARE(idsOf(*m_model), u"old"_s);
}

void TestJournalModel::aClockWithoutItsDayIsOneOfToday()
{
    const auto at = [](const char *time) {
        return domain::Timestamp::tryParse(time).value();
    };
    m_model->setZone(QTimeZone("Pacific/Auckland"));
    m_model->setNow(at("2026-12-31T10:58:00Z"));
    JournalEntry entry = begun(u"1"_s, 0);
    entry.time = at("2026-12-31T10:57:30Z");
    m_model->add({entry, ended(entry, WriteOutcome::Done)});
    const QModelIndex time = m_model->index(0, JournalModel::TimeColumn);
    QCOMPARE(time.data().toString(), u"23:57:30"_s);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setNow(at("2026-12-31T10:59:59Z"));
    QCOMPARE(changed.count(), 0);
    m_model->setNow(at("2026-12-31T11:00:00Z")); // midnight, and a new year, in the zone that is shown
    QCOMPARE(changed.count(), 1);
    QVERIFY(changed.front().at(0).toModelIndex().column() <= JournalModel::TimeColumn);
    QCOMPARE(time.data().toString(), u"31 Dec 2026"_s);
}

void TestJournalModel::newRowsMoveNoOther()
{
    m_model->add({begun(u"1"_s, 60), ended(begun(u"1"_s, 60), WriteOutcome::Done)});
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy moved(m_model.get(), &QAbstractItemModel::rowsMoved);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->add({begun(u"2"_s, 3)});
    m_model->add({ended(begun(u"2"_s, 3), WriteOutcome::Done)});
    QCOMPARE(idsOf(*m_model), u"2 1"_s);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(resets.count(), 0);
}

void TestJournalModel::aFilterDecidesWhatIsShown()
{
    m_model->setFilter(filterOf(u"outcome:done verb:err"_s));
    m_model->add({begun(u"1"_s, 60), ended(begun(u"1"_s, 60), WriteOutcome::Done), begun(u"2"_s, 50, u"start"_s),
                  ended(begun(u"2"_s, 50, u"start"_s), WriteOutcome::Done), begun(u"3"_s, 40)});
    QCOMPARE(idsOf(*m_model), u"1"_s);
    m_model->add({ended(begun(u"3"_s, 40), WriteOutcome::Done)});
    QCOMPARE(idsOf(*m_model), u"3 1"_s);
    m_model->add({settled(begun(u"3"_s, 40), WriteOutcome::Refused)});
    QCOMPARE(idsOf(*m_model), u"1"_s);
    m_model->setFilter({});
    QCOMPARE(idsOf(*m_model), u"3 2 1"_s);
    m_model->setFilter(filterOf(u"user:nobody"_s));
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->total(), size_t(3));
}

void TestJournalModel::whatWasBegunTogetherIsFoundByItsId_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("shown");
    QTest::newRow("the whole id") << u"0fd1c09a5b4e4a0d9a6f1e2d3c4b5a69"_s << u"b a"_s;
    QTest::newRow("written as a uuid, in capitals") << u"0FD1C09A-5B4E-4A0D-9A6F-1E2D3C4B5A69"_s << u"b a"_s;
    QTest::newRow("its beginning") << u"0fd1c09a"_s << u"b a"_s;
    QTest::newRow("too short to mean it") << u"0fd1c09"_s << u""_s;
    QTest::newRow("not its beginning") << u"fd1c09a5b"_s << u""_s;
    QTest::newRow("all but these") << u"-0fd1c09a"_s << u"other alone"_s;
    QTest::newRow("no message says it") << u"message:0fd1c09a"_s << u""_s;
}

void TestJournalModel::whatWasBegunTogetherIsFoundByItsId()
{
    QFETCH(QString, line);
    QFETCH(QString, shown);
    JournalEntry a = begun(u"a"_s, 60);
    JournalEntry b = begun(u"b"_s, 50);
    a.bulk = b.bulk = u"0fd1c09a5b4e4a0d9a6f1e2d3c4b5a69"_s;
    JournalEntry other = begun(u"other"_s, 40);
    other.bulk = u"77770fd1c09a5b4e4a0d9a6f1e2d3c4b"_s;
    m_model->add({begun(u"alone"_s, 70), a, b, other});
    QCOMPARE(m_model->togetherCount(*m_model->writeAt(m_model->rowOf(u"a"_s))), 2);
    QCOMPARE(m_model->togetherCount(*m_model->writeAt(m_model->rowOf(u"alone"_s))), 1);
    m_model->setFilter(filterOf(line));
    QCOMPARE(idsOf(*m_model), shown);
}

void TestJournalModel::usersAreToldOnceWhoActedLastFirst()
{
    JournalEntry old = begun(u"a"_s, 60);
    old.user = u"anna"_s;
    JournalEntry nobody = begun(u"c"_s, 40);
    nobody.user.clear();
    m_model->add({old, begun(u"b"_s, 50), nobody, begun(u"d"_s, 30)});
    QCOMPARE(m_model->users(), (QStringList{u"mari"_s, u"anna"_s}));
}

void TestJournalModel::aWriteWithoutItsFirstLineIsShown()
{
    JournalEntry after = ended(begun(u"1"_s, 60), WriteOutcome::Done);
    after.error = {"what stands there now", {}};
    m_model->add({after});
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(m_model->writeAt(0)->overwritten().isEmpty()); // nobody knows what stood there
    QCOMPARE(m_model->index(0, JournalModel::StatesColumn).data().toString(), u"? \u2192 Erred"_s);
}

void TestJournalModel::wordsAreThoseOfTheCommandLine_data()
{
    QTest::addColumn<WriteOutcome>("outcome");
    for (const WriteOutcome outcome : {WriteOutcome::Done, WriteOutcome::Refused, WriteOutcome::Overtaken,
                                       WriteOutcome::Unknown, WriteOutcome::Failed})
        QTest::newRow(qPrintable(domain::outcomeWord(outcome))) << outcome;
}

void TestJournalModel::wordsAreThoseOfTheCommandLine()
{
    QFETCH(WriteOutcome, outcome);
    m_model->add({begun(u"1"_s, 60), ended(begun(u"1"_s, 60), outcome)});
    QCOMPARE(m_model->index(0, JournalModel::OutcomeColumn).data().toString(), domain::outcomeWord(outcome));
}

void TestJournalModel::hostileTextIsTamed()
{
    JournalEntry entry = begun(u"1"_s, 60);
    entry.reason = u"a\u202eb\x1b[31m"_s + QString(5000, u'x');
    m_model->add({entry});
    const QString shown = m_model->index(0, JournalModel::ReasonColumn).data().toString();
    QVERIFY(shown.size() < 400);
    QVERIFY(shown.startsWith(u"a\\u202eb\\x1b[31m"_s));
}

/// Lines come in pieces, of several processes: what is shown depends on what the journal holds alone.
void TestJournalModel::anyOrderOfLinesEndsTheSame()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 200; ++round) {
        init();
        std::vector<JournalEntry> lines;
        for (int i = 0; i < 12; ++i) {
            const JournalEntry before = begun(QString::number(i), random.bounded(3000));
            lines.push_back(before);
            if (random.bounded(4) > 0)
                lines.push_back(ended(before, static_cast<WriteOutcome>(random.bounded(5))));
            if (random.bounded(3) == 0)
                lines.push_back(settled(before, static_cast<WriteOutcome>(random.bounded(5))));
        }
        // Several writes at once: their lines mix, those of one write keep their order.
        std::stable_sort(lines.begin(), lines.end(),
                         [](const JournalEntry &a, const JournalEntry &b) { return a.phase < b.phase; });
        if (round % 2 == 0)
            m_model->setFilter(filterOf(u"-outcome:refused"_s));
        for (size_t at = 0; at < lines.size();) {
            const size_t count = std::min<size_t>(lines.size() - at, 1 + static_cast<size_t>(random.bounded(5)));
            m_model->add({lines.begin() + static_cast<std::ptrdiff_t>(at),
                          lines.begin() + static_cast<std::ptrdiff_t>(at + count)});
            at += count;
        }
        JournalModel whole;
        whole.setNow(Now);
        whole.add(lines);
        if (round % 2 == 0)
            whole.setFilter(filterOf(u"-outcome:refused"_s));
        QCOMPARE(idsOf(*m_model), idsOf(whole));
        QCOMPARE(m_model->unsettledCount(), whole.unsettledCount());
    }
}

QTEST_GUILESS_MAIN(TestJournalModel)
#include "tst_journalmodel.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkfate.h"
#include "models/workflows/unsettledwrites.h"

#include <QTest>

using namespace waldesk;
using archive::JournalEntry;
using domain::WriteOutcome;
using workflows::BulkFate;
using Phase = JournalEntry::Phase;

namespace
{

domain::Uuid uuidOf(int number)
{
    return *domain::Uuid::tryParse(QByteArray::number(number).rightJustified(32, '0'));
}

JournalEntry line(Phase phase, int row, const char *id = "w1")
{
    JournalEntry entry;
    entry.time = domain::Timestamp::now();
    entry.id = QLatin1String(id);
    entry.bulk = QStringLiteral("b");
    entry.phase = phase;
    entry.server = QStringLiteral("https://waldur.example/");
    entry.request = uuidOf(row);
    entry.offering = uuidOf(100 + row);
    entry.verb = QStringLiteral("err");
    entry.state = domain::State::Sent;
    return entry;
}

JournalEntry ending(Phase phase, int row, WriteOutcome outcome, int status, const char *id = "w1")
{
    JournalEntry entry = line(phase, row, id);
    entry.outcome = outcome;
    entry.status = status;
    return entry;
}

archive::BulkRecord recordOf(int rows)
{
    archive::BulkRecord record;
    record.id = QStringLiteral("b");
    for (int i = 1; i <= rows; ++i) {
        archive::BulkRecord::Row row;
        row.request.uuid = uuidOf(i);
        row.request.offering = uuidOf(100 + i);
        record.rows.push_back(row);
    }
    return record;
}

} // namespace

/// What the journal tells of the rows of a run that was interrupted.
class TestBulkFate : public QObject
{
    Q_OBJECT
private slots:
    void aRowHasTheFateOfItsNewestWrite_data()
    {
        QTest::addColumn<QList<JournalEntry>>("lines");
        QTest::addColumn<BulkFate::Kind>("kind");
        using Kind = BulkFate::Kind;
        const JournalEntry before = line(Phase::Before, 1);
        const auto after = [](WriteOutcome outcome, int status) {
            return ending(Phase::After, 1, outcome, status);
        };
        QTest::newRow("no line") << QList<JournalEntry>{} << Kind::NeverSent;
        QTest::newRow("announced, and no more") << QList<JournalEntry>{before} << Kind::Unknown;
        QTest::newRow("done") << QList<JournalEntry>{before, after(WriteOutcome::Done, 200)} << Kind::Known;
        QTest::newRow("overtaken") << QList<JournalEntry>{before, after(WriteOutcome::Overtaken, 200)} << Kind::Known;
        QTest::newRow("unknown") << QList<JournalEntry>{before, after(WriteOutcome::Unknown, 0)} << Kind::Unknown;
        QTest::newRow("unknown, settled later")
            << QList<JournalEntry>{before, after(WriteOutcome::Unknown, 502),
                                   ending(Phase::Settled, 1, WriteOutcome::Done, 502)}
            << Kind::Known;
        QTest::newRow("refused by the state")
            << QList<JournalEntry>{before, after(WriteOutcome::Refused, 409)} << Kind::Known;
        QTest::newRow("refused for the token")
            << QList<JournalEntry>{before, after(WriteOutcome::Refused, 401)} << Kind::NeverSent;
        QTest::newRow("refused for the rate")
            << QList<JournalEntry>{before, after(WriteOutcome::Refused, 429)} << Kind::NeverSent;
        QTest::newRow("announced and given up")
            << QList<JournalEntry>{before, after(WriteOutcome::Refused, 0)} << Kind::NeverSent;
        QTest::newRow("no byte of it has left")
            << QList<JournalEntry>{before, after(WriteOutcome::Failed, 0)} << Kind::NeverSent;
        QTest::newRow("tried again after that")
            << QList<JournalEntry>{before, after(WriteOutcome::Failed, 0), line(Phase::Before, 1, "w2"),
                                   ending(Phase::After, 1, WriteOutcome::Done, 200, "w2")}
            << Kind::Known;
        QTest::newRow("tried again and cut off")
            << QList<JournalEntry>{before, after(WriteOutcome::Failed, 0), line(Phase::Before, 1, "w2")}
            << Kind::Unknown;
        JournalEntry other = before;
        other.bulk = QStringLiteral("c");
        QTest::newRow("a line of another run") << QList<JournalEntry>{other} << Kind::NeverSent;
        other.bulk.clear();
        QTest::newRow("a single change of the same row") << QList<JournalEntry>{other} << Kind::NeverSent;
    }
    void aRowHasTheFateOfItsNewestWrite()
    {
        QFETCH(QList<JournalEntry>, lines);
        QFETCH(BulkFate::Kind, kind);
        lines.prepend(line(Phase::Before, 2, "w9"));
        const auto fates = workflows::fatesOf(recordOf(2), {lines.begin(), lines.end()});
        QCOMPARE(fates.size(), size_t(2));
        QCOMPARE(fates[0].kind, kind);
        QCOMPARE(fates[1].kind, BulkFate::Kind::Unknown);
    }

    void aNewRequestIsFoundByItsOffering()
    {
        archive::BulkRecord record = recordOf(2);
        record.action = domain::Action::AskAgain;
        JournalEntry before = line(Phase::Before, 1);
        before.request = {};
        before.verb = QStringLiteral("create");
        JournalEntry after = ending(Phase::After, 9, WriteOutcome::Done, 201); // the new request
        const auto fates = workflows::fatesOf(record, {before, after});
        QCOMPARE(fates[0].kind, BulkFate::Kind::Known);
        QCOMPARE(fates[1].kind, BulkFate::Kind::NeverSent);
    }

    /// A write without its second line may be under way in another process, unless that process has ended.
    void aYoungWriteOfAnEndedRunIsLookedAt()
    {
        const std::vector<JournalEntry> lines{line(Phase::Before, 1)};
        const QString server = lines.front().server;
        const auto now = domain::Timestamp::now();
        QVERIFY(workflows::UnsettledWrites::openWrites(lines, server, now).empty());
        QVERIFY(workflows::UnsettledWrites::openWrites(lines, server, now, {QStringLiteral("c")}).empty());
        QCOMPARE(workflows::UnsettledWrites::openWrites(lines, server, now, {QStringLiteral("b")}).size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestBulkFate)
#include "tst_bulkfate.moc"

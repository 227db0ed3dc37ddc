// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/unsettledwrites.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using archive::JournalEntry;
using domain::State;
using domain::WriteOutcome;
using workflows::UnsettledWrites;
using namespace Qt::StringLiterals;

namespace
{

constexpr domain::Timestamp Then{1'785'000'000'000'000};
const QString Server = u"http://server/"_s;

JournalEntry before(const QString &id, const QString &verb, State state)
{
    JournalEntry line;
    line.time = Then;
    line.id = id;
    line.server = Server;
    line.user = u"ada"_s;
    line.verb = verb;
    line.state = state;
    line.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    if (verb != u"create"_s)
        line.request = *domain::Uuid::tryParse(QByteArrayView(rowUuid(1)));
    return line;
}

JournalEntry after(JournalEntry line, WriteOutcome outcome, State state)
{
    line.phase = JournalEntry::Phase::After;
    line.time.microseconds += 16'000'000;
    line.outcome = outcome;
    line.state = state;
    line.status = 504;
    line.answer = u"504: x"_s;
    return line;
}

struct Desk {
    Desk()
    {
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
    }
    [[nodiscard]] bool settle()
    {
        UnsettledWrites writes(*client, journal, Server);
        QSignalSpy finished(&writes, &UnsettledWrites::finished);
        writes.settle();
        if (!QTest::qWaitFor([&] { return finished.count() == 1; }, 20'000))
            return false;
        bool written = false;
        journal.read(&writes, [&](const archive::Journal::Contents &contents) {
            lines = contents.entries;
            written = true;
        });
        return QTest::qWaitFor([&] { return written; }, 20'000);
    }

    QTemporaryDir folder;
    ScriptedServer server;
    archive::Journal journal{folder.filePath(u"journal.jsonl"_s)};
    std::unique_ptr<api::WaldurClient> client;
    std::vector<JournalEntry> lines;
};

} // namespace

class TestUnsettledWrites : public QObject
{
    Q_OBJECT
private slots:
    void knowsWhichAreOpen_data();
    void knowsWhichAreOpen();
    void writesWhatIsLearnt_data();
    void writesWhatIsLearnt();
    void findsTheNewRowOfACreate();
};

void TestUnsettledWrites::knowsWhichAreOpen_data()
{
    QTest::addColumn<QList<JournalEntry>>("lines");
    QTest::addColumn<int>("open");
    const JournalEntry start = before(u"1"_s, u"start"_s, State::Sent);
    JournalEntry settled = after(start, WriteOutcome::Done, State::Processing);
    settled.phase = JournalEntry::Phase::Settled;
    JournalEntry elsewhere = start;
    elsewhere.server = u"http://another/"_s;
    JournalEntry young = start;
    young.time = Then + domain::Duration::seconds(3'600);
    QTest::newRow("done") << QList{start, after(start, WriteOutcome::Done, State::Processing)} << 0;
    QTest::newRow("unknown, not read") << QList{start, after(start, WriteOutcome::Unknown, State::Unknown)} << 1;
    QTest::newRow("unknown, as before") << QList{start, after(start, WriteOutcome::Unknown, State::Sent)} << 1;
    QTest::newRow("unknown who did it") << QList{start, after(start, WriteOutcome::Unknown, State::Processing)} << 0;
    QTest::newRow("settled") << QList{start, after(start, WriteOutcome::Unknown, State::Sent), settled} << 0;
    QTest::newRow("the program ended") << QList{start} << 1;
    QTest::newRow("under way in another process") << QList{young} << 0;
    QTest::newRow("another server") << QList{elsewhere} << 0;
}

void TestUnsettledWrites::knowsWhichAreOpen()
{
    QFETCH(QList<JournalEntry>, lines);
    QFETCH(int, open);
    const domain::Timestamp now = Then + domain::Duration::seconds(3'600);
    const std::vector<JournalEntry> entries(lines.begin(), lines.end());
    QCOMPARE(UnsettledWrites::openWrites(entries, Server, now).size(), static_cast<size_t>(open));
}

void TestUnsettledWrites::writesWhatIsLearnt_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("outcome"); // empty: no line
    QTest::newRow("err, own text") << u"err"_s << QByteArray("Erred") << QByteArray("token=[hidden] ours") << u"done"_s;
    QTest::newRow("err, other text") << u"err"_s << QByteArray("Erred") << QByteArray("theirs") << u"overtaken"_s;
    QTest::newRow("err, still as before") << u"err"_s << QByteArray("Processing") << QByteArray() << QString();
    QTest::newRow("done, now Done") << u"done"_s << QByteArray("Done") << QByteArray() << u"unknown"_s;
    QTest::newRow("done, now Erred") << u"done"_s << QByteArray("Erred") << QByteArray("x") << u"overtaken"_s;
}

void TestUnsettledWrites::writesWhatIsLearnt()
{
    QFETCH(QString, verb);
    QFETCH(QByteArray, state);
    QFETCH(QByteArray, message);
    QFETCH(QString, outcome);
    Desk desk;
    JournalEntry line = before(u"7"_s, verb, State::Processing);
    if (verb == u"err"_s)
        line.sent.message = "token=[hidden] ours";
    desk.journal.append(line);
    desk.journal.append(after(line, WriteOutcome::Unknown, State::Processing));
    Row row;
    row.number = 1;
    row.state = state;
    row.message = message;
    desk.server.on("GET", ListPath, Reply::json(row.toJson()));
    QVERIFY(desk.settle());
    QCOMPARE(desk.lines.size(), outcome.isEmpty() ? size_t(2) : size_t(3));
    if (outcome.isEmpty())
        return;
    const JournalEntry &settled = desk.lines.back();
    QCOMPARE(settled.phase, JournalEntry::Phase::Settled);
    QCOMPARE(settled.id, u"7"_s);
    QVERIFY(settled.outcome);
    QCOMPARE(domain::outcomeWord(*settled.outcome), outcome);
    QCOMPARE(domain::stateName(settled.state).toLatin1(), state);
    QVERIFY(desk.settle()); // once only
    QCOMPARE(desk.lines.size(), size_t(3));
    QCOMPARE(desk.server.count("GET", ListPath), 1);
}

void TestUnsettledWrites::findsTheNewRowOfACreate()
{
    Desk desk;
    const JournalEntry line = before(u"8"_s, u"create"_s, State::Unknown);
    desk.journal.append(line);
    desk.journal.append(after(line, WriteOutcome::Unknown, State::Unknown));
    Row row;
    row.number = 5;
    row.state = "Sent";
    row.created = (Then + domain::Duration::seconds(12)).toServerText().toLatin1();
    desk.server.on("GET", ListPath, Reply::json(jsonArray({row.toJson()})).with("X-Result-Count", "1"));
    QVERIFY(desk.settle());
    QCOMPARE(desk.lines.size(), size_t(3));
    QCOMPARE(desk.lines.back().outcome, std::optional(WriteOutcome::Done));
    QCOMPARE(desk.lines.back().request.toHex(), rowUuid(5));
}

QTEST_GUILESS_MAIN(TestUnsettledWrites)
#include "tst_unsettledwrites.moc"

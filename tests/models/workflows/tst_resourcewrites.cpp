// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/resourceverdict.h"
#include "models/workflows/unsettledwrites.h"
#include "tests/support/builders.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using archive::JournalEntry;
using domain::Action;
using domain::BackendResource;
using domain::Timestamp;
using domain::Uuid;
using workflows::TransitionRunner;
using workflows::UnsettledWrites;
using Outcome = TransitionRunner::Outcome;

namespace
{

constexpr char Resources[] = "/api/backend-resources/";
constexpr char Imported[] = "/api/marketplace-provider-resources/";
constexpr int Short = 20;
constexpr int Patient = 60'000;
const QByteArray OfferingHex = "0ff00000000000000000000000000001";
const QByteArray MadeHex = "ade00000000000000000000000000001";
const QByteArray Token = "0123456789abcdef0123456789abcdef01234567";

Uuid uuid(const QByteArray &hex)
{
    return Uuid::tryParse(QByteArrayView(hex)).value();
}

QByteArray resourceJson(const QByteArray &project = "Physics", const QByteArray &projectHex = rowUuid(901))
{
    return "{\"uuid\":\"" + rowUuid(7) + R"(","name":"hpc_7","backend_id":"hpc_7","project":")" + projectHex +
           R"(","project_name":")" + project + R"(","offering":")" + OfferingHex +
           R"(","offering_name":"SLURM Tartu","created":"2026-11-10T12:00:00Z","backend_metadata":{"limits":{"cpu":8}}})";
}

BackendResource seen()
{
    BackendResource resource;
    resource.uuid = uuid(rowUuid(7));
    resource.name = QStringLiteral("hpc_7");
    resource.backendId = QStringLiteral("hpc_7");
    resource.project = uuid(rowUuid(901));
    resource.projectName = QStringLiteral("Physics");
    resource.offering = uuid(OfferingHex);
    resource.offeringName = QStringLiteral("SLURM Tartu");
    resource.created = Timestamp::tryParse("2026-11-10T12:00:00Z").value();
    return resource;
}

Reply there()
{
    return Reply::json(resourceJson());
}

Reply notThere()
{
    return Reply::json(R"({"detail":"No BackendResource matches the given query."})", 404);
}

Reply answer(int status, const QByteArray &body)
{
    return body.isEmpty() ? Reply::empty(status) : Reply::json(body, status);
}

/// What is listed of the site's resource: nothing, one of long ago, or one of now.
enum class Listed : quint8 { Nothing, Old, New, NotShown };

Reply listed(Listed what)
{
    if (what == Listed::NotShown)
        return answer(403, R"({"detail":"You do not have permission to perform this action."})");
    if (what == Listed::Nothing)
        return Reply::json("[]");
    const QByteArray created =
        what == Listed::New ? Timestamp::now().toServerText().toUtf8() : QByteArray("2020-01-01T00:00:00Z");
    return Reply::json("[{\"uuid\":\"" + MadeHex + R"(","name":"hpc_7","backend_id":"hpc_7","created":")" + created +
                       "\"},{\"uuid\":\"" + rowUuid(55) + R"(","name":"x","backend_id":"hpc_70","created":")" +
                       created + "\"}]");
}

struct Case {
    QByteArray name;
    Action action = Action::ImportResource;
    QList<Reply> gets{};
    Reply write{};
    Listed list = Listed::New;
    Outcome outcome = Outcome::Done;
    const char *says = "";
    bool sent = true;
    bool hasLines = true;
    int settleMs = Short;
};

QList<Case> cases()
{
    const auto in = Action::ImportResource;
    const auto out = Action::DismissResource;
    const Reply made = answer(201, "{\"uuid\":\"" + MadeHex + R"(","name":"hpc_7","state":"OK"})");
    const Reply empty = answer(204, {});
    const Reply no403 = answer(403, R"({"detail":"You do not have permission to perform this action."})");
    const Reply html500 = Reply::html("<h1>Server Error</h1>", 500);
    const Reply html502 = Reply::html("<h1>Bad Gateway</h1>", 502);
    return {
        {"imported", in, {there(), notThere()}, made, Listed::New, Outcome::Done, "is the resource ade000 now"},
        {"imported, and the list of resources is not shown",
         in,
         {there(), notThere()},
         made,
         Listed::NotShown,
         Outcome::Done,
         "is the resource ade000 now"},
        {"imported, and the resource is not listed yet",
         in,
         {there(), notThere()},
         made,
         Listed::Nothing,
         Outcome::Done,
         "does not show it yet"},
        {"imported, and the answer names nothing",
         in,
         {there(), notThere()},
         answer(201, "{}"),
         Listed::NotShown,
         Outcome::Done,
         "does not wait for import any more"},
        {"a plan is needed: one text by field",
         in,
         {there()},
         answer(400, R"({"plan":"Plan is required when importing resources."})"),
         Listed::New,
         Outcome::Refused,
         "Plan is required when importing resources."},
        {"the plan is unknown: a list by field",
         in,
         {there()},
         answer(400, R"({"plan":["Object with uuid=1 does not exist."]})"),
         Listed::New,
         Outcome::Refused,
         "Object with uuid=1 does not exist."},
        {"imported already: a bare list",
         in,
         {there()},
         answer(400, R"(["Resource has been imported already."])"),
         Listed::Old,
         Outcome::Refused,
         "Resource has been imported already."},
        {"only staff imports", in, {there()}, no403, Listed::New, Outcome::Refused, ""},
        {"somebody else was faster",
         in,
         {there(), notThere()},
         notThere(),
         Listed::New,
         Outcome::Overtaken,
         "Somebody else was faster"},
        {"somebody else was faster and it can not be read",
         in,
         {there(), no403},
         notThere(),
         Listed::New,
         Outcome::Refused,
         ""},
        {"the answer is lost and it was imported",
         in,
         {there(), notThere()},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Done,
         "No answer came, but it was done"},
        {"the answer is lost and it is gone",
         in,
         {there(), notThere()},
         Reply::closeUnheard(),
         Listed::Nothing,
         Outcome::Unknown,
         "whether this was you cannot be told"},
        {"the answer is lost and the resource of this id is an old one",
         in,
         {there(), notThere()},
         Reply::closeUnheard(),
         Listed::Old,
         Outcome::Unknown,
         "whether this was you cannot be told"},
        {"the answer is lost and nothing has changed",
         in,
         {there()},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Unknown,
         "look again before you repeat it"},
        {"the answer is lost and it is imported later",
         in,
         {there(), there(), there(), notThere()},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Done,
         "but it was done",
         true,
         true,
         Patient},
        {"the answer is lost and nothing can be read",
         in,
         {there(), no403},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Unknown,
         "could not be read after it"},
        {"a gateway answers", in, {there()}, html502, Listed::New, Outcome::Unknown, "The server answered 502"},
        {"the server fails after it has done it",
         in,
         {there(), notThere()},
         html500,
         Listed::New,
         Outcome::Done,
         "but it was done"},
        {"the server fails", in, {there()}, html500, Listed::New, Outcome::Refused, "nothing has changed"},
        {"the server says yes and does nothing",
         in,
         {there()},
         made,
         Listed::New,
         Outcome::Overtaken,
         "still waits for import"},
        {"it is gone before",
         in,
         {notThere()},
         made,
         Listed::New,
         Outcome::Refused,
         "somebody has imported or",
         false,
         false},
        {"another project stands there now",
         in,
         {Reply::json(resourceJson("Biology", rowUuid(902)))},
         made,
         Listed::New,
         Outcome::Refused,
         "its project was Physics, is Biology now",
         false,
         false},
        {"it may not be read", in, {no403}, made, Listed::New, Outcome::Failed, "Not sent.", false, false},

        {"dismissed", out, {there(), notThere()}, empty, Listed::New, Outcome::Done, "Dismissed"},
        {"dismissing is forbidden", out, {there()}, no403, Listed::New, Outcome::Refused, ""},
        {"dismissed by somebody else",
         out,
         {there(), notThere()},
         notThere(),
         Listed::Nothing,
         Outcome::Overtaken,
         "Somebody else was faster"},
        {"the answer is lost and it was imported by another",
         out,
         {there(), notThere()},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Overtaken,
         "somebody has imported it"},
        {"the answer to a dismissal is lost and it is gone",
         out,
         {there(), notThere()},
         Reply::closeUnheard(),
         Listed::Nothing,
         Outcome::Unknown,
         "whether this was you cannot be told"},
        {"the answer to a dismissal is lost and it still waits",
         out,
         {there()},
         Reply::closeUnheard(),
         Listed::New,
         Outcome::Unknown,
         "look again before you repeat it"},
        {"dismissed before",
         out,
         {notThere()},
         empty,
         Listed::New,
         Outcome::Refused,
         "somebody has imported or",
         false,
         false},
    };
}

/// A server, a client and a journal in a folder of its own.
struct Desk {
    Desk()
    {
        api::Connection connection;
        connection.root = server.url();
        connection.token = Token;
        client = std::make_unique<api::WaldurClient>(connection);
        client->setRetryDelayMs(1);
    }

    void rules(const Case &c)
    {
        server.on("GET", Resources,
                  [this, gets = c.gets](const Seen &) { return gets[std::min<qsizetype>(get++, gets.size() - 1)]; });
        server.on("POST", Resources, c.write);
        server.on("DELETE", Resources, c.write);
        server.on("GET", Imported, [list = c.list](const Seen &) { return listed(list); });
    }

    void begin(const TransitionRunner::Job &job, const TransitionRunner::Watch &watch)
    {
        runner = std::make_unique<TransitionRunner>(*client, journal, QStringLiteral("http://server/"),
                                                    QStringLiteral("ada"), job);
        runner->setWatch(watch);
        QObject::connect(runner.get(), &TransitionRunner::finished, runner.get(), [this] { ++finished; });
        runner->arm(0);
    }

    QTemporaryDir folder;
    ScriptedServer server;
    archive::Journal journal{folder.filePath(QStringLiteral("journal.jsonl"))};
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<TransitionRunner> runner;
    qsizetype get = 0;
    int finished = 0;
};

TransitionRunner::Job jobOf(Action action)
{
    TransitionRunner::Job job;
    job.action = action;
    job.resource = seen();
    job.before = workflows::rowOf(*job.resource);
    if (action == Action::ImportResource)
        job.plan = domain::OfferingPlan{uuid(rowUuid(77)), QStringLiteral("Default")};
    job.bulk = QStringLiteral("b1");
    return job;
}

JournalEntry::Resource asKept(Action action)
{
    const BackendResource resource = seen();
    JournalEntry::Resource kept;
    kept.uuid = resource.uuid;
    kept.name = resource.name;
    kept.backendId = resource.backendId;
    kept.project = resource.project;
    kept.projectName = resource.projectName;
    if (action == Action::ImportResource) {
        kept.plan = uuid(rowUuid(77));
        kept.planName = QStringLiteral("Default");
    }
    return kept;
}

} // namespace

Q_DECLARE_METATYPE(Case)

class TestResourceWrites : public QObject
{
    Q_OBJECT

private slots:
    void endsAsItMust_data();
    void endsAsItMust();
    void sendsThePlan_data();
    void sendsThePlan();
    void isWatchedOnInTheWindow();
    void isKeptWhenItDies();
    void isSettledLater_data();
    void isSettledLater();
};

void TestResourceWrites::endsAsItMust_data()
{
    QTest::addColumn<Case>("c");
    for (const Case &c : cases())
        QTest::newRow(c.name.constData()) << c;
}

void TestResourceWrites::endsAsItMust()
{
    QFETCH(Case, c);
    Desk desk;
    desk.rules(c);
    TransitionRunner::Watch watch;
    watch.settleMs = c.settleMs;
    watch.firstPauseMs = 1;
    desk.begin(jobOf(c.action), watch);
    QTRY_COMPARE(desk.finished, 1);
    const TransitionRunner::Report &report = desk.runner->report();
    QVERIFY2(report.outcome == c.outcome, qPrintable(domain::outcomeWord(report.outcome) + report.sentence));
    QVERIFY2(report.sentence.contains(QLatin1String(c.says)), qPrintable(report.sentence));
    QVERIFY(!report.sentence.isEmpty());
    QCOMPARE(report.sent, c.sent);
    QVERIFY(!report.after); // a resource is no request
    const QByteArray verb = c.action == Action::ImportResource ? "POST" : "DELETE";
    QCOMPARE(desk.server.count("POST") + desk.server.count("DELETE"), c.sent ? 1 : 0); // never a second one
    QCOMPARE(desk.server.count(verb), c.sent ? 1 : 0);

    const auto lines = archive::Journal::readFile(desk.journal.file());
    if (!c.hasLines) {
        QVERIFY(lines.entries.empty());
        return;
    }
    QCOMPARE(lines.entries.size(), size_t(2));
    const JournalEntry &before = lines.entries[0];
    const JournalEntry &after = lines.entries[1];
    QCOMPARE(before.phase, JournalEntry::Phase::Before);
    QCOMPARE(before.verb, workflows::verbOf(c.action));
    QVERIFY(before.request.isNil());
    QCOMPARE(before.offering, uuid(OfferingHex));
    QVERIFY(before.resource == asKept(c.action));
    QCOMPARE(before.bulk, QStringLiteral("b1"));
    QCOMPARE(after.id, before.id);
    QCOMPARE(after.outcome, std::optional(c.outcome));
    QVERIFY(after.answer.endsWith(report.sentence));
    QVERIFY(after.resource);
    QCOMPARE(after.resource->waits, !report.gone);
    QCOMPARE(after.resource->made, report.made.value_or(Uuid()));
}

void TestResourceWrites::sendsThePlan_data()
{
    QTest::addColumn<bool>("hasPlan");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a plan was chosen") << true << "{\"plan\":\"" + rowUuid(77) + "\"}";
    QTest::newRow("none was") << false << QByteArray("{}");
}

void TestResourceWrites::sendsThePlan()
{
    QFETCH(bool, hasPlan);
    QFETCH(QByteArray, body);
    Desk desk;
    desk.rules({.name = {}, .gets = {there(), notThere()}, .write = answer(201, "{}")});
    TransitionRunner::Job job = jobOf(Action::ImportResource);
    if (!hasPlan)
        job.plan.reset();
    desk.begin(job, {});
    QTRY_COMPARE(desk.finished, 1);
    const auto &all = desk.server.seen();
    const auto post = std::find_if(all.begin(), all.end(), [](const Seen &each) { return each.method == "POST"; });
    QVERIFY(post != all.end());
    QCOMPARE(post->path(), Resources + rowUuid(7) + "/import_resource/");
    QCOMPARE(post->body, body);
    QCOMPARE(all.back().query().queryItemValue(QStringLiteral("backend_id")), QStringLiteral("hpc_7"));
}

void TestResourceWrites::isWatchedOnInTheWindow()
{
    Desk desk;
    bool gone = false;
    desk.server.on("GET", Resources, [&gone](const Seen &) { return gone ? notThere() : there(); });
    desk.server.on("POST", Resources, Reply::closeUnheard());
    desk.server.on("GET", Imported, [](const Seen &) { return listed(Listed::New); });
    TransitionRunner::Watch watch;
    watch.settleMs = 10;
    watch.firstPauseMs = 1;
    watch.longestPauseMs = 5;
    watch.goesOn = true;
    desk.begin(jobOf(Action::ImportResource), watch);
    QSignalSpy unsettled(desk.runner.get(), &TransitionRunner::unsettled);
    QTRY_COMPARE(unsettled.count(), 1);
    QCOMPARE(desk.runner->report().outcome, Outcome::Unknown);
    gone = true;
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, Outcome::Done);
    QCOMPARE(desk.runner->report().made, std::optional(uuid(MadeHex)));
    QCOMPARE(desk.server.count("POST"), 1);
    const auto lines = archive::Journal::readFile(desk.journal.file());
    QCOMPARE(lines.entries.size(), size_t(3));
    QCOMPARE(lines.entries[1].outcome, std::optional(Outcome::Unknown));
    QCOMPARE(lines.entries[2].phase, JournalEntry::Phase::Settled);
    QCOMPARE(lines.entries[2].outcome, std::optional(Outcome::Done));
}

void TestResourceWrites::isKeptWhenItDies()
{
    Desk desk;
    desk.server.on("GET", Resources, there());
    desk.server.on("DELETE", Resources, Reply::silent());
    desk.begin(jobOf(Action::DismissResource), {});
    QTRY_COMPARE(desk.server.count("DELETE"), 1);
    desk.runner.reset();
    QString whole;
    desk.journal.read(&desk.server, [&whole](const archive::Journal::Contents &) { whole = QStringLiteral("read"); });
    QTRY_VERIFY(!whole.isEmpty());
    const auto lines = archive::Journal::readFile(desk.journal.file());
    QCOMPARE(lines.entries.size(), size_t(2));
    QCOMPARE(lines.entries[1].outcome, std::optional(Outcome::Unknown));
    QVERIFY(lines.entries[1].resource.has_value());
}

void TestResourceWrites::isSettledLater_data()
{
    QTest::addColumn<bool>("isImport");
    QTest::addColumn<bool>("waits");
    QTest::addColumn<int>("list");
    QTest::addColumn<QString>("word"); // of the line that is added; empty: none
    const auto row = [](const char *name, bool isImport, bool waits, Listed list, const char *word) {
        QTest::newRow(name) << isImport << waits << static_cast<int>(list) << QString::fromLatin1(word);
    };
    row("an import that went through", true, false, Listed::New, "done");
    row("an import of what still waits", true, true, Listed::Nothing, "");
    row("an import of what is gone", true, false, Listed::Nothing, "unknown");
    row("an import of what is gone, and resources are not shown", true, false, Listed::NotShown, "unknown");
    row("a dismissal of what is gone", false, false, Listed::Nothing, "unknown");
    row("a dismissal of what was imported", false, false, Listed::New, "overtaken");
}

void TestResourceWrites::isSettledLater()
{
    QFETCH(bool, isImport);
    QFETCH(bool, waits);
    QFETCH(int, list);
    QFETCH(QString, word);
    Desk desk;
    desk.server.on("GET", Resources, waits ? there() : notThere());
    desk.server.on("GET", Imported, listed(static_cast<Listed>(list)));
    JournalEntry line;
    line.time = Timestamp::now() - domain::Duration::seconds(3600);
    line.id = QStringLiteral("w1");
    line.server = QStringLiteral("http://server/");
    line.verb = isImport ? QStringLiteral("import") : QStringLiteral("dismiss");
    line.offering = uuid(OfferingHex);
    line.resource = asKept(isImport ? Action::ImportResource : Action::DismissResource);
    desk.journal.append(line); // and the program ended here

    UnsettledWrites writes(*desk.client, desk.journal, line.server);
    QSignalSpy settled(&writes, &UnsettledWrites::settled);
    QSignalSpy finished(&writes, &UnsettledWrites::finished);
    writes.settle();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(settled.count(), word.isEmpty() ? 0 : 1);
    QCOMPARE(desk.server.count("POST") + desk.server.count("DELETE"), 0);
    if (word.isEmpty())
        return;
    const auto told = settled.first().first().value<JournalEntry>();
    QCOMPARE(domain::outcomeWord(*told.outcome), word);
    QCOMPARE(told.id, QStringLiteral("w1"));
    QVERIFY(!told.resource->waits);
    // Nothing more can be learnt: it is not looked at again.
    desk.server.forget();
    writes.settle();
    QTRY_COMPARE(finished.count(), 2);
    QCOMPARE(desk.server.count("*"), 0);
}

QTEST_GUILESS_MAIN(TestResourceWrites)
#include "tst_resourcewrites.moc"

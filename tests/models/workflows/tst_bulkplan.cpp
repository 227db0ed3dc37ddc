// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkplan.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QHash>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Action;
using domain::State;
using workflows::BulkPlan;
using Group = BulkPlan::Group;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(waldesk::testsupport::Reply)

namespace
{

domain::Request seenRow(int number, State state = State::Sent)
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    request.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    request.state = state;
    request.stateText = domain::stateName(state);
    return request;
}

QByteArray resourceJson(const QByteArray &project, const QByteArray &projectHex, const QByteArray &uuid = rowUuid(7))
{
    return "{\"uuid\":\"" + uuid + "\",\"name\":\"hpc\",\"backend_id\":\"hpc\",\"project\":\"" + projectHex +
           "\",\"project_name\":\"" + project +
           "\",\"offering\":\"0ff00000000000000000000000000001\",\"offering_name\":\"SLURM Tartu\"," +
           "\"created\":\"2026-11-10T12:00:00Z\"}";
}

domain::BackendResource resourceSeen(int number)
{
    domain::BackendResource resource;
    resource.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    resource.name = resource.backendId = QStringLiteral("hpc");
    resource.project = *domain::Uuid::tryParse(QByteArrayView(rowUuid(901)));
    resource.projectName = QStringLiteral("Physics");
    resource.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    resource.offeringName = QStringLiteral("SLURM Tartu");
    return resource;
}

Reply detail(int status)
{
    return Reply::json("{\"detail\":\"No.\"}", status);
}

/// Of a shared offering; the uuids are those of the rows 77, 78 and so on.
Reply plansReply(const QByteArrayList &names)
{
    QByteArrayList plans;
    for (qsizetype i = 0; i < names.size(); ++i)
        plans << "{\"uuid\":\"" + rowUuid(77 + static_cast<int>(i)) + "\",\"name\":\"" + names[i] + "\"}";
    return Reply::json("{\"shared\":true,\"plans\":[" + plans.join(',') + "]}");
}

domain::Capabilities everything(const domain::Request &)
{
    return {.staff = true, .manages = true};
}

QStringList talliesOf(const BulkPlan &plan)
{
    QStringList texts;
    for (const BulkPlan::Tally &tally : plan.tallies())
        texts += tally.text.arg(tally.rows);
    return texts;
}

/// A server whose rows are what the test says.
struct Desk {
    Desk() : client(connectionTo(server.url()))
    {
        client.setRetryDelayMs(1);
        server.on("GET", ListPath, [this](const Seen &seen) {
            const QByteArray uuid = seen.path().mid(qsizetype(sizeof(ListPath)) - 1, 32);
            return replies.value(uuid, Reply::json(Row{.uuid = uuid}.toJson()));
        });
    }
    void set(int number, const Row &row)
    {
        Row whole = row;
        whole.uuid = rowUuid(number);
        replies[whole.uuid] = Reply::json(whole.toJson());
    }
    void set(int number, const Reply &reply) { replies[rowUuid(number)] = reply; }
    [[nodiscard]] static bool read(BulkPlan &plan)
    {
        QSignalSpy finished(&plan, &BulkPlan::finished);
        plan.read();
        return !finished.isEmpty() || finished.wait(20'000);
    }

    ScriptedServer server;
    QHash<QByteArray, Reply> replies;
    api::WaldurClient client;
};

} // namespace

/// The plan of many changes: each row read again, and put into a group.
class TestBulkPlan : public QObject
{
    Q_OBJECT
private slots:
    void eachRowGoesIntoAGroup_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<State>("seen");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<bool>("force");
        QTest::addColumn<Group>("group");
        const auto row = [](const char *name, Action action, State seen, const char *now, Group group,
                            bool force = false) {
            QTest::newRow(name) << action << seen << QByteArray(now) << force << group;
        };
        row("err, still Sent", Action::SetErred, State::Sent, "Sent", Group::WillChange);
        row("err, still Processing", Action::SetErred, State::Processing, "Processing", Group::WillChange);
        row("err, was picked up meanwhile", Action::SetErred, State::Sent, "Processing", Group::Changed);
        row("err, ended Done meanwhile", Action::SetErred, State::Sent, "Done", Group::Changed);
        row("err, ended Erred meanwhile", Action::SetErred, State::Sent, "Erred", Group::AlreadySo);
        row("err, seen Done", Action::SetErred, State::Done, "Done", Group::NotAllowed);
        row("err, seen Done, forced", Action::SetErred, State::Done, "Done", Group::WillChange, true);
        row("err, seen Erred, forced", Action::SetErred, State::Erred, "Erred", Group::WillChange, true);
        row("err, a state of a later server", Action::SetErred, State::Unknown, "Melted", Group::NotAllowed);
        row("start, Sent", Action::Start, State::Sent, "Sent", Group::WillChange);
        row("start, Processing already", Action::Start, State::Sent, "Processing", Group::AlreadySo);
        row("start, Done", Action::Start, State::Done, "Done", Group::NotAllowed);
        row("done, Processing", Action::SetDone, State::Processing, "Processing", Group::WillChange);
        row("done, not started", Action::SetDone, State::Sent, "Sent", Group::NotAllowed);
        row("done, Done already", Action::SetDone, State::Processing, "Done", Group::AlreadySo);
        row("overwrite, Erred", Action::OverwriteError, State::Erred, "Erred", Group::WillChange);
        row("overwrite, still open", Action::OverwriteError, State::Sent, "Sent", Group::NotAllowed);
    }
    void eachRowGoesIntoAGroup()
    {
        QFETCH(Action, action);
        QFETCH(State, seen);
        QFETCH(QByteArray, now);
        QFETCH(bool, force);
        QFETCH(Group, group);
        Desk desk;
        desk.set(1, Row{.state = now});
        BulkPlan plan(desk.client, {action, {seenRow(1, seen)}, false, force}, everything);
        QVERIFY(Desk::read(plan));
        const BulkPlan::Row &row = plan.rows().front();
        QCOMPARE(row.group, group);
        if (group == Group::AlreadySo)
            QCOMPARE(talliesOf(plan), QStringList({u"0 will change"_s, u"1 already so"_s}));
        QCOMPARE(row.included, group == Group::WillChange);
        QCOMPARE(row.sentence.isEmpty(), group == Group::WillChange);
        QCOMPARE(plan.jobs({}).size(), size_t(group == Group::WillChange ? 1 : 0));
    }

    void aRowThatOnlyItsUuidNamesHasNotChanged()
    {
        Desk desk;
        desk.set(1, Row{.state = "Processing"});
        BulkPlan plan(desk.client, {Action::SetErred, {seenRow(1, State::Unknown)}, true, false}, everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.rows().front().group, Group::WillChange);
    }

    void rightsAreThoseOfTheRow()
    {
        Desk desk;
        Row other;
        other.offering = "0ff00000000000000000000000000002";
        desk.set(2, other);
        const auto first = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
        const auto may = [first](const domain::Request &row) {
            return domain::Capabilities{.staff = false, .manages = row.offering == first};
        };
        BulkPlan plan(desk.client, {Action::SetErred, {seenRow(1), seenRow(2)}, false, false}, may);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.rows()[0].group, Group::WillChange);
        QCOMPARE(plan.rows()[1].group, Group::NotAllowed);
    }

    void whatCannotBeReadIsNamedAndTheOthersAreRead_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("endsIt");
        QTest::newRow("gone") << 404 << false;
        QTest::newRow("forbidden") << 403 << false;
        QTest::newRow("the server fails on this row") << 500 << false;
        QTest::newRow("the token is refused") << 401 << true;
        QTest::newRow("too many requests") << 429 << true;
    }
    void whatCannotBeReadIsNamedAndTheOthersAreRead()
    {
        QFETCH(int, status);
        QFETCH(bool, endsIt);
        Desk desk;
        desk.set(2, Reply::json("{\"detail\":\"no\"}", status).with("Retry-After", "900"));
        std::vector<domain::Request> rows;
        for (int i = 1; i <= 40; ++i)
            rows.push_back(seenRow(i));
        BulkPlan plan(desk.client, {Action::SetErred, rows, false, false}, everything);
        plan.setAtOnce(1);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.failure().has_value(), endsIt);
        QCOMPARE(plan.isStale(), endsIt); // what was not read to the end is no plan
        QCOMPARE(plan.rows()[1].group, Group::Unreadable);
        QCOMPARE(plan.count(Group::Unreadable), endsIt ? 39 : 1);
        QCOMPARE(plan.count(Group::WillChange), endsIt ? 1 : 39);
        QCOMPARE(plan.readCount(), 40);
        // And it can be read again when the trouble is over.
        desk.set(2, Row{});
        QVERIFY(Desk::read(plan));
        QVERIFY(!plan.failure());
        QCOMPARE(plan.includedCount(), 40);
    }

    void soManyAreReadAtOnceAndNoMore()
    {
        Desk desk;
        std::vector<domain::Request> rows;
        for (int i = 1; i <= 12; ++i) {
            rows.push_back(seenRow(i));
            desk.set(i, Reply::json(Row{.uuid = rowUuid(i)}.toJson()).held());
        }
        BulkPlan plan(desk.client, {Action::SetErred, rows, false, false}, everything);
        plan.setAtOnce(3);
        QSignalSpy finished(&plan, &BulkPlan::finished);
        plan.read();
        for (int left = 12; left > 0; --left) {
            QTRY_COMPARE(desk.server.held(), std::min(left, 3));
            desk.server.release(ScriptedServer::Held::Newest);
        }
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(desk.server.mostAtOnce(), 3);
        QCOMPARE(desk.server.count("GET"), 12);
        QCOMPARE(desk.server.count("POST"), 0);
    }

    void eachRowCountsOnce()
    {
        Desk desk;
        BulkPlan plan(desk.client, {Action::SetErred, {seenRow(1), seenRow(2), seenRow(1)}, false, false}, everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.rows().size(), size_t(2));
    }

    void nothingIsAPlanToo()
    {
        Desk desk;
        BulkPlan plan(desk.client, {Action::SetErred, {}, false, false}, everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.includedCount(), 0);
        QVERIFY(!plan.isReading());
    }

    void aSecondReadingKeepsWhatThePersonLeftOut()
    {
        Desk desk;
        BulkPlan plan(desk.client, {Action::SetErred, {seenRow(1), seenRow(2), seenRow(3)}, false, false}, everything);
        QVERIFY(Desk::read(plan));
        QVERIFY(plan.setIncluded(0, false));
        QVERIFY(Desk::read(plan));
        QVERIFY(!plan.hasChanged());
        QVERIFY(!plan.rows()[0].included);
        QCOMPARE(plan.includedCount(), 2);
        desk.set(3, Row{.state = "Done"});
        QVERIFY(Desk::read(plan));
        QVERIFY(plan.hasChanged()); // the person has to look at it again
        QCOMPARE(plan.rows()[2].group, Group::Changed);
        QCOMPARE(plan.includedCount(), 1);
        QVERIFY(!plan.setIncluded(2, true)); // Done may not be set erred
    }

    void whatHasChangedMayBeTakenInWhereItIsAllowed()
    {
        Desk desk;
        desk.set(1, Row{.state = "Processing"});
        BulkPlan plan(desk.client, {Action::SetErred, {seenRow(1)}, false, false}, everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.includedCount(), 0);
        QVERIFY(plan.setIncluded(0, true));
        QVERIFY(Desk::read(plan));
        QVERIFY(!plan.hasChanged());
        QCOMPARE(plan.includedCount(), 1);
        QCOMPARE(plan.jobs({}).front().before.state, State::Processing); // what the person sees counts as seen
    }

    void anOfferingIsAskedOnceAndNotWhereOneIsOpen()
    {
        Desk desk;
        domain::Request other = seenRow(3, State::Erred);
        other.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000002"));
        desk.server.on("GET", ListPath, [](const Seen &seen) {
            QList<QByteArray> open;
            if (seen.target.contains("0ff00000000000000000000000000002"))
                open += Row{.number = 9}.toJson();
            return pageOf(open, seen);
        });
        BulkPlan plan(desk.client,
                      {Action::AskAgain, {seenRow(1, State::Erred), seenRow(2, State::Erred), other}, false, false},
                      everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.rows().size(), size_t(2));
        QCOMPARE(plan.rows()[0].group, Group::WillChange);
        QCOMPARE(plan.rows()[1].group, Group::AlreadySo);
        QVERIFY(plan.rows()[1].sentence.contains(QStringLiteral("is open")));
        QCOMPARE(talliesOf(plan), QStringList({u"1 will change"_s, u"1 asked already"_s}));
    }

    void resourcesGoIntoGroups_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<Reply>("resource");
        QTest::addColumn<Reply>("plans");
        QTest::addColumn<bool>("staff");
        QTest::addColumn<Group>("group");
        QTest::addColumn<QString>("says");
        const Reply same = Reply::json(resourceJson("Physics", rowUuid(901)));
        const Reply other = Reply::json(resourceJson("Biology", rowUuid(902)));
        const Reply gone = detail(404);
        const Reply no = detail(403);
        const Reply one = plansReply({"A"});
        const Reply none = plansReply({});
        const auto row = [](const char *name, Action action, const Reply &resource, const Reply &plans, bool staff,
                            Group group, const char *says) {
            QTest::newRow(name) << action << resource << plans << staff << group << QString::fromUtf8(says);
        };
        const Action import = Action::ImportResource;
        row("import, as it was seen", import, same, one, true, Group::WillChange, "");
        row("import by a manager", import, same, one, false, Group::NotAllowed, "Only staff may import");
        row("import, the project is another one", import, other, one, true, Group::Changed, "Physics, is Biology now");
        row("import, gone", import, gone, one, true, Group::AlreadySo, "imported or dismissed");
        row("import, may not be read", import, no, one, true, Group::NotAllowed, "You do not manage");
        row("import, the server fails", import, Reply::html("x", 500), one, true, Group::Unreadable, "cannot be read");
        row("import, plans are not shown", import, same, no, true, Group::WillChange, "");
        row("import, plans cannot be read", import, same, Reply::html("x", 500), true, Group::Unreadable, "");
        row("import, shared without a plan", import, same, none, true, Group::NotAllowed, "has no plan");
        row("dismiss by a manager", Action::DismissResource, same, no, false, Group::WillChange, "");
        row("dismiss, gone", Action::DismissResource, gone, no, false, Group::AlreadySo, "imported or dismissed");
    }
    void resourcesGoIntoGroups()
    {
        QFETCH(Action, action);
        QFETCH(Reply, resource);
        QFETCH(Reply, plans);
        QFETCH(bool, staff);
        QFETCH(Group, group);
        QFETCH(QString, says);
        Desk desk;
        desk.server.on("GET", "/api/backend-resources/", resource);
        desk.server.on("GET", "/api/marketplace-provider-offerings/", plans);
        BulkPlan::Input input;
        input.action = action;
        input.resources = {resourceSeen(7), resourceSeen(7)};
        BulkPlan plan(desk.client, input, [staff](const domain::Request &) {
            return domain::Capabilities{.staff = staff, .manages = true};
        });
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.rows().size(), size_t(1)); // each counts once
        const BulkPlan::Row &row = plan.rows().front();
        QVERIFY2(row.group == group, qPrintable(BulkPlan::groupWord(row.group) + row.sentence));
        QVERIFY2(row.sentence.contains(says), qPrintable(row.sentence));
        if (group == Group::AlreadySo)
            QCOMPARE(talliesOf(plan), QStringList({u"0 will change"_s, u"1 not waiting any more"_s}));
        QCOMPARE(row.included, group == Group::WillChange);
        QCOMPARE(plan.jobs({}).size(), row.included ? size_t(1) : size_t(0));
        if (row.included)
            QVERIFY(plan.jobs({}).front().resource == row.resourceNow);
    }

    void aSharedOfferingNeedsAChoice()
    {
        Desk desk;
        desk.server.on("GET", "/api/backend-resources/", [](const Seen &seen) {
            return Reply::json(resourceJson("Physics", rowUuid(901), seen.path().mid(23, 32)));
        });
        desk.server.on("GET", "/api/marketplace-provider-offerings/", plansReply({"A", "B"}));
        BulkPlan::Input input;
        input.action = Action::ImportResource;
        for (int i = 1; i <= 9; ++i)
            input.resources.push_back(resourceSeen(i));
        BulkPlan plan(desk.client, input, everything);
        QVERIFY(Desk::read(plan));
        QCOMPARE(plan.includedCount(), 9);
        QCOMPARE(desk.server.count("GET", "/api/marketplace-provider-offerings/"), 1); // once for all of them
        const auto choices = plan.importChoices();
        QCOMPARE(choices.size(), size_t(1));
        QVERIFY(choices.front().required && !choices.front().chosen);
        QVERIFY(plan.missingChoice().contains(QStringLiteral("SLURM Tartu")));
        const domain::Uuid offering = choices.front().offering;
        QVERIFY(!plan.choosePlan(offering, *domain::Uuid::tryParse(QByteArrayView(rowUuid(79)))));
        QVERIFY(plan.choosePlan(offering, *domain::Uuid::tryParse(QByteArrayView(rowUuid(78)))));
        QCOMPARE(plan.missingChoice(), QString());
        for (const auto &job : plan.jobs({}))
            QCOMPARE(job.plan->name, QStringLiteral("B"));
        QVERIFY(Desk::read(plan)); // what was chosen stays chosen
        QCOMPARE(plan.importChoices().front().chosen->name, QStringLiteral("B"));
        QVERIFY(!plan.hasChanged());
    }
};

QTEST_GUILESS_MAIN(TestBulkPlan)
#include "tst_bulkplan.moc"

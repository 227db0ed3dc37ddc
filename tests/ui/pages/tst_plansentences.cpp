// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/builders.h"
#include "tests/support/connections.h"
#include "ui/pages/plansentences.h"

#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;
using domain::Action;
using domain::State;
using ui::PlanSentences;
using workflows::BulkPlan;

Q_DECLARE_METATYPE(waldesk::domain::Action)

namespace
{

domain::Request seen(int number, State state)
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    request.state = state;
    request.stateText = domain::stateName(state);
    return request;
}

domain::BackendResource waiting(int number, const char *project)
{
    domain::BackendResource resource;
    resource.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    resource.projectName = QString::fromUtf8(project);
    return resource;
}

QStringList textsOf(const std::vector<ui::TallyChips::Chip> &chips)
{
    QStringList texts;
    for (const auto &chip : chips)
        texts += chip.text;
    return texts;
}

/// A server where row 1 is Sent, row 2 Processing and row 3 Done, and a plan over the three as they are.
class Desk
{
public:
    explicit Desk(Action action) : client(connectionTo(server.url())), plan(client, input(action), &everything)
    {
        const QList<QByteArray> states{"Sent", "Processing", "Done"};
        server.on("GET", ListPath, [states](const Seen &asked) {
            const QByteArray uuid = asked.path().mid(qsizetype(sizeof(ListPath)) - 1, 32);
            return Reply::json(Row{.state = states.value(uuid.right(1).toInt() - 1), .uuid = uuid}.toJson());
        });
    }
    [[nodiscard]] bool read()
    {
        QSignalSpy finished(&plan, &BulkPlan::finished);
        plan.read();
        return !finished.isEmpty() || finished.wait(20'000);
    }

private:
    static domain::Capabilities everything(const domain::Request &) { return {.staff = true, .manages = true}; }
    static BulkPlan::Input input(Action action)
    {
        BulkPlan::Input input;
        input.action = action;
        input.rows = {seen(1, State::Sent), seen(2, State::Processing), seen(3, State::Done)};
        return input;
    }

    ScriptedServer server;
    api::WaldurClient client;

public:
    BulkPlan plan;
};

} // namespace

class TestPlanSentences : public QObject
{
    Q_OBJECT
private slots:
    void theTitleCountsWhatWillBeSent_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<QString>("reading");
        QTest::addColumn<QString>("read");
        const auto row = [](const char *name, Action action, const char *reading, const char *read) {
            QTest::newRow(name) << action << QString::fromUtf8(reading) << QString::fromUtf8(read);
        };
        row("start", Action::Start, "Start 3", "Start 1");
        row("set done", Action::SetDone, "Set 3 done", "Set 1 done");
        row("set erred", Action::SetErred, "Set 3 erred", "Set 2 erred");
    }
    void theTitleCountsWhatWillBeSent()
    {
        QFETCH(Action, action);
        Desk desk(action);
        const PlanSentences sentences(desk.plan);
        QSignalSpy finished(&desk.plan, &BulkPlan::finished);
        desk.plan.read();
        QTEST(sentences.title(), "reading");
        QVERIFY(!finished.isEmpty() || finished.wait(20'000));
        QTEST(sentences.title(), "read");
    }

    void eachGroupWithRowsIsCounted()
    {
        Desk desk(Action::SetErred);
        QVERIFY(desk.read());
        const PlanSentences sentences(desk.plan);
        QCOMPARE(textsOf(sentences.tallies()), QStringList({u"2 will change"_s, u"1 not allowed"_s}));
        QVERIFY(desk.plan.setIncluded(0, false));
        QCOMPARE(textsOf(sentences.tallies()),
                 QStringList({u"1 will change"_s, u"1 not allowed"_s, u"1 left out by you"_s}));
    }

    void anAgentAtWorkIsWarnedOfWhileItsRowIsInThePlan()
    {
        const QString warning =
            QStringLiteral("An agent still at work can no longer set Done; its own error may then replace this text.");
        Desk desk(Action::SetErred);
        QVERIFY(desk.read());
        const PlanSentences sentences(desk.plan);
        QVERIFY(sentences.consequences().contains(warning));
        QVERIFY(desk.plan.setIncluded(1, false));
        QVERIFY(!sentences.consequences().contains(warning));
    }

    void eachActionSaysWhatItDoes_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<QString>("first");
        const auto row = [](const char *name, Action action, const char *first) {
            QTest::newRow(name) << action << QString::fromUtf8(first);
        };
        row("start", Action::Start, "Cannot be undone on the server.");
        row("set done", Action::SetDone, "Cannot be undone on the server.");
        row("set erred", Action::SetErred, "Cannot be undone on the server.");
        row("overwrite", Action::OverwriteError,
            "The error texts of these requests are lost on the server; the journal keeps them.");
        row("ask again", Action::AskAgain,
            "One new request for each offering; offerings where one is open are left alone.");
        row("ask again anyway", Action::AskAgainAnyway,
            "One new request for each offering; offerings where one is open are left alone.");
        row("import", Action::ImportResource,
            "Each becomes a resource of its project, and waits no more. Cannot be undone here.");
        row("dismiss", Action::DismissResource,
            "The record goes. The resource at the site stays as it is, and the next request finds it again.");
    }
    void eachActionSaysWhatItDoes()
    {
        QFETCH(Action, action);
        ScriptedServer server;
        api::WaldurClient client(connectionTo(server.url()));
        BulkPlan::Input input;
        input.action = action;
        input.resources = {waiting(1, "Physics")};
        const BulkPlan plan(client, std::move(input), {});
        QTEST(PlanSentences(plan).consequences().constFirst(), "first");
    }
};

QTEST_MAIN(TestPlanSentences)
#include "tst_plansentences.moc"

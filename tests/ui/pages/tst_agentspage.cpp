// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/agentlistmodel.h"
#include "tests/support/builders.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/rowdelegate.h"
#include "ui/pages/agentspage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace waldesk;
using namespace Qt::StringLiterals;
using namespace waldesk::testsupport;
using tables::AgentListModel;

namespace
{

constexpr char First[] = "0ff00000000000000000000000000001";
constexpr char Second[] = "0ff00000000000000000000000000002";

} // namespace

/// Who listens, on a server with an agent for one offering and none for another.
class TestAgentsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>();
        m_server->on("*", ListPath, [](const Seen &seen) {
            const QStringList states = seen.query().allQueryItemValues(u"state"_s);
            Row one;
            Row two;
            two.number = 2;
            two.offering = Second;
            two.offeringName = "OKD Vilnius";
            return states == QStringList{u"Done"_s} ? Reply::json("[]") : pageOf({two.toJson(), one.toJson()}, seen);
        });
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":"aaaa0000000000000000000000000001","username":"ada","full_name":"Ada",)"
                                 R"("is_staff":true,"is_support":false,"permissions":[]})"));
        m_server->on("GET", "/api/roles/", Reply::json("[]"));
        m_server->on("GET", "/api/event-subscription-queues/", Reply::json("[]"));
        m_server->on("GET", "/api/marketplace-site-agent-connection-stats/", Reply::json(R"({"detail":"no"})", 403));
        m_server->on("GET", "/api/marketplace-site-agent-identities/", [](const Seen &seen) {
            const bool first = seen.query().queryItemValue(u"offering_uuid"_s) == QLatin1String(First);
            return Reply::json(first ? QByteArray(R"([{"uuid":"a9e00000000000000000000000000001","name":"agent-tartu",)"
                                                  R"("version":"0.9.1","modified":")") +
                                           domain::Timestamp::now().toServerText().toUtf8() + "\"}]"
                                     : QByteArray("[]"));
        });
    }
    void cleanup()
    {
        m_page = nullptr;
        m_desk.reset();
        m_server.reset();
    }

    void whatNobodyListensForComesFirst()
    {
        QVERIFY(open());
        QTRY_COMPARE(texts(AgentListModel::OfferingColumn), QStringList({u"OKD Vilnius"_s, u"SLURM Tartu"_s}));
        QTRY_COMPARE(texts(AgentListModel::AgentColumn), QStringList({u"none registered"_s, u"agent-tartu"_s}));
        QVERIFY2(texts(AgentListModel::OutlookColumn).front().contains(u"nobody listens"),
                 qPrintable(texts(AgentListModel::OutlookColumn).front()));
        QCOMPARE(texts(AgentListModel::VersionColumn).back(), u"0.9.1"_s);
        QVERIFY(m_desk->named<QLabel>("agents.title")->text().startsWith(u"Nobody listens"));
    }

    void thePageIsAskedAgainWhileItIsInFront()
    {
        QVERIFY(open());
        QTRY_COMPARE(texts(AgentListModel::AgentColumn), QStringList({u"none registered"_s, u"agent-tartu"_s}));
        QTRY_VERIFY2(m_desk->named<QLabel>("agents.facts")->text().endsWith(u"asked just now"),
                     qPrintable(m_desk->named<QLabel>("agents.facts")->text()));
        constexpr char Identities[] = "/api/marketplace-site-agent-identities/";
        QTRY_COMPARE(m_server->count("GET", Identities), 2);
        m_desk->stuck->finder().setNow(m_desk->stuck->now() + domain::Duration::seconds(360));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->count("GET", Identities), 4, 20'000);
    }

    void wordsFindAnAgent()
    {
        QVERIFY(open());
        QTRY_COMPARE(texts(AgentListModel::OfferingColumn).size(), 2);
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(m_desk->named<QLineEdit>("agents.find")->hasFocus());
        m_desk->type(u"tartu"_s);
        QTRY_COMPARE(texts(AgentListModel::OfferingColumn), QStringList{u"SLURM Tartu"_s});
        m_desk->type(u"xyz"_s);
        QTRY_VERIFY2(m_desk->shownText().contains(u"No agent has these words"), qPrintable(m_desk->shownText()));
        m_desk->press(Qt::Key_Escape);
        QTRY_COMPARE(texts(AgentListModel::OfferingColumn).size(), 2);
    }

    void anOfferingIsShownAndItsRequestsOpened()
    {
        QVERIFY(open());
        m_page->showOffering(*domain::Uuid::tryParse(QByteArrayView(First)));
        const auto *table = m_desk->named<QTableView>("agents.table");
        QTRY_COMPARE(table->currentIndex().row(), 1);
        QSignalSpy wanted(m_page, &ui::AgentsPage::requestsWanted);
        m_desk->press(Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.front().front().toString(), u"is:open offering:"_s + QLatin1String(First));
    }

    void rowsAreCopied()
    {
        QVERIFY(open());
        QTRY_COMPARE(texts(AgentListModel::AgentColumn).back(), u"agent-tartu"_s);
        m_desk->button(u"Copy"_s)->click();
        QTRY_VERIFY(QApplication::clipboard()->text().contains(u"agent-tartu\t0.9.1"_s));
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 2);
    }

    void columnsHoldWhatIsInThem()
    {
        QVERIFY(open());
        auto *table = m_desk->named<QTableView>("agents.table");
        QTRY_COMPARE(texts(AgentListModel::AgentColumn).back(), u"agent-tartu"_s);
        const auto widths = [table] {
            int all = 0;
            for (int column = 0; column < AgentListModel::ColumnCount; ++column)
                all += table->columnWidth(column);
            return all;
        };
        const ui::Look look = ui::Look::of(table);
        const QFontMetricsF metrics(look.body);
        const auto holds = [&](AgentListModel::Column column) {
            const bool isFirst = column == AgentListModel::OfferingColumn;
            const int edges = look.units(isFirst ? ui::RowDelegate::FirstEdgeUnits : ui::RowDelegate::EdgeUnits) +
                              look.units(ui::RowDelegate::EdgeUnits);
            const int icon = column == AgentListModel::OutlookColumn ? look.iconSide + look.units(1.5) : 0;
            return std::ranges::all_of(texts(column), [&](const QString &text) {
                return table->columnWidth(column) >= metrics.horizontalAdvance(text) + edges + icon;
            });
        };
        m_desk->window->resize(1440, 900);
        for (const auto column :
             {AgentListModel::OfferingColumn, AgentListModel::OutlookColumn, AgentListModel::AgentColumn})
            QTRY_VERIFY2(holds(column), qPrintable(texts(column).join(u", "_s)));
        // Names stay whole as long as others can give way.
        m_desk->window->resize(900, 640);
        QTRY_VERIFY(table->viewport()->width() <= 900);
        QVERIFY(holds(AgentListModel::OfferingColumn));
        // Narrow: nothing lies beyond the edge, and who listens is still said.
        m_desk->window->resize(640, 480);
        QTRY_VERIFY(widths() <= table->viewport()->width());
        QVERIFY(table->isColumnHidden(AgentListModel::ModeColumn));
        QVERIFY(!table->isColumnHidden(AgentListModel::OutlookColumn));
        m_desk->window->resize(1440, 900);
        QTRY_VERIFY(!table->isColumnHidden(AgentListModel::ModeColumn));
    }

    void answersMoveNeitherTheChosenRowNorTheList()
    {
        // Thirty offerings, each with an agent; two of them lose it later.
        QSet<QString> deaf;
        m_server->on("*", ListPath, [](const Seen &seen) {
            QList<QByteArray> rows;
            for (int number = 30; number >= 1; --number) {
                Row row;
                row.number = number;
                row.created = row.modified = domain::Timestamp::now().toServerText().toUtf8(); // none is stuck
                row.offering = "0ff000000000000000000000000000" + QByteArray::number(number).rightJustified(2, '0');
                row.offeringName = "Cloud " + QByteArray::number(number).rightJustified(2, '0');
                rows << row.toJson();
            }
            const bool ofDone = seen.query().allQueryItemValues(u"state"_s) == QStringList{u"Done"_s};
            return pageOf(ofDone ? QList<QByteArray>() : rows, seen);
        });
        m_server->on("GET", "/api/marketplace-site-agent-identities/", [&deaf](const Seen &seen) {
            const QString offering = seen.query().queryItemValue(u"offering_uuid"_s);
            if (deaf.contains(offering))
                return Reply::json("[]");
            const QByteArray agent = R"([{"uuid":"UUID","name":"agent","modified":"NOW"}])";
            return Reply::json(QByteArray(agent)
                                   .replace("UUID", "a9e" + offering.right(29).toLatin1())
                                   .replace("NOW", domain::Timestamp::now().toServerText().toUtf8()));
        });
        m_server->on("GET", "/api/event-subscription-queues/",
                     Reply::json(R"([{"name":"q","object_type":"importable_resources","messages":0,"consumers":1}])"));
        QVERIFY(open());
        m_desk->window->resize(1000, 480);
        auto *table = m_desk->named<QTableView>("agents.table");
        QTRY_COMPARE(texts(AgentListModel::AgentColumn), QStringList(30, u"agent"_s));
        QTRY_VERIFY(m_page->isSettled());
        const auto offeringAt = [table](int row) {
            return table->model()->index(row, AgentListModel::OfferingColumn).data().toString();
        };
        table->setCurrentIndex(table->model()->index(15, 0));
        table->scrollTo(table->currentIndex(), QAbstractItemView::PositionAtCenter);
        const QString chosen = offeringAt(15);
        const int top = table->visualRect(table->currentIndex()).top();
        const QString first = offeringAt(table->rowAt(0));
        QVERIFY(table->verticalScrollBar()->value() > 0);

        deaf = {u"0ff00000000000000000000000000030"_s, u"0ff00000000000000000000000000029"_s};
        m_desk->press(Qt::Key_F5);
        QTRY_COMPARE(offeringAt(0), u"Cloud 29"_s);
        QTRY_COMPARE(offeringAt(1), u"Cloud 30"_s);
        QTRY_VERIFY(m_page->isSettled());
        QCOMPARE(offeringAt(table->currentIndex().row()), chosen);
        QVERIFY(table->selectionModel()->isRowSelected(table->currentIndex().row()));
        QCOMPARE(table->visualRect(table->currentIndex()).top(), top);
        QCOMPARE(offeringAt(table->rowAt(0)), first);
    }

    void aServerThatShowsNothingIsNoError_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("title");
        const QString notShown = u"The server does not show its agents"_s;
        QTest::newRow("not allowed") << 403 << u"not shown"_s << notShown;
        QTest::newRow("an old server") << 404 << u"not shown"_s << notShown;
        QTest::newRow("a server that fails") << 500 << u"not answered"_s << u"The server did not answer who listens"_s;
    }

    void aServerThatShowsNothingIsNoError()
    {
        QFETCH(int, status);
        for (const char *path : {"/api/marketplace-site-agent-identities/", "/api/event-subscription-queues/",
                                 "/api/marketplace-site-agent-connection-stats/"})
            m_server->on("GET", path, Reply::json(R"({"detail":"no"})", status));
        QVERIFY(open());
        QFETCH(QString, cell);
        QTRY_COMPARE(texts(AgentListModel::AgentColumn), QStringList({cell, cell}));
        QTEST(m_desk->named<QLabel>("agents.title")->text(), "title");
    }

    /// Without an offering no agent was asked for: the server has refused nothing.
    void withoutOfferingsNothingIsSaidOfTheServer()
    {
        m_server->on("*", ListPath, Reply::json("{}", 520));
        QVERIFY(open());
        QTRY_VERIFY2(m_desk->shownText().contains(u"No offering is known"), qPrintable(m_desk->shownText()));
        QCOMPARE(m_desk->named<QLabel>("agents.title")->text(), u"Agents"_s);
    }

private:
    [[nodiscard]] QStringList texts(AgentListModel::Column column) const
    {
        QStringList all;
        const QAbstractItemModel *model = m_desk->named<QTableView>("agents.table")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            all << model->index(row, column).data().toString();
        return all;
    }

    [[nodiscard]] bool open()
    {
        Desk::Options options;
        options.stuck = true;
        m_desk = std::make_unique<Desk>(m_server->url(), "0123456789abcdef0123456789abcdef01234567", options);
        m_page = new ui::AgentsPage(m_desk->workspace(), *m_desk->commands, m_desk->window.get());
        m_desk->window->layout()->addWidget(m_page);
        m_desk->page->hide();
        m_desk->stuck->start();
        m_desk->window->show();
        m_desk->window->activateWindow();
        m_page->setFocus();
        return QTest::qWaitForWindowActive(m_desk->window.get()) &&
               QTest::qWaitFor([this] { return m_page->isSettled() && m_desk->session.hasPerson(); }, 20'000);
    }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Desk> m_desk;
    ui::AgentsPage *m_page = nullptr;
};

QTEST_MAIN(TestAgentsPage)
#include "tst_agentspage.moc"

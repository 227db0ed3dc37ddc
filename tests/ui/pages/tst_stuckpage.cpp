// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/roles.h"
#include "tests/support/builders.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/stuckpage.h"
#include "ui/widgets/messageblock.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/timeline.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QVBoxLayout>

using namespace waldesk;
using namespace Qt::StringLiterals;
using namespace waldesk::testsupport;

namespace
{

constexpr char First[] = "0ff00000000000000000000000000001";
constexpr char Second[] = "0ff00000000000000000000000000002";

} // namespace

/// Stuck requests in the rows, the strip and the detail of the Requests page, and on a page of their own.
class TestStuckPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>();
        m_rows.clear();
        for (int number = 5; number >= 1; --number) {
            Row row;
            row.number = number;
            row.offering = number == 3 ? Second : First;
            row.offeringName = number == 3 ? "OKD Vilnius" : "SLURM Tartu";
            if (number == 4) {
                row.state = "Processing";
                row.started = "2026-09-01T10:00:00Z";
            } else if (number == 5) {
                row.state = "Done";
                row.started = "2026-09-01T10:00:00Z";
                row.finished = "2026-09-01T10:01:00Z";
            }
            m_rows << row.toJson();
        }
        m_server->on("*", ListPath, [this](const Seen &seen) {
            if (const int number = rowOf(seen.path()); number > 0)
                return Reply::json(m_rows[m_rows.size() - number]);
            const QStringList states = seen.query().allQueryItemValues(u"state"_s);
            QList<QByteArray> list;
            for (const QByteArray &row : m_rows) {
                const bool passes = states.isEmpty() || std::ranges::any_of(states, [&row](const QString &state) {
                                        return row.contains("\"state\":\"" + state.toLatin1()) ||
                                               row.contains("\"state\": \"" + state.toLatin1());
                                    });
                if (passes)
                    list << row;
            }
            return pageOf(list, seen);
        });
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":"aaaa0000000000000000000000000001","username":"ada","full_name":"Ada",)"
                                 R"("is_staff":true,"is_support":false,"permissions":[]})"));
        m_server->on("GET", "/api/roles/", Reply::json("[]"));
        // No agent of any offering, and nothing else is shown.
        m_server->on("GET", "/api/marketplace-site-agent-identities/", Reply::json("[]"));
        m_server->on("GET", "/api/event-subscription-queues/", Reply::json("[]"));
        m_server->on("GET", "/api/marketplace-site-agent-connection-stats/", Reply::json(R"({"detail":"no"})", 403));
    }
    void cleanup()
    {
        m_page = nullptr;
        m_desk.reset();
        m_server.reset();
    }

    void aRowSaysThatAndWhyItIsStuck()
    {
        QVERIFY(open());
        const int row = m_desk->shownRow(domain::State::Sent);
        QVERIFY(row >= 0);
        const QString words = m_desk->cell(row, tables::RequestTableModel::ErrorColumn);
        QVERIFY2(words.contains(u"Sent") && words.contains(u"nobody listens"), qPrintable(words));
        QCOMPARE(m_desk->table()->model()->index(row, 0).data(tables::StuckRole).toString(), words);
        const int done = m_desk->shownRow(domain::State::Done);
        QVERIFY(m_desk->table()->model()->index(done, 0).data(tables::StuckRole).toString().isEmpty());
    }

    void theFifthKeyShowsOnlyTheStuckOnesOldestFirst()
    {
        QVERIFY(open());
        auto *button = m_desk->button(u"Stuck"_s);
        QVERIFY(button);
        QCOMPARE(button->accessibleDescription(), u"4 request(s)"_s);
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_5);
        QTRY_COMPARE(m_desk->page->shownCount(), 4);
        QVERIFY(button->isChecked());
        QVERIFY(!m_desk->button(u"All"_s)->isChecked());
        QCOMPARE(m_desk->page->queryLine(), u"is:stuck"_s);
        QTRY_COMPARE(m_desk->rowAt(0).uuid.toString(), QString::fromLatin1(rowUuid(1)));
        // The rule is spelled out, with what the server does of it.
        const QString chips = chipTexts();
        QVERIFY2(chips.contains(u"waits > 15 min"), qPrintable(chips));
        QVERIFY2(chips.contains(u"sent, processing"), qPrintable(chips));
        m_desk->press(Qt::Key_0);
        QTRY_COMPARE(m_desk->page->shownCount(), 5);
        QVERIFY(m_desk->page->queryLine().isEmpty());
        QVERIFY(!button->isChecked());
        // What was chosen before comes back: the newest first.
        QTRY_COMPARE(m_desk->rowAt(0).uuid.toString(), QString::fromLatin1(rowUuid(5)));
    }

    void theSegmentCountsUnderTheFilterAsTheOthers()
    {
        QVERIFY(open());
        const auto *button = m_desk->button(u"Stuck"_s);
        QTRY_COMPARE(button->accessibleDescription(), u"4 request(s)"_s);
        m_desk->page->setQueryLine(u"uuid:"_s + QString::fromLatin1(rowUuid(1)));
        QTRY_COMPARE(button->accessibleDescription(), u"1 request(s)"_s);
        m_desk->page->setQueryLine(u"uuid:"_s + QString::fromLatin1(rowUuid(5)));
        QTRY_COMPARE(button->accessibleDescription(), u"0 request(s)"_s);
        m_desk->page->setQueryLine({});
        QTRY_COMPARE(button->accessibleDescription(), u"4 request(s)"_s);
    }

    void theDetailSaysTheReasonAndWhatItRestsOn()
    {
        QVERIFY(open());
        m_desk->page->openRequest(*domain::Uuid::tryParse(QByteArrayView(rowUuid(1))));
        const auto *block = m_desk->named<ui::MessageBlock>("detail.message");
        QTRY_VERIFY(block->isVisible());
        QVERIFY2(block->message().contains(u"Not picked up for") && block->message().contains(u"nobody listens"),
                 qPrintable(block->message()));
        QVERIFY2(block->message().contains(u"Rests on: the list of agent identities is empty"),
                 qPrintable(block->message()));
        const QString text = m_desk->shownText();
        QVERIFY2(text.contains(u"1 more") || text.contains(u"2 more"), qPrintable(text));
        QVERIFY2(text.contains(u"What to do"), qPrintable(text));
        const auto *timeline = m_desk->named<ui::Timeline>("detail.timeline");
        QVERIFY(timeline->accessibleDescription().contains(u"waiting"));
    }

    void theStepThatDoesNotEndIsMarked_data()
    {
        QTest::addColumn<domain::State>("state");
        QTest::addColumn<int>("step");
        QTest::newRow("Sent: waiting") << domain::State::Sent << 0;
        QTest::newRow("Processing: working") << domain::State::Processing << 1;
        QTest::newRow("Done: none") << domain::State::Done << -1;
    }

    void theStepThatDoesNotEndIsMarked()
    {
        QFETCH(domain::State, state);
        QFETCH(int, step);
        domain::Request request;
        request.state = state;
        request.created = *domain::Timestamp::tryParse("2026-11-10T12:00:00Z");
        if (state != domain::State::Sent)
            request.started = request.created + domain::Duration::seconds(5);
        const ui::Clock clock{request.created + domain::Duration::seconds(90'000)};
        for (const bool stuck : {false, true}) {
            const auto steps = ui::timelineOf(request, clock, stuck);
            for (int at = 0; at < int(steps.size()); ++at)
                QCOMPARE(steps[size_t(at)].stuck, stuck && at == step);
        }
    }

    void theHandOverSaysIt()
    {
        QVERIFY(open());
        m_desk->page->openRequest(*domain::Uuid::tryParse(QByteArrayView(rowUuid(1))));
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY2(QApplication::clipboard()->text().contains(u"nobody listens"),
                     qPrintable(QApplication::clipboard()->text()));
        QVERIFY(QApplication::clipboard()->text().contains(u"agent identities"));
    }

    void thePageGroupsThemOldestFirst()
    {
        QVERIFY(openPage());
        const auto *table = m_desk->named<QTableView>("stuck.table");
        QStringList lines;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QModelIndex index = table->model()->index(row, 0);
            const QString heading = index.data(tables::HeadingRole).toString();
            lines << (heading.isEmpty() ? index.data(tables::IdRole).value<domain::Uuid>().toString().right(1)
                                        : heading);
        }
        QCOMPARE(lines, QStringList({u"Nobody listens \u00B7 SLURM Tartu"_s, u"1"_s, u"2"_s,
                                     u"Nobody listens \u00B7 OKD Vilnius"_s, u"3"_s,
                                     u"The server does not show why \u00B7 SLURM Tartu"_s, u"4"_s}));
        QCOMPARE(m_desk->named<QLabel>("stuck.title")->text(), u"4 requests are stuck"_s);
        // The first one is read, and keys pass over headings.
        QCOMPARE(m_page->currentRequest().toString(), QString::fromLatin1(rowUuid(1)));
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_J);
        QCOMPARE(m_page->currentRequest().toString(), QString::fromLatin1(rowUuid(3)));
        m_desk->press(Qt::Key_K);
        QCOMPARE(m_page->currentRequest().toString(), QString::fromLatin1(rowUuid(2)));
    }

    void aRequestThatEndedLeavesAndTheNextIsRead()
    {
        QVERIFY(openPage());
        const auto row = m_desk->store.find(m_page->currentRequest());
        domain::Request ended = m_desk->store.request(*row);
        ended.state = domain::State::Erred;
        ended.modified = ended.modified + domain::Duration::seconds(5);
        m_desk->store.merge(std::span(&ended, 1), tables::Origin::Live);
        QTRY_COMPARE(m_page->currentRequest().toString(), QString::fromLatin1(rowUuid(2)));
        QCOMPARE(m_desk->named<QLabel>("stuck.title")->text(), u"3 requests are stuck"_s);
    }

    void aFilterNarrowsThem()
    {
        QVERIFY(openPage());
        m_page->setQueryLine(u"offering:okd*"_s);
        QTRY_COMPARE(m_desk->named<QTableView>("stuck.table")->model()->rowCount(), 2);
        m_page->setQueryLine(u"offering:nothing"_s);
        QTRY_VERIFY2(m_desk->shownText().contains(u"None of the stuck requests passes"),
                     qPrintable(m_desk->shownText()));
        m_desk->button(u"Clear the filter"_s)->click();
        QTRY_COMPARE(m_page->state(), ui::PageState::Ready);
        m_page->setQueryLine(u"is:mine"_s);
        QTRY_VERIFY(m_desk->shownText().contains(u"None of the stuck requests passes"));
        archive::JournalEntry entry;
        entry.time = domain::Timestamp::now();
        entry.id = u"1"_s;
        entry.phase = archive::JournalEntry::Phase::After;
        entry.verb = u"start"_s;
        entry.server = m_desk->client.connection().root.toString();
        entry.request = *domain::Uuid::tryParse(QByteArrayView(rowUuid(4)));
        entry.outcome = domain::WriteOutcome::Done;
        m_desk->journal.append(entry);
        QTRY_COMPARE(m_page->state(), ui::PageState::Ready);
    }

    void nothingStuckSaysTheRule()
    {
        m_rows = {m_rows.front()};
        QVERIFY(openPage());
        QCOMPARE(m_page->state(), ui::PageState::Empty);
        const QString text = m_desk->shownText();
        QVERIFY2(text.contains(u"Nothing is stuck") && text.contains(u"15 min") && text.contains(u"95 %"),
                 qPrintable(text));
    }

    void thePageOfRequestsSaysTheSame_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("isOpenThere"); // beside the Done one: a request that waits as usual
        QTest::newRow("no request is open") << u"is:stuck"_s << false;
        QTest::newRow("one is") << u"is:stuck"_s << true;
        QTest::newRow("with another filter") << u"is:stuck offering:okd*"_s << true;
    }

    void thePageOfRequestsSaysTheSame()
    {
        QFETCH(QString, line);
        QFETCH(bool, isOpenThere);
        m_rows = {m_rows.front()};
        if (isOpenThere) {
            Row fresh;
            fresh.number = 6;
            fresh.created = fresh.modified = domain::Timestamp::now().toServerText().toLatin1();
            m_rows.prepend(fresh.toJson());
        }
        QVERIFY(open());
        m_desk->page->setQueryLine(line);
        QTRY_COMPARE(m_desk->emptyTitle(), u"Nothing is stuck"_s);
        const QString text = m_desk->shownText();
        const QString open = u"looked at: %1."_s.arg(isOpenThere ? 1 : 0);
        QVERIFY2(text.contains(open) && text.contains(u"15 min") && text.contains(u"95 %"), qPrintable(text));
        m_desk->button(u"Clear the filter"_s)->click();
        QTRY_COMPARE(m_desk->page->shownCount(), m_rows.size());
    }

    void thePageOfRequestsClaimsNothingThatIsNotKnown()
    {
        bool isLocked = true;
        const QList<QByteArray> rows{m_rows.front()};
        // What is stuck is looked for among the oldest; the list has the newest first.
        m_server->on("GET", ListPath, [&](const Seen &seen) {
            const bool ofOpen = seen.query().allQueryItemValues(u"state"_s).size() == 2;
            const bool isOldestFirst = seen.query().queryItemValue(u"o"_s) == u"created";
            return isLocked && ofOpen && isOldestFirst ? Reply::json(R"({"detail":"no"})", 403)
                                                       : pageOf(ofOpen ? QList<QByteArray>() : rows, seen);
        });
        QVERIFY(open());
        m_desk->page->setQueryLine(u"is:stuck"_s);
        // The sentence stands while it is read, too: another reading begins when this one has failed.
        QTRY_VERIFY(m_desk->stuck->error());
        QTRY_COMPARE(m_desk->emptyTitle(), u"Whether anything is stuck is not known yet"_s);
        isLocked = false;
        // A reading that was refused before may be on its way, and another one waits for its end.
        QTRY_VERIFY((m_desk->stuck->start(), m_desk->emptyTitle() == u"Nothing is stuck"));
    }

    void whatIsNotShownIsNoError_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("not allowed") << 403;
        QTest::newRow("an old server") << 404;
    }

    void whatIsNotShownIsNoError()
    {
        QFETCH(int, status);
        for (const char *path : {"/api/marketplace-site-agent-identities/", "/api/event-subscription-queues/",
                                 "/api/marketplace-site-agent-connection-stats/"})
            m_server->on("GET", path, Reply::json(R"({"detail":"no"})", status));
        QVERIFY(openPage());
        QCOMPARE(m_page->state(), ui::PageState::Ready);
        QCOMPARE(m_desk->named<QLabel>("stuck.title")->text(), u"4 requests are stuck"_s);
        const QString text = m_desk->shownText();
        QVERIFY2(text.contains(u"The server does not show why"), qPrintable(text));
    }

    void aServerThatFailsIsSaid()
    {
        m_server->on("GET", ListPath, Reply::json(R"({"detail":"no"})", 403));
        QVERIFY(openPage());
        QCOMPARE(m_page->state(), ui::PageState::Failed);
        QVERIFY(m_desk->button(u"Retry now"_s));
        // Nobody knows.
        QVERIFY2(!m_desk->shownText().contains(u"Nothing is stuck"), qPrintable(m_desk->shownText()));
    }

    void setErredAsksForItsReasonHereToo()
    {
        QVERIFY(openPage());
        m_desk->press(Qt::Key_E);
        QTRY_VERIFY(m_desk->window->findChild<QDialog *>(u"setErred"_s));
        QCOMPARE(m_server->count("POST"), 0);
    }

    void severalAreMarkedForOneAction()
    {
        QVERIFY(openPage());
        auto *table = m_desk->named<QTableView>("stuck.table");
        const auto marked = [table] {
            QString numbers;
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                const QModelIndex index = table->model()->index(row, 0);
                if (index.data(tables::MarkedRole).toBool())
                    numbers += index.data(tables::IdRole).value<domain::Uuid>().toString().right(1);
            }
            return numbers;
        };
        const auto click = [table](int row) {
            QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier,
                              table->visualRect(table->model()->index(row, 0)).center());
        };
        m_desk->press(Qt::Key_X);
        QCOMPARE(marked(), u"1"_s);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(marked(), u"123"_s);
        QVERIFY(m_desk->named<QLabel>("stuck.facts")->text().contains(u"3 marked"_s));
        click(5); // the heading of the last section
        QCOMPARE(marked(), u"1234"_s);
        click(0);
        QCOMPARE(marked(), u"34"_s);
        click(4);
        QCOMPARE(marked(), u"4"_s);
        QSignalSpy plan(m_page, &ui::ListDetailPage::planWanted);
        m_desk->press(Qt::Key_E);
        QCOMPARE(plan.count(), 1);
        QCOMPARE(plan.first().at(1).value<std::vector<domain::Request>>().size(), size_t(1));
        QTest::keyClick(table, Qt::Key_Escape);
        QCOMPARE(marked(), QString());
        QCOMPARE(m_server->count("POST"), 0);
    }

private:
    [[nodiscard]] int rowOf(const QByteArray &path) const
    {
        for (int number = 1; number <= int(m_rows.size()); ++number) {
            if (path.contains(rowUuid(number)))
                return number;
        }
        return 0;
    }

    [[nodiscard]] QString chipTexts() const
    {
        QStringList texts;
        for (const QWidget *each : m_desk->window->findChildren<QWidget *>()) {
            if (each->isVisible())
                texts << each->accessibleName() << each->toolTip();
        }
        return texts.join(u' ');
    }

    [[nodiscard]] bool open()
    {
        Desk::Options options;
        options.stuck = true;
        m_desk = std::make_unique<Desk>(m_server->url(), "0123456789abcdef0123456789abcdef01234567", options);
        return m_desk->open() && QTest::qWaitFor([this] { return m_desk->stuck->isSettled(); }, 20'000);
    }

    [[nodiscard]] bool openPage()
    {
        Desk::Options options;
        options.stuck = true;
        m_desk = std::make_unique<Desk>(m_server->url(), "0123456789abcdef0123456789abcdef01234567", options);
        m_page = new ui::StuckPage(m_desk->workspace(), *m_desk->commands, m_desk->window.get());
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
    QList<QByteArray> m_rows;
    std::unique_ptr<Desk> m_desk;
    ui::StuckPage *m_page = nullptr;
};

QTEST_MAIN(TestStuckPage)
#include "tst_stuckpage.moc"

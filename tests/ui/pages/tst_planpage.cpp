// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/startdemo.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/planmodel.h"
#include "ui/pages/planpage.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::Desk;
using Model = tables::RequestTableModel;
using ui::PlanPage;

/// Marks on the list, the plan that comes of them, and the run, against the embedded service: what a person does with
/// keys, and what they then see.
class TestPlanPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_demo = testsupport::startDemo(200);
        QVERIFY(m_demo);
    }
    void cleanup()
    {
        m_desk.reset();
        m_demo.reset();
    }

    void marksAreCountedAndStayOverAFilterAndARefresh()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_X);
        QVERIFY(isMarked(0));
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(isMarked(2) && isMarked(3) && !isMarked(1));
        QTRY_VERIFY(m_desk->shownText().contains(u"3 marked"));
        m_desk->page->setQueryLine(u"state:done"_s);
        QVERIFY(settle());
        QTRY_VERIFY(m_desk->shownText().contains(u"3 marked"));
        m_desk->page->setQueryLine({});
        QVERIFY(settle());
        m_desk->press(Qt::Key_F5);
        QVERIFY(settle());
        QVERIFY(isMarked(0) && isMarked(2) && isMarked(3));
        m_desk->press(Qt::Key_X); // the row that is read: it was marked last
        QVERIFY(!isMarked(3));
        m_desk->press(Qt::Key_Escape);
        if (isMarked(0)) // the first Esc closed a note
            m_desk->press(Qt::Key_Escape);
        QVERIFY(!isMarked(0) && !isMarked(2));
        QVERIFY(!m_desk->shownText().contains(u"marked"));
    }

    void clicksWithModifiersMark()
    {
        QVERIFY(open());
        click(1, Qt::ControlModifier);
        QVERIFY(isMarked(1));
        QCOMPARE(m_desk->page->currentRequest(), m_desk->page->model().uuidAt(1));
        click(4, Qt::ShiftModifier);
        QVERIFY(isMarked(2) && isMarked(3) && isMarked(4));
        click(3, Qt::ControlModifier);
        QVERIFY(!isMarked(3));
        click(0, Qt::NoModifier);
        QVERIFY(!isMarked(0) && isMarked(4)); // a plain click reads, and drops no mark
        QVERIFY(m_desk->table()->selectionModel()->isRowSelected(0));
    }

    void allThatMatchAreMarkedAndTheButtonSaysHowMany()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_1); // Sent
        QVERIFY(settle());
        const qint64 count = m_desk->page->shownCount();
        QVERIFY(count > 2);
        m_desk->press(Qt::Key_A, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->button(u"Set %1 erred"_s.arg(count)));
        QVERIFY(!m_desk->button(u"Set erred"_s));
        QVERIFY(m_desk->reasonLine().contains(u"marked"));
    }

    void theRowMenuCopies()
    {
        QVERIFY(open());
        const auto *table = m_desk->table();
        const QPoint at = table->visualRect(table->model()->index(2, Model::OfferingColumn)).center();
        emit const_cast<QTableView *>(table)->customContextMenuRequested(at);
        auto *menu = m_desk->window->findChild<QMenu *>(u"requests.rowMenu"_s);
        QVERIFY(menu);
        const auto run = [menu](const QString &id) {
            for (QAction *action : menu->actions()) {
                if (action->objectName() == id)
                    action->trigger();
            }
            return QGuiApplication::clipboard()->text();
        };
        const domain::Request row = m_desk->rowAt(2);
        QCOMPARE(run(u"requests.copyCell"_s), row.offeringName);
        QVERIFY(run(u"requests.copyRow"_s).contains(row.offeringName + u'\t'));
        QCOMPARE(run(u"requests.copyUuid"_s), row.uuid.toString());
        QCOMPARE(run(u"requests.copyLink"_s), u"waldesk://desk/request/"_s + row.uuid.toString());
        menu->close();
    }

    void whatWillHappenIsReadInANarrowWindowToo_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("all"); // columns
        QTest::newRow("wide") << QSize(1440, 900) << true;
        QTest::newRow("narrow") << QSize(980, 640) << false;
        QTest::newRow("the reason below the table") << QSize(720, 560) << false;
    }

    void whatWillHappenIsReadInANarrowWindowToo()
    {
        QFETCH(QSize, size);
        QFETCH(bool, all);
        QVERIFY(open());
        m_desk->press(Qt::Key_1);
        QVERIFY(settle());
        m_desk->press(Qt::Key_A, Qt::ControlModifier);
        m_desk->press(Qt::Key_E);
        QTRY_VERIFY(m_plan->isVisible() && m_plan->isSettled());
        m_desk->window->resize(size);
        const auto *table = m_desk->named<QTableView>("plan.table");
        const QModelIndex what = table->model()->index(0, ui::PlanModel::WhatColumn);
        const int words = table->fontMetrics().horizontalAdvance(what.data().toString());
        QTRY_VERIFY(table->visualRect(what).width() > words);
        QVERIFY(table->visualRect(what).right() <= table->viewport()->width());
        QVERIFY(!table->isColumnHidden(ui::PlanModel::NowColumn));
        QCOMPARE(!table->isColumnHidden(ui::PlanModel::BecomesColumn), all);
        m_desk->window->resize(1440, 900); // and they come back
        QTRY_VERIFY(!table->isColumnHidden(ui::PlanModel::BecomesColumn));
    }

    /// The whole of task 5: filter, mark, plan, reason, send.
    void manyAreSetErredWithAFewKeys()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_1);
        QVERIFY(settle());
        const auto count = static_cast<int>(m_desk->page->shownCount());
        m_desk->press(Qt::Key_A, Qt::ControlModifier);
        m_desk->press(Qt::Key_E);
        QTRY_VERIFY(m_plan->isVisible());
        QTRY_VERIFY(m_plan->isSettled());
        QTRY_COMPARE(title(), u"Set %1 erred"_s.arg(count));
        QVERIFY(m_desk->named<QPlainTextEdit>("plan.reason")->hasFocus());
        m_desk->type(u"Host of {offering} retired"_s);
        m_desk->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->connection.bulk.queue());
        QTRY_COMPARE(m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done), count);
        QTRY_COMPARE(title(), u"Set erred: %1 of %1 done"_s.arg(count));
        const auto &rows = m_desk->connection.bulk.queue()->rows();
        const auto server = m_desk->onServer(rows.back().job.before.uuid);
        QCOMPARE(server->state, domain::State::Erred);
        QCOMPARE(QString::fromUtf8(server->error.message), u"Host of %1 retired"_s.arg(server->offeringName));
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->page->isVisible());
        QVERIFY(m_desk->note().isEmpty()); // the run told it, not a note for each
    }

    void aReasonThatWasWrittenComesBack()
    {
        QVERIFY(open());
        const auto rows = openRows(3);
        QCOMPARE(rows.size(), size_t(3));
        QVERIFY(begin(domain::Action::SetErred, {rows[0], rows[1]}));
        auto *reason = m_desk->named<QPlainTextEdit>("plan.reason");
        reason->setPlainText(u"Moved, see {ticket}"_s);
        m_desk->named<QLineEdit>("plan.ticket")->setText(u"T-7"_s);
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_plan->isVisible());
        // One row more or less is the same work; other rows are not.
        QVERIFY(begin(domain::Action::SetErred, {rows[2]}));
        QVERIFY(!reason->toPlainText().contains(u"Moved"));
        QVERIFY(begin(domain::Action::SetErred, {rows[1], rows[2]}));
        QCOMPARE(reason->toPlainText(), u"Moved, see {ticket}"_s);
        QCOMPARE(m_desk->named<QLineEdit>("plan.ticket")->text(), u"T-7"_s);
        m_desk->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->connection.bulk.queue() && !m_desk->connection.bulk.isRunning());
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_plan->isVisible());
        // What was sent is no draft.
        QVERIFY(begin(domain::Action::SetErred, {rows[1], rows[0]}));
        QVERIFY(!reason->toPlainText().contains(u"Moved"));
    }

    /// The background of a row under way goes from each of its cells: what a view painted is painted anew only where
    /// the model says so.
    void noCellKeepsTheLookOfSending()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, openRows(6)));
        const QAbstractItemModel *model = table()->model();
        QHash<QModelIndex, bool> painted;
        int wereSending = 0;
        const auto paint = [&](const QModelIndex &first, const QModelIndex &last) {
            for (int row = first.row(); row <= last.row(); ++row) {
                for (int column = first.column(); column <= last.column(); ++column) {
                    const QModelIndex cell = model->index(row, column);
                    painted[cell] = cell.data(ui::PlanModel::SendingRole).toBool();
                }
            }
        };
        const QObject context;
        connect(model, &QAbstractItemModel::dataChanged, &context, paint);
        connect(&m_desk->connection.bulk, &session::BulkWrites::changed, &context, [&] {
            // A view may paint all of it at any time; here once, while rows are under way.
            if (wereSending > 0)
                return;
            paint(model->index(0, 0), model->index(model->rowCount() - 1, model->columnCount() - 1));
            wereSending = static_cast<int>(std::ranges::count(painted, true));
        });
        send()->click();
        QTRY_COMPARE(title(), u"Set erred: 6 of 6 done"_s);
        QVERIFY(wereSending > 0);
        QCOMPARE(painted.size(), model->rowCount() * model->columnCount());
        QCOMPARE(std::ranges::count(painted, true), 0);
    }

    void rowsAreLeftOutAndLeftAlone()
    {
        QVERIFY(open());
        std::vector<domain::Request> rows{seen(domain::State::Sent), seen(domain::State::Done),
                                          seen(domain::State::Processing)};
        QVERIFY(begin(domain::Action::SetErred, rows));
        QAbstractItemModelTester tester(table()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(title(), u"Set 2 erred"_s);
        QCOMPARE(what(0), u"will change"_s);
        QVERIFY(what(1).contains(u"overwrite"));
        QCOMPARE(tallies(), u"2 will change \u00B7 1 not allowed"_s);
        QVERIFY(m_desk->named<QWidget>("plan.chips")->isVisible());
        QVERIFY(!m_desk->named<QLabel>("plan.tallies")->isVisible());
        QVERIFY(m_desk->named<QWidget>("plan.chips")->toolTip().isEmpty());
        table()->setFocus();
        table()->setCurrentIndex(table()->model()->index(0, 0));
        m_desk->press(Qt::Key_Space);
        QCOMPARE(title(), u"Set 1 erred"_s);
        QCOMPARE(what(0), u"left out by you"_s);
        table()->setCurrentIndex(table()->model()->index(1, 0));
        m_desk->press(Qt::Key_Space);
        QCOMPARE(title(), u"Set 1 erred"_s); // Done stays as it is
        QVERIFY(send()->isEnabled());
        send()->click();
        QTRY_COMPARE(what(2), u"Set erred."_s);
        QCOMPARE(m_desk->onServer(rows[0].uuid)->state, domain::State::Sent);
        QCOMPARE(m_desk->onServer(rows[1].uuid)->state, domain::State::Done);
    }

    void whatIsMissingIsSaid()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, {seen(domain::State::Sent)}));
        auto *reason = m_desk->named<QPlainTextEdit>("plan.reason");
        QVERIFY(send()->isEnabled()); // the likely template stands there
        reason->setPlainText(u" "_s);
        QVERIFY(!send()->isEnabled());
        QVERIFY(hint().contains(u"reason is needed"));
        reason->setPlainText(u"see {tiket}"_s);
        QVERIFY(hint().contains(u"{tiket}"));
        reason->setPlainText(u"see {ticket}"_s);
        QVERIFY(hint().contains(u"ticket"));
        QVERIFY(m_desk->named<QLineEdit>("plan.ticket")->isVisible());
        m_desk->named<QLineEdit>("plan.ticket")->setText(u"HD-7"_s);
        QVERIFY(send()->isEnabled());
        send()->click();
        QTRY_COMPARE(what(0), u"Set erred."_s);
        const auto uuid = m_desk->connection.bulk.queue()->rows().front().job.before.uuid;
        QCOMPARE(m_desk->onServer(uuid)->error.message, QByteArray("see HD-7"));
    }

    void productionWantsTheNumberTyped()
    {
        QVERIFY(open(domain::Environment::Production));
        std::vector<domain::Request> rows = openRows(11);
        for (int missing = 11 - static_cast<int>(rows.size()); missing > 0; --missing)
            m_desk->client.create(rows.front().offering, m_desk->page,
                                  [&rows](const api::Result<api::OneRequest> &made) {
                                      if (made)
                                          rows.push_back(made->request);
                                  });
        QTRY_COMPARE(rows.size(), size_t(11));
        QVERIFY(begin(domain::Action::SetErred, rows));
        QVERIFY(!send()->isEnabled());
        QVERIFY(hint().contains(u"locked"));
        m_desk->session.unlock();
        QTRY_VERIFY(hint().contains(u"Type 11"));
        auto *number = m_desk->named<QLineEdit>("plan.number");
        QVERIFY(number->isVisible());
        number->setFocus();
        m_desk->named<QPushButton>("plan.again")->click();
        QVERIFY(!number->isVisible());
        QVERIFY(table()->hasFocus()); // not the button beside it
        QTRY_VERIFY(number->isVisible());
        number->setText(u"10"_s);
        QVERIFY(!send()->isEnabled());
        number->setText(u"11"_s);
        QVERIFY(send()->isEnabled());
        table()->setFocus();
        m_desk->press(Qt::Key_Space); // ten need no number
        QVERIFY(!number->isVisible());
        QVERIFY(send()->isEnabled());
        m_desk->session.lock();
        QTRY_VERIFY(!send()->isEnabled());
    }

    void aStopLeavesTheRestForAnotherPlan()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, openRows(8)));
        connect(&m_desk->connection.bulk, &session::BulkWrites::begun, this,
                [this] { m_desk->connection.bulk.queue()->cancel(); });
        send()->click();
        QTRY_VERIFY(m_desk->connection.bulk.queue() && !m_desk->connection.bulk.isRunning());
        const auto *queue = m_desk->connection.bulk.queue();
        const int left = static_cast<int>(queue->neverSent().size());
        QVERIFY(left >= 6);
        disconnect(&m_desk->connection.bulk, &session::BulkWrites::begun, this, nullptr);
        QPushButton *rest = m_desk->named<QPushButton>("plan.rest");
        QTRY_VERIFY(rest->isVisible());
        QCOMPARE(rest->text(), u"Plan the other %1"_s.arg(left));
        rest->setFocus();
        rest->click();
        QTRY_VERIFY(m_plan->isSettled());
        QTRY_COMPARE(title(), u"Set %1 erred"_s.arg(left));
        QVERIFY(send()->isEnabled()); // the reason stayed
        m_desk->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done), left);
    }

    /// A button that goes under a person's finger leaves the keys of the plan where they are.
    void aButtonThatGoesLeavesTheFocusOnTheRows()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, openRows(8)));
        auto *again = m_desk->named<QPushButton>("plan.again");
        again->setFocus();
        again->click();
        QVERIFY(!again->isEnabled());
        QVERIFY(table()->hasFocus());
        QTRY_VERIFY(m_plan->isSettled());
        auto *stop = m_desk->named<QPushButton>("plan.stop");
        const QObject context;
        connect(&m_desk->connection.bulk, &session::BulkWrites::changed, &context, [&] {
            if (m_desk->connection.bulk.queue()->state() != workflows::BulkQueue::State::Running)
                return;
            m_desk->connection.bulk.queue()->pause();
        });
        QTRY_VERIFY(send()->isEnabled());
        send()->click();
        QTRY_VERIFY(stop->isVisible());
        stop->setFocus();
        stop->click();
        QTRY_VERIFY(!stop->isVisible());
        QVERIFY(table()->hasFocus());
    }

    void howManyAreSentAtATimeIsChosenAndKept()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, openRows(6)));
        auto *atOnce = m_desk->named<QSpinBox>("plan.atOnce");
        QCOMPARE(atOnce->value(), 2);
        atOnce->setValue(5);
        QVERIFY(hint().contains(u"5 at a time"));
        const QString file = m_desk->folder.filePath(u"window.ini"_s);
        QCOMPARE(session::BulkWrites::readSettings(file).atOnce, 5);
        int most = 0;
        const QObject context;
        connect(&m_desk->connection.bulk, &session::BulkWrites::changed, &context, [&] {
            most = std::max(most, m_desk->connection.bulk.queue()->count(workflows::BulkQueue::RowState::Sending));
        });
        send()->click();
        QTRY_COMPARE(title(), u"Set erred: 6 of 6 done"_s);
        QCOMPARE(most, 5);
        QVERIFY(!atOnce->isEnabled());
    }

    void anotherPlanWaitsForTheRun()
    {
        QVERIFY(open());
        QVERIFY(begin(domain::Action::SetErred, openRows(4)));
        connect(&m_desk->connection.bulk, &session::BulkWrites::begun, this,
                [this] { m_desk->connection.bulk.queue()->pause(); });
        send()->click();
        QTRY_VERIFY(m_desk->connection.bulk.queue());
        QTRY_VERIFY(m_desk->named<QPushButton>("plan.pause")->isVisible());
        QTRY_COMPARE(m_desk->named<QPushButton>("plan.pause")->text(), u"Go on"_s);
        QVERIFY(hint().contains(u"Paused by you"));
        QVERIFY(!m_plan->begin(domain::Action::Start, openRows(1)));
        m_desk->named<QPushButton>("plan.pause")->click();
        QTRY_VERIFY(!m_desk->connection.bulk.isRunning());
        QCOMPARE(m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done), 4);
    }

    void askingAgainFollowsTheNewOnes()
    {
        QVERIFY(open());
        std::vector<domain::Request> rows;
        QSet<domain::Uuid> known;
        for (int row = 0; row < m_desk->page->model().rowCount(); ++row) {
            const domain::Request each = m_desk->rowAt(row);
            if (each.state == domain::State::Erred && !m_desk->store.hasOpen(each.offering) &&
                !known.contains(each.offering) && known.size() < 2) {
                known.insert(each.offering);
                rows.push_back(each);
                rows.push_back(each);
            }
        }
        if (rows.empty())
            QSKIP("every offering of the demo has an open request");
        QVERIFY(begin(domain::Action::AskAgain, rows));
        QVERIFY(!m_desk->named<QPlainTextEdit>("plan.reason")->isVisible());
        const auto count = static_cast<int>(known.size());
        QCOMPARE(table()->model()->rowCount(), count);
        send()->click();
        QTRY_VERIFY(m_desk->connection.bulk.queue());
        QTRY_COMPARE(m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done), count);
        QCOMPARE(m_desk->connection.bulk.follower().openCount(), count);
        QTRY_VERIFY(tallies().contains(u"followed"));
    }

    void whatWasFoundIsImported()
    {
        QVERIFY(open());
        const auto waiting = waitingResources(3);
        QCOMPARE(waiting.size(), size_t(3));
        show();
        QVERIFY(m_plan->beginResources(domain::Action::ImportResource, waiting));
        QTRY_VERIFY(m_plan->isSettled());
        QCOMPARE(title(), u"Import 3"_s);
        QVERIFY(!m_desk->named<QPlainTextEdit>("plan.reason")->isVisible());
        const QAbstractItemModel *model = table()->model();
        const QAbstractItemModelTester tester(table()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model->headerData(ui::PlanModel::NowColumn, Qt::Horizontal).toString(), u"Project"_s);
        QCOMPARE(model->index(0, ui::PlanModel::RequestColumn).data().toString(), waiting[0].name);
        QCOMPARE(model->index(0, ui::PlanModel::NowColumn).data().toString(), waiting[0].projectName);
        QVERIFY(what(0).startsWith(u"will be imported"));
        QVERIFY(m_desk->shownText().contains(u"The project is a guess of the agent"));
        QVERIFY(m_desk->shownText().contains(u"Into "));
        table()->setFocus();
        m_desk->press(Qt::Key_Space); // the first is left out
        QTRY_COMPARE(title(), u"Import 2"_s);
        m_desk->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->connection.bulk.queue() && !m_desk->connection.bulk.isRunning());
        QCOMPARE(m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done), 2);
        QTRY_COMPARE(title(), u"Import: 2 of 2 done"_s);
        QVERIFY(what(1).contains(u"Imported"));
        QVERIFY(isWaiting(waiting[0].uuid));
        QVERIFY(!isWaiting(waiting[1].uuid) && !isWaiting(waiting[2].uuid));
        const auto lines = archive::Journal::readFile(m_desk->journal.file()).entries;
        QCOMPARE(lines.size(), size_t(4));
        QVERIFY(lines.front().resource && lines.front().verb == u"import");
    }

    void anImportMayHaveToChooseItsPlan()
    {
        QVERIFY(open());
        const auto waiting = waitingResources(1);
        show();
        QVERIFY(m_plan->beginResources(domain::Action::ImportResource, waiting));
        QTRY_VERIFY(m_plan->isSettled());
        auto *list = m_plan->findChild<QComboBox *>(u"plan.choice."_s + waiting.front().offering.toString());
        QVERIFY(list && list->isVisible());
        QVERIFY(m_desk->shownText().contains(u"Plan for"));
        QVERIFY(send()->isEnabled()); // there is one plan, or none is needed
        QTRY_VERIFY(list->currentText() == u"Default" || list->currentText() == u"No plan");
    }

    void whatWasFoundIsDismissed()
    {
        QVERIFY(open());
        const auto waiting = waitingResources(1);
        show();
        QVERIFY(m_plan->beginResources(domain::Action::DismissResource, waiting));
        QTRY_VERIFY(m_plan->isSettled());
        QCOMPARE(title(), u"Dismiss 1"_s);
        QVERIFY(m_desk->shownText().contains(u"the next request finds it again"));
        send()->click();
        QTRY_VERIFY(m_desk->connection.bulk.queue() && !m_desk->connection.bulk.isRunning());
        QVERIFY(!isWaiting(waiting.front().uuid));
        // A second plan finds nothing to do and says why.
        QVERIFY(m_plan->beginResources(domain::Action::DismissResource, waiting));
        QTRY_VERIFY(m_plan->isSettled());
        QVERIFY(!send()->isEnabled());
        QVERIFY(what(0).contains(u"imported or dismissed"));
    }

    void ownTemplatesAreKept()
    {
        QVERIFY(open());
        QSettings(m_desk->folder.filePath(u"window.ini"_s), QSettings::IniFormat)
            .setValue(u"plan/reasons"_s, QByteArray("[{\"name\":\"Moved & gone\",\"text\":\"Moved to {offering}\"}]"));
        QVERIFY(makePlanPage());
        QVERIFY(begin(domain::Action::SetErred, {seen(domain::State::Sent)}));
        m_desk->press(Qt::Key_6, Qt::AltModifier);
        QCOMPARE(m_desk->named<QPlainTextEdit>("plan.reason")->toPlainText(), u"Moved to {offering}"_s);
        QCOMPARE(m_desk->named<QPushButton>("plan.reason6")->accessibleName(), u"Moved & gone"_s);
        m_desk->press(Qt::Key_1, Qt::AltModifier);
        QVERIFY(m_desk->named<QPlainTextEdit>("plan.reason")->toPlainText().startsWith(u"Not picked up"));
    }

    /// For the eye: set WALDESK_PICTURES to a folder.
    void pictures()
    {
        const QString folder = qEnvironmentVariable("WALDESK_PICTURES");
        if (folder.isEmpty())
            QSKIP("WALDESK_PICTURES names no folder");
        for (const auto scheme : {ui::WaldeskStyle::Scheme::Light, ui::WaldeskStyle::Scheme::Dark}) {
            const QString name = scheme == ui::WaldeskStyle::Scheme::Dark ? u"dark"_s : u"light"_s;
            qobject_cast<ui::WaldeskStyle *>(qApp->style())->setScheme(scheme);
            QVERIFY(open());
            m_desk->press(Qt::Key_X);
            m_desk->press(Qt::Key_Down, Qt::ShiftModifier);
            m_desk->press(Qt::Key_Down, Qt::ShiftModifier);
            QVERIFY(m_desk->window->grab().save(folder + u"/marks-"_s + name + u".png"_s));
            auto rows = openRows(9);
            rows.push_back(seen(domain::State::Done));
            rows.push_back(seen(domain::State::Erred));
            QVERIFY(begin(domain::Action::SetErred, rows));
            QVERIFY(m_desk->window->grab().save(folder + u"/plan-"_s + name + u".png"_s));
            connect(&m_desk->connection.bulk, &session::BulkWrites::changed, this, [this] {
                if (m_desk->connection.bulk.queue()->count(domain::WriteOutcome::Done) == 3)
                    m_desk->connection.bulk.queue()->pause();
            });
            send()->click();
            QTRY_VERIFY(m_desk->connection.bulk.queue() &&
                        m_desk->connection.bulk.queue()->state() == workflows::BulkQueue::State::Paused);
            QTRY_VERIFY(m_desk->named<QPushButton>("plan.pause")->text() == u"Go on");
            QVERIFY(m_desk->window->grab().save(folder + u"/plan-running-"_s + name + u".png"_s));
            disconnect(&m_desk->connection.bulk, &session::BulkWrites::changed, this, nullptr);
        }
        qobject_cast<ui::WaldeskStyle *>(qApp->style())->setScheme(ui::WaldeskStyle::Scheme::Light);
    }

private:
    [[nodiscard]] bool makePlanPage()
    {
        delete m_plan;
        const ui::Workspace workspace{m_desk->connection, m_desk->store, m_desk->feed,
                                      m_desk->folder.filePath(u"window.ini"_s)};
        m_plan = new PlanPage(workspace, *m_desk->commands, m_desk->window.get());
        m_desk->window->layout()->addWidget(m_plan);
        m_plan->hide();
        connect(m_plan, &PlanPage::closed, m_desk->page, [this] {
            m_plan->hide();
            m_desk->page->show();
            m_desk->page->setFocus();
        });
        return true;
    }
    [[nodiscard]] bool open(domain::Environment environment = domain::Environment::Test)
    {
        m_desk.reset();
        m_plan = nullptr;
        m_desk = std::make_unique<Desk>(m_demo->url(), m_demo->tokens().staff,
                                        Desk::Options{{1440, 900}, environment, 5000, true});
        connect(m_desk->page, &ui::RequestsPage::planWanted, m_desk->page,
                [this](domain::Action action, const std::vector<domain::Request> &rows) {
                    show();
                    m_plan->begin(action, rows);
                });
        const bool made =
            makePlanPage() && m_desk->open() && QTest::qWaitFor([this] { return m_desk->session.hasPerson(); }, 20'000);
        m_desk->table()->setFocus();
        return made;
    }
    void show()
    {
        m_desk->page->hide();
        m_plan->show();
        m_plan->setFocus();
    }
    [[nodiscard]] bool begin(domain::Action action, const std::vector<domain::Request> &rows)
    {
        show();
        return m_plan->begin(action, rows) && QTest::qWaitFor([this] { return m_plan->isSettled(); }, 20'000);
    }
    [[nodiscard]] bool settle()
    {
        return QTest::qWaitFor([this] { return m_desk->page->isSettled(); }, 20'000);
    }
    void click(int row, Qt::KeyboardModifiers modifiers)
    {
        const QTableView *table = m_desk->table();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers,
                          table->visualRect(table->model()->index(row, Model::OfferingColumn)).center());
    }
    [[nodiscard]] bool isMarked(int row) const
    {
        return m_desk->table()->model()->index(row, 0).data(tables::MarkedRole).toBool();
    }
    [[nodiscard]] domain::Request seen(domain::State state) const { return m_desk->rowAt(m_desk->shownRow(state)); }
    [[nodiscard]] std::vector<domain::Request> openRows(int most) const
    {
        std::vector<domain::Request> rows;
        for (int row = 0; row < m_desk->page->model().rowCount() && static_cast<int>(rows.size()) < most; ++row) {
            if (domain::isOpen(m_desk->rowAt(row).state))
                rows.push_back(m_desk->rowAt(row));
        }
        return rows;
    }
    [[nodiscard]] std::vector<domain::BackendResource> waitingResources(size_t most)
    {
        std::optional<std::vector<domain::BackendResource>> rows;
        m_desk->client.backendResources({}, 1, m_desk->page,
                                        [&rows](const api::Result<api::BackendResourcePage> &page) {
                                            rows = page ? page->rows : std::vector<domain::BackendResource>();
                                        });
        if (!QTest::qWaitFor([&rows] { return rows.has_value(); }, 20'000))
            return {};
        rows->resize(std::min(most, rows->size()));
        return *rows;
    }
    [[nodiscard]] bool isWaiting(const domain::Uuid &resource)
    {
        std::optional<bool> waits;
        m_desk->client.backendResource(
            resource, m_desk->page,
            [&waits](const api::Result<domain::BackendResource> &result) { waits = static_cast<bool>(result); });
        return QTest::qWaitFor([&waits] { return waits.has_value(); }, 20'000) && *waits;
    }
    [[nodiscard]] QTableView *table() const { return m_desk->named<QTableView>("plan.table"); }
    [[nodiscard]] QPushButton *send() const { return m_desk->named<QPushButton>("plan.send"); }
    [[nodiscard]] QString title() const { return m_desk->named<QLabel>("plan.title")->text(); }
    [[nodiscard]] QString hint() const { return m_desk->named<QLabel>("plan.hint")->text(); }
    [[nodiscard]] QString tallies() const
    {
        const auto *chips = m_desk->named<QWidget>("plan.chips");
        return chips->isVisible() ? chips->accessibleName() : m_desk->named<QLabel>("plan.tallies")->text();
    }
    [[nodiscard]] QString what(int row) const
    {
        return table()->model()->index(row, ui::PlanModel::WhatColumn).data().toString();
    }

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<Desk> m_desk;
    PlanPage *m_plan = nullptr;
};

QTEST_MAIN(TestPlanPage)
#include "tst_planpage.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/startdemo.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/listfoot.h"
#include "ui/panels/notebar.h"
#include "ui/widgets/queryline.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::Desk;
using Model = tables::RequestTableModel;

/// The page against the embedded service: what a person does with keys, and what they then see.
class TestRequestsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        m_demo = testsupport::startDemo(400);
        QVERIFY(m_demo);
    }

    void cleanup() { m_desk.reset(); }

    void opensOnTheNewestRequestsAndSaysHowManyItSees()
    {
        QVERIFY(open());
        QCOMPARE(m_desk->page->shownCount(), 400);
        QVERIFY(m_desk->table());
        QVERIFY(m_desk->filter());
        QTRY_VERIFY(m_desk->shownText().contains(u"400"));
        QVERIFY(!m_desk->page->currentRequest().isNil());
        for (const auto &name : {u"All"_s, u"Sent"_s, u"Processing"_s, u"Done"_s, u"Erred"_s})
            QVERIFY2(m_desk->button(name), qPrintable(name));
    }

    // The rows are painted before the detail beside them is built.
    void keysBeforeTheFirstRowsDoNoHarm_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifier");
        QTest::newRow("read it") << int(Qt::Key_Return) << int(Qt::NoModifier);
        QTest::newRow("all fields") << int(Qt::Key_F) << int(Qt::NoModifier);
        QTest::newRow("raw text") << int(Qt::Key_T) << int(Qt::NoModifier);
        QTest::newRow("next match") << int(Qt::Key_N) << int(Qt::NoModifier);
        QTest::newRow("previous match") << int(Qt::Key_N) << int(Qt::ShiftModifier);
        QTest::newRow("copy") << int(Qt::Key_C) << int(Qt::ControlModifier);
        QTest::newRow("mark") << int(Qt::Key_X) << int(Qt::NoModifier);
        QTest::newRow("set erred") << int(Qt::Key_E) << int(Qt::NoModifier);
        QTest::newRow("leave") << int(Qt::Key_Escape) << int(Qt::NoModifier);
    }

    void keysBeforeTheFirstRowsDoNoHarm()
    {
        QFETCH(int, key);
        QFETCH(int, modifier);
        m_desk = std::make_unique<Desk>(m_demo->url(), m_demo->tokens().staff, Desk::Options());
        m_desk->window->show();
        m_desk->window->activateWindow();
        m_desk->page->start();
        m_desk->press(key, Qt::KeyboardModifiers(modifier));
        QVERIFY(settle());
        QVERIFY(!m_desk->page->currentRequest().isNil());
        QCOMPARE(m_desk->named<QLabel>("detail.uuid")->text(), m_desk->page->currentRequest().toString());
    }

    void aRequestIsOpenedBeforeTheFirstRows()
    {
        QVERIFY(open());
        const domain::Uuid wanted = m_desk->page->model().uuidAt(17);
        QVERIFY(!wanted.isNil());
        for (const QSize &size : {QSize(1240, 800), QSize(560, 700)}) { // beside the list, and in its place
            Desk::Options options;
            options.size = size;
            m_desk = std::make_unique<Desk>(m_demo->url(), m_demo->tokens().staff, options);
            m_desk->window->show();
            m_desk->page->start();
            m_desk->page->openRequest(wanted);
            QVERIFY(settle());
            QTRY_COMPARE(m_desk->page->currentRequest(), wanted);
            QTRY_COMPARE(m_desk->named<QLabel>("detail.uuid")->text(), wanted.toString());
        }
    }

    void aDigitShowsOneStateAndNullAll()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_4);
        QVERIFY(settle());
        QVERIFY(m_desk->page->shownCount() > 0);
        for (int row = 0; row < m_desk->page->model().rowCount(); ++row)
            QCOMPARE(m_desk->rowAt(row).state, domain::State::Erred);
        QCOMPARE(m_desk->page->queryLine(), u"state:erred"_s);
        m_desk->press(Qt::Key_1, Qt::ControlModifier);
        QVERIFY(settle());
        QVERIFY(m_desk->shownRow(domain::State::Sent) >= 0);
        QVERIFY(m_desk->shownRow(domain::State::Erred) >= 0);
        m_desk->press(Qt::Key_0);
        QVERIFY(settle());
        QTRY_COMPARE(m_desk->page->shownCount(), 400);
    }

    void typedWordsFilterAtOnceAndEnterMakesAChip()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(m_desk->filter()->hasFocus());
        m_desk->type(u"sacctmgr"_s);
        QTRY_VERIFY(m_desk->page->shownCount() > 0 && m_desk->page->shownCount() < 400);
        const qint64 shown = m_desk->page->shownCount();
        m_desk->press(Qt::Key_Return);
        QVERIFY(settle());
        QCOMPARE(m_desk->filter()->text(), QString());
        QCOMPARE(m_desk->page->queryLine(), u"sacctmgr"_s);
        QTRY_COMPARE(m_desk->page->shownCount(), shown);
        m_desk->press(Qt::Key_Backspace);
        QTRY_COMPARE(m_desk->page->shownCount(), 400);
    }

    void enterInTheEmptyLineGoesToTheList()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(m_desk->filter()->hasFocus());
        m_desk->type(u"sacctmgr"_s);
        m_desk->press(Qt::Key_Return);
        QVERIFY(m_desk->filter()->hasFocus()); // one more word may follow
        m_desk->press(Qt::Key_Return);
        QTRY_VERIFY(m_desk->table()->hasFocus());
        QCOMPARE(m_desk->page->queryLine(), u"sacctmgr"_s);
    }

    void whatIsNotUnderstoodSaysWhyAndChangesNothing()
    {
        QVERIFY(open());
        m_desk->press(Qt::Key_Slash);
        QGuiApplication::clipboard()->setText(u"agee:>2h"_s);
        m_desk->filter()->paste();
        m_desk->press(Qt::Key_Return);
        QCOMPARE(m_desk->page->shownCount(), 400);
        QCOMPARE(m_desk->filter()->text(), u"agee:>2h"_s);
        QCOMPARE(m_desk->page->queryLine(), QString());
        QVERIFY(m_desk->named<ui::QueryLine>("requests.query")->textError().contains(u"age"));
        m_desk->press(Qt::Key_Escape);
        QCOMPARE(m_desk->filter()->text(), QString());
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->table()->hasFocus());
    }

    void sortingAndFilteringKeepTheChosenRequest()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        for (int i = 0; i < 7; ++i)
            m_desk->press(Qt::Key_J);
        const domain::Uuid chosen = m_desk->page->currentRequest();
        QCOMPARE(chosen, m_desk->page->model().uuidAt(7));
        m_desk->table()->horizontalHeader()->setSortIndicator(Model::OfferingColumn, Qt::AscendingOrder);
        QVERIFY(settle());
        QCOMPARE(m_desk->page->currentRequest(), chosen);
        m_desk->press(Qt::Key_F5);
        QVERIFY(settle());
        QCOMPARE(m_desk->page->currentRequest(), chosen);
        const domain::State state = m_desk->rowAt(m_desk->page->model().rowOf(chosen)).state;
        m_desk->press(state == domain::State::Done ? Qt::Key_4 : Qt::Key_3);
        QVERIFY(settle());
        QTRY_VERIFY(m_desk->page->model().rowOf(chosen) < 0);
        m_desk->press(Qt::Key_0);
        QVERIFY(settle());
        QTRY_COMPARE(m_desk->page->currentRequest(), chosen);
    }

    void aRefreshMovesNothing()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        // Until the rows are laid out the end of the scroll bar is that of fewer rows.
        QTRY_VERIFY(m_desk->table()->verticalScrollBar()->maximum() > 300);
        m_desk->table()->verticalScrollBar()->setValue(100);
        QCOMPARE(m_desk->table()->rowAt(0), 100);
        const domain::Uuid top = m_desk->page->model().uuidAt(m_desk->table()->rowAt(0));
        m_desk->press(Qt::Key_F5);
        QVERIFY(settle());
        QCOMPARE(m_desk->page->model().uuidAt(m_desk->table()->rowAt(0)), top);
    }

    void anAgeIsTheSameInTheRowAndBesideIt()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        // The rows were painted with the ages of then; another one is chosen before the next tick of the clock.
        m_desk->page->model().setNow(m_desk->connection.clock.now() - domain::Duration::seconds(-7200));
        m_desk->press(Qt::Key_J);
        const QString inRow = m_desk->cell(1, tables::RequestTableModel::CreatedColumn);
        const QString beside = m_desk->named<QLabel>("detail.age")->text();
        QVERIFY2(beside == inRow + u" ago"_s, qPrintable(inRow + u" and "_s + beside));
    }

    void howSomethingAskedAgainEndedIsSaid_data()
    {
        QTest::addColumn<domain::State>("state");
        QTest::addColumn<workflows::LiveEvent::Kind>("kind");
        QTest::addColumn<QString>("end");
        using Kind = workflows::LiveEvent::Kind;
        // Created at 0, started at 180, finished at 200: a person waited for all of it.
        QTest::newRow("done") << domain::State::Done << Kind::Ended << u"Done after 3 min."_s;
        QTest::newRow("erred") << domain::State::Erred << Kind::Ended << u"ended Erred after 3 min."_s;
        QTest::newRow("gone") << domain::State::Processing << Kind::Gone << u"it is no longer on the server."_s;
    }
    void howSomethingAskedAgainEndedIsSaid()
    {
        QFETCH(domain::State, state);
        QFETCH(workflows::LiveEvent::Kind, kind);
        QFETCH(QString, end);
        QVERIFY(open());
        workflows::LiveEvent event;
        event.kind = kind;
        event.row = m_desk->rowAt(0);
        event.row.state = state;
        event.row.started = event.row.created + domain::Duration::seconds(180);
        event.row.finished = event.row.created + domain::Duration::seconds(200);
        ui::ListFoot foot(u"test"_s, m_desk->connection, m_desk->store, m_desk->window.get());
        foot.sayEnd(event);
        QVERIFY2(foot.note().sentence().endsWith(end), qPrintable(foot.note().sentence()));
    }

    void whatIsReadStaysWhenItIsGone()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        for (int i = 0; i < 5; ++i)
            m_desk->press(Qt::Key_J);
        const domain::Uuid read = m_desk->page->currentRequest();
        const domain::Uuid below = m_desk->page->model().uuidAt(6);
        const std::vector<tables::RowIndex> gone{*m_desk->store.find(read), *m_desk->store.find(below)};
        const domain::Uuid neighbour = m_desk->page->model().uuidAt(7);
        m_desk->store.remove(gone);
        // It is still read, and nothing can be done with it.
        QCOMPARE(m_desk->page->currentRequest(), read);
        QVERIFY(m_desk->named<QLabel>("detail.gone")->isVisible());
        QVERIFY(m_desk->named<QLabel>("detail.offering")->font().strikeOut());
        QCOMPARE(m_desk->named<QLabel>("detail.uuid")->text(), read.toString());
        QVERIFY2(m_desk->reasonLine().contains(u"no longer on the server"), qPrintable(m_desk->reasonLine()));
        for (const char *id : {"request.start", "request.done", "request.erred", "request.askAgain"}) {
            if (const QAction *action = m_desk->commands->find(QLatin1String(id)))
                QVERIFY2(!action->isEnabled(), id);
        }
        QCOMPARE(m_desk->page->shownCount(), 398);
        QCOMPARE(m_desk->table()->currentIndex().data(tables::GoneRole).toBool(), true);
        // Going on and coming back finds it; another query takes it away, and its neighbour is read.
        m_desk->press(Qt::Key_J);
        QTRY_VERIFY(!m_desk->named<QLabel>("detail.gone")->isVisible());
        QVERIFY(!m_desk->named<QLabel>("detail.offering")->font().strikeOut());
        m_desk->press(Qt::Key_K);
        QCOMPARE(m_desk->page->currentRequest(), read);
        m_desk->page->setQueryLine(u"-uuid:%1"_s.arg(QString(32, u'0')));
        QVERIFY(settle());
        QTRY_COMPARE(m_desk->page->currentRequest(), neighbour);
        QVERIFY(!m_desk->named<QLabel>("detail.gone")->isVisible());
    }

    void setErredCanBeTakenBack()
    {
        QVERIFY(open());
        const domain::Uuid row = goTo(domain::State::Sent);
        m_desk->press(Qt::Key_E);
        QDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = visibleDialog()));
        type(dialog, u"Nobody listens"_s);
        QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!visibleDialog());
        QTRY_VERIFY(m_desk->pending(m_desk->page->model().rowOf(row)).contains(u"Erred in"));
        QVERIFY(m_desk->named<QWidget>("requests.undo")->isVisible());
        QVERIFY(m_desk->reasonLine().contains(u"Undo (z) is possible"));
        m_desk->window->activateWindow();
        QTRY_VERIFY(m_desk->table()->hasFocus());
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(!m_desk->named<QWidget>("requests.undo")->isVisible());
        QVERIFY(m_desk->note().contains(u"Nothing was sent"));
        QCOMPARE(m_desk->onServer(row)->state, domain::State::Sent);
        QVERIFY(m_desk->connection.pending.count() == 0);
    }

    void whatWasWrittenComesBack_data()
    {
        QTest::addColumn<bool>("undone");
        QTest::newRow("after Esc") << false;
        QTest::newRow("after an undo") << true;
    }

    void whatWasWrittenComesBack()
    {
        QFETCH(bool, undone);
        QVERIFY(open());
        const domain::Uuid row = goTo(domain::State::Sent);
        const auto openDialog = [this]() -> QDialog * {
            m_desk->window->activateWindow();
            if (!QTest::qWaitFor([this] { return m_desk->table()->hasFocus(); }))
                return nullptr;
            m_desk->press(Qt::Key_E);
            return QTest::qWaitFor([this] { return visibleDialog() != nullptr; }) ? visibleDialog() : nullptr;
        };
        const auto messageOf = [](const QDialog *dialog) {
            return dialog->findChild<QPlainTextEdit *>(u"setErred.message"_s)->toPlainText();
        };
        QDialog *dialog = openDialog();
        QVERIFY(dialog);
        type(dialog, u"Nobody listens, see ticket 7"_s);
        if (undone)
            QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        else
            QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!visibleDialog());
        if (undone) {
            m_desk->window->activateWindow();
            QTRY_VERIFY(m_desk->table()->hasFocus());
            m_desk->press(Qt::Key_Z);
            QTRY_VERIFY(m_desk->connection.pending.count() == 0);
        }
        dialog = openDialog();
        QVERIFY(dialog);
        QCOMPARE(messageOf(dialog), u"Nobody listens, see ticket 7"_s);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!visibleDialog());
        // It is that of its own request.
        m_desk->window->activateWindow();
        QTRY_VERIFY(m_desk->table()->hasFocus());
        QVERIFY(goTo(domain::State::Processing) != row);
        dialog = openDialog();
        QVERIFY(dialog);
        QVERIFY(!messageOf(dialog).contains(u"ticket 7"));
    }

    void setErredIsSentByEnterAgain()
    {
        QVERIFY(open());
        const domain::Uuid row = goTo(domain::State::Sent);
        m_desk->press(Qt::Key_E);
        QDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = visibleDialog()));
        auto *send = dialog->findChild<QAbstractButton *>(u"setErred.send"_s);
        QVERIFY(send->isEnabled()); // the likely reason stands there, selected
        type(dialog, u"Nobody listens"_s);
        QVERIFY(send->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        m_desk->window->activateWindow();
        QTRY_VERIFY(m_desk->table()->hasFocus());
        m_desk->press(Qt::Key_Return);
        QTRY_VERIFY(m_desk->connection.pending.count() == 0);
        QCOMPARE(m_desk->onServer(row)->state, domain::State::Erred);
        QCOMPARE(m_desk->onServer(row)->error.message, QByteArray("Nobody listens"));
        QVERIFY(!m_desk->note().isEmpty());
        QCOMPARE(m_desk->rowAt(m_desk->page->model().rowOf(row)).state, domain::State::Erred);
        QTRY_COMPARE(archive::Journal::readFile(m_desk->journal.file()).entries.size(), size_t(2));
        // Erred now: the same key must not overwrite it.
        QVERIFY(!m_desk->button(u"Set erred"_s)->isEnabled());
    }

    void aRowThatNoLongerPassesStaysUntilTheNextQuery()
    {
        QVERIFY(open(0));
        m_desk->page->setQueryLine(u"state:sent"_s);
        QVERIFY(settle());
        m_desk->table()->setFocus();
        const domain::Uuid row = m_desk->page->currentRequest();
        QVERIFY(!row.isNil());
        m_desk->press(Qt::Key_S);
        QTRY_VERIFY(m_desk->connection.pending.count() == 0 && !m_desk->note().isEmpty());
        QCOMPARE(m_desk->onServer(row)->state, domain::State::Processing);
        QVERIFY(m_desk->page->model().rowOf(row) >= 0);
        QCOMPARE(m_desk->page->currentRequest(), row);
    }

    void severalRowsMayWaitAtOnce()
    {
        QVERIFY(open());
        m_desk->page->setQueryLine(u"state:sent"_s);
        QVERIFY(settle());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_S);
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_S);
        QVERIFY(m_desk->pending(0).contains(u"in "));
        QVERIFY(m_desk->pending(1).contains(u"in "));
        m_desk->press(Qt::Key_Z);
        QVERIFY(!m_desk->pending(1).contains(u"in "));
        QVERIFY(m_desk->pending(0).contains(u"in "));
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(m_desk->connection.pending.count() == 0);
    }

    void supportMayOnlyRead()
    {
        QVERIFY(open(5000, m_demo->tokens().support));
        QTRY_VERIFY(m_desk->session.hasPerson());
        goTo(domain::State::Sent);
        // On a button or, where it does not fit, in More: off in any case.
        QStringList off;
        for (const ui::Commands::Entry &entry : m_desk->commands->entries()) {
            if (!entry.action->isEnabled())
                off << entry.action->text().remove(QChar(0x2026));
        }
        for (const auto &name : {u"Start processing"_s, u"Set done"_s, u"Set erred"_s, u"Ask again"_s})
            QVERIFY2(off.contains(name), qPrintable(name));
        QVERIFY(m_desk->button(u"Hand over"_s)->isEnabled());
        QTRY_VERIFY(m_desk->reasonLine().contains(u"may only read"));
        QVERIFY(m_desk->reasonLine().contains(u"only staff"));
    }

    void aLockedProductionSaysHowToUnlock()
    {
        QVERIFY(open(5000, m_demo->tokens().staff, domain::Environment::Production));
        goTo(domain::State::Sent);
        QTRY_VERIFY(m_desk->reasonLine().contains(u"Ctrl+Shift+L"));
        QVERIFY(!m_desk->button(u"Set erred"_s)->isEnabled());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_S);
        QTRY_VERIFY2(m_desk->note().contains(u"Ctrl+Shift+L"), qPrintable(m_desk->note()));
        m_desk->session.unlock();
        QTRY_VERIFY(m_desk->button(u"Set erred"_s)->isEnabled());
        QCOMPARE(m_desk->note(), QString()); // it would say for six seconds what is not true any more
    }

    void columnsStayAsTheyWereLeft()
    {
        QVERIFY(open());
        QHeaderView *header = m_desk->table()->horizontalHeader();
        QVERIFY(header->isSectionHidden(Model::UuidColumn));
        header->moveSection(header->visualIndex(Model::CreatedColumn), 1);
        header->setSortIndicator(Model::TookColumn, Qt::DescendingOrder);
        // Written when nothing more was changed for a moment, or when the page is left.
        m_desk->window.reset();
        const QSettings settings(m_desk->folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        const QStringList order = settings.value(u"requests/columns"_s).toStringList();
        QCOMPARE(order.value(1), Model::columnKey(Model::CreatedColumn));
        QCOMPARE(settings.value(u"requests/sort"_s).toString(), Model::columnKey(Model::TookColumn));
    }

    void aRequestOutsideTheFilterIsAskedForByItsUuid()
    {
        QVERIFY(open());
        const domain::Uuid wanted = goTo(domain::State::Done);
        m_desk->page->setQueryLine(u"state:erred"_s);
        QVERIFY(settle());
        m_desk->page->openRequest(wanted);
        QVERIFY(settle());
        QTRY_COMPARE(m_desk->page->currentRequest(), wanted);
        QVERIFY(m_desk->page->queryLine().contains(wanted.toString()));
        QVERIFY(m_desk->table()->hasFocus());
    }

    void enterReadsTheErrorAndEscGoesBack()
    {
        QVERIFY(open());
        m_desk->page->setQueryLine(u"state:erred has:traceback"_s);
        QVERIFY(settle());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_Return);
        auto *traceback = m_desk->named<QListView>("traceback.parsed");
        QTRY_VERIFY(traceback->hasFocus());
        QCOMPARE(traceback->accessibleName(), u"Traceback"_s);
        QVERIFY(traceback->model()->rowCount() > 1);
        m_desk->press(Qt::Key_T);
        auto *raw = m_desk->named<QPlainTextEdit>("traceback.raw");
        QTRY_VERIFY(raw->hasFocus());
        QVERIFY(raw->toPlainText().contains(u"Traceback (most recent call last)"));
        m_desk->press(Qt::Key_T);
        QTRY_VERIFY(traceback->hasFocus());
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->table()->hasFocus());
    }

    void theUuidIsCopied()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), m_desk->page->currentRequest().toString());
    }

    void aNarrowWindowHidesTookAndATightOneShowsOneThing()
    {
        QVERIFY(open());
        m_desk->window->resize(m_desk->window->minimumSizeHint().width(), 640);
        const auto &look = ui::Look::of(m_desk->page);
        m_desk->window->resize(look.chars(130), 640);
        QTRY_VERIFY(m_desk->table()->isColumnHidden(Model::TookColumn));
        QVERIFY(m_desk->named<QWidget>("detail")->isVisible());
        m_desk->window->resize(look.chars(100), 640);
        QTRY_VERIFY(!m_desk->named<QWidget>("detail")->isVisible());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_Return);
        QTRY_VERIFY(m_desk->named<QWidget>("detail")->isVisible());
        QVERIFY(!m_desk->table()->isVisible());
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->table()->isVisible());
        QVERIFY(m_desk->table()->hasFocus());
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
            picture(folder, u"wide-"_s + name, {1440, 900});
            m_desk->page->setQueryLine(u"has:traceback"_s);
            QVERIFY(settle());
            m_desk->press(Qt::Key_J);
            picture(folder, u"erred-"_s + name, {1440, 900});
            picture(folder, u"narrow-"_s + name, {1024, 640});
            m_desk->window->resize(1440, 900);
            m_desk->page->setQueryLine(u"state:sent,processing created:30d -offering:Harbor* text:nothinglikethis"_s);
            QVERIFY(settle());
            picture(folder, u"empty-"_s + name, {1440, 900});
            m_desk->page->setQueryLine(u"state:sent,processing created:30d -offering:Harbor*"_s);
            QVERIFY(settle());
            goTo(domain::State::Sent);
            m_desk->press(Qt::Key_E);
            QTRY_VERIFY(visibleDialog());
            QTest::keyClick(visibleDialog(), Qt::Key_1, Qt::AltModifier);
            visibleDialog()->grab().save(folder + u"/dialog-"_s + name + u".png"_s);
            QTest::keyClick(visibleDialog(), Qt::Key_Return, Qt::ControlModifier);
            QTRY_VERIFY(!visibleDialog());
            picture(folder, u"undo-"_s + name, {1440, 900});
            m_desk.reset();
        }
    }

private:
    bool open(int undoMs = 5000, const QByteArray &token = {},
              domain::Environment environment = domain::Environment::Test)
    {
        Desk::Options options;
        options.undoMs = undoMs;
        options.environment = environment;
        options.size = {1440, 860};
        m_desk = std::make_unique<Desk>(m_demo->url(), token.isEmpty() ? m_demo->tokens().staff : token, options);
        if (!m_desk->open())
            return false;
        return QTest::qWaitFor([this] { return m_desk->session.hasPerson(); }, 20'000);
    }

    bool settle()
    {
        return QTest::qWaitFor([this] { return m_desk->page->isSettled(); }, 20'000);
    }

    /// Makes the first row in that state current, by the keys.
    domain::Uuid goTo(domain::State state)
    {
        m_desk->table()->setFocus();
        const int row = m_desk->shownRow(state);
        QTest::keyClick(m_desk->table(), Qt::Key_Home, Qt::ControlModifier);
        for (int i = m_desk->table()->currentIndex().row(); i < row; ++i)
            m_desk->press(Qt::Key_J);
        return m_desk->page->currentRequest();
    }

    [[nodiscard]] QDialog *visibleDialog() const
    {
        for (QDialog *dialog : m_desk->window->findChildren<QDialog *>()) {
            if (dialog->isActiveWindow())
                return dialog;
        }
        return nullptr;
    }

    static void type(QDialog *dialog, const QString &text)
    {
        for (QPlainTextEdit *edit : dialog->findChildren<QPlainTextEdit *>()) {
            if (edit->accessibleName() == QLatin1String("Error message"))
                QTest::keyClicks(edit, text);
        }
    }

    void picture(const QString &folder, const QString &name, QSize size)
    {
        m_desk->window->resize(size);
        QCoreApplication::sendPostedEvents();
        m_desk->window->grab().save(folder + u'/' + name + u".png"_s);
    }

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestRequestsPage)
#include "tst_requestspage.moc"

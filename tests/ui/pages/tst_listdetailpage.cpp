// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/startdemo.h"
#include "tests/ui/pages/causedesk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/requestspage.h"
#include "ui/pages/statepane.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/notebar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/undobar.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QTest>
#include <QVBoxLayout>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::CauseDesk;

/// What all pages with a list and a detail share, in the window with both of them: one undo, one list of pending
/// writes, one zone, one of each command.
class TestListDetailPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        m_demo = testsupport::startDemo();
        QVERIFY(m_demo);
    }

    void init()
    {
        m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().staff);
        QVERIFY(m_desk->open());
        QTRY_VERIFY(m_desk->current() && m_desk->list()->hasFocus());
    }

    void cleanup() { m_desk.reset(); }

    void undoTakesBackWhatTheNoteSays()
    {
        const QByteArray key = m_desk->page->currentCause();
        m_desk->actions.setName(key, u"A name"_s);
        m_desk->press(Qt::Key_A);
        QTRY_VERIFY(m_desk->triage.group(key)->acknowledged);
        QTRY_VERIFY2(note()->sentence().startsWith(u"Acknowledged"), qPrintable(note()->sentence()));
        m_desk->press(Qt::Key_A);
        QTRY_VERIFY(!m_desk->triage.group(key)->acknowledged);
        QTRY_VERIFY2(note()->sentence().startsWith(u"Not acknowledged"), qPrintable(note()->sentence()));
        m_desk->press(Qt::Key_Z); // the withdrawal, and nothing older
        QTRY_VERIFY(m_desk->triage.group(key)->acknowledged);
        QCOMPARE(m_desk->triage.group(key)->name, u"A name"_s);
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(!m_desk->triage.group(key)->acknowledged);
        QCOMPARE(m_desk->triage.group(key)->name, u"A name"_s);
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(m_desk->triage.group(key)->name.isEmpty());
    }

    void undoOfANoteLeavesAnArmedWrite()
    {
        const QByteArray key = m_desk->page->currentCause();
        QVERIFY(arm());
        m_desk->actions.setNote(key, u"restart slurmdbd"_s);
        QTRY_VERIFY2(note()->sentence().startsWith(u"Note saved"), qPrintable(note()->sentence()));
        note()->findChild<ui::LinkButton *>(u"note.link"_s)->click();
        QTRY_VERIFY(m_desk->triage.note(key).isEmpty());
        QCOMPARE(m_desk->connection.pending.armedCount(), 1);
        m_desk->press(Qt::Key_Z); // the write is the newest step now
        QCOMPARE(m_desk->connection.pending.count(), 0);
        QTRY_VERIFY2(note()->sentence().contains(u"Nothing was sent"), qPrintable(note()->sentence()));
    }

    void aNoteThatOffersAnOlderUndoGoes()
    {
        m_desk->press(Qt::Key_A);
        QTRY_VERIFY(note()->sentence().startsWith(u"Acknowledged"));
        QVERIFY(arm());
        QTRY_VERIFY(!note()->sentence().startsWith(u"Acknowledged"));
    }

    void aPendingWriteIsTheSameOnEveryPage()
    {
        QVERIFY(arm());
        auto *here = m_desk->named<ui::UndoBar>("errors.undo");
        QVERIFY(here->isVisible());
        const QString words = here->accessibleName();
        const domain::Uuid row = m_desk->connection.pending.newestArmed()->job().before.uuid;
        go(u"go.requests"_s);
        auto *there = m_desk->named<ui::UndoBar>("requests.undo");
        QTRY_VERIFY(there->isVisible());
        QCOMPARE(there->accessibleName().section(u' ', 0, 1), words.section(u' ', 0, 1));
        // A row has one pending write in the whole window.
        workflows::TransitionRunner::Job job;
        job.action = domain::Action::AskAgain;
        job.before = m_desk->store.request(*m_desk->store.find(row));
        QVERIFY(!m_desk->connection.pending.start(job));
        m_desk->press(Qt::Key_Z);
        QCOMPARE(m_desk->connection.pending.count(), 0);
        QTRY_VERIFY(!there->isVisible());
        go(u"go.errors"_s);
        QVERIFY(!here->isVisible());
    }

    void oneZoneForPagesAndDialogs()
    {
        const bool utcBefore = m_desk->connection.clock.isUtc();
        QVERIFY(!utcBefore);
        m_desk->press(Qt::Key_U);
        QTRY_VERIFY(m_desk->connection.clock.isUtc());
        QTRY_VERIFY2(note()->sentence().contains(u"UTC"), qPrintable(note()->sentence()));
        go(u"go.requests"_s);
        for (QAction *action : m_desk->named<QMenu>("timePicker")->actions()) {
            if (action->text().startsWith(u"From"))
                action->trigger();
        }
        QDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_desk->window->findChild<QDialog *>(u"timeRange"_s)));
        QStringList labels;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            labels << label->text();
        QVERIFY2(labels.contains(u"From (UTC)"), qPrintable(labels.join(u' ')));
        dialog->reject();
        QVERIFY(
            QSettings(m_desk->folder.filePath(u"window.ini"_s), QSettings::IniFormat).value(u"window/utc"_s).toBool());
    }

    void aTypedTimeIsOneOfTheZone_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("errors") << u"go.errors"_s;
        QTest::newRow("requests") << u"go.requests"_s;
    }

    void aTypedTimeIsOneOfTheZone()
    {
        QFETCH(QString, place);
        go(place);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        const bool errors = place == u"go.errors"_s;
        const auto shown = [&] {
            return errors ? qint64(m_desk->triage.facts().errors) : requests->shownCount();
        };
        const auto setLine = [&](const QString &line) {
            errors ? m_desk->page->setQueryLine(line) : requests->setQueryLine(line);
        };
        const auto settled = [&] {
            return errors ? m_desk->page->isSettled() && !m_desk->triage.isWorking() : requests->isSettled();
        };
        m_desk->triage.setRange(workflows::Triage::Range::All);
        QTRY_VERIFY(settled());
        // Two hours or three east of UTC: the words of a clock an hour after the newest one are before it.
        domain::Timestamp newest;
        for (tables::RowIndex row = 0; row < m_desk->store.size(); ++row) {
            const domain::Request request = m_desk->store.request(row);
            if (!errors || request.state == domain::State::Erred)
                newest = std::max(newest, request.created);
        }
        const QDateTime bound = newest.toDateTime().addSecs(3600);
        setLine(u"created:>"_s + bound.toString(u"yyyy-MM-dd'T'HH:mm"_s));
        QTRY_VERIFY(settled() && shown() > 0);
        m_desk->connection.clock.setUtc(true);
        QTRY_COMPARE(shown(), 0);
        m_desk->connection.clock.setUtc(false);
        QTRY_VERIFY(shown() > 0);
    }

    void theSplitterIsWrittenOnceAndLater()
    {
        auto *splitter = m_desk->named<QSplitter>("errors.split");
        const QString file = m_desk->folder.filePath(u"window.ini"_s);
        const auto written = [&file] {
            return QSettings(file, QSettings::IniFormat).contains(u"errors/split"_s);
        };
        QWidget *handle = splitter->handle(1);
        QTest::mousePress(handle, Qt::LeftButton, {}, QPoint(0, 50));
        for (int i = 1; i <= 20; ++i) {
            QMouseEvent move(QEvent::MouseMove, QPoint(i * 4, 50), handle->mapToGlobal(QPoint(4, 50)), Qt::NoButton,
                             Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(handle, &move);
        }
        QTest::mouseRelease(handle, Qt::LeftButton, {}, QPoint(0, 50));
        QVERIFY(!written());
        QTRY_VERIFY(written());
    }

    void commandsOfBothPagesAreMadeOnce()
    {
        QHash<QString, int> times;
        for (const ui::Commands::Entry &entry : m_desk->window->commands().entries())
            ++times[entry.action->objectName()];
        for (const auto &id : {u"list.next"_s, u"list.undo"_s, u"list.refresh"_s, u"list.zone"_s, u"list.handOver"_s,
                               u"list.export"_s, u"list.find"_s, u"list.open"_s, u"request.askAgain"_s})
            QCOMPARE(times.value(id), 1);
        // The page in front answers: the same key walks the list that is seen.
        go(u"go.requests"_s);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        QTRY_VERIFY(requests->isSettled());
        const QByteArray cause = m_desk->page->currentCause();
        const domain::Uuid row = requests->currentRequest();
        m_desk->press(Qt::Key_J);
        QVERIFY(requests->currentRequest() != row);
        QCOMPARE(m_desk->page->currentCause(), cause);
    }

    void bothPagesExportWhatTheyShow_data()
    {
        QTest::addColumn<QString>("page");
        QTest::newRow("errors") << u"errors"_s;
        QTest::newRow("requests") << u"requests"_s;
    }

    void bothPagesExportWhatTheyShow()
    {
        QFETCH(QString, page);
        go(u"go."_s + page);
        m_desk->press(Qt::Key_E, Qt::ControlModifier);
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_desk->window->findChild<QFileDialog *>(page + u".exportDialog"_s)));
        const QString file = m_desk->folder.filePath(u"seen.csv"_s);
        emit dialog->fileSelected(file);
        QTRY_VERIFY(QFile::exists(file));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll().startsWith("uuid,state,offering"));
    }

    void aTextKeepsTheFocusWhenItIsSaidAgain()
    {
        QWidget window;
        auto *row = new QVBoxLayout(&window);
        row->addWidget(new QPushButton(u"elsewhere"_s, &window));
        auto *pane = new ui::StatePane(u"pane"_s, &window);
        row->addWidget(pane);
        pane->setList(new QListView(pane));
        QStringList ran;
        const auto text = [&ran](const QString &title, const QString &way) {
            return ui::StateText{{}, ui::Shade::Unknown, title, {title}, {{way, [&ran, title] {
                                                                               ran += title;
                                                                           }}}};
        };
        pane->setText(text(u"first"_s, u"Show all"_s));
        pane->showState(ui::PageState::Empty);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        pane->takeFocus(Qt::OtherFocusReason);
        const auto focused = [&window] {
            return qobject_cast<QPushButton *>(window.focusWidget());
        };
        QPushButton *button = focused();
        QVERIFY(button && pane->isAncestorOf(button));
        QTest::keyPress(button, Qt::Key_Space);
        pane->setText(text(u"second"_s, u"Show all"_s));
        QCOMPARE(focused(), button);
        QTest::keyRelease(button, Qt::Key_Space);
        QCOMPARE(ran, QStringList{u"second"_s});
        pane->setText(text(u"third"_s, u"Show more"_s));
        QVERIFY(focused() && pane->isAncestorOf(focused()));
        QCOMPARE(focused()->text(), u"Show more"_s);
        QTest::keyClick(focused(), Qt::Key_Space);
        QCOMPARE(ran, (QStringList{u"second"_s, u"third"_s}));
    }

    void theQueryLineOpensAndEscLeavesIt()
    {
        auto *field = m_desk->named<QWidget>("errors.query")->findChild<QLineEdit *>();
        QVERIFY(!field->isVisible());
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(field->isVisible() && field->hasFocus());
        m_desk->type(u"nothing-like-this"_s);
        QTRY_VERIFY(m_desk->page->state() == ui::PageState::Empty);
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->page->state() == ui::PageState::Ready);
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->list()->hasFocus() && !field->isVisible());
    }

    void downGoesFromTheQueryLineToTheList()
    {
        auto *field = m_desk->named<QWidget>("errors.query")->findChild<QLineEdit *>();
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(field->hasFocus());
        m_desk->type(u"refused"_s);
        QTRY_VERIFY(m_desk->page->state() == ui::PageState::Ready);
        m_desk->press(Qt::Key_Down);
        QTRY_VERIFY(m_desk->list()->hasFocus());
        QCOMPARE(field->text(), u"refused"_s);
    }

    void aWordTypedFastGoesToTheQueryLine_data()
    {
        QTest::addColumn<QString>("word");
        QTest::newRow("letters that are commands") << u"user"_s; // zone, start, set erred, ask again
        QTest::newRow("that begin with a sequence of keys") << u"group"_s;
        QTest::newRow("that mean nothing alone") << u"yyy"_s;
        QTest::newRow("numbers") << u"409"_s;
        QTest::newRow("a term of the query") << u"who:site"_s;
    }

    void aWordTypedFastGoesToTheQueryLine()
    {
        QFETCH(QString, word);
        auto *field = m_desk->named<QWidget>("errors.query")->findChild<QLineEdit *>();
        const bool utc = m_desk->connection.clock.isUtc();
        for (const QChar letter : word)
            QTest::keyClick(QApplication::focusWidget(), letter.toLatin1());
        QCOMPARE(field->text(), word);
        QVERIFY(field->hasFocus());
        QCOMPARE(m_desk->connection.clock.isUtc(), utc);
        QCOMPARE(m_desk->connection.pending.count(), 0);
        QVERIFY(m_desk->page->isVisible());
    }

    void aLetterAloneIsItsCommandAndASequenceIsOne()
    {
        m_desk->press(Qt::Key_U);
        QVERIFY(m_desk->connection.clock.isUtc());
        QTest::keyClick(QApplication::focusWidget(), 'g');
        m_desk->press(Qt::Key_R);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        QTRY_VERIFY(requests->isVisible());
        m_desk->press(Qt::Key_G); // and slowly
        m_desk->press(Qt::Key_E);
        QTRY_VERIFY(m_desk->page->isVisible());
    }

    void aLetterActsOnTheRowThatItWasTypedOn_data()
    {
        QTest::addColumn<std::function<void()>>("next");
        QTest::newRow("then the next row")
            << std::function([] { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down); });
        QTest::newRow("then a click on another row") << std::function([this] {
            const QModelIndex below =
                m_desk->list()->currentIndex().siblingAtRow(m_desk->list()->currentIndex().row() + 1);
            QTest::mouseClick(m_desk->list()->viewport(), Qt::LeftButton, {},
                              m_desk->list()->visualRect(below).center());
        });
    }

    /// What follows comes before the letter has waited for a word.
    void aLetterActsOnTheRowThatItWasTypedOn()
    {
        QFETCH(std::function<void()>, next);
        QVERIFY(chooseCauseAboveAnother());
        const QByteArray key = m_desk->page->currentCause();
        QTest::keyClick(QApplication::focusWidget(), 'a');
        next();
        QTRY_VERIFY(m_desk->page->currentCause() != key);
        QTRY_VERIFY(m_desk->triage.group(key)->acknowledged);
        QVERIFY(!m_desk->triage.group(m_desk->page->currentCause())->acknowledged);
    }

    void theFirstHalfOfASequenceIsDroppedByAnotherKey()
    {
        m_desk->press(Qt::Key_G);
        m_desk->press(Qt::Key_Down);
        m_desk->press(Qt::Key_R); // ask again, which is off here or waits to be undone: not "Requests"
        QVERIFY(m_desk->page->isVisible());
    }

    void aCommandThatIsOffSwallowsItsKeyAndSaysWhy()
    {
        m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().support);
        QVERIFY(m_desk->open());
        QTRY_VERIFY(m_desk->current() && m_desk->list()->hasFocus());
        const QModelIndex current = m_desk->list()->currentIndex();
        m_desk->press(Qt::Key_R);
        QVERIFY2(note()->sentence().contains(u"staff"), qPrintable(note()->sentence()));
        QCOMPARE(m_desk->list()->currentIndex(), current);
        QCOMPARE(m_desk->connection.pending.count(), 0);
        m_desk->press(Qt::Key_Y); // no command, and no search for rows that begin with it
        QCOMPARE(m_desk->list()->currentIndex(), current);
    }

private:
    /// How many causes of the demo are in a section depends on the time of the day.
    [[nodiscard]] bool chooseCauseAboveAnother()
    {
        m_desk->triage.setRange(workflows::Triage::Range::All);
        const auto isRead = [this] {
            return !m_desk->triage.isWorking();
        };
        if (!QTest::qWaitFor(isRead))
            return false;
        const tables::CauseListModel &causes = m_desk->triage.model();
        for (int row = 0; row + 1 < causes.rowCount(); ++row) {
            if (!causes.groupAt(row) || !causes.groupAt(row + 1))
                continue;
            m_desk->list()->setCurrentIndex(m_desk->list()->model()->index(row, 0));
            return m_desk->page->currentCause() == causes.groupAt(row)->key;
        }
        return false;
    }

    [[nodiscard]] ui::NoteBar *note() const { return m_desk->named<ui::NoteBar>("errors.note"); }
    /// A write on the error that is read, which waits for long.
    [[nodiscard]] bool arm()
    {
        workflows::TransitionRunner::Job job;
        job.action = domain::Action::AskAgain;
        job.before = m_desk->store.request(m_desk->triage.samples(m_desk->page->currentCause()).front());
        m_desk->connection.pending.setDelay(600'000);
        return m_desk->connection.pending.start(job);
    }
    void go(const QString &id) { m_desk->window->commands().find(id)->trigger(); }

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<CauseDesk> m_desk;
};

QTEST_MAIN(TestListDetailPage)
#include "tst_listdetailpage.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedserver.h"
#include "tests/support/startdemo.h"
#include "tests/ui/pages/causedesk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/causerow.h"
#include "ui/pages/requestspage.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causedetail.h"
#include "ui/panels/causerulesdialog.h"
#include "ui/panels/notebar.h"
#include "ui/panels/querycompletion.h"
#include "ui/panels/tracebackview.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/queryline.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QInputDialog>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::CauseDesk;

/// The home page through the eyes and the keys of a person, on the demo service. The tasks of the design are tests that
/// count keys.
class TestErrorsPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        m_demo = testsupport::startDemo();
        QVERIFY(m_demo);
    }

    void cleanup() { m_desk.reset(); }

    void task1MorningTakesNoKey()
    {
        QVERIFY(open());
        // The window opened on it: a sentence, sections, and the first cause read beside them.
        QVERIFY(m_desk->page->isVisible());
        auto *title = m_desk->named<QLabel>("errors.title");
        QVERIFY2(title->isVisible() && !title->text().isEmpty(), qPrintable(title->text()));
        QVERIFY(m_desk->list()->isVisible());
        QVERIFY(m_desk->list()->model()->rowCount() > 1);
        QVERIFY(m_desk->list()->model()->index(0, 0).data(ui::CauseSectionRole).isValid());
        QVERIFY(m_desk->list()->model()->index(1, 0).data(ui::CauseRowRole).isValid());
        QVERIFY(m_desk->current());
        // What came first from the server need not be the first of the list.
        QTRY_VERIFY(m_desk->page->isSettled());
        QCOMPARE(m_desk->page->currentCause(), shownKeys().value(0));
        QCOMPARE(m_desk->keys(), 0);
    }

    /// Of the cause that is read and leaves the list: who made it leave decides what is read then. Read it was by a
    /// person alone.
    void aCauseThatAnotherWindowMutesIsReadOn()
    {
        QVERIFY(openAllAndReadSecond());
        const QByteArray read = m_desk->page->currentCause();
        const QSet<QByteArray> unread = unreadKeys() - QSet{read};
        m_desk->triage.setMuted(read, m_desk->triage.now(), std::nullopt);
        QTRY_VERIFY(!shownKeys().contains(read));
        QCOMPARE(m_desk->page->currentCause(), read);
        QTRY_VERIFY2(m_desk->shownText().contains(u"muted"), qPrintable(m_desk->shownText()));
        QCOMPARE(unreadKeys(), unread);
        m_desk->press(Qt::Key_J);
        QTRY_VERIFY(m_desk->page->currentCause() != read);
        QVERIFY(shownKeys().contains(m_desk->page->currentCause()));
    }

    void aCauseThatIsMutedHereGivesWayToItsNeighbour()
    {
        QVERIFY(openAllAndReadSecond());
        const QList<QByteArray> keys = shownKeys();
        const QByteArray read = m_desk->page->currentCause();
        const QSet<QByteArray> unread = unreadKeys() - QSet{read};
        auto *mute = m_desk->window->findChild<QAction *>(u"errors.mute"_s);
        QVERIFY(mute);
        mute->trigger();
        auto *menu = m_desk->named<QMenu>("errors.muteMenu");
        QVERIFY(menu);
        menu->actions().constFirst()->trigger();
        menu->close();
        QTRY_VERIFY(!shownKeys().contains(read));
        QTRY_COMPARE(m_desk->page->currentCause(), keys.at(2));
        QCOMPARE(unreadKeys(), unread);
    }

    void aFilterReadsNothing()
    {
        QVERIFY(openAll());
        const QSet<QByteArray> unread = unreadKeys();
        QVERIFY(!unread.isEmpty());
        const auto all = shownKeys().size();
        m_desk->press(Qt::Key_Slash);
        m_desk->type(u"scratch"_s);
        QTRY_VERIFY(shownKeys().size() < all);
        QTRY_VERIFY(m_desk->page->isSettled());
        m_desk->page->setQueryLine({});
        QTRY_COMPARE(shownKeys().size(), all);
        QCOMPARE(unreadKeys(), unread);
    }

    void aServerWithoutErrorsSaysSo()
    {
        demo::Settings settings;
        settings.agentSpeed = 0;
        settings.requests = 0;
        demo::DemoService empty(settings);
        QString error;
        QVERIFY2(empty.start(&error), qPrintable(error));
        m_desk = std::make_unique<CauseDesk>(empty.url(), empty.tokens().staff);
        QVERIFY(m_desk->open());
        QTRY_VERIFY2(m_desk->shownText().contains(u"Nothing failed since"), qPrintable(m_desk->shownText()));
        QVERIFY2(!m_desk->shownText().contains(u"Reading what failed"), qPrintable(m_desk->shownText()));
        QVERIFY2(!m_desk->shownText().contains(u"21 days"), qPrintable(m_desk->shownText())); // one period
        m_desk.reset();
    }

    /// "No errors" above "could not be read" is one sentence too many.
    void aServerThatTellsNothingIsNotWithoutErrors_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {403, 404, 500, 520})
            QTest::addRow("%d", status) << status;
    }

    void aServerThatTellsNothingIsNotWithoutErrors()
    {
        QFETCH(int, status);
        testsupport::ScriptedServer server;
        server.on("GET", "/", testsupport::Reply::json("{}", status));
        server.on(
            "GET", "/api/users/me/",
            testsupport::Reply::json(R"({"uuid": "00000000000000000000000000000001", "username": "a", "full_name":)"
                                     R"( "A", "is_staff": true, "is_support": false})"));
        m_desk = std::make_unique<CauseDesk>(server.url(), "0123456789abcdef");
        QVERIFY(m_desk->open());
        QTRY_VERIFY2(m_desk->shownText().contains(u"could not be read"), qPrintable(m_desk->shownText()));
        for (const QStringView untrue : {u"No errors", u"Nothing failed", u"0 causes"})
            QVERIFY2(!m_desk->shownText().contains(untrue), qPrintable(m_desk->shownText()));
        m_desk.reset();
    }

    void task2ReadingAnErrorDownToTheLineTakesOneKey()
    {
        QVERIFY(open());
        QVERIFY(m_desk->list()->hasFocus());
        m_desk->press(Qt::Key_Return);
        auto *reader = m_desk->named<ui::TracebackView>("cause.traceback");
        QTRY_VERIFY(reader->isVisible() && reader->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(!reader->summary().isEmpty());
        QCOMPARE(m_desk->keys(), 1);
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk->list()->hasFocus());
    }

    void task3OneIncidentOrManyStandsInTheRow()
    {
        QVERIFY(open());
        const auto row = m_desk->list()->currentIndex().data(ui::CauseRowRole).value<ui::CauseRow>();
        QVERIFY2(row.where.contains(m_desk->current()->offerings.front().name), qPrintable(row.where));
        // Of a cause that is back the row's situation says since when it is; here stands when it was first seen.
        const bool back = m_desk->current()->kind == tables::CauseKind::Back;
        QVERIFY2(row.where.contains(back ? u"first seen"_s : u"since"_s), qPrintable(row.where));
        QCOMPARE(row.count, m_desk->current()->count);
        const QString seen = m_desk->shownText();
        QVERIFY2(seen.contains(u"Offerings %1"_s.arg(m_desk->current()->offerings.size())), qPrintable(seen));
        QCOMPARE(m_desk->keys(), 0);
    }

    void task6HandingOverTakesOneChord()
    {
        QVERIFY(open());
        QApplication::clipboard()->clear();
        m_desk->press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_desk->keys(), 1);
        const QString text = QApplication::clipboard()->text();
        QVERIFY2(text.contains(QString::fromLatin1(m_desk->current()->key)), qPrintable(text));
        QVERIFY(text.contains(m_demo->url().host()));
        QVERIFY2(text.contains(m_desk->current()->offerings.front().name), qPrintable(text));
        QVERIFY(!text.contains(QString::fromLatin1(m_demo->tokens().staff)));
        auto *note = m_desk->named<ui::NoteBar>("errors.note");
        QVERIFY2(note->sentence().contains(u"Markdown"), qPrintable(note->sentence()));
        for (auto *link : note->findChildren<ui::LinkButton *>()) {
            if (link->text() == u"Clear the clipboard"_s)
                link->click();
        }
        QVERIFY(QApplication::clipboard()->text().isEmpty());
    }

    void task7ATicketsUuidIsThreeKeysAway()
    {
        QVERIFY(open());
        const domain::Uuid uuid = m_desk->store.row(m_desk->triage.samples(m_desk->page->currentCause()).front()).uuid;
        QApplication::clipboard()->setText(uuid.toString());
        m_desk->press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->named<QLineEdit>("paletteField"));
        m_desk->press(Qt::Key_V, Qt::ControlModifier);
        m_desk->press(Qt::Key_Return);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        QTRY_VERIFY(requests->isVisible());
        QTRY_COMPARE(requests->currentRequest(), uuid);
        QCOMPARE(m_desk->keys(), 3);
        QTRY_VERIFY2(m_desk->shownText().contains(u"with this cause"), qPrintable(m_desk->shownText()));
    }

    void theModelKeepsItsWord()
    {
        QVERIFY(open());
        new QAbstractItemModelTester(m_desk->list()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal,
                                     m_desk->list());
        const int rows = m_desk->list()->model()->rowCount();
        m_desk->press(Qt::Key_Space);
        const int folded = m_desk->list()->model()->rowCount();
        QVERIFY(folded < rows);
        QVERIFY(m_desk->list()->currentIndex().data(ui::CauseSectionRole).value<ui::CauseSection>().folded);
        m_desk->press(Qt::Key_Space);
        QVERIFY(m_desk->list()->model()->rowCount() > folded);
        m_desk->triage.setRange(workflows::Triage::Range::Fortnight);
        QTRY_VERIFY(m_desk->page->isSettled());
        m_desk->page->setQueryLine(u"offering:SLURM*"_s);
        QTRY_VERIFY(m_desk->page->isSettled());
        m_desk->page->setQueryLine({});
    }

    void oOpensTheRequestsOfTheCause()
    {
        QVERIFY(open());
        const qint64 count = m_desk->current()->count;
        m_desk->press(Qt::Key_O);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        QTRY_VERIFY(requests->isVisible());
        QVERIFY2(requests->queryLine().contains(u"group:"_s), qPrintable(requests->queryLine()));
        QTRY_COMPARE_WITH_TIMEOUT(requests->shownCount(), count, 10'000);
    }

    void oOpensTheRequestsOfACoarseGroupToo()
    {
        QVERIFY(openAll());
        m_desk->triage.setLevel(domain::GroupingLevel::Coarse);
        QTRY_VERIFY(m_desk->current() && m_desk->current()->key.startsWith("c1:"));
        const qint64 count = m_desk->current()->count;
        m_desk->press(Qt::Key_O);
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        QTRY_VERIFY(requests->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(requests->shownCount(), count, 10'000);
    }

    void samplesAreWalkedByBrackets()
    {
        QVERIFY(openAll());
        QVERIFY(chooseLargest());
        auto *position = m_desk->named<QLabel>("cause.position");
        QVERIFY2(position->text().startsWith(u"1 of "), qPrintable(position->text()));
        m_desk->press(Qt::Key_BracketRight);
        QVERIFY2(position->text().startsWith(u"2 of "), qPrintable(position->text()));
        m_desk->press(Qt::Key_BracketLeft);
        m_desk->press(Qt::Key_BracketLeft);
        QVERIFY(position->text().startsWith(u"1 of "));
    }

    void acknowledgingIsTakenBackByUndo()
    {
        QVERIFY(open());
        const QByteArray key = m_desk->page->currentCause();
        m_desk->press(Qt::Key_A);
        QTRY_VERIFY(m_desk->triage.group(key)->acknowledged);
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(!m_desk->triage.group(key)->acknowledged);
    }

    void severalMarkedCausesAreAcknowledgedAtOnce()
    {
        QVERIFY(open());
        QSet<QByteArray> keys;
        for (int i = 0; i < 2; ++i) {
            keys.insert(m_desk->page->currentCause());
            m_desk->press(Qt::Key_X);
            m_desk->press(Qt::Key_J);
        }
        QCOMPARE(keys.size(), 2);
        QTRY_VERIFY(m_desk->shownText().contains(u"2 cause(s) marked"));
        m_desk->press(Qt::Key_A);
        for (const QByteArray &key : std::as_const(keys))
            QTRY_VERIFY(m_desk->triage.group(key)->acknowledged);
        m_desk->press(Qt::Key_Z);
        m_desk->press(Qt::Key_Z);
        for (const QByteArray &key : std::as_const(keys))
            QTRY_VERIFY(!m_desk->triage.group(key)->acknowledged);
        m_desk->list()->setFocus();
        m_desk->press(Qt::Key_Escape);
        m_desk->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_desk->shownText().contains(u"2 cause(s) marked"));
    }

    void markingAHeadingMarksItsCauses()
    {
        QVERIFY(open());
        auto &model = m_desk->triage.model();
        m_desk->list()->setCurrentIndex(m_desk->list()->model()->index(0, 0));
        const auto section = model.sectionAt(0);
        QVERIFY(section && !section->folded);
        int causes = 0;
        while (model.groupAt(causes + 1))
            ++causes;
        m_desk->press(Qt::Key_X);
        QTRY_VERIFY2(m_desk->shownText().contains(u"%1 cause(s) marked"_s.arg(causes)),
                     qPrintable(m_desk->shownText()));
        m_desk->press(Qt::Key_X);
        QTRY_VERIFY(!m_desk->shownText().contains(u"marked"));
        m_desk->press(Qt::Key_Space); // folds it
        m_desk->press(Qt::Key_X);
        QTRY_VERIFY2(m_desk->shownText().contains(u"Unfold the section"), qPrintable(m_desk->shownText()));
        QVERIFY(!m_desk->shownText().contains(u"cause(s) marked"));
        m_desk->press(Qt::Key_Space);
    }

    void theOfferingsOfACauseAreAskedOnce()
    {
        QVERIFY(open());
        QSignalSpy wanted(m_desk->page, &ui::ErrorsPage::planWanted);
        QAction *ask = m_desk->window->commands().find(u"errors.askAll"_s);
        QTRY_VERIFY2(ask->isEnabled(), qPrintable(ask->toolTip()));
        const auto offerings = m_desk->current()->offerings.size();
        ask->trigger();
        QTRY_COMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().at(0).value<domain::Action>(), domain::Action::AskAgain);
        const auto rows = wanted.front().at(1).value<std::vector<domain::Request>>();
        QCOMPARE(rows.size(), offerings);
        QSet<domain::Uuid> asked;
        for (const domain::Request &row : rows)
            asked.insert(row.offering);
        QCOMPARE(asked.size(), qsizetype(rows.size()));
    }

    void whySaysTheComponentsAndANoteIsKept()
    {
        QVERIFY(open());
        const QByteArray key = m_desk->page->currentCause();
        m_desk->press(Qt::Key_W);
        auto *about = m_desk->named<ui::CauseAbout>("cause.about");
        QTRY_VERIFY(about->isVisible());
        QVERIFY2(m_desk->shownText().contains(u"same in all"), qPrintable(m_desk->shownText()));
        about->focusNote();
        m_desk->type(u"restart slurmdbd"_s);
        m_desk->press(Qt::Key_Escape);
        QCOMPARE(m_desk->triage.note(key), u"restart slurmdbd"_s);
        QTRY_VERIFY(m_desk->shownText().contains(u"Note: restart slurmdbd"));
    }

    void twoCausesPutTogetherAreTakenApartByUndo()
    {
        QVERIFY(openAll());
        const QList<QByteArray> keys = shownKeys();
        QVERIFY(keys.size() > 1);
        // The last two are of the same kind, and not read by opening the page: they come back to where they were.
        const QByteArray first = keys[keys.size() - 2];
        const QByteArray second = keys.back();
        emit m_desk->named<ui::CauseAbout>("cause.about")->mergeWanted(second, first);
        QTRY_VERIFY(!shownKeys().contains(second));
        QCOMPARE(m_desk->triage.mergedInto(first), std::vector<QByteArray>{second});
        // A saved view or a link may still name the key that is gone.
        QTRY_VERIFY(!m_desk->triage.isWorking());
        const qint64 both = m_desk->triage.group(first)->count;
        const QString line = m_desk->triage.requestsQuery(second);
        QVERIFY2(line.contains(QString::fromLatin1(second)), qPrintable(line));
        auto *requests = m_desk->window->findChild<ui::RequestsPage *>();
        requests->setQueryLine(line);
        m_desk->window->goTo(u"requests"_s);
        QTRY_COMPARE_WITH_TIMEOUT(requests->shownCount(), both, 10'000);
        m_desk->window->goTo(u"errors"_s);
        m_desk->press(Qt::Key_Z);
        QTRY_VERIFY(m_desk->triage.mergedInto(first).empty());
        // The rest of the list is not compared: the cause that the page opened is read meanwhile, and may change its
        // section.
        QTRY_VERIFY(shownKeys().contains(first) && shownKeys().contains(second));
    }

    void theQueryLineFiltersHereToo()
    {
        QVERIFY(openAll());
        const QList<QByteArray> keys = shownKeys();
        QVERIFY(keys.size() > 1);
        m_desk->press(Qt::Key_Slash);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        m_desk->type(u"xyzzy-nothing"_s);
        QTRY_VERIFY2(m_desk->shownText().contains(u"Nothing matches this filter"), qPrintable(m_desk->shownText()));
        m_desk->press(Qt::Key_Escape);
        // Not the number of rows: what the server counts meanwhile moves causes between the sections.
        QTRY_VERIFY(shownKeys().contains(keys.front()));
        QVERIFY(!m_desk->shownText().contains(u"Nothing matches this filter"));
    }

    void theQueryIsCompletedWithoutStealingEnter()
    {
        QVERIFY(openAll());
        m_desk->press(Qt::Key_Slash);
        auto *completion = m_desk->window->findChild<ui::QueryLine *>(u"errors.query"_s)
                               ->textField()
                               ->findChild<ui::QueryCompletion *>(u"queryCompletion"_s);
        m_desk->type(u"cau"_s);
        QTRY_COMPARE(completion->shownWords(), QStringList{u"cause:"_s});
        m_desk->press(Qt::Key_Tab);
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QCOMPARE(field->text(), u"cause:"_s);
        QCOMPARE(completion->shownWords().size(), 4);
        m_desk->type(u"new"_s);
        m_desk->press(Qt::Key_Return);
        QCOMPARE(m_desk->page->queryLine(), u"cause:new"_s);
    }

    void thePaletteKnowsCausesAndPages()
    {
        QVERIFY(openAll());
        const QList<QByteArray> keys = shownKeys();
        QVERIFY(keys.size() > 1);
        const QByteArray key = keys[1];
        m_desk->press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->named<QLineEdit>("paletteField"));
        m_desk->type(QString::fromLatin1(key));
        m_desk->press(Qt::Key_Return);
        QTRY_COMPARE(m_desk->page->currentCause(), key);
    }

    void rulesShowWhatWouldMoveAndAreKept()
    {
        QVERIFY(openAll());
        ui::CauseRulesDialog dialog(m_desk->causes, m_desk->store, m_desk->page->currentCause(), m_desk->window.get());
        domain::CauseRules rules;
        rules.rules.push_back({u"Everything"_s, domain::RuleField::Message, false, u"*"_s, {}});
        dialog.setEdited(rules);
        QTRY_VERIFY2(dialog.previewText().contains(u"would move"), qPrintable(dialog.previewText()));
        const QString file = m_desk->folder.filePath(u"rules.json"_s);
        QCOMPARE(dialog.exportTo(file), QString());
        dialog.setEdited({});
        QCOMPARE(dialog.importFrom(file), QString());
        QCOMPARE(dialog.edited().rules, rules.rules);
        QTRY_VERIFY(dialog.previewText().contains(u"would move"));
        dialog.open();
        QTest::keyClick(&dialog, Qt::Key_Return);
        dialog.findChild<QAbstractButton *>(u"causeRules.keep"_s)->click();
        QCOMPARE(m_desk->rules.rules().rules, rules.rules);
        QTRY_COMPARE(shownKeys().size(), 1);
        QCOMPARE(m_desk->triage.group(shownKeys()[0])->name, u"Everything"_s);
    }

    void aNarrowWindowReadsTheDetailInFront()
    {
        m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().staff, QSize(700, 640));
        QVERIFY(m_desk->open());
        auto *detail = m_desk->named<ui::CauseDetail>("cause");
        QVERIFY(!detail->isVisible());
        QTRY_VERIFY(m_desk->list()->hasFocus());
        m_desk->press(Qt::Key_Return);
        QVERIFY(detail->isVisible());
        QVERIFY(!m_desk->list()->isVisible());
        m_desk->press(Qt::Key_Escape);
        QVERIFY(m_desk->list()->isVisible());
    }

    void supportIsToldWhyAskAgainIsOff()
    {
        m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().support);
        QVERIFY(m_desk->open());
        const QAction *again = m_desk->window->commands().find(u"request.askAgain"_s);
        QVERIFY(!again->isEnabled());
        QVERIFY2(m_desk->shownText().contains(u"only staff"), qPrintable(m_desk->shownText()));
        QVERIFY(m_desk->window->commands().find(u"list.handOver"_s)->isEnabled());
    }

    void picturesForTheEye()
    {
        const QString folder = qEnvironmentVariable("WALDESK_GRABS");
        if (folder.isEmpty())
            QSKIP("WALDESK_GRABS names no folder");
        for (const auto scheme : {ui::WaldeskStyle::Scheme::Light, ui::WaldeskStyle::Scheme::Dark}) {
            qobject_cast<ui::WaldeskStyle *>(QApplication::style())->setScheme(scheme);
            const QString name = scheme == ui::WaldeskStyle::Scheme::Light ? u"light"_s : u"dark"_s;
            for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
                m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().support, size);
                QVERIFY(m_desk->open());
                QTRY_VERIFY(m_desk->current());
                QVERIFY(m_desk->window->grab().save(u"%1/errors-%2-%3.png"_s.arg(folder, name).arg(size.width())));
                m_desk->press(Qt::Key_W);
                QTRY_VERIFY(m_desk->named<ui::CauseAbout>("cause.about")->isVisible());
                QVERIFY(m_desk->window->grab().save(u"%1/why-%2-%3.png"_s.arg(folder, name).arg(size.width())));
                m_desk.reset();
            }
        }
    }

    void nothingMovesWhileLive()
    {
        QVERIFY(openAll());
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_J);
        const QList<QByteArray> before = shownKeys();
        const QByteArray read = m_desk->page->currentCause();
        const int row = m_desk->list()->currentIndex().row();
        const qint64 count = m_desk->current()->count;
        const qint64 causes = facts().newCauses;
        m_desk->list()->verticalScrollBar()->setValue(7);
        m_desk->press(Qt::Key_W);
        auto *note = m_desk->named<QPlainTextEdit>("cause.note");
        QTRY_VERIFY(note->isVisible());
        note->setFocus();
        m_desk->type(u"half a sentence"_s);
        // An error of a cause that nobody has seen, and ten more of the one that is read.
        const tables::RowIndex sample = m_desk->triage.samples(read).front();
        std::vector<domain::Request> news;
        for (int number = 1; number <= 11; ++number) {
            domain::Request request = m_desk->store.request(sample);
            request.uuid = *domain::Uuid::tryParse(QByteArray::number(0xabc0 + number, 16).rightJustified(32, '7'));
            request.finished = request.modified = m_desk->triageFeed.now();
            if (number == 11)
                request.error = {"frobnicator: the flux has left the capacitor", {}};
            news.push_back(request);
        }
        m_desk->store.merge(news, tables::Origin::Live);
        QTRY_COMPARE(m_desk->current()->count, count + 10);
        QTRY_COMPARE(facts().newCauses, causes + 1);
        QCOMPARE(shownKeys(), before);
        QCOMPARE(m_desk->page->currentCause(), read);
        QCOMPARE(m_desk->list()->currentIndex().row(), row);
        QCOMPARE(m_desk->list()->verticalScrollBar()->value(), 7);
        QCOMPARE(note->toPlainText(), u"half a sentence"_s);
        QVERIFY(facts().kindsKnown);
        // They wait where everybody sees it, and come when they are wanted.
        auto *wait = m_desk->page->findChild<QAbstractButton *>(u"showNew"_s);
        QVERIFY(wait && wait->isVisible());
        QVERIFY2(wait->text().contains(u"1 new"), qPrintable(wait->text()));
        m_desk->list()->setFocus();
        m_desk->press(Qt::Key_Period);
        QTRY_COMPARE(shownKeys().size(), before.size() + 1);
        QCOMPARE(m_desk->page->currentCause(), read);
        QVERIFY(!wait->isVisible());
    }

    void whatAnotherWindowWritesOfACauseAppears()
    {
        QVERIFY(openAll());
        m_desk->press(Qt::Key_J);
        m_desk->press(Qt::Key_J);
        const QByteArray read = m_desk->page->currentCause();
        const QList<QByteArray> before = shownKeys();
        const int row = m_desk->list()->currentIndex().row();
        m_desk->list()->verticalScrollBar()->setValue(7);
        m_desk->press(Qt::Key_W);
        auto *note = m_desk->named<QPlainTextEdit>("cause.note");
        QTRY_VERIFY(note->isVisible());
        archive::CauseArchive other(m_desk->archive.file());
        other.setName(read, u"The flux"_s);
        other.setNote(read, u"theirs"_s);
        QTRY_COMPARE(note->toPlainText(), u"theirs"_s);
        QTRY_VERIFY2(m_desk->shownText().contains(u"The flux"), qPrintable(m_desk->shownText()));
        // Another cause's name: what is read here stays as it is.
        const QByteArray another = before.last() == read ? before[1] : before.last();
        other.setName(another, u"The valve"_s);
        QTRY_COMPARE(m_desk->triage.model().find(another)->name, u"The valve"_s);
        QCOMPARE(shownKeys(), before);
        QCOMPARE(m_desk->page->currentCause(), read);
        QCOMPARE(m_desk->list()->currentIndex().row(), row);
        QCOMPARE(m_desk->list()->verticalScrollBar()->value(), 7);
    }

    /// What is typed here wins, and what it replaces can be had back.
    void halfANoteIsNotLostToAnotherWindow()
    {
        QVERIFY(openAll());
        const QByteArray read = m_desk->page->currentCause();
        m_desk->press(Qt::Key_W);
        auto *note = m_desk->named<QPlainTextEdit>("cause.note");
        QTRY_VERIFY(note->isVisible());
        note->setFocus();
        // A pause does not end this sentence.
        auto *typing = m_desk->named<QTimer>("cause.typing");
        QVERIFY(typing);
        typing->setInterval(3'600'000);
        m_desk->type(u"half a sent"_s);
        archive::CauseArchive other(m_desk->archive.file());
        other.setNote(read, u"theirs"_s);
        other.setName(read, u"The flux"_s);
        QTRY_VERIFY2(m_desk->shownText().contains(u"The flux"), qPrintable(m_desk->shownText()));
        QCOMPARE(m_desk->triage.note(read), u"theirs"_s);
        m_desk->type(u"ence"_s);
        QCOMPARE(note->toPlainText(), u"half a sentence"_s);
        m_desk->list()->setFocus(); // saves
        QCOMPARE(m_desk->triage.note(read), u"half a sentence"_s);
        const QString said = m_desk->shownText();
        QVERIFY2(said.contains(u"It replaces one that another window wrote meanwhile"), qPrintable(said));
        m_desk->press(Qt::Key_Z);
        QTRY_COMPARE(m_desk->triage.note(read), u"theirs"_s);
        QTRY_COMPARE(note->toPlainText(), u"theirs"_s);
    }

    void aNameThatIsLeftAsItWasReplacesNothing()
    {
        QVERIFY(openAll());
        const QByteArray read = m_desk->page->currentCause();
        m_desk->window->findChild<QAction *>(u"errors.rename"_s)->trigger();
        auto *dialog = m_desk->named<QInputDialog>("errors.rename");
        QTRY_VERIFY(dialog && dialog->isVisible());
        archive::CauseArchive other(m_desk->archive.file());
        other.setName(read, u"The flux"_s);
        QTRY_COMPARE(m_desk->triage.group(read)->name, u"The flux"_s);
        dialog->accept();
        QTRY_VERIFY(!dialog->isVisible());
        QCOMPARE(m_desk->archive.find(read)->name, u"The flux"_s);
        QCOMPARE(m_desk->connection.undo.size(), 0);
    }

private:
    [[nodiscard]] const workflows::Triage::Facts &facts() const { return m_desk->triage.facts(); }

    bool open()
    {
        m_desk = std::make_unique<CauseDesk>(m_demo->url(), m_demo->tokens().staff);
        if (!(m_desk->open()))
            return false;
        if (!QTest::qWaitFor([&] { return bool(m_desk->current()); }, 20'000))
            return false;
        if (!QTest::qWaitFor([&] { return bool(m_desk->list()->hasFocus()); }, 20'000))
            return false;
        return true;
    }

    bool openAll()
    {
        if (!open())
            return false;
        m_desk->triage.setRange(workflows::Triage::Range::All);
        if (!QTest::qWaitFor([&] { return bool(m_desk->page->isSettled()); }, 20'000))
            return false;
        if (!QTest::qWaitFor([&] { return bool(m_desk->list()->model()->rowCount() > 3); }, 20'000))
            return false;
        return true;
    }

    bool openAllAndReadSecond()
    {
        if (!openAll() || shownKeys().size() <= 3)
            return false;
        m_desk->press(Qt::Key_J);
        return m_desk->page->currentCause() == shownKeys().at(1);
    }

    /// The causes in the order of the list, without the sections between them.
    [[nodiscard]] QList<QByteArray> shownKeys() const
    {
        QList<QByteArray> keys;
        for (int row = 0; row < m_desk->list()->model()->rowCount(); ++row) {
            if (const auto *group = m_desk->triage.model().groupAt(row))
                keys.append(group->key);
        }
        return keys;
    }

    [[nodiscard]] QSet<QByteArray> unreadKeys() const
    {
        QSet<QByteArray> keys;
        for (const QByteArray &key : shownKeys()) {
            if (m_desk->triage.group(key)->unread)
                keys.insert(key);
        }
        return keys;
    }

    bool chooseLargest()
    {
        QByteArray key;
        qint64 most = 0;
        for (int row = 0; row < m_desk->list()->model()->rowCount(); ++row) {
            const auto *group = m_desk->triage.model().groupAt(row);
            if (group && group->count > most) {
                most = group->count;
                key = group->key;
            }
        }
        m_desk->page->openCause(key);
        if (!QTest::qWaitFor([&] { return m_desk->page->currentCause() == key; }, 20'000))
            return false;
        return true;
    }

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<CauseDesk> m_desk;
};

QTEST_MAIN(TestErrorsPage)
#include "tst_errorspage.moc"

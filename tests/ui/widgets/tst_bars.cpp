// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/environmentframe.h"
#include "ui/widgets/messageblock.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/undobar.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

/// The parts that say something: bars, blocks, lists.
class TestBars : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }

    void undoCountsDownAndActs()
    {
        UndoBar bar;
        QSignalSpy undone(&bar, &UndoBar::undoClicked);
        QSignalSpy sent(&bar, &UndoBar::sendNowClicked);
        QVERIFY(!bar.isVisible());
        bar.arm(u"Setting erred:"_s, u"MOAB\nKaunas"_s, 5000);
        QVERIFY(bar.isVisible());
        QCOMPARE(bar.secondsLeft(), 5);
        QCOMPARE(bar.accessibleName(), u"Setting erred: MOAB Kaunas"_s);
        bar.setRemaining(4001);
        QCOMPARE(bar.secondsLeft(), 5);
        bar.setRemaining(4000);
        QCOMPARE(bar.secondsLeft(), 4);
        bar.setRemaining(-20);
        QCOMPARE(bar.secondsLeft(), 0);
        bar.resize(600, bar.sizeHint().height());
        QTest::mouseClick(bar.findChild<QAbstractButton *>(u"undo"_s), Qt::LeftButton);
        QTest::keyClick(bar.findChild<QAbstractButton *>(u"sendNow"_s), Qt::Key_Space);
        QCOMPARE(undone.size(), 1);
        QCOMPARE(sent.size(), 1);
        bar.disarm();
        QVERIFY(!bar.isVisible());
    }

    void coverageSaysHowFarItSaw_data()
    {
        QTest::addColumn<qint64>("loaded");
        QTest::addColumn<qint64>("total");
        QTest::addColumn<bool>("loading");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<bool>("loadAll");
        QTest::newRow("a part") << qint64(600) << qint64(2134) << false << u"147 shown · 600 of 2 134 loaded"_s << true;
        QTest::newRow("under way") << qint64(600) << qint64(2134) << true << u"147 shown · 600 of 2 134 loaded"_s
                                   << false;
        QTest::newRow("all") << qint64(2134) << qint64(2134) << false << u"147 shown · all 2 134 loaded"_s << false;
        QTest::newRow("more than was told")
            << qint64(2135) << qint64(2134) << false << u"147 shown · all 2 135 loaded"_s << false;
        QTest::newRow("total not known") << qint64(600) << qint64(-1) << false << u"147 shown · 600 loaded"_s << false;
    }
    void coverageSaysHowFarItSaw()
    {
        QFETCH(qint64, loaded);
        QFETCH(qint64, total);
        QFETCH(bool, loading);
        QFETCH(QString, sentence);
        QFETCH(bool, loadAll);
        CoverageBar bar;
        bar.show();
        bar.setCoverage({147, loaded, total < 0 ? std::nullopt : std::optional<qint64>(total), loading, {}});
        QCOMPARE(bar.sentence(), sentence);
        QCOMPARE(bar.findChild<QWidget *>(u"loadAll"_s)->isVisible(), loadAll);
        QCOMPARE(bar.findChild<QWidget *>(u"cancelLoading"_s)->isVisible(), loading);
    }

    void factsStandInThePlaceOfNumbers()
    {
        CoverageBar bar;
        bar.resize(900, bar.sizeHint().height());
        bar.show();
        Coverage coverage;
        coverage.facts = u"28 errors on 5 offerings."_s;
        coverage.scope = u"92 of 120 loaded"_s;
        coverage.more = true;
        bar.setCoverage(coverage);
        QCOMPARE(bar.sentence(), u"28 errors on 5 offerings. 92 of 120 loaded"_s);
        QVERIFY(!bar.findChild<QWidget *>(u"coverageShown"_s)->isVisible());
        QSignalSpy all(&bar, &CoverageBar::loadAllClicked);
        QTest::mouseClick(bar.findChild<QAbstractButton *>(u"loadAll"_s), Qt::LeftButton);
        QCOMPARE(all.size(), 1);
        coverage.loading = true;
        bar.setCoverage(coverage);
        QVERIFY(!bar.findChild<QWidget *>(u"loadAll"_s)->isVisible());
        QSignalSpy cancelled(&bar, &CoverageBar::cancelClicked);
        QTest::mouseClick(bar.findChild<QAbstractButton *>(u"cancelLoading"_s), Qt::LeftButton);
        QCOMPARE(cancelled.size(), 1);
    }

    void troubleTakesTheSamePlace()
    {
        CoverageBar bar;
        bar.show();
        const int height = bar.sizeHint().height();
        QSignalSpy retried(&bar, &CoverageBar::retryClicked);
        bar.setTrouble(Trouble{u"Server does not answer"_s, u"timed out"_s, u"next try in 24 s"_s, false, true});
        QCOMPARE(bar.sizeHint().height(), height);
        QCOMPARE(bar.sentence(), u"Server does not answer: timed out"_s);
        QVERIFY(!bar.findChild<QWidget *>(u"bannerDetails"_s)->isVisible());
        QTest::mouseClick(bar.findChild<QAbstractButton *>(u"bannerRetry"_s), Qt::LeftButton);
        QCOMPARE(retried.size(), 1);
        bar.setTrouble(std::nullopt);
        QVERIFY(!bar.inTrouble());
        QVERIFY(!bar.findChild<QWidget *>(u"bannerRetry"_s)->isVisible());
    }

    void aMessageHasThreeLinesAndAllOfThemOnDemand()
    {
        MessageBlock block;
        block.resize(500, 300);
        block.show();
        block.setMessage(u"short"_s);
        QCOMPARE(block.visibleLines(), 1);
        QVERIFY(!block.findChild<QWidget *>(u"messageMore"_s)->isVisible());
        QString long_ = u"one\ntwo\nthree\nfour\nfive"_s;
        block.setMessage(long_);
        QCOMPARE(block.visibleLines(), 3);
        QTest::mouseClick(block.findChild<QAbstractButton *>(u"messageMore"_s), Qt::LeftButton);
        QCOMPARE(block.visibleLines(), 5);
    }

    void aMessageIsPlainAndCopiedWhole()
    {
        MessageBlock block;
        block.resize(500, 300);
        block.show();
        const QString hostile = u"<b>bold</b> \u001b[31mred\u202e"_s + QString(100000, u'x');
        block.setMessage(hostile, {{0, 3}});
        QVERIFY(block.textView()->toPlainText().startsWith(u"<b>bold</b> \\x1b[31mred\\u202e"_s));
        QVERIFY(block.textView()->toPlainText().size() < 5000);
        QTest::keyClick(block.textView(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), hostile);
        block.setMessage(u"password='hunter2horse' refused"_s);
        block.copyAll();
        QVERIFY(!QGuiApplication::clipboard()->text().contains(u"hunter2horse"_s));
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(u"refused"_s));
    }

    void onlyAWritableProductionIsFilled()
    {
        EnvironmentBar bar;
        bar.setEnvironment(Environment::Production, false, u"read-only"_s);
        QVERIFY(!bar.isFilled());
        QCOMPARE(bar.accessibleName(), u"PRODUCTION · read-only"_s);
        bar.setEnvironment(Environment::Production, true, u"writing"_s);
        QVERIFY(bar.isFilled());
        bar.setEnvironment(Environment::Test, true, u"writing"_s);
        QVERIFY(!bar.isFilled());
    }

    void countingMovesNoNeighbour()
    {
        EnvironmentBar bar;
        BarItem *item = bar.addItem(u"server"_s, u"Live \u00B7 11 s ago"_s);
        const QSize narrow = item->sizeHint();
        item->set(u"server"_s, u"Live \u00B7 48 s ago"_s);
        QCOMPARE(item->sizeHint(), narrow);
        QVERIFY(narrow.width() > item->fontMetrics().horizontalAdvance(item->text()));
        item->set(u"server"_s, u"Live \u00B7 100 s ago"_s);
        QVERIFY(item->sizeHint().width() > narrow.width());
        const int plain = item->sizeHint().width();
        item->setBold(true);
        QVERIFY(item->sizeHint().width() > plain);
    }

    void theSidebarGoesPlaces()
    {
        NavList list;
        list.addPage(u"errors"_s, u"nav-errors"_s, u"Errors"_s)->setCount(u"4 new"_s, Ink::Accent);
        list.addPage(u"requests"_s, u"nav-requests"_s, u"Requests"_s);
        list.setCurrent(u"requests"_s);
        list.show();
        list.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&list));
        QSignalSpy went(&list, &NavList::activated);
        list.item(u"requests"_s)->setFocus();
        QTest::keyClick(list.item(u"requests"_s), Qt::Key_Up);
        QVERIFY(list.item(u"errors"_s)->hasFocus());
        QTest::keyClick(list.item(u"errors"_s), Qt::Key_Return);
        QCOMPARE(went.size(), 1);
        QCOMPARE(went.front().front().toString(), u"errors"_s);
        const int wide = list.sizeHint().width();
        list.setRail(true);
        QVERIFY(list.sizeHint().width() < wide);
        QCOMPARE(list.item(u"errors"_s)->toolTip(), u"Errors"_s);
        QCOMPARE(list.item(u"errors"_s)->accessibleName(), u"Errors"_s);
    }

    void aSectionOfTheSidebarComesAndGoes()
    {
        NavList list;
        list.addPage(u"requests"_s, u"nav-requests"_s, u"Requests"_s);
        list.addSection(u"views"_s, u"Views"_s);
        list.addStretch();
        list.addLink(u"keys"_s, u"keyboard"_s, u"Keys"_s);
        list.resize(300, 600);
        list.show();
        list.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&list));
        const auto heading = [&list] {
            for (const auto *label : list.findChildren<QLabel *>()) {
                if (label->text() == u"Views"_s)
                    return label->isVisible();
            }
            return false;
        };
        QVERIFY(!heading()); // nothing is below it
        list.setSection(u"views"_s, {{u"a"_s, u"view"_s, u"A"_s}, {u"b"_s, u"view"_s, u"B"_s}});
        QVERIFY(heading());
        QTRY_VERIFY(list.item(u"b"_s)->y() > list.item(u"a"_s)->y());
        QVERIFY(list.item(u"keys"_s)->y() > list.item(u"b"_s)->y());
        QSignalSpy went(&list, &NavList::activated);
        list.item(u"requests"_s)->setFocus();
        for (const QString &next : {u"a"_s, u"b"_s, u"keys"_s}) { // from top to bottom, whenever it was added
            QTest::keyClick(list.focusWidget(), Qt::Key_Down);
            QVERIFY2(list.item(next)->hasFocus(), qPrintable(next));
        }
        list.item(u"b"_s)->setFocus();
        QTest::keyClick(list.item(u"b"_s), Qt::Key_Return);
        QCOMPARE(went.takeFirst().front().toString(), u"b"_s);
        list.setCurrent(u"b"_s);
        list.setSection(u"views"_s, {{u"b"_s, u"view"_s, u"B"_s}, {u"a"_s, u"view"_s, u"A"_s}});
        QVERIFY(list.item(u"b"_s)->hasFocus() && list.item(u"b"_s)->isChecked());
        list.setRail(true);
        QVERIFY(!heading());
        list.setRail(false);
        QVERIFY(heading());
        list.setSection(u"views"_s, {});
        QVERIFY(!heading() && !list.item(u"a"_s));
    }

    void theMenuOfAPlaceIsAskedFor()
    {
        NavList list;
        list.addPage(u"requests"_s, u"nav-requests"_s, u"Requests"_s);
        list.show();
        list.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&list));
        QSignalSpy wanted(&list, &NavList::menuWanted);
        NavItem *item = list.item(u"requests"_s);
        item->setFocus();
        for (const auto reason : {QContextMenuEvent::Mouse, QContextMenuEvent::Keyboard}) {
            QContextMenuEvent event(reason, item->rect().center(), item->mapToGlobal(item->rect().center()));
            QApplication::sendEvent(item, &event);
            QCOMPARE(wanted.takeFirst().front().toString(), u"requests"_s);
        }
    }

    void segmentsAreOneTabStop()
    {
        SegmentedControl control({u"Parsed"_s, u"Raw"_s});
        control.show();
        control.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&control));
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        control.segment(0)->setFocus();
        QTest::keyClick(control.segment(0), Qt::Key_Right);
        QCOMPARE(control.current(), 1);
        QVERIFY(control.segment(1)->hasFocus());
        QTest::keyClick(control.segment(1), Qt::Key_Right);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!(control.segment(0)->focusPolicy() & Qt::TabFocus));
    }

    void wordsOfLoadingComeAfterASecond()
    {
        LoadingRows rows;
        rows.resize(600, 400);
        rows.show();
        rows.start(u"Reading waldur.example.org"_s);
        QVERIFY(!rows.wordsShown());
        QTRY_VERIFY(rows.wordsShown());
    }

    void aStatePageOffersWhatCanBeDone()
    {
        StatePage page;
        QAction drop(u"Drop “text: refused”"_s);
        QSignalSpy dropped(&drop, &QAction::triggered);
        page.setContent(u"act-filter"_s, Shade::Unknown, u"No row matches"_s, {u"In the 600 loaded."_s}, {&drop});
        page.resize(600, 400);
        page.show();
        QCOMPARE(page.title(), u"No row matches"_s);
        auto *button = page.findChild<QAbstractButton *>();
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(dropped.size(), 1);
    }
};

QTEST_MAIN(TestBars)
#include "tst_bars.moc"

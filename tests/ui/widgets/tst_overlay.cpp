// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/keysheet.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestOverlay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        m_below = new QLineEdit(m_window.get());
        m_panel = new OverlayPanel(m_window.get(), OverlayPanel::Place::Upper);
        auto *column = new QVBoxLayout(m_panel->sheet());
        m_first = new QLineEdit;
        m_second = new QPushButton(u"Run"_s);
        column->addWidget(m_first);
        column->addWidget(m_second);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_below->setFocus();
    }
    void cleanup() { m_window.reset(); }

    void takesTheFocusAndGivesItBack()
    {
        QSignalSpy closed(m_panel, &OverlayPanel::closed);
        m_panel->open();
        QVERIFY(m_panel->isOpen());
        QVERIFY(m_first->hasFocus());
        QTest::keyClick(m_first, Qt::Key_Escape);
        QVERIFY(!m_panel->isOpen());
        QVERIFY(m_below->hasFocus());
        QCOMPARE(closed.size(), 1);
    }

    void tabStaysInside()
    {
        m_panel->open();
        QTest::keyClick(m_first, Qt::Key_Tab);
        QVERIFY(m_second->hasFocus());
        QTest::keyClick(m_second, Qt::Key_Tab);
        QVERIFY(m_first->hasFocus());
        QTest::keyClick(m_first, Qt::Key_Backtab);
        QVERIFY(m_second->hasFocus());
    }

    void theWindowsShortcutsAreOff_data()
    {
        QTest::addColumn<QKeyCombination>("keys");
        QTest::addColumn<bool>("inAField");
        QTest::newRow("a letter") << QKeyCombination(Qt::Key_E) << false;
        QTest::newRow("a letter that the field types") << QKeyCombination(Qt::Key_E) << true;
        QTest::newRow("shift and a letter") << (Qt::SHIFT | Qt::Key_E) << false;
        QTest::newRow("a chord, on a button") << (Qt::CTRL | Qt::Key_E) << false;
        QTest::newRow("a chord, in a field") << (Qt::CTRL | Qt::Key_E) << true;
        QTest::newRow("a chord with alt") << (Qt::ALT | Qt::Key_1) << true;
        QTest::newRow("a function key") << QKeyCombination(Qt::Key_F5) << true;
    }

    void theWindowsShortcutsAreOff()
    {
        QFETCH(QKeyCombination, keys);
        QFETCH(bool, inAField);
        QShortcut shortcut(QKeySequence(keys), m_window.get());
        QSignalSpy fired(&shortcut, &QShortcut::activated);
        m_panel->open();
        QWidget *target = inAField ? static_cast<QWidget *>(m_first) : m_second;
        target->setFocus();
        QTest::keyClick(target, keys.key(), keys.keyboardModifiers());
        QCOMPARE(fired.size(), 0);
        m_panel->closePanel();
        m_window->setFocus();
        QTest::keyClick(m_window.get(), keys.key(), keys.keyboardModifiers());
        QCOMPARE(fired.size(), 1);
    }

    void shortcutsOfAWidgetOutsideOfTheHostAreOffToo()
    {
        QWidget top;
        auto *host = new QWidget(&top);
        auto *outside = new QPushButton(u"Menu"_s, &top);
        QShortcut letter(QKeySequence(Qt::Key_E), &top);
        QSignalSpy fired(&letter, &QShortcut::activated);
        OverlayPanel panel(host);
        top.show();
        top.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&top));
        panel.open();
        outside->setFocus();
        QTest::keyClick(outside, Qt::Key_E);
        QCOMPARE(fired.size(), 0);
    }

    void anActionThatMayPassWorksEvenInAField()
    {
        QAction action;
        action.setShortcut(Qt::CTRL | Qt::Key_K);
        m_window->addAction(&action);
        QSignalSpy fired(&action, &QAction::triggered);
        m_panel->letPass({&action});
        m_panel->open();
        QTest::keyClick(m_first, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(fired.size(), 1);
        QTest::keyClick(m_first, Qt::Key_K);
        QCOMPARE(m_first->text(), u"k"_s);
        QCOMPARE(fired.size(), 1);
    }

    void keysGoToThePanelEvenWhenTheFocusWasTakenAway()
    {
        m_panel->open();
        m_below->setFocus(); // as a page does that sets its focus after loading
        QTest::keyClick(m_below, Qt::Key_X);
        QCOMPARE(m_below->text(), QString());
        QCOMPARE(m_first->text(), u"x"_s); // and no key is lost
        QVERIFY(m_first->hasFocus());
        QTest::keyClick(m_first, Qt::Key_Escape);
        QVERIFY(!m_panel->isOpen());
        m_below->setFocus();
        QTest::keyClick(m_below, Qt::Key_X);
        QCOMPARE(m_below->text(), u"x"_s);
    }

    void followsItsHost()
    {
        m_panel->open();
        m_window->resize(1000, 700);
        QCOMPARE(m_panel->size(), QSize(1000, 700));
        QCOMPARE(m_panel->sheet()->y(), 70);
        QCOMPARE(m_panel->sheet()->x(), (1000 - m_panel->sheet()->width()) / 2);
    }

    void aClickBesideClosesAndOneInsideDoesNot()
    {
        m_panel->open();
        QTest::mouseClick(m_panel->sheet(), Qt::LeftButton, {}, QPoint(2, 2));
        QVERIFY(m_panel->isOpen());
        QTest::mouseClick(m_panel, Qt::LeftButton, {}, QPoint(3, 590));
        QVERIFY(!m_panel->isOpen());
    }

    void theKeySheetClosesWithItsOwnKey()
    {
        KeySheet keys(m_window.get());
        keys.setGroups({{u"Move"_s, {{{u"j"_s, u"k"_s}, u"next, previous row"_s}}}});
        keys.open();
        QVERIFY(keys.isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Question);
        QVERIFY(!keys.isOpen());
        QVERIFY(m_below->hasFocus());
    }

private:
    std::unique_ptr<QWidget> m_window;
    QLineEdit *m_below = nullptr;
    QLineEdit *m_first = nullptr;
    QPushButton *m_second = nullptr;
    OverlayPanel *m_panel = nullptr;
};

QTEST_MAIN(TestOverlay)
#include "tst_overlay.moc"

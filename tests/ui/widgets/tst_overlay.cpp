// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/keysheet.h"

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

    void thePagesLettersAreOff()
    {
        QShortcut letter(QKeySequence(Qt::Key_E), m_window.get());
        QSignalSpy fired(&letter, &QShortcut::activated);
        m_panel->open();
        m_second->setFocus();
        QTest::keyClick(m_second, Qt::Key_E);
        QCOMPARE(fired.size(), 0);
        m_panel->closePanel();
        m_window->setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_E);
        QCOMPARE(fired.size(), 1);
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

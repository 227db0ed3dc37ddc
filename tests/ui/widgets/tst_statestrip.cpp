// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statestrip.h"

#include "ui/base/waldeskstyle.h"

#include <QAbstractButton>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;
using waldesk::domain::State;
using States = std::vector<State>;

class TestStateStrip : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_strip = std::make_unique<StateStrip>();
        m_strip->show();
        m_strip->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_strip.get()));
    }
    void cleanup() { m_strip.reset(); }

    void buttonsAreCalledByTheirState()
    {
        QStringList names;
        const auto buttons = m_strip->findChildren<QAbstractButton *>();
        for (const QAbstractButton *one : buttons) {
            if (one->isVisible())
                names << one->accessibleName();
        }
        QCOMPARE(names, (QStringList{u"All"_s, u"Sent"_s, u"Processing"_s, u"Done"_s, u"Erred"_s}));
        QVERIFY(button(u"state-all"_s)->isChecked());
    }

    void stuckStandsApart_data()
    {
        QTest::addColumn<States>("states");
        QTest::addColumn<bool>("stuck");
        QTest::addColumn<QString>("name");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<States>("statesAfter");
        QTest::addColumn<bool>("stuckAfter");
        const Qt::KeyboardModifiers none = Qt::NoModifier;
        const Qt::KeyboardModifiers ctrl = Qt::ControlModifier;
        QTest::newRow("a click: only the stuck ones")
            << States{State::Sent} << false << u"state-stuck"_s << none << States{} << true;
        QTest::newRow("a second click keeps them") << States{} << true << u"state-stuck"_s << none << States{} << true;
        QTest::newRow("ctrl adds it to the states")
            << States{State::Sent} << false << u"state-stuck"_s << ctrl << States{State::Sent} << true;
        QTest::newRow("ctrl takes it away")
            << States{State::Sent} << true << u"state-stuck"_s << ctrl << States{State::Sent} << false;
        QTest::newRow("only this state, stuck or not")
            << States{} << true << u"state-sent"_s << none << States{State::Sent} << false;
        QTest::newRow("ctrl adds a state to the stuck ones")
            << States{} << true << u"state-sent"_s << ctrl << States{State::Sent} << true;
        QTest::newRow("all is all") << States{} << true << u"state-all"_s << none << States{} << false;
    }
    void stuckStandsApart()
    {
        QFETCH(States, states);
        QFETCH(bool, stuck);
        QFETCH(QString, name);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(States, statesAfter);
        QFETCH(bool, stuckAfter);
        m_strip->setStuckShown(true);
        m_strip->setStuckCount(3);
        QVERIFY(button(u"state-stuck"_s)->isVisible());
        QCOMPARE(button(u"state-stuck"_s)->accessibleName(), u"Stuck"_s);
        m_strip->setSelection(states);
        m_strip->setStuck(stuck);
        QSignalSpy chosen(m_strip.get(), &StateStrip::selectionChanged);
        QSignalSpy toggled(m_strip.get(), &StateStrip::stuckChanged);
        QTest::mouseClick(button(name), Qt::LeftButton, modifiers);
        QCOMPARE(m_strip->selection(), statesAfter);
        QCOMPARE(m_strip->isStuck(), stuckAfter);
        QCOMPARE(chosen.count(), states == statesAfter ? 0 : 1);
        QCOMPARE(toggled.count(), stuck == stuckAfter ? 0 : 1);
        QCOMPARE(button(u"state-stuck"_s)->isChecked(), stuckAfter);
        QCOMPARE(button(u"state-all"_s)->isChecked(), statesAfter.empty() && !stuckAfter);
    }

    void aClickFilters_data()
    {
        QTest::addColumn<States>("before");
        QTest::addColumn<QString>("name");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<States>("after");
        const Qt::KeyboardModifiers none = Qt::NoModifier;
        const Qt::KeyboardModifiers ctrl = Qt::ControlModifier;
        const Qt::KeyboardModifiers alt = Qt::AltModifier;
        QTest::newRow("only this") << States{State::Sent} << u"state-erred"_s << none << States{State::Erred};
        QTest::newRow("all again") << States{State::Sent} << u"state-all"_s << none << States{};
        QTest::newRow("ctrl adds") << States{State::Erred} << u"state-sent"_s << ctrl
                                   << States{State::Sent, State::Erred};
        QTest::newRow("ctrl takes away") << States{State::Sent, State::Erred} << u"state-sent"_s << ctrl
                                         << States{State::Erred};
        QTest::newRow("taking the last away is all") << States{State::Sent} << u"state-sent"_s << ctrl << States{};
        QTest::newRow("adding the fourth is all")
            << States{State::Sent, State::Processing, State::Done} << u"state-erred"_s << ctrl << States{};
        QTest::newRow("alt excludes from all")
            << States{} << u"state-done"_s << alt << States{State::Sent, State::Processing, State::Erred};
        QTest::newRow("alt excludes from some")
            << States{State::Sent, State::Done} << u"state-done"_s << alt << States{State::Sent};
    }
    void aClickFilters()
    {
        QFETCH(States, before);
        QFETCH(QString, name);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(States, after);
        QSignalSpy changed(m_strip.get(), &StateStrip::selectionChanged);
        m_strip->setSelection(before);
        QCOMPARE(changed.size(), 0);
        QTest::mouseClick(button(name), Qt::LeftButton, modifiers);
        QCOMPARE(m_strip->selection(), after);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.front().front().value<States>(), after);
        QCOMPARE(button(u"state-all"_s)->isChecked(), after.empty());
    }

    void aKeyDoesWhatAClickDoes_data() { aClickFilters_data(); }
    void aKeyDoesWhatAClickDoes()
    {
        QFETCH(States, before);
        QFETCH(QString, name);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(States, after);
        m_strip->setSelection(before);
        button(name)->setFocus();
        QTest::keyClick(button(name), Qt::Key_Space, modifiers);
        QCOMPARE(m_strip->selection(), after);
        m_strip->setSelection(before);
        QTest::keyClick(button(name), Qt::Key_Return, modifiers);
        QCOMPARE(m_strip->selection(), after);
    }

    void arrowsWalk()
    {
        button(u"state-all"_s)->setFocus();
        QTest::keyClick(button(u"state-all"_s), Qt::Key_Left);
        QVERIFY(button(u"state-all"_s)->hasFocus());
        QTest::keyClick(button(u"state-all"_s), Qt::Key_Right);
        QVERIFY(button(u"state-sent"_s)->hasFocus());
        QTest::keyClick(button(u"state-sent"_s), Qt::Key_Right);
        QVERIFY(button(u"state-processing"_s)->hasFocus());
    }

    void beingOnDoesNotMoveTheNeighbours()
    {
        const QRect before = button(u"state-erred"_s)->geometry();
        m_strip->setSelection({State::Sent});
        QApplication::sendPostedEvents();
        QCOMPARE(button(u"state-erred"_s)->geometry(), before);
        QVERIFY(button(u"state-sent"_s)->isChecked());
    }

    void aClickOnWhatIsOnKeepsItOn()
    {
        m_strip->setSelection({State::Sent});
        QSignalSpy changed(m_strip.get(), &StateStrip::selectionChanged);
        QTest::mouseClick(button(u"state-sent"_s), Qt::LeftButton);
        QVERIFY(button(u"state-sent"_s)->isChecked());
        QCOMPARE(changed.size(), 0);
    }

private:
    QAbstractButton *button(const QString &name) const { return m_strip->findChild<QAbstractButton *>(name); }

    std::unique_ptr<StateStrip> m_strip;
};

QTEST_MAIN(TestStateStrip)
#include "tst_statestrip.moc"

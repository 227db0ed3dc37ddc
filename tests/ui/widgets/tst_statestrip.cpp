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
        for (const QAbstractButton *one : buttons)
            names << one->accessibleName();
        QCOMPARE(names, (QStringList{u"All"_s, u"Sent"_s, u"Processing"_s, u"Done"_s, u"Erred"_s}));
        QVERIFY(button(u"state-all"_s)->isChecked());
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

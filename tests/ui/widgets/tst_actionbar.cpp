// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/actionbar.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestActionBar : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_bar = std::make_unique<ActionBar>();
        for (const QString &word : {u"Start"_s, u"Set done"_s, u"Set erred…"_s, u"Hand over"_s, u"Ask again"_s})
            m_actions << new QAction(word, m_bar.get());
        m_actions[0]->setPriority(QAction::LowPriority);
        m_actions[3]->setPriority(QAction::HighPriority);
        m_bar->setActions(m_actions.first(3), m_actions.mid(3));
        m_bar->show();
        resizeTo(2000);
    }
    void cleanup()
    {
        m_bar.reset();
        m_actions.clear();
    }

    void aButtonIsItsAction()
    {
        QAction *start = m_actions[0];
        ActionButton *button = m_bar->buttonOf(start);
        QSignalSpy triggered(start, &QAction::triggered);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);
        start->setEnabled(false);
        start->setToolTip(u"needs Sent"_s);
        start->setText(u"Start processing"_s);
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), u"needs Sent"_s);
        QCOMPARE(button->accessibleName(), u"Start processing"_s);
        QCOMPARE(button->accessibleDescription(), u"needs Sent"_s);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);
    }

    void allAreThereWhereThereIsRoom()
    {
        for (const QAction *action : std::as_const(m_actions)) {
            QVERIFY(m_bar->buttonOf(action)->isVisible());
            QVERIFY(!m_bar->isInMore(action));
        }
        QVERIFY(!m_bar->moreButton()->isVisible());
        QVERIFY(m_bar->buttonOf(m_actions[4])->x() > m_bar->width() / 2);
        QVERIFY(m_bar->buttonOf(m_actions[0])->x() < m_bar->width() / 2);
    }

    void whatDoesNotFitIsInMore()
    {
        // Narrower and narrower: the rare one first, then from right to left, Hand over never; nothing is ever lost.
        int lastHidden = 0;
        for (int width = 900; width > 60; width -= 7) {
            resizeTo(width);
            int hidden = 0;
            for (const QAction *action : std::as_const(m_actions)) {
                const bool shown = m_bar->buttonOf(action)->isVisible();
                QVERIFY(shown != m_bar->isInMore(action));
                hidden += shown ? 0 : 1;
            }
            QVERIFY(hidden >= lastHidden);
            QCOMPARE(m_bar->moreButton()->isVisible(), hidden > 0);
            if (hidden > 0)
                QVERIFY(m_bar->isInMore(m_actions[0]));
            if (m_bar->isInMore(m_actions[4]))
                QVERIFY(m_bar->isInMore(m_actions[2]));
            QVERIFY(m_bar->buttonOf(m_actions[3])->isVisible());
            lastHidden = hidden;
        }
        QCOMPARE(lastHidden, 4);
    }

    void visibleButtonsNeverOverlap()
    {
        for (int width = 900; width > 260; width -= 13) {
            resizeTo(width);
            QList<QRect> rects;
            const auto buttons = m_bar->findChildren<QPushButton *>();
            for (const QPushButton *one : buttons) {
                if (!one->isVisible())
                    continue;
                for (const QRect &other : std::as_const(rects))
                    QVERIFY2(!other.intersects(one->geometry()), qPrintable(QString::number(width)));
                rects << one->geometry();
            }
        }
    }

    void theLikelyOneIsTheLastToGo()
    {
        m_bar->setPrimary(m_actions[2]);
        const int all = m_bar->sizeHint().width();
        for (int width = all; width > 0 && m_bar->isInMore(m_actions[2]) == false; width -= 7)
            resizeTo(width);
        // Hand over never goes; whatever else can has gone before.
        for (QAction *action : m_actions)
            QVERIFY(m_bar->isInMore(action) || action->priority() == QAction::HighPriority);
        m_actions[2]->setEnabled(false); // one that is off has no claim
        resizeTo(all - 7);
        m_bar->setPrimary(m_actions[2]);
        QVERIFY(m_bar->isInMore(m_actions[0]) || m_bar->isInMore(m_actions[2]) || m_bar->isInMore(m_actions[1]));
    }

    void someAreOnlyInMore()
    {
        QAction overwrite(u"Overwrite the error…"_s);
        m_bar->setMenuActions({&overwrite});
        QVERIFY(m_bar->moreButton()->isVisible());
        QVERIFY(m_bar->isInMore(&overwrite));
        overwrite.setVisible(false);
        QVERIFY(!m_bar->moreButton()->isVisible());
        m_bar->setMenuActions({});
    }

    void oneIsPrimary()
    {
        m_bar->setPrimary(m_actions[4]);
        QCOMPARE(toneOf(m_bar->buttonOf(m_actions[4])), ButtonTone::Primary);
        m_bar->setPrimary(m_actions[0]);
        QCOMPARE(toneOf(m_bar->buttonOf(m_actions[4])), ButtonTone::Plain);
        m_bar->setPrimary(nullptr);
    }

    void theReasonWraps()
    {
        const int without = m_bar->heightForWidth(300);
        m_bar->setReason(
            u"Start needs Sent, Set done needs Processing. Set erred is off: it would overwrite the error."_s);
        QVERIFY(m_bar->heightForWidth(2000) > without);
        QVERIFY(m_bar->heightForWidth(300) > m_bar->heightForWidth(2000));
        QVERIFY(m_bar->minimumSizeHint().width() < 400);
    }

private:
    void resizeTo(int width)
    {
        m_bar->resize(width, m_bar->heightForWidth(width));
        QApplication::sendPostedEvents();
    }

    std::unique_ptr<ActionBar> m_bar;
    QList<QAction *> m_actions;
};

QTEST_MAIN(TestActionBar)
#include "tst_actionbar.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/queryline.h"

#include "ui/base/waldeskstyle.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestQueryLine : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_line = std::make_unique<QueryLine>();
        m_line->resize(900, m_line->sizeHint().height());
        // The page's part: what is asked to go, goes.
        connect(m_line.get(), &QueryLine::chipRemoved, m_line.get(), [this](int index) {
            auto chips = m_line->chips();
            chips.erase(chips.begin() + index);
            m_line->setChips(chips);
        });
        m_line->setChips({chip(u"created"_s), chip(u"offering"_s), chip(u"text"_s)});
        m_line->show();
        m_line->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_line.get()));
        m_line->setFocus();
        QTRY_VERIFY(m_line->textField()->hasFocus());
    }
    void cleanup() { m_line.reset(); }

    void downLeavesTheLine()
    {
        QSignalSpy down(m_line.get(), &QueryLine::wentDown);
        QTest::keyClicks(m_line->textField(), u"ab"_s);
        QTest::keyClick(m_line->textField(), Qt::Key_Down);
        QCOMPARE(down.size(), 1);
        QCOMPARE(m_line->text(), u"ab"_s);
        QTest::keyClick(m_line->textField(), Qt::Key_Down, Qt::ShiftModifier); // selects
        QCOMPARE(down.size(), 1);
        m_line->chipButton(1)->setFocus();
        QTest::keyClick(m_line->chipButton(1), Qt::Key_Down);
        QCOMPARE(down.size(), 2);
        QCOMPARE(m_line->chips().size(), 3);
    }

    void theFieldIsCalledFilter()
    {
        QCOMPARE(m_line->textField()->accessibleName(), u"Filter"_s);
        QCOMPARE(m_line->textField()->placeholderText(), u"text, offering:slurm*, -has:traceback"_s);
        QCOMPARE(m_line->chipButton(0)->accessibleName(), u"created: value, here"_s);
    }

    void enterSubmits()
    {
        QSignalSpy edited(m_line.get(), &QueryLine::textEdited);
        QSignalSpy submitted(m_line.get(), &QueryLine::submitted);
        QTest::keyClicks(m_line->textField(), u"age"_s);
        QCOMPARE(edited.size(), 3);
        QTest::keyClick(m_line->textField(), Qt::Key_Return);
        QCOMPARE(submitted.size(), 1);
        QCOMPARE(submitted.front().front().toString(), u"age"_s);
    }

    void backspaceAtTheStartRemovesTheLastChip()
    {
        QSignalSpy removed(m_line.get(), &QueryLine::chipRemoved);
        QTest::keyClick(m_line->textField(), Qt::Key_Backspace);
        QCOMPARE(removed.front().front().toInt(), 2);
        QCOMPARE(m_line->chips().size(), size_t(2));
        QVERIFY(m_line->textField()->hasFocus());
    }

    void backspaceInTheTextRemovesOnlyText()
    {
        QTest::keyClicks(m_line->textField(), u"ab"_s);
        QTest::keyClick(m_line->textField(), Qt::Key_Backspace);
        QCOMPARE(m_line->text(), u"a"_s);
        QCOMPARE(m_line->chips().size(), size_t(3));
        m_line->textField()->end(false);
        m_line->textField()->home(true);
        QTest::keyClick(m_line->textField(), Qt::Key_Backspace);
        QCOMPARE(m_line->chips().size(), size_t(3));
    }

    void arrowsWalkTheChips()
    {
        QTest::keyClick(m_line->textField(), Qt::Key_Left);
        QVERIFY(m_line->chipButton(2)->hasFocus());
        QTest::keyClick(m_line->chipButton(2), Qt::Key_Left);
        QVERIFY(m_line->chipButton(1)->hasFocus());
        QTest::keyClick(m_line->chipButton(1), Qt::Key_Home);
        QVERIFY(m_line->chipButton(0)->hasFocus());
        QTest::keyClick(m_line->chipButton(0), Qt::Key_Left);
        QVERIFY(m_line->chipButton(0)->hasFocus());
        QTest::keyClick(m_line->chipButton(0), Qt::Key_End);
        QVERIFY(m_line->textField()->hasFocus());
    }

    void deletingAChipKeepsThePlace()
    {
        QTest::keyClick(m_line->textField(), Qt::Key_Left);
        QTest::keyClick(m_line->chipButton(2), Qt::Key_Left);
        QTest::keyClick(m_line->chipButton(1), Qt::Key_Delete);
        QCOMPARE(m_line->chips().size(), size_t(2));
        QVERIFY(m_line->chipButton(1)->hasFocus());
        QTest::keyClick(m_line->chipButton(1), Qt::Key_Delete);
        QVERIFY(m_line->chipButton(0)->hasFocus());
        QTest::keyClick(m_line->chipButton(0), Qt::Key_Backspace);
        QVERIFY(m_line->chips().empty());
        QVERIFY(m_line->textField()->hasFocus());
    }

    void typingOnAChipGoesOnInTheText()
    {
        QTest::keyClick(m_line->textField(), Qt::Key_Left);
        QTest::keyClick(m_line->chipButton(2), Qt::Key_X);
        QVERIFY(m_line->textField()->hasFocus());
        QCOMPARE(m_line->text(), u"x"_s);
    }

    void clicks()
    {
        QSignalSpy activated(m_line.get(), &QueryLine::chipActivated);
        QSignalSpy removed(m_line.get(), &QueryLine::chipRemoved);
        auto *first = static_cast<ChipButton *>(m_line->chipButton(0));
        QTest::mouseClick(first, Qt::LeftButton, {}, QPoint(6, first->height() / 2));
        QCOMPARE(activated.size(), 1);
        QTest::mouseClick(first, Qt::LeftButton, {}, first->closeRect().center());
        QCOMPARE(removed.size(), 1);
        QCOMPARE(activated.size(), 1);
    }

    void manyChipsLeaveRoomForText()
    {
        std::vector<Chip> many(30, chip(u"offering"_s));
        m_line->setChips(many);
        QVERIFY(m_line->textField()->width() >= 150);
        QTest::keyClick(m_line->textField(), Qt::Key_Left);
        QVERIFY(visible(m_line->chipButton(29)));
        QTest::keyClick(m_line->chipButton(29), Qt::Key_Home);
        QVERIFY(visible(m_line->chipButton(0)));
    }

    void anErrorIsSaid()
    {
        m_line->setTextError(u"No filter is called agee"_s);
        QCOMPARE(m_line->textField()->accessibleDescription(), u"No filter is called agee"_s);
        m_line->setTextError({});
        QVERIFY(m_line->textError().isEmpty());
    }

private:
    static Chip chip(const QString &label) { return {label, u"value"_s, Chip::Place::Here, {}}; }
    static bool visible(const QWidget *widget)
    {
        return widget->visibleRegion().boundingRect().width() == widget->width();
    }

    std::unique_ptr<QueryLine> m_line;
};

QTEST_MAIN(TestQueryLine)
#include "tst_queryline.moc"

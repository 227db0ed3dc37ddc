// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/undostack.h"

#include <QSignalSpy>
#include <QTest>

using waldesk::session::UndoStack;
using Kind = UndoStack::Kind;

/// The order in which steps are taken back, whoever made them.
class TestUndoStack : public QObject
{
    Q_OBJECT
private slots:
    void theNewestStepIsUndoneFirstAndAnyNumberOfThem()
    {
        UndoStack stack;
        QList<int> takenBack;
        for (int i = 0; i < 500; ++i)
            push(stack, i, takenBack);
        QCOMPARE(stack.size(), 500);
        QCOMPARE(stack.newest()->sentence, QStringLiteral("step 499"));
        for (int i = 499; i >= 0; --i) {
            QVERIFY(stack.undo());
            QCOMPARE(takenBack.last(), i);
        }
        QVERIFY(!stack.undo());
        QCOMPARE(stack.newest(), nullptr);
    }

    void aStepThatWasSentLeavesAndTheOthersStay()
    {
        UndoStack stack;
        QList<int> takenBack;
        push(stack, 1, takenBack);
        const UndoStack::Id write = push(stack, 2, takenBack, Kind::Write);
        push(stack, 3, takenBack);
        QSignalSpy changed(&stack, &UndoStack::changed);
        stack.drop(write);
        stack.drop(write);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!stack.contains(write));
        QVERIFY(!stack.undo(write));
        QVERIFY(stack.undo() && stack.undo());
        QCOMPARE(takenBack, (QList<int>{3, 1}));
    }

    void aBarTakesBackTheStepOfItsSentence()
    {
        UndoStack stack;
        QList<int> takenBack;
        const UndoStack::Id first = push(stack, 1, takenBack, Kind::Write);
        push(stack, 2, takenBack);
        QVERIFY(stack.undo(first));
        QCOMPARE(takenBack, QList<int>{1});
        QCOMPARE(stack.newest()->sentence, QStringLiteral("step 2"));
    }

    void whatCanNotBeUndoneStaysAndSaysWhy()
    {
        UndoStack stack;
        QString trouble = QStringLiteral("The disk is full.");
        stack.push(Kind::Local, QStringLiteral("Rules changed"), [&trouble] { return trouble; });
        QSignalSpy failed(&stack, &UndoStack::failed);
        QSignalSpy undone(&stack, &UndoStack::undone);
        QVERIFY(!stack.undo());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), trouble);
        QCOMPARE(undone.size(), 0);
        QCOMPARE(stack.size(), 1);
        trouble.clear();
        QVERIFY(stack.undo());
        QCOMPARE(undone.size(), 1);
        QCOMPARE(stack.size(), 0);
    }

    void aStepMayDropItselfWhileItIsUndone()
    {
        UndoStack stack;
        UndoStack::Id id = 0;
        id = stack.push(Kind::Write, QStringLiteral("Set done"), [&] {
            stack.drop(id);
            return QString();
        });
        QSignalSpy undone(&stack, &UndoStack::undone);
        QVERIFY(stack.undo());
        QCOMPARE(undone.size(), 1);
        QCOMPARE(undone[0][0].value<UndoStack::Step>().sentence, QStringLiteral("Set done"));
    }

private:
    static UndoStack::Id push(UndoStack &stack, int number, QList<int> &takenBack, Kind kind = Kind::Local)
    {
        return stack.push(kind, QStringLiteral("step %1").arg(number), [&takenBack, number] {
            takenBack.append(number);
            return QString();
        });
    }
};

QTEST_GUILESS_MAIN(TestUndoStack)
#include "tst_undostack.moc"

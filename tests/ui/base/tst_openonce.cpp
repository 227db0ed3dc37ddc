// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/openonce.h"

#include <QApplication>
#include <QInputDialog>
#include <QPointer>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using waldesk::ui::openOnce;

class TestOpenOnce : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_made = 0;
    }

    void asksBeforeItsWindowAndIsDeletedWhenItCloses()
    {
        ask(u"name"_s);
        const QPointer<QInputDialog> dialog = m_window->findChild<QInputDialog *>(u"name"_s);
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->windowModality(), Qt::WindowModal);
        dialog->reject();
        QTRY_VERIFY(!dialog);
    }

    void theSecondTimeBringsTheFirstToTheFront()
    {
        ask(u"name"_s);
        QPointer<QInputDialog> first = m_window->findChild<QInputDialog *>(u"name"_s);
        first->setTextValue(u"half a wo"_s);
        m_window->activateWindow();
        ask(u"name"_s);
        QCOMPARE(m_made, 1);
        QCOMPARE(m_window->findChildren<QDialog *>().size(), 1);
        QCOMPARE(first->textValue(), u"half a wo"_s);
        QTRY_VERIFY(first->isActiveWindow());
    }

    void oneOfAnotherNameIsAnotherDialog()
    {
        ask(u"name"_s);
        ask(u"rules"_s);
        QCOMPARE(m_made, 2);
    }

    void oneThatWasJustClosedIsNotOpen()
    {
        ask(u"name"_s);
        m_window->findChild<QInputDialog *>(u"name"_s)->reject();
        ask(u"name"_s); // in the same turn: the first is still a child
        QCOMPARE(m_made, 2);
        QTRY_COMPARE(m_window->findChildren<QDialog *>().size(), 1);
        QVERIFY(m_window->findChild<QDialog *>(u"name"_s)->isVisible());
    }

    void dialogsOfTwoPlacesDoNotStandInFrontOfEachOther()
    {
        QWidget other;
        other.show();
        ask(u"name"_s);
        openOnce(&other, u"name"_s, [&other] { return new QInputDialog(&other); });
        QVERIFY(other.findChild<QDialog *>(u"name"_s)->isVisible());
    }

    void goesWithItsParent()
    {
        ask(u"name"_s);
        const QPointer<QDialog> dialog = m_window->findChild<QDialog *>(u"name"_s);
        m_window.reset();
        QVERIFY(!dialog);
    }

private:
    void ask(const QString &name)
    {
        openOnce(m_window.get(), name, [this] {
            ++m_made;
            return new QInputDialog(m_window.get());
        });
    }

    std::unique_ptr<QWidget> m_window;
    int m_made = 0;
};

QTEST_MAIN(TestOpenOnce)
#include "tst_openonce.moc"

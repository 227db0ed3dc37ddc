// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/poolwork.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

using waldesk::domain::runInPool;

class PoolWorkTest : public QObject
{
    Q_OBJECT
private slots:
    void aFutureHoldsWhatTheWorkReturned();
    void theHandlerRunsOnceOnItsOwnThreadAndNotAtOnce();
    void aContextThatDiedHearsNothing();
};

void PoolWorkTest::aFutureHoldsWhatTheWorkReturned()
{
    const QFuture<QThread *> future = runInPool([] { return QThread::currentThread(); });
    QVERIFY(future.result() != QThread::currentThread());
}

void PoolWorkTest::theHandlerRunsOnceOnItsOwnThreadAndNotAtOnce()
{
    QObject context;
    int calls = 0;
    QThread *ranOn = nullptr;
    runInPool([] { return std::make_shared<QString>(QStringLiteral("sorted")); }, &context,
              [&](const std::shared_ptr<QString> &result) {
                  ++calls;
                  ranOn = QThread::currentThread();
                  QCOMPARE(*result, QStringLiteral("sorted"));
              });
    QVERIFY(QThreadPool::globalInstance()->waitForDone());
    QCOMPARE(calls, 0);
    QTRY_COMPARE(calls, 1);
    QCOMPARE(ranOn, QThread::currentThread());
    // A second call would be told before the deletion of what told the first.
    QTRY_VERIFY(context.children().isEmpty());
    QCOMPARE(calls, 1);
}

void PoolWorkTest::aContextThatDiedHearsNothing()
{
    QSemaphore mayEnd;
    bool called = false;
    {
        QObject context;
        runInPool(
            [&mayEnd] {
                mayEnd.acquire();
                return 1;
            },
            &context, [&called](int) { called = true; });
    }
    mayEnd.release();
    QVERIFY(QThreadPool::globalInstance()->waitForDone());
    QCoreApplication::sendPostedEvents();
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(PoolWorkTest)
#include "tst_poolwork.moc"

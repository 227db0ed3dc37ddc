// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/runningwindow.h"

#include <QFuture>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace waldesk::app;
using namespace Qt::StringLiterals;

class TestRunningWindow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
    }

    void nobodyThere() { QVERIFY(!RunningWindow::handOver({}, u"a"_s)); }

    void handsOver_data()
    {
        QTest::addColumn<QString>("open");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<bool>("taken");
        QTest::newRow("any window will do") << u"prod"_s << QString() << true;
        QTest::newRow("the profile that is open, in any case") << u"prod"_s << u"Prod"_s << true;
        QTest::newRow("another profile than the open one") << u"prod"_s << u"test"_s << false;
        QTest::newRow("a window that shows the connect page") << QString() << QString() << false;
    }

    void handsOver()
    {
        QFETCH(QString, open);
        QFETCH(QString, asked);
        QFETCH(bool, taken);
        RunningWindow window;
        window.listen();
        window.setProfile(open);
        QSignalSpy received(&window, &RunningWindow::addressReceived);
        QCOMPARE(askFromAnotherThread(asked, u"waldesk:///request/x"_s), taken);
        QCOMPARE(received.size(), taken ? 1 : 0);
        if (taken) {
            QCOMPARE(received.first().first().toString(), u"waldesk:///request/x"_s);
        }
    }

    void takesThePlaceOfACrashedWindow()
    {
        QFile left(m_folder.filePath(u"waldesk.sock"_s));
        QVERIFY(left.open(QIODevice::WriteOnly));
        left.close();
        RunningWindow window;
        window.listen();
        window.setProfile(u"prod"_s);
        QVERIFY(askFromAnotherThread({}, u"x"_s));
    }

private:
    /// The asking side waits in calls that block, as a second process would; the window needs this thread's loop.
    bool askFromAnotherThread(const QString &profile, const QString &address)
    {
        bool taken = false;
        std::unique_ptr<QThread> other(QThread::create([&] { taken = RunningWindow::handOver(profile, address); }));
        other->start();
        return QTest::qWaitFor([&] { return other->isFinished(); }, 10'000) && taken;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestRunningWindow)
#include "tst_runningwindow.moc"

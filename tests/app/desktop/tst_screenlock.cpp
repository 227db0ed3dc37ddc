// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screenlock.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using app::ScreenLock;

/// What the desktop tells on a bus of the test's own.
class TestScreenLock : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--print-address"_s, u"--nofork"_s, u"--nopidfile"_s});
        if (!m_daemon.waitForStarted())
            QSKIP("dbus-daemon is not installed");
        QVERIFY(m_daemon.waitForReadyRead(10'000));
        const QByteArray address = m_daemon.readLine().trimmed();
        QVERIFY(!address.isEmpty());
        qputenv("DBUS_SESSION_BUS_ADDRESS", address); // before anything has asked for the session's bus
    }

    void cleanupTestCase()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void followsTheDesktop_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("interface");
        QTest::newRow("as most desktops tell it")
            << u"/org/freedesktop/ScreenSaver"_s << u"org.freedesktop.ScreenSaver"_s;
        QTest::newRow("from the short path") << u"/ScreenSaver"_s << u"org.freedesktop.ScreenSaver"_s;
        QTest::newRow("as GNOME tells it") << u"/org/gnome/ScreenSaver"_s << u"org.gnome.ScreenSaver"_s;
    }

    void followsTheDesktop()
    {
        QFETCH(QString, path);
        QFETCH(QString, interface);
        ScreenLock lock;
        lock.listen();
        QVERIFY(!lock.isLocked());
        QSignalSpy changed(&lock, &ScreenLock::changed);
        QDBusConnection desktop =
            QDBusConnection::connectToBus(QString::fromLatin1(qgetenv("DBUS_SESSION_BUS_ADDRESS")), u"desktop"_s);
        QVERIFY(desktop.isConnected());
        const auto tell = [&](const QVariant &word, const QString &member = u"ActiveChanged"_s) {
            QDBusMessage signal = QDBusMessage::createSignal(path, interface, member);
            signal << word;
            return desktop.send(signal);
        };
        QVERIFY(tell(true));
        QTRY_VERIFY(lock.isLocked());
        QVERIFY(tell(true));
        QVERIFY(tell(true, u"SomethingElse"_s));
        QVERIFY(tell(u"yes"_s)); // no boolean: nothing is guessed from it
        QVERIFY(tell(false));
        QTRY_VERIFY(!lock.isLocked());
        QCOMPARE(changed.count(), 2);
        QDBusConnection::disconnectFromBus(u"desktop"_s);
    }

private:
    QProcess m_daemon;
};

QTEST_GUILESS_MAIN(TestScreenLock)
#include "tst_screenlock.moc"

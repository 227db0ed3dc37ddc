// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopnotifier.h"
#include "app/desktop/sessionbus.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace Qt::StringLiterals;
using app::DesktopNotifier;
using workflows::Notice;
using workflows::NoticePlace;

namespace
{

struct Shown {
    QString application;
    quint32 replaces = 0;
    QString icon;
    QString summary;
    QString body;
    QStringList actions;
    QVariantMap hints;
    int expires = 0;
};

/// A notification service that writes down what it is asked.
class NotificationService : public QDBusVirtualObject
{
public:
    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        if (message.member() == u"GetCapabilities"_s) {
            connection.send(message.createReply(capabilities));
        } else if (message.member() == u"Notify"_s) {
            const QList<QVariant> in = message.arguments();
            QVariantMap hints;
            in.at(6).value<QDBusArgument>() >> hints;
            shown.append({in.at(0).toString(), in.at(1).toUInt(), in.at(2).toString(), in.at(3).toString(),
                          in.at(4).toString(), in.at(5).toStringList(), hints, in.at(7).toInt()});
            if (refuses)
                connection.send(message.createErrorReply(u"org.example.Full"_s, u"too many"_s));
            else
                connection.send(message.createReply(in.at(1).toUInt() ? in.at(1).toUInt() : ++lastId));
        } else if (message.member() == u"CloseNotification"_s) {
            closed.append(message.arguments().at(0).toUInt());
            connection.send(message.createReply());
        } else {
            return false;
        }
        return true;
    }

    QStringList capabilities{u"body"_s, u"actions"_s};
    bool refuses = false;
    quint32 lastId = 0;
    QList<Shown> shown;
    QList<quint32> closed;
};

Notice noticeOf(const QString &summary, const QString &body = {})
{
    return {summary, body, {NoticePlace::Kind::Cause, "w1:" + summary.toUtf8(), {}, {}}};
}

} // namespace

/// What reaches org.freedesktop.Notifications on a bus of the test's own, and what its signals do.
class TestDesktopNotifier : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--print-address"_s, u"--nofork"_s, u"--nopidfile"_s});
        if (!m_daemon.waitForStarted())
            QSKIP("dbus-daemon is not installed");
        QVERIFY(m_daemon.waitForReadyRead(10'000));
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        QVERIFY(!m_address.isEmpty());
    }

    void cleanupTestCase()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void init()
    {
        m_client = std::make_unique<QDBusConnection>(connected(u"client"_s));
        QVERIFY(m_client->isConnected());
    }

    void cleanup()
    {
        stopService();
        m_client.reset();
        QDBusConnection::disconnectFromBus(u"client"_s);
    }

    void aNoticeArrivesWithItsWords()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"1 new cause"_s, u"SLURM Tartu"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        const Shown &shown = m_service->shown.first();
        QCOMPARE(shown.application, u"Waldesk"_s);
        QCOMPARE(shown.replaces, 0U);
        QCOMPARE(shown.summary, u"1 new cause"_s);
        QCOMPARE(shown.body, u"SLURM Tartu"_s);
        QCOMPARE(shown.actions.value(0), u"default"_s);
        QCOMPARE(shown.hints.value(u"desktop-entry"_s).toString(), u"waldesk"_s);
        QCOMPARE(shown.hints.value(u"suppress-sound"_s).toBool(), true);
    }

    void markupIsEscapedWhereTheServiceReadsIt_data()
    {
        QTest::addColumn<QStringList>("capabilities");
        QTest::addColumn<QString>("arrives");
        QTest::newRow("it reads markup") << QStringList{u"body"_s, u"body-markup"_s}
                                         << u"&lt;b&gt;a &amp;amp; b&lt;/b&gt;"_s;
        QTest::newRow("it shows text as it is") << QStringList{u"body"_s} << u"<b>a &amp; b</b>"_s;
    }

    void markupIsEscapedWhereTheServiceReadsIt()
    {
        QFETCH(QStringList, capabilities);
        QVERIFY(startService());
        m_service->capabilities = capabilities;
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"<i>x</i>"_s, u"<b>a &amp; b</b>"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QTEST(m_service->shown.first().body, "arrives");
        QCOMPARE(m_service->shown.first().summary, u"<i>x</i>"_s); // a summary has no markup
        QVERIFY(m_service->shown.first().actions.isEmpty());       // nor are actions asked of one that has none
    }

    void aNewerOneTakesThePlaceOfTheOneThatIsShown()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        notifier.show(noticeOf(u"b"_s));
        QTRY_COMPARE(m_service->shown.size(), 2);
        QCOMPARE(m_service->shown.at(1).replaces, m_service->lastId);
    }

    void ofSeveralAtOnceTheNewestArrivesLast()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        for (const QString &each : {u"a"_s, u"b"_s, u"c"_s})
            notifier.show(noticeOf(each));
        QTRY_VERIFY(!m_service->shown.isEmpty());
        QTRY_COMPARE(m_service->shown.last().summary, u"c"_s);
        QCOMPARE(m_service->lastId, 1U);
    }

    void oneThatWasClosedIsNotReplaced()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        QSignalSpy closed(&notifier, &DesktopNotifier::closed);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        QVERIFY(signal(u"NotificationClosed"_s, {1U, 2U}));
        QVERIFY(closed.count() == 1 || closed.wait(20'000));
        notifier.show(noticeOf(u"b"_s));
        QTRY_COMPARE(m_service->shown.size(), 2);
        QCOMPARE(m_service->shown.at(1).replaces, 0U);
    }

    void aClickTellsItsPlace()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        QSignalSpy activated(&notifier, &DesktopNotifier::activated);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        QVERIFY(signal(u"ActionInvoked"_s, {7U, u"default"_s})); // of another program
        QVERIFY(signal(u"ActionInvoked"_s, {1U, u"other"_s}));
        QVERIFY(signal(u"ActivationToken"_s, {1U, u"token"_s}));
        QVERIFY(signal(u"ActionInvoked"_s, {1U, u"default"_s}));
        QVERIFY(activated.count() == 1 || activated.wait(20'000));
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().at(0).value<NoticePlace>(), noticeOf(u"a"_s).place);
        QCOMPARE(activated.first().at(1).toString(), u"token"_s);
    }

    void aSignalOfSomebodyElseDoesNothing()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        QSignalSpy activated(&notifier, &DesktopNotifier::activated);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        QDBusConnection other = connected(u"other"_s);
        QVERIFY(emitFrom(other, u"ActionInvoked"_s, {1U, u"default"_s}));
        QVERIFY(!reached(other, activated));
        QDBusConnection::disconnectFromBus(u"other"_s);
    }

    void whatIsShownGoesWithTheConnection()
    {
        QVERIFY(startService());
        auto notifier = std::make_unique<DesktopNotifier>(*m_client);
        notifier->show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(*notifier));
        notifier.reset();
        QTRY_COMPARE(m_service->closed, QList<quint32>{1U});
    }

    void withdrawnWhileItIsBeingShownItIsClosedAtOnce()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        notifier.withdraw();
        QTRY_COMPARE(m_service->closed, QList<quint32>{1U});
    }

    void aServiceThatIsStartedAnewGetsAFreshOne()
    {
        QVERIFY(startService());
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        stopService();
        QVERIFY(startService());
        notifier.show(noticeOf(u"b"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QCOMPARE(m_service->shown.first().replaces, 0U);
    }

    void withoutAServiceNothingHappens()
    {
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"a"_s));
        QVERIFY(settle(notifier));
        QVERIFY(startService()); // it was not kept for later
        notifier.show(noticeOf(u"b"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QCOMPARE(m_service->shown.first().summary, u"b"_s);
    }

    void afterARefusalTheNextOneIsShown()
    {
        QVERIFY(startService());
        m_service->refuses = true;
        DesktopNotifier notifier(*m_client);
        notifier.show(noticeOf(u"a"_s));
        QTRY_COMPARE(m_service->shown.size(), 1);
        QVERIFY(settle(notifier));
        m_service->refuses = false;
        notifier.show(noticeOf(u"b"_s));
        QTRY_COMPARE(m_service->shown.size(), 2);
        QCOMPARE(m_service->lastId, 1U);
    }

    void withoutABusNothingHappens()
    {
        DesktopNotifier notifier{QDBusConnection(u"there is none"_s)};
        notifier.show(noticeOf(u"a"_s));
        notifier.withdraw();
        QVERIFY(notifier.findChildren<QObject *>().isEmpty()); // no call is under way
    }

    void noBusIsStartedToLookForOne()
    {
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        const bool found = app::sessionBus().isConnected();
        if (!address.isNull())
            qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        qputenv("XDG_RUNTIME_DIR", runtime);
        QVERIFY(!found);
    }

private:
    QDBusConnection connected(const QString &name) { return QDBusConnection::connectToBus(m_address, name); }

    [[nodiscard]] bool startService()
    {
        QDBusConnection bus = connected(u"service"_s);
        m_service = std::make_unique<NotificationService>();
        return bus.registerVirtualObject(u"/org/freedesktop/Notifications"_s, m_service.get()) &&
               bus.registerService(u"org.freedesktop.Notifications"_s);
    }

    void stopService()
    {
        if (!m_service)
            return;
        // A call that is still posted to the object is answered when it dies, by the connection, which must be there.
        connected(u"service"_s).unregisterObject(u"/org/freedesktop/Notifications"_s);
        m_service.reset();
        QDBusConnection::disconnectFromBus(u"service"_s);
    }

    /// Until the notifier has the answers to its calls: each is a child of it while it is under way.
    [[nodiscard]] static bool settle(DesktopNotifier &notifier)
    {
        return QTest::qWaitFor([&notifier] { return notifier.findChildren<QObject *>().isEmpty(); }, 20'000);
    }

    [[nodiscard]] static bool emitFrom(QDBusConnection &from, const QString &name, const QList<QVariant> &arguments)
    {
        QDBusMessage message =
            QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, name);
        message.setArguments(arguments);
        return from.send(message);
    }

    [[nodiscard]] bool signal(const QString &name, const QList<QVariant> &arguments)
    {
        QDBusConnection bus(u"service"_s);
        return emitFrom(bus, name, arguments);
    }

    /// Whether it arrived; asked when a signal sent after it on the same connection has arrived.
    bool reached(QDBusConnection &from, QSignalSpy &spy)
    {
        m_marks = 0;
        m_client->connect({}, u"/mark"_s, u"org.example.Mark"_s, u"Mark"_s, this, SLOT(mark()));
        // Again until it is heard: the bus may learn later that somebody listens.
        const bool marked = QTest::qWaitFor(
            [&] {
                from.send(QDBusMessage::createSignal(u"/mark"_s, u"org.example.Mark"_s, u"Mark"_s));
                return m_marks > 0;
            },
            20'000);
        m_client->disconnect({}, u"/mark"_s, u"org.example.Mark"_s, u"Mark"_s, this, SLOT(mark()));
        return !marked || spy.count() > 0;
    }

public slots:
    void mark() { ++m_marks; }

private:
    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<QDBusConnection> m_client;
    std::unique_ptr<NotificationService> m_service;
    int m_marks = 0;
};

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktopnotifier.moc"

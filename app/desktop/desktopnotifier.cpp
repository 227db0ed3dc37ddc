// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopnotifier.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

using workflows::Notice;

namespace
{

const QString Service = u"org.freedesktop.Notifications"_s;
const QString Path = u"/org/freedesktop/Notifications"_s;
const QString DefaultAction = u"default"_s; // a click anywhere on it

QDBusMessage call(const QString &service, const QString &method)
{
    return QDBusMessage::createMethodCall(service, Path, Service, method);
}

/// What stands for the text itself where the service reads a markup like that of HTML.
QString escapedMarkup(QString text)
{
    text.replace(u'&', u"&amp;"_s);
    text.replace(u'<', u"&lt;"_s);
    text.replace(u'>', u"&gt;"_s);
    return text;
}

} // namespace

DesktopNotifier::DesktopNotifier(QDBusConnection bus, QObject *parent) : QObject(parent), m_bus(std::move(bus))
{
    if (!m_bus.isConnected())
        return;
    // No service is named: resolving the name would wait for the bus. Who sent a signal is compared when it comes.
    m_bus.connect({}, Path, Service, u"ActionInvoked"_s, this, SLOT(actionInvoked(quint32, QString, QDBusMessage)));
    m_bus.connect({}, Path, Service, u"ActivationToken"_s, this, SLOT(activationToken(quint32, QString, QDBusMessage)));
    m_bus.connect({}, Path, Service, u"NotificationClosed"_s, this,
                  SLOT(notificationClosed(quint32, quint32, QDBusMessage)));
}

DesktopNotifier::~DesktopNotifier()
{
    withdraw();
}

void DesktopNotifier::show(const Notice &notice)
{
    if (!m_bus.isConnected())
        return;
    m_next = notice;
    m_unwanted = false;
    if (!m_busy)
        readCapabilities();
}

/// Asked each time: another service may have taken the name since, and one call more costs nothing here.
void DesktopNotifier::readCapabilities()
{
    m_busy = true;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call(Service, u"GetCapabilities"_s)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_busy = false;
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isError()) // nobody shows notifications here
            m_next.reset();
        else if (m_next)
            readOwner(reply.value());
    });
}

/// Who answered stands in a reply of Qt 6.4 and in none of Qt 6.8, so the bus is asked.
void DesktopNotifier::readOwner(const QStringList &capabilities)
{
    m_busy = true;
    QDBusMessage message = QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                                          u"org.freedesktop.DBus"_s, u"GetNameOwner"_s);
    message << Service;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, capabilities] {
        watcher->deleteLater();
        m_busy = false;
        const QDBusPendingReply<QString> reply = *watcher;
        if (reply.isError()) // it has gone since
            m_next.reset();
        else if (m_next)
            send(capabilities, reply.value());
    });
}

void DesktopNotifier::send(const QStringList &capabilities, const QString &server)
{
    const Notice notice = *std::exchange(m_next, std::nullopt);
    // A service without actions may show a box with a button instead.
    QStringList actions;
    if (capabilities.contains(u"actions"_s))
        actions << DefaultAction << tr("Open");
    const QString body = capabilities.contains(u"body-markup"_s) ? escapedMarkup(notice.body) : notice.body;
    const QVariantMap hints{{u"desktop-entry"_s, u"waldesk"_s}, {u"suppress-sound"_s, true}};
    QDBusMessage message = call(Service, u"Notify"_s);
    message << u"Waldesk"_s << (server == m_server ? m_id : 0U) << u"waldesk"_s << notice.summary << body << actions
            << hints << -1;
    m_busy = true;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, server, place = notice.place] {
        watcher->deleteLater();
        m_busy = false;
        const QDBusPendingReply<quint32> reply = *watcher;
        if (!reply.isError()) {
            m_id = reply.value();
            m_server = server;
            m_place = place;
            m_token.clear();
        }
        if (std::exchange(m_unwanted, false))
            withdraw();
        else if (m_next)
            readCapabilities();
    });
}

void DesktopNotifier::withdraw()
{
    m_next.reset();
    m_unwanted = m_busy;
    if (m_id == 0)
        return;
    QDBusMessage message = call(m_server, u"CloseNotification"_s);
    message << std::exchange(m_id, 0U);
    m_bus.send(message);
}

bool DesktopNotifier::isOurs(quint32 id, const QDBusMessage &message) const
{
    return id != 0 && id == m_id && message.service() == m_server;
}

void DesktopNotifier::activationToken(quint32 id, const QString &token, const QDBusMessage &message)
{
    if (isOurs(id, message))
        m_token = token;
}

void DesktopNotifier::actionInvoked(quint32 id, const QString &action, const QDBusMessage &message)
{
    if (!isOurs(id, message) || action != DefaultAction)
        return;
    const workflows::NoticePlace place = m_place; // the window may withdraw it at once
    const QString token = std::exchange(m_token, QString());
    withdraw();
    emit activated(place, token);
}

void DesktopNotifier::notificationClosed(quint32 id, quint32, const QDBusMessage &message)
{
    if (!isOurs(id, message))
        return;
    m_id = 0;
    emit closed();
}

} // namespace waldesk::app

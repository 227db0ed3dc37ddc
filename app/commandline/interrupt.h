// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace waldesk::app
{

/// SIGINT, SIGTERM and SIGHUP as a signal of the event loop, for the window and for commands that run until they are
/// interrupted. One a process.
class Interrupt : public QObject
{
    Q_OBJECT
public:
    explicit Interrupt(QObject *parent = nullptr);
    ~Interrupt() override;

    [[nodiscard]] bool listen(); ///< false: the system gives no pipe

signals:
    void happened(); ///< once

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace waldesk::app

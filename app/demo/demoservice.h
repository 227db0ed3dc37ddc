// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <memory>

namespace waldesk::demo
{
struct Settings {
    quint16 port = 0; ///< 0: any free one
    int requests = 640;
    quint64 seed = 1;
    double agentSpeed = 1.0; ///< 0: no simulated agent, nothing moves by itself
    bool races = false;      ///< transitions of several people at once overtake each other, as on a real server
    bool brokerDown = false; ///< the broker of events does not answer, so nothing is known of connections
};

/// The keys of the three users, 40 hex digits each, drawn anew for each service: a token that somebody noted down opens
/// no later one.
struct Tokens {
    QByteArray staff;
    QByteArray support;
    QByteArray manager;

    static Tokens draw();
};

/// A Waldur to try and to test against: real HTTP on 127.0.0.1, with the rules of the real endpoint and made-up
/// requests. It lives in a thread of its own and ends with this object. It shares no code with the console, so that it
/// cannot share its mistakes either.
class DemoService
{
public:
    explicit DemoService(Settings settings);
    ~DemoService();
    Q_DISABLE_COPY_MOVE(DemoService)

    /// Waits until the service listens. On failure (a port in use) `error` is one sentence for a person.
    bool start(QString *error);
    /// http://127.0.0.1:PORT/ once started, empty before.
    QUrl url() const;
    Tokens tokens() const;

private:
    class Private;
    std::unique_ptr<Private> m_private;
};
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <optional>

/// Tells that a handler ran; a template can have no signal of its own.
class Bell : public QObject
{
    Q_OBJECT
signals:
    void rang();
};

/// What a handler was given, and how often; the handler may outlive it.
template <typename T>
class Caught
{
public:
    [[nodiscard]] std::function<void(waldesk::api::Result<T>)> handler()
    {
        return [seen = m_seen](waldesk::api::Result<T> result) {
            ++seen->times;
            seen->result.emplace(std::move(result));
            emit seen->bell.rang();
        };
    }
    [[nodiscard]] int times() const { return m_seen->times; }
    [[nodiscard]] bool waitFor(int ms = 20'000) const
    {
        if (m_seen->times > 0)
            return true;
        // An event loop that sleeps until something comes; qWaitFor() looks every 10 ms and makes the tests crawl.
        return QSignalSpy(&m_seen->bell, &Bell::rang).wait(ms);
    }
    [[nodiscard]] bool hasValue() const { return m_seen->result && m_seen->result->has_value(); }
    [[nodiscard]] const T &value() const { return m_seen->result->value(); }
    [[nodiscard]] const waldesk::api::ApiError &error() const { return m_seen->result->error(); }

private:
    struct Seen {
        Bell bell;
        int times = 0;
        std::optional<waldesk::api::Result<T>> result;
    };
    std::shared_ptr<Seen> m_seen = std::make_shared<Seen>();
};

inline waldesk::api::Connection connectionTo(const waldesk::testsupport::ScriptedServer &server, int timeoutMs = 5'000)
{
    waldesk::api::Connection connection = waldesk::testsupport::connectionTo(server.url());
    connection.timeoutMs = timeoutMs;
    return connection;
}

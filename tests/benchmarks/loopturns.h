// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QObject>

#include <algorithm>
#include <ctime>
#include <vector>

namespace waldesk::bench
{

/// The CPU time of this thread for each turn of its event loop (facts: wall time on a shared machine lies). A turn is
/// what runs between two looks for events.
class LoopTurns : public QObject
{
public:
    explicit LoopTurns(QObject *parent = nullptr) : QObject(parent)
    {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { turn(); });
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] { turn(); });
        reset();
    }

    void reset()
    {
        m_longest = 0;
        m_over = 0;
        m_turns = 0;
        m_last = threadNanoseconds();
    }

    [[nodiscard]] double longestMs() const { return double(m_longest) / 1e6; }
    [[nodiscard]] int over8ms() const { return m_over; }
    [[nodiscard]] int turns() const { return m_turns; }

    static qint64 threadNanoseconds()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
    }

private:
    void turn()
    {
        const qint64 now = threadNanoseconds();
        const qint64 spent = now - m_last;
        m_last = now;
        m_longest = std::max(m_longest, spent);
        m_over += spent > 8'000'000 ? 1 : 0;
        ++m_turns;
    }

    qint64 m_last = 0;
    qint64 m_longest = 0;
    int m_over = 0;
    int m_turns = 0;
};

} // namespace waldesk::bench

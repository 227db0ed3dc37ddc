// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/catalog.h"
#include "app/demo/errortexts.h"
#include "app/demo/uuid.h"

#include <QHash>
#include <QtGlobal>

#include <array>
#include <optional>
#include <vector>

namespace waldesk::demo
{
/// When requests were made: the 30 days before the service started, busy in working hours, quiet at night and on
/// weekends, with the two incidents of the demo. All times are microseconds since 1970.
class Timeline
{
public:
    explicit Timeline(qint64 start);

    qint64 start() const { return m_start; }
    /// The moment by which this share (0 to 1) of all requests had been made; never falls as the share grows.
    qint64 momentOf(double share) const;

    /// One cause that was never there before hits several offerings at once, more of them each hour up to the start.
    bool inBurst(qint64 moment) const;
    /// One offering fails through the last night that had begun before the burst, as it did weeks ago.
    bool inBadNight(qint64 moment) const;
    /// So long before the bad night that it comes back after a quiet time.
    bool longBeforeBadNight(qint64 moment) const;
    /// The share of all requests that had been made by then.
    double shareOf(qint64 moment) const;

private:
    static constexpr int hourCount = 30 * 24;

    double weightOf(qint64 moment) const;

    qint64 m_start;
    qint64 m_begin;
    qint64 m_step;
    qint64 m_nightBegin;
    qint64 m_nightEnd;
    std::array<double, hourCount + 1> m_cumulative{};
};

enum State : quint8 { Sent, Processing, Done, Erred };
constexpr quint8 stateCount = 4;
constexpr const char *stateNames[stateCount] = {"Sent", "Processing", "Done", "Erred"};

/// What filters and actions need of a request, in 32 bytes; 0 stands for "not yet" in the times (microseconds).
struct Fact {
    qint64 created = 0;
    qint64 started = 0;
    qint64 finished = 0;
    quint32 touched = 0; ///< from the newest of the three to `modified`
    State state = Sent;
    quint8 offering = 0;
    Cause cause = Cause::None;
    bool live = false; ///< under way when the service started: the simulated agent carries it on

    bool operator==(const Fact &) const = default;
    qint64 modified() const { return qMax(qMax(created, started), finished) + touched; }
};
static_assert(sizeof(Fact) == 32);

/// The requests the service starts with, each a pure function of (seed, index, start of the service): index 0 is the
/// oldest, times never fall with the index.
class Rows
{
public:
    Rows(quint64 seed, quint32 count, qint64 start);

    quint32 count() const { return m_count; }
    quint64 seed() const { return m_seed; }
    Fact fact(quint32 index) const;
    /// The text of an error of this cause for this row; empty for Cause::None.
    ErrorText errorText(quint32 index, const Fact &fact) const;

    /// Goes on beyond count(): requests made while the service runs get theirs from here too.
    Uuid uuid(quint32 index) const;
    /// The index a uuid would belong to, whether or not there is such a row yet.
    std::optional<quint32> indexOf(const Uuid &uuid) const;

private:
    std::optional<Fact> stagedFact(quint32 rank) const;
    quint8 chooseOffering(quint32 index, qint64 created) const;
    Cause chooseCause(quint32 index, quint8 offering, qint64 created) const;
    qint64 createdOf(quint32 index) const;

    quint64 m_seed;
    quint32 m_count;
    Timeline m_timeline;
    quint32 m_oddShift = 0; ///< by how many rows the oddities stand further down than in a small set
};

/// Every request of the server: the generated rows and what has happened to them since. The index of a row is its place
/// in the order of creation. Facts of a large set are computed when first needed; texts are kept only where they
/// changed.
class Store
{
public:
    Store(quint64 seed, quint32 count, qint64 start);

    quint32 size() const { return m_rows.count() + m_created; }
    /// Counts changes, so that a cached selection knows when it is stale.
    quint64 generation() const { return m_generation; }
    qint64 start() const { return m_start; }
    quint64 seed() const { return m_rows.seed(); }

    Fact fact(quint32 index) const;
    /// All of them, by index.
    const std::vector<Fact> &facts();
    ErrorText errorText(quint32 index) const;
    Uuid uuid(quint32 index) const { return m_rows.uuid(index); }
    std::optional<quint32> find(const Uuid &uuid) const;

    /// Puts a row back to what somebody read of it before; the change that follows is then all that is left, as where a
    /// whole row is saved that others have saved meanwhile.
    void rewind(quint32 index, const Fact &fact, const ErrorText &text);

    // Transitions do not judge: the caller has asked `fact(index).state`.
    quint32 create(quint8 offering);
    void startProcessing(quint32 index);
    void setDone(quint32 index);
    void setErred(quint32 index, const ErrorText &text);

private:
    Fact &changed(quint32 index);
    void touch(Fact &fact, quint32 micros); ///< its `modified` is so long after the change
    /// The present, but never the same twice and never going back.
    qint64 tick();

    Rows m_rows;
    qint64 m_start;
    qint64 m_lastTick;
    quint32 m_created = 0;
    quint64 m_generation = 0;
    std::vector<Fact> m_facts;
    QHash<quint32, ErrorText> m_texts;
};
} // namespace waldesk::demo

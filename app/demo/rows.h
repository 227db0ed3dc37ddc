// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/catalog.h"
#include "app/demo/causes.h"
#include "app/demo/timeline.h"
#include "app/demo/uuid.h"

#include <optional>

namespace waldesk::demo
{
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
};
} // namespace waldesk::demo

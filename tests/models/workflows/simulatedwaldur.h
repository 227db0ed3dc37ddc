// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/listfilter.h"
#include "tests/support/builders.h"

#include <QHash>

#include <functional>
#include <optional>
#include <queue>
#include <random>
#include <vector>

namespace waldesk::testsupport
{

/// A Waldur whose day is played while it is asked: a clock of its own moves on with each request and by advance(), and
/// requests are created, started, ended, set erred once more, saved again, written twice in one microsecond, committed
/// late, hidden and deleted with their offering as it goes. All of it follows from a seed. Its `Date` header tells its
/// time, so what asks it lives in its day. Filters, order and pages as contract 1.2 and 2 have them; faults on demand.
class SimulatedWaldur
{
public:
    struct Item {
        int number = 0;
        domain::State state = domain::State::Sent;
        int offering = 0;
        qint64 created = 0; ///< microseconds, as all times
        qint64 modified = 0;
        qint64 started = 0; ///< 0: not
        qint64 finished = 0;
        int text = -1;
        bool isSilent = false;   ///< it is another one than its `modified` tells
        mutable QByteArray json; ///< as it was serialised last; empty: not since it changed
    };

    /// What becomes of the next requests.
    enum class Fault : quint8 {
        None,
        ServerError,
        Gateway,
        RateLimit,
        Silence,
        CutBody,
        Reset,
        Unheard,
        SomethingElse, ///< 200 with a page of HTML
        Now404,        ///< a page that is there no more
        Mixed,         ///< each request another one
    };

    SimulatedWaldur(quint32 seed, qint64 start, int offerings);
    void serve(ScriptedServer &server);

    void plan(qint64 until, qint64 changes); ///< spread from now until then, with bursts
    void advance(qint64 microseconds);
    void setEventful(bool eventful) { m_eventful = eventful; }    ///< false: nothing happens, time goes on
    [[nodiscard]] qint64 now() const { return m_now - m_behind; } ///< as it tells it
    [[nodiscard]] qint64 ticks() const { return m_now; }          ///< of a clock that is never set
    /// What is written from now on has earlier times.
    void setClockBack(qint64 microseconds) { m_behind += microseconds; }
    [[nodiscard]] bool isOver() const { return m_events.empty(); }

    void breakDown(Fault fault, int requests); ///< the next so many of them
    void heal() { m_faulty = 0; }
    /// A script of another client: so many requests are made in one microsecond, and others end in one.
    void createAtOnce(int count);
    void endAtOnce(int count);
    /// Some requests get this state and keep their `modified`, as queryset.update() leaves it (contract 11).
    void changeSilently(int count, domain::State to);
    /// The same to pairs of an Erred and a Done request: as many as before are in each state.
    void exchangeSilently(int count);
    /// While the pages of a list are read, requests of those that were given are deleted, one at a time.
    void setDeletesBetweenPages(bool deletes) { m_deletesBetweenPages = deletes; }
    /// What was created in one microsecond stands in another order in each answer: the server orders by nothing else.
    void setTiesUnordered(bool unordered) { m_tiesUnordered = unordered; }
    void backUp();
    void restore(); ///< from the last backup; without one nothing happens
    /// What was modified before may have been set back. 0: never restored.
    [[nodiscard]] qint64 restoredAt() const { return m_restoredAt; }
    void rotateToken();
    [[nodiscard]] const QByteArray &token() const { return m_token; }

    [[nodiscard]] domain::Request requestOf(const Item &item) const;
    /// What the server would list under the filter, newest first.
    [[nodiscard]] std::vector<domain::Request> listed(const domain::ListFilter &filter) const;
    [[nodiscard]] const std::vector<Item> &items() const { return m_items; } ///< oldest first
    [[nodiscard]] bool isVisible(const Item &item) const { return !m_hidden[size_t(item.offering)]; }

    /// No delta tells what it is.
    [[nodiscard]] bool isSilent(const domain::Uuid &request) const;
    /// When an offering was last hidden and shown again: what was modified before no delta tells. 0: never.
    [[nodiscard]] qint64 shownAgain(const domain::Uuid &offering) const;

    // What happened so far.
    qint64 created = 0;
    qint64 changes = 0;
    qint64 deleted = 0;
    qint64 overwritten = 0; ///< error texts that another one took the place of
    qint64 texts = 0;       ///< distinct ones that were ever told
    qint64 requests = 0;
    qint64 rowsGiven = 0; ///< serialised into pages
    qint64 faults = 0;
    qint64 restored = 0;     ///< times
    qint64 betweenPages = 0; ///< requests deleted
    qint64 silent = 0;       ///< changes that left `modified`

private:
    struct Event {
        qint64 at = 0; ///< when it is committed
        qint64 stamp = 0;
        quint32 dice = 0;
        bool operator>(const Event &other) const { return at > other.at; }
    };

    void happen(const Event &event);
    void create(qint64 stamp, int offering);
    void end(Item &item, qint64 stamp, quint32 dice);
    void fail(Item &item, qint64 stamp, quint32 dice);
    void touch(Item &item, qint64 stamp);
    void deleteOffering(int offering);
    void deleteOneOf(const std::vector<const Item *> &given);
    /// Twice would be the same state with other times, which nothing tells but reading it (docs/live.md).
    [[nodiscard]] bool mayBeSilent(const Item &item) const { return isVisible(item) && !item.isSilent; }
    void setSilently(Item &item, domain::State state);
    [[nodiscard]] Item *pick(domain::State state, quint32 dice);
    [[nodiscard]] Reply answer(const Seen &seen);
    [[nodiscard]] Reply faulty(const Seen &seen, const Reply &good);
    [[nodiscard]] Reply listReply(const Seen &seen);
    [[nodiscard]] std::vector<const Item *> chosen(const QUrlQuery &query) const;
    [[nodiscard]] const QByteArray &jsonOf(const Item &item) const;
    [[nodiscard]] QByteArray offeringUuid(int offering) const;
    [[nodiscard]] domain::ErrorText textOf(int text) const;
    [[nodiscard]] quint32 random() { return quint32(m_random()); }

    std::mt19937 m_random;
    mutable std::mt19937 m_orders{1};
    qint64 m_now = 0;    ///< of a clock that goes right
    qint64 m_behind = 0; ///< its own is behind that
    qint64 m_paused = 0; ///< for so long nothing happened
    bool m_eventful = true;
    bool m_deletesBetweenPages = false;
    bool m_tiesUnordered = false;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
    std::vector<Item> m_items;
    std::vector<int> m_generation; ///< of each offering: one that is deleted is followed by another
    std::vector<bool> m_hidden;
    std::vector<qint64> m_shownAgain;
    struct Backup {
        std::vector<Item> items;
        std::vector<int> generation;
        std::vector<bool> hidden;
    };
    std::optional<Backup> m_backup;
    qint64 m_restoredAt = 0;
    QHash<int, bool> m_told; ///< texts
    int m_last = 0;
    int m_lastTouched = 0; ///< number of the newest change's request
    QByteArray m_token = "0123456789abcdef0123456789abcdef00000000";
    int m_tokens = 0;
    Fault m_fault = Fault::None;
    int m_faulty = 0;
    qint64 m_deltaBegun = 0; ///< its first page was given
    qint64 m_deltaRead = 0;  ///< what was changed before was told to the end
};

} // namespace waldesk::testsupport

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace waldesk::workflows
{

/// How many requests of an offering were Done after a time, and how many finished within a span: from rows that are
/// loaded, and where those do not tell, from the server, which counts the Done ones since a time with each small list.
/// Erred rows are all loaded by the triage feed. Few requests at once, and MostAsked between two readings of the
/// errors, in the server's interest and because pages wait for the end: offerings take turns, and what was not asked is
/// not known to have recovered. Answers are kept. The rows that come back are merged into the store like every other.
/// Owned by Triage, used on its thread.
class RecoveryProbe : public QObject
{
    Q_OBJECT
public:
    static constexpr int MostAsked = 24;

    struct Count {
        qint64 atLeast = 0;
        bool exact = false; ///< request() would not tell more
    };

    RecoveryProbe(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);

    /// A row of the store, any state; true: more of an offering has finished than was known.
    bool observe(tables::RowIndex index, const tables::PackedRow &row);
    [[nodiscard]] Count doneAfter(tables::OfferingId offering, qint64 time) const;
    [[nodiscard]] std::optional<qint64> finishedWithin(tables::OfferingId offering, qint64 first, qint64 last) const;
    void request(tables::OfferingId offering, qint64 time); ///< what was Done after it; asked for soon
    void invalidateNegatives();                             ///< what had not finished may have by now
    /// Every request that finished since then, in microseconds, is in the store and stays as new as the server: nothing
    /// later is asked for. nullopt: nothing is sure any more.
    void setKnownFrom(std::optional<qint64> time);
    void clear();
    void setActive(bool active); ///< nothing is asked before
    [[nodiscard]] bool isBusy() const { return m_active && (m_soon || m_underWay > 0); }

signals:
    void changed();
    void settled(); ///< nothing is asked any more

private:
    static constexpr qint64 Never = tables::PackedRow::None;
    /// Sorted when somebody asks.
    struct Times {
        std::vector<qint64> all;
        size_t sorted = 0;
        void add(qint64 time) { all.push_back(time); }
        void remove(qint64 time);
        void sort();
        [[nodiscard]] qint64 within(qint64 first, qint64 last) const; ///< bounds included
    };
    struct Answer {
        qint64 count = 0;
        quint64 round = 0;
    };
    struct Offering {
        mutable Times done;
        mutable Times erred;
        qint64 doneKnownFrom = Never;    ///< every Done row that finished since is here; Never: unknown
        std::map<qint64, Answer> counts; ///< Done rows since a time, as the server counted them
        std::set<qint64> wanted;
        bool underWay = false;
        bool refused = false; ///< failed: not asked again before invalidateNegatives()
    };
    struct Seen {
        qint64 time = Never;
        tables::OfferingId offering = 0;
        domain::State state = domain::State::Unknown;
        friend bool operator==(const Seen &, const Seen &) = default;
    };

    Offering &known(tables::OfferingId offering);
    [[nodiscard]] bool isDoneKnown(const Offering &offering, qint64 since) const;
    [[nodiscard]] Times &timesOf(const Seen &seen);
    void askSoon();
    void askNext();
    void ask(tables::OfferingId offering);
    void take(tables::OfferingId offering, qint64 from, const api::Result<api::Page> &answer);

    api::WaldurClient &m_client;
    tables::RequestStore &m_store;
    std::vector<Offering> m_known; ///< by offering
    std::vector<Seen> m_seen;      ///< by row
    quint64 m_round = 1;
    quint64 m_generation = 0;
    std::optional<qint64> m_knownFrom; ///< of every offering
    size_t m_turn = 0;                 ///< the offering that is looked at first
    int m_asked = 0;                   ///< since the errors were read
    int m_underWay = 0;
    bool m_active = false;
    bool m_soon = false;
};

} // namespace waldesk::workflows

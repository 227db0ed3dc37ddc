// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/tables/requeststore.h"

#include <QMetaType>

#include <array>
#include <vector>

namespace waldesk::tables
{

/// What a cause is to the person who looks (issue "Triage", 3). New: first seen since the last visit, not acknowledged.
/// Back: seen before, then quiet for seven days or more. Recovered: every offering it hit has been Done since. What is
/// new or back is said first, a recovery of it stands in CauseGroup::recovered.
enum class CauseKind : quint8 { New, Back, Ongoing, Recovered };

/// The word that `cause:` of the query line knows: new, back, ongoing, recovered.
[[nodiscard]] QString causeKindWord(CauseKind kind);
/// As the section above the rows names it, translated.
[[nodiscard]] QString causeKindTitle(CauseKind kind);

/// What is known of an error that fits a known pattern; a value, empty id: nothing is known.
struct KnownCause {
    QString id;
    QString pill;                  ///< "slurmdbd down"
    QString who;                   ///< `site-operator`: what `who:` compares; empty: nobody knows
    QString whoName;               ///< "Site operator"
    QString explanation;           ///< one line
    QString action;                ///< what to do
    bool closedByOperator = false; ///< a person set it Erred: never a new cause
    bool redacted = false;         ///< the agent hides the details: says nothing of its cause

    [[nodiscard]] bool isEmpty() const { return id.isEmpty(); }
    friend bool operator==(const KnownCause &, const KnownCause &) = default;
};

/// One offering that a cause hit, within the range and the query.
struct OfferingShare {
    OfferingId id = 0;
    domain::Uuid uuid;
    QString name;
    qint64 count = 0;
    domain::Timestamp last;
    friend bool operator==(const OfferingShare &, const OfferingShare &) = default;
};

inline constexpr int ShownDays = 14;
inline constexpr int ShownHours = 24;

/// One cause as the Errors page shows it: a value, ready to be read by a model. Title, type and root cause are those of
/// its newest error.
struct CauseGroup {
    QByteArray key; ///< `w1:...`; of a merged cause the key it was merged into; `u:...` of a rule of the user
    domain::GroupingLevel level = domain::GroupingLevel::Normal;
    QString name; ///< given by a person; empty: none
    QString title;
    std::vector<domain::TextRange> variableParts; ///< of title
    QString quietType;                            ///< `BackendError`, `HTTP 409`
    bool typeTells = false;
    QString rootType; ///< empty where it is not chained
    QString rootCause;
    KnownCause known;

    qint64 count = 0;                     ///< errors within the range and the query
    qint64 sinceVisit = 0;                ///< of them, since the last visit
    std::vector<OfferingShare> offerings; ///< most errors first
    domain::Timestamp first;              ///< ever, as far as is known on this machine
    domain::Timestamp last;
    std::array<int, ShownDays> days{};   ///< errors a day of the window's zone, oldest first, today last
    std::array<int, ShownHours> hours{}; ///< errors an hour of the last 24, oldest first

    CauseKind kind = CauseKind::Ongoing;
    bool unread = false;    ///< new or back since the last visit and not acknowledged
    bool recovered = false; ///< every offering it hit has been Done since
    int quietDays = 0;      ///< of a cause that is back
    bool acknowledged = false;
    bool muted = false;
    bool hasNote = false;
    bool empty = false;         ///< errors without message and traceback
    bool severalCauses = false; ///< redacted or empty errors of several offerings: not one incident
    QString remark;             ///< the sentence that says so; else empty
    RowIndex newest = 0;        ///< its newest error in the store

    friend bool operator==(const CauseGroup &, const CauseGroup &) = default;
};

} // namespace waldesk::tables

Q_DECLARE_METATYPE(waldesk::tables::CauseGroup)

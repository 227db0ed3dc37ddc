// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/tables/requeststore.h"

#include <QMetaType>

#include <vector>

namespace waldesk::tables
{

/// What a cause is to the person who looks. New: nobody opened or acknowledged it on this machine. Back: seen before,
/// then quiet for seven days or more. Recovered: so many requests of every offering it hit have finished since without
/// it that a return would have shown. What is new or back is said first, a recovery of it stands in
/// CauseGroup::recovered.
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

/// One offering that a cause hit, within the period and the query.
struct OfferingShare {
    OfferingId id = 0;
    domain::Uuid uuid;
    QString name;
    qint64 count = 0;
    domain::Timestamp last;
    friend bool operator==(const OfferingShare &, const OfferingShare &) = default;
};

/// One cause as the Errors page shows it: a value, ready to be read by a model. Title, type and root cause are those of
/// its newest error.
struct CauseGroup {
    QByteArray key; ///< `w1:...`; of a merged cause the key it was merged into; `u:...` of a rule of the user
    domain::GroupingLevel level = domain::GroupingLevel::Normal;
    QString name; ///< given by a person, a label beside the title; empty: none
    QString title;
    QString line; ///< type, title and root cause for a list without columns (domain::Fingerprint::line)
    std::vector<domain::TextRange> variableParts; ///< of title
    QString quietType;                            ///< `BackendError`, `HTTP 409`
    bool typeTells = false;
    QString rootType; ///< empty where it is not chained
    QString rootCause;
    KnownCause known;

    QString place; ///< `slurm: backend.py:48`: plugin and line of the agent's last frame; empty: unknown

    qint64 count = 0;                     ///< errors within the period and the query
    std::vector<OfferingShare> offerings; ///< most errors first
    domain::Timestamp first;              ///< ever, as far as is known on this machine
    domain::Timestamp last;
    std::vector<int> bars; ///< the errors of count in hours or days of the period, oldest first
    QString barsCaption;   ///< "24 hours", "14 days", translated

    CauseKind kind = CauseKind::Ongoing;
    bool unread = false;         ///< new or back, and nobody has opened it since
    bool recovered = false;      ///< also of a cause that is new or back
    qint64 finishedSince = 0;    ///< of one that recovered: requests that were Done since, the fewest of an offering
    qint64 oneIn = 0;            ///< and it used to fail one request in so many
    int quietDays = 0;           ///< of a cause that is back
    domain::Timestamp backSince; ///< likewise
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

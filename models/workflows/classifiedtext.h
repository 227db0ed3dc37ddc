// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/knownpatterns.h"
#include "models/tables/causegroup.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

struct ClassifierRules;

/// What is shown of a text; shared by all texts that show the same.
struct CauseSummary {
    QString title;
    QString line; ///< domain::Fingerprint::line
    std::vector<domain::TextRange> variableParts;
    QString quietType;
    bool typeTells = false;
    QString rootType;
    QString rootCause;
    QString place; ///< `slurm: backend.py:48`: plugin and line of the agent's last frame; empty: unknown
    tables::KnownCause known;
    bool empty = false; ///< neither message nor traceback
    friend bool operator==(const CauseSummary &, const CauseSummary &) = default;
};

/// What the rules say of one text, in the form that the archive keeps, so that the next start need not read the text
/// again. Without the parts of its key, and with the id of its known pattern in place of the pattern's words.
struct ClassifiedText {
    std::array<QByteArray, 3> keys; ///< by GroupingLevel, after the user's rules
    std::array<QString, 3> names;   ///< of the user's rules
    QByteArray normal;              ///< the fingerprint's own key, `w2:`
    QString pattern;                ///< id; empty: none is known
    domain::WhoActs who = domain::WhoActs::Unknown;
    bool closedByOperator = false;
    CauseSummary summary; ///< known is empty

    /// Stands for all that decides what is found: the rules, and the version of the rule and of this program. What was
    /// kept under another stamp is void. patterns: the digest of those that are looked for.
    [[nodiscard]] static QByteArray stampOf(const ClassifierRules &rules, const QByteArray &patterns);
    [[nodiscard]] QByteArray toKept(const QByteArray &stamp) const;
    /// nullopt: kept under another stamp, or damaged.
    [[nodiscard]] static std::optional<ClassifiedText> fromKept(const QByteArray &kept, const QByteArray &stamp);

    friend bool operator==(const ClassifiedText &, const ClassifiedText &) = default;
};

} // namespace waldesk::workflows

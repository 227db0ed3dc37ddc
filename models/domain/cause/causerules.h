// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QIODevice;

namespace waldesk::domain
{

/// What of an error a rule of the user looks at.
enum class RuleField : quint8 {
    Message,
    Traceback,
    Type, ///< `BackendError`
    Title,
    Template, ///< the message with `*`
    Stack,    ///< `module:function` of the agent's frames, one a line
    Key       ///< `w2:...`; an older `w1:...` fits too
};

/// One rule: errors whose field fits go into the group of this name, whatever their fingerprint.
struct CauseRule {
    QString name;
    RuleField field = RuleField::Message;
    bool isRegex = false; ///< of RE2; else a glob with `*` and `?` over the whole field
    QString pattern;
    QByteArray within; ///< only errors of this key: a split; empty: all

    friend bool operator==(const CauseRule &, const CauseRule &) = default;
};

/// `from` counts as `into`; taking the line away undoes it.
struct CauseMerge {
    QByteArray from;
    QByteArray into;

    friend bool operator==(const CauseMerge &, const CauseMerge &) = default;
};

/// What an error is filed under after the user's rules.
struct CauseAssignment {
    QByteArray key; ///< the fingerprint's, the one it was merged into, or `u1:` and 16 hex digits of the group's name
    QString name;   ///< the user's; empty where there is none

    friend bool operator==(const CauseAssignment &, const CauseAssignment &) = default;
};

/// The user's own word on grouping (fingerprint.md 11): rules in order, the first that fits wins; then merges; names.
/// A value: export and import are its text, and nothing of the errors is changed by it. CompiledCauseRules applies it.
class CauseRules
{
public:
    std::vector<CauseRule> rules;
    std::vector<CauseMerge> merges;
    QHash<QByteArray, QString> names; ///< of keys

    static constexpr qint64 LargestFile = 16 * 1024 * 1024; ///< bytes; thousands of rules are a megabyte
    /// One sentence for a damaged file, and for one above LargestFile; nothing of it is taken.
    [[nodiscard]] static Result<CauseRules, QString> parse(const QByteArray &json);
    /// The same of an open file, of which no more than one byte above LargestFile is read: it may have been chosen by
    /// mistake.
    [[nodiscard]] static Result<CauseRules, QString> read(QIODevice &file);
    [[nodiscard]] QByteArray toJson() const;

    [[nodiscard]] bool isEmpty() const { return rules.empty() && merges.empty() && names.isEmpty(); }
    /// These, with what somebody has changed when `from` became `to`. What others have changed since stays, and their
    /// rules come last.
    [[nodiscard]] CauseRules withChanges(const CauseRules &from, const CauseRules &to) const;
    /// Something hangs on a key of rule `w1`: a file of an older Waldesk.
    [[nodiscard]] bool hasOlderKeys() const;
    /// One sentence where a rule can not work (no name, broken regular expression).
    [[nodiscard]] static std::optional<QString> problemOf(const CauseRule &rule);

    friend bool operator==(const CauseRules &a, const CauseRules &b)
    {
        return a.rules == b.rules && a.merges == b.merges && a.names == b.names;
    }
};

/// The word of a field in the file: `message`, `template` ...
[[nodiscard]] QString ruleFieldWord(RuleField field);

} // namespace waldesk::domain

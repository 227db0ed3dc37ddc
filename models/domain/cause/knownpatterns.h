// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/rootcode.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

class QIODevice;

namespace waldesk::domain
{

/// Who must act on a cause.
enum class WhoActs : quint8 { Unknown, SiteOperator, OfferingManager, WaldurOperator, Nobody };

/// `Site operator`: for a person.
[[nodiscard]] QString whoName(WhoActs who);
/// `site-operator`: of pattern files, and what `who:` of the query line compares; empty for Unknown.
[[nodiscard]] QString whoWord(WhoActs who);

/// When a pattern holds: every condition that is given. Text is compared in any case.
struct PatternConditions {
    QByteArrayList codes; ///< of the root cause: `http 401`, `errno ECONNREFUSED`, or a kind alone, `dns`; any of
    std::vector<FrameOwner> through; ///< whose frames the root cause was raised in or called through; any of
    std::vector<int> status;         ///< of the answer the agent's client did not expect; any of
    QString path;                    ///< of its address; `*` and `?`
    QStringList types;               ///< any step of the chain or member of the group has one of them
    QStringList finalTypes;          ///< the final exception is one of them
    QByteArrayList anyText;          ///< one of them stands in a message of the chain
    QByteArrayList allText;          ///< all of them do
    QRegularExpression regex;        ///< of the error's own message, or of a member's that decides
    std::optional<bool> traceback;   ///< there is one, or none
    std::optional<bool> emptyMessage;
    bool crashedInAgent = false; ///< the last frame of the final exception is the agent's own
};

struct KnownPattern {
    QString id;          ///< `slurmdbd-down`
    QString pill;        ///< `slurmdbd down`
    QString explanation; ///< one line
    QString todo;        ///< one line; may be empty
    WhoActs who = WhoActs::Unknown;
    int rank = 0; ///< how much it tells when it holds; from its conditions where the file gives none
    PatternConditions when;
};

/// Explanations of causes. Of those that hold for an error the most telling one is taken: the root cause's code and the
/// frames it comes from tell more than words, a product's own words more than general ones; between equals the earlier.
/// Waldesk's own table stands in resources/patterns; a user's files have the same format, and the first of theirs that
/// holds is taken before any of Waldesk's.
class KnownPatterns
{
public:
    static constexpr qint64 LargestFile = 16 * 1024 * 1024; ///< bytes; Waldesk's own are a tenth of a megabyte
    /// `{"patterns": [...]}`; a damaged file, or one above LargestFile, is one sentence, and nothing of it is taken.
    [[nodiscard]] static Result<KnownPatterns, QString> parse(const QByteArray &json);
    /// The same of an open file, of which no more than one byte above LargestFile is read: it may have been chosen by
    /// mistake.
    [[nodiscard]] static Result<KnownPatterns, QString> read(QIODevice &file);
    /// The table that comes with Waldesk.
    [[nodiscard]] static const KnownPatterns &builtIn();

    /// The user's own before these.
    void prepend(const KnownPatterns &own);
    [[nodiscard]] const std::vector<KnownPattern> &all() const { return m_patterns; }
    /// By id; nullptr.
    [[nodiscard]] const KnownPattern *find(const QString &id) const;

    /// Another one: other patterns, or another order of the files.
    [[nodiscard]] const QByteArray &digest() const { return m_digest; }

    /// Those at the front that are the user's.
    [[nodiscard]] std::size_t ownCount() const { return m_own; }

private:
    std::vector<KnownPattern> m_patterns;
    std::size_t m_own = 0;
    QByteArray m_digest;
};

/// All that is computed once for a distinct error text.
struct CauseFacts {
    Fingerprint fingerprint;
    QString pattern; ///< id; empty where none is known
    WhoActs who = WhoActs::Unknown;
    bool closedByOperator = false; ///< set by a person: never a new cause
    QString place;                 ///< agentPlace()
};

/// Key, title and explanation in one go: the text is parsed once.
[[nodiscard]] CauseFacts causeFacts(const ErrorText &error, const KnownPatterns &patterns,
                                    const FingerprintRules &rules = {});

/// The id of the pattern for what a person wrote.
inline constexpr auto ClosedByOperatorId = "closed-by-operator";

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/messagetemplate.h"
#include "models/domain/cause/traceback.h"
#include "models/domain/request.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <utility>
#include <vector>

namespace waldesk::domain
{

/// What the rule may be told; a setting. Two persons with the same settings get the same keys.
struct FingerprintRules {
    PlaceRules places;
    /// Types that say nothing: their message counts. Exceptions of the agent's own packages do so always.
    QByteArrayList genericTypes = defaultGenericTypes();
    /// Words with digits that are words all the same, lower case.
    QByteArrayList keptWords = defaultKeptWords();
    /// Fill Fingerprint::older, for an archive or a file of rules that still has keys of rule `w1`.
    bool withOlderKey = false;

    [[nodiscard]] static QByteArrayList defaultGenericTypes();
    [[nodiscard]] static QByteArrayList defaultKeptWords();
    friend bool operator==(const FingerprintRules &, const FingerprintRules &) = default;
};

/// How finely errors are told apart (fingerprint.md 9).
enum class GroupingLevel : quint8 { Coarse, Normal, Exact };

/// The parts of a key: why two errors are together, and which part would set them apart.
struct CauseComponents {
    QByteArray type;                                      ///< last part of the final exception's name
    QByteArray code;                                      ///< of the root cause: `http 401`, `exit 1`; may be empty
    QByteArray name;                                      ///< missing key, attribute, module; may be empty
    std::vector<std::pair<QByteArray, QByteArray>> stack; ///< (module, function) of the agent's frames
    QByteArray sdk;                                       ///< the call of the client that failed
    QByteArrayList cause;                                 ///< types of the steps it was raised from, nearest first
    QByteArrayList members;                               ///< of an exception group: type and place of its leaves
    QByteArray message;                                   ///< template with `*`
    bool messageCounts = false;                           ///< the template is part of the key

    friend bool operator==(const CauseComponents &, const CauseComponents &) = default;
};

/// A range of a title in UTF-16 units.
struct TextRange {
    qsizetype begin = 0;
    qsizetype length = 0;
    ValueKind kind = ValueKind::Word;
    friend bool operator==(const TextRange &, const TextRange &) = default;
};

/// Which cause an error is of, by rule `w2`. A pure function of its own text: keys never change with what else is
/// loaded, so notes, names and links stay attached.
struct Fingerprint {
    QByteArray coarse;                    ///< `c1:` and 16 hex digits
    QByteArray normal;                    ///< `w2:`
    QByteArray exact;                     ///< `x1:`
    QByteArray older;                     ///< `w1:`, where FingerprintRules asked for it
    QString quietType;                    ///< `BackendError`, `HTTP 409`; empty where there is none
    bool typeTells = false;               ///< `HTTP 409`, `ValueError`: more than a word for "error"
    QString title;                        ///< first line of its own message, or what stands for it
    std::vector<TextRange> variableParts; ///< of the title
    QString rootType;                     ///< of the first step of its chain; empty where it is not chained
    QString rootCause;                    ///< `CalledProcessError: Command ...`; empty likewise
    CauseComponents components;

    [[nodiscard]] const QByteArray &key(GroupingLevel level) const;
    /// One line for a list without columns: type where it tells, title, root cause.
    [[nodiscard]] QString line() const;
};

[[nodiscard]] Fingerprint fingerprint(const ErrorText &error, const FingerprintRules &rules = {});

/// The key that rule `w1` gave: what people wrote on it belongs to what has it now.
[[nodiscard]] QByteArray keyByW1(const ErrorText &error, const FingerprintRules &rules = {});

/// Templates of one type and raising frame, of as many words, that agree in nine of ten fixed words: a hint, no more.
[[nodiscard]] bool areSimilar(const CauseComponents &a, const CauseComponents &b);

/// For the key alone: LF, no colours, no blanks at line ends, at most 1 MiB of head and tail.
[[nodiscard]] QByteArray cleanedForKey(const QByteArray &text);

/// Canonical JSON of the components that make the key of a level; what is hashed.
[[nodiscard]] QByteArray canonicalJson(const CauseComponents &components, GroupingLevel level);

} // namespace waldesk::domain

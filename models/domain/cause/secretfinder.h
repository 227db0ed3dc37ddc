// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/secretrules.h"
#include "models/domain/cause/span.h"

#include <QByteArrayView>
#include <QHash>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace waldesk::domain
{

struct FoundSecret {
    SecretKind kind = SecretKind::Token;
    Span span;
};

/// What stands in the place of a secret: `‹password masked›`.
[[nodiscard]] QByteArrayView maskOf(SecretKind kind);
/// What every mask begins with.
inline constexpr QByteArrayView MaskLead("\xE2\x80\xB9");
/// The size of the mask of an earlier pass at a place of the text; 0 where there is none.
[[nodiscard]] qsizetype maskLength(QByteArrayView text, qsizetype place);

/// Finds the secrets of one text; used by redacted() alone. Tells names from values by their place in the structure
/// (Python's dicts, keywords, tuples and argument lists, JSON and XML, escaped or not, YAML, headers, command lines,
/// the next line), never by what they look like. What is found is in the text's order and never overlaps; what was
/// masked before is never found again. Linear: each look ahead is bounded.
class SecretFinder
{
public:
    SecretFinder(QByteArrayView text, const SecretRules &rules) : m_text(text), m_rules(rules) {}
    [[nodiscard]] std::vector<FoundSecret> run();
    /// How many bytes run() has looked at, those of each look ahead or back counted again: what the work was.
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; }

    /// After run(): what a rule of the table calls harmless, as the kind that it speaks of.
    [[nodiscard]] const std::vector<FoundSecret> &kept() const { return m_kept; }
    /// What is found without what is kept of the same kind; sorts both.
    static void dropKept(std::vector<FoundSecret> &found, std::vector<FoundSecret> &kept);
    /// Sorted, those that touch each other joined; the first one's kind counts.
    static void join(std::vector<FoundSecret> &found);

private:
    /// How a quote is written: `"`, `\"`, `\\\"`, `&quot;`. Empty where there is none.
    struct Quote {
        Span span;
        char sign = 0;
        qsizetype slashes = 0;
        bool triple = false;

        [[nodiscard]] bool isNone() const { return sign == 0; }
    };
    /// A name in the text and what stands before it.
    struct Name {
        Span span;
        Quote quote;         ///< that opens just before it
        qsizetype begin = 0; ///< with quote, prefix and dashes
        bool option = false;
        SecretRules::NameClass is;
        QByteArray normal;
    };
    struct Value {
        Span span;
        bool quoted = false;
        bool equals = false; ///< behind an equals sign
        bool lineOfItsOwn = false;
    };

    void findShapes();
    void walk();
    void takeWord(Span word);
    void takeNamed(const Name &name);
    void takePairOf(const Name &name, const Value &value);
    void takeValue(const Name &name, const Value &value);
    bool takeCell(const Name &name, qsizetype at);
    bool takeAttribute(const Name &name, qsizetype at);
    void takeMembers(const Name &name, qsizetype open);
    void takeBlock(const Name &name, qsizetype at);
    void takeNextLine(const Name &name, qsizetype at);
    void takeRow(const Name &name, qsizetype bar);
    void takeNextWord(const Name &name, qsizetype at);
    void takeCall(Span word);
    void takeCommand(Span word);
    void takeHeader(const Name &name, const Value &value);
    void findEchoes();
    void findRepeats();
    void found(SecretKind kind, Span span);

    [[nodiscard]] Quote quoteAt(qsizetype at) const;
    [[nodiscard]] Quote quoteEndingAt(qsizetype at) const;
    /// Where the quoted text ends; the text's end or a line's end where nothing closes it.
    [[nodiscard]] Span quoted(const Quote &open) const;
    [[nodiscard]] qsizetype closeLength(const Quote &open, qsizetype at) const;
    [[nodiscard]] qsizetype skipPrefix(qsizetype at) const;
    [[nodiscard]] qsizetype skipBlanks(qsizetype at) const;
    [[nodiscard]] qsizetype wordEnd(qsizetype from) const;
    [[nodiscard]] qsizetype lineBegin(qsizetype at) const;
    [[nodiscard]] qsizetype lineEnd(qsizetype at) const;
    [[nodiscard]] qsizetype indentation(qsizetype lineStart) const;
    static constexpr qsizetype LongestBare = 1024;
    [[nodiscard]] Span bare(qsizetype from, char around, qsizetype most = LongestBare) const;
    [[nodiscard]] bool endsBare(qsizetype at) const;
    [[nodiscard]] bool isMasked(qsizetype at) const;
    [[nodiscard]] qsizetype maskEnd(qsizetype at) const;
    [[nodiscard]] bool isCodeLine(qsizetype at) const;
    [[nodiscard]] char at(qsizetype place) const { return place >= 0 && place < m_text.size() ? m_text[place] : '\0'; }
    [[nodiscard]] bool startsWith(qsizetype place, QByteArrayView what) const;
    [[nodiscard]] bool isPhrase(const Name &name, const Value &value) const;
    [[nodiscard]] qsizetype argumentEnd(qsizetype at) const;
    [[nodiscard]] bool isSecretValue(const Name &name, const Value &value) const;
    [[nodiscard]] bool isCode(QByteArrayView value, const Name &name) const;
    [[nodiscard]] bool isHarmless(QByteArrayView value) const;
    [[nodiscard]] bool isSecretName(QByteArrayView word) const;
    [[nodiscard]] SecretRules::NameClass classOf(QByteArrayView word) const;
    [[nodiscard]] std::optional<SecretRules::OptionRule> optionOf(QByteArrayView line, QByteArrayView tail);
    void read(qsizetype bytes) const { m_bytesRead += bytes; }

    QByteArrayView m_text;
    const SecretRules &m_rules;
    std::vector<FoundSecret> m_found;
    std::vector<FoundSecret> m_kept; ///< not to be masked as this kind
    qsizetype m_commandEnd = 0;
    qsizetype m_foundEnd = 0;
    mutable QHash<QByteArrayView, bool> m_harmless;
    mutable QHash<QByteArrayView, SecretRules::NameClass> m_classes; ///< by the word as it is spelled in the text
    std::unordered_map<std::string, std::optional<SecretRules::OptionRule>> m_options; ///< by command line
    std::string m_asked;
    bool m_hasMasks = false;     ///< of an earlier pass
    qsizetype m_pairlessEnd = 0; ///< up to here no `=` was found in a line of cookies
    mutable Span m_line;         ///< the place that was asked for last, and the begin of its line
    mutable Span m_ahead{0, -1}; ///< a place, and the end of its line; nothing was asked for yet
    mutable qint64 m_bytesRead = 0;
};

} // namespace waldesk::domain

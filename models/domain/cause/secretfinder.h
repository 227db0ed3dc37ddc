// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/commandsecrets.h"
#include "models/domain/cause/quotedtext.h"
#include "models/domain/cause/secretmasks.h"
#include "models/domain/cause/secretrules.h"

#include <QByteArrayView>
#include <QHash>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// Finds the secrets of one text; used by redacted() alone. Tells names from values by their place in the structure
/// (Python's dicts, keywords, tuples and argument lists, JSON and XML, escaped or not, YAML, headers, command lines,
/// the next line), never by what they look like. What is found is in the text's order and never overlaps; what was
/// masked before is never found again. Linear: each look ahead is bounded.
class SecretFinder : private QuotedText
{
public:
    SecretFinder(QByteArrayView text, const SecretRules &rules)
        : QuotedText(text), m_rules(rules), m_commands(*this, rules)
    {
    }
    [[nodiscard]] std::vector<FoundSecret> run();
    /// How many bytes run() has looked at, those of each look ahead or back counted again: what the work was.
    using QuotedText::bytesRead;
    /// After run(): what a rule of the table calls harmless, as the kind that it speaks of.
    [[nodiscard]] const std::vector<FoundSecret> &kept() const { return m_kept; }
    /// What is found without what is kept of the same kind; sorts both.
    static void dropKept(std::vector<FoundSecret> &found, std::vector<FoundSecret> &kept);
    /// Sorted, those that touch each other joined; the first one's kind counts.
    static void join(std::vector<FoundSecret> &found);

private:
    /// A name in the text and what stands before it.
    struct Name {
        Span span;
        Quote quote;         ///< that opens just before it
        qsizetype begin = 0; ///< with quote, prefix and dashes
        bool option = false;
        bool plural = false; ///< `passwords`: of several values, which a list or a subscript holds
        SecretRules::NameClass is;
        QByteArray normal;
    };
    struct Value {
        Span span;
        bool quoted = false;
        bool equals = false; ///< behind an equals sign
        bool lineOfItsOwn = false;
        bool bracketed = false; ///< begins with a bracket, and was found to be no list and no code
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
    bool takeItems(const Name &name, qsizetype below);
    bool takeOwned(const Name &name, qsizetype at);
    void takeRow(const Name &name, qsizetype at, QByteArrayView bar);
    void takeNextWord(const Name &name, qsizetype at);
    void takeCall(Span word);
    void takeHeader(const Name &name, const Value &value);
    void findEchoes();
    void findRepeats();
    void found(SecretKind kind, Span span);

    [[nodiscard]] bool closesSurrounding(const Quote &quote) const;
    [[nodiscard]] qsizetype ownerEnd(qsizetype at) const;
    [[nodiscard]] qsizetype verbEnd(qsizetype at) const;
    [[nodiscard]] bool isPhrase(const Name &name, const Value &value) const;
    [[nodiscard]] qsizetype argumentEnd(qsizetype at) const;
    [[nodiscard]] bool isSecretValue(const Name &name, const Value &value) const;
    [[nodiscard]] bool beginsWithBracket(const Name &name, qsizetype place) const;
    [[nodiscard]] bool isCode(QByteArrayView value, const Name &name) const;
    [[nodiscard]] bool isHarmless(QByteArrayView value) const;
    [[nodiscard]] bool isSecretName(QByteArrayView word) const;
    [[nodiscard]] SecretRules::NameClass classOf(QByteArrayView word) const;

    const SecretRules &m_rules;
    CommandSecrets m_commands;
    std::vector<FoundSecret> m_found;
    std::vector<FoundSecret> m_kept; ///< not to be masked as this kind
    qsizetype m_foundEnd = 0;
    mutable QHash<QByteArrayView, bool> m_harmless;
    mutable QHash<QByteArrayView, SecretRules::NameClass> m_classes; ///< by the word as it is spelled in the text
    qsizetype m_itemsEnd = 0;    ///< up to here the lines below names were read as their lists
    qsizetype m_pairlessEnd = 0; ///< up to here no `=` was found in a line of cookies
};

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/quotedtext.h"
#include "models/domain/cause/secretmasks.h"
#include "models/domain/cause/secretrules.h"

#include <QHash>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace waldesk::domain
{

/// The secrets of command lines, written as a shell takes them or as a list of Python: `mysql -px`,
/// `['sshpass', '-p', 'x']`. Cuts a line down to the program, its words and one option, and asks the table. Used by
/// SecretFinder alone; text and rules have to outlive it.
class CommandSecrets
{
public:
    CommandSecrets(const QuotedText &text, const SecretRules &rules) : m_text(text), m_rules(rules) {}

    /// Those of the line whose program stands at @p word, in the text's order.
    [[nodiscard]] std::vector<FoundSecret> take(Span word);
    /// Up to here the text was read as command lines.
    [[nodiscard]] qsizetype end() const { return m_end; }

private:
    [[nodiscard]] std::optional<SecretRules::OptionRule> optionOf(QByteArrayView line, QByteArrayView tail);
    [[nodiscard]] bool isProgram(QByteArrayView word);

    const QuotedText &m_text;
    const SecretRules &m_rules;
    qsizetype m_end = 0;
    std::unordered_map<std::string, std::optional<SecretRules::OptionRule>> m_options; ///< by command line
    std::string m_asked;
    QHash<QByteArrayView, bool> m_programs;
};

} // namespace waldesk::domain

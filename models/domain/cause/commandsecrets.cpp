// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/commandsecrets.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/secretwords.h"

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;
using namespace secretwords;

namespace
{
constexpr qsizetype LongestName = 64;
} // namespace

bool CommandSecrets::isProgram(QByteArrayView word)
{
    const auto known = m_programs.constFind(word);
    return known != m_programs.constEnd() ? *known
                                          : *m_programs.insert(word, m_rules.classify(normalised(word), word).program);
}

/// The rule for the command line that is made of two parts; the same ones are asked for again and again.
std::optional<SecretRules::OptionRule> CommandSecrets::optionOf(QByteArrayView line, QByteArrayView tail)
{
    m_asked.assign(line.data(), std::size_t(line.size()));
    m_asked.append(tail.data(), std::size_t(tail.size()));
    m_text.read(line.size() + tail.size());
    const auto known = m_options.find(m_asked);
    if (known != m_options.end())
        return known->second;
    return m_options.emplace(m_asked, m_rules.option({m_asked.data(), qsizetype(m_asked.size())})).first->second;
}

std::vector<FoundSecret> CommandSecrets::take(Span word)
{
    const QByteArrayView bytes = m_text.bytes();
    std::vector<FoundSecret> found;
    constexpr int MostWords = 40;
    constexpr qsizetype MostKept = 3;
    constexpr qsizetype LongestWord = 32;
    const QuotedText::Quote list =
        m_text.closeLength({{0, 1}, '\'', 0, false}, word.end) > 0 || m_text.at(word.end) == '"'
            ? QuotedText::Quote{{word.end, word.end + 1}, m_text.at(word.end), 0, false}
            : QuotedText::Quote{};
    qsizetype place = word.end;
    const bool isList = !list.isNone() && m_text.at(m_text.skipBlanks(place + 1)) == ',';
    if (isList)
        ++place;
    QByteArray line = word.of(bytes).toByteArray();
    qsizetype kept = 0;
    QByteArray pending;
    m_end = word.end;
    for (int i = 0; i < MostWords; ++i) {
        Span token;
        Span joinedValue; ///< what stands in quotes at the end of the word
        qsizetype next = 0;
        if (isList) {
            place = m_text.skipBlanks(place);
            if (m_text.at(place) != ',')
                return found;
            ++place;
            while (isBlank(m_text.at(place)) || isBreak(m_text.at(place)))
                ++place;
            const QuotedText::Quote open = m_text.quoteAt(m_text.skipPrefix(place));
            if (open.isNone())
                return found;
            token = m_text.quoted(open);
            next = token.end + m_text.closeLength(open, token.end);
        } else {
            qsizetype begin = m_text.skipBlanks(place);
            if (m_text.at(begin) == '\\' && isBreak(m_text.at(begin + 1)))
                begin = m_text.skipBlanks(begin + 2);
            if (begin == place || begin >= bytes.size() || isOneOf(m_text.at(begin), "\n\r|;&><"))
                return found;
            const QuotedText::Quote open = m_text.quoteAt(begin);
            if (!open.isNone()) {
                token = m_text.quoted(open);
                next = token.end + m_text.closeLength(open, token.end);
            } else {
                token.begin = begin;
                next = begin;
                while (next < bytes.size() && next - begin < QuotedText::LongestBare && !isBlank(m_text.at(next)) &&
                       !isBreak(m_text.at(next)) && !isOneOf(m_text.at(next), "|;'\"`<>") &&
                       !m_text.startsWith(next, "\\n"))
                    next = m_text.isMasked(next) ? m_text.maskEnd(next) : next + 1;
                token.end = next;
                // `-p'x'`, `--user="a:b"`: the quotes begin within the word.
                const QuotedText::Quote inner = next > begin ? m_text.quoteAt(next) : QuotedText::Quote{};
                if (m_text.at(begin) == '-' && !inner.isNone() &&
                    m_text.closeLength(inner, m_text.quoted(inner).end) > 0) {
                    const Span within = m_text.quoted(inner);
                    joinedValue = within;
                    token.end = within.end;
                    next = within.end + m_text.closeLength(inner, within.end);
                }
            }
        }
        place = next;
        m_end = next;
        const QByteArrayView text = token.of(bytes);
        const auto valueFrom = [&](qsizetype begin) {
            return joinedValue.isEmpty() ? Span{begin, token.end} : joinedValue;
        };
        const auto takeIf = [&](QByteArrayView tail, Span span) {
            if (span.isEmpty())
                return false;
            std::optional<SecretRules::OptionRule> rule = optionOf(line, tail);
            if (!rule && kept > 0)
                rule = optionOf(QByteArrayView(line).first(line.indexOf(' ')), tail);
            if (!rule)
                return false;
            const QByteArrayView value = span.of(bytes);
            if (m_text.isMasked(span.begin) || isVariable(value))
                return true;
            if (!rule->pair) {
                found.push_back({rule->kind, span});
                return true;
            }
            const qsizetype colon = value.indexOf(':');
            if (colon >= 0 && colon + 1 < value.size() && !value.sliced(colon).startsWith("://"))
                found.push_back({rule->kind, {span.begin + colon + 1, span.end}});
            return true;
        };
        if (!pending.isEmpty()) {
            const QByteArray tail = ' ' + pending + " VALUE";
            pending.clear();
            if (takeIf(tail, token))
                continue;
        }
        if (text.startsWith('-') && text.size() > 1) {
            if (text.startsWith("--") || text.size() == 2) {
                if (const qsizetype sign = text.indexOf('='); sign >= 0) {
                    if (sign < LongestWord)
                        takeIf(' ' + text.first(sign).toByteArray() + "=VALUE", valueFrom(token.begin + sign + 1));
                    continue;
                }
                pending = text.first(std::min(text.size(), LongestWord)).toByteArray();
            } else if (!takeIf(' ' + text.first(2).toByteArray() + "VALUE", valueFrom(token.begin + 2))) {
                pending = text.first(std::min(text.size(), LongestWord)).toByteArray();
            }
            continue;
        }
        if (takeIf(" VALUE", token))
            continue;
        // A program behind another one: `sshpass -p x ssh h`, `sudo mysql -px`.
        const qsizetype slash = text.lastIndexOf('/');
        const QByteArrayView last = text.sliced(slash + 1);
        if (last.size() <= LongestName && !last.isEmpty() && isProgram(last)) {
            line = last.toByteArray();
            kept = 0;
        } else if (line == "sshpass") {
            return found;
        } else if (kept < MostKept) {
            line += ' ' + text.first(std::min(text.size(), LongestWord)).toByteArray();
            ++kept;
        }
    }
    return found;
}

} // namespace waldesk::domain

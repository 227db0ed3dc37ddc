// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/messagescanner.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/messagewords.h"

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;

namespace
{

bool endsUrl(char c)
{
    return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '|';
}

bool endsPath(char c)
{
    return endsUrl(c) || c == ',' || c == ';' || c == ')' || c == ']' || c == '}' || c == '(';
}

/// `*, *` and `* and *` are one: how many there are is no difference.
QByteArray collapsed(QByteArray key)
{
    static const QByteArrayList Between{", ", ",", " and ", " or ", "; ", ";", " ", "/", ":", "-", " - ", ", and "};
    QByteArray joined;
    joined.reserve(key.size());
    for (qsizetype at = 0; at < key.size();) {
        if (key[at] == '*') {
            joined += '*';
            ++at;
            for (bool again = true; again;) {
                again = false;
                for (const QByteArray &sign : Between) {
                    if (key.size() > at + sign.size() && key[at + sign.size()] == '*' &&
                        QByteArrayView(key).sliced(at).startsWith(sign)) {
                        at += sign.size() + 1;
                        again = true;
                        break;
                    }
                }
            }
            continue;
        }
        joined += key[at++];
    }
    return joined;
}

} // namespace

MessageTemplate messageTemplate(QByteArrayView line, const QByteArrayList &keep)
{
    return MessageScanner(line, keep).run();
}

MessageScanner::MessageScanner(QByteArrayView line, const QByteArrayList &keep) : m_line(line), m_keep(keep)
{
    m_out.numbers = meaningfulNumbers(line);
}

MessageTemplate MessageScanner::run()
{
    m_out.key.reserve(m_line.size());
    while (m_at < m_line.size()) {
        if (takeProtected() || takeDefaultRepr() || takeQuoted() || takeSpecial() || takeWord())
            continue;
        if (m_line[m_at] == '"') {
            m_out.key += '\'';
            ++m_at;
        } else {
            copy(m_at + 1);
        }
    }
    m_out.key = collapsed(std::move(m_out.key)).simplified();
    return std::move(m_out);
}

bool MessageScanner::atWordStart() const
{
    return m_at == 0 || !isWord(m_line[m_at - 1]);
}

bool MessageScanner::takeProtected()
{
    while (m_nextNumber < m_out.numbers.size() && m_out.numbers[m_nextNumber].span.end <= m_at)
        ++m_nextNumber;
    if (m_nextNumber == m_out.numbers.size() || m_out.numbers[m_nextNumber].span.begin != m_at)
        return false;
    copy(m_out.numbers[m_nextNumber].span.end);
    return true;
}

/// `<urllib3.connection.HTTPConnection object at 0x7f30>`
bool MessageScanner::takeDefaultRepr()
{
    constexpr qsizetype Longest = 200;
    if (m_line[m_at] != '<')
        return false;
    const QByteArrayView rest = m_line.sliced(m_at, std::min(Longest, m_line.size() - m_at));
    const qsizetype close = rest.indexOf('>');
    if (close < 0 || !rest.first(close).contains(" at 0x"))
        return false;
    mask(ValueKind::Value, m_at + close + 1);
    return true;
}

bool MessageScanner::hasProtected(qsizetype begin, qsizetype end) const
{
    return std::any_of(m_out.numbers.begin(), m_out.numbers.end(), [begin, end](const MeaningfulNumber &number) {
        return number.span.begin < end && number.span.end > begin;
    });
}

bool MessageScanner::takeSpecial()
{
    if (!atWordStart() && m_line[m_at] != '/')
        return false;
    if (const qsizetype end = urlEnd(); end > 0) {
        mask(ValueKind::Url, end);
        return true;
    }
    if (const qsizetype end = emailEnd(); end > 0) {
        mask(ValueKind::Email, end);
        return true;
    }
    if (const qsizetype end = ipv6End(); end > 0) {
        mask(ValueKind::Address, end);
        return true;
    }
    if (const qsizetype end = pathEnd(); end > 0 && !hasProtected(m_at, end)) {
        mask(ValueKind::Path, end);
        return true;
    }
    return false;
}

qsizetype MessageScanner::urlEnd() const
{
    if (!isLetter(m_line[m_at]))
        return 0;
    qsizetype at = m_at;
    while (at < m_line.size() && at - m_at < 20 &&
           (isAlnum(m_line[at]) || m_line[at] == '+' || m_line[at] == '.' || m_line[at] == '-'))
        ++at;
    if (!m_line.sliced(at).startsWith("://"))
        return 0;
    qsizetype end = at + 3;
    while (end < m_line.size() && !endsUrl(m_line[end]))
        ++end;
    while (end > at + 3 && QByteArrayView(".,;:!?)]}").contains(m_line[end - 1]))
        --end;
    return end;
}

qsizetype MessageScanner::emailEnd() const
{
    qsizetype at = m_at;
    while (at < m_line.size() && at - m_at < 80 &&
           (isWord(m_line[at]) || m_line[at] == '.' || m_line[at] == '+' || m_line[at] == '-'))
        ++at;
    if (at == m_at || at >= m_line.size() || m_line[at] != '@')
        return 0;
    qsizetype end = at + 1;
    while (end < m_line.size() && (isWord(m_line[end]) || ((m_line[end] == '.' || m_line[end] == '-') &&
                                                           end + 1 < m_line.size() && isWord(m_line[end + 1]))))
        ++end;
    return end > at + 1 ? end : 0;
}

/// Hexadecimal groups with at least two colons, bracketed or not, that are no time of day.
qsizetype MessageScanner::ipv6End() const
{
    const bool bracket = m_line[m_at] == '[';
    qsizetype at = m_at + (bracket ? 1 : 0);
    const qsizetype first = at;
    int colons = 0;
    bool doubled = false;
    bool letters = false;
    qsizetype group = 0;
    for (; at < m_line.size() && (isHex(m_line[at]) || m_line[at] == ':'); ++at) {
        if (m_line[at] == ':') {
            ++colons;
            doubled = doubled || (at > first && m_line[at - 1] == ':');
            group = 0;
        } else {
            letters = letters || !isDigit(m_line[at]);
            if (++group > 4)
                return 0;
        }
    }
    if (colons < 2 || (!doubled && colons < 7) || (at < m_line.size() && isWord(m_line[at])))
        return 0;
    if (!letters && at - first == colons)
        return 0;
    if (bracket) {
        if (at >= m_line.size() || m_line[at] != ']')
            return 0;
        return tailEnd(at + 1);
    }
    while (at > first && m_line[at - 1] == ':')
        --at;
    return at;
}

qsizetype MessageScanner::pathEnd() const
{
    const QByteArrayView rest = m_line.sliced(m_at);
    qsizetype lead = 0;
    const bool afterWord = m_at > 0 && (isWord(m_line[m_at - 1]) || m_line[m_at - 1] == '/' || m_line[m_at - 1] == '*');
    if (rest[0] == '/' && !afterWord)
        lead = 1;
    else if (rest.startsWith("~/") || rest.startsWith("./") || rest.startsWith("../"))
        lead = rest.indexOf('/') + 1;
    else if (rest.size() > 3 && isLetter(rest[0]) && rest[1] == ':' && (rest[2] == '\\' || rest[2] == '/'))
        lead = 3;
    else if (rest.startsWith("\\\\"))
        lead = 2;
    if (lead == 0 || lead >= rest.size() || !(isWord(rest[lead]) || rest[lead] == '.' || rest[lead] == '-'))
        return 0;
    qsizetype end = m_at + lead;
    while (end < m_line.size() && !endsPath(m_line[end]))
        ++end;
    while (end > m_at + lead && QByteArrayView(".:!?").contains(m_line[end - 1]))
        --end;
    return end;
}

qsizetype MessageScanner::quoteEnd(QByteArrayView closing, qsizetype from) const
{
    constexpr qsizetype Longest = 1024;
    const QByteArrayView near = m_line.first(std::min(m_line.size(), from + Longest));
    for (qsizetype at = near.indexOf(closing, from); at >= 0; at = near.indexOf(closing, at + 1)) {
        const qsizetype end = at + closing.size();
        if (end >= m_line.size() || !isWord(m_line[end]))
            return end;
    }
    return 0;
}

bool MessageScanner::takeQuoted()
{
    const char quote = m_line[m_at];
    QByteArrayView closing;
    qsizetype open = 1;
    if (quote == '\'' || quote == '"') {
        if (!atWordStart())
            return false;
        // A list printed inside quotes has quotes of its own.
        if (m_line.sliced(m_at + 1).startsWith("['"))
            closing = quote == '\'' ? QByteArrayView("]'") : QByteArrayView("]\"");
        else
            closing = quote == '\'' ? QByteArrayView("'") : QByteArrayView("\"");
    } else if (quote == '`') {
        closing = m_line.sliced(m_at + 1).contains('`') ? QByteArrayView("`") : QByteArrayView("'");
    } else if (m_line.sliced(m_at).startsWith("\xE2\x80\x9C")) {
        closing = QByteArrayView("\xE2\x80\x9D");
        open = 3;
    } else if (m_line.sliced(m_at).startsWith("\xC2\xAB")) {
        closing = QByteArrayView("\xC2\xBB");
        open = 2;
    } else {
        return false;
    }
    const qsizetype end = quoteEnd(closing, m_at + open);
    if (end <= 0)
        return false;
    const QByteArrayView inside = m_line.sliced(m_at + open, end - closing.size() - m_at - open);
    if (keepsQuoted(inside)) {
        copy(end);
        return true;
    }
    if (hasProtected(m_at, end) || inside.contains("[SSL")) {
        // Python chooses the quotes by what is inside.
        m_out.key += '\'';
        m_at += open;
        return true;
    }
    mask(ValueKind::Quoted, end);
    return true;
}

/// `has no attribute 'x'`, `'NoneType' object`: words of the code, the same in every case of the fault.
bool MessageScanner::keepsQuoted(QByteArrayView quoted) const
{
    if (quoted.isEmpty() || quoted.size() > 80 || !(isLetter(quoted[0]) || quoted[0] == '_'))
        return false;
    for (const char c : quoted) {
        if (!isLetter(c) && c != '_' && c != '.' && c != '-')
            return false;
    }
    const QByteArrayView after = m_line.sliced(std::min(m_at + quoted.size() + 2, m_line.size()));
    if (after.startsWith(" object") || after.startsWith(" is not defined") || after.startsWith(" codec") ||
        after.startsWith(" not supported between"))
        return true;
    qsizetype end = m_at;
    while (end > 0 && (m_line[end - 1] == ' ' || m_line[end - 1] == ':'))
        --end;
    qsizetype begin = end;
    while (begin > 0 && isWord(m_line[begin - 1]))
        --begin;
    const QByteArrayView word = m_line.sliced(begin, end - begin);
    if (word == QByteArrayView("name"))
        return m_line.first(begin).endsWith("import ");
    return messagewords::namesConstant(word);
}

void MessageScanner::mask(ValueKind kind, qsizetype end)
{
    m_out.parts.push_back({kind, {m_at, end}});
    m_out.key += '*';
    m_at = end;
}

void MessageScanner::copy(qsizetype end)
{
    m_out.key += m_line.sliced(m_at, end - m_at);
    m_at = end;
}

} // namespace waldesk::domain

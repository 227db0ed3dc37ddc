// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/characters.h"
#include "models/domain/cause/messagescanner.h"
#include "models/domain/cause/messagewords.h"

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;

namespace
{

bool isNumber(QByteArrayView word)
{
    return std::all_of(word.begin(), word.end(), [](char c) { return isDigit(c) || c == '.' || c == ','; });
}

bool endsValue(char c)
{
    return isBlank(c) || QByteArrayView(",;)]}&>\"'").contains(c);
}

bool hasDigit(QByteArrayView word)
{
    return std::any_of(word.begin(), word.end(), isDigit);
}

/// `2026-11-01`, `2026-11-01T10`: the rest of the time follows after a colon.
bool isDate(QByteArrayView word)
{
    return word.size() >= 10 && isDigit(word[0]) && isDigit(word[3]) && word[4] == '-' && isDigit(word[5]) &&
           word[7] == '-' && isDigit(word[8]);
}

bool isDottedQuad(QByteArrayView word)
{
    int dots = 0;
    qsizetype digits = 0;
    for (const char c : word) {
        if (c == '.') {
            if (digits == 0 || digits > 3)
                return false;
            ++dots;
            digits = 0;
        } else if (isDigit(c)) {
            ++digits;
        } else {
            return false;
        }
    }
    return dots == 3 && digits > 0 && digits <= 3;
}

bool isUuid(QByteArrayView word)
{
    const QByteArray bare = word.toByteArray().replace('-', "");
    return bare.size() == 32 && std::all_of(bare.begin(), bare.end(), isHex);
}

ValueKind kindOf(QByteArrayView word)
{
    if (isUuid(word))
        return ValueKind::Uuid;
    if (isDate(word))
        return ValueKind::Time;
    if (isDottedQuad(word))
        return ValueKind::Address;
    if (word.startsWith("0x") && std::all_of(word.begin() + 2, word.end(), isHex))
        return ValueKind::Hex;
    if (isNumber(word))
        return ValueKind::Number;
    qsizetype digits = 0;
    while (digits < word.size() && (isDigit(word[digits]) || word[digits] == '.'))
        ++digits;
    if (digits > 0 && messagewords::isUnit(word.sliced(digits)))
        return ValueKind::Number;
    return ValueKind::Word;
}

/// `1 account was`, `3 accounts were`: one or many is no difference.
QByteArray singular(QByteArrayView word)
{
    if (word == QByteArrayView("are"))
        return "is";
    if (word == QByteArrayView("were"))
        return "was";
    if (word == QByteArrayView("have"))
        return "has";
    if (word == QByteArrayView("do"))
        return "does";
    if (word.size() > 4 && word.endsWith("ies"))
        return word.chopped(3).toByteArray() + 'y';
    if (word.size() > 3 && word.endsWith('s') && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is"))
        return word.chopped(1).toByteArray();
    return word.toByteArray();
}

} // namespace

/// Letters and digits, and signs that stand between two of them.
qsizetype MessageScanner::wordEnd() const
{
    qsizetype at = m_at;
    while (at < m_line.size()) {
        const char c = m_line[at];
        if (isWord(c)) {
            ++at;
            continue;
        }
        const bool joins = c == '-' || c == '.' || c == '+' || c == '#' || c == '~' || c == '%';
        const bool decimal = c == ',' && at > m_at && isDigit(m_line[at - 1]) && at + 3 < m_line.size() &&
                             isDigit(m_line[at + 1]) && isDigit(m_line[at + 2]) && isDigit(m_line[at + 3]);
        if (!(joins || decimal) || at == m_at || at + 1 >= m_line.size() || !isWord(m_line[at + 1]))
            break;
        ++at;
    }
    return at;
}

bool MessageScanner::takeWord()
{
    if (!atWordStart())
        return false;
    if (m_line[m_at] == '-' && m_at + 1 < m_line.size() && isDigit(m_line[m_at + 1]) &&
        (m_at == 0 || !isWord(m_line[m_at - 1])) && (m_at == 0 || m_line[m_at - 1] != '-')) {
        ++m_at;
        if (takeProtected())
            return true;
        const qsizetype end = wordEnd();
        --m_at;
        if (!hasProtected(m_at, end) && isNumber(m_line.sliced(m_at + 1, end - m_at - 1))) {
            mask(ValueKind::Number, tailEnd(end));
            return true;
        }
        return false;
    }
    if (!isWord(m_line[m_at]))
        return false;
    qsizetype end = wordEnd();
    if (takeValue(end) || takeCallable(end) || takeObject(end))
        return true;
    if (hasProtected(m_at, end)) {
        copy(std::max(m_out.numbers[m_nextNumber].span.begin, m_at + 1));
        return true;
    }
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (hasDigit(word) || (end < m_line.size() && m_line[end] == '[' && tailEnd(end) > end))
        return takeWordWithDigits(end);
    if (const qsizetype host = hostEnd(end); host > 0) {
        mask(ValueKind::Host, host);
        return true;
    }
    if (takeCalendarWord(end) || takeNameAfter(end))
        return true;
    // OpenSSL 1.1 and 3 write it differently.
    if (word == QByteArrayView("self-signed")) {
        m_out.key += "self signed";
        m_at = end;
        return true;
    }
    // Always, not only behind a number: what is a number here is a uuid there.
    m_out.key += singular(word);
    m_at = end;
    return true;
}

bool MessageScanner::takeWordWithDigits(qsizetype end)
{
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (m_keep.contains(word.toByteArray().toLower())) {
        copy(end);
        return true;
    }
    const ValueKind kind = kindOf(word);
    // `node[001-004]` is looked for here too: the brackets of Slurm's host lists.
    end = tailEnd(end);
    if (kind == ValueKind::Number) {
        qsizetype unit = end;
        if (unit < m_line.size() && m_line[unit] == ' ')
            ++unit;
        qsizetype after = unit;
        while (after < m_line.size() && isLetter(m_line[after]))
            ++after;
        if (after > unit && (after == m_line.size() || !isWord(m_line[after])) &&
            messagewords::isUnit(m_line.sliced(unit, after - unit)))
            end = after;
        else if (end < m_line.size() && m_line[end] == '%')
            ++end;
    }
    mask(kind, end);
    return true;
}

/// The port, line, net or time of day behind a value, and the brackets of a host list.
qsizetype MessageScanner::tailEnd(qsizetype end) const
{
    for (;;) {
        qsizetype at = end;
        if (at < m_line.size() && m_line[at] == '[') {
            ++at;
            while (at < m_line.size() && (isDigit(m_line[at]) || m_line[at] == ',' || m_line[at] == '-'))
                ++at;
            if (at < m_line.size() && m_line[at] == ']' && at > end + 1 && !hasProtected(end, at)) {
                end = at + 1;
                continue;
            }
            return end;
        }
        if (at + 1 >= m_line.size() || (m_line[at] != ':' && m_line[at] != '/') || !isDigit(m_line[at + 1]))
            return end;
        ++at;
        while (at < m_line.size() &&
               (isWord(m_line[at]) || ((m_line[at] == '.' || m_line[at] == ',' || m_line[at] == '+') &&
                                       at + 1 < m_line.size() && isDigit(m_line[at + 1]))))
            ++at;
        if (hasProtected(end, at))
            return end;
        end = at;
    }
}

/// A name with dots, or one with a port; 0 where the word is no host.
qsizetype MessageScanner::hostEnd(qsizetype end) const
{
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    bool plain = true;
    int dots = 0;
    for (const char c : word) {
        plain = plain && (isLower(c) || c == '-' || c == '.');
        dots += c == '.' ? 1 : 0;
    }
    const qsizetype tail = tailEnd(end);
    const bool hasPort = tail - end >= 3 && tail - end <= 6 && m_line[end] == ':' &&
                         std::all_of(m_line.begin() + end + 1, m_line.begin() + tail, isDigit);
    if (word == QByteArrayView("localhost"))
        return tail;
    if (hasPort && (dots > 0 || !messagewords::isFieldBeforeNumber(word)) && word.size() > 1)
        return tail;
    const bool bracketed = m_at > 0 && m_line[m_at - 1] == '[';
    const bool called = end < m_line.size() && m_line[end] == '(';
    if (plain && dots > 0 && !bracketed && !called &&
        messagewords::isTopLevelDomain(word.sliced(word.lastIndexOf('.') + 1)))
        return tail;
    return 0;
}

/// `key=value`, but for a value that is protected or a list of its own.
bool MessageScanner::takeValue(qsizetype end)
{
    if (end + 1 >= m_line.size() || m_line[end] != '=' || m_line[end + 1] == '=' || isBlank(m_line[end + 1]))
        return false;
    if (hasDigit(m_line.sliced(m_at, end - m_at)))
        return false;
    const qsizetype begin = end + 1;
    qsizetype stop = begin;
    const char first = m_line[begin];
    if (first == '[' || first == '{' || first == '(')
        return false;
    if (first == '\'' || first == '"') {
        stop = quoteEnd(m_line.sliced(begin, 1), begin + 1);
        if (stop <= 0)
            return false;
    } else {
        while (stop < m_line.size() && !endsValue(m_line[stop]))
            ++stop;
    }
    if (hasProtected(begin, stop))
        return false;
    copy(begin);
    if (stop > begin)
        mask(ValueKind::Value, stop);
    return true;
}

/// Names behind `account`, `cluster` and their like, where what follows reads as if one stood there.
bool MessageScanner::takeNameAfter(qsizetype end)
{
    if (m_at == 0 || m_line[m_at - 1] != ' ')
        return false;
    qsizetype begin = m_at - 1;
    while (begin > 0 && isWord(m_line[begin - 1]))
        --begin;
    const QByteArrayView noun = m_line.sliced(begin, m_at - 1 - begin);
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (!messagewords::isNamed(noun) || messagewords::isNoName(word))
        return false;
    const bool participle = word.endsWith("ed") || word.endsWith("ing") || word.endsWith("able");
    const bool identifier = word.contains('_') || word.contains('-');
    const QByteArrayView rest = m_line.sliced(end);
    bool goesOn = rest.isEmpty() || QByteArrayView(",;:)(.").contains(rest[0]);
    if (!goesOn && rest[0] == ' ') {
        qsizetype stop = 1;
        while (stop < rest.size() && (isWord(rest[stop]) || rest[stop] == '\''))
            ++stop;
        goesOn = stop == 1 || messagewords::followsName(rest.sliced(1, stop - 1));
    }
    const bool user = noun == QByteArrayView("user");
    if (!user && !identifier && (participle || !goesOn))
        return false;
    mask(ValueKind::Name, end);
    return true;
}

/// `Mon`, `Nov`, `UTC` beside a number belong to the time.
bool MessageScanner::takeCalendarWord(qsizetype end)
{
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (!messagewords::isCalendarWord(word))
        return false;
    qsizetype next = end;
    while (next < m_line.size() && (m_line[next] == ' ' || m_line[next] == ','))
        ++next;
    qsizetype after = next;
    while (after < m_line.size() && isLetter(m_line[after]))
        ++after;
    const bool before = m_out.key.endsWith("* ") || m_out.key.endsWith("*");
    const bool numberNext = next < m_line.size() && isDigit(m_line[next]) && !hasProtected(next, next + 1);
    const bool wordNext = after > next && messagewords::isCalendarWord(m_line.sliced(next, after - next));
    if (!before && !numberNext && !wordNext)
        return false;
    mask(ValueKind::Time, end);
    return true;
}

/// `Client.list()`: Python 3.10 and later write the class before the function, earlier ones do not.
bool MessageScanner::takeCallable(qsizetype end)
{
    if (!m_line.sliced(end).startsWith("()"))
        return false;
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (hasProtected(m_at, end))
        return false;
    m_out.key += word.sliced(word.lastIndexOf('.') + 1);
    m_at = end;
    return true;
}

/// `HTTPConnection(host='x', port=1)`: an object as it prints itself, which changes with the library's version.
bool MessageScanner::takeObject(qsizetype end)
{
    constexpr qsizetype Longest = 512;
    if (end >= m_line.size() || m_line[end] != '(')
        return false;
    qsizetype name = end + 1;
    while (name < m_line.size() && isWord(m_line[name]))
        ++name;
    if (name == end + 1 || name >= m_line.size() || m_line[name] != '=')
        return false;
    const qsizetype limit = std::min(m_line.size(), end + Longest);
    int open = 0;
    for (qsizetype at = end; at < limit; ++at) {
        open += m_line[at] == '(' ? 1 : m_line[at] == ')' ? -1 : 0;
        if (open == 0) {
            if (hasProtected(m_at, at + 1))
                return false;
            mask(ValueKind::Value, at + 1);
            return true;
        }
    }
    return false;
}

} // namespace waldesk::domain

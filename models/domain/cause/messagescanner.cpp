// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/messagescanner.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/latinclauses.h"
#include "models/domain/cause/latinlexicon.h"
#include "models/domain/cause/messagelexicon.h"

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
QByteArray collapsed(QByteArray key, KeyRule rule)
{
    static const QByteArrayList Older{", ", ",", " and ", " or ", "; ", ";", " ", "/", ":", "-", " - ", ", and "};
    // `web.example.org` is a host, `web.10.1.1.5` two words.
    static const QByteArrayList Newer = Older + QByteArrayList{"."};
    const QByteArrayList &between = rule == KeyRule::W1 ? Older : Newer;
    QByteArray joined;
    joined.reserve(key.size());
    for (qsizetype at = 0; at < key.size();) {
        if (key[at] == '*') {
            joined += '*';
            ++at;
            for (bool again = true; again;) {
                again = false;
                for (const QByteArray &sign : between) {
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

bool isBeyondAscii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

/// The first byte of a letter that is neither Latin nor a sign: Greek, Cyrillic, Arabic, Chinese and all others.
bool leadsOtherScript(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    constexpr unsigned char FirstGreek = 0xCD;
    constexpr unsigned char Signs = 0xE2;
    constexpr unsigned char WideSigns = 0xEF;
    return byte >= FirstGreek && byte != Signs && byte != WideSigns;
}

/// A sentence in another script. The list of words of messages is English: by it alone each word of such a sentence
/// would be a name, and all sentences one. A name in another script within an English sentence is a name.
bool isInOtherScript(QByteArrayView line)
{
    if (std::none_of(line.begin(), line.end(), leadsOtherScript))
        return false;
    int other = 0;
    int english = 0;
    for (qsizetype at = 0; at < line.size();) {
        if (!isLetter(line[at])) {
            ++at;
            continue;
        }
        const qsizetype begin = at;
        const bool beyond = isBeyondAscii(line[at]);
        bool leads = false;
        for (; at < line.size() && isLetter(line[at]) && isBeyondAscii(line[at]) == beyond; ++at)
            leads = leads || leadsOtherScript(line[at]);
        const QByteArrayView word = line.sliced(begin, at - begin);
        other += leads ? 1 : 0;
        english +=
            !beyond && word.size() > 1 && messagelexicon::isOrdinary(word) && !messagelexicon::leadsSentence(word) ? 1
                                                                                                                   : 0;
    }
    return other > english;
}

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
    if (digits > 0 && messagelexicon::isUnit(word.sliced(digits)))
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

MessageTemplate messageTemplate(QByteArrayView line, const QByteArrayList &keep, KeyRule rule,
                                const std::vector<Span> &variable)
{
    return MessageScanner(line, keep, rule, variable).run();
}

MessageScanner::MessageScanner(QByteArrayView line, const QByteArrayList &keep, KeyRule rule,
                               const std::vector<Span> &variable)
    : m_line(line), m_keep(keep), m_rule(rule), m_variable(variable)
{
    m_out.numbers = meaningfulNumbers(line);
    m_otherScript = rule != KeyRule::W1 && isInOtherScript(line);
    if (rule != KeyRule::W1 && !m_otherScript)
        m_latinClauses = latinClauses(line, variable);
}

MessageTemplate MessageScanner::run()
{
    m_out.key.reserve(m_line.size());
    while (m_at < m_line.size()) {
        if (takeProtected() || takeVariable() || takeSystemText() || takeDefaultRepr() || takePrintedQuotation() ||
            takeQuoted() || takeSpecial() || takeWord())
            continue;
        if (m_line[m_at] == '"') {
            m_out.key += '\'';
            ++m_at;
        } else {
            copy(m_at + 1);
        }
    }
    m_out.key = collapsed(std::move(m_out.key), m_rule).simplified();
    return std::move(m_out);
}

bool MessageScanner::atWordStart() const
{
    return m_at == 0 || !isWord(m_line[m_at - 1]) || changesScript(m_at);
}

/// Chinese and others write a name between words without a blank.
bool MessageScanner::changesScript(qsizetype at) const
{
    return m_otherScript && isBeyondAscii(m_line[at]) != isBeyondAscii(m_line[at - 1]);
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

bool MessageScanner::takeVariable()
{
    while (m_nextVariable < m_variable.size() && m_variable[m_nextVariable].begin < m_at)
        ++m_nextVariable;
    if (m_nextVariable == m_variable.size() || m_variable[m_nextVariable].begin != m_at)
        return false;
    const Span span = m_variable[m_nextVariable++];
    if (span.isEmpty() || hasProtected(span.begin, span.end))
        return false;
    mask(ValueKind::Name, span.end);
    return true;
}

/// The system's own words behind `[Errno 111]`: they are in the system's language, and the number says the same.
bool MessageScanner::takeSystemText()
{
    if (m_rule == KeyRule::W1 || m_line[m_at] != ']' || m_nextNumber == 0)
        return false;
    const MeaningfulNumber &number = m_out.numbers[m_nextNumber - 1];
    if (number.span.end != m_at || !number.code.startsWith("errno "))
        return false;
    copy(m_at + 1);
    qsizetype end = m_at;
    while (end < m_line.size() && !QByteArrayView(":;,()'\"[").contains(m_line[end]))
        ++end;
    // A sentence of the system may have a comma.
    m_systemEnd = end;
    while (m_systemEnd < m_line.size() && !QByteArrayView(":;()'\"[").contains(m_line[m_systemEnd]))
        ++m_systemEnd;
    // For the key alone: a title shows these words as what they are.
    if (end > m_at)
        m_out.key += '*';
    m_at = end;
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
    const bool underscores = m_rule == KeyRule::W2;
    while (at < m_line.size() && at - m_at < 20 &&
           (isAlnum(m_line[at]) || m_line[at] == '+' || m_line[at] == '.' || m_line[at] == '-' ||
            (underscores && m_line[at] == '_')))
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
    if (hasProtected(m_at, end) || inside.contains("[SSL") || quotesSentence(inside)) {
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
    if (m_rule == KeyRule::W2 && messagelexicon::quotesName(word))
        return m_line.first(begin).endsWith("odule ");
    return messagelexicon::namesConstant(word);
}

/// `{"error": "Realm not found."}`: the server's own words, in a body that the message quotes.
bool MessageScanner::quotesSentence(QByteArrayView quoted) const
{
    if (m_rule == KeyRule::W1 || !quoted.contains(' '))
        return false;
    qsizetype at = m_at;
    while (at > 0 && (m_line[at - 1] == ' ' || m_line[at - 1] == ':'))
        --at;
    if (at == m_at || at < 2 || (m_line[at - 1] != '"' && m_line[at - 1] != '\''))
        return false;
    --at;
    qsizetype begin = at;
    while (begin > 0 && isWord(m_line[begin - 1]))
        --begin;
    return messagelexicon::leadsSentence(m_line.sliced(begin, at - begin));
}

/// The word that ends one blank before @p at; empty where none does.
QByteArrayView MessageScanner::wordBefore(qsizetype at) const
{
    if (at <= 0 || m_line[at - 1] != ' ')
        return {};
    qsizetype begin = at - 1;
    while (begin > 0 && isWord(m_line[begin - 1]))
        --begin;
    return m_line.sliced(begin, at - 1 - begin);
}

/// The word that begins one blank behind @p at; empty where none does.
QByteArrayView MessageScanner::wordAfter(qsizetype at) const
{
    if (at >= m_line.size() || m_line[at] != ' ')
        return {};
    qsizetype end = at + 1;
    while (end < m_line.size() && (isWord(m_line[end]) || m_line[end] == '\''))
        ++end;
    return m_line.sliced(at + 1, end - at - 1);
}

/// A word that somebody chose: none of messages, or one that is as often a name.
bool MessageScanner::isChosen(QByteArrayView word) const
{
    return !messagelexicon::isOrdinary(word) || messagelexicon::maybeName(word) || hasDigit(word) ||
           std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
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

/// Letters and digits, and signs that stand between two of them.
qsizetype MessageScanner::wordEnd() const
{
    qsizetype at = m_at;
    while (at < m_line.size()) {
        const char c = m_line[at];
        if (isWord(c)) {
            if (at > m_at && changesScript(at))
                break;
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
    if (takeOtherScript())
        return true;
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
    if (takeLatinWord(end) || takeCalendarWord(end) || takeChosenName(end) || takeNameAfter(end) ||
        takeUncommonWord(end))
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

/// Up to what is not of that script, to a quote, or to what an f-string put in.
bool MessageScanner::takeOtherScript()
{
    if (!m_otherScript || !isBeyondAscii(m_line[m_at]))
        return false;
    const qsizetype limit = m_nextVariable < m_variable.size() && m_variable[m_nextVariable].begin > m_at
                                ? std::min(m_line.size(), m_variable[m_nextVariable].begin)
                                : m_line.size();
    qsizetype end = m_at + 1;
    while (end < limit && isBeyondAscii(m_line[end]) && !m_line.sliced(end).startsWith("\xE2\x80\x9C") &&
           !m_line.sliced(end).startsWith("\xC2\xAB"))
        ++end;
    copy(end);
    return true;
}

bool MessageScanner::isInLatinClause()
{
    while (m_nextClause < m_latinClauses.size() && m_latinClauses[m_nextClause].end <= m_at)
        ++m_nextClause;
    return m_at >= m_systemEnd && m_nextClause < m_latinClauses.size() && m_latinClauses[m_nextClause].begin <= m_at;
}

/// English messages have other quotation marks, and keys that were made without these.
bool MessageScanner::takePrintedQuotation()
{
    if (m_latinClauses.empty() || !isInLatinClause())
        return false;
    const Span quotation = printedQuotation(m_line, m_at);
    if (quotation.isEmpty() || hasProtected(quotation.begin, quotation.end))
        return false;
    mask(ValueKind::Quoted, quotation.end);
    return true;
}

/// The list of words of messages is English: by it alone each word of such a clause would be a name, and all clauses
/// one.
bool MessageScanner::takeLatinWord(qsizetype end)
{
    if (m_latinClauses.empty() || !isInLatinClause())
        return false;
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    const QByteArrayView before = wordBefore(m_at);
    const bool afterNoun = latinlexicon::takesName(before) || messagelexicon::takesName(before);
    // `Konto projektx`: no second noun stands there in small letters.
    const bool named = afterNoun && isLower(word[0]) && latinlexicon::takesName(word);
    if (latinlexicon::isOrdinary(word) && !named) {
        // `1 Datei`, `3 Dateien`: one or many is no difference.
        const bool counted = !m_out.parts.empty() && m_out.parts.back().kind == ValueKind::Number &&
                             m_out.parts.back().span.end + 1 == m_at;
        if (!counted) {
            copy(end);
            return true;
        }
        m_out.key += latinlexicon::stem(word);
        m_at = end;
        return true;
    }
    if (messagelexicon::isOrdinary(word))
        return false;
    if (afterNoun) {
        mask(ValueKind::Name, end);
        return true;
    }
    // Names of accounts are written in ASCII; those of people and projects begin with a capital.
    const bool beyond =
        isBeyondAscii(word[0]) || (isLower(word[0]) && std::any_of(word.begin(), word.end(), isBeyondAscii));
    const bool joined = std::any_of(word.begin(), word.end(), [](char c) { return !isLetter(c); });
    if (joined || !(beyond || latinlexicon::isDerived(word)))
        return false;
    copy(end);
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
            messagelexicon::isUnit(m_line.sliced(unit, after - unit)))
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
    if (hasPort && (dots > 0 || !messagelexicon::isFieldBeforeNumber(word)) && word.size() > 1)
        return tail;
    const bool bracketed = m_at > 0 && m_line[m_at - 1] == '[';
    const bool called = end < m_line.size() && m_line[end] == '(';
    if (plain && dots > 0 && !bracketed && !called &&
        messagelexicon::isTopLevelDomain(word.sliced(word.lastIndexOf('.') + 1)))
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
    const bool takes = m_rule == KeyRule::W1 ? messagelexicon::isNamed(noun) : messagelexicon::takesName(noun);
    if (!takes || messagelexicon::isNoName(word))
        return false;
    const bool participle = word.endsWith("ed") || word.endsWith("ing") || word.endsWith("able");
    const bool identifier = word.contains('_') || word.contains('-');
    const QByteArrayView rest = m_line.sliced(end);
    bool goesOn = rest.isEmpty() || QByteArrayView(",;:)(.").contains(rest[0]);
    if (!goesOn && rest[0] == ' ') {
        qsizetype stop = 1;
        while (stop < rest.size() && (isWord(rest[stop]) || rest[stop] == '\''))
            ++stop;
        goesOn = stop == 1 || messagelexicon::followsName(rest.sliced(1, stop - 1));
    }
    const bool user = noun == QByteArrayView("user");
    if (!user && !identifier && (participle || !goesOn))
        return false;
    mask(ValueKind::Name, end);
    return true;
}

/// Names that are words of messages too, or several words, told by where they stand: `pool large does not exist`,
/// `name gpu in`, `no image found for test`, `in RegionOne region`, `large is not a valid size`.
bool MessageScanner::takeChosenName(qsizetype end)
{
    if (m_rule == KeyRule::W1)
        return false;
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    const QByteArrayView rest = m_line.sliced(end);
    const auto take = [&] {
        mask(ValueKind::Name, end);
        return true;
    };
    if (m_at == 0)
        return (rest.startsWith(" is not a ") || rest.startsWith(" is not an ")) && isChosen(word) && take();
    const QByteArrayView before = wordBefore(m_at);
    const QByteArrayView after = wordAfter(end);
    const bool ends = rest.isEmpty() || QByteArrayView(",;.:)").contains(rest[0]);
    if (messagelexicon::takesName(before) && takeNamesBeforeVerb(end))
        return true;
    const bool toName = ends || messagelexicon::saysOfName(after) || after == QByteArrayView("in") ||
                        after == QByteArrayView("of") || after == QByteArrayView("for") ||
                        after == QByteArrayView("on");
    if ((messagelexicon::takesName(before) || before == QByteArrayView("name") || before == QByteArrayView("named")) &&
        messagelexicon::maybeName(word) && !messagelexicon::isNoName(word) && toName)
        return take();
    if (before == QByteArrayView("for") && wordBefore(m_at - 4) == QByteArrayView("found") && ends &&
        !messagelexicon::isNoName(word))
        return take();
    const bool camel =
        std::any_of(word.begin() + 1, word.end(), isUpper) && !word.endsWith("Error") && !word.endsWith("Exception");
    return camel && (messagelexicon::takesName(before) || messagelexicon::takesName(after)) && isChosen(word) && take();
}

/// One name or several words of one between the noun and its verb.
bool MessageScanner::takeNamesBeforeVerb(qsizetype end)
{
    constexpr int MostWords = 5;
    bool chosen = false;
    bool capital = false;
    qsizetype from = m_at;
    for (int words = 0; words < MostWords; ++words) {
        const QByteArrayView word = m_line.sliced(from, end - from);
        // A name begins with no word that a sentence could go on with.
        if (words == 0 && messagelexicon::isNoName(word))
            return false;
        chosen = chosen || isChosen(word);
        capital = capital || isUpper(word[0]);
        if (end < m_line.size() && m_line[end] == ')')
            ++end;
        const QByteArrayView next = wordAfter(end);
        const bool belongs = words > 0 && capital && chosen && next == QByteArrayView("of");
        if (messagelexicon::saysOfName(next) || belongs) {
            if (!chosen && !(capital && words > 0))
                return false;
            if (hasProtected(m_at, end))
                return false;
            mask(ValueKind::Name, end);
            return true;
        }
        from = end + 1;
        if (from < m_line.size() && m_line[end] == ' ' && m_line[from] == '(')
            ++from;
        else if (next.isEmpty())
            return false;
        end = from;
        while (end < m_line.size() && (isWord(m_line[end]) || m_line[end] == '-'))
            ++end;
        if (end == from || (messagelexicon::followsName(m_line.sliced(from, end - from))))
            return false;
    }
    return false;
}

/// `Mon`, `Nov`, `UTC` beside a number belong to the time.
bool MessageScanner::takeCalendarWord(qsizetype end)
{
    const QByteArrayView word = m_line.sliced(m_at, end - m_at);
    if (!messagelexicon::isCalendarWord(word))
        return false;
    qsizetype next = end;
    while (next < m_line.size() && (m_line[next] == ' ' || m_line[next] == ','))
        ++next;
    qsizetype after = next;
    while (after < m_line.size() && isLetter(m_line[after]))
        ++after;
    const bool before = m_out.key.endsWith("* ") || m_out.key.endsWith("*");
    const bool numberNext = next < m_line.size() && isDigit(m_line[next]) && !hasProtected(next, next + 1);
    const bool wordNext = after > next && messagelexicon::isCalendarWord(m_line.sliced(next, after - next));
    if (!before && !numberNext && !wordNext)
        return false;
    mask(ValueKind::Time, end);
    return true;
}

/// A word that no message in general is made of: a name somebody chose.
bool MessageScanner::takeUncommonWord(qsizetype end)
{
    if (m_rule == KeyRule::W1 || isConstant(m_line.sliced(m_at, end - m_at), end))
        return false;
    mask(ValueKind::Name, end);
    return true;
}

bool MessageScanner::isConstant(QByteArrayView word, qsizetype end) const
{
    const char next = end < m_line.size() ? m_line[end] : ' ';
    const bool bracketed = m_at > 0 && m_line[m_at - 1] == '[' && next == ']';
    // `sacctmgr: error:`, `slug: x`, `call(`
    const bool first = m_at == 0 && (next == ':' || isUpper(word[0]));
    if (word.size() == 1 || bracketed || first || next == '(' || messagelexicon::isOrdinary(word))
        return true;
    int upper = 0;
    int small = 0;
    bool ascii = true;
    bool joined = false;
    for (const char c : word) {
        upper += isUpper(c) ? 1 : 0;
        small += isLower(c) ? 1 : 0;
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        joined = joined || !isLetter(c);
    }
    if (!ascii)
        return false;
    if (joined) {
        qsizetype before = m_at;
        while (before > 0 && m_line[before - 1] == ' ')
            --before;
        const bool begins = before == 0 || QByteArrayView(".,;:({[").contains(m_line[before - 1]);
        if ((next == ':' && begins) || next == '=' || (upper > 1 && small == 0 && word.contains('_')))
            return true;
        qsizetype begin = 0;
        for (qsizetype at = 0; at <= word.size(); ++at) {
            if (at < word.size() && isLetter(word[at]))
                continue;
            if (at > begin && !messagelexicon::isOrdinary(word.sliced(begin, at - begin)))
                return false;
            begin = at + 1;
        }
        return true;
    }
    // `gidNumber`: a field of something, as programs write it.
    constexpr qsizetype LongField = 6;
    if (isLower(word[0]) && upper == 1 && word.size() >= LongField && isLower(word.back()))
        return true;
    // Names of types.
    return (upper > 1 && small > 1 && isUpper(word[0])) || word.endsWith("Error") || word.endsWith("Exception");
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

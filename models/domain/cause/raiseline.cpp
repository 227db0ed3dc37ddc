// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/raiseline.h"

#include "models/domain/cause/characters.h"

#include <algorithm>
#include <utility>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr qsizetype LongestCode = 4096;

qsizetype skipBlanks(QByteArrayView code, qsizetype at)
{
    while (at < code.size() && (isBlank(code[at]) || code[at] == '\n' || code[at] == '\\'))
        ++at;
    return at;
}

/// An expression whose value is a sentence of someone else: its own words tell.
bool holdsText(QByteArrayView expression)
{
    QByteArray word;
    for (const char c : expression) {
        if (c == '!' || c == ':')
            break;
        word += isUpper(c) ? char(c + 32) : c;
    }
    word = word.trimmed();
    // Words of the program itself.
    if (word.startsWith('"') || word.startsWith('\''))
        return true;
    if (word.startsWith("str(") && word.endsWith(')'))
        word = word.sliced(4, word.size() - 5);
    static constexpr const char *Names[] = {"e",      "ex",      "exc",      "err",  "error",  "exception", "cause",
                                            "detail", "details", "message",  "msg",  "reason", "stderr",    "stdout",
                                            "output", "out",     "response", "text", "body",   "errors",    "problem"};
    const QByteArray last = word.sliced(word.lastIndexOf('.') + 1);
    return std::any_of(std::begin(Names), std::end(Names), [&last](const char *name) { return last == name; });
}

/// The conversion at `%`: its length, 0 where there is none.
qsizetype conversionLength(QByteArrayView text, qsizetype at)
{
    qsizetype end = at + 1;
    if (end < text.size() && text[end] == '(') {
        const qsizetype close = text.indexOf(')', end);
        if (close < 0)
            return 0;
        end = close + 1;
    }
    while (end < text.size() && QByteArrayView("-+ #0123456789.*").contains(text[end]))
        ++end;
    return end < text.size() && QByteArrayView("sdrifgexXoca").contains(text[end]) ? end + 1 - at : 0;
}

/// The expressions between the bracket before @p at and its end, or what the line shows of them; without a bracket one.
QByteArrayList argumentsAt(QByteArrayView code, qsizetype at)
{
    QByteArrayList found;
    QByteArray one;
    int open = 0;
    char quote = '\0';
    for (; at < code.size(); ++at) {
        const char c = code[at];
        if (quote != '\0') {
            quote = c == quote && code[at - 1] != '\\' ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++open;
        } else if (c == ')' || c == ']' || c == '}') {
            if (--open < 0)
                break;
        } else if (c == ',' && open == 0) {
            found.append(std::exchange(one, {}).trimmed());
            continue;
        }
        one += c;
    }
    if (!one.trimmed().isEmpty())
        found.append(one.trimmed());
    return found;
}

} // namespace

bool isRaise(QByteArrayView code)
{
    const qsizetype at = skipBlanks(code, 0);
    return code.sliced(at).startsWith("raise ") || code.sliced(at) == QByteArrayView("raise");
}

std::optional<RaiseLine> RaiseLine::parse(QByteArrayView code)
{
    code = code.first(std::min(code.size(), LongestCode));
    if (!isRaise(code))
        return std::nullopt;
    qsizetype at = skipBlanks(code, 0) + 6;
    at = skipBlanks(code, std::min(at, code.size()));
    while (at < code.size() && (isWord(code[at]) || code[at] == '.'))
        ++at;
    if (at >= code.size() || code[at] != '(')
        return std::nullopt;
    RaiseLine line;
    if (!line.readLiterals(code, at + 1) || line.m_parts.empty())
        return std::nullopt;
    return line;
}

bool RaiseLine::readLiterals(QByteArrayView code, qsizetype at)
{
    bool any = false;
    for (;;) {
        at = skipBlanks(code, at);
        qsizetype quote = at;
        while (quote < code.size() && quote - at < 2 && isLetter(code[quote]))
            ++quote;
        if (quote >= code.size() || (code[quote] != '"' && code[quote] != '\''))
            break;
        at = readLiteral(code, at);
        any = true;
        if (at < 0)
            return true; // the line was cut: what was read is a beginning
    }
    const QByteArrayView rest = code.sliced(at);
    if (rest.startsWith(".format(")) {
        fillFormat(argumentsAt(code, at + 8));
    } else if (rest.startsWith("%")) {
        const qsizetype first = skipBlanks(code, at + 1);
        const bool tuple = first < code.size() && code[first] == '(';
        fillPercent(argumentsAt(code, first + (tuple ? 1 : 0)));
    } else if (!rest.isEmpty() && rest[0] != ')' && rest[0] != ',') {
        return false;
    }
    m_complete = any && !rest.isEmpty();
    return any;
}

/// Behind the literal at @p at; -1 where it does not end.
qsizetype RaiseLine::readLiteral(QByteArrayView code, qsizetype at)
{
    bool formatted = false;
    bool raw = false;
    for (; isLetter(code[at]); ++at) {
        formatted = formatted || code[at] == 'f' || code[at] == 'F';
        raw = raw || code[at] == 'r' || code[at] == 'R';
    }
    const QByteArray quote = code.sliced(at, 1).toByteArray();
    const QByteArray closing = code.sliced(at).startsWith(quote.repeated(3)) ? quote.repeated(3) : quote;
    at += closing.size();
    QByteArray text;
    while (at < code.size()) {
        const char c = code[at];
        if (code.sliced(at).startsWith(closing)) {
            addLiteral(text);
            return at + closing.size();
        }
        if (c == '\\' && !raw && at + 1 < code.size()) {
            const char next = code[at + 1];
            text += next == 'n' ? '\n' : next == 't' ? '\t' : next;
            at += 2;
        } else if (formatted && (c == '{' || c == '}') && at + 1 < code.size() && code[at + 1] == c) {
            text += c;
            at += 2;
        } else if (formatted && c == '{') {
            addLiteral(text);
            text.clear();
            at = readField(code, at + 1);
            if (at < 0)
                return -1;
        } else {
            text += c;
            ++at;
        }
    }
    addLiteral(text);
    return -1;
}

/// Behind the `}` of the field that begins at @p at.
qsizetype RaiseLine::readField(QByteArrayView code, qsizetype at)
{
    int open = 0;
    for (qsizetype end = at; end < code.size(); ++end) {
        const char c = code[end];
        if (c == '{' || c == '[' || c == '(')
            ++open;
        else if (c == '}' && open == 0) {
            addField(code.sliced(at, end - at));
            return end + 1;
        } else if (c == '}' || c == ']' || c == ')')
            --open;
    }
    addField(code.sliced(at));
    return -1;
}

void RaiseLine::addLiteral(const QByteArray &text)
{
    if (text.isEmpty())
        return;
    if (!m_parts.empty() && m_parts.back().isLiteral)
        m_parts.back().literal += text;
    else
        m_parts.push_back({text, true, false});
}

void RaiseLine::addField(QByteArrayView expression)
{
    // `{name}{suffix}`: nobody knows where one ends, and both are variable.
    const bool joins = !m_parts.empty() && !m_parts.back().isLiteral && !m_parts.back().isText;
    if (joins && !holdsText(expression))
        return;
    m_parts.push_back({{}, false, holdsText(expression)});
}

/// `%s` and its like in what was read as literals; each is filled in from the argument at its place.
void RaiseLine::fillPercent(const QByteArrayList &arguments)
{
    qsizetype place = 0;
    std::vector<Part> parts = std::move(m_parts);
    m_parts.clear();
    for (const Part &part : parts) {
        QByteArray text;
        for (qsizetype at = 0; at < part.literal.size();) {
            if (part.literal[at] != '%') {
                text += part.literal[at++];
                continue;
            }
            if (part.literal.sliced(at).startsWith("%%")) {
                text += '%';
                at += 2;
                continue;
            }
            const qsizetype length = conversionLength(part.literal, at);
            if (length == 0) {
                text += part.literal[at++];
                continue;
            }
            addLiteral(text);
            text.clear();
            const QByteArray conversion = part.literal.sliced(at, length);
            const qsizetype close = conversion.indexOf(')');
            // Behind a colon at the end stands what another program or exception said, if the line does not show it.
            const bool ends = at + length == part.literal.size() && &part == &parts.back();
            const QByteArrayView hidden = ends && text.endsWith(": ") ? QByteArrayView("e") : QByteArrayView("_");
            const QByteArrayView argument = place < arguments.size() ? QByteArrayView(arguments.at(place)) : hidden;
            ++place;
            addField(close > 2 ? QByteArrayView(conversion).sliced(2, close - 2) : argument);
            at += length;
        }
        addLiteral(text);
    }
}

void RaiseLine::fillFormat(const QByteArrayList &arguments)
{
    qsizetype place = 0;
    std::vector<Part> parts = std::move(m_parts);
    m_parts.clear();
    for (const Part &part : parts) {
        QByteArray text;
        for (qsizetype at = 0; at < part.literal.size();) {
            const char c = part.literal[at];
            if ((c == '{' || c == '}') && at + 1 < part.literal.size() && part.literal[at + 1] == c) {
                text += c;
                at += 2;
            } else if (const qsizetype close = c == '{' ? part.literal.indexOf('}', at) : -1; close > 0) {
                addLiteral(text);
                text.clear();
                const QByteArray field = part.literal.sliced(at + 1, close - at - 1);
                bool numbered = false;
                const qsizetype number = field.toLongLong(&numbered);
                const qsizetype wanted = numbered ? number : field.isEmpty() || field.startsWith(':') ? place++ : -1;
                addField(wanted >= 0 && wanted < arguments.size() ? QByteArrayView(arguments.at(wanted))
                         : field.isEmpty()                        ? QByteArrayView("_")
                                                                  : QByteArrayView(field));
                at = close + 1;
            } else {
                text += c;
                ++at;
            }
        }
        addLiteral(text);
    }
}

std::optional<std::vector<Span>> RaiseLine::variablePartsOf(QByteArrayView message) const
{
    std::vector<Span> found;
    qsizetype at = 0;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part &part = m_parts[i];
        const bool last = i + 1 == m_parts.size();
        if (part.isLiteral) {
            if (!message.sliced(at).startsWith(part.literal))
                return std::nullopt;
            at += part.literal.size();
            if (last && m_complete && at != message.size())
                return std::nullopt;
            continue;
        }
        qsizetype end = message.size();
        if (!last && m_parts[i + 1].isLiteral) {
            const QByteArray &next = m_parts[i + 1].literal;
            const bool closes = m_complete && i + 2 == m_parts.size();
            end = closes ? (message.endsWith(next) ? message.size() - next.size() : -1) : message.indexOf(next, at);
            if (end < at)
                return std::nullopt;
        } else if (!last) {
            return std::nullopt; // two fields without a word between: nobody knows where one ends
        } else if (!m_complete && !part.isText) {
            end = at; // the rest of the line is not known
        }
        if (!part.isText && end > at)
            found.push_back({at, end});
        at = end;
    }
    return found;
}

} // namespace waldesk::domain

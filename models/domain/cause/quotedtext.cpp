// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/quotedtext.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/secretmasks.h"

#include <algorithm>
#include <array>

namespace waldesk::domain
{

using namespace characters;

namespace
{

// How far a look ahead may go, so that the whole stays linear.
constexpr qsizetype LongestQuoted = 4096;
constexpr qsizetype NearestPair = 48;

} // namespace

QuotedText::QuotedText(QByteArrayView text) : m_text(text), m_hasMasks(text.contains(MaskLead))
{
}

/// A mask of an earlier pass begins here.
bool QuotedText::isMasked(qsizetype place) const
{
    return m_hasMasks && at(place) == MaskLead[0] && maskLength(m_text, place) > 0;
}

qsizetype QuotedText::maskEnd(qsizetype place) const
{
    return place + maskLength(m_text, place);
}

qsizetype QuotedText::wordEnd(qsizetype from) const
{
    const qsizetype begin = from;
    while (from < m_text.size()) {
        if (isNameByte(m_text[from])) {
            ++from;
        } else if (isOneOf(m_text[from], "-.") && isNameByte(at(from + 1)) && !isSymbolLead(at(from + 1))) {
            ++from;
        } else {
            break;
        }
    }
    read(from - begin);
    return from;
}

bool QuotedText::startsWith(qsizetype place, QByteArrayView what) const
{
    return place >= 0 && place + what.size() <= m_text.size() && m_text[place] == what[0] &&
           m_text.sliced(place, what.size()) == what;
}

QuotedText::Quote QuotedText::quoteAt(qsizetype place) const
{
    constexpr qsizetype MostSlashes = 7;
    struct Entity {
        QByteArrayView text;
        char sign;
    };
    static constexpr std::array Entities{Entity{"&quot;", '"'},   Entity{"&#34;", '"'},   Entity{"&#39;", '\''},
                                         Entity{"&#x27;", '\''},  Entity{"&apos;", '\''}, Entity{"\\u0022", '"'},
                                         Entity{"\\u0027", '\''}, Entity{"%22", '"'},     Entity{"%27", '\''}};
    if (isOneOf(at(place), "&\\%")) {
        for (const Entity &one : Entities) {
            if (startsWith(place, one.text))
                return {{place, place + one.text.size()}, one.sign, -1, false};
        }
    }
    qsizetype sign = place;
    while (at(sign) == '\\' && sign - place <= MostSlashes)
        ++sign;
    if (!isOneOf(at(sign), "\"'"))
        return {};
    Quote quote{{place, sign + 1}, m_text[sign], sign - place, false};
    if (quote.slashes == 0 && at(sign + 1) == quote.sign && at(sign + 2) == quote.sign) {
        quote.triple = true;
        quote.span.end += 2;
    }
    return quote;
}

QuotedText::Quote QuotedText::quoteEndingAt(qsizetype end) const
{
    for (const qsizetype size : {qsizetype(6), qsizetype(5), qsizetype(3)}) {
        if (end < size)
            continue;
        const Quote quote = quoteAt(end - size);
        if (quote.slashes == -1 && quote.span.end == end)
            return quote;
    }
    if (!isOneOf(at(end - 1), "\"'"))
        return {};
    qsizetype begin = end - 1;
    constexpr qsizetype MostSlashes = 7;
    while (at(begin - 1) == '\\' && end - begin <= MostSlashes)
        --begin;
    return {{begin, end}, m_text[end - 1], end - 1 - begin, false};
}

/// The size of what closes the quote here; 0 where nothing does.
qsizetype QuotedText::closeLength(const Quote &open, qsizetype place) const
{
    if (open.slashes == -1)
        return startsWith(place, open.span.of(m_text)) ? open.span.size() : 0;
    if (open.triple)
        return at(place) == open.sign && at(place + 1) == open.sign && at(place + 2) == open.sign ? 3 : 0;
    qsizetype sign = place;
    while (at(sign) == '\\' && sign - place < open.slashes)
        ++sign;
    return at(sign) == open.sign ? sign + 1 - place : 0;
}

Span QuotedText::quoted(const Quote &open) const
{
    const qsizetype begin = open.span.end;
    const qsizetype limit = std::min(m_text.size(), begin + LongestQuoted);
    if (open.slashes == -1) {
        const qsizetype close = m_text.first(limit).indexOf(open.span.of(m_text), begin);
        read((close < 0 ? limit : close) - begin);
        return {begin, close < 0 ? bare(begin, '\0').end : close};
    }
    qsizetype slashes = 0;
    for (qsizetype place = begin; place < limit; ++place) {
        read(1);
        const char c = m_text[place];
        if (c == '\\') {
            ++slashes;
            continue;
        }
        if (c == open.sign) {
            if (open.slashes == 0 && slashes % 2 == 0 && (!open.triple || closeLength(open, place) > 0))
                return {begin, place};
            if (open.slashes > 0 && slashes <= open.slashes)
                return {begin, place - slashes};
        } else if (isBreak(c) && !open.triple) {
            return {begin, place};
        }
        slashes = 0;
    }
    return {begin, limit};
}

/// `b'`, `f"`: the letters before a quote.
qsizetype QuotedText::skipPrefix(qsizetype place) const
{
    for (qsizetype letters = 1; letters <= 2; ++letters) {
        bool all = true;
        for (qsizetype i = 0; i < letters; ++i)
            all = all && isOneOf(at(place + i), "bBuUrRfF");
        if (all && isOneOf(at(place + letters), "'\"\\") && !quoteAt(place + letters).isNone())
            return place + letters;
    }
    return place;
}

qsizetype QuotedText::skipBlanks(qsizetype place) const
{
    while (place < m_text.size() && (m_text[place] == ' ' || m_text[place] == '\t'))
        ++place;
    return place;
}

/// The line's begin, or a place before @p place as far as any look back goes.
qsizetype QuotedText::lineBegin(qsizetype place) const
{
    constexpr qsizetype Farthest = 400;
    const qsizetype limit = std::max(qsizetype(0), place - Farthest);
    if (place >= m_line.end && place <= m_text.size()) {
        // Places come in the text's order but for a few: what was read is not read again.
        qsizetype begin = place;
        while (begin > m_line.end && m_text[begin - 1] != '\n')
            --begin;
        read(place - begin);
        m_line = {begin > m_line.end ? begin : m_line.begin, place};
        return std::max(m_line.begin, limit);
    }
    qsizetype begin = place;
    while (begin > limit && m_text[begin - 1] != '\n')
        --begin;
    read(place - begin);
    return begin;
}

qsizetype QuotedText::lineEnd(qsizetype place) const
{
    const qsizetype begin = std::min(place, m_text.size());
    if (begin < m_ahead.begin || begin > m_ahead.end) {
        const qsizetype end = m_text.indexOf('\n', begin);
        m_ahead = {begin, end < 0 ? m_text.size() : end};
        read(m_ahead.size());
    }
    return std::min(m_ahead.end, begin + LongestQuoted);
}

qsizetype QuotedText::indentation(qsizetype lineStart) const
{
    return skipBlanks(lineStart) - lineStart;
}

/// Whether a value without quotes ends here.
bool QuotedText::endsBare(qsizetype place) const
{
    const char c = m_text[place];
    if (isBlank(c) || isBreak(c) || c == '<' || isSymbolLead(c))
        return true;
    if (c == '\\' && isOneOf(at(place + 1), "nrt\"'\\"))
        return true;
    if (!isOneOf(c, ",;&)]}>'\"`"))
        return false;
    const char next = at(place + 1);
    if (next == '\0' || isBlank(next) || isBreak(next) || isOneOf(next, ",;&)]}>'\"`\\<:."))
        return true;
    if (isOneOf(c, ")]}>'\"`"))
        return !isAlnum(next);
    // `a=1,b=2`: the next pair begins.
    qsizetype end = place + 1;
    while (end - place < NearestPair && (isNameByte(at(end)) || isOneOf(at(end), "-. ")))
        ++end;
    return isOneOf(at(end), "=:") || isOneOf(at(place + 1), "-/$");
}

Span QuotedText::bare(qsizetype from, char around, qsizetype most) const
{
    qsizetype end = from;
    const qsizetype limit = std::min(m_text.size(), from + most);
    while (end < limit && !endsBare(end) && (around == 0 || m_text[end] != around))
        ++end;
    read(end - from);
    return {from, end};
}

/// A line that a traceback quotes from the source: what stands in it without quotes is code.
bool QuotedText::isCodeLine(qsizetype place) const
{
    const qsizetype begin = lineBegin(place);
    if (begin == 0 || indentation(begin) < 4)
        return false;
    const qsizetype before = lineBegin(begin - 1);
    const QByteArrayView line = m_text.sliced(before, begin - before).trimmed();
    return line.startsWith("File \"") && line.contains(QByteArrayView("\", line "));
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/tracebackgrammar.h"

#include <algorithm>

namespace waldesk::domain::grammar
{
namespace
{

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

qsizetype countOf(QByteArrayView text, qsizetype from, char c)
{
    qsizetype at = from;
    while (at < text.size() && text[at] == c)
        ++at;
    return at - from;
}

/// Digits from @p at on, which moves behind them; a number too long to count is as large as can be.
std::optional<qint64> number(QByteArrayView text, qsizetype &at)
{
    constexpr qint64 Largest = 1'000'000'000'000;
    const qsizetype first = at;
    qint64 value = 0;
    for (; at < text.size() && isDigit(text[at]); ++at)
        value = value < Largest ? value * 10 + (text[at] - '0') : value;
    return at == first ? std::nullopt : std::optional(value);
}

constexpr QByteArrayView Locals("<locals>");

} // namespace

std::optional<Header> header(QByteArrayView line)
{
    constexpr QByteArrayView Plain("Traceback (most recent call last):");
    constexpr QByteArrayView Group("Exception Group Traceback (most recent call last):");
    if (line == Plain)
        return Header{false};
    if (line == Group)
        return Header{true};
    return std::nullopt;
}

std::optional<FrameLine> frame(QByteArrayView line)
{
    constexpr QByteArrayView Lead("  File \"");
    constexpr QByteArrayView Middle("\", line ");
    if (!line.startsWith(Lead))
        return std::nullopt;
    const qsizetype middle = line.lastIndexOf(Middle);
    if (middle <= Lead.size())
        return std::nullopt;
    FrameLine found;
    found.pathBegin = Lead.size();
    found.pathEnd = middle;
    qsizetype at = middle + Middle.size();
    const std::optional<qint64> lineNumber = number(line, at);
    if (!lineNumber)
        return std::nullopt;
    found.line = *lineNumber;
    found.functionBegin = found.functionEnd = line.size();
    if (at == line.size())
        return found;
    constexpr QByteArrayView In(", in ");
    if (!line.sliced(at).startsWith(In) || at + In.size() == line.size())
        return std::nullopt;
    found.functionBegin = at + In.size();
    return found;
}

std::optional<ExceptionLine> exception(QByteArrayView line)
{
    if (line.isEmpty() || !isNameStart(line[0]))
        return std::nullopt;
    qsizetype at = 1;
    while (at < line.size()) {
        const char c = line[at];
        if (isNameStart(c) || isDigit(c) || c == '.')
            ++at;
        else if (c == '<' && line.sliced(at).startsWith(Locals))
            at += Locals.size();
        else
            break;
    }
    if (line[at - 1] == '.')
        return std::nullopt;
    // `ray.exceptions.RayTaskError(ValueError): ...`
    if (at < line.size() && line[at] == '(' && line.first(at).endsWith("Error")) {
        qsizetype end = at + 1;
        while (end < line.size() && (isNameStart(line[end]) || isDigit(line[end]) || line[end] == '.'))
            ++end;
        if (end > at + 1 && line.sliced(end).startsWith("):"))
            at = end + 1;
    }
    if (at == line.size())
        return ExceptionLine{at, at};
    if (line[at] != ':')
        return std::nullopt;
    if (at + 1 == line.size())
        return ExceptionLine{at, at + 1};
    if (line[at + 1] != ' ')
        return std::nullopt;
    return ExceptionLine{at, at + 2};
}

bool namesAnException(QByteArrayView type)
{
    const QByteArrayView last = type.sliced(type.lastIndexOf('.') + 1);
    if (last.isEmpty() || last[0] < 'A' || last[0] > 'Z')
        return false;
    for (const QByteArrayView end : {QByteArrayView("Error"), QByteArrayView("Exception"), QByteArrayView("Group"),
                                     QByteArrayView("Exit"), QByteArrayView("Interrupt"), QByteArrayView("Timeout"),
                                     QByteArrayView("Status"), QByteArrayView("Expired")}) {
        if (last.endsWith(end))
            return true;
    }
    return false;
}

Link separator(QByteArrayView line)
{
    if (line == QByteArrayView("The above exception was the direct cause of the following exception:"))
        return Link::Cause;
    if (line == QByteArrayView("During handling of the above exception, another exception occurred:"))
        return Link::Context;
    return Link::None;
}

std::optional<qint64> repeated(QByteArrayView line)
{
    constexpr QByteArrayView Lead("  [Previous line repeated ");
    if (!line.startsWith(Lead))
        return std::nullopt;
    qsizetype at = Lead.size();
    const std::optional<qint64> times = number(line, at);
    const QByteArrayView rest = line.sliced(at);
    if (!times || (rest != QByteArrayView(" more times]") && rest != QByteArrayView(" more time]")))
        return std::nullopt;
    return times;
}

bool isMarker(QByteArrayView line)
{
    bool marked = false;
    for (const char c : line) {
        if (c == '^' || c == '~')
            marked = true;
        else if (c != ' ')
            return false;
    }
    return marked;
}

std::optional<qint64> moreExceptions(QByteArrayView line)
{
    constexpr QByteArrayView Lead("and ");
    if (!line.startsWith(Lead))
        return std::nullopt;
    qsizetype at = Lead.size();
    const std::optional<qint64> count = number(line, at);
    const QByteArrayView rest = line.sliced(at);
    if (!count || (rest != QByteArrayView(" more exceptions") && rest != QByteArrayView(" more exception")))
        return std::nullopt;
    return count;
}

std::optional<Margin> margin(QByteArrayView line)
{
    const qsizetype blanks = countOf(line, 0, ' ');
    if (blanks == line.size() || blanks % 2 != 0 || blanks > 1'000'000)
        return std::nullopt;
    const char c = line[blanks];
    if (c != '|' && c != '+')
        return std::nullopt;
    const qsizetype after = blanks + 1;
    if (after < line.size() && line[after] != ' ')
        return std::nullopt;
    const bool plus = c == '+';
    if (blanks == 0 && !plus)
        return std::nullopt;
    // The server trims a text: the first line of a group comes without its two blanks.
    return Margin{blanks == 0 ? 1 : qint32(blanks / 2), std::min(after + 1, line.size()), plus};
}

std::optional<Border> border(QByteArrayView line)
{
    qsizetype at = countOf(line, 0, ' ');
    if (at % 2 != 0 || at > 1'000'000)
        return std::nullopt;
    bool opening = false;
    if (line.sliced(at).startsWith("+-+-")) {
        at += 2;
        opening = true;
    }
    if (at >= line.size() || line[at] != '+')
        return std::nullopt;
    Border found;
    found.depth = qint32(at / 2);
    const qsizetype dashes = countOf(line, at + 1, '-');
    at += 1 + dashes;
    if (dashes < 12)
        return std::nullopt;
    if (at == line.size()) {
        found.closing = true;
        return opening ? std::nullopt : std::optional(found);
    }
    if (line[at] != ' ')
        return std::nullopt;
    ++at;
    if (line.sliced(at).startsWith("...")) {
        found.hidden = true;
        at += 3;
    } else if (const std::optional<qint64> n = number(line, at)) {
        found.number = qint32(std::min<qint64>(*n, 1'000'000'000));
    } else {
        return std::nullopt;
    }
    if (at >= line.size() || line[at] != ' ' || countOf(line, at + 1, '-') != line.size() - at - 1)
        return std::nullopt;
    return found;
}

} // namespace waldesk::domain::grammar

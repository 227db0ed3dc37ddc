// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretviews.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/lookalikesign.h"
#include "models/domain/cause/pagesign.h"
#include "models/domain/cause/plainwriter.h"
#include "models/domain/cause/textlines.h"

#include <QString>

#include <algorithm>
#include <array>
#include <optional>

namespace waldesk::domain
{

using namespace characters;

namespace
{

/// `\x1b[31m`, `\u001b[0m`, `\033[0m`: a colour as a text shows it that was escaped; 0 where none begins.
qsizetype escapedColourLength(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype Longest = 24;
    static constexpr std::array Leads{QByteArrayView("\\x1b["),   QByteArrayView("\\u001b["), QByteArrayView("\\033["),
                                      QByteArrayView("\\u001B["), QByteArrayView("\\x1B["),   QByteArrayView("\\e[")};
    // Escaped twice, there are two or four strokes.
    qsizetype last = at;
    while (last + 1 < text.size() && text[last + 1] == '\\' && last - at < Longest)
        ++last;
    for (const QByteArrayView lead : Leads) {
        if (!text.sliced(last).startsWith(lead))
            continue;
        qsizetype end = last + lead.size();
        while (end < text.size() && end - last < Longest && (isDigit(text[end]) || text[end] == ';'))
            ++end;
        return end < text.size() && text[end] == 'm' ? end + 1 - at : 0;
    }
    return 0;
}

/// `> > `: the marks before a line of a quotation.
qsizetype quotationLength(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] == '>') {
        ++end;
        if (end < text.size() && text[end] == ' ')
            ++end;
    }
    return end - at;
}

/// `&#61;`, `&#x3d;`: a sign of ASCII by its number; the byte itself where none stands. What a page escapes by name is
/// known to pageSignAt().
PageSign numberedSignAt(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype MostDigits = 5;
    constexpr uint FirstShown = 0x20;
    constexpr uint Beyond = 0x7F;
    const PageSign none{text[at], 1};
    if (!text.sliced(at).startsWith("&#"))
        return none;
    qsizetype end = at + 2;
    const bool hex = end < text.size() && (text[end] == 'x' || text[end] == 'X');
    end += hex ? 1 : 0;
    uint number = 0;
    const qsizetype limit = std::min(text.size(), end + MostDigits);
    for (; end < limit && (hex ? isHex(text[end]) : isDigit(text[end])); ++end)
        number = number * (hex ? 16 : 10) + uint(isDigit(text[end]) ? text[end] - '0' : (text[end] | 0x20) - 'a' + 10);
    if (end >= text.size() || text[end] != ';' || number < FirstShown || number >= Beyond)
        return none;
    return {char(number), end + 1 - at};
}

/// What a terminal, a page or a mail put into the text is left out, and signs beyond ASCII are written in ASCII.
std::optional<PlainForm> withoutDress(QByteArrayView text, bool &replacesText)
{
    // One sign is looked for in a tenth of the time of a word.
    const bool strokes = text.contains('\\');
    const bool colours = text.contains('\x1b') ||
                         (strokes && (text.contains("x1b[") || text.contains("u001b[") || text.contains("033[") ||
                                      text.contains("u001B[") || text.contains("x1B[") || text.contains("\\e[")));
    const bool page = text.contains('&') && text.contains(';');
    const bool quotation = text.contains('>') && (text.startsWith('>') || text.contains("\n>"));
    const bool beyond =
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
    if (!colours && !page && !quotation && !beyond)
        return std::nullopt;
    PlainWriter writer(text.size());
    bool changed = false;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype skip = 0;
        if (colours && text[at] == '\x1b')
            skip = escapeLength(text.sliced(at));
        else if (colours && text[at] == '\\')
            skip = escapedColourLength(text, at);
        else if (quotation && text[at] == '>' && (at == 0 || text[at - 1] == '\n'))
            skip = quotationLength(text, at);
        if (skip > 0) {
            replacesText = replacesText || text[at] != '>';
            at += skip;
            changed = true;
            continue;
        }
        if (const LookalikeSign sign = beyond ? lookalikeSignAt(text, at) : LookalikeSign{}; sign.size > 0) {
            if (sign.sign != 0)
                writer.put(sign.sign, at, at + sign.size);
            at += sign.size;
            changed = true;
            continue;
        }
        PageSign sign = page ? pageSignAt(text, at) : PageSign{text[at], 1};
        if (page && sign.size == 1)
            sign = numberedSignAt(text, at);
        changed = changed || sign.size > 1;
        replacesText = replacesText || sign.size > 1;
        writer.put(sign.sign, at, at + sign.size);
        at += sign.size;
    }
    return changed ? std::optional(writer.take()) : std::nullopt;
}

std::optional<uint> hexAt(QByteArrayView text, qsizetype at, qsizetype digits)
{
    if (at + digits > text.size())
        return std::nullopt;
    uint value = 0;
    for (qsizetype i = at; i < at + digits; ++i) {
        const char c = text[i];
        if (!isHex(c))
            return std::nullopt;
        value = value * 16 + uint(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

bool holdsEscapes(QByteArrayView text)
{
    for (qsizetype at = text.indexOf('\\'); at >= 0 && at + 1 < text.size(); at = text.indexOf('\\', at + 2)) {
        if (QByteArrayView("nrtux\"'\\/").contains(text[at + 1]))
            return true;
    }
    return false;
}

/// The escape at @p at is written as what it stands for; behind it the text goes on.
qsizetype writeUnescaped(PlainWriter &writer, QByteArrayView text, qsizetype at)
{
    constexpr qsizetype Unicode = 4;
    constexpr qsizetype Byte = 2;
    const char next = text[at + 1];
    if (next == 'n' || next == 'r') {
        writer.put(next == 'n' ? '\n' : '\r', at, at + 2);
    } else if (next == 't') {
        writer.put('\t', at, at + 2);
    } else if (next == '"' || next == '\'' || next == '\\' || next == '/') {
        writer.put(next, at, at + 2);
    } else if (const auto code = next == 'u' ? hexAt(text, at + 2, Unicode) : std::nullopt) {
        writer.replace(QString(QChar(*code)).toUtf8(), at, at + 2 + Unicode);
        return at + 2 + Unicode;
    } else if (const auto byte = next == 'x' ? hexAt(text, at + 2, Byte) : std::nullopt) {
        writer.put(char(*byte), at, at + 2 + Byte);
        return at + 2 + Byte;
    } else {
        writer.copy(text, at, at + 2);
    }
    return at + 2;
}

/// Where the string ends that the quote at @p open begins; -1 where nothing closes it.
qsizetype stringEnd(QByteArrayView text, qsizetype open)
{
    for (qsizetype at = open + 1; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == text[open])
            return at;
    }
    return -1;
}

/// One level of the escapes of JSON and Python off; nullopt where there is none. A string that held escapes stands on
/// lines of its own: its quotes would join with those inside of it.
std::optional<PlainForm> unescapedOnce(QByteArrayView text)
{
    if (!holdsEscapes(text))
        return std::nullopt;
    PlainWriter writer(text.size());
    bool unclosed = false; // then no other string is closed either: each is looked for once
    for (qsizetype at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '\\' && at + 1 < text.size()) {
            at = writeUnescaped(writer, text, at);
            continue;
        }
        const bool opens = (c == '"' || c == '\'') && !unclosed && (at == 0 || !isWord(text[at - 1]));
        const qsizetype end = opens ? stringEnd(text, at) : -1;
        unclosed = unclosed || (opens && end < 0);
        if (end < 0) {
            writer.put(c, at, at + 1);
            ++at;
            continue;
        }
        if (!holdsEscapes(text.sliced(at, end - at))) {
            writer.copy(text, at, end + 1);
        } else {
            writer.add("\n", at);
            for (qsizetype inside = at + 1; inside < end;) {
                if (text[inside] == '\\' && inside + 1 < end)
                    inside = writeUnescaped(writer, text, inside);
                else {
                    writer.put(text[inside], inside, inside + 1);
                    ++inside;
                }
            }
            writer.add("\n", end);
        }
        at = end + 1;
    }
    return writer.take();
}

} // namespace

SecretViews secretViews(QByteArrayView text)
{
    constexpr int MostLevels = 3;
    SecretViews found;
    std::vector<PlainForm> &views = found.forms;
    if (std::optional<PlainForm> bare = withoutDress(text, found.replaceText))
        views.push_back(std::move(*bare));
    for (int level = 0; level < MostLevels; ++level) {
        std::optional<PlainForm> next = unescapedOnce(views.empty() ? text : QByteArrayView(views.back().text));
        if (!next)
            break;
        views.push_back(views.empty() ? std::move(*next) : composed(views.back(), std::move(*next)));
        // A page, a quotation or colours that were kept in a string.
        bool inside = false;
        if (std::optional<PlainForm> bare = withoutDress(views.back().text, inside))
            views.back() = composed(views.back(), std::move(*bare));
    }
    return found;
}

} // namespace waldesk::domain

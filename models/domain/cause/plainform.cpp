// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/plainform.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/pagesign.h"
#include "models/domain/cause/plainwriter.h"
#include "models/domain/cause/textlines.h"

#include <algorithm>
#include <array>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr QByteArrayView Title("Traceback (most recent call ");
constexpr QByteArrayView Header("Traceback (most recent call last):");
constexpr QByteArrayView FrameLead("  File \"");
constexpr QByteArrayView Upright("\xE2\x94\x82"); // │
constexpr QByteArrayView Pointer("\xE2\x9D\xB1"); // ❱
constexpr QByteArrayView Dash("\xE2\x94\x80");    // ─
constexpr QByteArrayView BoxTop("\xE2\x95\xAD");  // ╭
constexpr QByteArrayView BoxEnd("\xE2\x95\xB0");  // ╰

qsizetype lineEnd(QByteArrayView text, qsizetype from)
{
    const qsizetype end = text.indexOf('\n', from);
    return end < 0 ? text.size() : end;
}

qsizetype lineBegin(QByteArrayView text, qsizetype at)
{
    const qsizetype before = at > 0 ? text.first(at).lastIndexOf('\n') : -1;
    return before + 1;
}

qsizetype countOf(QByteArrayView text, qsizetype from, char c)
{
    qsizetype at = from;
    while (at < text.size() && text[at] == c)
        ++at;
    return at - from;
}

/// Where the header begins that ends in the title at @p title: `Exception Group ` and its margin belong to it.
qsizetype headerBegin(QByteArrayView text, qsizetype title)
{
    const QByteArrayView before = text.first(title);
    if (before.endsWith("  + Exception Group "))
        return title - 20;
    return before.endsWith("Exception Group ") ? title - 16 : title;
}

// ---- escaped into one line

/// One level of escapes off, from the header's literal to its end; nullopt where there is none.
std::optional<PlainForm> unescaped(QByteArrayView text)
{
    const qsizetype title = text.indexOf(Header);
    if (title < 0)
        return std::nullopt;
    const qsizetype after = title + Header.size();
    const qsizetype strokes = countOf(text, after, '\\');
    if (strokes == 0 || after + strokes >= text.size() || text[after + strokes] != 'n')
        return std::nullopt;
    const qsizetype from = headerBegin(text, title);
    // Of a text that was escaped twice the first step began a line behind the quote.
    const qsizetype opened = from > 0 && text[from - 1] == '\n' ? from - 1 : from;
    const char before = opened > 0 ? text[opened - 1] : '\0';
    const char quote = before == '"' || before == '\'' ? before : '\n';
    PlainWriter writer(text.size() + 256);
    writer.copy(text, 0, from);
    if (!writer.atLineStart())
        writer.add("\n", from);
    qsizetype at = from;
    while (at < text.size() && text[at] != quote) {
        if (text[at] != '\\' || at + 1 >= text.size()) {
            writer.put(text[at], at, at + 1);
            ++at;
            continue;
        }
        const char next = text[at + 1];
        if (text.sliced(at).startsWith("\\u001b")) {
            writer.put('\x1b', at, at + 6);
            at += 6;
            continue;
        }
        if (next == 'n')
            writer.put('\n', at, at + 2);
        else if (next == 't')
            writer.put('\t', at, at + 2);
        else if (next == '\\' || next == '"' || next == '\'' || next == '/')
            writer.put(next, at, at + 2);
        else if (next != 'r')
            writer.copy(text, at, at + 2);
        at += 2;
    }
    // The rest of the record: below an exception without a message it would be read as one.
    if (at < text.size() && text[at] == quote && quote != '\n' && text.sliced(at).trimmed().indexOf('\n') < 0 &&
        text.indexOf(Title, at) < 0) {
        writer.leaveTail(at);
        return writer.take();
    }
    if (at < text.size() && text[at] != '\n' && !writer.atLineStart())
        writer.add("\n", at);
    writer.copy(text, at, text.size());
    return writer.take();
}

qsizetype digitsEnd(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

/// `F` or `P` between blanks, `O` or `E` behind a number, `+` or a blank behind one of these.
bool isPartMark(QByteArrayView line, qsizetype at)
{
    if (at < 2 || at >= line.size())
        return false;
    const auto isStream = [&line](qsizetype place) {
        return (line[place] == 'O' || line[place] == 'E') && isDigit(line[place - 1]);
    };
    const char c = line[at];
    return isStream(at) || ((c == '+' || c == ' ') && isStream(at - 1)) ||
           ((c == 'F' || c == 'P') && line[at - 1] == ' ' && at + 1 < line.size() && line[at + 1] == ' ');
}

/// The size of what stands before the record in @p line, where @p prefix stood before the first one; -1 where it is
/// something else. Digits of a time or a process differ from line to line, and so does how many there are: Go leaves
/// zeros at the end of a fraction away. So do the marks of a part (`P`, `F` of Kubernetes, `O`, `E`, `+` of GitLab).
qsizetype prefixLength(QByteArrayView line, QByteArrayView prefix)
{
    qsizetype at = 0;
    for (qsizetype i = 0; i < prefix.size();) {
        const char wanted = prefix[i];
        const char c = at < line.size() ? line[at] : '\0';
        if (isDigit(wanted) && isDigit(c)) {
            i = digitsEnd(prefix, i);
            at = digitsEnd(line, at);
            continue;
        }
        if (wanted == c && c != '\0') {
            ++i;
            ++at;
            continue;
        }
        const qsizetype skipped = wanted == '.' ? digitsEnd(prefix, i + 1) : i;
        const qsizetype behind = c == '.' ? digitsEnd(line, at + 1) : at;
        if (skipped > i + 1 && skipped < prefix.size() && prefix[skipped] == c) {
            i = skipped;
        } else if (behind > at + 1 && behind < line.size() && line[behind] == wanted) {
            at = behind;
        } else if (isPartMark(prefix, i) && isPartMark(line, at)) {
            ++i;
            ++at;
        } else {
            return -1;
        }
    }
    return at;
}

/// One level of the escapes of the record's string off, which ends at a quote; behind it stands what is left out.
qsizetype writeString(PlainWriter &writer, QByteArrayView text, qsizetype at, qsizetype stop)
{
    while (at < stop && text[at] != '"') {
        if (text[at] != '\\' || at + 1 >= stop) {
            writer.put(text[at], at, at + 1);
            ++at;
            continue;
        }
        const char next = text[at + 1];
        if (text.sliced(at).startsWith("\\u001b")) {
            writer.put('\x1b', at, at + 6);
            at += 6;
            continue;
        }
        // The line end is the record's own.
        if (next == 't')
            writer.put('\t', at, at + 2);
        else if (next == '\\' || next == '"' || next == '/')
            writer.put(next, at, at + 2);
        else if (next == 'n' && !(at + 2 < stop && text[at + 2] == '"'))
            writer.put('\n', at, at + 2);
        else if (next != 'n' && next != 'r')
            writer.copy(text, at, at + 2);
        at += 2;
    }
    return at;
}

/// A record of JSON a line, each with one line of the traceback in it: Docker's driver and what reads from it.
std::optional<PlainForm> withoutRecords(QByteArrayView text, qsizetype title)
{
    const qsizetype header = headerBegin(text, title);
    const qsizetype begin = lineBegin(text, header);
    const qsizetype end = lineEnd(text, header);
    const QByteArrayView prefix = text.sliced(begin, header - begin);
    if (!prefix.startsWith('{') || !prefix.endsWith('"') || end == text.size())
        return std::nullopt;
    if (prefixLength(text.sliced(end + 1, lineEnd(text, end + 1) - end - 1), prefix) < 0)
        return std::nullopt;
    PlainWriter writer(text.size() + 256);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = lineEnd(text, at);
        const qsizetype length = prefixLength(text.sliced(at, stop - at), prefix);
        if (length < 0)
            writer.copy(text, at, stop);
        else
            writeString(writer, text, at + length, stop);
        if (stop < text.size())
            writer.put('\n', stop, stop + 1);
        at = stop + 1;
    }
    return writer.take();
}

// ---- a prefix

QByteArrayView withoutBlanksAtEnd(QByteArrayView text)
{
    while (!text.isEmpty() && (isBlank(text.back())))
        text.chop(1);
    return text;
}

std::optional<PlainForm> withoutPrefix(QByteArrayView text, qsizetype title)
{
    const qsizetype header = headerBegin(text, title);
    const qsizetype begin = lineBegin(text, header);
    const QByteArrayView prefix = text.sliced(begin, header - begin);
    const QByteArrayView bare = withoutBlanksAtEnd(prefix);
    const qsizetype end = lineEnd(text, header);
    if (prefix.isEmpty() || end == text.size())
        return std::nullopt;
    const QByteArrayView next = text.sliced(end + 1, lineEnd(text, end + 1) - end - 1);
    const qsizetype before = prefixLength(next, prefix);
    const bool everywhere = before >= 0 && before < next.size();
    PlainWriter writer(text.size() + 256);
    if (!everywhere) {
        // Only the first line of the record has one.
        if (bare.isEmpty() || bare == QByteArrayView("|") || bare == QByteArrayView("+") ||
            !(next.startsWith("  ") || next.isEmpty()))
            return std::nullopt;
        writer.copy(text, 0, header);
        writer.add("\n", header);
        writer.copy(text, header, text.size());
        return writer.take();
    }
    if (bare.isEmpty() && !prefix.contains('\t'))
        return std::nullopt; // blanks: the parser takes them as the margin they are
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = lineEnd(text, at);
        const QByteArrayView line = text.sliced(at, stop - at);
        const QByteArrayView trimmed = withoutBlanksAtEnd(line);
        if (const qsizetype length = prefixLength(line, prefix); length >= 0)
            writer.copy(text, at + length, stop);
        else if (trimmed.isEmpty() || prefixLength(trimmed, bare) != trimmed.size())
            writer.copy(text, at, stop);
        if (stop < text.size())
            writer.put('\n', stop, stop + 1);
        at = stop + 1;
    }
    return writer.take();
}

// ---- boxes of rich

/// What stands in a box's line, without the frame and blanks; empty span where the line has no frame.
Span insideBox(QByteArrayView text, Span line)
{
    const QByteArrayView bytes = withoutBlanksAtEnd(line.of(text));
    const qsizetype lead = countOf(bytes, 0, ' ');
    const bool drawn = bytes.sliced(lead).startsWith(Upright) && bytes.endsWith(Upright);
    const bool ascii = bytes.sliced(lead).startsWith("|") && bytes.endsWith("|");
    const qsizetype edge = drawn ? Upright.size() : 1;
    if ((!drawn && !ascii) || bytes.size() < lead + 2 * edge)
        return {line.begin, line.begin};
    Span inside{line.begin + lead + edge, line.begin + bytes.size() - edge};
    if (inside.size() > 0 && text[inside.begin] == ' ')
        ++inside.begin;
    while (inside.size() > 0 && text[inside.end - 1] == ' ')
        --inside.end;
    return inside;
}

bool isBoxTop(QByteArrayView line)
{
    const QByteArrayView bare = line.sliced(countOf(line, 0, ' '));
    return bare.startsWith(BoxTop) || bare.startsWith("\xE2\x94\x8C") || bare.startsWith("+--") ||
           bare.startsWith(Dash);
}

bool isBoxEnd(QByteArrayView line)
{
    const QByteArrayView bare = line.sliced(countOf(line, 0, ' '));
    return bare.startsWith(BoxEnd) || bare.startsWith("\xE2\x94\x94") || bare.startsWith("+--");
}

struct PlaceParts {
    Span path;
    Span line;
    Span function;
};

/// `/path/file.py:12 in name`, `/path/file.py:12, in name(args)`.
std::optional<PlaceParts> placeIn(QByteArrayView text, Span line)
{
    const QByteArrayView bytes = line.of(text);
    for (qsizetype at = bytes.indexOf(':'); at >= 0; at = bytes.indexOf(':', at + 1)) {
        qsizetype end = at + 1;
        while (end < bytes.size() && isDigit(bytes[end]))
            ++end;
        if (end == at + 1 || at == 0)
            continue;
        qsizetype in = end;
        if (in < bytes.size() && bytes[in] == ',')
            ++in;
        if (!bytes.sliced(in).startsWith(" in ") || in + 4 >= bytes.size())
            continue;
        qsizetype stop = in + 4;
        while (stop < bytes.size() && bytes[stop] != '(')
            ++stop;
        return PlaceParts{{line.begin, line.begin + at},
                          {line.begin + at + 1, line.begin + end},
                          {line.begin + in + 4, line.begin + stop}};
    }
    return std::nullopt;
}

void writeFrame(PlainWriter &writer, QByteArrayView text, const PlaceParts &place)
{
    writer.add(FrameLead, place.path.begin);
    writer.copy(text, place.path.begin, place.path.end);
    writer.add("\", line ", place.path.end);
    writer.copy(text, place.line.begin, place.line.end);
    if (!place.function.isEmpty()) {
        writer.add(", in ", place.line.end);
        writer.copy(text, place.function.begin, place.function.end);
    }
}

/// Behind the number and the rule of a line of code.
qsizetype codeBegin(QByteArrayView text, Span line)
{
    qsizetype at = line.begin;
    while (at < line.end && (text[at] == ' ' || isDigit(text[at])))
        ++at;
    while (at < line.end && text.sliced(at).startsWith(Upright)) {
        at += Upright.size();
        while (at < line.end && text[at] == ' ')
            ++at;
    }
    return at;
}

/// Escapes are taken off first, so that frames are found under colours.
PlainForm withoutColours(QByteArrayView text)
{
    PlainWriter writer(text.size() + 256);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype skip = text[at] == '\x1b' ? escapeLength(text.sliced(at)) : 0;
        if (skip == 0) {
            writer.put(text[at], at, at + 1);
            ++at;
        }
        at += skip;
    }
    return writer.take();
}

/// A frame's path that was broken at the box's edge, put together again.
class BrokenPath
{
public:
    explicit BrokenPath(QByteArrayView text) : m_text(text) {}
    /// True where the frame is whole and was written.
    bool take(PlainWriter &writer, Span part)
    {
        constexpr std::size_t MostParts = 6;
        m_parts.push_back(part);
        PlainWriter joined;
        for (const Span &one : m_parts)
            joined.copy(m_text, one.begin, one.end);
        PlainForm whole = joined.take();
        if (const auto place = placeIn(whole.text, {0, whole.text.size()})) {
            write(writer, whole, *place);
            m_parts.clear();
            return true;
        }
        if (m_parts.size() >= MostParts)
            m_parts.clear();
        return false;
    }
    void clear() { m_parts.clear(); }

private:
    static void write(PlainWriter &writer, const PlainForm &whole, const PlaceParts &place)
    {
        PlainWriter frame;
        writeFrame(frame, whole.text, place);
        const PlainForm form = frame.take();
        for (qsizetype at = 0; at < form.text.size(); ++at) {
            const Span raw = whole.toRaw({form.begins[std::size_t(at)], form.ends[std::size_t(at)]});
            writer.put(form.text[at], raw.begin, raw.end);
        }
    }

    QByteArrayView m_text;
    std::vector<Span> m_parts;
};

std::optional<PlainForm> withoutBoxes(QByteArrayView text)
{
    PlainWriter writer(text.size() + 256);
    BrokenPath path(text);
    bool inBox = false;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = lineEnd(text, at);
        const Span line{at, stop};
        const QByteArrayView bytes = line.of(text);
        bool written = true;
        if (isBoxTop(bytes) && bytes.contains(Title)) {
            writer.replace(Header, at, stop);
            inBox = true;
            path.clear();
        } else if (inBox && isBoxEnd(bytes)) {
            inBox = false;
            written = false;
        } else if (const Span inside = insideBox(text, line); inBox && !inside.isEmpty()) {
            const qsizetype lead = countOf(text, inside.begin, ' ');
            const QByteArrayView content = inside.of(text);
            const bool points = content.sliced(std::min(lead, content.size())).startsWith(Pointer);
            if (points) {
                const qsizetype code = codeBegin(text, {inside.begin + lead + Pointer.size(), inside.end});
                writer.add("    ", code);
                writer.copy(text, code, inside.end);
            } else {
                const bool isPath = lead == 0 && !content.startsWith(Upright) && !content.startsWith(BoxTop) &&
                                    !content.startsWith(BoxEnd);
                if (!isPath)
                    path.clear();
                written = isPath && path.take(writer, inside);
            }
        } else if (inBox && !bytes.trimmed().isEmpty() && bytes.trimmed().startsWith(Upright)) {
            written = false;
        } else {
            writer.copy(text, at, stop);
        }
        if (written) {
            path.clear(); // its parts stand before what was written
            if (stop < text.size())
                writer.put('\n', stop, stop + 1);
        }
        at = stop + 1;
    }
    return writer.take();
}

// ---- IPython

/// `---> 12 `: the line of code that failed; 0 where it is another.
qsizetype arrowLength(QByteArrayView line)
{
    const qsizetype dashes = countOf(line, 0, '-');
    if (dashes < 1 || dashes >= line.size() || line[dashes] != '>')
        return 0;
    qsizetype at = dashes + 1 + countOf(line, dashes + 1, ' ');
    const qsizetype digits = at;
    while (at < line.size() && isDigit(line[at]))
        ++at;
    return at > digits ? at : 0;
}

bool isNumbered(QByteArrayView line)
{
    qsizetype at = countOf(line, 0, ' ');
    const qsizetype digits = at;
    while (at < line.size() && isDigit(line[at]))
        ++at;
    return at > digits && (at == line.size() || line[at] == ' ');
}

/// `File /path/x.py:12, in f(a)`, `Cell In[3], line 2`, `/path/x.py in f(a)` with the number in the arrow below.
bool writeIPythonFrame(PlainWriter &writer, QByteArrayView text, Span line)
{
    QByteArrayView bytes = line.of(text);
    if (bytes.startsWith("File ")) {
        if (const auto place = placeIn(text, {line.begin + 5, line.end})) {
            writeFrame(writer, text, *place);
            return true;
        }
        if (const qsizetype colon = bytes.lastIndexOf(':');
            colon > 5 && colon + 1 < bytes.size() && isDigit(bytes[colon + 1])) {
            writeFrame(
                writer, text,
                {{line.begin + 5, line.begin + colon}, {line.begin + colon + 1, line.end}, {line.end, line.end}});
            return true;
        }
        return false;
    }
    if (const qsizetype at = bytes.indexOf(", line "); bytes.startsWith("Cell In") && at > 0) {
        writeFrame(writer, text,
                   {{line.begin, line.begin + at}, {line.begin + at + 7, line.end}, {line.end, line.end}});
        return true;
    }
    const qsizetype in = bytes.indexOf(" in ");
    if (in <= 0 || bytes[0] == ' ' ||
        !(bytes.first(in).endsWith(".py") || bytes.startsWith("Input In") || bytes.startsWith("<ipython")))
        return false;
    Span number{line.end, line.end};
    for (qsizetype at = line.end + 1; at < text.size() && number.isEmpty();) {
        const qsizetype stop = lineEnd(text, at);
        const QByteArrayView below = text.sliced(at, stop - at);
        if (const qsizetype length = arrowLength(below); length > 0) {
            qsizetype digits = at + length;
            while (digits > at && isDigit(text[digits - 1]))
                --digits;
            number = {digits, at + length};
        } else if (!isNumbered(below)) {
            break;
        }
        at = stop + 1;
    }
    if (number.isEmpty())
        return false;
    qsizetype open = bytes.indexOf('(', in);
    open = open < 0 ? bytes.size() : open;
    writer.add(FrameLead, line.begin);
    writer.copy(text, line.begin, line.begin + in);
    writer.add("\", line ", line.begin + in);
    writer.replace(number.of(text), line.begin + in, line.begin + in);
    writer.add(", in ", line.begin + in);
    writer.copy(text, line.begin + in + 4, line.begin + open);
    return true;
}

std::optional<PlainForm> withoutCells(QByteArrayView text)
{
    PlainWriter writer(text.size() + 256);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = lineEnd(text, at);
        const Span line{at, stop};
        const QByteArrayView bytes = line.of(text);
        bool written = true;
        if (bytes.endsWith("Traceback (most recent call last)")) {
            writer.replace(Header, at, stop);
        } else if (const qsizetype length = arrowLength(bytes); length > 0) {
            qsizetype code = at + length;
            while (code < stop && text[code] == ' ')
                ++code;
            writer.add("    ", code);
            writer.copy(text, code, stop);
        } else if (isNumbered(bytes) || bytes.startsWith("-----")) {
            written = false;
        } else if (!writeIPythonFrame(writer, text, line)) {
            writer.copy(text, at, stop);
        }
        if (written && stop < text.size())
            writer.put('\n', stop, stop + 1);
        at = stop + 1;
    }
    return writer.take();
}

// ---- stackprinter

/// `File "...", line 1, in f` without blanks before it.
bool isBareFrame(QByteArrayView line)
{
    return line.startsWith("File \"") && line.contains("\", line ");
}

/// No header, frames at the edge, an excerpt of the code with an arrow, and values between dotted rules.
std::optional<PlainForm> withoutExcerpts(QByteArrayView text)
{
    PlainWriter writer(text.size() + 256);
    bool inFrames = false;
    bool inValues = false;
    bool repeats = false;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = lineEnd(text, at);
        const QByteArrayView line = text.sliced(at, stop - at);
        bool written = true;
        if (line == QByteArrayView("---- (full traceback above) ----")) {
            repeats = inFrames;
            written = false;
        } else if (repeats && (isBareFrame(line) || line.startsWith("    "))) {
            written = false;
        } else if (isBareFrame(line)) {
            if (!inFrames) {
                writer.add(Header, at);
                writer.add("\n", at);
            }
            inFrames = true;
            inValues = false;
            writer.add("  ", at);
            writer.copy(text, at, stop);
        } else if (inFrames && line.startsWith("    ......")) {
            inValues = !inValues;
            written = false;
        } else if (const qsizetype length = arrowLength(line); inFrames && length > 0) {
            qsizetype code = at + length;
            while (code < stop && text[code] == ' ')
                ++code;
            writer.add("    ", code);
            writer.copy(text, code, stop);
        } else if (inFrames && (inValues || isNumbered(line) || line.trimmed() == QByteArrayView("(...)"))) {
            written = false;
        } else {
            inFrames = inFrames && (line.isEmpty() || line.startsWith("    "));
            repeats = repeats && inFrames;
            writer.copy(text, at, stop);
        }
        if (written && stop < text.size())
            writer.put('\n', stop, stop + 1);
        at = stop + 1;
    }
    return writer.take();
}

// ---- loguru, and all in one line

std::optional<PlainForm> withoutPointer(QByteArrayView text)
{
    PlainWriter writer(text.size() + 256);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype stop = std::min(lineEnd(text, at) + 1, text.size());
        const bool points = text.sliced(at).startsWith("> File \"");
        if (points)
            writer.put(' ', at, at + 1);
        writer.copy(text, at + (points ? 1 : 0), stop);
        at = stop;
    }
    return writer.take();
}

/// Every line end became a blank. The exception is found by the message that is kept beside it.
std::optional<PlainForm> unfolded(QByteArrayView text, qsizetype title, QByteArrayView message)
{
    constexpr QByteArrayView Lead(" File \"");
    const QByteArray folded = message.toByteArray().simplified();
    qsizetype exception = -1;
    if (!folded.isEmpty() && text.trimmed().endsWith(folded)) {
        const qsizetype own = text.lastIndexOf(folded);
        qsizetype begin = own >= 2 && text.first(own).endsWith(": ") ? own - 2 : -1;
        while (begin > 0 && text[begin - 1] != ' ')
            --begin;
        exception = begin;
    }
    PlainWriter writer(text.size() + 256);
    writer.copy(text, 0, title + Header.size());
    qsizetype at = title + Header.size();
    if (!text.sliced(at).startsWith(Lead))
        return std::nullopt;
    while (at < text.size()) {
        const qsizetype next = text.indexOf(Lead, at + 1);
        const qsizetype stop = next < 0 ? (exception > at ? exception : text.size()) : next;
        const qsizetype in = text.first(stop).indexOf(", in ", at);
        if (in < 0)
            return std::nullopt;
        qsizetype name = in + 5;
        while (name < stop && text[name] != ' ')
            ++name;
        writer.put('\n', at, at + 1);
        writer.add("  ", at + 1);
        writer.copy(text, at + 1, name);
        if (name + 1 < stop) {
            writer.put('\n', name, name + 1);
            writer.add("    ", name + 1);
            writer.copy(text, name + 1, stop);
        }
        at = stop;
        if (next < 0)
            break;
    }
    if (exception > 0) {
        writer.add("\n", at);
        writer.copy(text, at, text.size());
    }
    return writer.take();
}

// ---- repr() of an exception group

/// `ExceptionGroup('text', [BackendError('x'), ValueError('y')])` as the group that it is, without frames.
class GroupRepr
{
public:
    explicit GroupRepr(QByteArrayView text) : m_text(text), m_writer(text.size() + 256) {}

    std::optional<PlainForm> run()
    {
        constexpr QByteArrayView Name("ExceptionGroup(");
        const qsizetype name = m_text.indexOf(Name);
        m_at = name;
        while (m_at > 0 && (isWord(m_text[m_at - 1]) || m_text[m_at - 1] == '.'))
            --m_at;
        if (name < 0 || !m_text.first(m_at).trimmed().isEmpty())
            return std::nullopt;
        m_writer.copy(m_text, 0, m_at);
        m_writer.add("  + Exception Group ", m_at);
        m_writer.add(Header, m_at);
        m_writer.add("\n", m_at);
        if (!takeException(1) || !m_text.sliced(m_at).trimmed().isEmpty())
            return std::nullopt;
        m_writer.copy(m_text, m_at, m_text.size());
        return m_writer.take();
    }

private:
    static constexpr int Deepest = 12;

    bool takeException(int depth)
    {
        const qsizetype name = m_at;
        while (m_at < m_text.size() && (isWord(m_text[m_at]) || m_text[m_at] == '.'))
            ++m_at;
        if (depth > Deepest || m_at == name || m_at >= m_text.size() || m_text[m_at] != '(')
            return false;
        addMargin(depth);
        m_writer.copy(m_text, name, m_at);
        const bool group = m_text.sliced(name, m_at - name).endsWith("ExceptionGroup");
        ++m_at;
        if (m_at < m_text.size() && m_text[m_at] != ')')
            m_writer.add(": ", m_at);
        if (!group)
            return takeArguments();
        return takeString() && takeMembers(depth);
    }
    /// Behind the group's text: how many there are stands further on, and is told from there.
    bool takeMembers(int depth)
    {
        if (!m_text.sliced(m_at).startsWith(", ["))
            return false;
        m_at += 3;
        m_writer.add(" (sub-exceptions)\n", m_at);
        for (int number = 1;; ++number) {
            addMargin(depth, number);
            if (!takeException(depth + 1))
                return false;
            m_writer.add("\n", m_at);
            if (!m_text.sliced(m_at).startsWith(", "))
                break;
            m_at += 2;
        }
        if (!m_text.sliced(m_at).startsWith("])"))
            return false;
        m_at += 2;
        m_writer.add(QByteArray(2 * depth + 2, ' ') + '+' + QByteArray(36, '-'), m_at);
        return true;
    }
    /// One string is the message; of several arguments all are shown as they are written.
    bool takeArguments()
    {
        if (isQuote() && takeString() && m_at < m_text.size() && m_text[m_at] == ')') {
            ++m_at;
            return true;
        }
        int open = 0;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (isQuote()) {
                const qsizetype end = stringEnd();
                m_writer.copy(m_text, m_at, end + 1);
                m_at = end;
                continue;
            }
            if (c == ')' && open == 0) {
                ++m_at;
                return true;
            }
            open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            m_writer.put(c, m_at, m_at + 1);
        }
        return false;
    }
    [[nodiscard]] bool isQuote() const { return m_at < m_text.size() && (m_text[m_at] == '\'' || m_text[m_at] == '"'); }
    [[nodiscard]] qsizetype stringEnd() const
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != m_text[m_at])
            end += m_text[end] == '\\' ? 2 : 1;
        return std::min(end, m_text.size() - 1);
    }
    bool takeString()
    {
        if (m_at >= m_text.size() || !isQuote())
            return false;
        const qsizetype end = stringEnd();
        for (++m_at; m_at < end;) {
            if (m_text[m_at] != '\\' || m_at + 1 >= end) {
                m_writer.put(m_text[m_at], m_at, m_at + 1);
                ++m_at;
                continue;
            }
            const char next = m_text[m_at + 1];
            m_writer.put(next == 'n' || next == 't' || next == 'r' ? ' ' : next, m_at, m_at + 2);
            m_at += 2;
        }
        m_at = end + 1;
        return true;
    }
    void addMargin(int depth) { m_writer.add(QByteArray(2 * depth, ' ') + "| ", m_at); }
    void addMargin(int depth, int number)
    {
        const QByteArray opening = number == 1 ? QByteArray(2 * depth, ' ') + "+-" : QByteArray(2 * depth + 2, ' ');
        m_writer.add(opening + '+' + QByteArray(16, '-') + ' ' + QByteArray::number(number) + ' ' +
                         QByteArray(16, '-') + '\n',
                     m_at);
    }

    QByteArrayView m_text;
    PlainWriter m_writer;
    qsizetype m_at = 0;
};

// ---- escaped for a page

/// `File &quot;...&quot;` of a text that was copied out of the source of a page.
PlainForm withoutEntities(QByteArrayView text)
{
    PlainWriter writer(text.size());
    for (qsizetype at = 0; at < text.size();) {
        const PageSign sign = pageSignAt(text, at);
        writer.put(sign.sign, at, at + sign.size);
        at += sign.size;
    }
    return writer.take();
}

} // namespace

PlainForm composed(const PlainForm &first, PlainForm second)
{
    for (std::size_t at = 0; at < second.begins.size(); ++at) {
        const Span raw = first.toRaw({second.begins[at], second.ends[at]});
        second.begins[at] = raw.begin;
        second.ends[at] = raw.end;
    }
    second.tail = second.tail < 0 ? first.tail : first.toRaw({second.tail, second.tail}).begin;
    return second;
}

namespace
{

/// One step towards CPython's form.
std::optional<PlainForm> simpler(QByteArrayView text, QByteArrayView message)
{
    const qsizetype title = text.indexOf(Title);
    if (title < 0) {
        if (text.contains("ExceptionGroup("))
            return GroupRepr(text).run();
        const bool bare = isBareFrame(text.first(lineEnd(text, 0))) || text.contains("\nFile \"");
        return bare ? withoutExcerpts(text) : std::nullopt;
    }
    const qsizetype begin = lineBegin(text, title);
    const QByteArrayView line = text.sliced(begin, lineEnd(text, title) - begin);
    const QByteArrayView rest = text.sliced(title, begin + line.size() - title);
    if (!rest.startsWith(Header)) {
        if (line.contains('\x1b') || (text.contains('\x1b') && rest.startsWith("Traceback (most recent call last)")))
            return withoutColours(text);
        if (isBoxTop(line))
            return withoutBoxes(text);
        if (withoutBlanksAtEnd(rest) == Header.chopped(1) && line.size() > rest.size())
            return withoutCells(text);
        return std::nullopt;
    }
    const QByteArrayView after = rest.sliced(Header.size());
    if (after.startsWith('\\')) {
        if (auto plain = withoutRecords(text, title))
            return plain;
        return unescaped(text);
    }
    if (after.startsWith(" File \""))
        return unfolded(text, title, message);
    const qsizetype below = std::min(begin + line.size() + 1, text.size());
    if (text.sliced(below, lineEnd(text, below) - below).contains(QByteArrayView("File &")))
        return withoutEntities(text);
    if (headerBegin(text, title) > begin && !line.startsWith('\x1b')) {
        if (auto plain = withoutPrefix(text, title))
            return plain;
    }
    if (text.contains("\n> File \""))
        return withoutPointer(text);
    return std::nullopt; // `first):` stands in its place where the newest frame comes first
}

} // namespace

Span PlainForm::toRaw(Span span) const
{
    if (begins.empty())
        return {0, 0};
    const std::size_t last = begins.size() - 1;
    if (span.isEmpty()) {
        const std::size_t at = std::size_t(span.begin);
        const qsizetype place = at > last ? ends[last] : begins[at];
        return {place, place};
    }
    return {begins[std::size_t(span.begin)], ends[std::size_t(span.end - 1)]};
}

std::optional<PlainForm> plainFormOf(QByteArrayView text, QByteArrayView message)
{
    constexpr int MostSteps = 6;
    std::optional<PlainForm> form = simpler(text, message);
    for (int step = 1; form && step < MostSteps; ++step) {
        std::optional<PlainForm> next = simpler(form->text, message);
        if (!next)
            break;
        form = composed(*form, std::move(*next));
    }
    return form;
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/jsontext.h"

#include <algorithm>
#include <array>

namespace waldesk::api
{

namespace
{

constexpr char Replacement[] = "\xEF\xBF\xBD";

uchar at(QByteArrayView text, qsizetype index)
{
    return index < text.size() ? static_cast<uchar>(text[index]) : uchar(0);
}

bool isContinuation(uchar byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/// The length of the well-formed UTF-8 sequence at index, 0 when there is none (Unicode, table 3-7).
qsizetype sequenceLength(QByteArrayView text, qsizetype index)
{
    const uchar first = at(text, index);
    const uchar second = at(text, index + 1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return isContinuation(second) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool fits =
            isContinuation(second) && !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second > 0x9F);
        return fits && isContinuation(at(text, index + 2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool fits =
            isContinuation(second) && !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second > 0x8F);
        return fits && isContinuation(at(text, index + 2)) && isContinuation(at(text, index + 3)) ? 4 : 0;
    }
    return 0;
}

void appendEscaped(QByteArray &out, uchar control)
{
    constexpr char Digits[] = "0123456789abcdef";
    out += "\\u00";
    out += Digits[control >> 4U];
    out += Digits[control & 0x0FU];
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// The four digits after `\u` at index, -1 when they are not four.
int unitAt(QByteArrayView text, qsizetype index)
{
    int unit = 0;
    for (qsizetype i = index; i < index + 4; ++i) {
        const int digit = i < text.size() ? hexValue(text[i]) : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

char simpleEscape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return c;
    }
}

/// Appends what stands after a backslash at index and returns where to go on.
qsizetype appendEscape(QByteArray &out, QByteArrayView text, qsizetype index)
{
    if (text[index] != 'u') {
        out += simpleEscape(text[index]);
        return index + 1;
    }
    const int unit = unitAt(text, index + 1);
    if (unit < 0) {
        out += Replacement;
        return index + 1;
    }
    if (unit < 0xD800 || unit > 0xDFFF) {
        out += QString(QChar(ushort(unit))).toUtf8();
        return index + 5;
    }
    const bool paired = unit <= 0xDBFF && at(text, index + 5) == '\\' && at(text, index + 6) == 'u';
    const int low = paired ? unitAt(text, index + 7) : -1;
    if (low < 0xDC00 || low > 0xDFFF) {
        out += Replacement;
        return index + 5;
    }
    const std::array<QChar, 2> pair{QChar(ushort(unit)), QChar(ushort(low))};
    out += QStringView(pair.data(), 2).toUtf8();
    return index + 11;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

QByteArrayView stripped(QByteArrayView text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

/// Behind the closing quote of the string that begins at index; the size of the text when it does not close.
qsizetype skipString(QByteArrayView text, qsizetype index)
{
    for (++index; index < text.size(); ++index) {
        if (text[index] == '\\')
            ++index;
        else if (text[index] == '"')
            return index + 1;
    }
    return text.size();
}

} // namespace

std::optional<QByteArray> mendedJson(QByteArrayView json)
{
    QByteArray out;
    out.reserve(json.size() + json.size() / 16 + 128);
    bool changed = json.startsWith(QByteArrayView("\xEF\xBB\xBF"));
    bool inString = false;
    for (qsizetype i = changed ? 3 : 0; i < json.size();) {
        const uchar byte = at(json, i);
        const qsizetype length = sequenceLength(json, i);
        if (length == 0) {
            out += Replacement;
            changed = true;
            ++i;
            continue;
        }
        if (inString && byte < 0x20) {
            appendEscaped(out, byte);
            changed = true;
            ++i;
            continue;
        }
        if (byte == '"') {
            inString = !inString;
        } else if (inString && byte == '\\' && i + 1 < json.size() && at(json, i + 1) < 0x80 &&
                   at(json, i + 1) >= 0x20) {
            out += json.sliced(i, 2);
            i += 2;
            continue;
        }
        out += json.sliced(i, length);
        i += length;
    }
    return changed ? std::optional(std::move(out)) : std::nullopt;
}

Elements splitArray(QByteArrayView json)
{
    Elements found;
    const QByteArrayView text = stripped(json);
    found.isArray = text.startsWith('[');
    if (!found.isArray)
        return found;
    qint64 depth = 0;
    qsizetype begin = 1;
    for (qsizetype i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            i = skipString(text, i) - 1;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (depth > 0 && (c == ']' || c == '}')) {
            --depth;
        } else if (depth == 0 && (c == ',' || c == ']')) {
            const QByteArrayView item = stripped(text.sliced(begin, i - begin));
            if (!item.isEmpty() || c == ',')
                found.items.push_back(item);
            begin = i + 1;
            if (c == ']') {
                found.whole = begin == text.size();
                return found;
            }
        }
    }
    return found;
}

QByteArray lenientString(QByteArrayView token)
{
    QByteArray out;
    const qsizetype open = token.indexOf('"');
    for (qsizetype i = open + 1; i < token.size() && token[i] != '"';) {
        if (token[i] == '\\' && i + 1 < token.size())
            i = appendEscape(out, token, i + 1);
        else
            out += token[i++];
    }
    return out;
}

QJsonDocument parseSmall(const QByteArray &json)
{
    QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isNull())
        return document;
    const std::optional<QByteArray> mended = mendedJson(json);
    return mended ? QJsonDocument::fromJson(*mended) : document;
}

} // namespace waldesk::api

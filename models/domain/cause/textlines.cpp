// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/textlines.h"

#include <algorithm>
#include <cstring>

namespace waldesk::domain
{
namespace
{
constexpr char Escape = '\x1b';

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}
} // namespace

qsizetype escapeLength(QByteArrayView text)
{
    if (text.size() < 2 || text[0] != Escape)
        return 0;
    if (text[1] == '[') {
        qsizetype at = 2;
        while (at < text.size() && text[at] >= 0x20 && text[at] < 0x40)
            ++at;
        return at < text.size() && text[at] >= 0x40 && text[at] != 0x7f ? at + 1 : at;
    }
    if (text[1] == ']') {
        // An OSC ends with BEL or ST, and any other escape cancels it. One that does not end soon on its line takes
        // only its two bytes. So no byte is read twice, however many beginnings there are.
        const qsizetype limit = std::min<qsizetype>(text.size(), 1024);
        for (qsizetype at = 2; at < limit && text[at] != '\n'; ++at) {
            if (text[at] == '\a')
                return at + 1;
            if (text[at] != Escape)
                continue;
            if (at + 1 < text.size() && text[at + 1] == '\\')
                return at + 2;
            break;
        }
    }
    return text[1] == '\n' ? 1 : 2;
}

TextLines::TextLines(QByteArrayView text) : m_text(text)
{
    m_hasEscapes = text.contains(Escape);
    m_begins.reserve(std::size_t(text.size() / 48 + 4));
    const char *const data = text.data();
    for (qsizetype at = 0; at < text.size();) {
        m_begins.push_back(at);
        const void *const found = std::memchr(data + at, '\n', std::size_t(text.size() - at));
        if (found == nullptr)
            break;
        at = static_cast<const char *>(found) - data + 1;
    }
}

Span TextLines::whole(qsizetype line) const
{
    const auto index = std::size_t(line);
    return {m_begins[index], index + 1 < m_begins.size() ? m_begins[index + 1] : m_text.size()};
}

Span TextLines::body(qsizetype line) const
{
    Span span = whole(line);
    if (!span.isEmpty() && m_text[span.end - 1] == '\n')
        --span.end;
    if (!span.isEmpty() && m_text[span.end - 1] == '\r')
        --span.end;
    return span;
}

QByteArrayView TextLines::seen(qsizetype line)
{
    const Span span = body(line);
    QByteArrayView bytes = span.of(m_text);
    m_current = span.begin;
    m_map.clear();
    if (m_hasEscapes && bytes.contains(Escape)) {
        m_seen.clear();
        for (qsizetype at = 0; at < bytes.size();) {
            if (const qsizetype skip = escapeLength(bytes.sliced(at)); skip > 0) {
                at += skip;
                continue;
            }
            m_seen.append(bytes[at]);
            m_map.push_back(at);
            ++at;
        }
        m_map.push_back(bytes.size());
        bytes = m_seen;
    }
    while (!bytes.isEmpty() && isBlank(bytes.back()))
        bytes.chop(1);
    return bytes;
}

qsizetype TextLines::raw(qsizetype column) const
{
    return m_current + (m_map.empty() ? column : m_map[std::size_t(column)]);
}

QByteArray withoutEscapes(const QByteArray &text)
{
    if (!text.contains(Escape))
        return text;
    QByteArray seen;
    seen.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        if (const qsizetype skip = escapeLength(QByteArrayView(text).sliced(at)); skip > 0)
            at += skip;
        else
            seen += text[at++];
    }
    return seen;
}

} // namespace waldesk::domain

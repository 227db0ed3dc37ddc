// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/json.h"

namespace waldesk::demo
{
namespace
{
bool isLineSeparator(QByteArrayView utf8, qsizetype at)
{
    return at + 2 < utf8.size() && static_cast<uchar>(utf8[at + 1]) == 0x80 &&
           (static_cast<uchar>(utf8[at + 2]) & 0xfe) == 0xa8;
}

void appendEscape(QByteArray &out, char c)
{
    switch (c) {
    case '"':
        out.append("\\\"");
        return;
    case '\\':
        out.append("\\\\");
        return;
    case '\n':
        out.append("\\n");
        return;
    case '\r':
        out.append("\\r");
        return;
    case '\t':
        out.append("\\t");
        return;
    case '\b':
        out.append("\\b");
        return;
    case '\f':
        out.append("\\f");
        return;
    default:
        break;
    }
    static constexpr char digits[] = "0123456789abcdef";
    out.append("\\u00").append(digits[(c >> 4) & 0xf]).append(digits[c & 0xf]);
}
} // namespace

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    out.append('"');
    qsizetype from = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<uchar>(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0xe2)
            continue;
        if (c == 0xe2) {
            if (!isLineSeparator(utf8, i))
                continue;
            out.append(utf8.sliced(from, i - from));
            out.append((static_cast<uchar>(utf8[i + 2]) & 1) != 0 ? "\\u2029" : "\\u2028");
            i += 2;
        } else {
            out.append(utf8.sliced(from, i - from));
            appendEscape(out, utf8[i]);
        }
        from = i + 1;
    }
    out.append(utf8.sliced(from));
    out.append('"');
}

void JsonObject::key(QByteArrayView name)
{
    m_out.append(m_first ? "\"" : ",\"").append(name).append("\":");
    m_first = false;
}

void JsonObject::text(QByteArrayView name, QByteArrayView utf8)
{
    key(name);
    appendJsonString(m_out, utf8);
}

void JsonObject::flag(QByteArrayView name, bool value)
{
    key(name);
    m_out.append(value ? "true" : "false");
}

void JsonObject::number(QByteArrayView name, qint64 value)
{
    key(name);
    m_out.append(QByteArray::number(value));
}

void JsonObject::null(QByteArrayView name)
{
    key(name);
    m_out.append("null");
}

void JsonObject::raw(QByteArrayView name, QByteArrayView json)
{
    key(name);
    m_out.append(json);
}
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace waldesk::demo
{
/// Appends a JSON string, quotes included, the way the server's renderer prints it (UTF-8 kept, line separators
/// escaped).
void appendJsonString(QByteArray &out, QByteArrayView utf8);

/// Writes one JSON object straight into a buffer: the brace closes when the writer goes out of scope.
/// Pages of hundreds of rows are made with it, so there is no tree in between.
class JsonObject
{
public:
    explicit JsonObject(QByteArray &out) : m_out(out) { m_out.append('{'); }
    ~JsonObject() { m_out.append('}'); }
    Q_DISABLE_COPY_MOVE(JsonObject)

    void text(QByteArrayView key, QByteArrayView utf8);
    void flag(QByteArrayView key, bool value);
    void number(QByteArrayView key, qint64 value);
    void null(QByteArrayView key);
    /// A value that is JSON already.
    void raw(QByteArrayView key, QByteArrayView json);
    /// Writes the key; the caller appends the value to the same buffer.
    void key(QByteArrayView name);

private:
    QByteArray &m_out;
    bool m_first = true;
};
} // namespace waldesk::demo

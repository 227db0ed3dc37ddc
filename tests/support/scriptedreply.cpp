// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedreply.h"

namespace waldesk::testsupport
{

Reply Reply::json(const QByteArray &body, int status)
{
    Reply reply;
    reply.status = status;
    reply.body = body;
    return reply.with("Content-Type", "application/json");
}

Reply Reply::html(const QByteArray &body, int status)
{
    Reply reply;
    reply.status = status;
    reply.body = body;
    return reply.with("Content-Type", "text/html; charset=utf-8");
}

Reply Reply::empty(int status)
{
    Reply reply;
    reply.status = status;
    return reply;
}

Reply Reply::rawBytes(const QByteArray &all)
{
    Reply reply;
    reply.raw = true;
    reply.body = all;
    return reply;
}

Reply Reply::silent()
{
    Reply reply;
    reply.manner = Manner::Silent;
    return reply;
}

Reply Reply::closeUnheard()
{
    Reply reply;
    reply.manner = Manner::CloseUnheard;
    return reply;
}

Reply Reply::reset()
{
    Reply reply;
    reply.manner = Manner::Reset;
    return reply;
}

Reply Reply::redirect(const QByteArray &location, int status)
{
    return empty(status).with("Location", location);
}

Reply Reply::huge(int mebibytes)
{
    Reply reply = json("[\"");
    reply.unit = QByteArray(64 * 1024, 'x');
    reply.units = qint64(mebibytes) * 16;
    reply.tail = "\"]";
    return reply;
}

Reply Reply::with(const QByteArray &header, const QByteArray &value) const
{
    Reply reply = *this;
    reply.headers.append({header, value});
    return reply;
}

Reply Reply::truncatedAfter(qint64 bodyBytes) const
{
    Reply reply = *this;
    reply.cutAfter = bodyBytes;
    return reply;
}

Reply Reply::dripping(int bytes, int everyMs) const
{
    Reply reply = *this;
    reply.dripBytes = bytes;
    reply.dripMs = everyMs;
    return reply;
}

Reply Reply::delayed(int ms) const
{
    Reply reply = *this;
    reply.delayMs = ms;
    return reply;
}

Reply Reply::held() const
{
    Reply reply = *this;
    reply.isHeld = true;
    return reply;
}

Reply Reply::closing() const
{
    Reply reply = *this;
    reply.closeAfter = true;
    return reply;
}

Reply Reply::hangingUp() const
{
    Reply reply = *this;
    reply.hangUpAfter = true;
    return reply;
}

QByteArray Reply::head() const
{
    if (raw)
        return {};
    QByteArray out = "HTTP/1.1 " + QByteArray::number(status) + ' ' + (reason.isEmpty() ? QByteArray("Said") : reason);
    for (const auto &header : headers)
        out += "\r\n" + header.first + ": " + header.second;
    if (!noLength) {
        const qint64 length = body.size() + unit.size() * units + tail.size();
        out += "\r\nContent-Length: " + QByteArray::number(length);
    }
    if (closeAfter || noLength)
        out += "\r\nConnection: close";
    return out + "\r\n\r\n";
}

} // namespace waldesk::testsupport

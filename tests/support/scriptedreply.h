// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace waldesk::testsupport
{

/// What the scripted server does with one request: the bytes it answers and every way in which an answer can go wrong.
/// A value; the makers below cover the usual, the with...() change one thing of them.
struct Reply {
    enum class Manner : quint8 {
        Answer,
        Silent,       ///< reads and never answers; the connection stays open
        CloseUnheard, ///< closes after the whole request was read, without a byte
        Reset,        ///< the same as CloseUnheard with a TCP reset
    };

    Manner manner = Manner::Answer;
    int status = 200;
    QByteArray reason;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QByteArray unit;          ///< of a huge body: sent `units` times after `body`, made while it is sent
    qint64 units = 0;         ///< how often
    QByteArray tail;          ///< after the units
    qint64 cutAfter = -1;     ///< of the body: so many bytes are sent, then the connection is closed
    bool raw = false;         ///< body is everything that is sent, status line and headers too
    bool noLength = false;    ///< no Content-Length: the end is the closed connection
    bool closeAfter = false;  ///< answers with `Connection: close` and closes
    bool hangUpAfter = false; ///< says nothing of it, and closes the connection after the answer
    bool isHeld = false;      ///< written when ScriptedServer::release() says so
    int delayMs = 0;
    int dripBytes = 0; ///< so many bytes each dripMs; 0: at once
    int dripMs = 0;

    [[nodiscard]] static Reply json(const QByteArray &body, int status = 200);
    [[nodiscard]] static Reply html(const QByteArray &body, int status = 200);
    [[nodiscard]] static Reply empty(int status);
    [[nodiscard]] static Reply rawBytes(const QByteArray &all);
    [[nodiscard]] static Reply silent();
    [[nodiscard]] static Reply closeUnheard();
    [[nodiscard]] static Reply reset();
    [[nodiscard]] static Reply redirect(const QByteArray &location, int status = 301);
    /// A JSON array of one string of that many MiB, never whole in memory.
    [[nodiscard]] static Reply huge(int mebibytes);

    [[nodiscard]] Reply with(const QByteArray &header, const QByteArray &value) const;
    [[nodiscard]] Reply truncatedAfter(qint64 bodyBytes) const;
    [[nodiscard]] Reply dripping(int bytes, int everyMs) const;
    [[nodiscard]] Reply delayed(int ms) const; ///< for disorder; what a test rests on is held()
    [[nodiscard]] Reply held() const;
    [[nodiscard]] Reply closing() const;
    [[nodiscard]] Reply hangingUp() const;

    [[nodiscard]] QByteArray head() const; ///< status line and headers with the blank line; empty when raw
};

} // namespace waldesk::testsupport

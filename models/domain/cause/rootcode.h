// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/traceback.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// The kinds of codes that tell what went wrong; within one exception the first in this order is the most telling.
enum class CodeKind : quint8 {
    Dns,          ///< `EAI_NONAME`, `EAI_AGAIN`
    Tls,          ///< `expired`, `self-signed`, `no-issuer`, `hostname-mismatch`, else OpenSSL's reason in lower case
    Errno,        ///< `ECONNREFUSED`: by name, whatever the system's number and language
    Timeout,      ///< no value
    Disconnected, ///< no value: the other side closed the connection without an answer
    Http,         ///< `401`
    OAuth,        ///< `invalid_grant`
    Kubernetes,   ///< `Forbidden`: the `reason` of a Status
    Limit,        ///< `quota`, `policy`, `rate`: why a request was refused
    Ldap,         ///< `invalidCredentials`: the result's name of RFC 4511
    SqlState,     ///< `28P01`
    Grpc,         ///< `UNAVAILABLE`
    Amqp,         ///< `403`
    S3,           ///< `NoSuchBucket`: codes of S3 and its relatives
    OpenNebula,   ///< `Authentication`
    Request,      ///< the id of a `RequestError(400, 'id', ...)` or of a JSON error with an `id`
    Format,       ///< `json`, `xml`, `text`, `schema missing`: what came could not be read
    Exit,         ///< `127`
    Signal,       ///< `SIGKILL`
    Fault,        ///< `2100`: number of an XML-RPC fault
    Number        ///< `2003`: an error number of the program itself (MySQL, OCS, Slurm)
};

/// One code of the closed vocabulary, never free text.
struct RootCode {
    CodeKind kind = CodeKind::Number;
    QByteArray value;

    /// `errno ECONNREFUSED`, `http 401`, `timeout`.
    [[nodiscard]] QByteArray text() const;
    friend bool operator==(const RootCode &, const RootCode &) = default;
};

/// The codes in an exception's dotted type and message, most telling first, each kind once. Takes time in proportion to
/// the message, of which the first and last few thousand bytes are read.
[[nodiscard]] std::vector<RootCode> codesOf(QByteArrayView type, QByteArrayView message);

/// Whose code a frame is, finer than FrameKind.
enum class FrameOwner : quint8 {
    None,      ///< there is no frame
    Agent,     ///< the site agent
    Plugin,    ///< a plugin of the agent
    Sdk,       ///< the client the agent calls Waldur with
    Backend,   ///< the client library of a backend (pyone, kubernetes, ldap3, psycopg)
    Transport, ///< HTTP, sockets and event loops that SDK and backend clients share (httpx, requests, urllib3, anyio)
    Standard   ///< the standard library
};
[[nodiscard]] FrameOwner ownerOf(const Frame &frame);

/// The first cause of an exception: where its chain begins, and what it says.
struct RootCause {
    qint32 step = -1;     ///< the oldest exception of the chain; -1: no traceback
    qint32 codeStep = -1; ///< the oldest with a code; -1: the message alone, or none
    /// Most telling first; empty where the vocabulary knows none. Of the oldest exception that has any; where it only
    /// tells how a program ended (exit, signal, number), those of the exceptions raised from it as well.
    std::vector<RootCode> codes;
    FrameOwner raisedBy = FrameOwner::None;      ///< last frame of the oldest exception
    FrameOwner calledThrough = FrameOwner::None; ///< the client below the agent's last frame: Sdk, Backend, Transport,
                                                 ///< Standard; the agent's own part where it raised by itself

    /// The value of the first code of this kind; nullopt: there is none.
    [[nodiscard]] std::optional<QByteArray> value(CodeKind kind) const;
    [[nodiscard]] bool has(CodeKind kind) const { return value(kind).has_value(); }
};

/// The root cause of each exception that decides: of the final one, or of every leaf of an exception group, in the
/// order of the text. @p text is what was parsed, @p message what the server keeps beside it. Never empty.
[[nodiscard]] std::vector<RootCause> rootCausesOf(const Traceback &parsed, QByteArrayView text, QByteArrayView message);

} // namespace waldesk::domain

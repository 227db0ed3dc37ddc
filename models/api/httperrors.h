// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/api/httpattempt.h"

#include <QSslCertificate>
#include <QSslError>

namespace waldesk::api
{

/// Why a 2xx can not be read.
enum class Unreadable : quint8 { Empty, WebPage, NotJson, Truncated, NotAList, Envelope, NotAnObject };

/// The error of an attempt that has no usable answer: by how it ended, then by status, then by content type.
[[nodiscard]] ApiError errorOf(const HttpRequest &request, const HttpResponse &response, const Connection &connection);
/// A 2xx whose body is not what it must be.
[[nodiscard]] ApiError unreadable(Unreadable why, const HttpRequest &request, const HttpResponse &response,
                                  const Connection &connection);
[[nodiscard]] ApiError cancelled(const HttpRequest &request, const Connection &connection);
/// No request was made at all: the certificate file of the connection can not be used.
[[nodiscard]] ApiError badCaFile(const HttpRequest &request, const QString &sentence);

/// What is known of a connection that could not be made safe.
struct TlsFailure {
    QList<QSslError> errors;
    QString text; ///< Qt's own
    QList<QSslCertificate> chain;
    bool hasOwnAuthority = false; ///< the user has named the file of an authority
};
/// Part of a sentence that says what is wrong with the server's certificate.
[[nodiscard]] QString tlsPhrase(const TlsFailure &failure);
/// Whether the certificate is made for the host: by its alternative names, and by CN where it has none (RFC 6125).
[[nodiscard]] bool namesHost(const QSslCertificate &certificate, const QString &host);
[[nodiscard]] QString wrongNamePhrase(const QSslCertificate &certificate);

/// A 302, 303 or 307 that leads away from what was asked for: a gateway's login page. Others of the same address may be
/// followed.
[[nodiscard]] bool isSignInRedirect(const HttpRequest &request, const HttpResponse &response);

/// Whole seconds or an HTTP date (measured against the answer's own Date), a day at most; nullopt: none, or not to be
/// believed.
[[nodiscard]] std::optional<domain::Duration> retryAfterOf(const HttpResponse &response);
/// `Mon, 23 Nov 2026 17:39:03 GMT`.
[[nodiscard]] std::optional<domain::Timestamp> httpDate(const QByteArray &text);

} // namespace waldesk::api

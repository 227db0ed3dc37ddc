// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/api/httpattempt.h"

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
/// Part of a sentence that says what is wrong with the server's certificate.
[[nodiscard]] QString tlsPhrase(const QList<QSslError> &errors, const QString &fallback);

/// Seconds or an HTTP date (measured against the answer's own Date); nullopt: no or not readable.
[[nodiscard]] std::optional<domain::Duration> retryAfterOf(const HttpResponse &response);
/// `Mon, 23 Nov 2026 17:39:03 GMT`.
[[nodiscard]] std::optional<domain::Timestamp> httpDate(const QByteArray &text);

} // namespace waldesk::api

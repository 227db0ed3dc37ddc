// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/result.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace waldesk::api
{

/// How to reach one Waldur and as whom. The token stands in no URL, log, export or settings file.
struct Connection {
    QUrl root;        ///< `https://host[:port]/[prefix/]`, where paths of the API (`api/...`) begin: domain::apiUrl()
    QByteArray token; ///< as pasted, trimmed
    QByteArray schemeWord = "Token"; ///< `Token` or `Bearer` (contract 3)
    QString caFile;                  ///< PEM, added to the system's authorities; empty: none
    bool insecureHttp = false;       ///< consent to plain http to another machine
    int timeoutMs = 30'000; ///< without any byte from the server; writes wait at least 15 s (contract 11: a broker
                            ///< outage takes 6 s)

    /// The host as the user knows it, for sentences: `waldur.example.org`.
    [[nodiscard]] QString serverName() const;
    /// Tells whether two connections have the same token; the token cannot be found from it. Never 0.
    [[nodiscard]] qint64 tokenMark() const;
};

/// Reads what a person typed as a server: the portal or the API root (`https://h/`, `https://h/api`, `h`), trailing
/// parts cut, https added where no scheme stands (http for a loopback address). Credentials in it, another scheme, a
/// query, or plain http to another machine without consent are refused with one sentence. The error's kind is
/// Validation.
[[nodiscard]] Result<QUrl> parseServerUrl(const QString &typed, bool insecureHttpAllowed);
/// Trims; refuses an empty token and one with blanks, line breaks or control characters inside, with one sentence.
[[nodiscard]] Result<QByteArray> parseToken(const QByteArray &typed);

} // namespace waldesk::api

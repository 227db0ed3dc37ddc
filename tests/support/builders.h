// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scriptedserver.h"

#include <QByteArray>
#include <QList>
#include <QSslConfiguration>
#include <QString>

namespace waldesk::testsupport
{

/// Where the list lives; rules of a test begin with it.
inline constexpr char ListPath[] = "/api/backend-resource-requests/";

/// The JSON of one request as the server writes it (contract 1.1), made of a number so that tests can tell rows apart.
struct Row {
    int number = 1; ///< makes the uuid and, unless set, the times: a higher number is newer
    QByteArray state = "Sent";
    QByteArray uuid = {}; ///< empty: rowUuid(number)
    QByteArray offering = "0ff00000000000000000000000000001";
    QByteArray offeringName = "SLURM Tartu";
    QByteArray message = {};   ///< UTF-8, plain; escaped here
    QByteArray traceback = {}; ///< the same
    QByteArray created = {};   ///< empty: by number
    QByteArray modified = {};  ///< empty: as created
    QByteArray started = {};   ///< empty: null
    QByteArray finished = {};  ///< empty: null
    QByteArray extra = {};     ///< further members, `,"k":1`

    [[nodiscard]] QByteArray toJson() const;
};

[[nodiscard]] QByteArray rowUuid(int number); ///< 32 hex digits ending in the number
[[nodiscard]] QByteArray jsonString(const QByteArray &utf8);
[[nodiscard]] QByteArray jsonArray(const QList<QByteArray> &items);
/// Rows `count` down to 1, newest first, all Sent.
[[nodiscard]] QList<QByteArray> rows(int count);
/// The page that was asked for, with X-Result-Count and Link as contract 2 has them; 404 beyond the end. Sizes above
/// `largest` are clamped.
[[nodiscard]] Reply pageOf(const QList<QByteArray> &all, const Seen &request, int largest = 300);

/// A certificate made on the spot with the openssl program; files in a folder of the test.
struct TestCertificate {
    QString certFile;
    QString keyFile;
    [[nodiscard]] QSslConfiguration serverConfiguration() const;
};
/// subject: the host name or IP it is made for; days may be negative (expired). Empty names when there is no openssl.
[[nodiscard]] TestCertificate makeCertificate(const QString &folder, const QString &host, int days = 30);

} // namespace waldesk::testsupport

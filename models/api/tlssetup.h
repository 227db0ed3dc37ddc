// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QSslConfiguration>
#include <QString>

#include <memory>

namespace waldesk::api
{

/// Whom encrypted connections trust: the authorities of the system, and those of a file that the user has named.
struct TlsSetup {
    QSslConfiguration tls;
    QString problem; ///< why the file can not be used, for a person; empty: it can, or none was named
};

/// Begins to read them on a thread of the pool: OpenSSL and the authorities of a system take 7 ms, longer than most of
/// what else a start does. caFile: in PEM form; empty: those of the system alone. The future holds one pointer, never
/// null.
[[nodiscard]] QFuture<std::shared_ptr<const TlsSetup>> readTlsSetup(const QString &caFile);

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/tlssetup.h"

#include "models/domain/poolwork.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>

namespace waldesk::api
{

namespace
{

void addAuthorities(TlsSetup &setup, const QString &caFile)
{
    QFile file(caFile);
    if (!file.open(QIODevice::ReadOnly)) {
        setup.problem = QCoreApplication::translate("waldesk::api::ApiError",
                                                    "The file of the certificate authority %1 can not be read: %2.")
                            .arg(caFile, file.errorString());
        return;
    }
    constexpr qint64 Largest = 16 * 1024 * 1024;
    const QList<QSslCertificate> authorities = QSslCertificate::fromData(file.read(Largest), QSsl::Pem);
    if (authorities.isEmpty()) {
        setup.problem = QCoreApplication::translate("waldesk::api::ApiError",
                                                    "The file of the certificate authority %1 has no certificate in "
                                                    "PEM form: name another file.")
                            .arg(caFile);
        return;
    }
    setup.tls.addCaCertificates(authorities);
}

} // namespace

QFuture<std::shared_ptr<const TlsSetup>> readTlsSetup(const QString &caFile)
{
    return domain::runInPool([caFile]() -> std::shared_ptr<const TlsSetup> {
        auto setup = std::make_shared<TlsSetup>();
        setup->tls = QSslConfiguration::defaultConfiguration();
        if (!caFile.isEmpty())
            addAuthorities(*setup, caFile);
        return setup;
    });
}

} // namespace waldesk::api

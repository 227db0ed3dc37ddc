// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/tlssetup.h"

#include <QCoreApplication>
#include <QFile>
#include <QPromise>
#include <QSslCertificate>
#include <QThreadPool>

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
    const auto promise = std::make_shared<QPromise<std::shared_ptr<const TlsSetup>>>();
    QFuture<std::shared_ptr<const TlsSetup>> future = promise->future();
    QThreadPool::globalInstance()->start([promise, caFile] {
        promise->start();
        auto setup = std::make_shared<TlsSetup>();
        setup->tls = QSslConfiguration::defaultConfiguration();
        if (!caFile.isEmpty())
            addAuthorities(*setup, caFile);
        promise->addResult(std::move(setup));
        promise->finish();
    });
    return future;
}

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/profiles/secretstore.h"

namespace waldesk::app
{

/// The keychain of the desktop: Secret Service or KWallet. Its jobs delete themselves and may never end.
class KeychainBackend : public SecretBackend
{
public:
    explicit KeychainBackend(QString service = QStringLiteral("waldesk"));
    void read(const QString &key, Handler handler) override;
    void write(const QString &key, const QByteArray &secret, Handler handler) override;
    void remove(const QString &key, Handler handler) override;

private:
    QString m_service;
};

} // namespace waldesk::app

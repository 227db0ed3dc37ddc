// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/environment.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QUrl>

#include <optional>

namespace waldesk::app
{

/// A server the user saved: how to reach it, no secret. The token is in the system keychain under secretKey(), which
/// names the server as well, so that a profile whose address was changed never sends an old token to the new one.
struct SavedProfile {
    QString name; ///< unique without regard to case, never empty
    QString user; ///< whose token it is, by username; empty: saved by a version that did not ask
    QUrl root;
    QByteArray schemeWord = "Token";
    domain::Environment environment = domain::Environment::Other;
    QString caFile;
    bool insecureHttp = false; ///< the user agreed to plain http

    [[nodiscard]] QString secretKey() const;
    /// What is kept on this machine for it: the journal, the archive. Made by who writes there first.
    [[nodiscard]] QString folder() const;
    friend bool operator==(const SavedProfile &, const SavedProfile &) = default;
};

/// The folder of all that Waldesk keeps on this machine beside its settings.
[[nodiscard]] QString dataFolder();
/// The folder of a server that was named without a profile, by host, port and prefix.
[[nodiscard]] QString folderOfServer(const QUrl &root);
/// The folder of the demo: what is done there is practice and stays apart.
[[nodiscard]] QString folderOfDemo();

/// The name a connection gets when its user gives none, before one of that name is looked for: the host, the port that
/// is not the usual one, the prefix.
[[nodiscard]] QString nameOfServer(const QUrl &root);

[[nodiscard]] QString environmentWord(domain::Environment environment); ///< `production`, `test`, `demo`, `other`
[[nodiscard]] std::optional<domain::Environment> environmentFromWord(const QString &word);
[[nodiscard]] QJsonObject toJson(const SavedProfile &profile);
[[nodiscard]] std::optional<SavedProfile> profileFromJson(const QJsonObject &object);

} // namespace waldesk::app

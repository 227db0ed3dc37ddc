// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/savedprofile.h"

#include <QDir>
#include <QStandardPaths>

#include <array>

namespace waldesk::app
{
namespace
{

using domain::Environment;

constexpr std::array Environments{Environment::Production, Environment::Test, Environment::Demo, Environment::Other};

QString below(const QString &name)
{
    return QDir(dataFolder()).filePath(name);
}

/// What stands between host and API: `waldur` of `https://host/waldur/`.
QString prefixOf(const QUrl &root)
{
    QString path = root.path();
    while (path.startsWith(QLatin1Char('/')))
        path.remove(0, 1);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    return path;
}

/// A name a person chose as the name of a folder: nothing in it can leave the folder.
QString folderName(const QString &name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name.toCaseFolded(), {}, ".~"));
}

} // namespace

QString dataFolder()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return QDir(base).filePath(QStringLiteral("waldesk"));
}

QString SavedProfile::secretKey() const
{
    return name + QStringLiteral(" @ ") + root.toString(QUrl::FullyEncoded);
}

QString SavedProfile::folder() const
{
    return below(QStringLiteral("profiles/") + folderName(name));
}

QString folderOfServer(const QUrl &root)
{
    const QString port = root.port() < 0 ? QString() : QStringLiteral("_%1").arg(root.port());
    const QString prefix = prefixOf(root);
    return below(QStringLiteral("servers/") + folderName(root.host()) + port +
                 (prefix.isEmpty() ? prefix : QStringLiteral("_") + folderName(prefix)));
}

QString folderOfDemo()
{
    return below(QStringLiteral("demo"));
}

QString nameOfServer(const QUrl &root)
{
    const QString host = root.host(QUrl::PrettyDecoded);
    QString name = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    if (root.port() >= 0)
        name += QLatin1Char(':') + QString::number(root.port());
    const QString prefix = prefixOf(root);
    return prefix.isEmpty() ? name : name + QLatin1Char('/') + prefix;
}

QString environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return QStringLiteral("production");
    case Environment::Test:
        return QStringLiteral("test");
    case Environment::Demo:
        return QStringLiteral("demo");
    case Environment::Other:
        break;
    }
    return QStringLiteral("other");
}

std::optional<Environment> environmentFromWord(const QString &word)
{
    for (const Environment environment : Environments) {
        if (word == environmentWord(environment))
            return environment;
    }
    return std::nullopt;
}

QJsonObject toJson(const SavedProfile &profile)
{
    return {
        {QStringLiteral("name"), profile.name},
        {QStringLiteral("user"), profile.user},
        {QStringLiteral("server"), profile.root.toString(QUrl::FullyEncoded)},
        {QStringLiteral("scheme_word"), QString::fromLatin1(profile.schemeWord)},
        {QStringLiteral("environment"), environmentWord(profile.environment)},
        {QStringLiteral("ca_file"), profile.caFile},
        {QStringLiteral("insecure_http"), profile.insecureHttp},
    };
}

std::optional<SavedProfile> profileFromJson(const QJsonObject &object)
{
    SavedProfile profile;
    profile.name = object.value(QLatin1String("name")).toString();
    profile.root = QUrl(object.value(QLatin1String("server")).toString(), QUrl::StrictMode);
    const QString scheme = profile.root.scheme();
    const bool web = scheme == QLatin1String("https") || scheme == QLatin1String("http");
    if (profile.name.isEmpty() || !profile.root.isValid() || !web || profile.root.host().isEmpty())
        return std::nullopt;
    if (object.value(QLatin1String("scheme_word")) == QLatin1String("Bearer"))
        profile.schemeWord = "Bearer";
    profile.user = object.value(QLatin1String("user")).toString();
    // A word that is not known here may mean something that must not be written to by accident.
    profile.environment =
        environmentFromWord(object.value(QLatin1String("environment")).toString()).value_or(Environment::Production);
    profile.caFile = object.value(QLatin1String("ca_file")).toString();
    profile.insecureHttp = object.value(QLatin1String("insecure_http")).toBool();
    return profile;
}

} // namespace waldesk::app

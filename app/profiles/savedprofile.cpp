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

QString dataFolder(const QString &below)
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return QDir(base).filePath(QStringLiteral("waldesk/") + below);
}

/// A name a person chose as the name of a folder: nothing in it can leave the folder.
QString folderName(const QString &name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name.toCaseFolded(), {}, ".~"));
}

} // namespace

QString SavedProfile::secretKey() const
{
    return name + QStringLiteral(" @ ") + root.toString(QUrl::FullyEncoded);
}

QString SavedProfile::folder() const
{
    return dataFolder(QStringLiteral("profiles/") + folderName(name));
}

QString folderOfServer(const QUrl &root)
{
    const QString port = root.port() < 0 ? QString() : QStringLiteral("_%1").arg(root.port());
    return dataFolder(QStringLiteral("servers/") + folderName(root.host()) + port);
}

QString folderOfDemo()
{
    return dataFolder(QStringLiteral("demo"));
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

QJsonObject toJson(const SavedProfile &profile)
{
    return {
        {QStringLiteral("name"), profile.name},
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
    const QString word = object.value(QLatin1String("environment")).toString();
    for (const Environment environment : Environments) {
        if (word == environmentWord(environment))
            profile.environment = environment;
    }
    profile.caFile = object.value(QLatin1String("ca_file")).toString();
    profile.insecureHttp = object.value(QLatin1String("insecure_http")).toBool();
    return profile;
}

} // namespace waldesk::app

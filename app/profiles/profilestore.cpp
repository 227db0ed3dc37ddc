// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/profilestore.h"

#include "models/archive/privatefiles.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr qint64 LargestFile = 16 << 20;
constexpr int Version = 1; ///< of the file; a higher one is somebody else's

QString tr(const char *text)
{
    return QCoreApplication::translate("profiles", text);
}

bool sameName(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// Entries that are not understood keep their place even when they have the name of one that is.
bool isProfileNamed(const QJsonValue &entry, const QString &name)
{
    const auto profile = profileFromJson(entry.toObject());
    return profile && sameName(profile->name, name);
}

} // namespace

ProfileStore::ProfileStore(QString file) : m_file(std::move(file))
{
    load();
}

QString ProfileStore::defaultFile()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return QDir(base).filePath(QStringLiteral("waldesk/profiles.json"));
}

const SavedProfile *ProfileStore::find(const QString &name) const
{
    const auto found = std::ranges::find_if(m_profiles, [&](const auto &p) { return sameName(p.name, name); });
    return found == m_profiles.end() ? nullptr : &*found;
}

const SavedProfile *ProfileStore::defaultProfile() const
{
    return m_default.isEmpty() ? nullptr : find(m_default);
}

void ProfileStore::load()
{
    m_profiles.clear();
    m_default.clear();
    m_notice.clear();
    m_object = {};
    m_damaged = false;
    m_mayWrite = true;
    QFile file(m_file);
    if (!file.exists())
        return;
    if (!QFileInfo(m_file).isFile() || !file.open(QIODevice::ReadOnly)) {
        m_mayWrite = false;
        m_notice = tr("The saved servers in %1 can not be read: %2.").arg(m_file, file.errorString());
        return;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(LargestFile), &error);
    if (error.error != QJsonParseError::NoError) {
        m_damaged = true;
        m_notice = tr("The file of saved servers %1 is damaged (%2). It will be kept under another name when a server "
                      "is saved.")
                       .arg(m_file, error.errorString());
        return;
    }
    const QJsonObject object = document.object();
    const QJsonValue list = object.value(QLatin1String("profiles"));
    // Before a server is saved the file may have the environments alone.
    const bool hasNone = list.isUndefined() && (object.isEmpty() || object.contains(QLatin1String("version")));
    const bool known = document.isObject() && (list.isArray() || hasNone) &&
                       object.value(QLatin1String("version")).toInt(Version) <= Version;
    if (!known) {
        m_mayWrite = false;
        m_notice = tr("The saved servers in %1 were written by a later version of Waldesk. They are left as they are: "
                      "changes are not saved.")
                       .arg(m_file);
    }
    read(object);
}

void ProfileStore::read(const QJsonObject &object)
{
    m_object = object;
    for (const QJsonValue &value : object.value(QLatin1String("profiles")).toArray()) {
        const auto profile = profileFromJson(value.toObject());
        if (profile && !find(profile->name))
            m_profiles.push_back(*profile);
    }
    m_default = object.value(QLatin1String("default")).toString();
}

ProfileStore::Saved ProfileStore::save(const SavedProfile &profile, bool makeDefault)
{
    return change([&](QJsonObject &object) {
        QJsonArray entries = object.value(QLatin1String("profiles")).toArray();
        qsizetype at = 0;
        while (at < entries.size() && !isProfileNamed(entries.at(at), profile.name))
            ++at;
        QJsonObject entry = at < entries.size() ? entries.at(at).toObject() : QJsonObject();
        const QJsonObject ours = toJson(profile);
        for (auto it = ours.begin(); it != ours.end(); ++it)
            entry.insert(it.key(), it.value());
        if (at < entries.size())
            entries[at] = entry;
        else
            entries.append(entry);
        object[QLatin1String("profiles")] = entries;
        if (makeDefault || !defaultProfile())
            object[QLatin1String("default")] = profile.name;
    });
}

ProfileStore::Saved ProfileStore::remove(const QString &name)
{
    return change([&](QJsonObject &object) {
        QJsonArray entries;
        for (const QJsonValue &entry : object.value(QLatin1String("profiles")).toArray()) {
            if (!isProfileNamed(entry, name))
                entries.append(entry);
        }
        object[QLatin1String("profiles")] = entries;
        if (!sameName(m_default, name))
            return;
        const auto next = std::ranges::find_if(m_profiles, [&](const auto &p) { return !sameName(p.name, name); });
        object[QLatin1String("default")] = next == m_profiles.end() ? QString() : next->name;
    });
}

domain::Result<QString, ProfileStore::NameTaken> ProfileStore::nameFor(const QUrl &root, const QString &user,
                                                                       const QString &wanted) const
{
    const auto isOurs = [&](const SavedProfile &profile) {
        return profile.root == root && (profile.user.isEmpty() || user.isEmpty() || profile.user == user);
    };
    if (!wanted.isEmpty()) {
        const SavedProfile *known = find(wanted);
        if (!known)
            return wanted;
        if (isOurs(*known))
            return known->name;
        return NameTaken{
            known->root == root
                ? tr("“%1” is the account of %2, and this token belongs to %3: choose another name, or leave it empty.")
                      .arg(known->name, known->user, user)
                : tr("“%1” is saved for %2: choose another name, or leave it empty.")
                      .arg(known->name, known->root.toDisplayString())};
    }
    // The account's own entry counts before one that does not say whose it is.
    for (const bool sure : {true, false}) {
        for (const SavedProfile &profile : m_profiles) {
            if (isOurs(profile) && (!sure || (!user.isEmpty() && profile.user == user)))
                return profile.name;
        }
    }
    const QString base = nameOfServer(root);
    QStringList candidates{base};
    if (!user.isEmpty())
        candidates.append(tr("%1 (%2)").arg(base, user));
    for (const QString &candidate : std::as_const(candidates)) {
        if (!find(candidate))
            return candidate;
    }
    int number = 2;
    while (find(QStringLiteral("%1 %2").arg(base).arg(number)))
        ++number;
    return QStringLiteral("%1 %2").arg(base).arg(number);
}

std::optional<domain::Environment> ProfileStore::environmentOf(const QUrl &root) const
{
    const QJsonObject told = m_object.value(QLatin1String("environments")).toObject();
    return environmentFromWord(told.value(root.toString(QUrl::FullyEncoded)).toString());
}

ProfileStore::Saved ProfileStore::setEnvironmentOf(const QUrl &root, domain::Environment environment)
{
    return change([&](QJsonObject &object) {
        QJsonObject told = object.value(QLatin1String("environments")).toObject();
        told[root.toString(QUrl::FullyEncoded)] = environmentWord(environment);
        object[QLatin1String("environments")] = told;
    });
}

ProfileStore::Saved ProfileStore::change(const std::function<void(QJsonObject &)> &apply)
{
    load();
    if (!m_mayWrite)
        return m_notice;
    if (m_damaged) {
        const QString time = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddTHHmmsszzz"));
        const QString aside = m_file + QStringLiteral(".broken-") + time;
        if (!QFile::rename(m_file, aside))
            return tr("The file of saved servers %1 is damaged and can not be put aside.").arg(m_file);
        m_damaged = false;
        m_notice = tr("The file of saved servers was damaged; it is kept as %1.").arg(aside);
    }
    QJsonObject object = m_object;
    apply(object);
    object[QLatin1String("version")] = Version;
    return write(object);
}

ProfileStore::Saved ProfileStore::write(const QJsonObject &object)
{
    QSaveFile file(m_file);
    const bool good = archive::makePrivateFolder(QFileInfo(m_file).absolutePath()) && file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                      file.write(QJsonDocument(object).toJson()) >= 0 && file.commit();
    if (!good)
        return tr("The servers can not be saved in %1: %2.").arg(m_file, file.errorString());
    m_profiles.clear();
    read(object);
    return domain::Nothing{};
}

} // namespace waldesk::app

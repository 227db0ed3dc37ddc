// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/profilestore.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr qint64 LargestFile = 16 << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("profiles", text);
}

bool sameName(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
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
    m_object = {};
    m_unreadable = {};
    QFile file(m_file);
    if (!file.exists())
        return;
    if (!QFileInfo(m_file).isFile() || !file.open(QIODevice::ReadOnly)) {
        m_mayWrite = false;
        m_notice = tr("The saved servers in %1 can not be read: %2.").arg(m_file, file.errorString());
        return;
    }
    const QByteArray bytes = file.read(LargestFile);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (document.isObject() && document[QLatin1String("profiles")].isArray())
        read(document.object());
    else
        putAside(error.error == QJsonParseError::NoError ? tr("its shape is not ours") : error.errorString());
}

void ProfileStore::putAside(const QString &why)
{
    const QString time = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddTHHmmsszzz"));
    const QString aside = m_file + QStringLiteral(".broken-") + time;
    m_mayWrite = QFile::rename(m_file, aside);
    m_notice = m_mayWrite
                   ? tr("The file of saved servers was damaged (%1); it is kept as %2.").arg(why, aside)
                   : tr("The file of saved servers %1 is damaged (%2) and can not be put aside.").arg(m_file, why);
}

void ProfileStore::read(const QJsonObject &object)
{
    m_object = object;
    for (const QJsonValue &value : object.value(QLatin1String("profiles")).toArray()) {
        const auto profile = profileFromJson(value.toObject());
        if (profile && !find(profile->name))
            m_profiles.push_back(*profile);
        else
            m_unreadable.append(value);
    }
    m_default = object.value(QLatin1String("default")).toString();
}

ProfileStore::Saved ProfileStore::save(const SavedProfile &profile, bool makeDefault)
{
    load();
    const auto known = std::ranges::find_if(m_profiles, [&](const auto &p) { return sameName(p.name, profile.name); });
    if (known == m_profiles.end())
        m_profiles.push_back(profile);
    else
        *known = profile;
    if (makeDefault || !defaultProfile())
        m_default = profile.name;
    return write();
}

ProfileStore::Saved ProfileStore::remove(const QString &name)
{
    load();
    std::erase_if(m_profiles, [&](const SavedProfile &p) { return sameName(p.name, name); });
    if (sameName(m_default, name))
        m_default = m_profiles.empty() ? QString() : m_profiles.front().name;
    return write();
}

ProfileStore::Saved ProfileStore::write()
{
    if (!m_mayWrite)
        return m_notice;
    QJsonArray old = m_object.value(QLatin1String("profiles")).toArray();
    QJsonArray entries;
    for (const SavedProfile &profile : m_profiles) {
        QJsonObject entry;
        for (const QJsonValue &value : old) {
            if (sameName(value.toObject().value(QLatin1String("name")).toString(), profile.name))
                entry = value.toObject();
        }
        const QJsonObject ours = toJson(profile);
        for (auto it = ours.begin(); it != ours.end(); ++it)
            entry.insert(it.key(), it.value());
        entries.append(entry);
    }
    for (const QJsonValue &value : std::as_const(m_unreadable))
        entries.append(value);
    m_object[QLatin1String("profiles")] = entries;
    m_object[QLatin1String("default")] = m_default;
    const QString folder = QFileInfo(m_file).absolutePath();
    QSaveFile file(m_file);
    if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly) ||
        file.write(QJsonDocument(m_object).toJson()) < 0 || !file.commit())
        return tr("The servers can not be saved in %1: %2.").arg(m_file, file.errorString());
    return domain::Nothing{};
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/noticesettings.h"

#include "models/archive/privatefiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QSettings>

#include <array>

using namespace Qt::StringLiterals;

namespace waldesk::session
{

using workflows::NoticeItem;

namespace
{

struct Key {
    QString name;
    bool NoticeSettings::*value;
};

const std::array<Key, 5> &keys()
{
    static const std::array all{Key{u"on"_s, &NoticeSettings::on}, Key{u"newCauses"_s, &NoticeSettings::newCauses},
                                Key{u"causesBack"_s, &NoticeSettings::causesBack},
                                Key{u"askedAgain"_s, &NoticeSettings::askedAgain},
                                Key{u"views"_s, &NoticeSettings::views}};
    return all;
}

QString fileIn(const QString &folder)
{
    return QDir(folder).filePath(u"notifications.ini"_s);
}

} // namespace

bool NoticeSettings::wants(NoticeItem::Kind kind) const
{
    switch (kind) {
    case NoticeItem::Kind::NewCause:
        return on && newCauses;
    case NoticeItem::Kind::CauseBack:
        return on && causesBack;
    case NoticeItem::Kind::AskedAgain:
        return on && askedAgain;
    case NoticeItem::Kind::ViewMatch:
        return on && views;
    }
    return false;
}

NoticeSettings NoticeSettings::read(const QString &folder)
{
    if (folder.isEmpty())
        return {};
    const QSettings file(fileIn(folder), QSettings::IniFormat);
    NoticeSettings settings;
    for (const Key &key : keys())
        settings.*key.value = file.value(key.name, settings.*key.value).toBool();
    return settings;
}

QString NoticeSettings::write(const QString &folder) const
{
    if (folder.isEmpty())
        return {};
    const QString name = fileIn(folder);
    bool good = archive::makePrivateFolder(folder) && archive::makePrivateFile(name);
    if (good) {
        QSettings file(name, QSettings::IniFormat);
        for (const Key &key : keys())
            file.setValue(key.name, this->*key.value);
        file.sync();
        good = file.status() == QSettings::NoError && archive::makePrivateFile(name);
    }
    return good ? QString()
                : QCoreApplication::translate("NoticeSettings", "The choice of notifications can not be kept in %1.")
                      .arg(name);
}

} // namespace waldesk::session

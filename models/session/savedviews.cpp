// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/savedviews.h"

#include "models/archive/privatefiles.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::session
{

using domain::SavedView;

namespace
{

constexpr int Version = 1; ///< of the file; a higher one is a later program's
constexpr qint64 LargestFile = 4 << 20;
constexpr int LockMs = 2'000;

bool sameName(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

SavedViews::SavedViews(QString folder, QObject *parent)
    : QObject(parent), m_file(folder.isEmpty() ? QString() : QDir(folder).filePath(u"views.json"_s)), m_watch({m_file})
{
    connect(&m_watch, &archive::FileWatch::written, this, &SavedViews::reload);
    read();
    publish();
}

const SavedView *SavedViews::find(const QString &name) const
{
    const auto found = std::ranges::find_if(m_views, [&](const SavedView &view) { return sameName(view.name, name); });
    return found == m_views.end() ? nullptr : &*found;
}

const SavedView *SavedViews::findLine(const QString &line) const
{
    const auto wanted = SavedView{{}, line, false}.query();
    const auto found = std::ranges::find_if(
        m_views, [&](const SavedView &view) { return view.line == line || (wanted && view.query() == wanted); });
    return found == m_views.end() ? nullptr : &*found;
}

void SavedViews::read()
{
    m_entries.clear();
    m_object = {};
    m_trouble.clear();
    m_damaged = false;
    m_mayWrite = true;
    if (m_file.isEmpty())
        return;
    QFile file(m_file);
    if (!file.exists())
        return;
    if (!QFileInfo(m_file).isFile() || !file.open(QIODevice::ReadOnly)) {
        m_mayWrite = false;
        m_trouble = tr("The saved views in %1 can not be read: %2.").arg(m_file, file.errorString());
        return;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(LargestFile), &error);
    const QJsonValue list = document.object().value("views"_L1);
    const int version = document.object().value("version"_L1).toInt(Version);
    if (error.error != QJsonParseError::NoError || !document.isObject() || (version <= Version && !list.isArray())) {
        m_damaged = true;
        m_trouble =
            tr("The file of saved views %1 is damaged. It is kept under another name as soon as a view is saved.")
                .arg(m_file);
        return;
    }
    if (version > Version) {
        m_mayWrite = false;
        m_trouble = tr("The saved views in %1 were written by a later version of Waldesk. They are left as they are: "
                       "changes are not saved.")
                        .arg(m_file);
    }
    m_object = document.object();
    for (const QJsonValue &value : list.toArray()) {
        Entry entry;
        entry.kept = value.toObject();
        entry.view.name = SavedView::tidyName(entry.kept.value("name"_L1).toString());
        entry.view.line = entry.kept.value("query"_L1).toString();
        entry.view.notify = entry.kept.value("notify"_L1).toBool();
        entry.understood = entry.kept.value("query"_L1).isString() && !entry.view.name.isEmpty() &&
                           entryOf(m_entries, entry.view.name) == m_entries.end();
        m_entries.push_back(std::move(entry));
    }
}

void SavedViews::publish()
{
    std::vector<SavedView> views;
    for (const Entry &entry : m_entries) {
        if (entry.understood)
            views.push_back(entry.view);
    }
    if (views == m_views)
        return;
    m_views = std::move(views);
    emit changed();
}

void SavedViews::reload()
{
    read();
    publish();
}

std::vector<SavedViews::Entry>::iterator SavedViews::entryOf(std::vector<Entry> &entries, const QString &name)
{
    return std::ranges::find_if(
        entries, [&](const Entry &entry) { return entry.understood && sameName(entry.view.name, name); });
}

QString SavedViews::change(const Change &apply)
{
    if (m_file.isEmpty()) {
        std::vector<Entry> entries = m_entries;
        QString refused = apply(entries);
        if (refused.isEmpty())
            m_entries = std::move(entries);
        publish();
        return refused;
    }
    if (!archive::makePrivateFolder(QFileInfo(m_file).absolutePath()))
        return tr("The views can not be saved in %1: the folder can not be made.").arg(m_file);
    // Between reading and writing no other window of this profile may write.
    QLockFile lock(m_file + u".lock"_s);
    if (!lock.tryLock(LockMs))
        return tr("The views can not be saved in %1: another window is writing it.").arg(m_file);
    read();
    if (!m_mayWrite) {
        publish();
        return m_trouble;
    }
    std::vector<Entry> entries = m_entries;
    QString refused = apply(entries);
    if (refused.isEmpty() && m_damaged)
        refused = putAside();
    if (refused.isEmpty())
        refused = write(entries);
    if (refused.isEmpty())
        m_entries = std::move(entries);
    publish();
    return refused;
}

QString SavedViews::putAside()
{
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMddTHHmmsszzz"_s);
    const QString aside = m_file + u".broken-"_s + time;
    if (!QFile::rename(m_file, aside))
        return tr("The file of saved views %1 is damaged and can not be put aside.").arg(m_file);
    m_damaged = false;
    m_trouble = tr("The file of saved views was damaged; it is kept as %1.").arg(aside);
    return {};
}

QString SavedViews::write(const std::vector<Entry> &entries)
{
    QJsonArray list;
    for (const Entry &entry : entries) {
        QJsonObject object = entry.kept;
        if (entry.understood) {
            object["name"_L1] = entry.view.name;
            object["query"_L1] = entry.view.line;
            object["notify"_L1] = entry.view.notify;
        }
        list.append(object);
    }
    QJsonObject object = m_object;
    object["version"_L1] = Version;
    object["views"_L1] = list;
    QSaveFile out(m_file);
    const bool good = out.open(QIODevice::WriteOnly) && out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                      out.write(QJsonDocument(object).toJson()) >= 0 && out.commit();
    if (!good)
        return tr("The views can not be saved in %1: %2.").arg(m_file, out.errorString());
    m_object = object;
    return {};
}

QString SavedViews::add(SavedView view)
{
    return insert(qsizetype(m_entries.size()) + 1, std::move(view));
}

QString SavedViews::insert(qsizetype at, SavedView view)
{
    view.name = SavedView::tidyName(view.name);
    if (view.name.isEmpty())
        return tr("A view needs a name.");
    return change([&](std::vector<Entry> &entries) {
        if (const auto taken = entryOf(entries, view.name); taken != entries.end())
            return tr("There is a view “%1” already: choose another name.").arg(taken->view.name);
        const auto place = std::clamp<qsizetype>(at, 0, qsizetype(entries.size()));
        entries.insert(entries.begin() + place, Entry{view, {}, true});
        return QString();
    });
}

QString SavedViews::replace(const SavedView &view)
{
    return change([&](std::vector<Entry> &entries) {
        const auto entry = entryOf(entries, view.name);
        if (entry == entries.end())
            return tr("There is no view “%1” any more.").arg(view.name);
        entry->view.line = view.line;
        entry->view.notify = view.notify;
        return QString();
    });
}

QString SavedViews::rename(const QString &name, const QString &to)
{
    const QString tidy = SavedView::tidyName(to);
    if (tidy.isEmpty())
        return tr("A view needs a name.");
    return change([&](std::vector<Entry> &entries) {
        const auto entry = entryOf(entries, name);
        if (entry == entries.end())
            return tr("There is no view “%1” any more.").arg(name);
        if (const auto taken = entryOf(entries, tidy); taken != entries.end() && taken != entry)
            return tr("There is a view “%1” already: choose another name.").arg(taken->view.name);
        entry->view.name = tidy;
        return QString();
    });
}

QString SavedViews::setNotify(const QString &name, bool notify)
{
    return change([&](std::vector<Entry> &entries) {
        const auto entry = entryOf(entries, name);
        if (entry == entries.end())
            return tr("There is no view “%1” any more.").arg(name);
        entry->view.notify = notify;
        return QString();
    });
}

QString SavedViews::move(const QString &name, qsizetype to)
{
    return change([&](std::vector<Entry> &entries) {
        const auto found = entryOf(entries, name);
        if (found == entries.end())
            return tr("There is no view “%1” any more.").arg(name);
        const Entry entry = *found;
        entries.erase(found);
        // `to` counts what is understood: the other entries stay where they stand among them.
        auto place = entries.begin();
        for (qsizetype passed = 0; place != entries.end(); ++place) {
            if (place->understood && passed++ == to)
                break;
        }
        entries.insert(to < 0 ? entries.begin() : place, entry);
        return QString();
    });
}

QString SavedViews::remove(const QString &name)
{
    return change([&](std::vector<Entry> &entries) {
        const auto entry = entryOf(entries, name);
        if (entry != entries.end())
            entries.erase(entry);
        return QString();
    });
}

} // namespace waldesk::session

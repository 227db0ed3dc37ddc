// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/bulkfolder.h"

#include "models/archive/privatefiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QPointer>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::archive
{
namespace
{

constexpr qint64 LargestRecord = 256 << 20;

BulkFolder::Saved failure(const QString &file, const QString &reason)
{
    return QCoreApplication::translate("waldesk::archive::BulkFolder",
                                       "What is about to be done can not be kept in %1: %2.")
        .arg(QDir::toNativeSeparators(file), reason);
}

BulkFolder::Saved writeRecord(const QString &file, const QByteArray &json)
{
    // QSaveFile takes the mode of the file that it replaces.
    if (!makePrivateFile(file))
        return failure(file, qt_error_string());
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(json) != json.size() || !out.commit())
        return failure(file, out.errorString());
    return domain::Nothing{};
}

std::optional<BulkRecord> readRecord(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly) || file.size() > LargestRecord)
        return std::nullopt;
    return BulkRecord::fromJson(file.readAll());
}

} // namespace

BulkFolder::BulkFolder(QString folder, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)),
      m_locks(std::make_shared<QHash<QString, std::shared_ptr<QLockFile>>>())
{
    m_thread.setMaxThreadCount(1);
}

BulkFolder::~BulkFolder()
{
    m_thread.waitForDone();
    m_locks->clear();
}

QString BulkFolder::fileOf(const QString &id) const
{
    return m_folder + u'/' + id + u".json"_s;
}

bool BulkFolder::lock(const QString &id)
{
    auto file = std::make_shared<QLockFile>(m_folder + u'/' + id + u".lock"_s);
    file->setStaleLockTime(0); // a run may take hours; a process that has ended is told by its number
    if (!file->tryLock(0))
        return false;
    m_locks->insert(id, file);
    return true;
}

void BulkFolder::save(const BulkRecord &record, QObject *context, std::function<void(const Saved &)> handler)
{
    m_thread.start([this, record, alive = QPointer(context), handler = std::move(handler)] {
        const QString file = fileOf(record.id);
        Saved saved = makePrivateFolder(m_folder) && lock(record.id) ? writeRecord(file, record.toJson())
                                                                     : failure(file, qt_error_string());
        QMetaObject::invokeMethod(
            this,
            [alive, handler, saved] {
                if (alive)
                    handler(saved);
            },
            Qt::QueuedConnection);
    });
}

void BulkFolder::remove(const QString &id)
{
    m_thread.start([this, id] {
        if (!m_locks->contains(id))
            return;
        QFile::remove(fileOf(id));
        m_locks->remove(id);
    });
}

void BulkFolder::takeAbandoned(QObject *context, std::function<void(const std::vector<BulkRecord> &)> handler)
{
    m_thread.start([this, alive = QPointer(context), handler = std::move(handler)] {
        std::vector<BulkRecord> found;
        const QStringList names = QDir(m_folder).entryList({u"*.json"_s}, QDir::Files);
        for (const QString &name : names) {
            const QString id = name.chopped(5);
            if (m_locks->contains(id) || !lock(id))
                continue;
            auto record = readRecord(fileOf(id));
            if (record && record->id == id) {
                found.push_back(std::move(*record));
                continue;
            }
            QFile::remove(fileOf(id) + u".damaged"_s);
            QFile::rename(fileOf(id), fileOf(id) + u".damaged"_s);
            m_locks->remove(id);
        }
        std::ranges::sort(found, {}, &BulkRecord::time);
        QMetaObject::invokeMethod(
            this,
            [alive, handler, found] {
                if (alive)
                    handler(found);
            },
            Qt::QueuedConnection);
    });
}

} // namespace waldesk::archive

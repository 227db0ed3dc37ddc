// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/bulkrecord.h"
#include "models/domain/result.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

class QLockFile;

namespace waldesk::archive
{

/// The folder of the records of changes of many requests: one file each, for this user alone, written whole and synced
/// or not at all. A record belongs to the process that saved it as long as that process lives; another one's is left
/// alone. Files are touched on a thread of its own; handlers run on the thread that owns the folder, never before the
/// call returns, never after their context died. Destroying it waits for what was begun, and gives the records back to
/// the next start.
class BulkFolder : public QObject
{
    Q_OBJECT
public:
    using Saved = domain::Result<domain::Nothing, QString>;

    explicit BulkFolder(QString folder, QObject *parent = nullptr);
    ~BulkFolder() override;

    /// Failure is one sentence; what the record announces must then not be begun.
    void save(const BulkRecord &record, QObject *context, std::function<void(const Saved &)> handler);
    void remove(const QString &id); ///< each row has its result
    /// Those that a process left behind which does not run any more, oldest first; they belong to this one now. A file
    /// that can not be read is set aside.
    void takeAbandoned(QObject *context, std::function<void(const std::vector<BulkRecord> &)> handler);

private:
    [[nodiscard]] QString fileOf(const QString &id) const;
    [[nodiscard]] bool lock(const QString &id); ///< on the thread of the pool

    QString m_folder;
    QThreadPool m_thread;                                                ///< of one thread
    std::shared_ptr<QHash<QString, std::shared_ptr<QLockFile>>> m_locks; ///< touched on the thread of the pool alone
};

} // namespace waldesk::archive

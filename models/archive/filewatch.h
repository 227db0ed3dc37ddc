// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QTimer>

namespace waldesk::archive
{

/// Tells that a file was written, by this process or another one: looked for each second by its time and its size, as
/// the folder may be on a file system that tells nobody. For files that are replaced as a whole.
class FileWatch : public QObject
{
    Q_OBJECT
public:
    /// It need not exist. Empty: nothing is watched.
    explicit FileWatch(QString file, QObject *parent = nullptr);

signals:
    void written(); ///< or removed

private:
    struct State {
        QDateTime time; ///< invalid: it is not there
        qint64 size = -1;
        friend bool operator==(const State &, const State &) = default;
    };
    [[nodiscard]] State look() const;

    QString m_file;
    State m_known;
    QTimer m_timer;
};

} // namespace waldesk::archive

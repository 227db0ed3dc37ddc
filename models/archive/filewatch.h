// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <filesystem>
#include <utility>
#include <vector>

namespace waldesk::archive
{

/// Tells that one of some files was written, by this process or another one: looked for each second by time and size,
/// as the folder may be on a file system that tells nobody.
class FileWatch : public QObject
{
    Q_OBJECT
public:
    /// They need not exist. Empty names are not watched.
    explicit FileWatch(const QStringList &files, QObject *parent = nullptr);

signals:
    void written(); ///< or removed

private:
    struct State {
        std::filesystem::file_time_type time;
        qint64 size = -1; ///< bytes; -1: it is not there
        friend bool operator==(const State &, const State &) = default;
    };
    [[nodiscard]] static State look(const std::filesystem::path &file);
    void lookAtAll();

    std::vector<std::pair<std::filesystem::path, State>> m_known;
    QTimer m_timer;
};

} // namespace waldesk::archive

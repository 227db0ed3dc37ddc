// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/filewatch.h"

#include <QFile>

#include <chrono>
#include <system_error>
#include <utility>

namespace waldesk::archive
{

namespace
{

constexpr int LookMs = 1'000;
// What was written so lately is told again with the next look: two writes within a tick of the file system's clock have
// the same time, and a writer that was held up may publish later what it has written (the index of SQLite's log).
constexpr std::chrono::seconds Lately(2);

} // namespace

FileWatch::FileWatch(const QStringList &files, QObject *parent) : QObject(parent)
{
    for (const QString &name : files) {
        if (name.isEmpty())
            continue;
        const std::filesystem::path file(QFile::encodeName(name).toStdString());
        m_known.emplace_back(file, look(file));
    }
    if (m_known.empty())
        return;
    connect(&m_timer, &QTimer::timeout, this, &FileWatch::lookAtAll);
    m_timer.start(LookMs);
}

void FileWatch::lookAtAll()
{
    bool isWritten = false;
    for (auto &[file, known] : m_known) {
        const State now = look(file);
        isWritten |= std::exchange(known, now) != now;
    }
    if (isWritten)
        emit written();
}

// Not QFileInfo: its times are of the local time zone, which is read from the disk at each look.
FileWatch::State FileWatch::look(const std::filesystem::path &file)
{
    std::error_code isMissing;
    const auto size = std::filesystem::file_size(file, isMissing);
    if (isMissing)
        return {};
    const auto time = std::filesystem::last_write_time(file, isMissing);
    if (isMissing)
        return {};
    const auto now = std::filesystem::file_time_type::clock::now();
    const bool isFresh = time <= now && now - time < Lately;
    return {isFresh ? now : time, static_cast<qint64>(size)};
}

} // namespace waldesk::archive

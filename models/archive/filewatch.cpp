// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/filewatch.h"

#include <QFileInfo>

#include <utility>

namespace waldesk::archive
{

namespace
{

constexpr int LookMs = 1'000;

} // namespace

FileWatch::FileWatch(QString file, QObject *parent) : QObject(parent), m_file(std::move(file)), m_known(look())
{
    if (m_file.isEmpty())
        return;
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const State now = look();
        if (std::exchange(m_known, now) != now)
            emit written();
    });
    m_timer.start(LookMs);
}

FileWatch::State FileWatch::look() const
{
    const QFileInfo file(m_file);
    return file.exists() ? State{file.lastModified(), file.size()} : State();
}

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/sqlitefile.h"
#include "models/domain/habit.h"

namespace waldesk::archive
{

/// What the requests of an open file tell of an offering: its newest domain::HabitSample Done requests, which are those
/// that the server is asked for where the file has too few. Throws what SQLite throws.
[[nodiscard]] domain::KeptHabit keptHabit(SQLite::Database &database, const domain::Uuid &offering);

/// The same for a command that has no window: reads the file of requests seen as it stands, creates none, brings none
/// to a newer schema and puts none aside. Blocks for as long as the reading takes; lives on one thread.
class KeptHabits
{
public:
    /// @p tokenMark: as RowArchive::Options says.
    explicit KeptHabits(QString file, qint64 tokenMark = 0);
    ~KeptHabits();

    /// Not enough where there is no file, where it cannot be read, or where it was used with another token last, and so
    /// may be another account's: the server tells.
    [[nodiscard]] domain::KeptHabit of(const domain::Uuid &offering);

private:
    [[nodiscard]] bool open();

    QString m_file;
    qint64 m_tokenMark;
    std::unique_ptr<SQLite::Database> m_database;
    bool m_tried = false;
};

} // namespace waldesk::archive

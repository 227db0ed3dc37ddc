// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/kepthabits.h"

#include "models/archive/rowdatabase.h"

#include <QFile>

#include <SQLiteCpp/SQLiteCpp.h>

namespace waldesk::archive
{

namespace
{

/// A window may be writing; a command waits for it no longer than this.
constexpr int WaitMs = 2'000;

} // namespace

domain::KeptHabit keptHabit(SQLite::Database &database, const domain::Uuid &offering)
{
    // As the server lists them: by creation, Done alone. What is open or failed is not in the sample.
    SQLite::Statement rows(database, "SELECT created, started, finished FROM request WHERE state = 'Done' AND "
                                     "offering = (SELECT id FROM offering WHERE uuid = ?1) "
                                     "ORDER BY created DESC LIMIT ?2");
    rows.bind(1, offering.bytes().data(), int(offering.bytes().size()));
    rows.bind(2, domain::HabitSample);
    const auto timeAt = [&rows](int column) -> std::optional<domain::Timestamp> {
        if (rows.getColumn(column).isNull())
            return std::nullopt;
        return domain::Timestamp{rows.getColumn(column).getInt64()};
    };
    domain::HabitBuilder builder;
    int done = 0;
    for (; rows.executeStep(); ++done)
        builder.add(domain::State::Done, {rows.getColumn(0).getInt64()}, timeAt(1), timeAt(2));
    domain::KeptHabit kept{builder.habit(), done == domain::HabitSample};
    if (!kept.isEnough) {
        SQLite::Statement whole(database, "SELECT 1 FROM meta WHERE name = 'created_from' AND value = ?1");
        whole.bind(1, int64_t(KeptCoverage::Everything));
        kept.isEnough = whole.executeStep();
    }
    return kept;
}

KeptHabits::KeptHabits(QString file, qint64 tokenMark) : m_file(std::move(file)), m_tokenMark(tokenMark)
{
}

KeptHabits::~KeptHabits() = default;

bool KeptHabits::open()
{
    if (std::exchange(m_tried, true) || !QFile::exists(m_file))
        return m_database != nullptr;
    auto database =
        std::make_unique<SQLite::Database>(QFile::encodeName(m_file).toStdString(), SQLite::OPEN_READWRITE, WaitMs);
    // What a newer version keeps may mean something else.
    const int version = database->execAndGet("PRAGMA user_version").getInt();
    if (version >= 1 && version <= RowDatabase::SchemaVersion)
        m_database = std::move(database);
    return m_database != nullptr;
}

domain::KeptHabit KeptHabits::of(const domain::Uuid &offering)
{
    try {
        if (!open())
            return {};
        // One snapshot with whose it is: a window may claim the file for another account.
        const SQLite::Transaction transaction(*m_database);
        const bool isDoubtful = OwnerStamp::isDoubtful(OwnerStamp::read(*m_database), m_tokenMark);
        return isDoubtful ? domain::KeptHabit() : keptHabit(*m_database, offering);
    } catch (const SQLite::Exception &) {
        // A window says what is wrong with the file, and mends it; here the server is asked instead.
        m_database.reset();
        return {};
    }
}

} // namespace waldesk::archive

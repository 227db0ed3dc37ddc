// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/ownerstamp.h"

#include "models/archive/sqlitevalues.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace waldesk::archive
{

std::optional<KeptOwner> OwnerStamp::read(SQLite::Database &database)
{
    if (!database.tableExists("owner"))
        return std::nullopt;
    SQLite::Statement read(database, "SELECT person, token_mark FROM owner");
    if (!read.executeStep())
        return std::nullopt;
    return KeptOwner{uuidOf(read.getColumn(0)), read.getColumn(1).getInt64()};
}

bool OwnerStamp::claim(const std::function<void()> &forget)
{
    // Most starts change nothing, and then need no lock for writing.
    m_isUnclaimed = m_user.has_value();
    if (!m_user || read(m_file.database()) == m_user) {
        m_isUnclaimed = false;
        return false;
    }
    SQLite::Transaction transaction(m_file.database(), SQLite::TransactionBehavior::IMMEDIATE);
    // Read again under the lock: another process may have claimed it, and written, meanwhile.
    const std::optional<KeptOwner> before = read(m_file.database());
    const bool isOther = before && before->person != m_user->person;
    if (isOther)
        forget();
    write();
    transaction.commit();
    m_isUnclaimed = false;
    return isOther;
}

void OwnerStamp::write()
{
    SQLite::Statement write(m_file.database(), "INSERT INTO owner (id, person, token_mark) VALUES (1, ?1, ?2) "
                                               "ON CONFLICT (id) DO UPDATE SET person = ?1, token_mark = ?2");
    bindUuid(write, 1, m_user->person);
    write.bind(2, int64_t(m_user->tokenMark));
    write.exec();
}

bool OwnerStamp::isOfAnother()
{
    if (!m_user)
        return false;
    const std::optional<KeptOwner> kept = read(m_file.database());
    return kept && kept->person != m_user->person;
}

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/sqlitevalues.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>

namespace waldesk::archive
{

void bindTime(SQLite::Statement &statement, int at, const std::optional<domain::Timestamp> &time)
{
    if (time)
        statement.bind(at, int64_t(time->microseconds));
    else
        statement.bind(at);
}

void bindUuid(SQLite::Statement &statement, int at, const domain::Uuid &uuid)
{
    statement.bind(at, uuid.bytes().data(), int(uuid.bytes().size()));
}

QByteArray bytesOf(const SQLite::Column &column)
{
    const void *const bytes = column.getBlob(); // before the size, as SQLite asks for
    return {static_cast<const char *>(bytes), column.getBytes()};
}

domain::Uuid uuidOf(const SQLite::Column &column)
{
    std::array<quint8, 16> bytes{};
    const auto *const kept = static_cast<const quint8 *>(column.getBlob());
    std::copy_n(kept, std::min<size_t>(size_t(column.getBytes()), bytes.size()), bytes.begin());
    return domain::Uuid::fromBytes(bytes);
}

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/sqlitefile.h"
#include "models/domain/uuid.h"

#include <QtGlobal>

#include <functional>
#include <optional>

namespace waldesk::archive
{

/// Whose account a file belongs to: what one account may see is nothing for another. The mark is
/// api::Connection::tokenMark().
struct KeptOwner {
    domain::Uuid person; ///< of users/me
    qint64 tokenMark = 0;
    friend bool operator==(const KeptOwner &, const KeptOwner &) = default;
};

/// The table `owner` of a file of what was seen, and the account that this process uses the file for. The rule is that
/// of docs/archive.md, "Whose requests". Lives as long as the file, on its thread; what it asks of a file that is open
/// throws what SQLite throws.
class OwnerStamp
{
public:
    /// The step of a SqliteFile::Schema that makes the table. A file of before has no stamp, and is of who claims it
    /// first.
    static constexpr const char *Table = "CREATE TABLE owner (id INTEGER PRIMARY KEY CHECK (id = 1), "
                                         "person BLOB NOT NULL, token_mark INTEGER NOT NULL)";

    explicit OwnerStamp(SqliteFile &file) : m_file(file) {}

    /// nullopt: nobody has claimed the file, or it is of a version that had no stamp.
    [[nodiscard]] static std::optional<KeptOwner> read(SQLite::Database &database);
    /// Another token was used last, so the file may be another account's. 0: whoever it is.
    [[nodiscard]] static bool isDoubtful(const std::optional<KeptOwner> &before, qint64 tokenMark)
    {
        return tokenMark != 0 && before && before->tokenMark != tokenMark;
    }

    [[nodiscard]] const std::optional<KeptOwner> &user() const { return m_user; }
    void setUser(const KeptOwner &user) { m_user = user; } ///< claims nothing; also while the file is closed
    /// Stamps the file for user(). True: it was of another account, and @p forget, which runs in the same transaction,
    /// has deleted what that account saw. Throws when another process holds the file: isUnclaimed() then. What
    /// is written before it is claimed is of who claimed it before or, where nobody has, of who claims it next.
    [[nodiscard]] bool claim(const std::function<void()> &forget);
    [[nodiscard]] bool isUnclaimed() const { return m_isUnclaimed; }
    /// The file is of another account than user(): another process has claimed it, or claim() failed. Asked in the
    /// transaction of what depends on it.
    [[nodiscard]] bool isOfAnother();

private:
    void write();

    SqliteFile &m_file;
    std::optional<KeptOwner> m_user;
    bool m_isUnclaimed = false;
};

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/answers.h"
#include "models/api/httperrors.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace waldesk::api
{

/// Equal words share one QString: a page of a hundred rows names a handful of offerings.
class NamePool
{
public:
    [[nodiscard]] QString shared(std::string_view utf8);

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, QString, Hash, std::equal_to<>> m_names;
};

/// Rows with what could not be read of them; page number and headers are the caller's.
using DecodedRows = std::variant<Page, Unreadable>;
using DecodedRow = std::variant<OneRequest, Unreadable>;

/// Turns the server's JSON into requests (contract 1.1 and 9): unknown members and states are fine, missing ones too
/// where a row can live without; a row that can not be read is skipped with a sentence and leaves the others alone.
/// Keeps its buffers from page to page. Not for two threads at once.
class RowDecoder
{
public:
    RowDecoder();
    ~RowDecoder();

    /// rowsBefore: of the list, before this page; a skipped row is named by its place in the list.
    [[nodiscard]] DecodedRows rows(QByteArray body, bool keepRaw, qint64 rowsBefore = 0);
    /// The same without a copy of the body, which stays with the caller; what was mended in it is mended there.
    [[nodiscard]] DecodedRows rowsIn(QByteArray &body, bool keepRaw, qint64 rowsBefore = 0);
    [[nodiscard]] DecodedRow row(const QByteArray &body);
    /// Makes the names of rows that were decoded elsewhere share those of this decoder.
    void adopt(std::vector<domain::Request> &rows);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::api

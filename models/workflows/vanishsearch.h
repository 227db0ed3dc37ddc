// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// Finds what a delta can not tell: rows that were deleted (with their offering) or may no longer be seen, and rows
/// that may be seen now though nobody changed them. The server's count under a filter is compared with what is known;
/// only a difference starts a search, which halves the time of creation down to the one page that differs, and asks
/// once for each offering that lost a row whether it has any left. So one lost offering costs about log2(rows / 50) + 6
/// small requests, whatever is known. Only lower bounds of `created` are asked for: every server knows them. One search
/// at a time. Owned by who asks; destroying it ends the search.
class VanishSearch : public QObject
{
    Q_OBJECT
public:
    struct Found {
        std::vector<tables::RowIndex> lost;
        /// There, and not known; also rows that were created meanwhile, which a delta tells of.
        std::vector<domain::Request> unknown;
        int requests = 0;      ///< what it cost
        bool isUnread = false; ///< there are rows and none is known: this is a list to read, not a difference
        bool agrees = false;   ///< in the end the counts were equal
    };
    using Handler = std::function<void(const api::Result<Found> &)>;

    VanishSearch(api::WaldurClient &client, const tables::RequestStore &store, QObject *parent = nullptr);
    ~VanishSearch() override;

    /// known: every row of the store that the server should list under the filter. The handler runs once, later,
    /// unless this dies. unequal: where the totals may agree, as many came as went, but the rows created since then
    /// were counted and did not; the search begins there.
    void start(const domain::ListFilter &filter, std::vector<tables::RowIndex> known, Handler handler,
               const std::optional<domain::Timestamp> &unequal = std::nullopt);
    [[nodiscard]] bool isRunning() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows

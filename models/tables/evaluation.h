// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/roworder.h"

#include <functional>
#include <optional>
#include <vector>

namespace waldesk::tables
{

/// Works out which rows are shown, in which order: rows are asked in the order they will stand in where that is by
/// `created`, so the first matches are there first; else all matches are sorted at the end. Cut into slices.
class Evaluation
{
public:
    /// Adds what it cost to its second argument.
    using Passes = std::function<bool(RowIndex, size_t &)>;

    /// newestFirst must not change while this lives.
    Evaluation(const std::vector<RowIndex> &newestFirst, RowOrder &order, Passes passes);

    /// For a few milliseconds; true when it is done.
    bool runSlice();
    /// Whether what takeMatches() gives can be shown before everything is done.
    [[nodiscard]] bool isInOrder() const { return m_order.byCreated(); }
    [[nodiscard]] bool hasMatches() const { return !m_matches.empty(); }
    /// Those found since the last time; sorted. Not in order: only when done.
    [[nodiscard]] std::vector<RowIndex> takeMatches();

private:
    [[nodiscard]] bool visitSome();

    const std::vector<RowIndex> &m_newestFirst;
    RowOrder &m_order;
    Passes m_passes;
    std::vector<RowIndex> m_matches;
    std::optional<RowSort> m_sort;
    size_t m_next = 0;
    bool m_done = false;
};

} // namespace waldesk::tables

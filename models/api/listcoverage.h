// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <array>
#include <optional>
#include <vector>

namespace waldesk::api
{

/// Proves that the pages of a list that changed while it was read leave no gap. The order of the list is fixed (a
/// request keeps its creation time), so each answer is a stretch of it that was complete when it was read. Two
/// stretches that share a row cover what lies between them; two that share none may have a row between them that moved
/// over the border. A value owned by the walk; knows nothing of the network.
class ListCoverage
{
public:
    using Stretch = quint32;
    struct Gap {
        Stretch before = 0;
        Stretch after = 0;
        qint64 position = 0; ///< where in the list the border was when it was last read
        qint64 stride = 0;   ///< of who looks for it: how far the last miss went on; negative: to the beginning
    };
    enum class Found : quint8 {
        Closed, ///< no gap any more
        Before, ///< it joins what stands before the gap: go on at its end
        After,  ///< it joins what stands after the gap: go on at its beginning
        Above,  ///< it lies elsewhere, nearer to the beginning of the list
        Below,  ///< it lies elsewhere, nearer to the end of the list
        Between ///< it lies inside the gap and was put there
    };

    explicit ListCoverage(bool newestFirst) : m_newestFirst(newestFirst) {}

    /// Takes the rows of one answer, which begins at this position of the list. fresh tells for each row whether it was
    /// not known; a nil uuid is always fresh. rows may not be empty.
    Stretch add(const std::vector<domain::Request> &rows, qint64 position, std::vector<bool> &fresh);
    void append(Stretch stretch) { m_chain.push_back(stretch); }
    void prepend(Stretch stretch) { m_chain.insert(m_chain.begin(), stretch); }

    /// Borders between neighbours that share no row, in the order of the list.
    [[nodiscard]] std::vector<Gap> gaps() const;
    /// What an answer that was read to close the gap has shown.
    Found judge(const Gap &gap, Stretch answer);
    [[nodiscard]] qint64 beginOf(Stretch stretch) const { return m_stretches[stretch].begin; }
    [[nodiscard]] qint64 endOf(Stretch stretch) const { return m_stretches[stretch].end; }

    [[nodiscard]] bool contains(const domain::Uuid &uuid) const { return m_rows.find(uuid) != nullptr; }
    [[nodiscard]] qint64 size() const { return m_rows.size(); } ///< distinct rows

private:
    /// Every row of a list is looked up in it once: flat, for one cache miss a row; cut into parts that grow one by
    /// one, so that a million rows never wait for the moment in which all of them move.
    class RowMap
    {
    public:
        /// The stretch of the row, or the given one after it was put there.
        Stretch insert(const domain::Uuid &uuid, Stretch stretch);
        [[nodiscard]] const Stretch *find(const domain::Uuid &uuid) const;
        [[nodiscard]] qint64 size() const { return m_size; }

    private:
        struct Cell {
            domain::Uuid uuid; ///< nil: free
            Stretch stretch = 0;
        };
        struct Part {
            std::vector<Cell> cells; ///< a power of two
            size_t used = 0;
        };
        static size_t hashOf(const domain::Uuid &uuid);
        static size_t placeOf(const std::vector<Cell> &cells, const domain::Uuid &uuid, size_t hash);
        static void grow(Part &part);

        std::array<Part, 256> m_parts;
        qint64 m_size = 0;
    };
    struct Read {
        Stretch parent = 0; ///< itself, or one that it shares a row with
        domain::Timestamp first;
        domain::Timestamp last;
        qint64 begin = 0;
        qint64 end = 0;
    };

    [[nodiscard]] Stretch rootOf(Stretch stretch) const;
    void unite(Stretch a, Stretch b);
    [[nodiscard]] bool isBefore(domain::Timestamp a, domain::Timestamp b) const
    {
        return m_newestFirst ? a > b : a < b;
    }

    bool m_newestFirst;
    RowMap m_rows;
    std::vector<Read> m_stretches;
    std::vector<Stretch> m_chain; ///< in the order of the list
};

} // namespace waldesk::api

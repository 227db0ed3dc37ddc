// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <optional>
#include <vector>

namespace waldesk::tables
{

/// A set of 32-bit indices found by the hash of what they stand for; 4 to 8 bytes an entry. Keys are kept elsewhere,
/// so the caller says whether an index is the one that is sought, and what an index hashes to when a shard grows. Cut
/// into shards that grow one by one: no single insertion moves more than a 256th of the entries.
class FlatIndex
{
public:
    template <typename IsIt>
    [[nodiscard]] std::optional<quint32> find(quint64 hash, IsIt isIt) const
    {
        const Shard &shard = m_shards[shardOf(hash)];
        if (shard.cells.empty())
            return std::nullopt;
        const size_t mask = shard.cells.size() - 1;
        for (size_t at = slotOf(hash) & mask; shard.cells[at] != 0; at = (at + 1) & mask) {
            if (isIt(shard.cells[at] - 1))
                return shard.cells[at] - 1;
        }
        return std::nullopt;
    }

    /// The index must not be in the set yet.
    template <typename HashOf>
    void insert(quint64 hash, quint32 index, HashOf hashOf)
    {
        Shard &shard = m_shards[shardOf(hash)];
        if ((shard.used + 1) * 4 > shard.cells.size() * 3)
            grow(shard, hashOf);
        put(shard, hash, index);
    }

    void clear() { m_shards.fill({}); }

    [[nodiscard]] size_t memoryBytes() const
    {
        size_t bytes = sizeof(*this);
        for (const Shard &shard : m_shards)
            bytes += shard.cells.capacity() * sizeof(quint32);
        return bytes;
    }

private:
    struct Shard {
        std::vector<quint32> cells; ///< index + 1; 0: free. A power of two
        size_t used = 0;
    };

    static size_t shardOf(quint64 hash) { return hash >> 56; }
    static size_t slotOf(quint64 hash) { return hash & 0xffffffffU; }

    static void put(Shard &shard, quint64 hash, quint32 index)
    {
        const size_t mask = shard.cells.size() - 1;
        size_t at = slotOf(hash) & mask;
        while (shard.cells[at] != 0)
            at = (at + 1) & mask;
        shard.cells[at] = index + 1;
        ++shard.used;
    }

    template <typename HashOf>
    static void grow(Shard &shard, HashOf hashOf)
    {
        Shard bigger;
        bigger.cells.resize(shard.cells.empty() ? 8 : shard.cells.size() * 2);
        for (const quint32 slot : shard.cells) {
            if (slot != 0)
                put(bigger, hashOf(slot - 1), slot - 1);
        }
        shard = std::move(bigger);
    }

    std::array<Shard, 256> m_shards;
};

} // namespace waldesk::tables

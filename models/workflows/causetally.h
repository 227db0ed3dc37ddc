// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/causegroup.h"
#include "models/tables/compiledfilter.h"
#include "models/workflows/causejudge.h"

#include <QTimeZone>

#include <limits>
#include <vector>

namespace waldesk::workflows
{

/// What rows are counted by: one for all groups, made anew when the clock, the period, the zone or the query changes.
struct TallyFrame {
    qint64 now = 0;                ///< microseconds
    qint64 from = 0;               ///< where the period begins
    std::vector<qint64> barStarts; ///< ascending, the first at `from`: hours or days of the period
    bool barsAreHours = false;
    std::shared_ptr<tables::CompiledFilter> filter; ///< null: every row passes

    /// The period in hours, or in days of a zone where it is longer than a day and a half.
    void setPeriod(domain::Timestamp begin, domain::Timestamp end, const QTimeZone &zone);
};

/// When an error happened: finished, and modified where a server left that out.
[[nodiscard]] inline qint64 errorTime(const tables::PackedRow &row)
{
    return row.finished == tables::PackedRow::None ? row.modified : row.finished;
}

/// Everything that is counted over the rows of one group; rows are added one by one, in any order.
class CauseTally
{
public:
    void add(tables::RowIndex index, const tables::PackedRow &row, const TallyFrame &frame, size_t &work);
    void clear() { *this = {}; }

    struct Share {
        tables::OfferingId offering = 0;
        qint64 count = 0;
        qint64 first = std::numeric_limits<qint64>::max();
        qint64 last = std::numeric_limits<qint64>::min();
    };

    [[nodiscard]] bool isEmpty() const { return m_last == std::numeric_limits<qint64>::min(); }
    /// Of several that happened at once the one with the greatest uuid, in whatever order they came.
    [[nodiscard]] tables::RowIndex newest() const { return m_newest; }
    [[nodiscard]] domain::Timestamp last() const { return {m_last}; }
    [[nodiscard]] qint64 countAll() const { return m_all; }               ///< whatever period and query
    [[nodiscard]] const std::vector<Share> &hit() const { return m_hit; } ///< every row, whatever period and query
    /// Times of all rows; rows older than three weeks count for `first` and as one earlier time.
    void fill(CauseEvidence &evidence) const;
    /// What is within period and query.
    void fill(tables::CauseGroup &group) const;
    [[nodiscard]] const std::vector<Share> &shown() const { return m_shown; }
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] qint64 countWithoutQuery() const { return m_inPeriod; }

private:
    /// The errors of one day before now; the last one takes all that is older.
    struct Bucket {
        qint32 daysAgo = 0;
        qint64 first = std::numeric_limits<qint64>::max();
        qint64 last = std::numeric_limits<qint64>::min();
    };
    static constexpr qint64 OldestBucket = 31;

    Bucket &bucketOf(qint32 daysAgo);
    static Share &shareOf(std::vector<Share> &shares, size_t &hint, tables::OfferingId offering);

    qint64 m_first = std::numeric_limits<qint64>::max();
    qint64 m_last = std::numeric_limits<qint64>::min();
    tables::RowIndex m_newest = 0;
    domain::Uuid m_newestUuid;
    std::vector<Bucket> m_buckets; ///< newest day first; those that have errors
    std::vector<Share> m_hit;
    size_t m_hitHint = 0;

    qint64 m_all = 0;
    qint64 m_count = 0;
    qint64 m_inPeriod = 0;
    qint64 m_shownLast = std::numeric_limits<qint64>::min();
    std::vector<int> m_bars;
    std::vector<Share> m_shown;
    size_t m_shownHint = 0;
};

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/listfilter.h"
#include "models/domain/request.h"

#include <QObject>

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace waldesk::tables
{

using RowIndex = quint32;
using TextId = quint32; ///< 0: no error text
using OfferingId = quint32;

/// One row as it is kept: 200 bytes at most with everything that belongs to it but the error text (design, "How fast").
struct PackedRow {
    static constexpr qint64 None = std::numeric_limits<qint64>::min();
    domain::Uuid uuid;
    qint64 created = 0; ///< microseconds since the epoch
    qint64 modified = 0;
    qint64 started = None;
    qint64 finished = None;
    TextId text = 0;
    OfferingId offering = 0;
    domain::State state = domain::State::Unknown;
    quint8 stateWord = 0; ///< interned word of an unknown state
    quint32 read = 0;     ///< domain::ReadOrder::answered; 0: this window has not read it
};

struct KnownOffering {
    domain::Uuid uuid;
    QString name;
};

class RowSet;

/// Where rows that are merged come from. Live: nobody asked for them, the updates of an open window found them. Kept:
/// an earlier window saw them; they are no news, and the server may know better by now.
enum class Origin : quint8 { Asked, Live, Kept };

/// Every known request once. Rows keep their index for ever, also one that is gone from the server; a distinct error
/// (message and traceback) is one immutable text with an id. The bytes of a text that no row has any more are freed
/// after a minute, a few in each turn of the event loop; its id is never given to another text, and a text that comes
/// again gets a new one. Not thread-safe; a copy of a text shares its bytes and may be read on another thread.
class RequestStore : public QObject
{
    Q_OBJECT
public:
    explicit RequestStore(QObject *parent = nullptr);
    ~RequestStore() override;

    struct Merged {
        std::vector<RowIndex> added;
        std::vector<RowIndex> changed;
        std::vector<domain::State> before; ///< of each of changed, in its order; Unknown too for one that was gone
        std::vector<RowIndex> all;         ///< of every row of the input, in its order
        struct SetBack {
            RowIndex row = 0;
            qint64 from = 0; ///< `modified` as it was known, microseconds
        };
        std::vector<SetBack> setBack; ///< those of changed whose `modified` is an earlier one now; by row
        Origin origin = Origin::Asked;
    };
    /// By uuid. A row that is older by `modified` than what is known was overtaken on its way and changes nothing,
    /// unless it was asked for after that had come: then the server was restored from a backup, or a node's clock is
    /// wrong, and it is what is true. Emits merged() once if anything is new. A row that was gone and is there again
    /// has its old index and stands among the changed ones.
    Merged merge(std::span<const domain::Request> rows, Origin origin = Origin::Asked);
    /// Ids for the rows of restore(), until endRestore(); what is known already keeps its id, and an offering its name.
    TextId keepText(const domain::ErrorText &text);
    OfferingId keepOffering(const domain::Uuid &uuid, const QString &name);
    quint8 keepStateWord(const QString &word);
    /// Rows that were kept on this machine, packed: their text, offering and word are ids of this store. One that this
    /// window has read stays as it is, and another that is known unless it is older by `modified`. Emits merged() once
    /// if anything is new.
    Merged restore(std::span<const PackedRow> rows);
    void endRestore(); ///< texts that keepText() was told and no row has may be freed
    /// They are no longer on the server, or may no longer be seen: find() does not find them any more, lists leave them
    /// out. Emits removed() once for those that were not gone.
    void remove(std::span<const RowIndex> rows);
    void clear();
    /// Rows that are gone, and that somebody still shows with their texts: asked for before texts are freed, as long as
    /// the context lives.
    using ShownRows = std::function<std::vector<RowIndex>()>;
    void addShownRows(QObject *context, ShownRows shown);
    void setReleaseInterval(int milliseconds); ///< between two looks for texts to free; default a minute

    [[nodiscard]] RowIndex size() const; ///< indices run from 0 to this; those that are gone are among them
    [[nodiscard]] bool isGone(RowIndex index) const;
    [[nodiscard]] const PackedRow &row(RowIndex index) const;
    /// All that are in this state and not gone, kept as they change: nobody needs to go through all rows for them.
    [[nodiscard]] const RowSet &rowsOf(domain::State state) const;
    [[nodiscard]] RowSet openRows() const; ///< Sent or Processing
    /// All of an offering that are not gone, in ascending order; goes through all rows.
    [[nodiscard]] std::vector<RowIndex> rowsOfOffering(OfferingId offering) const;
    /// As the filter says of request(index), without unpacking it.
    [[nodiscard]] bool matches(RowIndex index, const domain::ListFilter &filter) const;
    [[nodiscard]] std::optional<RowIndex> find(const domain::Uuid &uuid) const; ///< constant time
    /// Unpacked; errors share bytes with the store. When it was asked for is not known any more, when it came is.
    [[nodiscard]] domain::Request request(RowIndex index) const;
    [[nodiscard]] TextId textCount() const;                       ///< ids run from 1 to this
    [[nodiscard]] const domain::ErrorText &text(TextId id) const; ///< empty: freed, no row has it
    [[nodiscard]] qint64 textBytes() const;                       ///< of all texts that are here
    [[nodiscard]] OfferingId offeringCount() const;               ///< ids run from 0
    [[nodiscard]] const KnownOffering &offering(OfferingId id) const;
    [[nodiscard]] QString stateWord(RowIndex index) const;
    /// How many rows of the offering are Sent or Processing, as far as is loaded; in constant time.
    [[nodiscard]] qint64 openCount(const domain::Uuid &offering) const;
    /// Whether any is, but for one row.
    [[nodiscard]] bool hasOpen(const domain::Uuid &offering, const domain::Uuid &except = {}) const;
    [[nodiscard]] size_t memoryBytes() const; ///< rows and index, without the texts; for the benchmark

signals:
    void merged(const waldesk::tables::RequestStore::Merged &change);
    void removed(const std::vector<waldesk::tables::RowIndex> &rows); ///< what was known of them is still readable
    void offeringRenamed(waldesk::tables::OfferingId id);             ///< before merged(), when rows told a newer name
    void cleared();

private:
    void connectRelease();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::tables

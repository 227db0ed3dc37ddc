// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QObject>

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
};

struct KnownOffering {
    domain::Uuid uuid;
    QString name;
};

/// Every known request once. Rows keep their index for ever; a distinct error (message and traceback) is one immutable
/// text with an id. Not thread-safe but for texts: a text's bytes never move and never change once text() gave them, so
/// another thread may read them.
class RequestStore : public QObject
{
    Q_OBJECT
public:
    explicit RequestStore(QObject *parent = nullptr);
    ~RequestStore() override;

    struct Merged {
        std::vector<RowIndex> added;
        std::vector<RowIndex> changed;
        std::vector<RowIndex> all; ///< of every row of the input, in its order
    };
    /// By uuid; a row that is older by `modified` than what is known changes nothing. Emits merged() once if anything
    /// is new.
    Merged merge(std::span<const domain::Request> rows);
    void clear();

    [[nodiscard]] RowIndex size() const;
    [[nodiscard]] const PackedRow &row(RowIndex index) const;
    [[nodiscard]] std::optional<RowIndex> find(const domain::Uuid &uuid) const; ///< constant time
    [[nodiscard]] domain::Request request(RowIndex index) const; ///< unpacked; errors share bytes with the store
    [[nodiscard]] TextId textCount() const;                      ///< ids run from 1 to this
    [[nodiscard]] const domain::ErrorText &text(TextId id) const;
    [[nodiscard]] OfferingId offeringCount() const; ///< ids run from 0
    [[nodiscard]] const KnownOffering &offering(OfferingId id) const;
    [[nodiscard]] QString stateWord(RowIndex index) const;
    /// Whether any row of the offering is Sent or Processing, as far as is loaded.
    [[nodiscard]] bool hasOpen(const domain::Uuid &offering, const domain::Uuid &except = {}) const;
    [[nodiscard]] size_t memoryBytes() const; ///< rows and index, without the texts; for the benchmark

signals:
    void merged(const waldesk::tables::RequestStore::Merged &change);
    void offeringRenamed(waldesk::tables::OfferingId id); ///< before merged(), when rows told a newer name
    void cleared();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::tables

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/errortitle.h"
#include "models/tables/requeststore.h"
#include "models/tables/textsearch.h"

#include <QStringList>
#include <QTimer>

#include <array>
#include <vector>

namespace waldesk::tables
{

/// The newest rows of the store that hold each of some words: in the offering's name, the first line of the error, the
/// state or the uuid. A text is searched once a word, on its bytes; a longer word looks only at texts that had the
/// shorter one. Works in slices of the event loop; a new search drops the one before.
class RowFinder : public QObject
{
    Q_OBJECT
public:
    explicit RowFinder(const RequestStore &store, ErrorTitleOf titles = {}, QObject *parent = nullptr);
    ~RowFinder() override;

    void find(const QStringList &words, size_t most); ///< the first slice is done when it returns
    void cancel();
    [[nodiscard]] bool isSearching() const { return m_slices.isActive(); }
    [[nodiscard]] std::vector<RowIndex> found() const; ///< so far, newest first

signals:
    void foundMore(); ///< found() is another, after find() returned
    void finished();  ///< likewise

private:
    struct Hits;
    [[nodiscard]] Hits hitsOf(const QString &word) const;
    [[nodiscard]] bool textHolds(Hits &hits, TextId id) const;
    [[nodiscard]] bool holds(Hits &hits, const PackedRow &row) const;
    [[nodiscard]] bool newer(RowIndex a, RowIndex b) const;
    bool runSlice(); ///< true: found() is another

    const RequestStore &m_store;
    ErrorTitleOf m_titles;
    std::vector<Hits> m_hits;     ///< of each word
    std::vector<Hits> m_before;   ///< of the search before
    std::vector<RowIndex> m_best; ///< a heap, the oldest in front
    size_t m_most = 0;
    RowIndex m_next = 0;
    QTimer m_slices;
};

} // namespace waldesk::tables

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace waldesk::api
{

/// Counts the rows of a list by its last page, where nothing but the pages themselves tells how many there are: says
/// which page to ask for next. With pages of one row a right expectation costs two pages, the expected one and the one
/// behind it. From a wrong one it goes outward at distances that grow fourfold, and then halves what lies between:
/// about 3 * log4(error) + 4 pages. A proxy may turn "there is no such page" into something that may be a failure as
/// well: where the last page that is there was seen before that alone, it is asked for once more. Does not ask anything
/// itself; a value of who asks.
class LastPageSearch
{
public:
    /// expected: number of rows; -1: unknown. enough: more than so many need not be counted; -1: all.
    explicit LastPageSearch(qint64 expected = -1, qint64 enough = -1);

    [[nodiscard]] qint64 page() const { return m_page; } ///< to ask for next, from 1
    /// What page() holds; 0: it is not there. A list may grow and shrink meanwhile.
    void note(qint64 rows);
    /// The answer to page() may say that it is not there, or something else. Not of the first page, which every list
    /// has, and not while mayBeRefused() is false: then the failure is one.
    void noteRefused();
    [[nodiscard]] bool mayBeRefused() const { return m_page > 1 && !isInDoubt(); }
    /// The number of rows, or at least `enough`, once it is known. Where the server gives pages of more than one row,
    /// they count as such.
    [[nodiscard]] std::optional<qint64> total() const;
    /// Every page is there, however far: the server ignores the number.
    [[nodiscard]] bool isEndless() const;

private:
    [[nodiscard]] qint64 nextPage();
    [[nodiscard]] bool isInDoubt() const { return m_isRefused && m_missing == m_there + 1; }

    qint64 m_page;
    qint64 m_enough;
    qint64 m_there = 0;     ///< the farthest page that is there; 0: none was seen
    qint64 m_missing = -1;  ///< the nearest that is not; -1: none was seen
    qint64 m_rowsThere = 0; ///< on the page m_there
    qint64 m_fullPage = 1;  ///< rows of a page that is not the last
    qint64 m_step = 1;
    bool m_isRefused = false;  ///< by the last answer
    bool m_needsFirst = false; ///< a page of several rows came, and only the first one tells how many a full one has
};

} // namespace waldesk::api

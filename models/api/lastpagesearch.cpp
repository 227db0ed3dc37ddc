// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/lastpagesearch.h"

#include <algorithm>

namespace waldesk::api
{

namespace
{

constexpr qint64 Farthest = 1'000'000'000;
constexpr qint64 Growth = 4;

} // namespace

LastPageSearch::LastPageSearch(qint64 expected, qint64 enough)
    : m_page(std::clamp<qint64>(expected, 1, Farthest)), m_enough(enough)
{
}

void LastPageSearch::note(qint64 rows)
{
    if (rows > 0 && m_page > m_there) {
        m_there = m_page;
        m_rowsThere = rows;
    } else if (rows <= 0) {
        m_missing = m_page;
        m_there = std::min(m_there, m_missing - 1); // the first page can be empty by now
    }
    if (m_page == 1) {
        m_fullPage = std::max<qint64>(rows, 1);
        m_needsFirst = false;
    } else if (rows > m_fullPage) {
        m_needsFirst = true;
    }
    m_isRefused = false;
    m_page = nextPage();
}

void LastPageSearch::noteRefused()
{
    m_missing = m_page;
    m_there = std::min(m_there, m_missing - 1);
    m_isRefused = true;
    m_page = nextPage();
}

qint64 LastPageSearch::nextPage()
{
    if (m_needsFirst)
        return 1;
    if (isInDoubt())
        return std::max<qint64>(m_there, 1);
    const qint64 step = m_step;
    if (m_missing < 0) {
        m_step *= Growth;
        return m_there + step;
    }
    if (m_there == 0 && m_missing > step) {
        m_step *= Growth;
        return m_missing - step;
    }
    return m_there + (m_missing - m_there) / 2;
}

std::optional<qint64> LastPageSearch::total() const
{
    if (m_enough >= 0 && m_there >= m_enough)
        return m_there;
    if (m_needsFirst || isInDoubt() || m_missing != m_there + 1)
        return std::nullopt;
    return m_there == 0 ? 0 : (m_there - 1) * m_fullPage + m_rowsThere;
}

bool LastPageSearch::isEndless() const
{
    return m_missing < 0 && m_there >= Farthest;
}

} // namespace waldesk::api

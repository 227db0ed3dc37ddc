// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/savedview.h"

#include "models/domain/displaytext.h"

namespace waldesk::domain
{

namespace
{

constexpr qsizetype LongestName = 60; // what a sidebar and a menu can show

} // namespace

std::optional<Query> SavedView::query() const
{
    Query::Parsed parsed = Query::parse(line);
    if (auto *good = std::get_if<Query>(&parsed))
        return std::move(*good);
    return std::nullopt;
}

QString SavedView::tidyName(const QString &typed)
{
    QString name;
    for (const char32_t c : typed.toUcs4()) {
        const DisplayHazard hazard = displayHazardOf(c);
        if (hazard == DisplayHazard::None)
            name += QString::fromUcs4(&c, 1);
        else if (hazard == DisplayHazard::Break)
            name += u' ';
    }
    return shortened(name.simplified(), LongestName);
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/params.h"
#include "app/demo/wire.h"

#include <optional>

namespace waldesk::demo
{
/// One page of a list: the window of positions, and the headers that describe it.
struct Page {
    qint64 first = 0; ///< position of its first row
    qint64 size = 10;
    qint64 number = 1;
    qint64 pages = 1;
    qint64 total = 0;

    qint64 end() const { return qMin(first + size, total); }
    /// X-Result-Count and Link.
    void describe(const Call &call, Answer &answer) const;
};

/// The window that `page` and `page_size` ask for; nothing when there is no such page (404 "Invalid page.").
std::optional<Page> pageOf(const Params &params, qint64 total);
Answer invalidPage();
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/paging.h"
#include "app/demo/world.h"

namespace waldesk::demo
{
/// Answers one page of a list that is short enough to be walked: `append` writes the row at a position.
template <typename Append>
Answer pagedList(const Visit &visit, qint64 total, Append append)
{
    const std::optional<Page> page = pageOf(Params(visit.call.rawQuery), total);
    if (!page)
        return invalidPage();
    Answer answer;
    page->describe(visit.call, answer);
    answer.body.append('[');
    for (qint64 position = page->first; position < page->end(); ++position) {
        if (position > page->first)
            answer.body.append(',');
        append(answer.body, static_cast<std::size_t>(position));
    }
    answer.body.append(']');
    return answer;
}
} // namespace waldesk::demo

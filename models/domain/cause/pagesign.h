// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace waldesk::domain
{

/// A sign of a text that was copied out of the source of a page: `&quot;` is one.
struct PageSign {
    char sign = 0;
    qsizetype size = 1; ///< bytes of the source
};

/// The sign at @p at, which is inside of @p text: the byte itself where no entity begins. Knows the entities that
/// Python's html.escape() and Django write.
[[nodiscard]] inline PageSign pageSignAt(QByteArrayView text, qsizetype at)
{
    struct Entity {
        QByteArrayView text;
        char sign;
    };
    static constexpr Entity Entities[] = {{"&quot;", '"'},  {"&#34;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''},
                                          {"&apos;", '\''}, {"&lt;", '<'},  {"&gt;", '>'},   {"&amp;", '&'}};
    if (text[at] == '&') {
        for (const Entity &one : Entities) {
            if (text.sliced(at).startsWith(one.text))
                return {one.sign, one.text.size()};
        }
    }
    return {text[at], 1};
}

} // namespace waldesk::domain

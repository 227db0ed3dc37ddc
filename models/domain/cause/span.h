// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace waldesk::domain
{

/// Bytes [begin, end) of a raw text.
struct Span {
    qsizetype begin = 0;
    qsizetype end = 0;

    [[nodiscard]] constexpr qsizetype size() const { return end - begin; }
    [[nodiscard]] constexpr bool isEmpty() const { return end <= begin; }
    [[nodiscard]] QByteArrayView of(QByteArrayView text) const { return text.sliced(begin, end - begin); }
    friend constexpr bool operator==(const Span &, const Span &) = default;
};

} // namespace waldesk::domain

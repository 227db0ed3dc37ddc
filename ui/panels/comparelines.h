// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QString>

#include <vector>

namespace waldesk::ui
{

/// One line of an error, as it is compared: a line of the message, an exception, a frame, its code.
struct CompareLine {
    enum class Kind : quint8 { Message, Step, Frame, Source, Text };
    Kind kind = Kind::Text;
    QString text;
    QString key; ///< lines of one key are the same place, though their line numbers may differ
};

/// A range in UTF-16 units that the other side does not have.
struct CompareMark {
    qsizetype begin = 0;
    qsizetype length = 0;
    friend bool operator==(const CompareMark &, const CompareMark &) = default;
};

/// Two lines side by side; one may be missing.
struct CompareRow {
    CompareLine::Kind kind = CompareLine::Kind::Text;
    QString left;
    QString right;
    bool hasLeft = false;
    bool hasRight = false;
    std::vector<CompareMark> leftMarks;
    std::vector<CompareMark> rightMarks;
    [[nodiscard]] bool differs() const { return !hasLeft || !hasRight || left != right; }
};

/// Nobody compares more of two errors than that; a last line says that there is more.
inline constexpr qsizetype MostCompareLines = 1500;

[[nodiscard]] std::vector<CompareLine> compareLines(const domain::ErrorText &error);
/// Aligned by the longest common run of keys; what differs in a pair is marked by words.
[[nodiscard]] std::vector<CompareRow> compared(const std::vector<CompareLine> &left,
                                               const std::vector<CompareLine> &right);

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/traceback.h"

#include <vector>

namespace waldesk::ui
{

/// Something of a traceback that makes one row when nothing hides it, in the order they are read.
struct TracebackItem {
    enum class Kind : quint8 { Step, Frame, Repeat, Note, More, Text, Response, Reason };
    Kind kind = Kind::Text;
    qint32 step = -1;
    qint32 frame = -1;
    domain::Span span; ///< of Text, More and Repeat
    qint32 fold = -1;  ///< which fold hides it
};

/// Items [first, first + count) behind one row.
struct TracebackFold {
    qint32 first = 0;
    qint32 count = 0;
    bool libraries = true; ///< else the middle of something huge
    bool open = false;
    qint32 period = 0; ///< so many frames in front of it, again and again; 0: no repetition
};

struct TracebackItems {
    std::vector<TracebackItem> items;
    std::vector<TracebackFold> folds;
};

/// What is shown of a long text in one row.
inline constexpr qsizetype TextRowBytes = 4000;
inline constexpr int TextRowLines = 20;
/// More rows than that are never made at once: the middle is folded, and a fold holds no more.
inline constexpr qint32 MostRowsAtOnce = 1000;

/// Takes time in proportion to the text. Text that the parser did not understand keeps its place between the frames.
[[nodiscard]] TracebackItems tracebackItems(QByteArrayView text, const domain::Traceback &traceback);

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

/// The lines CPython prints, recognised one by one; columns are those of the line given. Used by the parser alone.
namespace waldesk::domain::grammar
{

/// `Traceback (most recent call last):`, with or without `Exception Group`.
struct Header {
    bool group = false;
};
[[nodiscard]] std::optional<Header> header(QByteArrayView line);

struct FrameLine {
    qsizetype pathBegin = 0;
    qsizetype pathEnd = 0;
    qsizetype functionBegin = 0;
    qsizetype functionEnd = 0;
    qint64 line = 0;
};
/// `  File "...", line N[, in f]`.
[[nodiscard]] std::optional<FrameLine> frame(QByteArrayView line);

struct ExceptionLine {
    qsizetype typeEnd = 0;
    qsizetype messageBegin = 0; ///< the size of the line where there is no message
};
/// `Type`, `Type:`, `Type: message`.
[[nodiscard]] std::optional<ExceptionLine> exception(QByteArrayView line);
/// A name that reads like an exception's though no frame stands before it.
[[nodiscard]] bool namesAnException(QByteArrayView type);

enum class Link : quint8 { None, Cause, Context };
[[nodiscard]] Link separator(QByteArrayView line);

/// N of `  [Previous line repeated N more times]`.
[[nodiscard]] std::optional<qint64> repeated(QByteArrayView line);
/// Only blanks, `~` and `^`.
[[nodiscard]] bool isMarker(QByteArrayView line);
/// N of `and N more exceptions`.
[[nodiscard]] std::optional<qint64> moreExceptions(QByteArrayView line);

/// `  | text` or `  + Exception Group Traceback`.
struct Margin {
    qint32 depth = 0;
    qsizetype content = 0;
    bool plus = false;
};
[[nodiscard]] std::optional<Margin> margin(QByteArrayView line);

/// `  +-+---- 1 ----`, `    +---- 2 ----`, `    +-------`.
struct Border {
    qint32 depth = 0; ///< of the member that it opens or closes
    qint32 number = 0;
    bool closing = false;
    bool hidden = false; ///< `...` in place of the number
};
[[nodiscard]] std::optional<Border> border(QByteArrayView line);

} // namespace waldesk::domain::grammar

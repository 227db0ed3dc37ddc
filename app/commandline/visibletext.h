// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace waldesk::app
{

enum class Lines : quint8 {
    Keep, ///< line feeds and tabs stay
    One,  ///< every run of line ends and tabs becomes a blank
};

/// What the server wrote, fit for a terminal: every character that would act instead of being seen becomes visible, as
/// Python writes it (`\x1b`, `\u202e`).
[[nodiscard]] QString visibleText(const QString &text, Lines lines);
[[nodiscard]] QByteArray visibleBytes(QByteArrayView utf8, Lines lines);
/// The same for JSON, which stays the JSON it was: such a character becomes its \u escape.
[[nodiscard]] QByteArray visibleJson(QByteArrayView utf8);

/// How many columns of a terminal the text takes: two for East Asian wide characters, none for combining ones.
[[nodiscard]] int columnsOf(const QString &text);
/// Cut to so many columns, an ellipsis at the end of what was cut.
[[nodiscard]] QString fitted(const QString &text, int columns);
/// Filled with blanks to so many columns.
[[nodiscard]] QString padded(const QString &text, int columns);

/// `4 016`.
[[nodiscard]] QString grouped(qint64 number);

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/visibletext.h"

#include "models/domain/displaytext.h"
#include "models/domain/groupednumber.h"

#include <algorithm>
#include <array>

namespace waldesk::app
{
namespace
{

bool mustBeShown(char32_t c)
{
    return domain::displayHazardOf(c) != domain::DisplayHazard::None;
}

struct Character {
    char32_t value;
    qsizetype length; ///< in UTF-16 units
};

Character characterAt(QStringView text, qsizetype at)
{
    const QChar c = text[at];
    if (c.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return {QChar::surrogateToUcs4(c, text[at + 1]), 2};
    return {c.unicode(), 1};
}

bool needsWork(QStringView text)
{
    for (qsizetype i = 0; i < text.size();) {
        const Character c = characterAt(text, i);
        if (mustBeShown(c.value))
            return true;
        i += c.length;
    }
    return false;
}

/// The ranges of Unicode's East Asian Width W and F that texts of people hold.
bool isWide(char32_t c)
{
    struct Range {
        char32_t first;
        char32_t last;
    };
    constexpr std::array Ranges{Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},  Range{0x3041, 0x33ff},
                                Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},  Range{0xa000, 0xa4cf},
                                Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},  Range{0xfe30, 0xfe6f},
                                Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},  Range{0x1f300, 0x1f64f},
                                Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};
    return std::ranges::any_of(Ranges, [c](const Range &range) { return c >= range.first && c <= range.last; });
}

int columnsOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        return 0;
    return isWide(c) ? 2 : 1;
}

} // namespace

QString visibleText(const QString &text, Lines lines)
{
    return lines == Lines::One ? domain::escapeForDisplay(text.simplified()) : domain::escapeLinesForDisplay(text);
}

QByteArray visibleBytes(QByteArrayView utf8, Lines lines)
{
    return visibleText(QString::fromUtf8(utf8), lines).toUtf8();
}

QByteArray visibleJson(QByteArrayView utf8)
{
    const QString text = QString::fromUtf8(utf8);
    if (!needsWork(text))
        return utf8.toByteArray();
    QString result;
    for (qsizetype i = 0; i < text.size();) {
        const Character c = characterAt(text, i);
        // A raw control below U+0020 can stand between the tokens only, where it is a blank.
        if (!mustBeShown(c.value) || c.value == u'\n' || c.value == u'\t' || c.value == u'\r') {
            result += QStringView(text).sliced(i, c.length);
        } else {
            for (const QChar unit : QStringView(text).sliced(i, c.length))
                result += QStringLiteral("\\u%1").arg(uint(unit.unicode()), 4, 16, QLatin1Char('0'));
        }
        i += c.length;
    }
    return result.toUtf8();
}

int columnsOf(const QString &text)
{
    int columns = 0;
    for (qsizetype i = 0; i < text.size();) {
        const Character c = characterAt(text, i);
        columns += columnsOf(c.value);
        i += c.length;
    }
    return columns;
}

QString fitted(const QString &text, int columns)
{
    if (text.size() <= columns / 2 || columnsOf(text) <= columns)
        return text;
    int used = 0;
    qsizetype end = 0;
    while (end < text.size()) {
        const Character c = characterAt(text, end);
        if (used + columnsOf(c.value) > columns - 1)
            break;
        used += columnsOf(c.value);
        end += c.length;
    }
    return columns > 0 ? text.left(end) + QChar(0x2026) : QString();
}

QString padded(const QString &text, int columns)
{
    return text + QString(std::max(0, columns - columnsOf(text)), u' ');
}

QString grouped(qint64 number)
{
    return domain::groupedNumber(number, u' ');
}

} // namespace waldesk::app

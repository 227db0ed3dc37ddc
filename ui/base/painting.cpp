// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/painting.h"

#include "ui/base/displaytext.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QtMath>

#include <algorithm>

namespace waldesk::ui
{

namespace paint
{

void box(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, qreal radius,
         qreal borderWidth)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, radius > 0);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    QRectF shape(rect);
    if (border.isValid()) {
        painter->setPen(QPen(border, borderWidth, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        const qreal half = borderWidth / 2;
        shape.adjust(half, half, -half, -half);
    } else {
        painter->setPen(Qt::NoPen);
    }
    if (radius > 0)
        painter->drawRoundedRect(shape, radius, radius);
    else
        painter->drawRect(shape);
    painter->restore();
}

void focusRing(QPainter *painter, const QRect &rect, const Look &look, qreal radius)
{
    box(painter, rect, QColor(), look.accent, radius, 2);
}

int label(QPainter *painter, const QRect &line, const QString &text, const QColor &background, const Look &look)
{
    constexpr qsizetype Longest = 100;
    if (text.isEmpty() || line.width() <= 0)
        return 0;
    const QFontMetrics metrics(look.small);
    const int padding = look.units(1.5);
    const QString words =
        metrics.elidedText(escapeForDisplay(shortened(text, Longest)), Qt::ElideRight, line.width() / 3 - 2 * padding);
    const int wide = metrics.horizontalAdvance(words) + 2 * padding;
    const int high = std::min(line.height(), metrics.height() + 2);
    const QRect chip(line.x(), line.y() + (line.height() - high) / 2, wide, high);
    box(painter, chip, mixed(background, look.text, 0.09), QColor(), ChipRadius);
    painter->setFont(look.small);
    painter->setPen(look.accent);
    painter->drawText(chip, Qt::AlignCenter | Qt::TextSingleLine, words);
    return wide + look.units(1.5);
}

void tickedBox(QPainter *painter, const QRect &area, const Look &look)
{
    QRect square(0, 0, look.iconSide, look.iconSide);
    square.moveCenter(area.center());
    box(painter, square, look.accent, look.accent, ChipRadius);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(look.accentText, qMax(1.4, look.iconSide / 8.0), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF at = square.topLeft();
    const qreal side = square.width();
    painter->drawPolyline(
        QPolygonF{at + QPointF(0.25, 0.55) * side, at + QPointF(0.43, 0.72) * side, at + QPointF(0.76, 0.32) * side});
    painter->restore();
}

} // namespace paint

namespace
{

const QString Ellipsis(QChar(0x2026));

qreal exactWidth(const TextRun &run)
{
    return QFontMetricsF(run.font).horizontalAdvance(run.text);
}

qreal exactWidth(const std::vector<TextRun> &runs)
{
    qreal total = 0;
    for (const TextRun &run : runs)
        total += exactWidth(run);
    return total;
}

TextRun *longestShrinking(std::vector<TextRun> &runs)
{
    TextRun *longest = nullptr;
    for (TextRun &run : runs) {
        if (run.shrinks && run.text.size() > 1 && (!longest || run.text.size() > longest->text.size()))
            longest = &run;
    }
    return longest;
}

} // namespace

int widthOf(const std::vector<TextRun> &runs)
{
    return qCeil(exactWidth(runs));
}

std::vector<TextRun> fitted(std::vector<TextRun> runs, int width)
{
    while (exactWidth(runs) > width) {
        TextRun *run = longestShrinking(runs);
        if (!run)
            break;
        run->text = Ellipsis;
    }
    qreal left = width;
    for (size_t at = 0; at < runs.size(); ++at) {
        const qreal wide = exactWidth(runs[at]);
        qreal after = 0;
        for (size_t next = at + 1; next < runs.size(); ++next)
            after += exactWidth(runs[next]);
        // The cut comes where this run does not fit, or where nothing but it would, without room for an ellipsis.
        const qreal ellipsis = QFontMetricsF(runs[at].font).horizontalAdvance(Ellipsis);
        if (wide <= left && (after == 0 || left - wide >= std::min(after, ellipsis))) {
            left -= wide;
            continue;
        }
        runs[at].text = QFontMetricsF(runs[at].font).elidedText(runs[at].text + Ellipsis, Qt::ElideRight, left);
        runs.resize(at + 1);
        break;
    }
    return runs;
}

void paintRuns(QPainter *painter, const QRect &area, const std::vector<TextRun> &runs)
{
    if (runs.empty())
        return;
    qreal ascent = 0;
    qreal height = 0;
    for (const TextRun &run : runs) {
        const QFontMetricsF metrics(run.font);
        ascent = std::max(ascent, metrics.ascent());
        height = std::max(height, metrics.height());
    }
    const qreal baseLine = qRound(area.y() + (area.height() - height) / 2 + ascent);
    qreal x = area.x();
    for (const TextRun &run : runs) {
        painter->setFont(run.font);
        painter->setPen(run.colour);
        painter->drawText(QPointF(x, baseLine), run.text);
        x += exactWidth(run);
    }
}

void paintSparkline(QPainter *painter, const QRect &area, const std::vector<int> &values, const QColor &colour,
                    const QColor &background, const Look &look)
{
    painter->fillRect(area.x(), area.bottom(), area.width(), 1, look.line2);
    if (values.empty())
        return;
    const int count = int(values.size());
    const int step = std::max(2, area.width() / count);
    const int most = std::max(1, *std::ranges::max_element(values));
    const int tall = area.height() - 1;
    const QColor quiet = mixed(colour, background, 0.48);
    for (int at = 0; at < count; ++at) {
        const int value = values[size_t(at)];
        if (value <= 0)
            continue;
        const int high = std::max(2, tall * value / most);
        const int x = area.right() + 1 - (count - at) * step + 1;
        if (x >= area.x())
            painter->fillRect(x, area.bottom() - high, step - 1, high, at + 1 == count ? colour : quiet);
    }
}

} // namespace waldesk::ui

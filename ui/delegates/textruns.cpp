// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/textruns.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QtMath>

#include <algorithm>

namespace waldesk::ui
{

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

} // namespace waldesk::ui

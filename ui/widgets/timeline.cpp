// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/timeline.h"

#include "ui/base/icons.h"

#include <QEvent>
#include <QPainter>

#include <cmath>
#include <numeric>

namespace waldesk::ui
{

Timeline::Timeline(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Timeline::setSteps(std::vector<TimelineStep> steps)
{
    m_steps = std::move(steps);
    QStringList spoken;
    for (const TimelineStep &step : m_steps) {
        spoken << step.word + QLatin1Char(' ') + step.clock;
        if (!step.wait.isEmpty())
            spoken << step.wait;
    }
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int Timeline::blockWidth(const TimelineStep &step) const
{
    const Look &look = Look::of(this);
    const int word = QFontMetrics(look.smallStrong).horizontalAdvance(step.word);
    return qMax(qMax(word, QFontMetrics(look.small).horizontalAdvance(step.clock)), look.iconSide) + 1;
}

/// Of each step with the line after it; of the last one its own block.
std::vector<int> Timeline::leastWidths() const
{
    const Look &look = Look::of(this);
    std::vector<int> widths;
    for (size_t at = 0; at < m_steps.size(); ++at) {
        const int block = blockWidth(m_steps[at]);
        const int wait = QFontMetrics(look.small).horizontalAdvance(m_steps[at].wait);
        const bool last = at + 1 == m_steps.size();
        widths.push_back(last ? block : qMax(block + look.units(2), look.iconSide + wait + look.units(7)));
    }
    return widths;
}

std::vector<int> Timeline::positions() const
{
    const std::vector<int> widths = leastWidths();
    const int least = std::accumulate(widths.begin(), widths.end(), 0);
    const int spare = qMax(0, width() - least);
    double weights = 0;
    const auto weight = [this](size_t at) {
        return 1 + std::log1p(double(qMax(qint64(0), m_steps[at].waitSeconds)));
    };
    for (size_t at = 0; at + 1 < m_steps.size(); ++at)
        weights += weight(at);
    std::vector<int> result;
    double x = 0;
    for (size_t at = 0; at < widths.size(); ++at) {
        result.push_back(int(x));
        x += widths[at];
        if (at + 1 < widths.size())
            x += spare * weight(at) / weights;
    }
    return result;
}

QSize Timeline::sizeHint() const
{
    const Look &look = Look::of(this);
    const std::vector<int> widths = leastWidths();
    const int tall = look.iconSide + look.units(0.75) + 2 * look.hSmall;
    return {std::accumulate(widths.begin(), widths.end(), 0), tall};
}

QSize Timeline::minimumSizeHint() const
{
    return {Look::of(this).chars(20), sizeHint().height()};
}

void Timeline::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void Timeline::paintLine(QPainter &painter, const TimelineStep &step, int from, int to) const
{
    const Look &look = Look::of(this);
    const int y = look.iconSide / 2;
    const QFont &font = step.stuck ? look.smallStrong : look.small;
    const QFontMetrics metrics(font);
    const int room = to - from;
    const QString words = metrics.elidedText(step.wait, Qt::ElideRight, qMax(0, room));
    const int wide = metrics.horizontalAdvance(words);
    const int left = from + (room - wide) / 2;
    painter.setPen(step.stuck ? QPen(look.ink(Shade::Stuck), 1.5, Qt::DashLine) : QPen(look.line2, 1));
    const int pad = words.isEmpty() ? 0 : look.u;
    painter.drawLine(from, y, left - pad, y);
    painter.drawLine(left + wide + pad, y, to, y);
    painter.setFont(font);
    painter.setPen(step.stuck ? look.ink(Shade::Stuck) : look.text2);
    painter.drawText(QRect(left, y - metrics.height() / 2, wide + 1, metrics.height()),
                     Qt::AlignCenter | Qt::TextSingleLine, words);
}

void Timeline::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const std::vector<int> at = positions();
    const int wordTop = look.iconSide + look.units(0.75);
    for (size_t i = 0; i < m_steps.size(); ++i) {
        const TimelineStep &step = m_steps[i];
        const Shade shade = step.reached ? step.shade : Shade::Unknown;
        paintIcon(&painter, QRect(at[i], 0, look.iconSide, look.iconSide), shadeIcon(shade), look.ink(shade));
        const int wide = blockWidth(step) + look.u;
        painter.setFont(step.reached ? look.smallStrong : look.small);
        painter.setPen(step.reached ? look.text : look.dim);
        painter.drawText(QRect(at[i], wordTop, wide, look.hSmall), Qt::AlignVCenter | Qt::TextSingleLine, step.word);
        painter.setFont(look.small);
        painter.setPen(look.dim);
        painter.drawText(QRect(at[i], wordTop + look.hSmall, wide, look.hSmall), Qt::AlignVCenter | Qt::TextSingleLine,
                         step.clock);
        if (i + 1 < m_steps.size())
            paintLine(painter, step, at[i] + look.iconSide + look.u, at[i + 1] - look.u);
    }
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causenumbers.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace waldesk::ui
{

namespace
{

constexpr int HoursChars = 20;

} // namespace

CauseNumbers::CauseNumbers(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void CauseNumbers::setNumbers(std::vector<Number> numbers)
{
    m_numbers = std::move(numbers);
    QStringList spoken;
    for (const Number &each : m_numbers)
        spoken << each.label + QLatin1Char(' ') + each.value;
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    update();
}

void CauseNumbers::setHours(const QString &label, std::vector<int> hours, const QString &spoken)
{
    m_hoursLabel = label;
    m_hours = std::move(hours);
    setAccessibleDescription(spoken);
    update();
}

QSize CauseNumbers::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(60), look.hSmall + look.hHead() + look.units(0.5)};
}

QSize CauseNumbers::minimumSizeHint() const
{
    return {Look::of(this).chars(20), sizeHint().height()};
}

std::vector<int> CauseNumbers::lefts() const
{
    const Look &look = Look::of(this);
    const QFontMetrics small(look.small);
    const QFontMetrics head(look.head);
    std::vector<int> all;
    int x = 0;
    for (const Number &each : m_numbers) {
        all.push_back(x);
        x += qMax(look.chars(9), qMax(small.horizontalAdvance(each.label), head.horizontalAdvance(each.value))) +
             look.units(4);
    }
    all.push_back(x);
    return all;
}

bool CauseNumbers::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const std::vector<int> columns = lefts();
        for (size_t at = 0; at < m_numbers.size(); ++at) {
            if (help->pos().x() >= columns[at] && help->pos().x() < columns[at + 1] && !m_numbers[at].tip.isEmpty())
                QToolTip::showText(help->globalPos(), m_numbers[at].tip, this);
        }
        return true;
    }
    return QWidget::event(event);
}

void CauseNumbers::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const std::vector<int> columns = lefts();
    const int valueTop = look.hSmall + look.units(0.5);
    const int hoursLeft = width() - look.chars(HoursChars);
    for (size_t at = 0; at < m_numbers.size(); ++at) {
        const int left = columns[at];
        if (columns[at + 1] > hoursLeft && columns[at] + look.chars(9) > width())
            break;
        painter.setFont(look.small);
        painter.setPen(look.text2);
        painter.drawText(QRect(left, 0, columns[at + 1] - left, look.hSmall), Qt::AlignVCenter, m_numbers[at].label);
        painter.setFont(look.head);
        painter.setPen(look.text);
        painter.drawText(QRect(left, valueTop, columns[at + 1] - left, look.hHead()), Qt::AlignVCenter,
                         m_numbers[at].value);
    }
    if (m_hours.empty() || columns.back() > hoursLeft)
        return;
    painter.setFont(look.small);
    painter.setPen(look.text2);
    painter.drawText(QRect(hoursLeft, 0, width() - hoursLeft, look.hSmall), Qt::AlignRight | Qt::AlignVCenter,
                     m_hoursLabel);
    paintSparkline(&painter, QRect(hoursLeft, valueTop - 1, width() - hoursLeft, look.hHead()), m_hours, look.accent,
                   look.base, look);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/offeringshares.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QPainter>
#include <QtMath>

namespace waldesk::ui
{

OfferingShares::OfferingShares(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void OfferingShares::setShares(std::vector<Share> shares, int more)
{
    m_shares = std::move(shares);
    m_more = more;
    QStringList spoken;
    for (const Share &share : m_shares)
        spoken << QStringLiteral("%1 %2").arg(share.name, groupedNumber(share.count));
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int OfferingShares::lineHeight() const
{
    const Look &look = Look::of(this);
    return look.h + look.units(0.8);
}

QSize OfferingShares::sizeHint() const
{
    const int lines = static_cast<int>(m_shares.size()) + (m_more > 0 ? 1 : 0);
    return {Look::of(this).chars(60), lines * lineHeight()};
}

QSize OfferingShares::minimumSizeHint() const
{
    return {Look::of(this).chars(20), sizeHint().height()};
}

void OfferingShares::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const int age = width() - look.chars(11);
    int countWidth = look.chars(5);
    for (const Share &share : m_shares)
        countWidth = qMax(countWidth, QFontMetrics(look.strong).horizontalAdvance(groupedNumber(share.count)) + 1);
    const int count = age - look.chars(1) - countWidth;
    const int bar = qMax(look.chars(16), qRound(width() * 0.52));
    const int barRight = count - look.units(1);
    const qint64 most = m_shares.empty() ? 1 : qMax<qint64>(1, m_shares.front().count);
    QRect line(0, 0, width(), lineHeight());
    for (const Share &share : m_shares) {
        std::vector<TextRun> words{{escapeForDisplay(shortened(share.name, 200)), look.body, look.text, false}};
        const QRect room(0, line.y(), bar - look.units(2), line.height());
        // A few letters of a customer say nothing, and leave the name looking cut.
        const int left = room.width() - QFontMetrics(look.body).horizontalAdvance(words.front().text);
        if (!share.customer.isEmpty() && left >= look.chars(12))
            words.push_back({QStringLiteral("  ") + escapeForDisplay(shortened(share.customer, 200)), look.small,
                             look.text2, false});
        paintRuns(&painter, room, fitted(words, room.width()));
        const int wide = barRight - bar;
        const QRect track(bar, line.center().y() - look.units(0.5), wide, qMax(3, look.units(1)));
        painter.fillRect(track, look.line);
        painter.fillRect(QRect(track.topLeft(), QSize(qMax<int>(2, int(wide * share.count / most)), track.height())),
                         look.dim);
        painter.setFont(look.strong);
        painter.setPen(look.text);
        painter.drawText(QRect(count, line.y(), countWidth, line.height()), Qt::AlignRight | Qt::AlignVCenter,
                         groupedNumber(share.count));
        painter.setFont(look.body);
        painter.setPen(look.text2);
        painter.drawText(QRect(age, line.y(), width() - age, line.height()), Qt::AlignRight | Qt::AlignVCenter,
                         share.age);
        line.translate(0, line.height());
    }
    if (m_more > 0) {
        painter.setFont(look.small);
        painter.setPen(look.dim);
        painter.drawText(line, Qt::AlignVCenter, tr("and %n more offering(s)", nullptr, m_more));
    }
}

} // namespace waldesk::ui

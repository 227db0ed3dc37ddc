// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causeparts.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>
#include <QToolTip>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestText = 2000; ///< nobody reads more in a head, and laying out a megabyte freezes
constexpr int HoursChars = 20;

} // namespace

RunsText::RunsText(int mostLines, QWidget *parent) : QWidget(parent), m_mostLines(mostLines)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void RunsText::setPieces(std::vector<Piece> pieces)
{
    qsizetype room = LongestText;
    for (Piece &piece : pieces) {
        piece.text = room > 0 ? shortened(escapeForDisplay(piece.text), room) : QString();
        room -= piece.text.size();
    }
    if (pieces == m_pieces)
        return;
    m_pieces = std::move(pieces);
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString RunsText::text() const
{
    QString all;
    for (const Piece &piece : m_pieces)
        all += piece.text;
    return all;
}

int RunsText::lay(int width, QPainter *painter) const
{
    const Look &look = Look::of(this);
    if (m_pieces.empty() || width <= 0)
        return 0;
    QString all = text();
    // "[Errno 111]" must not break at its blank.
    for (qsizetype at = all.indexOf(QLatin1String("[Errno ")); at >= 0;
         at = all.indexOf(QLatin1String("[Errno "), at + 1))
        all[at + 6] = QChar(0xA0);
    QTextLayout layout(all, fontOf(look, m_pieces.front().role));
    QList<QTextLayout::FormatRange> formats;
    int at = 0;
    for (const Piece &piece : m_pieces) {
        QTextCharFormat format;
        format.setFont(fontOf(look, piece.role));
        format.setForeground(colourOf(look, piece.ink));
        formats.append({at, static_cast<int>(piece.text.size()), format});
        at += static_cast<int>(piece.text.size());
    }
    layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal y = 0;
    QTextLine last;
    bool cut = false;
    for (int count = 0;; ++count) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        if (count == m_mostLines) {
            cut = true;
            line.setPosition({0, 1e6});
            break;
        }
        line.setPosition({0, y});
        y += line.height();
        last = line;
    }
    layout.endLayout();
    if (painter) {
        painter->setClipRect(QRectF(0, 0, width, y));
        layout.draw(painter, {});
        if (cut) {
            // The end of the last line gives way to the ellipsis.
            const QFont &font = fontOf(look, m_pieces.back().role);
            const qreal wide = QFontMetricsF(font).horizontalAdvance(QChar(0x2026)) + look.units(0.5);
            const QRectF spot(qMin(last.naturalTextWidth(), width - wide), last.y(), wide + width, last.height());
            painter->fillRect(spot, look.base);
            painter->setFont(font);
            painter->setPen(look.dim);
            painter->drawText(spot, Qt::AlignLeft | Qt::AlignVCenter, QString(QChar(0x2026)));
        }
    }
    return qCeil(y);
}

QSize RunsText::sizeHint() const
{
    const int wide = Look::of(this).chars(40);
    return {wide, heightForWidth(wide)};
}

QSize RunsText::minimumSizeHint() const
{
    return {Look::of(this).chars(8),
            m_pieces.empty() ? 0 : QFontMetrics(fontOf(Look::of(this), m_pieces.front().role)).height()};
}

int RunsText::heightForWidth(int width) const
{
    return lay(width, nullptr);
}

void RunsText::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    static_cast<void>(lay(width(), &painter));
}

void RunsText::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

FactsStrip::FactsStrip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FactsStrip::setFacts(std::vector<Fact> facts)
{
    m_facts = std::move(facts);
    QStringList spoken;
    for (const Fact &fact : m_facts)
        spoken << fact.label + QLatin1Char(' ') + fact.value;
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    update();
}

void FactsStrip::setHours(const QString &label, std::vector<int> hours, const QString &spoken)
{
    m_hoursLabel = label;
    m_hours = std::move(hours);
    setAccessibleDescription(spoken);
    update();
}

QSize FactsStrip::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(60), look.hSmall + look.hHead + look.units(0.5)};
}

QSize FactsStrip::minimumSizeHint() const
{
    return {Look::of(this).chars(20), sizeHint().height()};
}

std::vector<int> FactsStrip::lefts() const
{
    const Look &look = Look::of(this);
    const QFontMetrics small(look.small);
    const QFontMetrics head(look.head);
    std::vector<int> all;
    int x = 0;
    for (const Fact &fact : m_facts) {
        all.push_back(x);
        x += qMax(look.chars(9), qMax(small.horizontalAdvance(fact.label), head.horizontalAdvance(fact.value))) +
             look.units(4);
    }
    all.push_back(x);
    return all;
}

bool FactsStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const std::vector<int> columns = lefts();
        for (size_t at = 0; at < m_facts.size(); ++at) {
            if (help->pos().x() >= columns[at] && help->pos().x() < columns[at + 1] && !m_facts[at].tip.isEmpty())
                QToolTip::showText(help->globalPos(), m_facts[at].tip, this);
        }
        return true;
    }
    return QWidget::event(event);
}

void FactsStrip::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const std::vector<int> columns = lefts();
    const int valueTop = look.hSmall + look.units(0.5);
    const int hoursLeft = width() - look.chars(HoursChars);
    for (size_t at = 0; at < m_facts.size(); ++at) {
        const int left = columns[at];
        if (columns[at + 1] > hoursLeft && columns[at] + look.chars(9) > width())
            break;
        painter.setFont(look.small);
        painter.setPen(look.text2);
        painter.drawText(QRect(left, 0, columns[at + 1] - left, look.hSmall), Qt::AlignVCenter, m_facts[at].label);
        painter.setFont(look.head);
        painter.setPen(look.text);
        painter.drawText(QRect(left, valueTop, columns[at + 1] - left, look.hHead), Qt::AlignVCenter,
                         m_facts[at].value);
    }
    if (m_hours.empty() || columns.back() > hoursLeft)
        return;
    painter.setFont(look.small);
    painter.setPen(look.text2);
    painter.drawText(QRect(hoursLeft, 0, width() - hoursLeft, look.hSmall), Qt::AlignRight | Qt::AlignVCenter,
                     m_hoursLabel);
    paintSparkline(&painter, QRect(hoursLeft, valueTop - 1, width() - hoursLeft, look.hHead), m_hours, look.accent,
                   look.base, look);
}

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

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/runstext.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestText = 2000; ///< nobody reads more in a head, and laying out a megabyte freezes

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

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/undobar.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QAbstractButton>
#include <QEvent>
#include <QPainter>

namespace waldesk::ui
{

/// A button on the dark bar, where the style's own would be a hole.
class DarkButton : public QAbstractButton
{
public:
    DarkButton(const QString &word, const QString &key, QWidget *parent)
        : QAbstractButton(parent), m_key(key), m_main(!key.isEmpty())
    {
        setText(word);
        setAccessibleName(word);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }

    void setKey(const QString &key)
    {
        if (key == m_key)
            return;
        m_key = key;
        updateGeometry();
        update();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        int width = look.units(4) + QFontMetrics(look.strong).horizontalAdvance(text());
        if (!m_key.isEmpty())
            width += look.units(1.5) + QFontMetrics(look.small).horizontalAdvance(m_key);
        return {width, look.controlHeight()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        const bool main = m_main;
        if (main || underMouse() || isDown()) {
            const QColor fill = mixed(look.undoFill, look.undoText, isDown() ? 0.3 : underMouse() ? 0.24 : 0.16);
            paint::box(&painter, rect(), fill, main ? look.undoEdge : QColor(), paint::ButtonRadius);
        }
        if (hasFocus())
            paint::box(&painter, rect(), QColor(), look.undoText, paint::ButtonRadius, 2);
        const QRect area = rect().adjusted(look.units(2), 0, -look.units(2), 0);
        painter.setFont(main ? look.strong : look.body);
        painter.setPen(main ? look.undoText : look.undoText2);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
        painter.setFont(look.small);
        painter.setPen(look.undoText2);
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_key);
    }

private:
    QString m_key;
    bool m_main;
};

UndoBar::UndoBar(QWidget *parent)
    : QWidget(parent), m_undo(new DarkButton(tr("Undo"), QStringLiteral("z"), this)),
      m_sendNow(new DarkButton(tr("Send now"), {}, this))
{
    setObjectName(QStringLiteral("undoBar"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_sendNow->setObjectName(QStringLiteral("sendNow"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_undo, &QAbstractButton::clicked, this, &UndoBar::undoClicked);
    connect(m_sendNow, &QAbstractButton::clicked, this, &UndoBar::sendNowClicked);
    hide();
}

void UndoBar::arm(const QString &words, const QString &subject, int totalMs)
{
    m_subject = shortened(escapeForDisplay(subject), 200);
    m_total = qMax(1, totalMs);
    m_left = m_total;
    setWords(words);
    show();
}

void UndoBar::setWords(const QString &words)
{
    m_words = words;
    setAccessibleName(m_words + QLatin1Char(' ') + m_subject);
    update();
}

void UndoBar::setRemaining(int ms)
{
    m_left = qBound(0, ms, m_total);
    update();
}

void UndoBar::setKeyShown(bool shown)
{
    m_undo->setKey(shown ? QStringLiteral("z") : QString());
    arrange();
}

void UndoBar::disarm()
{
    m_left = 0;
    hide();
}

int UndoBar::secondsLeft() const
{
    return (m_left + 999) / 1000;
}

QSize UndoBar::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(80), look.controlHeight() + look.units(4)};
}

QSize UndoBar::minimumSizeHint() const
{
    return {Look::of(this).chars(36), sizeHint().height()};
}

void UndoBar::resizeEvent(QResizeEvent *)
{
    arrange();
}

void UndoBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        updateGeometry();
        arrange();
    }
}

void UndoBar::arrange()
{
    const Look &look = Look::of(this);
    int right = width() - look.units(2.5);
    for (DarkButton *button : {m_sendNow, m_undo}) {
        const QSize size = button->sizeHint();
        right -= size.width();
        button->setGeometry(right, (height() - size.height()) / 2, size.width(), size.height());
        right -= look.units(1);
    }
}

void UndoBar::paintRing(QPainter &painter, const QRect &place) const
{
    const Look &look = Look::of(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(mixed(look.undoFill, look.undoText, 0.3), 2));
    painter.drawEllipse(place);
    painter.setPen(QPen(look.undoText, 2));
    painter.drawArc(place, 90 * 16, int(-360.0 * 16 * m_left / m_total));
    painter.setFont(look.smallStrong);
    painter.drawText(place, Qt::AlignCenter, QString::number(secondsLeft()));
}

void UndoBar::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    const QRect bar = rect().adjusted(look.u, look.units(0.5), -look.u, -look.units(0.5));
    paint::box(&painter, bar, look.undoFill, look.dark ? look.undoEdge : QColor(), paint::ButtonRadius);
    const int side = look.h + look.u;
    paintRing(painter, QRect(bar.x() + look.units(2.5), (height() - side) / 2, side, side));
    int x = bar.x() + look.units(5) + side;
    const int end = m_undo->x() - look.units(2);
    const auto write = [&](const QFont &font, const QString &words) {
        const QFontMetrics metrics(font);
        const QString cut = metrics.elidedText(words, Qt::ElideRight, qMax(0, end - x));
        painter.setFont(font);
        painter.setPen(look.undoText);
        painter.drawText(QRect(x, 0, qMax(0, end - x) + 1, height()), Qt::AlignVCenter | Qt::TextSingleLine, cut);
        x += metrics.horizontalAdvance(cut) + look.u;
    };
    write(look.body, m_words);
    write(look.strong, m_subject);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/queryline.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"
#include "ui/widgets/statebadge.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace waldesk::ui
{

QueryLine::QueryLine(QWidget *parent)
    : QWidget(parent), m_window(new QWidget(this)), m_row(new QWidget(m_window)), m_text(new QLineEdit(this))
{
    setObjectName(QStringLiteral("queryLine"));
    m_text->setObjectName(QStringLiteral("queryText"));
    m_text->setAccessibleName(tr("Filter"));
    m_text->setPlaceholderText(tr("text, offering:slurm*, -has:traceback"));
    m_text->setFrame(false);
    m_text->installEventFilter(this);
    setFocusProxy(m_text);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_text, &QLineEdit::textEdited, this, &QueryLine::textEdited);
    connect(m_text, &QLineEdit::returnPressed, this, [this] { emit submitted(m_text->text()); });
    arrange();
}

QString QueryLine::text() const
{
    return m_text->text();
}

void QueryLine::setText(const QString &text)
{
    if (m_text->text() != text)
        m_text->setText(text);
}

void QueryLine::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void QueryLine::setTextError(const QString &reason)
{
    if (m_textError == reason)
        return;
    m_textError = reason;
    m_text->setAccessibleDescription(reason);
    arrange();
    update();
}

QAbstractButton *QueryLine::chipButton(int index) const
{
    return m_buttons.at(size_t(index));
}

void QueryLine::addButton()
{
    auto *button = new ChipButton(m_row);
    const int index = int(m_buttons.size());
    button->setObjectName(QStringLiteral("chip%1").arg(index));
    button->installEventFilter(this);
    connect(button, &ChipButton::removeClicked, this, [this, index] { emit chipRemoved(index); });
    connect(button, &QAbstractButton::clicked, this, [this, index] { emit chipActivated(index); });
    m_buttons.push_back(button);
}

void QueryLine::setChips(std::vector<Chip> chips)
{
    const int focused = focusedChip();
    m_chips = std::move(chips);
    while (m_buttons.size() < m_chips.size())
        addButton();
    // Buttons are kept and only relabelled: one of them may be the sender of the signal that led here.
    for (size_t at = 0; at < m_buttons.size(); ++at) {
        m_buttons[at]->setVisible(at < m_chips.size());
        if (at < m_chips.size())
            m_buttons[at]->setChip(m_chips[at]);
    }
    arrange();
    if (focused >= int(m_chips.size()))
        focusChip(int(m_chips.size()) - 1);
}

int QueryLine::focusedChip() const
{
    for (size_t at = 0; at < m_buttons.size(); ++at) {
        if (m_buttons[at]->hasFocus())
            return int(at);
    }
    return -1;
}

void QueryLine::focusChip(int index)
{
    if (index >= 0 && index < int(m_chips.size()))
        m_buttons[size_t(index)]->setFocus(Qt::OtherFocusReason);
    else
        m_text->setFocus(Qt::OtherFocusReason);
    arrange();
}

bool QueryLine::onTextKey(QKeyEvent *key)
{
    const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && key->key() == Qt::Key_Down) {
        emit wentDown();
        return true;
    }
    const bool atStart = m_text->cursorPosition() == 0 && !m_text->hasSelectedText();
    if (!plain || !atStart || m_chips.empty())
        return false;
    if (key->key() == Qt::Key_Left) {
        focusChip(int(m_chips.size()) - 1);
        return true;
    }
    if (key->key() == Qt::Key_Backspace && !key->isAutoRepeat()) {
        emit chipRemoved(int(m_chips.size()) - 1);
        return true;
    }
    return false;
}

bool QueryLine::onChipKey(int index, QKeyEvent *key)
{
    switch (key->key()) {
    case Qt::Key_Left:
        focusChip(qMax(0, index - 1));
        return true;
    case Qt::Key_Right:
        focusChip(index + 1);
        return true;
    case Qt::Key_Home:
        focusChip(0);
        return true;
    case Qt::Key_End:
        focusChip(int(m_chips.size()));
        return true;
    case Qt::Key_Down:
        emit wentDown();
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        emit chipRemoved(index);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit chipActivated(index);
        return true;
    default:
        break;
    }
    const QString typed = key->text();
    const bool command = key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (command || typed.isEmpty() || !typed.front().isPrint() || key->key() == Qt::Key_Space)
        return false;
    focusChip(int(m_chips.size()));
    QCoreApplication::sendEvent(m_text, key);
    return true;
}

bool QueryLine::eventFilter(QObject *watched, QEvent *event)
{
    const bool focusMoved = event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut;
    if (focusMoved)
        update();
    if (event->type() == QEvent::ShortcutOverride && watched != m_text && focusedChip() >= 0) {
        // Letters on a chip are text, not the page's one-letter commands.
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!key->text().isEmpty() && !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)))
            event->accept();
    }
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_text)
        return onTextKey(key) || QWidget::eventFilter(watched, event);
    const int index = focusedChip();
    return (index >= 0 && onChipKey(index, key)) || QWidget::eventFilter(watched, event);
}

QSize QueryLine::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(90), look.controlHeight() + look.units(0.5)};
}

QSize QueryLine::minimumSizeHint() const
{
    return {Look::of(this).chars(40), sizeHint().height()};
}

void QueryLine::resizeEvent(QResizeEvent *)
{
    arrange();
}

void QueryLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        updateGeometry();
        arrange();
    }
}

QRect QueryLine::errorRect() const
{
    if (m_textError.isEmpty())
        return {};
    const Look &look = Look::of(this);
    const int wanted = QFontMetrics(look.small).horizontalAdvance(m_textError) + look.iconSmall + look.units(4);
    const int wide = qMin(wanted, width() / 2);
    const int high = look.h + look.units(0.8);
    return {width() - wide - look.units(1.5), (height() - high) / 2, wide, high};
}

void QueryLine::arrange()
{
    const Look &look = Look::of(this);
    const int left = look.units(2) + look.iconSide + look.units(1.5);
    const int hint = m_textError.isEmpty() ? keyCapWidth(QStringLiteral("/"), look) : errorRect().width();
    const int free = qMax(0, width() - left - hint - look.units(3));
    int total = 0;
    for (size_t at = 0; at < m_chips.size(); ++at) {
        ChipButton *button = m_buttons[at];
        const QSize size = button->sizeHint();
        button->setGeometry(total, (height() - size.height()) / 2, size.width(), size.height());
        total += size.width() + look.units(1.5);
    }
    const int shown = qMin(total, qMax(free - qMin(look.chars(30), free / 2), 0));
    int from = qMax(0, total - shown);
    if (const int focused = focusedChip(); focused >= 0 && focused < int(m_chips.size()))
        from = qMin(from, m_buttons[size_t(focused)]->x());
    m_window->setGeometry(left, 0, shown, height());
    m_row->setGeometry(-from, 0, qMax(total, 1), height());
    const int textHeight = qMin(height() - 4, m_text->sizeHint().height());
    m_text->setGeometry(left + shown, (height() - textHeight) / 2, qMax(0, free - shown), textHeight);
}

void QueryLine::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const bool focused = m_text->hasFocus() || focusedChip() >= 0;
    const QColor border = focused ? look.accent : m_textError.isEmpty() ? look.edge : look.ink(Shade::Erred);
    paint::box(&painter, rect(), look.base, border, paint::ButtonRadius, focused ? 2 : 1);
    const QRect mark(look.units(2), 0, look.iconSide, height());
    paintIcon(&painter, mark, QStringLiteral("act-filter"), look.text2);
    if (m_textError.isEmpty()) {
        const QString slash = QStringLiteral("/");
        const int wide = keyCapWidth(slash, look);
        paintKeyCap(&painter, QRect(width() - wide - look.units(1.5), 0, wide, height()), slash, look);
        return;
    }
    const QRect place = errorRect();
    const QColor ink = look.ink(Shade::Erred);
    paint::box(&painter, place, look.tint(Shade::Erred), ink, paint::ChipRadius);
    paintIcon(&painter, QRect(place.x() + look.units(1.25), place.y(), look.iconSmall, place.height()),
              QStringLiteral("info"), ink);
    const QRect words = place.adjusted(look.units(2) + look.iconSmall, 0, -look.units(1.25), 0);
    painter.setFont(look.small);
    painter.setPen(ink);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(look.small).elidedText(m_textError, Qt::ElideRight, words.width() + 1));
}

} // namespace waldesk::ui

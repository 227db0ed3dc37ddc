// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statestrip.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace waldesk::ui
{

using domain::State;

class StateButton : public QAbstractButton
{
public:
    StateButton(std::optional<State> state, StateStrip *strip) : QAbstractButton(strip), m_state(state), m_strip(strip)
    {
        const QString word = state ? stateWord(*state) : StateStrip::tr("All");
        setText(word);
        setAccessibleName(word);
        setObjectName(state ? shadeIcon(shadeOf(*state)) : QStringLiteral("state-all"));
        setToolTip(StateStrip::tr("Click: only this. Ctrl adds, Alt excludes."));
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        connect(this, &QAbstractButton::clicked, this, [this] { m_strip->activate(m_state, m_modifiers); });
    }

    [[nodiscard]] std::optional<State> state() const { return m_state; }

    void setCount(std::optional<qint64> count)
    {
        m_count = count ? groupedNumber(*count) : QString(QChar(0x2026));
        setAccessibleDescription(count ? StateStrip::tr("%n request(s)", nullptr, int(qMin<qint64>(*count, INT_MAX)))
                                       : StateStrip::tr("count not known yet"));
        updateGeometry();
        update();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        const QFontMetrics bold(look.strong);
        const int mark = m_state ? look.iconSide + look.units(1) : 0;
        const int words = bold.horizontalAdvance(text()) + look.units(2) + bold.horizontalAdvance(m_count);
        return {look.units(4) + mark + words, look.controlHeight()};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    /// What is on is the strip's business: a click on a filter that is on keeps it on.
    void nextCheckState() override {}

    void mouseReleaseEvent(QMouseEvent *event) override
    {
        m_modifiers = event->modifiers();
        QAbstractButton::mouseReleaseEvent(event);
        m_modifiers = Qt::NoModifier;
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        const bool go =
            event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (go)
            m_strip->activate(m_state, event->modifiers() & ~Qt::KeypadModifier);
        else
            event->ignore();
    }
    void keyReleaseEvent(QKeyEvent *event) override { event->ignore(); }

    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        paintPanel(painter, look);
        int x = look.units(2);
        const Shade shade = m_state ? shadeOf(*m_state) : Shade::Unknown;
        if (m_state) {
            paintIcon(&painter, QRect(x, 0, look.iconSide, height()), shadeIcon(shade), look.ink(shade));
            x += look.iconSide + look.units(1);
        }
        const QColor words = !isChecked() ? look.text2 : shade == Shade::Erred ? look.ink(shade) : look.text;
        painter.setFont(isChecked() ? look.strong : look.body);
        painter.setPen(isChecked() ? look.text : look.text2);
        painter.drawText(rect().adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine, text());
        painter.setPen(words);
        painter.drawText(rect().adjusted(0, 0, -look.units(2), 0),
                         Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_count);
    }

    void changeEvent(QEvent *event) override
    {
        QAbstractButton::changeEvent(event);
        if (lookChanged(event))
            updateGeometry();
    }

private:
    void paintPanel(QPainter &painter, const Look &look)
    {
        const Shade shade = m_state ? shadeOf(*m_state) : Shade::Unknown;
        QColor fill = isDown() ? look.selq : underMouse() ? look.hover : look.base;
        QColor border = look.line2;
        if (isChecked()) {
            fill = m_state ? look.tint(shade) : look.selq;
            border = m_state ? look.ink(shade) : look.text2;
        }
        paint::box(&painter, rect(), fill, border, paint::ButtonRadius);
        if (hasFocus())
            paint::focusRing(&painter, rect(), look);
    }

    std::optional<State> m_state;
    StateStrip *m_strip;
    QString m_count = QString(QChar(0x2026));
    Qt::KeyboardModifiers m_modifiers;
};

StateStrip::StateStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stateStrip"));
    setAccessibleName(tr("State"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    addButton(new StateButton(std::nullopt, this));
    for (const State state : domain::AllStates)
        addButton(new StateButton(state, this));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    refresh();
}

void StateStrip::addButton(StateButton *button)
{
    button->setCount(std::nullopt);
    m_buttons.push_back(button);
    layout()->addWidget(button);
}

void StateStrip::setSelection(const std::vector<State> &states)
{
    m_selection.clear();
    for (const State state : domain::AllStates) {
        if (std::ranges::find(states, state) != states.end())
            m_selection.push_back(state);
    }
    refresh();
}

void StateStrip::setCount(State state, std::optional<qint64> count)
{
    for (StateButton *button : m_buttons) {
        if (button->state() == state)
            button->setCount(count);
    }
}

void StateStrip::setTotal(std::optional<qint64> count)
{
    m_buttons.front()->setCount(count);
}

void StateStrip::activate(std::optional<State> state, Qt::KeyboardModifiers modifiers)
{
    std::vector<State> next;
    if (state && modifiers.testFlag(Qt::AltModifier)) {
        next =
            m_selection.empty() ? std::vector<State>(domain::AllStates.begin(), domain::AllStates.end()) : m_selection;
        std::erase(next, *state);
    } else if (state && modifiers.testFlag(Qt::ControlModifier)) {
        next = m_selection;
        if (std::erase(next, *state) == 0)
            next.push_back(*state);
    } else if (state) {
        next = {*state};
    }
    if (next.size() == domain::AllStates.size())
        next.clear();
    const std::vector<State> before = m_selection;
    setSelection(next);
    if (m_selection != before)
        emit selectionChanged(m_selection);
}

void StateStrip::keyPressEvent(QKeyEvent *event)
{
    const bool back = event->key() == Qt::Key_Left;
    const auto focused = std::ranges::find_if(m_buttons, [](const StateButton *one) { return one->hasFocus(); });
    if (focused == m_buttons.end() || (!back && event->key() != Qt::Key_Right)) {
        event->ignore();
        return;
    }
    const auto next = std::distance(m_buttons.begin(), focused) + (back ? -1 : 1);
    if (next >= 0 && next < std::ssize(m_buttons))
        m_buttons[size_t(next)]->setFocus(Qt::TabFocusReason);
}

void StateStrip::refresh()
{
    for (StateButton *button : m_buttons) {
        const auto state = button->state();
        const bool on = state ? std::ranges::find(m_selection, *state) != m_selection.end() : m_selection.empty();
        button->setChecked(on);
    }
}

} // namespace waldesk::ui

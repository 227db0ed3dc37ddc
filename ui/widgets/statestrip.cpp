// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statestrip.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QAbstractButton>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

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
        connect(this, &QAbstractButton::clicked, this, [this] { activate(m_modifiers); });
    }

    /// The button of Stuck, which is no state.
    explicit StateButton(StateStrip *strip) : StateButton(std::nullopt, strip)
    {
        m_isStuck = true;
        const QString word = StateStrip::tr("Stuck");
        setText(word);
        setAccessibleName(word);
        setObjectName(shadeIcon(Shade::Stuck));
        setToolTip(StateStrip::tr("Open for longer than usual. Click: only these. Ctrl adds."));
    }

    [[nodiscard]] std::optional<State> state() const { return m_state; }
    [[nodiscard]] bool isStuck() const { return m_isStuck; }

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
        const int mark = hasMark() ? look.iconSide + look.units(1) : 0;
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
            activate(event->modifiers() & ~Qt::KeypadModifier);
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
        const Shade shade = this->shade();
        if (hasMark()) {
            paintIcon(&painter, QRect(x, 0, look.iconSide, height()), shadeIcon(shade), look.ink(shade));
            x += look.iconSide + look.units(1);
        }
        const QColor words = !isChecked()                         ? look.text2
                             : shade == Shade::Erred || m_isStuck ? look.ink(shade)
                                                                  : look.text;
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
    [[nodiscard]] bool hasMark() const { return m_state || m_isStuck; }
    [[nodiscard]] Shade shade() const
    {
        if (m_isStuck)
            return Shade::Stuck;
        return m_state ? shadeOf(*m_state) : Shade::Unknown;
    }

    void activate(Qt::KeyboardModifiers modifiers)
    {
        if (m_isStuck)
            m_strip->activateStuck(modifiers);
        else
            m_strip->activate(m_state, modifiers);
    }

    void paintPanel(QPainter &painter, const Look &look)
    {
        const Shade shade = this->shade();
        QColor fill = isDown() ? look.selq : underMouse() ? look.hover : look.base;
        QColor border = look.line2;
        if (isChecked()) {
            fill = hasMark() ? look.tint(shade) : look.selq;
            border = hasMark() ? look.ink(shade) : look.text2;
        }
        paint::box(&painter, rect(), fill, border, paint::ButtonRadius);
        if (hasFocus())
            paint::focusRing(&painter, rect(), look);
    }

    std::optional<State> m_state;
    bool m_isStuck = false;
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
    m_gap = new QFrame(this);
    layout()->addWidget(m_gap);
    m_stuckButton = new StateButton(this);
    addButton(m_stuckButton);
    setStuckShown(false);
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
        if (button->state() == state && !button->isStuck())
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
    // Only this, or all: of any age.
    const bool adds = state && (modifiers.testFlag(Qt::AltModifier) || modifiers.testFlag(Qt::ControlModifier));
    choose(next, adds && m_stuck);
}

void StateStrip::activateStuck(Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier))
        choose(m_selection, !m_stuck);
    else
        choose({}, true);
}

void StateStrip::choose(std::vector<State> states, bool stuck)
{
    const std::vector<State> before = m_selection;
    const bool wasStuck = std::exchange(m_stuck, stuck);
    setSelection(states);
    if (m_stuck != wasStuck)
        emit stuckChanged(m_stuck);
    if (m_selection != before)
        emit selectionChanged(m_selection);
}

void StateStrip::setStuckShown(bool shown)
{
    m_gap->setVisible(shown);
    m_stuckButton->setVisible(shown);
}

void StateStrip::setStuck(bool on)
{
    m_stuck = on;
    refresh();
}

void StateStrip::setStuckCount(std::optional<qint64> count)
{
    m_stuckButton->setCount(count);
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
    if (next >= 0 && next < std::ssize(m_buttons) && m_buttons[size_t(next)]->isVisibleTo(this))
        m_buttons[size_t(next)]->setFocus(Qt::TabFocusReason);
}

void StateStrip::refresh()
{
    for (StateButton *button : m_buttons) {
        const auto state = button->state();
        bool on = state ? std::ranges::find(m_selection, *state) != m_selection.end() : m_selection.empty() && !m_stuck;
        if (button->isStuck())
            on = m_stuck;
        button->setChecked(on);
    }
}

} // namespace waldesk::ui

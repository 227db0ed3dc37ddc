// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QWidget>

#include <map>
#include <optional>
#include <vector>

namespace waldesk::ui
{

class StateButton;

/// The state filter: All, Sent, Processing, Done, Erred, each with the server's count, and apart from them Stuck, where
/// it is shown. A click means only this one,
/// Ctrl adds or takes away, Alt shows all the others; the same with Space or Enter on the button that has the focus,
/// and arrows go from one to the next. The accessible name of a button is the state's word. Widths are reserved for
/// the bold word and grow only with the digits of a count, so nothing moves under the cursor.
class StateStrip : public QWidget
{
    Q_OBJECT

public:
    explicit StateStrip(QWidget *parent = nullptr);

    /// In the order of domain::AllStates; empty means All. Setting it emits nothing.
    void setSelection(const std::vector<domain::State> &states);
    [[nodiscard]] std::vector<domain::State> selection() const { return m_selection; }

    void setCount(domain::State state, std::optional<qint64> count); ///< nullopt: not known, "…"
    void setTotal(std::optional<qint64> count);                      ///< of All

    void setStuckShown(bool shown); ///< default: not
    void setStuck(bool on);         ///< emits nothing
    [[nodiscard]] bool isStuck() const { return m_stuck; }
    void setStuckCount(std::optional<qint64> count);
    /// A click on Stuck: only the stuck ones, of any state; Ctrl adds or takes it away beside the states.
    void activateStuck(Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    /// What a click on the button does; for actions with keys 1 to 4. nullopt: All.
    void activate(std::optional<domain::State> state, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

signals:
    void selectionChanged(std::vector<waldesk::domain::State> states); ///< by the user
    void stuckChanged(bool on);                                        ///< by the user; selectionChanged() may follow

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void addButton(StateButton *button);
    void choose(std::vector<domain::State> states, bool stuck); ///< a copy: it may be the selection itself

    std::vector<domain::State> m_selection;
    bool m_stuck = false;
    std::vector<StateButton *> m_buttons; ///< All first, Stuck last
    StateButton *m_stuckButton = nullptr;
    QWidget *m_gap = nullptr; ///< before Stuck
};

} // namespace waldesk::ui

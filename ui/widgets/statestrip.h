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

/// The state filter: All, Sent, Processing, Done, Erred, each with the server's count. A click means only this one,
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

    /// What a click on the button does; for actions with keys 1 to 4. nullopt: All.
    void activate(std::optional<domain::State> state, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

signals:
    void selectionChanged(std::vector<waldesk::domain::State> states); ///< by the user

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void addButton(StateButton *button);

    std::vector<domain::State> m_selection;
    std::vector<StateButton *> m_buttons; ///< All first
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QTableView>

namespace waldesk::ui
{

/// A horizontal header as the house draws it: movable, clickable sections with the look's height.
class HeaderView : public QHeaderView
{
    Q_OBJECT

public:
    explicit HeaderView(QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
};

/// A table of whole rows: one line high, without grid and row numbers, one row at a time under the mouse. It knows no
/// model; a delegate that paints rows (RowDelegate) asks it what is hovered.
class RowTable : public QTableView
{
    Q_OBJECT

public:
    explicit RowTable(QWidget *parent = nullptr);

    [[nodiscard]] int hoveredRow() const { return m_hovered; }
    /// Enough for the longest of these words and the header: max(words, title) + 3.4 u (and an icon).
    [[nodiscard]] int widthFor(const QStringList &words, const QString &title, bool withIcon = false) const;

protected:
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void applyLook();
    void setHoveredRow(int row);
    void updateRow(int row);

    int m_hovered = -1;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QTableView>
#include <QTimer>

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
/// model; a delegate that paints rows (RowDelegate) asks it what is hovered. While a changed row fades it repaints, and
/// only then.
class RowTable : public QTableView
{
    Q_OBJECT

public:
    explicit RowTable(QWidget *parent = nullptr);

    [[nodiscard]] int hoveredRow() const { return m_hovered; }
    /// With reduced motion a change does not fade; it stands as a bar for a while.
    void setReducedMotion(bool reduced) { m_reducedMotion = reduced; }
    [[nodiscard]] bool reducedMotion() const { return m_reducedMotion; }
    static constexpr int FadeMs = 600;
    static constexpr int BarMs = 4000; ///< of reduced motion: until it was seen
    /// Ctrl+click and Shift+click tell what a person marks; the selection stays the row that is read, and one.
    void setMarksRows(bool marks) { m_marksRows = marks; }
    /// Enough for the longest of these words and the header: max(words, title) + 3.4 u (and an icon).
    [[nodiscard]] int widthFor(const QStringList &words, const QString &title, bool withIcon = false) const;

signals:
    void rowToggled(int row);                     ///< Ctrl+click, also on a heading
    void rowsExtended(int firstRow, int lastRow); ///< Shift+click: from the current row to this one

protected:
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    /// Home and End go to the first and the last row: a row is chosen as a whole, and has no columns to go to.
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void applyLook();
    void setHoveredRow(int row);
    void updateRow(int row);

    int m_hovered = -1;
    bool m_reducedMotion = false;
    bool m_marksRows = false;
    QTimer m_fade; ///< ticks while something fades
    qint64 m_fadeUntil = 0;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointer>
#include <QWidget>

class QAction;

namespace waldesk::ui
{

/// A sheet over a part of the window: the palette, the keys. A plain child, not a window, so it needs no window manager
/// and follows every resize; the host is the part that goes dark (the frame and the top bar stay bright). While it is
/// open, Tab stays inside, the focus cannot move to the host below, and no shortcut of the window runs except those of
/// the actions in letPass(); Esc or a click beside it closes it and gives the focus back.
class OverlayPanel : public QWidget
{
    Q_OBJECT

public:
    enum class Place { Upper, Centre }; ///< Upper: a tenth from the top

    explicit OverlayPanel(QWidget *host, Place place = Place::Centre);

    /// Build the content in here; it has no layout yet.
    [[nodiscard]] QWidget *sheet() const { return m_sheet; }
    /// At most so many characters of the body font, and at most this share of the host.
    void setSheetWidth(int characters, qreal share = 0.9);
    /// Actions whose shortcuts work while the panel is open: quit, and what replaces the panel by another one.
    void letPass(const QList<QAction *> &actions) { m_passed = actions; }
    [[nodiscard]] bool isOpen() const { return isVisibleTo(parentWidget()); }

public slots:
    void open();
    void closePanel();

signals:
    void opened();
    void closed();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QList<QWidget *> tabStops() const;
    [[nodiscard]] bool passes(const QKeyEvent *key) const;
    [[nodiscard]] bool covers(const QWidget *widget) const; ///< a part of the host that is not of this panel
    bool filterKey(QWidget *target, QKeyEvent *event);
    void focusInside();
    void arrange();

    QWidget *m_sheet;
    QPointer<QWidget> m_before;
    QList<QAction *> m_passed; ///< of the window, which outlives the panel
    Place m_place;
    int m_characters = 95;
    qreal m_share = 0.9;
};

} // namespace waldesk::ui

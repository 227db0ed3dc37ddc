// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/overlaypanel.h"

#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QPainter>

#include <algorithm>
#include <memory>

namespace waldesk::ui
{

namespace
{

class Sheet : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        paint::box(&painter, rect(), look.base, look.line2, paint::SheetRadius);
    }
    void mousePressEvent(QMouseEvent *event) override { event->accept(); }
};

} // namespace

OverlayPanel::OverlayPanel(QWidget *host, Place place) : QWidget(host), m_sheet(new Sheet(this)), m_place(place)
{
    setFocusPolicy(Qt::StrongFocus);
    host->installEventFilter(this);
    m_sheet->installEventFilter(this);
    hide();
}

void OverlayPanel::setSheetWidth(int characters, qreal share)
{
    m_characters = characters;
    m_share = share;
    arrange();
}

QList<QWidget *> OverlayPanel::tabStops() const
{
    QList<QWidget *> stops;
    for (QWidget *one = m_sheet->nextInFocusChain(); one && one != m_sheet; one = one->nextInFocusChain()) {
        if (m_sheet->isAncestorOf(one) && one->isVisibleTo(m_sheet) && one->isEnabled() &&
            (one->focusPolicy() & Qt::TabFocus) && !one->focusProxy())
            stops << one;
    }
    return stops;
}

void OverlayPanel::open()
{
    if (!isOpen())
        m_before = QApplication::focusWidget();
    arrange();
    show();
    raise();
    focusInside();
    // Of the application, not of the window: the shortcut map asks the focus widget first, wherever that is.
    qApp->installEventFilter(this);
    emit opened();
}

void OverlayPanel::focusInside()
{
    const QList<QWidget *> stops = tabStops();
    (stops.isEmpty() ? this : stops.first())->setFocus(Qt::PopupFocusReason);
}

void OverlayPanel::closePanel()
{
    if (!isOpen())
        return;
    qApp->removeEventFilter(this);
    hide();
    if (m_before && m_before->isVisible())
        m_before->setFocus(Qt::PopupFocusReason);
    emit closed();
}

bool OverlayPanel::focusNextPrevChild(bool next)
{
    const QList<QWidget *> stops = tabStops();
    if (stops.isEmpty())
        return true; // and the focus stays where it is
    const qsizetype at = stops.indexOf(QApplication::focusWidget());
    const qsizetype count = stops.size();
    stops[(at + (next ? 1 : count - (at < 0 ? 0 : 1))) % count]->setFocus(next ? Qt::TabFocusReason
                                                                               : Qt::BacktabFocusReason);
    return true;
}

bool OverlayPanel::passes(const QKeyEvent *key) const
{
    const QKeySequence typed(key->keyCombination());
    return std::ranges::any_of(m_passed, [&](const QAction *action) { return action->shortcuts().contains(typed); });
}

bool OverlayPanel::covers(const QWidget *widget) const
{
    const QWidget *host = parentWidget();
    return widget != this && (widget == host || host->isAncestorOf(widget)) && !isAncestorOf(widget);
}

bool OverlayPanel::filterKey(QWidget *target, QKeyEvent *event)
{
    if (target->window() != window())
        return false; // a menu or a dialog over this one
    if (event->type() == QEvent::ShortcutOverride) {
        // Decided before the fields of the sheet see it: QLineEdit would keep Ctrl+K as "delete to the end".
        const bool pass = passes(event);
        event->setAccepted(!pass);
        return pass || target == this || !isAncestorOf(target);
    }
    if (event->type() != QEvent::KeyPress || !covers(target))
        return false;
    // Something took the focus by program, as a page does that has just read its rows; the key was meant for what is in
    // front, so it goes there.
    focusInside();
    if (QWidget *front = QApplication::focusWidget(); front && isAncestorOf(front)) {
        const std::unique_ptr<QEvent> again(event->clone());
        QCoreApplication::sendEvent(front, again.get());
    }
    return true;
}

bool OverlayPanel::event(QEvent *event)
{
    // What the widgets of the sheet did not claim comes up here; a key they have no use for runs nothing either.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool OverlayPanel::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (isKey && isOpen() && watched->isWidgetType() &&
        filterKey(static_cast<QWidget *>(watched), static_cast<QKeyEvent *>(event)))
        return true;
    const bool hostResized = watched == parent() && event->type() == QEvent::Resize;
    const bool contentChanged = watched == m_sheet && event->type() == QEvent::LayoutRequest;
    if (isOpen() && (hostResized || contentChanged))
        arrange();
    return QWidget::eventFilter(watched, event);
}

void OverlayPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        closePanel();
    // Nothing of what is typed here is meant for the page below.
    event->accept();
}

void OverlayPanel::mousePressEvent(QMouseEvent *event)
{
    closePanel();
    event->accept();
}

void OverlayPanel::arrange()
{
    const QSize host = parentWidget()->size();
    setGeometry(QRect(QPoint(), host));
    const int wide = qMin(Look::of(this).chars(m_characters), int(host.width() * m_share));
    int tall = m_sheet->sizeHint().height();
    if (m_sheet->layout() && m_sheet->layout()->hasHeightForWidth())
        tall = m_sheet->layout()->totalHeightForWidth(wide);
    const int top = m_place == Place::Upper ? host.height() / 10 : 0;
    tall = qMin(tall, host.height() - 2 * qMax(top, host.height() / 20));
    const int y = m_place == Place::Upper ? top : (host.height() - tall) / 2;
    m_sheet->setGeometry((host.width() - wide) / 2, y, wide, tall);
}

void OverlayPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::of(this).veil);
}

} // namespace waldesk::ui

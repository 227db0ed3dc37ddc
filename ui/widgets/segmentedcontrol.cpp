// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmentedcontrol.h"

#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace waldesk::ui
{

namespace
{

class Segment : public QAbstractButton
{
public:
    Segment(const QString &word, QWidget *parent) : QAbstractButton(parent)
    {
        setText(word);
        setAccessibleName(word);
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
    }

    /// Reserved for the weight it may get.
    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        return {QFontMetrics(look.strong).horizontalAdvance(text()) + look.units(3), look.h + look.units(1.2)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void nextCheckState() override {}
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
            event->ignore();
        else
            QAbstractButton::keyPressEvent(event);
    }
    void changeEvent(QEvent *event) override
    {
        QAbstractButton::changeEvent(event);
        if (lookChanged(event))
            updateGeometry();
    }
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        if (isChecked() || underMouse())
            paint::box(&painter, rect(), isChecked() ? look.sel : look.hover, QColor(), paint::ChipRadius);
        painter.setFont(isChecked() ? look.strong : look.body);
        painter.setPen(!isEnabled() ? look.off : isChecked() ? look.text : look.text2);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
        if (hasFocus())
            paint::focusRing(&painter, rect(), look, paint::ChipRadius);
    }
};

} // namespace

SegmentedControl::SegmentedControl(const QStringList &words, QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(0);
    for (const QString &word : words) {
        auto *segment = new Segment(word, this);
        const int index = int(m_segments.size());
        connect(segment, &QAbstractButton::clicked, this, [this, index] { setCurrent(index); });
        m_segments.push_back(segment);
        row->addWidget(segment);
        segment->setChecked(index == 0);
        segment->setFocusPolicy(index == 0 ? Qt::TabFocus : Qt::NoFocus);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SegmentedControl::setCurrent(int index)
{
    if (index == m_current || index < 0 || index >= int(m_segments.size()))
        return;
    const bool focused = m_segments[size_t(m_current)]->hasFocus();
    m_current = index;
    for (size_t at = 0; at < m_segments.size(); ++at) {
        const bool on = int(at) == index;
        m_segments[at]->setChecked(on);
        m_segments[at]->setFocusPolicy(on ? Qt::TabFocus : Qt::NoFocus);
    }
    if (focused)
        m_segments[size_t(index)]->setFocus(Qt::TabFocusReason);
    emit currentChanged(index);
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    paint::box(&painter, rect(), look.base, look.line2, paint::ButtonRadius);
}

} // namespace waldesk::ui

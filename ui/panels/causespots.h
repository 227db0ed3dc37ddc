// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QPainter>

#include <functional>

/// The small painted parts of a CauseDetail; no one else has them.
namespace waldesk::ui
{

/// An icon in a line of text.
class IconSpot : public QWidget
{
public:
    using QWidget::QWidget;
    void set(const QString &name, std::function<QColor(const Look &)> ink)
    {
        m_name = name;
        m_ink = std::move(ink);
        update();
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        return {look.iconSide, look.h};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_name.isEmpty())
            return;
        const Look &look = Look::of(this);
        QPainter painter(this);
        paintIcon(&painter, QRect(0, 0, look.iconSide, height()), m_name, m_ink(look));
    }

private:
    QString m_name;
    std::function<QColor(const Look &)> m_ink;
};

/// An arrow that steps; its word is the tooltip and the accessible name.
class StepButton : public IconButton
{
public:
    StepButton(bool back, const QString &word, QWidget *parent)
        : IconButton(QStringLiteral("fold"), word, parent), m_back(back)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (!m_back) {
            IconButton::paintEvent(event);
            return;
        }
        const Look &look = Look::of(this);
        QPainter painter(this);
        painter.translate(width(), 0);
        painter.scale(-1, 1);
        if (underMouse() && isEnabled())
            paint::box(&painter, rect(), look.hover, QColor(), paint::ButtonRadius);
        const int side = look.iconSide;
        paintIcon(&painter, QRect((width() - side) / 2, (height() - side) / 2, side, side), QStringLiteral("fold"),
                  isEnabled() ? look.text : look.off);
        if (hasFocus())
            paint::focusRing(&painter, rect(), look);
    }

private:
    bool m_back;
};

/// The frame around who must act.
class WhoFrame : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        paint::box(&painter, rect(), look.raised, look.line, paint::ButtonRadius);
        paintIcon(&painter, QRect(look.units(2), look.units(1.5), look.iconSide, look.h), QStringLiteral("person"),
                  look.text2);
    }
};

/// A known pattern in one line, as in the list.
class KnownPill : public ElidedLabel
{
public:
    using ElidedLabel::ElidedLabel;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        const Look &look = Look::of(this);
        {
            QPainter painter(this);
            paint::box(&painter, rect(), mixed(look.base, look.text, 0.07), QColor(), paint::ChipRadius);
        }
        ElidedLabel::paintEvent(event);
    }
};

} // namespace waldesk::ui

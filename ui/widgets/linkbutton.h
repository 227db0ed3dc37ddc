// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/textlabel.h"

#include <QAbstractButton>

namespace waldesk::ui
{

/// Words that act, in the accent colour: "Load all", "1 of 6 with this cause". A button to the keyboard and to
/// assistive tools.
class LinkButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit LinkButton(const QString &text, QWidget *parent = nullptr, TextRole role = TextRole::Small);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    TextRole m_role;
};

/// An icon that acts, without a frame: copy, close, menu. Its word is the tooltip and the accessible name.
class IconButton : public QAbstractButton
{
    Q_OBJECT

public:
    IconButton(const QString &iconName, const QString &word, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace waldesk::ui
{

/// Looks like the input it opens: the palette's field stands over it.
class CommandField : public QAbstractButton
{
    Q_OBJECT
public:
    explicit CommandField(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace waldesk::ui

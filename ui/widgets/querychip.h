// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QString>

namespace waldesk::ui
{

/// One term of the query line as it is drawn.
struct Chip {
    /// Server: solid and filled. Here: dashed and empty. Both: the server narrows, we check again. Error: not
    /// understood, `value` is the reason.
    enum class Place : quint8 { Server, Here, Both, Error };

    QString label; ///< "created"; of an error the term as it was typed
    QString value; ///< "since 20 Mar"
    Place place = Place::Server;
    QString tooltip;

    friend bool operator==(const Chip &, const Chip &) = default;
};

/// A chip on the query line: a button with a × of its own. Reached by the arrows of the line, not by Tab.
class ChipButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ChipButton(QWidget *parent);

    void setChip(const Chip &chip);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] QRect closeRect() const;

signals:
    void removeClicked();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString labelText() const;
    [[nodiscard]] QString placeText() const;
    [[nodiscard]] int valueWidth() const;

    Chip m_chip;
    bool m_closing = false;
};

} // namespace waldesk::ui

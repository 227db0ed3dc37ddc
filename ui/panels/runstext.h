// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/textlabel.h"

#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// A few lines of plain text in more than one weight or colour, wrapped; what is more than the lines ends in an
/// ellipsis, and then all of it is the tooltip.
class RunsText : public QWidget
{
    Q_OBJECT
public:
    struct Piece {
        QString text;
        TextRole role = TextRole::Body;
        Ink ink = Ink::Text;
        friend bool operator==(const Piece &, const Piece &) = default;
    };

    explicit RunsText(int mostLines, QWidget *parent = nullptr);

    void setPieces(std::vector<Piece> pieces);
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int lay(int width, QPainter *painter) const; ///< the height; paints where there is a painter

    std::vector<Piece> m_pieces;
    int m_mostLines;
};

} // namespace waldesk::ui

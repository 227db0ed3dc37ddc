// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
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

/// The numbers of a cause, each a small label above its value; at the right its last 24 hours as bars.
class FactsStrip : public QWidget
{
    Q_OBJECT
public:
    struct Fact {
        QString label;
        QString value;
        QString tip;
    };

    explicit FactsStrip(QWidget *parent = nullptr);

    void setFacts(std::vector<Fact> facts);
    void setHours(const QString &label, std::vector<int> hours, const QString &spoken);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] std::vector<int> lefts() const;

    std::vector<Fact> m_facts;
    QString m_hoursLabel;
    std::vector<int> m_hours;
};

/// Which offerings a cause hit, how often and when last; the share as a bar.
class OfferingShares : public QWidget
{
    Q_OBJECT
public:
    struct Share {
        QString name;
        QString customer;
        qint64 count = 0;
        QString age;
    };

    explicit OfferingShares(QWidget *parent = nullptr);

    void setShares(std::vector<Share> shares, int more); ///< more: how many are not among them
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int lineHeight() const;

    std::vector<Share> m_shares;
    int m_more = 0;
};

} // namespace waldesk::ui

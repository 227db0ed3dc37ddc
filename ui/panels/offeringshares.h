// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace waldesk::ui
{

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

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// Counts side by side, each with the icon that its rows have: "11 will change", "2 already so". What does not fit is
/// cut at the end; all of it is the accessible name and, where it was cut, the tooltip.
class TallyChips : public QWidget
{
    Q_OBJECT
public:
    struct Chip {
        QString icon; ///< its name
        QString text; ///< with the number
        bool isMain = false;

        friend bool operator==(const Chip &, const Chip &) = default;
    };

    explicit TallyChips(QWidget *parent = nullptr);

    void setChips(std::vector<Chip> chips);
    [[nodiscard]] QString text() const; ///< of all chips
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int widthOf(const Chip &chip) const;
    void updateToolTip();

    std::vector<Chip> m_chips;
};

} // namespace waldesk::ui

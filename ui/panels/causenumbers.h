// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// The numbers of a cause, each a small label above its value; at the right its last 24 hours as bars.
class CauseNumbers : public QWidget
{
    Q_OBJECT
public:
    struct Number {
        QString label;
        QString value;
        QString tip;
    };

    explicit CauseNumbers(QWidget *parent = nullptr);

    void setNumbers(std::vector<Number> numbers);
    void setHours(const QString &label, std::vector<int> hours, const QString &spoken);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] std::vector<int> lefts() const;

    std::vector<Number> m_numbers;
    QString m_hoursLabel;
    std::vector<int> m_hours;
};

} // namespace waldesk::ui

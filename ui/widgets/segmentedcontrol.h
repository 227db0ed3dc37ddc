// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// A few words of which one is on: Parsed | Raw; Since last visit | 24 h | 14 d | all. One tab stop; arrows choose.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &words, QWidget *parent = nullptr);

    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int index); ///< emits only when it changes
    [[nodiscard]] QAbstractButton *segment(int index) const { return m_segments.at(size_t(index)); }

signals:
    void currentChanged(int index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<QAbstractButton *> m_segments;
    int m_current = 0;
};

} // namespace waldesk::ui

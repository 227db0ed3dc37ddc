// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// One state on the way of a request.
struct TimelineStep {
    Shade shade = Shade::Unknown;
    QString word;           ///< "Sent"
    QString clock;          ///< "09:19:02", or "not yet"
    bool reached = true;    ///< false: what comes next, as a dashed ring
    QString wait;           ///< on the line from here to the next: "waited 3 s"
    qint64 waitSeconds = 0; ///< how long the line would like to be
    bool stuck = false;     ///< the line is dashed, in the colour of Stuck
};

/// The way of a request from left to right: icon above word and clock, durations on the lines between. No part is
/// narrower than its words, so the lengths are not to scale.
class Timeline : public QWidget
{
    Q_OBJECT

public:
    explicit Timeline(QWidget *parent = nullptr);

    void setSteps(std::vector<TimelineStep> steps);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int blockWidth(const TimelineStep &step) const;
    [[nodiscard]] std::vector<int> leastWidths() const;
    [[nodiscard]] std::vector<int> positions() const;
    void paintLine(QPainter &painter, const TimelineStep &step, int from, int to) const;

    std::vector<TimelineStep> m_steps;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QRect>

#include <vector>

class QPainter;

namespace waldesk::ui
{

/// Bars on whole pixels with a gap of one, on a base line that is always there, on their own scale; the last bar in
/// full colour, the others mixed with the background. A bar for something is never invisible.
void paintSparkline(QPainter *painter, const QRect &area, const std::vector<int> &values, const QColor &colour,
                    const QColor &background, const Look &look);

} // namespace waldesk::ui

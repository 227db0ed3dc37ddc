// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include <QPainter>

#include <algorithm>

namespace waldesk::ui
{

void paintSparkline(QPainter *painter, const QRect &area, const std::vector<int> &values, const QColor &colour,
                    const QColor &background, const Look &look)
{
    painter->fillRect(area.x(), area.bottom(), area.width(), 1, look.line2);
    if (values.empty())
        return;
    const int count = int(values.size());
    const int step = std::max(2, area.width() / count);
    const int most = std::max(1, *std::ranges::max_element(values));
    const int tall = area.height() - 1;
    const QColor quiet = mixed(colour, background, 0.48);
    for (int at = 0; at < count; ++at) {
        const int value = values[size_t(at)];
        if (value <= 0)
            continue;
        const int high = std::max(2, tall * value / most);
        const int x = area.right() + 1 - (count - at) * step + 1;
        if (x >= area.x())
            painter->fillRect(x, area.bottom() - high, step - 1, high, at + 1 == count ? colour : quiet);
    }
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/copyas.h"

#include <QString>

#include <functional>
#include <optional>

class QMenu;
class QWidget;

namespace waldesk::ui
{

/// "Copy as": the call of the view and of the command at hand, for another tool. The calls are asked for when one is
/// copied, so that they are those of that moment.
struct CopySource {
    QString words; ///< "This list", "Ask again"
    std::function<std::optional<domain::ApiCall>()> call;
};

/// A menu with a part for each source; said is called with one sentence after a copy.
[[nodiscard]] QMenu *copyAsMenu(const std::vector<CopySource> &sources, std::function<void(const QString &)> said,
                                QWidget *parent);

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/copyas.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <functional>
#include <optional>

class QMenu;
class QWidget;

namespace waldesk::ui
{

/// "Copy as": the call of the list, and of these actions on the request at hand, for another tool. Calls are asked for
/// when one is copied, so that they are those of that moment.
struct CopySources {
    QUrl root;
    QByteArray schemeWord;
    std::function<domain::ApiCall()> list;
    std::function<std::optional<domain::Request>()> request;
    QList<domain::Action> actions;
};

/// A menu with a part for each of them; said is called with one sentence after a copy.
[[nodiscard]] QMenu *copyAsMenu(const CopySources &sources, std::function<void(const QString &)> said, QWidget *parent);

} // namespace waldesk::ui

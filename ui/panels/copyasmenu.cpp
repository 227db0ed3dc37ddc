// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/copyasmenu.h"

#include "models/session/pendingtransitions.h"
#include "ui/base/icons.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMenu>

namespace waldesk::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::ui::CopyAs", text);
}

} // namespace

QMenu *copyAsMenu(const CopySources &sources, std::function<void(const QString &)> said, QWidget *parent)
{
    auto *menu = new QMenu(tr("Copy as"), parent);
    menu->setObjectName(QStringLiteral("copyAs"));
    menu->setIcon(icon(QStringLiteral("act-copy")));
    using Call = std::function<std::optional<domain::ApiCall>()>;
    const auto add = [&](const QString &words, const Call &call) {
        menu->addSection(words);
        for (const domain::CopyFormat format : domain::AllCopyFormats) {
            //: %1 is what is copied ("This list"), %2 a tool ("curl")
            QAction *action = menu->addAction(tr("%1 as %2").arg(words, domain::copyFormatName(format)));
            QObject::connect(action, &QAction::triggered, menu, [sources, call, format, said] {
                std::optional<domain::ApiCall> made = call();
                if (!made) {
                    said(tr("There is nothing to copy: no request is chosen."));
                    return;
                }
                made->root = sources.root;
                made->schemeWord = sources.schemeWord;
                QGuiApplication::clipboard()->setText(domain::copyAs(*made, format));
                said(tr("The call for %1 is on the clipboard; the token is the variable WALDUR_TOKEN.")
                         .arg(domain::copyFormatName(format)));
            });
        }
    };
    add(tr("This list"), [list = sources.list] { return std::optional(list()); });
    for (const domain::Action which : sources.actions) {
        add(session::PendingTransitions::doneText(which),
            [request = sources.request, which]() -> std::optional<domain::ApiCall> {
                const auto read = request();
                return read ? std::optional(domain::callOf(which, *read, read->error)) : std::nullopt;
            });
    }
    return menu;
}

} // namespace waldesk::ui

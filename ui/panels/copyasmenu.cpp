// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/copyasmenu.h"

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

QMenu *copyAsMenu(const std::vector<CopySource> &sources, std::function<void(const QString &)> said, QWidget *parent)
{
    auto *menu = new QMenu(tr("Copy as"), parent);
    menu->setObjectName(QStringLiteral("copyAs"));
    menu->setIcon(icon(QStringLiteral("act-copy")));
    for (const CopySource &source : sources) {
        menu->addSection(source.words);
        for (const domain::CopyFormat format : domain::AllCopyFormats) {
            //: %1 is what is copied ("This list"), %2 a tool ("curl")
            QAction *action = menu->addAction(tr("%1 as %2").arg(source.words, domain::copyFormatName(format)));
            QObject::connect(action, &QAction::triggered, menu, [source, format, said] {
                const std::optional<domain::ApiCall> call = source.call();
                if (!call) {
                    said(tr("There is nothing to copy: no request is chosen."));
                    return;
                }
                QGuiApplication::clipboard()->setText(domain::copyAs(*call, format));
                said(tr("The call for %1 is on the clipboard; the token is the variable WALDUR_TOKEN.")
                         .arg(domain::copyFormatName(format)));
            });
        }
    }
    return menu;
}

} // namespace waldesk::ui

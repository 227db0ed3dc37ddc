// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/writeanswer.h"

#include <QCoreApplication>

namespace waldesk::workflows
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::workflows::TransitionRunner", text);
}

} // namespace

Said said(const std::optional<api::ApiError> &answer)
{
    using Kind = api::ApiError::Kind;
    if (!answer)
        return Said::Yes;
    if (answer->kind == Kind::Network || answer->kind == Kind::Timeout || answer->kind == Kind::Tls ||
        answer->kind == Kind::Cancelled)
        return Said::Nothing;
    if (answer->status == 409)
        return Said::Conflict;
    if (answer->status == 500)
        return Said::Failed;
    return answer->status >= 300 && answer->status < 500 ? Said::No : Said::Nothing;
}

QString whatCame(const std::optional<api::ApiError> &answer)
{
    switch (said(answer)) {
    case Said::Yes:
        return tr("The server said yes");
    case Said::Conflict:
        return tr("The server said no (409)");
    case Said::No:
    case Said::Failed:
        break;
    case Said::Nothing:
        if (answer->status == 0)
            return tr("No answer came");
        if (answer->status < 300)
            return tr("The answer could not be read");
        break;
    }
    return tr("The server answered %1").arg(answer->status);
}

bool neverLeft(const std::optional<api::ApiError> &answer)
{
    return answer && !answer->written && answer->status == 0;
}

} // namespace waldesk::workflows

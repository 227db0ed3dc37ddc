// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/causegroup.h"

#include <QCoreApplication>

namespace waldesk::tables
{

QString causeKindWord(CauseKind kind)
{
    switch (kind) {
    case CauseKind::New:
        return QStringLiteral("new");
    case CauseKind::Back:
        return QStringLiteral("back");
    case CauseKind::Ongoing:
        return QStringLiteral("ongoing");
    case CauseKind::Recovered:
        return QStringLiteral("recovered");
    }
    return {};
}

QString causeKindTitle(CauseKind kind)
{
    switch (kind) {
    case CauseKind::New:
        return QCoreApplication::translate("CauseKind", "New");
    case CauseKind::Back:
        return QCoreApplication::translate("CauseKind", "Back");
    case CauseKind::Ongoing:
        return QCoreApplication::translate("CauseKind", "Ongoing");
    case CauseKind::Recovered:
        return QCoreApplication::translate("CauseKind", "Recovered");
    }
    return {};
}

} // namespace waldesk::tables

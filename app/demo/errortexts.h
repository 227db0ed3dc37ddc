// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/hash.h"

#include <QByteArray>

namespace waldesk::demo
{
/// Why a request of the demo ended Erred: the fifteen errors of a real site agent and what else turns up in such texts.
enum class Cause : quint8 {
    None,
    DatabaseDown,
    BinaryMissing,
    Silent,
    RestRefused,
    RestToken,
    RestTokenFile,
    MamTimeout,
    OneAuthentication,
    OneUnreachable,
    OkdToken,
    OkdStaticToken,
    MupTimeout,
    Unauthorized,
    ApiForbidden,
    ApiBadGateway,
    DeliveredTwice,
    KeyMissing,
    IndexBug,
    NoneBug,
    NumberBug,
    AccessDenied,
    Redacted,
    Operator,
    Note,
    Group,
    NestedGroup,
    BareClass,
    AnsiAndHtml,
    Huge,
    Estonian,
    Chinese,
    RightToLeft,
    Count
};

/// UTF-8, trimmed as the server trims.
struct ErrorText {
    QByteArray message;
    QByteArray traceback;
};

/// What makes two errors of one cause differ: the dice of the row, its offering and uuid, its age in microseconds.
struct ErrorContext {
    Dice dice;
    quint8 offering = 0;
    QByteArray requestHex;
    qint64 age = 0;
};

ErrorText makeErrorText(Cause cause, ErrorContext context);
/// What usually goes wrong with this offering.
Cause usualCause(quint8 offering, Dice &dice);
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/trace.h"

namespace waldesk::demo
{
/// The makers of the texts, one a cause; causes.cpp chooses. Each draws its ids, hosts and accounts from the dice.
ErrorText databaseDown(ErrorContext &context);
ErrorText binaryMissing(ErrorContext &context);
ErrorText silentCommand(ErrorContext &context);
ErrorText accessDenied(ErrorContext &context);
ErrorText restRefused(ErrorContext &context);
ErrorText restToken(ErrorContext &context);
ErrorText restTokenFile(ErrorContext &context);

ErrorText mamTimeout(ErrorContext &context);
ErrorText oneAuthentication(ErrorContext &context);
ErrorText oneUnreachable(ErrorContext &context);
ErrorText okdToken(ErrorContext &context);
ErrorText okdStaticToken(ErrorContext &context);
ErrorText mupTimeout(ErrorContext &context);
ErrorText unauthorized(ErrorContext &context);

ErrorText apiForbidden(ErrorContext &context);
ErrorText apiBadGateway(ErrorContext &context);
ErrorText deliveredTwice(ErrorContext &context);
ErrorText keyMissing(ErrorContext &context);
ErrorText indexBug(ErrorContext &context);
ErrorText noneBug(ErrorContext &context);
ErrorText numberBug(ErrorContext &context);

ErrorText redacted(ErrorContext &context);
ErrorText setByOperator(ErrorContext &context);
ErrorText withNotes(ErrorContext &context);
ErrorText exceptionGroup(ErrorContext &context);
ErrorText nestedGroup(ErrorContext &context);
ErrorText bareClass(ErrorContext &context);
ErrorText ansiAndHtml(ErrorContext &context);
ErrorText huge(ErrorContext &context);
ErrorText estonian(ErrorContext &context);
ErrorText chinese(ErrorContext &context);
ErrorText rightToLeft(ErrorContext &context);

/// The agent's plugin for the site of the offering: "waldur_site_agent_slurm".
QByteArray pluginOf(const ErrorContext &context);
/// "hpc_proj0421": an account of the site.
QByteArray account(Dice &dice);
/// Lower-case hex digits.
QByteArray hexDigits(Dice &dice, int count);
QByteArray number(qint64 value);
/// Picks one of the entries.
template <typename T, std::size_t N>
const T &oneOf(Dice &dice, const T (&entries)[N])
{
    return entries[dice.below(N)];
}
} // namespace waldesk::demo

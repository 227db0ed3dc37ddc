// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"

class QCoreApplication;

namespace waldesk::app
{

/// Runs one command to its end; the result is the exit status of the program.
int runCommand(QCoreApplication &application, const CommandCall &call);
/// Prints what parseCall() concluded already.
int exitImmediately(const ImmediateExit &goodbye);

} // namespace waldesk::app

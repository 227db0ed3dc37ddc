// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace waldesk::app
{

/// Bytes from which on a file of the journal is full: `journal/limitMiB` of `window.ini` in the configuration folder,
/// for the window and the command line alike. 16 MiB where nothing, or no number, stands there; 0: never.
[[nodiscard]] qint64 journalLimit();

} // namespace waldesk::app

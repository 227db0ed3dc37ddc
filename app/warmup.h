// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace waldesk::app
{

/// Begins on a thread of its own what takes long once in a process and is needed before the first rows are painted:
/// OpenSSL with the system's certificates, and the table of known errors: 10 of 43 ms of the window's thread on a start
/// from the archive. Whoever needs them sooner waits for the rest.
/// Call it when the application object exists; nothing is to be waited for at the end.
void warmUp();
/// The same for what is needed later: the table of secrets, for the first answer that is an error. Call it when the
/// first rows were painted; before that it takes a processor from them.
void warmUpRest();

} // namespace waldesk::app

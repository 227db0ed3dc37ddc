// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

namespace waldesk::app
{

/// Reads fontconfig's configuration on a thread, to be joined before the first text is measured. Qt would read it then,
/// in the window's thread: 3 ms of XML, in which QApplication can connect to the display. fontconfig is safe for
/// threads since 2.10.91.
[[nodiscard]] std::thread readFontConfiguration();

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/windowoptions.h"

#include <cstdio>

namespace waldesk::app
{

int runWindow(QApplication &, const WindowOptions &)
{
    std::fputs("waldesk: The window is not built yet; waldesk --help lists the commands.\n", stderr);
    return 1;
}

} // namespace waldesk::app

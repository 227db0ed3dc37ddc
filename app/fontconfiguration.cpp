// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fontconfiguration.h"

#include <fontconfig/fontconfig.h>

namespace waldesk::app
{

std::thread readFontConfiguration()
{
    return std::thread([] { FcInit(); });
}

} // namespace waldesk::app

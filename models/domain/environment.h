// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace waldesk::domain
{

/// What kind of server a profile names: a rule (production is read-only until unlocked), and a colour and a word in the
/// window.
enum class Environment : quint8 { Production, Test, Demo, Other };

} // namespace waldesk::domain

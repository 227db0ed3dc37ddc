// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Empty: the targets of tests/CMakeLists.txt that compile it exist for their precompiled headers.

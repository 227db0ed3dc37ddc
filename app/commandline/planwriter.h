// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/output.h"
#include "models/workflows/bulkplan.h"

namespace waldesk::app
{

/// Prints a plan: a row for each request, those that are left alone with their reason. `jsonl` is one object a line:
/// uuid, state, becomes (where it will change), offering, offering_name, created, plan (the group's word), sentence.
void printPlan(const workflows::BulkPlan &plan, Format format, domain::Timestamp now, Output &output);
/// "11 will change, 2 already so, 1 not allowed."
[[nodiscard]] QString planSummary(const workflows::BulkPlan &plan);

} // namespace waldesk::app

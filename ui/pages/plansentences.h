// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/bulkplan.h"
#include "ui/widgets/tallychips.h"

#include <QCoreApplication>
#include <QStringList>

#include <vector>

namespace waldesk::ui
{

/// What the plan page says of a plan before it runs, translated, as plain text. A view: the plan outlives it.
class PlanSentences
{
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::PlanSentences)
public:
    explicit PlanSentences(const workflows::BulkPlan &plan) : m_plan(plan) {}

    /// The action and how many rows it is for: of a plan that is being read all of them, else those that will be sent.
    [[nodiscard]] QString title() const;
    /// How many rows are in each group; groups without rows are left out, but the one that will change.
    [[nodiscard]] std::vector<TallyChips::Chip> tallies() const;
    /// What the action does to the rows that will be sent, and what it cannot do; never empty.
    [[nodiscard]] QStringList consequences() const;

private:
    [[nodiscard]] QString projects() const;

    const workflows::BulkPlan &m_plan;
};

} // namespace waldesk::ui

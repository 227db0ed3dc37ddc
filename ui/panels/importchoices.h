// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/bulkplan.h"

#include <QWidget>

#include <optional>
#include <vector>

class QVBoxLayout;

namespace waldesk::ui
{

/// The plan under which resources are imported, for each offering of a bulk plan: a shared offering needs one, another
/// may have one. Owned by the plan page, which gives it the choices and takes over what was chosen.
class ImportChoices : public QWidget
{
    Q_OBJECT
public:
    explicit ImportChoices(QWidget *parent = nullptr);

    /// The same choices as before change nothing, so that an open list stays open.
    void setChoices(const std::vector<workflows::BulkPlan::ImportChoice> &choices);

signals:
    void chosen(const waldesk::domain::Uuid &offering, const std::optional<waldesk::domain::Uuid> &plan);

private:
    void addChoice(const workflows::BulkPlan::ImportChoice &choice);

    std::vector<workflows::BulkPlan::ImportChoice> m_choices;
    QVBoxLayout *m_column = nullptr;
    QWidget *m_rows = nullptr;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/plansentences.h"

#include "models/domain/displaytext.h"
#include "ui/base/look.h"
#include "ui/pages/planmodel.h"

#include <algorithm>

namespace waldesk::ui
{

using domain::Action;
using workflows::BulkPlan;
using Group = BulkPlan::Group;

QString PlanSentences::title() const
{
    const qint64 count = m_plan.isReading() ? qint64(m_plan.rows().size()) : m_plan.includedCount();
    const QString number = groupedNumber(count);
    switch (m_plan.action()) {
    case Action::Start:
        return tr("Start %1").arg(number);
    case Action::SetDone:
        return tr("Set %1 done").arg(number);
    case Action::SetErred:
        return tr("Set %1 erred").arg(number);
    case Action::OverwriteError:
        return count == 1 ? tr("Overwrite 1 error") : tr("Overwrite %1 errors").arg(number);
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        break;
    case Action::ImportResource:
        return tr("Import %1").arg(number);
    case Action::DismissResource:
        return tr("Dismiss %1").arg(number);
    }
    //: %1 is a number of offerings
    return count == 1 ? tr("Ask 1 offering again") : tr("Ask %1 offerings again").arg(number);
}

std::vector<TallyChips::Chip> PlanSentences::tallies() const
{
    std::vector<TallyChips::Chip> chips;
    for (const BulkPlan::Tally &tally : m_plan.tallies())
        chips.push_back({PlanModel::groupIcon(tally.group), tally.text.arg(groupedNumber(tally.rows)),
                         tally.group == Group::WillChange});
    const auto leftOut = std::ranges::count_if(
        m_plan.rows(), [](const BulkPlan::Row &row) { return row.group == Group::WillChange && !row.included; });
    if (leftOut > 0)
        chips.push_back({QStringLiteral("info"), tr("%1 left out by you").arg(groupedNumber(leftOut))});
    return chips;
}

QStringList PlanSentences::consequences() const
{
    QStringList lines;
    const bool processing = std::ranges::any_of(m_plan.rows(), [](const BulkPlan::Row &row) {
        return row.included && row.request().state == domain::State::Processing;
    });
    switch (m_plan.action()) {
    case Action::SetErred:
        lines += tr("Cannot be undone on the server.");
        if (processing)
            lines += tr("An agent still at work can no longer set Done; its own error may then replace this text.");
        lines += tr("Already Done or Erred rows are left alone.");
        break;
    case Action::OverwriteError:
        lines += tr("The error texts of these requests are lost on the server; the journal keeps them.");
        break;
    case Action::Start:
        lines += tr("Cannot be undone on the server.");
        lines += tr("An agent that takes one of them later is refused, and sets it erred.");
        break;
    case Action::SetDone:
        lines += tr("Cannot be undone on the server.");
        lines += tr("What an agent has not reported by now is not found by these requests any more.");
        break;
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        lines += tr("One new request for each offering; offerings where one is open are left alone.");
        lines += tr("They are spread over time, and each is followed to its end.");
        break;
    case Action::ImportResource:
        lines += tr("Each becomes a resource of its project, and waits no more. Cannot be undone here.");
        lines += tr("The project is a guess of the agent; look at it before you import.");
        if (const QString all = projects(); !all.isEmpty())
            lines += tr("Into %1").arg(all);
        lines += tr("Each is read once more just before it is sent, and left alone when its project has changed.");
        return lines;
    case Action::DismissResource:
        lines += tr("The record goes. The resource at the site stays as it is, and the next request finds it again.");
        lines += tr("Each is read once more just before it is sent.");
        return lines;
    }
    lines += tr("Each row is read once more just before it is sent, and left alone when its state has changed.");
    return lines;
}

/// The agent guesses the project from the site's name of it (contract 7), so it stands here as well, with its number.
QString PlanSentences::projects() const
{
    std::vector<std::pair<QString, int>> projects;
    for (const BulkPlan::Row &row : m_plan.rows()) {
        if (!row.included || !row.resource())
            continue;
        const QString &name = row.resource()->projectName;
        const auto known = std::ranges::find(projects, name, &std::pair<QString, int>::first);
        if (known == projects.end())
            projects.emplace_back(name, 1);
        else
            ++known->second;
    }
    constexpr size_t MostNamed = 8;
    constexpr qsizetype LongestProject = 60;
    QStringList parts;
    for (size_t i = 0; i < projects.size() && i < MostNamed; ++i) {
        const auto &[name, count] = projects[i];
        const QString shown = name.isEmpty() ? tr("(no project)") : domain::escapeForDisplay(name);
        parts << tr("%1: %2").arg(domain::shortened(shown, LongestProject), groupedNumber(count));
    }
    if (projects.size() > MostNamed)
        parts << tr("%1 more").arg(groupedNumber(qint64(projects.size() - MostNamed)));
    return parts.join(QStringLiteral(" \u00B7 "));
}

} // namespace waldesk::ui

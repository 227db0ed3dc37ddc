// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/resourceverdict.h"

#include "models/domain/displaytext.h"
#include "models/workflows/writeanswer.h"

#include <QCoreApplication>

namespace waldesk::workflows
{
namespace
{

using Outcome = domain::WriteOutcome;
using domain::Action;

constexpr qsizetype LongestName = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::workflows::TransitionRunner", text);
}

QString shown(const QString &text)
{
    return domain::shortened(domain::escapeForDisplay(text), LongestName);
}

Verdict unread(const ResourceEvidence &facts)
{
    const bool settled = facts.reading && facts.reading->isPermanent();
    const QString why = facts.reading ? facts.reading->sentence : QString();
    switch (said(facts.answer)) {
    case Said::Yes:
        return {Outcome::Unknown, tr("The server said yes, but the resource could not be read after it. %1").arg(why),
                settled};
    case Said::Conflict:
    case Said::No:
        return {Outcome::Refused, facts.answer->sentence, settled};
    case Said::Failed:
    case Said::Nothing:
        break;
    }
    return {Outcome::Unknown,
            tr("%1, and the resource could not be read after it, so how it went is not known. Look again before you "
               "repeat it. %2")
                .arg(whatCame(facts.answer), why),
            settled};
}

Verdict stillWaits(const ResourceEvidence &facts)
{
    switch (said(facts.answer)) {
    case Said::Yes:
        return {Outcome::Overtaken, tr("The server said yes, but %1 still waits for import.").arg(facts.name), false};
    case Said::Conflict:
    case Said::No:
        return {Outcome::Refused, facts.answer->sentence};
    case Said::Failed:
        return {Outcome::Refused,
                tr("The server failed (500), and nothing has changed: %1 still waits for import.").arg(facts.name),
                false};
    case Said::Nothing:
        break;
    }
    return {Outcome::Unknown,
            tr("%1, and %2 still waits for import so far, so how it went is not known. It may be carried out later: "
               "look again before you repeat it.")
                .arg(whatCame(facts.answer), facts.name),
            false};
}

Verdict saidNoButGone(const ResourceEvidence &facts)
{
    const int status = facts.answer->status;
    if (status == 404 || status == 409)
        return {Outcome::Overtaken,
                tr("Somebody else was faster: %1 does not wait for import any more. The server said no (%2).")
                    .arg(facts.name)
                    .arg(status)};
    return {Outcome::Refused,
            facts.answer->sentence + QLatin1Char(' ') + tr("Somebody else has imported or dismissed it since.")};
}

Verdict doneOrGone(const ResourceEvidence &facts)
{
    if (facts.action == Action::DismissResource)
        return {Outcome::Done, tr("Dismissed: %1 does not wait for import any more.").arg(facts.name)};
    if (facts.made && !facts.isShown)
        return {Outcome::Done, tr("Imported: the server says that %1 is the resource %2 now, but does not show it yet.")
                                   .arg(facts.name, facts.made->shortText())};
    if (facts.made)
        return {Outcome::Done, tr("Imported: %1 is the resource %2 now.").arg(facts.name, facts.made->shortText())};
    return {Outcome::Done, tr("Imported: %1 does not wait for import any more.").arg(facts.name)};
}

/// Without an answer, what was made of it says more than that it is gone.
Verdict goneWithoutAnswer(const ResourceEvidence &facts)
{
    if (!facts.made)
        return {Outcome::Unknown,
                tr("%1 does not wait for import any more. %2, so whether this was you cannot be told.")
                    .arg(facts.name, whatCame(facts.answer))};
    if (facts.action == Action::ImportResource)
        return {Outcome::Done, tr("%1, but it was done: %2 is the resource %3 now.")
                                   .arg(whatCame(facts.answer), facts.name, facts.made->shortText())};
    return {Outcome::Overtaken, tr("%1, and somebody has imported it: %2 is the resource %3 now.")
                                    .arg(whatCame(facts.answer), facts.name, facts.made->shortText())};
}

Verdict gone(const ResourceEvidence &facts)
{
    switch (said(facts.answer)) {
    case Said::Yes:
        return doneOrGone(facts);
    case Said::Conflict:
    case Said::No:
        return saidNoButGone(facts);
    case Said::Failed:
    case Said::Nothing:
        break;
    }
    return goneWithoutAnswer(facts);
}

} // namespace

Verdict resourceVerdictOf(const ResourceEvidence &facts)
{
    if (neverLeft(facts.answer))
        return {Outcome::Failed, tr("Not sent. %1").arg(facts.answer->sentence)};
    if (!facts.waits)
        return unread(facts);
    return *facts.waits ? stillWaits(facts) : gone(facts);
}

QString whatDiffers(const domain::BackendResource &seen, const domain::BackendResource &now)
{
    if (hasSameTarget(seen, now))
        return {};
    if (seen.project != now.project)
        return tr("its project was %1, is %2 now").arg(shown(seen.projectName), shown(now.projectName));
    if (seen.backendId != now.backendId)
        return tr("its id at the site was %1, is %2 now").arg(shown(seen.backendId), shown(now.backendId));
    return tr("its offering was %1, is %2 now").arg(shown(seen.offeringName), shown(now.offeringName));
}

QString resourceRefusalOf(const TransitionRunner::Job &job, const std::optional<domain::BackendResource> &now)
{
    if (!now)
        return tr("Not sent: it does not wait for import any more; somebody has imported or dismissed it.");
    const QString differs = job.resource ? whatDiffers(*job.resource, *now) : QString();
    if (!differs.isEmpty())
        return tr("Not sent: %1. Look at it again.").arg(differs);
    return {};
}

QString nameOf(const domain::BackendResource &resource)
{
    if (!resource.name.isEmpty())
        return shown(resource.name);
    return resource.backendId.isEmpty() ? resource.uuid.shortText() : shown(resource.backendId);
}

domain::Request rowOf(const domain::BackendResource &resource)
{
    domain::Request row;
    row.uuid = resource.uuid;
    row.offering = resource.offering;
    row.offeringName = resource.offeringName;
    row.created = resource.created;
    row.modified = resource.created;
    return row;
}

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/capabilities.h"

#include <QCoreApplication>

namespace waldesk::domain
{
namespace
{

Why rightFor(Action action, const Capabilities &may)
{
    const bool creates = action == Action::AskAgain || action == Action::AskAgainAnyway;
    if (action == Action::ImportResource)
        return may.staff ? Why::Allowed : Why::StaffImports;
    if (creates)
        return may.staff ? Why::Allowed : Why::StaffOnly;
    return may.staff || may.manages ? Why::Allowed : Why::NoRole;
}

Why stateAllows(Action action, State state, bool openForOffering)
{
    // Asking again makes a new row: the state of this one does not matter, an open one of the offering does.
    if (action == Action::AskAgain)
        return openForOffering ? Why::OneIsOpen : Why::Allowed;
    if (action == Action::AskAgainAnyway)
        return openForOffering ? Why::Allowed : Why::NothingOpen;
    if (isOnResource(action))
        return Why::Allowed;
    if (state == State::Unknown)
        return Why::UnknownState;
    switch (action) {
    case Action::Start:
        return state == State::Sent ? Why::Allowed : Why::NeedsSent;
    case Action::SetDone:
        return state == State::Processing ? Why::Allowed : Why::NeedsProcessing;
    case Action::SetErred:
        return isOpen(state) ? Why::Allowed : Why::WouldOverwrite;
    case Action::OverwriteError:
        return isOpen(state) ? Why::NothingToOverwrite : Why::Allowed;
    case Action::AskAgain:
    case Action::AskAgainAnyway:
    case Action::ImportResource:
    case Action::DismissResource:
        break;
    }
    return Why::Allowed;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("domain", text);
}

} // namespace

QString Person::roleWord() const
{
    if (isStaff)
        return QStringLiteral("staff");
    if (isSupport)
        return QStringLiteral("support");
    if (!managedOfferings.isEmpty() || !managedCustomers.isEmpty())
        return QStringLiteral("manager");
    return {};
}

bool Person::manages(const Uuid &offering, const Uuid &customer) const
{
    if (isStaff || !rolesKnown || managedOfferings.contains(offering))
        return true;
    return !customer.isNil() && managedCustomers.contains(customer);
}

Why lockOf(const Capabilities &capabilities)
{
    if (!capabilities.locked)
        return Why::Allowed;
    return capabilities.kindKnown ? Why::Locked : Why::KindUnknown;
}

Why permission(Action action, State state, const Capabilities &capabilities)
{
    if (capabilities.pending)
        return Why::Pending;
    if (capabilities.offline)
        return capabilities.answered ? Why::AnswersWithErrors : Why::Offline;
    if (const Why lock = lockOf(capabilities); lock != Why::Allowed)
        return lock;
    if (!capabilities.roleKnown)
        return Why::RoleUnknown;
    if (const Why right = rightFor(action, capabilities); right != Why::Allowed)
        return right;
    return stateAllows(action, state, capabilities.openForOffering);
}

std::array<Why, AllActions.size()> allowedTransitions(State state, const Capabilities &capabilities)
{
    std::array<Why, AllActions.size()> answers{};
    for (size_t i = 0; i < AllActions.size(); ++i)
        answers[i] = permission(AllActions[i], state, capabilities);
    return answers;
}

QString reasonText(Why why, State state)
{
    switch (why) {
    case Why::Allowed:
        return {};
    case Why::Pending:
        return tr("A command on this request is under way.");
    case Why::Offline:
        return tr("The server does not answer; this works again when it does.");
    case Why::AnswersWithErrors:
        return tr("The server answers with an error; this works again when it answers as usual.");
    case Why::Locked:
        return tr("Production is locked, read-only. Ctrl+Shift+L unlocks it for 15 minutes.");
    case Why::KindUnknown:
        return tr("Read-only until you choose what kind of server this is, above.");
    case Why::RoleUnknown:
        return tr("Your role is being read; this works when it is known.");
    case Why::StaffOnly:
        return tr("Only staff may ask again; hand it over to a staff operator.");
    case Why::StaffImports:
        return tr("Only staff may import; hand it over to a staff operator.");
    case Why::NoRole:
        return tr("You do not manage this offering.");
    case Why::NeedsSent:
        return tr("Only a Sent request can be started; this one is %1.").arg(stateName(state));
    case Why::NeedsProcessing:
        return tr("Only a Processing request can be set done; this one is %1.").arg(stateName(state));
    case Why::WouldOverwrite:
        return tr("This request is %1 already; setting it erred would overwrite what stands there.")
            .arg(stateName(state));
    case Why::NothingToOverwrite:
        return tr("This request is still %1: there is no error to overwrite.").arg(stateName(state));
    case Why::OneIsOpen:
        return tr("A request of this offering is still open.");
    case Why::NothingOpen:
        return tr("No request of this offering is open: ask again as usual.");
    case Why::UnknownState:
        return tr("The server uses a state that this version does not know.");
    }
    return {};
}

Why resourcePermission(Action action, const Capabilities &capabilities)
{
    return permission(action, State::Unknown, capabilities);
}

QString resourceReasonText(Why why)
{
    return why == Why::Pending ? tr("A command on this resource is under way.") : reasonText(why, State::Unknown);
}

} // namespace waldesk::domain

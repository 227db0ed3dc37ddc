// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QSet>
#include <QString>

#include <array>

namespace waldesk::domain
{

/// Who the token belongs to and what the roles give (contract 3 and 6), read once after connecting.
struct Person {
    Uuid uuid;
    QString username;
    QString fullName;
    bool isStaff = false;
    bool isSupport = false;
    bool rolesKnown =
        true; ///< false when /roles/ could not be read: then nothing is forbidden here, the server's 403 decides
    QSet<Uuid> managedOfferings; ///< roles with OFFERING.MANAGE_BACKEND_RESOURCES on the offering itself
    QSet<Uuid> managedCustomers; ///< the same on a customer: all offerings of it
    std::optional<Timestamp> tokenExpires;

    [[nodiscard]] QString roleWord() const; ///< `staff`, `support`, `manager`, or empty
    /// customer may be nil when the offering's customer is not known: then only the direct role counts.
    [[nodiscard]] bool manages(const Uuid &offering, const Uuid &customer) const;
};

/// All that decides whether a command may run on one row, so that the rule is a pure function.
struct Capabilities {
    bool staff = false;
    bool manages = false;         ///< the row's offering, by role; true as well when roles are not known
    bool locked = false;          ///< a production profile that was not unlocked
    bool kindKnown = true;        ///< with locked; false: a person has not yet said what kind of server this is
    bool offline = false;         ///< the newest call failed: nothing may be sent
    bool answered = false;        ///< with offline: something answered, but with an error
    bool pending = false;         ///< a command on this row is armed or under way
    bool roleKnown = true;        ///< false until the server has told who this is
    bool openForOffering = false; ///< another request of the same offering (or this one) is Sent or Processing
};

enum class Action : quint8 {
    Start,
    SetDone,
    SetErred,
    OverwriteError,
    AskAgain,
    AskAgainAnyway,
    ImportResource, ///< of a resource that waits for import
    DismissResource,
};
/// On a request.
inline constexpr std::array AllActions{Action::Start,          Action::SetDone,  Action::SetErred,
                                       Action::OverwriteError, Action::AskAgain, Action::AskAgainAnyway};

/// Why a command is off; Allowed when it is on. Checked in this order: Pending, connection, lock, right, state.
enum class Why : quint8 {
    Allowed,
    Pending,
    Offline,
    AnswersWithErrors, ///< 401, 403, 429, 5xx, or not a Waldur
    Locked,
    KindUnknown,        ///< read-only until a person says what kind of server this is
    RoleUnknown,        ///< users/me has not answered yet: nothing can be said about rights
    StaffOnly,          ///< only staff may create
    StaffImports,       ///< only staff may import
    NoRole,             ///< the person does not manage this offering
    NeedsSent,          ///< start_processing
    NeedsProcessing,    ///< set_done
    WouldOverwrite,     ///< set_erred on Done or Erred: the server would take it, we do not by default
    NothingToOverwrite, ///< OverwriteError on a row that is still open
    OneIsOpen,          ///< ask again while one is open for the offering
    NothingOpen,        ///< AskAgainAnyway has no sense: plain Ask again is on
    UnknownState,
};

/// Why all of it is read-only: Locked, KindUnknown, or Allowed.
[[nodiscard]] Why lockOf(const Capabilities &capabilities);
[[nodiscard]] Why permission(Action action, State state, const Capabilities &capabilities);
/// The answer for every action, in the order of AllActions.
[[nodiscard]] std::array<Why, AllActions.size()> allowedTransitions(State state, const Capabilities &capabilities);
/// One translated sentence for a person; empty for Allowed.
[[nodiscard]] QString reasonText(Why why, State state);

/// Whether it writes to a resource that waits for import, not to a request.
[[nodiscard]] constexpr bool isOnResource(Action action)
{
    return action == Action::ImportResource || action == Action::DismissResource;
}
/// The same for these: staff imports, who manages the offering dismisses (contract 5 and 6).
[[nodiscard]] Why resourcePermission(Action action, const Capabilities &capabilities);
[[nodiscard]] QString resourceReasonText(Why why);

} // namespace waldesk::domain

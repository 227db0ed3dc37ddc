// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requestactions.h"

#include "ui/base/look.h"
#include "ui/widgets/actionbar.h"

#include <QAction>
#include <QCoreApplication>

namespace waldesk::ui
{

using domain::Action;
using domain::State;
using domain::Why;

namespace
{

/// After that long nobody will do it any more, as a rule (look, Stuck: waits > 15 min, works > 60 min).
constexpr domain::Duration WaitsTooLong = domain::Duration::seconds(15 * 60);
constexpr domain::Duration WorksTooLong = domain::Duration::seconds(60 * 60);

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::ui::RequestActions", text);
}

size_t indexOf(Action action)
{
    return static_cast<size_t>(action);
}

/// Reasons that hold for the row as a whole, whatever the command.
QString commonReason(Why why, const RequestActions::Situation &situation)
{
    switch (why) {
    case Why::Pending:
        return situation.pendingSentence.isEmpty() ? domain::reasonText(why, State::Unknown)
                                                   : situation.pendingSentence;
    case Why::Offline:
    case Why::AnswersWithErrors:
        return situation.connectionSentence.isEmpty() ? tr("Actions are off until the server answers.")
                                                      : situation.connectionSentence;
    case Why::RoleUnknown:
        return situation.connectionSentence.isEmpty() ? domain::reasonText(why, State::Unknown)
                                                      : situation.connectionSentence;
    case Why::Locked:
    case Why::KindUnknown:
    case Why::UnknownState:
        return domain::reasonText(why, State::Unknown);
    default:
        return {};
    }
}

QString markedText(Action action, int count)
{
    const QString number = groupedNumber(count);
    switch (action) {
    case Action::Start:
        return tr("Start %1…").arg(number);
    case Action::SetDone:
        return tr("Set %1 done…").arg(number);
    case Action::SetErred:
        return tr("Set %1 erred…").arg(number);
    case Action::AskAgain:
        //: %1 is a number of offerings
        return count == 1 ? tr("Ask 1 offering again…") : tr("Ask %1 offerings again…").arg(number);
    case Action::OverwriteError:
    case Action::AskAgainAnyway:
    case Action::ImportResource:
    case Action::DismissResource:
        break;
    }
    return {};
}

QString partReason(Action action, Why why, const domain::Request &request)
{
    switch (why) {
    case Why::NeedsSent:
        return tr("Start needs Sent.");
    case Why::NeedsProcessing:
        return tr("Set done needs Processing.");
    case Why::WouldOverwrite:
        return request.state == State::Erred ? tr("Set erred is off: it would overwrite the error.")
                                             : tr("Set erred is off: it would overwrite Done.");
    case Why::OneIsOpen:
        if (domain::isOpen(request.state))
            return tr("Ask again is off while this one is still %1: close it first.")
                .arg(domain::stateName(request.state));
        return tr("Ask again is off while another request of this offering is open.");
    case Why::StaffOnly:
        return tr("Ask again: only staff may create requests.");
    case Why::NoRole:
        return action == Action::Start ? tr("You do not manage this offering: you may only read.") : QString();
    default:
        return {};
    }
}

/// For a command it is as if the server did not answer.
RequestActions::Situation ofOneThatIsGone(RequestActions::Situation situation)
{
    situation.capabilities.offline = true;
    situation.connectionSentence = tr("Actions are off: this request is no longer on the server.");
    return situation;
}

} // namespace

RequestActions::RequestActions(Commands &commands, QWidget *host, const QList<Action> &actions) : QObject(host)
{
    struct Row {
        Action action;
        const char *id;
        QString text;
        QList<QKeySequence> keys;
        const char *icon;
    };
    const std::array rows{
        Row{Action::Start, "request.start", tr("Start processing"), {Qt::Key_S}, "act-start"},
        Row{Action::SetDone, "request.done", tr("Set done"), {Qt::Key_D}, "act-done"},
        Row{Action::SetErred, "request.erred", tr("Set erred\u2026"), {Qt::Key_E}, "act-erred"},
        Row{Action::OverwriteError, "request.overwrite", tr("Overwrite the error\u2026"), {}, "act-erred"},
        Row{Action::AskAgain, "request.askAgain", tr("Ask again"), {Qt::Key_R}, "act-ask-again"},
        Row{Action::AskAgainAnyway, "request.askAgainAnyway", tr("Ask again anyway"), {}, "act-ask-again"},
    };
    for (const Row &row : rows) {
        if (!actions.contains(row.action))
            continue;
        const QString id = QLatin1String(row.id);
        QAction *action = commands.share(id, Commands::Group::Act, row.text, row.keys, QLatin1String(row.icon), host);
        const Action which = row.action;
        connect(action, &QAction::triggered, this, [this, which] { emit wanted(which); });
        m_actions[indexOf(which)] = action;
        m_words[indexOf(which)] = row.text;
    }
    for (const Action rare : {Action::Start, Action::SetDone}) {
        if (action(rare))
            action(rare)->setPriority(QAction::LowPriority);
    }
    if (action(Action::AskAgain))
        action(Action::AskAgain)->setPriority(QAction::HighPriority);
    show({});
}

QAction *RequestActions::action(Action which) const
{
    return m_actions[indexOf(which)];
}

void RequestActions::fill(ActionBar &bar, const QList<QAction *> &beside, const QList<QAction *> &inMore)
{
    m_bar = &bar;
    bar.setActions({action(Action::Start), action(Action::SetDone), action(Action::SetErred)},
                   beside + QList<QAction *>{action(Action::AskAgain)});
    bar.setMenuActions(QList<QAction *>{action(Action::OverwriteError), action(Action::AskAgainAnyway)} + inMore);
    for (const Action which : {Action::Start, Action::SetDone, Action::SetErred, Action::AskAgain}) {
        if (QWidget *button = bar.buttonOf(action(which)))
            button->setObjectName(action(which)->objectName() + QStringLiteral(".button"));
    }
    updateBar();
}

void RequestActions::show(const Situation &situation)
{
    m_primary = nullptr;
    m_reasonLine.clear();
    setLikelyOfMany(situation.marked > 0);
    if (situation.marked > 0)
        showMarked(situation);
    else if (situation.isGone)
        showOne(ofOneThatIsGone(situation));
    else
        showOne(situation);
}

void RequestActions::showOne(const Situation &situation)
{
    for (const Action which : domain::AllActions) {
        if (action(which))
            action(which)->setText(m_words[indexOf(which)]);
    }
    if (!situation.request) {
        for (QAction *action : m_actions) {
            if (action)
                Commands::setReason(action, tr("No request is chosen."));
        }
        updateBar();
        return;
    }
    const domain::Request &request = *situation.request;
    const auto whys = domain::allowedTransitions(request.state, situation.capabilities);
    for (const Action which : domain::AllActions) {
        if (!action(which))
            continue;
        const Why why = whys[indexOf(which)];
        const QString common = commonReason(why, situation);
        Commands::setReason(action(which), common.isEmpty() ? domain::reasonText(why, request.state) : common);
    }
    const auto likely = likelyAction(request, situation.now);
    if (likely && whys[indexOf(*likely)] == Why::Allowed)
        m_primary = action(*likely);
    m_reasonLine = ui::reasonLine(situation, saidActions());
    updateBar();
}

/// Of one request asking again always has its button; of many, what closes them.
void RequestActions::setLikelyOfMany(bool many)
{
    if (action(Action::SetErred))
        action(Action::SetErred)->setPriority(many ? QAction::HighPriority : QAction::NormalPriority);
    if (action(Action::AskAgain))
        action(Action::AskAgain)->setPriority(many ? QAction::NormalPriority : QAction::HighPriority);
}

/// Which rows an action fits is told by the plan; what forbids all of them is told here. The number stands in the
/// words, so that nobody sends more than they think.
void RequestActions::showMarked(const Situation &situation)
{
    domain::Capabilities may = situation.capabilities;
    may.pending = false;
    may.openForOffering = false;
    QString offForAll;
    for (const Action which : domain::AllActions) {
        if (!action(which))
            continue;
        const bool isCreate = which == Action::AskAgain;
        const bool isOne = which == Action::OverwriteError || which == Action::AskAgainAnyway;
        const Why why = domain::permission(which, which == Action::SetDone ? State::Processing : State::Sent, may);
        const QString common = commonReason(why, situation);
        const QString right = isCreate && why == Why::StaffOnly ? domain::reasonText(why, State::Unknown) : QString();
        if (isOne) {
            action(which)->setText(m_words[indexOf(which)]);
            Commands::setReason(action(which), tr("This is for one request: Esc in the list drops the marks."));
            continue;
        }
        action(which)->setText(markedText(which, isCreate ? situation.markedOfferings : situation.marked));
        Commands::setReason(action(which), common.isEmpty() ? right : common);
        if (!common.isEmpty())
            offForAll = common;
    }
    m_primary = action(Action::SetErred) && action(Action::SetErred)->isEnabled() ? action(Action::SetErred) : nullptr;
    m_reasonLine = offForAll.isEmpty()
                       ? tr("%n request(s) marked. Each action shows its plan first. Esc in the list drops the marks.",
                            nullptr, situation.marked)
                       : tr("%n request(s) marked.", nullptr, situation.marked) + QLatin1Char(' ') + offForAll;
    updateBar();
}

QList<Action> RequestActions::saidActions() const
{
    QList<Action> said;
    for (const Action which : {Action::Start, Action::SetDone, Action::SetErred, Action::AskAgain}) {
        if (action(which))
            said.append(which);
    }
    return said;
}

void RequestActions::updateBar()
{
    if (!m_bar)
        return;
    m_bar->setPrimary(m_primary);
    m_bar->setReason(m_reasonLine);
}

std::optional<Action> likelyAction(const domain::Request &request, domain::Timestamp now)
{
    switch (request.state) {
    case State::Sent:
        return now - request.created > WaitsTooLong ? Action::SetErred : Action::Start;
    case State::Processing:
        return now - request.started.value_or(request.created) > WorksTooLong ? Action::SetErred : Action::SetDone;
    case State::Done:
    case State::Erred:
        return Action::AskAgain;
    case State::Unknown:
        break;
    }
    return std::nullopt;
}

QString reasonLine(const RequestActions::Situation &situation, const QList<Action> &actions)
{
    if (!situation.request)
        return {};
    const auto whys = domain::allowedTransitions(situation.request->state, situation.capabilities);
    const QString common = commonReason(whys.front(), situation);
    if (!common.isEmpty())
        return common;
    QStringList parts;
    for (const Action which : actions) {
        const QString part = partReason(which, whys[indexOf(which)], *situation.request);
        if (!part.isEmpty() && !parts.contains(part))
            parts.append(part);
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace waldesk::ui

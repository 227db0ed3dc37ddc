// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/emptyresult.h"

#include "models/session/stuckrequests.h"
#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/pages/querychips.h"

#include <QCoreApplication>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestButton = 26;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::EmptyResult)
};

bool seesRequests(const domain::Person *person)
{
    return !person || person->isStaff || person->isSupport || !person->rolesKnown ||
           !person->managedOfferings.isEmpty() || !person->managedCustomers.isEmpty();
}

EmptyResult noneByRole(const domain::Person &person)
{
    const QString who = person.fullName.isEmpty() ? person.username : person.fullName;
    return {QStringLiteral("lock"),
            Words::tr("No requests, and that may be your role"),
            {Words::tr("You are signed in as %1. The server shows a person only the requests of offerings they manage; "
                       "you manage none.")
                 .arg(who),
             Words::tr("It may also be the network: some organisations are visible from certain addresses only."),
             Words::tr("Ask for the role \u201Coffering manager\u201D, or see as support.")},
            {},
            Shade::Unknown};
}

/// Buttons that take away the newest filter, or all of them.
void addDrops(EmptyResult &words, const EmptyCase &why)
{
    const std::vector<TermChip> chips =
        chipsOf(why.query, why.places, StatesIn::Strip, why.stuck ? why.stuck->rule : domain::StuckSettings());
    if (!chips.empty()) {
        const TermChip &newest = chips.back();
        const QString text = shortened(newest.chip.label + QStringLiteral(": ") + newest.chip.value, LongestButton);
        words.ways.push_back({EmptyResult::Remedy::DropTerm, Words::tr("Drop \u201C%1\u201D").arg(text), newest.term});
    } else if (!why.query.states().empty()) {
        words.ways.push_back({EmptyResult::Remedy::AllStates, Words::tr("All states"), 0});
    }
    if (why.query.terms().size() > 1)
        words.ways.push_back({EmptyResult::Remedy::ClearAll, Words::tr("Clear all filters"), 0});
}

QStringList hereNames(const EmptyCase &why)
{
    QStringList names;
    for (const TermChip &each : chipsOf(why.query, why.places, StatesIn::Strip)) {
        const QString name = QStringLiteral("\u201C%1\u201D").arg(each.chip.label);
        if (each.chip.place == Chip::Place::Here && !names.contains(name))
            names.append(name);
    }
    return names;
}

EmptyResult noneHere(const EmptyCase &why)
{
    const QStringList here = hereNames(why);
    const qint64 left = why.total - why.loaded;
    EmptyResult words;
    words.icon = QStringLiteral("act-filter");
    if (!why.asOf.isEmpty()) {
        words.title = Words::tr("No row matches");
        words.paragraphs.append(
            Words::tr("All %1 for this that are kept on this computer, as of %2, were looked at. %3 "
                      "has not answered yet.")
                .arg(groupedNumber(why.loaded), why.asOf, why.server));
    } else if (why.complete || left <= 0) {
        words.title = Words::tr("No row matches");
        words.paragraphs.append(
            why.loaded == 1
                ? Words::tr("The one that the server has for this was looked at.")
                : Words::tr("All %1 that the server has for this were looked at.").arg(groupedNumber(why.loaded)));
    } else {
        words.title = Words::tr("No row matches, in the %1 loaded").arg(groupedNumber(why.loaded));
        words.paragraphs.append(Words::tr("Older rows that are not loaded: %1. Looked for in loaded rows only: %2.")
                                    .arg(groupedNumber(left), here.join(Words::tr(" and "))));
        words.ways.push_back({EmptyResult::Remedy::LoadAll, Words::tr("Load all"), 0});
    }
    addDrops(words, why);
    return words;
}

} // namespace

EmptyResult emptyResult(const EmptyCase &why)
{
    EmptyResult words;
    words.icon = QStringLiteral("act-filter");
    if (why.impossible) {
        words.title = Words::tr("Nothing can match");
        words.paragraphs.append(Words::tr("The filters exclude each other, so the server was not asked."));
        addDrops(words, why);
        return words;
    }
    if (why.whole && why.loaded == 0) {
        words.title = Words::tr("No such request");
        words.paragraphs.append(
            Words::tr("%1 has no request with this uuid, or does not show it to you.").arg(why.server));
        addDrops(words, why);
        return words;
    }
    if (why.stuck && why.stuck->stuck == 0) {
        words = emptyResult(*why.stuck);
        words.ways = {{EmptyResult::Remedy::ClearAll, Words::tr("Clear the filter"), 0}};
        return words;
    }
    if (why.loaded > 0)
        return noneHere(why);
    if (!seesRequests(why.person))
        return noneByRole(*why.person);
    if (!why.query.isEmpty()) {
        words.title = Words::tr("No request matches");
        words.paragraphs.append(Words::tr("%1 was asked and has none like this.").arg(why.server));
        addDrops(words, why);
        return words;
    }
    words.icon = QStringLiteral("state-done");
    words.title = Words::tr("No requests yet");
    words.paragraphs.append(Words::tr("Nobody has asked an agent of %1 for its resources.").arg(why.server));
    return words;
}

EmptyStuckCase emptyStuckCaseOf(const session::StuckRequests &stuck, const QString &server)
{
    EmptyStuckCase why;
    why.known = stuck.isRead();
    why.stuck = stuck.count();
    why.open = stuck.openCount();
    why.rule = stuck.settings();
    why.remark = stuck.remark();
    why.error = stuck.error() ? stuck.error()->sentence : QString();
    why.server = server;
    return why;
}

EmptyResult emptyResult(const EmptyStuckCase &why)
{
    EmptyResult words;
    if (why.stuck > 0) {
        words.icon = QStringLiteral("act-filter");
        words.title = Words::tr("None of the stuck requests passes the filter");
        words.paragraphs << Words::tr("%n request(s) stuck without it.", nullptr, static_cast<int>(why.stuck));
        words.ways = {{EmptyResult::Remedy::ClearAll, Words::tr("Clear the filter"), 0}};
        return words;
    }
    if (!why.known) {
        words.icon = why.error.isEmpty() ? QStringLiteral("state-stuck") : QStringLiteral("offline");
        words.shade = why.error.isEmpty() ? Shade::Unknown : Shade::Erred;
        words.title = Words::tr("Whether anything is stuck is not known yet");
        words.paragraphs << (why.error.isEmpty() ? Words::tr("The open requests of %1 are being read.").arg(why.server)
                                                 : why.error);
        return words;
    }
    words.icon = QStringLiteral("state-done");
    words.shade = Shade::Done;
    words.title = Words::tr("Nothing is stuck");
    words.paragraphs
        << Words::tr("Open requests that were looked at: %1.").arg(groupedNumber(why.open))
        << Words::tr(
               "A request is stuck when it is Sent for more than %1, or Processing for more than %2, and for more "
               "than %3 times as long as 95 % of the requests of its offering.")
               .arg(domain::shortDuration(why.rule.leastWait), domain::shortDuration(why.rule.leastWork),
                    QString::number(why.rule.factor));
    if (!why.remark.isEmpty())
        words.paragraphs << why.remark;
    return words;
}

QString earlierErrors(qint64 count)
{
    return Words::tr("Errors from before are still there: %n in the last 21 days.", nullptr, static_cast<int>(count));
}

QString allDaysTitle()
{
    return Words::tr("Show the last 21 days");
}

EmptyResult emptyResult(const EmptyErrorsCase &why)
{
    using Remedy = EmptyResult::Remedy;
    EmptyResult words;
    if (why.filtered) {
        words.icon = QStringLiteral("act-filter");
        words.title = Words::tr("Nothing matches this filter");
        words.paragraphs << Words::tr("%n error(s) without it. Esc clears it.", nullptr,
                                      static_cast<int>(why.errorsWithoutFilter));
        words.ways = {{Remedy::ClearAll, Words::tr("Clear the filter"), 0},
                      {Remedy::AllPeriods, Words::tr("Look at all periods"), 0}};
        return words;
    }
    if (why.nothingLoaded && !seesRequests(why.person))
        return noneByRole(*why.person);
    if (why.awaited.isEmpty()) {
        words.icon = QStringLiteral("state-done");
        words.shade = Shade::Done;
        words.title =
            why.since.isEmpty() ? Words::tr("Nothing failed") : Words::tr("Nothing failed since %1").arg(why.since);
    } else {
        words.icon = QStringLiteral("offline");
        words.title = why.since.isEmpty() ? Words::tr("No error is known")
                                          : Words::tr("No error is known since %1").arg(why.since);
        words.paragraphs << Words::tr("%1 has not answered yet: what is here is as of %2.").arg(why.awaited, why.asOf);
    }
    if (!why.nothingLoaded) {
        if (why.done > 0)
            words.paragraphs << Words::tr("%n request(s) of those loaded ended Done, none Erred.", nullptr,
                                          static_cast<int>(why.done));
        if (why.muted > 0)
            words.paragraphs << Words::tr("Muted: %n cause(s).", nullptr, static_cast<int>(why.muted));
        if (why.unread > 0)
            words.paragraphs << Words::tr("Still unread from before: %n cause(s).", nullptr,
                                          static_cast<int>(why.unread));
        if (why.grouped > 0) {
            words.paragraphs << earlierErrors(why.grouped);
            words.ways.push_back({Remedy::OpenCauses, allDaysTitle(), 0});
        }
    }
    words.ways.push_back({Remedy::ShowRequests, Words::tr("Show requests"), 0});
    return words;
}

} // namespace waldesk::ui

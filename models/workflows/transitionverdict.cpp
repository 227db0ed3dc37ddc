// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionverdict.h"

#include "models/workflows/writeanswer.h"

#include <QCoreApplication>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

using Outcome = domain::WriteOutcome;
using domain::Action;
using domain::State;

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("waldesk::workflows::TransitionRunner", text, nullptr, n);
}

bool isPythonSpace(QChar c)
{
    return c.isSpace() || (c.unicode() >= 0x1c && c.unicode() <= 0x1f);
}

QString asStored(const QByteArray &utf8)
{
    QString text = QString::fromUtf8(utf8);
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    qsizetype begin = 0;
    qsizetype end = text.size();
    while (begin < end && isPythonSpace(text[begin]))
        ++begin;
    while (end > begin && isPythonSpace(text[end - 1]))
        --end;
    return text.sliced(begin, end - begin);
}

bool setsText(Action action)
{
    return action == Action::SetErred || action == Action::OverwriteError;
}

/// The modification time does not count: the server bumps it for changes that are no matter here.
bool isAsBefore(const WriteEvidence &evidence)
{
    return evidence.after->state == evidence.base.state && evidence.after->error == evidence.base.error;
}

bool showsWhatWasSent(const WriteEvidence &evidence)
{
    return evidence.after->state == targetOf(evidence.action) &&
           (!setsText(evidence.action) || sameText(evidence.after->error, evidence.text));
}

/// A text of ours that was not there before proves who wrote it; a state does not: the agent sets the same ones.
bool textProvesIt(const WriteEvidence &evidence)
{
    return setsText(evidence.action) && showsWhatWasSent(evidence) && !evidence.text.isEmpty() &&
           !sameText(evidence.base.error, evidence.text);
}

QString isNow(const domain::Request &row)
{
    return row.state == State::Unknown ? row.stateText : domain::stateName(row.state);
}

QString doneSentence(const WriteEvidence &evidence)
{
    switch (evidence.action) {
    case Action::Start:
        return tr("Started: it is Processing now.");
    case Action::SetDone:
        return tr("Set done.");
    case Action::SetErred:
        return tr("Set erred.");
    case Action::OverwriteError:
        return tr("The error was overwritten.");
    case Action::AskAgain:
    case Action::AskAgainAnyway:
    case Action::ImportResource:
    case Action::DismissResource:
        break;
    }
    return {};
}

Verdict unread(const WriteEvidence &evidence)
{
    const bool settled = evidence.reading && evidence.reading->isPermanent();
    const QString why = evidence.reading ? evidence.reading->sentence : QString();
    switch (said(evidence.answer)) {
    case Said::Yes:
        return {Outcome::Unknown, tr("The server said yes, but the request could not be read after it. %1").arg(why),
                settled};
    case Said::Conflict:
        return {Outcome::Refused,
                tr("The server said no (409), and the request could not be read after it. %1").arg(why), settled};
    case Said::No:
        return {Outcome::Refused, evidence.answer->sentence, settled};
    case Said::Failed:
    case Said::Nothing:
        break;
    }
    return {Outcome::Unknown,
            tr("%1, and the request could not be read after it, so how it went is not known. Look again before you "
               "repeat it. %2")
                .arg(whatCame(evidence.answer), why),
            settled};
}

/// The state that was wanted stands there.
Verdict asWanted(const WriteEvidence &evidence)
{
    const Said answer = said(evidence.answer);
    if (answer == Said::Yes)
        return {Outcome::Done, doneSentence(evidence)};
    if (textProvesIt(evidence))
        return {Outcome::Done, tr("%1, but the text that was sent stands there: it is %2 now.")
                                   .arg(whatCame(evidence.answer), isNow(*evidence.after))};
    if (answer == Said::Conflict)
        return {Outcome::Overtaken, tr("Somebody else was faster: %1. The server said no (409).")
                                        .arg(whatHappened(*evidence.after, evidence.now))};
    return {Outcome::Unknown, tr("It is %1 now. %2, so whether this was you cannot be told.")
                                  .arg(isNow(*evidence.after), whatCame(evidence.answer))};
}

Verdict asBefore(const WriteEvidence &evidence)
{
    const QString now = isNow(*evidence.after);
    switch (said(evidence.answer)) {
    case Said::Yes:
        return {Outcome::Overtaken, tr("The server said yes, but it is still %1: the change is not there.").arg(now),
                false};
    case Said::Conflict:
        return {Outcome::Refused, tr("The server said no (409), and nothing has changed: it is still %1.").arg(now)};
    case Said::No:
        return {Outcome::Refused, evidence.answer->sentence};
    case Said::Failed:
        return {Outcome::Refused, tr("The server failed (500), and nothing has changed: it is still %1.").arg(now),
                false};
    case Said::Nothing:
        break;
    }
    return {Outcome::Unknown,
            tr("%1, and it is still %2 so far, so how it went is not known. It may be carried out later: look again "
               "before you repeat it.")
                .arg(whatCame(evidence.answer), now),
            false};
}

/// The row shows what this write alone can not have made of it.
Verdict asOther(const WriteEvidence &evidence)
{
    const QString happened = whatHappened(*evidence.after, evidence.now);
    switch (said(evidence.answer)) {
    case Said::Yes:
        break;
    case Said::Conflict:
        return {Outcome::Overtaken, tr("Somebody else was faster: %1. The server said no (409).").arg(happened)};
    case Said::No:
        return {Outcome::Refused,
                evidence.answer->sentence + QLatin1Char(' ') + tr("Somebody else has changed it: %1.").arg(happened)};
    case Said::Failed:
    case Said::Nothing:
        return {Outcome::Overtaken,
                tr("%1, and it shows somebody else's change: %2.").arg(whatCame(evidence.answer), happened)};
    }
    if (setsText(evidence.action) && evidence.after->state == State::Erred)
        return {Outcome::Overtaken,
                tr("The server said yes, but another error text stands there now: somebody wrote at the same time.")};
    // Done is reached from Processing alone.
    if (evidence.action == Action::Start && evidence.after->state == State::Done)
        return {Outcome::Done, tr("Started, and finished since: it is Done now.")};
    return {Outcome::Overtaken,
            tr("The server said yes, but somebody else has changed it at the same time: %1.").arg(happened)};
}

QString ago(domain::Timestamp when, domain::Timestamp now)
{
    return domain::shortDuration(std::max(now - when, domain::Duration()));
}

} // namespace

bool isCreate(Action action)
{
    return action == Action::AskAgain || action == Action::AskAgainAnyway;
}

State targetOf(Action action)
{
    switch (action) {
    case Action::Start:
        return State::Processing;
    case Action::SetDone:
        return State::Done;
    case Action::SetErred:
    case Action::OverwriteError:
        return State::Erred;
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        return State::Sent;
    case Action::ImportResource:
    case Action::DismissResource:
        return State::Unknown; // a resource has none
    }
    Q_UNREACHABLE();
}

QString verbOf(Action action)
{
    switch (action) {
    case Action::Start:
        return QStringLiteral("start");
    case Action::SetDone:
        return QStringLiteral("done");
    case Action::SetErred:
    case Action::OverwriteError:
        return QStringLiteral("err");
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        return QStringLiteral("create");
    case Action::ImportResource:
        return QStringLiteral("import");
    case Action::DismissResource:
        return QStringLiteral("dismiss");
    }
    Q_UNREACHABLE();
}

bool sameText(const domain::ErrorText &a, const domain::ErrorText &b)
{
    return asStored(a.message) == asStored(b.message) && asStored(a.traceback) == asStored(b.traceback);
}

int successStatusOf(Action action)
{
    if (action == Action::DismissResource)
        return 204;
    return isCreate(action) || action == Action::ImportResource ? 201 : 200;
}

QString answerWord(Action action, const std::optional<api::ApiError> &answer)
{
    if (!answer)
        return QString::number(successStatusOf(action));
    return answer->status > 0 ? QString::number(answer->status) : QStringLiteral("no answer");
}

QString whatHappened(const domain::Request &row, domain::Timestamp now)
{
    const domain::Timestamp ended = row.finished.value_or(row.modified);
    switch (row.state) {
    case State::Sent:
        return tr("it is Sent");
    case State::Processing:
        return tr("it was started %1 ago and is Processing now").arg(ago(row.started.value_or(row.modified), now));
    case State::Done:
        return tr("it was set done %1 ago and is Done now").arg(ago(ended, now));
    case State::Erred:
        return tr("it was set erred %1 ago and is Erred now").arg(ago(ended, now));
    case State::Unknown:
        break;
    }
    return tr("it is %1 now, a state that this version does not know").arg(row.stateText);
}

QString refusalOf(const TransitionRunner::Job &job, const domain::Request &row, domain::Timestamp now)
{
    using domain::Why;
    // Rights were looked at when the command was offered; only what has changed since is looked at here.
    const domain::Capabilities may{.staff = true, .manages = true};
    const Why why = domain::permission(job.action, row.state, may);
    const bool forced = job.force && why == Why::WouldOverwrite;
    const bool stateChanged = row.state != job.before.state;
    if (why != Why::Allowed && !forced) {
        if (stateChanged)
            return tr("Not sent: %1.").arg(whatHappened(row, now));
        return tr("Not sent. %1").arg(domain::reasonText(why, row.state));
    }
    if (job.onlyAsSeen && stateChanged)
        return tr("Not sent: it was %1 when this was planned; %2.").arg(isNow(job.before), whatHappened(row, now));
    // The person agreed to lose the text that they saw, not one that came since.
    const bool overwrites = job.action == Action::OverwriteError || forced;
    if (overwrites && (stateChanged || row.error != job.before.error))
        return tr("Not sent: the error has changed since you read it; read it again before you overwrite it.");
    return {};
}

Verdict verdictOf(const WriteEvidence &evidence)
{
    if (neverLeft(evidence.answer))
        return {Outcome::Failed, tr("Not sent. %1").arg(evidence.answer->sentence)};
    if (!evidence.after)
        return unread(evidence);
    if (showsWhatWasSent(evidence) && (said(evidence.answer) == Said::Yes || !isAsBefore(evidence)))
        return asWanted(evidence);
    return isAsBefore(evidence) ? asBefore(evidence) : asOther(evidence);
}

Verdict createVerdictOf(const WriteEvidence &evidence)
{
    const Said answer = said(evidence.answer);
    if (neverLeft(evidence.answer))
        return {Outcome::Failed, tr("Not sent. %1").arg(evidence.answer->sentence)};
    if (answer == Said::No || answer == Said::Conflict)
        return {Outcome::Refused, evidence.answer->sentence};
    if (evidence.after && evidence.fresh <= 1) {
        const QString made =
            tr("Asked again: the new request %1 is %2.").arg(evidence.after->uuid.shortText(), isNow(*evidence.after));
        if (answer == Said::Yes)
            return {Outcome::Done, made};
        return {Outcome::Done, tr("%1, but it was done. %2").arg(whatCame(evidence.answer), made)};
    }
    if (evidence.after)
        return {Outcome::Unknown,
                tr("%1, and %n new requests of this offering are there: which of them is yours cannot be told. Look at "
                   "them before you ask again.",
                   evidence.fresh)
                    .arg(whatCame(evidence.answer))};
    if (evidence.reading)
        return {Outcome::Unknown,
                tr("%1, and a new request could not be looked for, so how it went is not known. Look again before you "
                   "ask again. %2")
                    .arg(whatCame(evidence.answer), evidence.reading->sentence),
                evidence.reading->isPermanent()};
    if (answer == Said::Failed)
        return {Outcome::Refused, tr("The server failed (500) and made no new request."), false};
    return {
        Outcome::Unknown,
        tr("%1, and no new request is there so far. Look again before you ask again.").arg(whatCame(evidence.answer)),
        false};
}

} // namespace waldesk::workflows

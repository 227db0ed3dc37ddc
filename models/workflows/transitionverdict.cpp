// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionverdict.h"

#include <QCoreApplication>

namespace waldesk::workflows
{

namespace
{

using Outcome = TransitionRunner::Outcome;
using Kept = archive::JournalEntry::Outcome;
using domain::Action;
using domain::State;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::workflows::TransitionRunner", text);
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

/// Whether nobody touched the row since it was read before the write.
bool isUntouched(const WriteFacts &facts)
{
    return facts.after->modified <= facts.base.modified && facts.after->state == facts.base.state &&
           facts.after->error == facts.base.error;
}

bool showsWhatWasSent(const WriteFacts &facts)
{
    return facts.after->state == targetOf(facts.action) &&
           (!setsText(facts.action) || sameText(facts.after->error, facts.text));
}

/// A text of ours that was not there before proves who wrote it; a state does not: the agent sets the same ones.
bool textProvesIt(const WriteFacts &facts)
{
    return setsText(facts.action) && showsWhatWasSent(facts) && !facts.text.isEmpty() &&
           !sameText(facts.base.error, facts.text);
}

QString isNow(const domain::Request &row)
{
    return row.state == State::Unknown ? row.stateText : domain::stateName(row.state);
}

QString doneSentence(const WriteFacts &facts)
{
    switch (facts.action) {
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
        break;
    }
    return {};
}

Verdict unread(const WriteFacts &facts)
{
    const bool again = !facts.reading || !facts.reading->isPermanent();
    const QString why = facts.reading ? facts.reading->sentence : QString();
    if (!facts.answer)
        return {Outcome::Unknown, Kept::Unknown,
                tr("The server said yes, but the request could not be read after it: %1").arg(why), !again};
    if (!facts.answer->written)
        return {Outcome::Refused, Kept::Refused, facts.answer->sentence, !again};
    return {Outcome::Unknown, Kept::Unknown,
            tr("Unknown: no clear answer came, and the request could not be read after it. %1").arg(why), !again};
}

Verdict afterYes(const WriteFacts &facts)
{
    if (showsWhatWasSent(facts))
        return {Outcome::Done, Kept::Done, doneSentence(facts)};
    if (isUntouched(facts))
        return {Outcome::Overtaken, Kept::Lost,
                tr("The server said yes, but nothing has changed: it is still %1.").arg(isNow(*facts.after)), false};
    if (setsText(facts.action) && facts.after->state == State::Erred)
        return {Outcome::Overtaken, Kept::Lost,
                tr("The server said yes, but another error text stands there now: somebody wrote at the same time.")};
    return {Outcome::Overtaken, Kept::Lost,
            tr("The server said yes, but the change was lost: %1.").arg(whatHappened(*facts.after, facts.now))};
}

/// 409 and 500: somebody else was faster, or nothing happened at all.
Verdict afterNo(const WriteFacts &facts)
{
    if (facts.answer->written && textProvesIt(facts))
        return {Outcome::Done, Kept::Done,
                tr("The server answered %1, but the text that was sent stands there: it is %2 now.")
                    .arg(answerWord(facts.answer), isNow(*facts.after))};
    if (isUntouched(facts))
        return {Outcome::Refused, Kept::Refused,
                tr("The server said no (%1), and nothing has changed: it is still %2.")
                    .arg(answerWord(facts.answer), isNow(*facts.after))};
    return {Outcome::Overtaken, Kept::Refused,
            tr("Too late: %1. The server said no (%2).")
                .arg(whatHappened(*facts.after, facts.now), answerWord(facts.answer))};
}

/// No answer, or one that does not tell (a proxy's 502): the row alone says what is true.
Verdict afterSilence(const WriteFacts &facts)
{
    const bool changed = facts.after->modified > facts.base.modified;
    if (textProvesIt(facts) || (changed && setsText(facts.action) && showsWhatWasSent(facts)))
        return {Outcome::Done, Kept::Done, tr("No clear answer came, but it was done: %1").arg(doneSentence(facts))};
    if (changed && showsWhatWasSent(facts))
        return {Outcome::Done, Kept::Done,
                tr("No clear answer came; it is %1 now, by this command or by the agent at the same moment.")
                    .arg(isNow(*facts.after))};
    if (isUntouched(facts))
        return {Outcome::Refused, Kept::Refused,
                tr("No clear answer came, and nothing has changed: it is still %1.").arg(isNow(*facts.after)), false};
    return {Outcome::Overtaken, Kept::Lost,
            tr("No clear answer came, and it shows another change: %1.").arg(whatHappened(*facts.after, facts.now))};
}

QString ago(domain::Timestamp when, domain::Timestamp now)
{
    return domain::shortDuration(now - when);
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
    }
    Q_UNREACHABLE();
}

bool sameText(const domain::ErrorText &a, const domain::ErrorText &b)
{
    return asStored(a.message) == asStored(b.message) && asStored(a.traceback) == asStored(b.traceback);
}

QString answerWord(const std::optional<api::ApiError> &answer)
{
    if (!answer)
        return QStringLiteral("200");
    return answer->status > 0 ? QString::number(answer->status) : QStringLiteral("no answer");
}

QString whatHappened(const domain::Request &row, domain::Timestamp now)
{
    const domain::Timestamp ended = row.finished.value_or(row.modified);
    switch (row.state) {
    case State::Sent:
        return tr("it is Sent");
    case State::Processing:
        return tr("the agent started it %1 ago; it is Processing now")
            .arg(ago(row.started.value_or(row.modified), now));
    case State::Done:
        return tr("the agent or somebody else finished it %1 ago; it is Done now").arg(ago(ended, now));
    case State::Erred:
        return tr("the agent or somebody else ended it with an error %1 ago; it is Erred now").arg(ago(ended, now));
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
    // The person agreed to lose the text that they saw, not one that came since.
    const bool overwrites = job.action == Action::OverwriteError || forced;
    if (overwrites && (stateChanged || row.error != job.before.error))
        return tr("Not sent: the error has changed since you read it; read it again before you overwrite it.");
    return {};
}

Verdict verdictOf(const WriteFacts &facts)
{
    if (!facts.after)
        return unread(facts);
    if (!facts.answer)
        return afterYes(facts);
    const bool saidNo = facts.answer->status == 409 || facts.answer->status == 500 || !facts.answer->written;
    return saidNo ? afterNo(facts) : afterSilence(facts);
}

Verdict createVerdictOf(const WriteFacts &facts)
{
    if (facts.after) {
        const QString made =
            tr("Asked again: the new request %1 is %2.").arg(facts.after->uuid.shortText(), isNow(*facts.after));
        if (!facts.answer)
            return {Outcome::Done, Kept::Done, made};
        return {Outcome::Done, Kept::Done, tr("No clear answer came, but it was done. %1").arg(made)};
    }
    const bool failedInside = facts.answer && facts.answer->status >= 500;
    if (facts.reading)
        return {Outcome::Unknown, Kept::Unknown,
                tr("Unknown: no clear answer came, and it could not be looked for a new request. %1")
                    .arg(facts.reading->sentence),
                facts.reading->isPermanent()};
    if (failedInside)
        return {Outcome::Refused, Kept::Refused,
                tr("The server failed (%1) and made no new request.").arg(answerWord(facts.answer)), false};
    return {Outcome::Unknown, Kept::Unknown,
            tr("Unknown: no answer came, and no new request is there so far. Look again before you ask again."), false};
}

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/workflows/runnertable.h"

#include <QDateTime>
#include <QTimeZone>

namespace waldesk::testsupport
{

using domain::Action;
using domain::State;
using Outcome = workflows::TransitionRunner::Outcome;

namespace
{

QByteArray at(int later)
{
    return QDateTime::fromSecsSinceEpoch(1'785'000'060 + later, QTimeZone::utc()).toString(Qt::ISODate).toUtf8();
}

Reply yes(const char *word)
{
    return Reply::json(QByteArray("{\"status\":\"Request state set to ") + word + ".\"}");
}

Reply no409(const char *allowed)
{
    return Reply::json(QByteArray("{\"detail\":\"Valid states for operation: ") + allowed + ".\"}", 409);
}

Reply html500()
{
    return Reply::html("<h1>Server Error (500)</h1>", 500);
}

Reply notFound()
{
    return Reply::json("{\"detail\":\"No BackendResourceRequest matches the given query.\"}", 404);
}

Reply listOf(const QList<Row> &rows)
{
    QList<QByteArray> json;
    for (const Row &row : rows)
        json.append(row.toJson());
    return Reply::json(jsonArray(json)).with("X-Result-Count", QByteArray::number(rows.size()));
}

Row numbered(int number, State state)
{
    Row row = rowIn(state);
    row.number = number;
    return row;
}

QList<RunnerCase> startCases()
{
    const Row Sent = rowIn(State::Sent);
    const Row Done = rowIn(State::Done);
    const Row started = rowIn(State::Processing, 9);
    return {
        {"start: done",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         yes("processing"),
         Outcome::Done,
         true,
         "done",
         "Started"},
        {"start: the agent was faster",
         Action::Start,
         Sent,
         {rowReply(started)},
         {},
         Outcome::Refused,
         false,
         "",
         "the agent started it"},
        {"start: of a Done row, as it was seen",
         Action::Start,
         Done,
         {rowReply(Done)},
         {},
         Outcome::Refused,
         false,
         "",
         "Only a Sent request can be started"},
        {"start: the row is gone",
         Action::Start,
         Sent,
         {notFound()},
         {},
         Outcome::Refused,
         false,
         "",
         "does not show this request"},
        {"start: the token has expired",
         Action::Start,
         Sent,
         {Reply::json("{\"detail\":\"Token has expired.\"}", 401)},
         {},
         Outcome::Refused,
         false,
         "",
         "Not sent."},
        {"start: no answer to the reading before",
         Action::Start,
         Sent,
         {Reply::closeUnheard()},
         {},
         Outcome::Failed,
         false,
         "",
         "Not sent."},
        {"start: 409, the agent won the race",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         no409("Sent"),
         Outcome::Overtaken,
         true,
         "refused",
         "the agent started it"},
        {"start: 409 and nothing changed",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent)},
         no409("Sent"),
         Outcome::Refused,
         true,
         "refused",
         "nothing has changed"},
        {"start: 500, the agent won the race",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         html500(),
         Outcome::Overtaken,
         true,
         "refused",
         "it is Processing now"},
        {"start: 500 and nothing changed",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent)},
         html500(),
         Outcome::Refused,
         true,
         "refused",
         "still Sent"},
        {"start: 403",
         Action::Start,
         Sent,
         {rowReply(Sent)},
         Reply::json("{\"detail\":\"No.\"}", 403),
         Outcome::Refused,
         true,
         "refused",
         ""},
        {"start: yes, but set erred at the same moment",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(rowIn(State::Erred, 9, "other"))},
         yes("processing"),
         Outcome::Overtaken,
         true,
         "lost",
         "it is Erred now"},
        {"start: the answer is lost, it is Processing",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         Reply::closeUnheard(),
         Outcome::Done,
         true,
         "done",
         "by this command or by the agent"},
        {"start: the answer is lost, nothing changed",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent)},
         Reply::closeUnheard(),
         Outcome::Refused,
         true,
         "refused",
         "nothing has changed"},
        {"start: the answer is lost, the row comes late",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent), rowReply(started)},
         Reply::closeUnheard(),
         Outcome::Done,
         true,
         "done",
         "Processing"},
        {"start: the answer is lost, it is Done",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(rowIn(State::Done, 9))},
         Reply::closeUnheard(),
         Outcome::Overtaken,
         true,
         "lost",
         "it is Done now"},
        {"start: the answer is lost, no reading either",
         Action::Start,
         Sent,
         {rowReply(Sent), Reply::closeUnheard()},
         Reply::closeUnheard(),
         Outcome::Unknown,
         true,
         "unknown",
         "Unknown"},
        {"start: yes, and then the row can not be read",
         Action::Start,
         Sent,
         {rowReply(Sent), notFound()},
         yes("processing"),
         Outcome::Unknown,
         true,
         "unknown",
         "said yes"},
        {"start: a redirect is no answer to a write",
         Action::Start,
         Sent,
         {rowReply(Sent)},
         Reply::redirect("/api/elsewhere/"),
         Outcome::Refused,
         true,
         "refused",
         ""},
        {"start: a proxy's 502, it is Processing",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         Reply::html("<h1>Bad gateway</h1>", 502),
         Outcome::Done,
         true,
         "done",
         "No clear answer"},
    };
}

QList<RunnerCase> doneCases()
{
    const Row Processing = rowIn(State::Processing);
    const Row done = rowIn(State::Done, 9);
    return {
        {"done: done",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(done)},
         yes("done"),
         Outcome::Done,
         true,
         "done",
         "Set done"},
        {"done: the agent finished it",
         Action::SetDone,
         Processing,
         {rowReply(done)},
         {},
         Outcome::Refused,
         false,
         "",
         "it is Done now"},
        {"done: 409, the agent ended it with an error",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(rowIn(State::Erred, 9, "x"))},
         no409("Processing"),
         Outcome::Overtaken,
         true,
         "refused",
         "it is Erred now"},
        {"done: yes, but lost",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(rowIn(State::Erred, 9))},
         yes("done"),
         Outcome::Overtaken,
         true,
         "lost",
         "Erred"},
        {"done: the answer is lost",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(done)},
         Reply::reset(),
         Outcome::Done,
         true,
         "done",
         "it is Done now"},
    };
}

QList<RunnerCase> errCases()
{
    const Row Sent = rowIn(State::Sent);
    const Row Processing = rowIn(State::Processing);
    const Row Erred = rowIn(State::Erred, 0, "old text");
    const domain::ErrorText Ours{"Cancelled by operator", "no traceback\n"};
    const Row ours = rowIn(State::Erred, 9, "Cancelled by operator", "no traceback"); // trimmed
    const Row other = rowIn(State::Erred, 9, "somebody else's words");
    return {
        {"err: done, the text trimmed",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(ours)},
         yes("erred"),
         Outcome::Done,
         true,
         "done",
         "Set erred",
         {"  Cancelled by operator \n", "no traceback\n"}},
        {"err: done, NUL and bad bytes replaced",
         Action::SetErred,
         Processing,
         {rowReply(Processing), rowReply(rowIn(State::Erred, 9,
                                               "a\xef\xbf\xbd"
                                               "b\xef\xbf\xbd"))},
         yes("erred"),
         Outcome::Done,
         true,
         "done",
         "Set erred",
         {QByteArray("a\0b\xff", 4), {}}},
        {"err: started meanwhile, still open",
         Action::SetErred,
         Sent,
         {rowReply(rowIn(State::Processing, 5)), rowReply(ours)},
         yes("erred"),
         Outcome::Done,
         true,
         "done",
         "Set erred",
         Ours},
        {"err: done meanwhile",
         Action::SetErred,
         Processing,
         {rowReply(rowIn(State::Done, 9))},
         {},
         Outcome::Refused,
         false,
         "",
         "it is Done now",
         Ours},
        {"err: of an Erred row is not this command",
         Action::SetErred,
         Erred,
         {rowReply(Erred)},
         {},
         Outcome::Refused,
         false,
         "",
         "would overwrite",
         Ours},
        {"err: forced over an Erred row",
         Action::SetErred,
         Erred,
         {rowReply(Erred), rowReply(ours)},
         yes("erred"),
         Outcome::Done,
         true,
         "done",
         "Set erred",
         Ours,
         true},
        {"err: forced, but the text changed meanwhile",
         Action::SetErred,
         Erred,
         {rowReply(other)},
         {},
         Outcome::Refused,
         false,
         "",
         "has changed since you read it",
         Ours,
         true},
        {"overwrite: done",
         Action::OverwriteError,
         Erred,
         {rowReply(Erred), rowReply(ours)},
         yes("erred"),
         Outcome::Done,
         true,
         "done",
         "overwritten",
         Ours},
        {"overwrite: the text changed meanwhile",
         Action::OverwriteError,
         Erred,
         {rowReply(other)},
         {},
         Outcome::Refused,
         false,
         "",
         "has changed since you read it",
         Ours},
        {"overwrite: of an open row",
         Action::OverwriteError,
         Sent,
         {rowReply(Sent)},
         {},
         Outcome::Refused,
         false,
         "",
         "no error to overwrite",
         Ours},
        {"err: lost update, started at the same moment",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(rowIn(State::Processing, 9))},
         yes("erred"),
         Outcome::Overtaken,
         true,
         "lost",
         "it is Processing now",
         Ours},
        {"err: lost update, another text",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(other)},
         yes("erred"),
         Outcome::Overtaken,
         true,
         "lost",
         "another error text",
         Ours},
        {"err: the answer is lost, our text stands",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(ours)},
         Reply::closeUnheard(),
         Outcome::Done,
         true,
         "done",
         "it was done",
         Ours},
        {"err: the answer is lost, another text stands",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(other)},
         Reply::closeUnheard(),
         Outcome::Overtaken,
         true,
         "lost",
         "it is Erred now",
         Ours},
        {"err: 500, but our text stands",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(ours)},
         html500(),
         Outcome::Done,
         true,
         "done",
         "the text that was sent stands there",
         Ours},
        {"err: 400",
         Action::SetErred,
         Sent,
         {rowReply(Sent)},
         Reply::json("{\"error_message\":[\"Null characters are not allowed.\"]}", 400),
         Outcome::Refused,
         true,
         "refused",
         "Null characters",
         Ours},
    };
}

} // namespace

Row rowIn(State state, int later, const QByteArray &message, const QByteArray &traceback)
{
    Row row;
    row.state = domain::stateName(state).toLatin1();
    row.modified = at(later);
    if (state != State::Sent)
        row.started = at(later);
    if (!domain::isOpen(state))
        row.finished = at(later);
    row.message = message;
    row.traceback = traceback;
    return row;
}

Reply rowReply(const Row &row)
{
    return Reply::json(row.toJson());
}

QList<RunnerCase> transitionCases()
{
    return startCases() + doneCases() + errCases();
}

QList<RunnerCase> createCases()
{
    const Row Erred = rowIn(State::Erred, 0, "old text");
    const Row fresh = numbered(9, State::Sent);
    const Reply made = Reply::json(fresh.toJson(), 201);
    const Reply nothing = listOf({});
    const Reply old = listOf({numbered(1, State::Erred)});
    const Reply both = listOf({fresh, numbered(1, State::Erred)});
    const auto with = [](RunnerCase c, const Reply &post) {
        c.post = post;
        return c;
    };
    const RunnerCase base{"", Action::AskAgain, Erred, {nothing, old, both}, {}, Outcome::Done, true, "done", ""};
    QList<RunnerCase> cases;
    const auto add = [&](const char *name, const Reply &post, QList<Reply> gets, Outcome outcome, QByteArray journal,
                         const char *says) {
        RunnerCase c = with(base, post);
        c.name = name;
        c.gets = std::move(gets);
        c.outcome = outcome;
        c.journal = std::move(journal);
        c.says = says;
        c.sent = !c.journal.isEmpty();
        cases.append(c);
    };
    add("create: done", made, {nothing, old, rowReply(fresh)}, Outcome::Done, "done", "is Sent");
    add("create: done, and picked up at once", made, {nothing, old, rowReply(numbered(9, State::Processing))},
        Outcome::Done, "done", "is Processing");
    add("create: done, and not readable after it", made, {nothing, old, notFound()}, Outcome::Done, "done", "is Sent");
    add("create: one is open already", made, {listOf({numbered(4, State::Sent)})}, Outcome::Refused, "",
        "a request of this offering is open");
    add("create: the list can not be read", made, {Reply::closeUnheard()}, Outcome::Failed, "", "Not sent.");
    add("create: not staff", Reply::json("{\"detail\":\"No.\"}", 403), {nothing, old}, Outcome::Refused, "refused", "");
    add("create: no such offering", Reply::json("{\"offering\":[\"Object with uuid=x does not exist.\"]}", 400),
        {nothing, old}, Outcome::Refused, "refused", "does not exist");
    add("create: the answer is lost, the row is there", Reply::closeUnheard(), {nothing, old, both}, Outcome::Done,
        "done", "it was done");
    add("create: the answer is lost, the row comes late", Reply::closeUnheard(), {nothing, old, old, both},
        Outcome::Done, "done", "it was done");
    add("create: the answer is lost, no row", Reply::closeUnheard(), {nothing, old}, Outcome::Unknown, "unknown",
        "Look again before you ask again");
    add("create: the answer is lost, no list either", Reply::closeUnheard(), {nothing, old, Reply::closeUnheard()},
        Outcome::Unknown, "unknown", "Unknown");
    add("create: 500 after the broker's outage, no row", html500(), {nothing, old}, Outcome::Refused, "refused",
        "made no new request");
    add("create: 500, but the row is there", html500(), {nothing, old, both}, Outcome::Done, "done", "it was done");
    add("create: 201 with a body that is none", Reply::html("<p>", 201), {nothing, old, both}, Outcome::Done, "done",
        "it was done");
    cases.append(cases[1]);
    cases.last().name = "create anyway: an open one is no reason";
    cases.last().action = Action::AskAgainAnyway;
    cases.last().gets = {listOf({numbered(4, State::Sent)}), rowReply(fresh)};
    cases.last().says = "is Sent";
    return cases;
}

} // namespace waldesk::testsupport

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/workflows/runnertable.h"

#include <QDateTime>
#include <QHash>
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
        {"start: it was started meanwhile",
         Action::Start,
         Sent,
         {rowReply(started)},
         {},
         Outcome::Refused,
         false,
         "",
         "it was started"},
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
         Outcome::Failed,
         false,
         "",
         "does not show this request"},
        {"start: the token has expired",
         Action::Start,
         Sent,
         {Reply::json("{\"detail\":\"Token has expired.\"}", 401)},
         {},
         Outcome::Failed,
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
        {"start: 409, somebody else was faster",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         no409("Sent"),
         Outcome::Overtaken,
         true,
         "overtaken",
         "Somebody else was faster"},
        {"start: 409 and nothing changed",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent)},
         no409("Sent"),
         Outcome::Refused,
         true,
         "refused",
         "nothing has changed"},
        {"start: 500, and it is Processing",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         html500(),
         Outcome::Unknown,
         true,
         "unknown",
         "whether this was you cannot be told"},
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
         "overtaken",
         "is Erred now"},
        {"start: the answer is lost, it is Processing",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(started)},
         Reply::closeUnheard(),
         Outcome::Unknown,
         true,
         "unknown",
         "whether this was you cannot be told"},
        {"start: the answer is lost, nothing changed",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent)},
         Reply::closeUnheard(),
         Outcome::Unknown,
         true,
         "unknown",
         "look again before you repeat it"},
        {"start: the answer is lost, the row comes late",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(Sent), rowReply(started)},
         Reply::closeUnheard(),
         Outcome::Unknown,
         true,
         "unknown",
         "It is Processing now",
         {},
         false,
         Patient},
        {"start: the answer is lost, it is Done",
         Action::Start,
         Sent,
         {rowReply(Sent), rowReply(rowIn(State::Done, 9))},
         Reply::closeUnheard(),
         Outcome::Overtaken,
         true,
         "overtaken",
         "is Done now"},
        {"start: the answer is lost, no reading either",
         Action::Start,
         Sent,
         {rowReply(Sent), Reply::closeUnheard()},
         Reply::closeUnheard(),
         Outcome::Unknown,
         true,
         "unknown",
         "could not be read"},
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
         Outcome::Unknown,
         true,
         "unknown",
         "The server answered 502"},
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
        {"done: it was finished meanwhile",
         Action::SetDone,
         Processing,
         {rowReply(done)},
         {},
         Outcome::Refused,
         false,
         "",
         "it was set done"},
        {"done: 409, it was set erred",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(rowIn(State::Erred, 9, "x"))},
         no409("Processing"),
         Outcome::Overtaken,
         true,
         "overtaken",
         "it was set erred"},
        {"done: yes, but lost",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(rowIn(State::Erred, 9))},
         yes("done"),
         Outcome::Overtaken,
         true,
         "overtaken",
         "Erred"},
        {"done: the answer is lost",
         Action::SetDone,
         Processing,
         {rowReply(Processing), rowReply(done)},
         Reply::reset(),
         Outcome::Unknown,
         true,
         "unknown",
         "It is Done now"},
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
         "is Done now",
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
         "overtaken",
         "is Processing now",
         Ours},
        {"err: lost update, another text",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(other)},
         yes("erred"),
         Outcome::Overtaken,
         true,
         "overtaken",
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
         "the text that was sent stands there",
         Ours},
        {"err: the answer is lost, another text stands",
         Action::SetErred,
         Sent,
         {rowReply(Sent), rowReply(other)},
         Reply::closeUnheard(),
         Outcome::Overtaken,
         true,
         "overtaken",
         "somebody else",
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
        c.settleMs = QByteArray(name).contains("late") ? Patient : Short;
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
        Outcome::Unknown, "unknown", "could not be looked for");
    add("create: the answer is lost, two rows are new", Reply::closeUnheard(),
        {nothing, old, listOf({numbered(10, State::Sent), fresh, numbered(1, State::Erred)})}, Outcome::Unknown,
        "unknown", "which of them is yours cannot be told");
    add("create: a gateway's 504, no row", Reply::html("<h1>Gateway timeout</h1>", 504), {nothing, old},
        Outcome::Unknown, "unknown", "Look again before you ask again");
    add("create: a gateway's 502, but the row is there", Reply::html("<h1>Bad gateway</h1>", 502), {nothing, old, both},
        Outcome::Done, "done", "it was done");
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

QList<RunnerCase> everyAnswer()
{
    struct Answered {
        const char *name;
        Reply reply;
        // D done, R refused, O overtaken, U unknown; for the row as before, as wanted, other, unreadable, late
        const char *states; ///< of start and done
        const char *texts;  ///< of err and overwriting: the own text is a proof
    };
    const QByteArray page = "<html><body><h1>x</h1></body></html>";
    const QList<Answered> answers{
        {"2xx", yes("done"), "ODOUD", "ODOUD"},
        {"409", no409("Sent"), "ROORR", "RDORR"},
        {"400", Reply::json("{\"error_message\":[\"No.\"]}", 400), "RURRR", "RDRRR"},
        {"403", Reply::json("{\"detail\":\"No.\"}", 403), "RURRR", "RDRRR"},
        {"301 to another place", Reply::redirect("/api/elsewhere/"), "RURRR", "RDRRR"},
        {"307 to a login page", Reply::redirect("https://sso.example.org/login", 307), "RURRR", "RDRRR"},
        {"404 of HTML", Reply::html(page, 404), "RURRR", "RDRRR"},
        {"429", Reply::json("{\"detail\":\"Request was throttled.\"}", 429), "RURRR", "RDRRR"},
        {"500", html500(), "RUOUU", "RDOUD"},
        {"502", Reply::html(page, 502), "UUOUU", "UDOUD"},
        {"503", Reply::html(page, 503), "UUOUU", "UDOUD"},
        {"504", Reply::html(page, 504), "UUOUU", "UDOUD"},
        {"HTML with 200", Reply::html(page), "UUOUU", "UDOUD"},
        {"cut off", yes("done").truncatedAfter(9), "UUOUU", "UDOUD"},
        {"none", Reply::closeUnheard(), "UUOUU", "UDOUD"},
        {"reset", Reply::reset(), "UUOUU", "UDOUD"},
    };
    struct Verb {
        const char *name;
        Action action;
        Row before;
        Row wanted;
        Row other;
    };
    const Row ours = rowIn(State::Erred, 9, "our text");
    const QList<Verb> verbs{
        {"start", Action::Start, rowIn(State::Sent), rowIn(State::Processing, 9), rowIn(State::Erred, 9, "x")},
        {"done", Action::SetDone, rowIn(State::Processing), rowIn(State::Done, 9), rowIn(State::Erred, 9, "x")},
        {"err", Action::SetErred, rowIn(State::Processing), ours, rowIn(State::Erred, 9, "x")},
        {"overwrite", Action::OverwriteError, rowIn(State::Erred, 0, "old text"), ours, rowIn(State::Erred, 9, "x")},
    };
    const QList<QByteArray> rowNames{"as before", "as wanted", "other", "not readable", "changing late"};
    const QHash<char, Outcome> outcomes{
        {'D', Outcome::Done}, {'R', Outcome::Refused}, {'O', Outcome::Overtaken}, {'U', Outcome::Unknown}};
    QList<RunnerCase> cases;
    for (const Verb &verb : verbs) {
        const Reply before = rowReply(verb.before);
        const Reply wanted = rowReply(verb.wanted);
        const QList<QList<Reply>> rows{{before, before},
                                       {before, wanted},
                                       {before, rowReply(verb.other)},
                                       {before, notFound()},
                                       {before, before, before, before, before, wanted}};
        for (const Answered &answer : answers) {
            for (qsizetype i = 0; i < rows.size(); ++i) {
                const bool text = verb.action == Action::SetErred || verb.action == Action::OverwriteError;
                RunnerCase c;
                c.name = QByteArray(verb.name) + ", answer " + answer.name + ", row " + rowNames[i];
                c.action = verb.action;
                c.before = verb.before;
                c.gets = rows[i];
                c.post = answer.reply;
                c.outcome = outcomes[(text ? answer.texts : answer.states)[i]];
                c.journal = domain::outcomeWord(c.outcome).toLatin1();
                c.settleMs = i == rows.size() - 1 ? Patient : Short;
                if (text)
                    c.text.message = "our text";
                cases.append(c);
            }
        }
    }
    return cases;
}

} // namespace waldesk::testsupport

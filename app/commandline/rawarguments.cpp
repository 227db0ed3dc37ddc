// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/rawarguments.h"
#include "app/commandline/exitstatus.h"
#include "models/domain/address.h"
#include "models/domain/querywords.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

#include <cmath>
#include <limits>
#include <sstream>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

std::string help(const char *text)
{
    return tr(text).toStdString();
}

constexpr double Unlimited = std::numeric_limits<double>::infinity();

/// CLI11's own checks do not name the word that was typed, or name limits that mean "any".
CLI::Validator number(double least, double most, bool whole)
{
    const auto check = [least, most, whole](const std::string &word) -> std::string {
        const QString typed = fromArgument(word);
        bool isNumber = false;
        const double value = typed.toDouble(&isNumber);
        if (whole && isNumber)
            static_cast<void>(typed.toLongLong(&isNumber));
        if (isNumber && value >= least && value <= most)
            return {};
        const QString kind = whole ? tr("a whole number") : tr("a number");
        const QString limits =
            std::isinf(most) ? tr("of at least %1").arg(least) : tr("from %1 to %2").arg(least).arg(most, 0, 'f', 0);
        //: %2: a whole number, %3: from 0 to 10
        return tr("\"%1\" is not %2 %3").arg(typed, kind, limits).toStdString();
    };
    return CLI::Validator(check, {});
}

CLI::Validator wholeNumber(double least, double most = Unlimited)
{
    return number(least, most, true);
}

void addConnection(CLI::App &app, RawArguments &arguments)
{
    const std::string group = help("Which server (before or after the command)");
    app.add_flag("--demo{staff}", arguments.demoRole, help("the embedded demo, as staff, support or manager"))
        ->group(group)
        ->type_name("ROLE");
    app.add_option("--profile", arguments.profile, help("a server that was saved in the window"))
        ->group(group)
        ->type_name("NAME");
    app.add_option("--server", arguments.server,
                   help("its URL; the token from --token-file or the variable WALDESK_TOKEN"))
        ->group(group)
        ->type_name("URL");
    app.add_option("--token-file", arguments.tokenFile, help("the file with the token, - for stdin"))
        ->group(group)
        ->type_name("FILE");
    app.add_option("--scheme-word", arguments.schemeWord, help("Token or Bearer"))->group(group)->type_name("WORD");
    app.add_option("--environment", arguments.environment,
                   help("what a --server without profile is: production, test or other (unless told)"))
        ->group(group)
        ->type_name("WORD");
    app.add_option("--ca-file", arguments.caFile, help("a certificate authority to trust as well (PEM)"))
        ->group(group)
        ->type_name("FILE");
    app.add_flag("--insecure-http", arguments.insecureHttp, help("allow plain http to another machine"))->group(group);
}

void addWindow(CLI::App &app, RawArguments &arguments)
{
    const std::string group = help("The window (without a command)");
    app.add_option("address", arguments.address,
                   help("what to show: a uuid, an API URL, waldesk://PROFILE/request/UUID or .../query?q=LINE"))
        ->group(group)
        ->type_name("ADDRESS");
    app.add_option("--page", arguments.page, help("errors, requests, stuck, agents or journal"))
        ->group(group)
        ->type_name("PAGE");
    app.add_option("--screenshot", arguments.screenshot, help("write a picture of the window and end"))
        ->group(group)
        ->type_name("FILE.png");
    app.add_option("--size", arguments.size, help("of the window, as 1440x900"))->group(group)->type_name("WxH");
    app.add_option("--scheme", arguments.scheme, help("light or dark"))->group(group)->type_name("SCHEME");
}

void addStates(CLI::App &app, RawArguments &arguments)
{
    app.add_option("--state", arguments.states, help("sent, processing, done or erred; may be repeated"))
        ->type_name("STATE")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void addFilters(CLI::App &app, RawArguments &arguments)
{
    app.add_option("--query", arguments.query, help("a line of the query language, as in the window"))
        ->type_name("LINE");
    addStates(app, arguments);
    app.add_option("--offering", arguments.offering, help("of this offering"))->type_name("UUID");
    const auto time = [&app](const char *name, std::string &word, const char *text) {
        app.add_option(name, word, help(text))->type_name("T");
    };
    time("--created-after", arguments.createdAfter,
         "created at or after; T is 2026-11-01, 10:30, 2026-11-01T10:00Z, 2h, 3d");
    time("--created-before", arguments.createdBefore, "created at or before");
    time("--modified-after", arguments.modifiedAfter, "modified at or after");
    time("--modified-before", arguments.modifiedBefore, "modified at or before");
    time("--started-after", arguments.startedAfter, "started at or after");
    time("--finished-after", arguments.finishedAfter, "finished at or after");
    app.add_flag("--stuck", arguments.stuck, help("only what is open for longer than usual, with the reason"));
    app.add_option("--rules", arguments.rules, help("your own rules of grouping, which group: of --query obeys"))
        ->type_name("FILE");
}

void addReading(CLI::App &app, RawArguments &arguments)
{
    auto *list = app.add_subcommand("list", help("print requests, newest first"));
    addFilters(*list, arguments);
    list->add_option("--order", arguments.order, help("created or -created"))->type_name("ORDER");
    auto *limit =
        list->add_option("--limit", arguments.limit, help("how many at most; 50 unless told"))->type_name("N");
    limit->check(wholeNumber(1));
    list->add_flag("--all", arguments.all, help("no limit"))->excludes(limit);
    list->add_option("--format", arguments.format, help("table, json, jsonl or csv"))->type_name("FORMAT");
    addFilters(*app.add_subcommand("count", help("count requests by state")), arguments);
    auto *watch = app.add_subcommand("watch", help("print what happens as it happens, until interrupted"));
    watch->add_option("--query", arguments.query, help("only of requests that match this line"))->type_name("LINE");
    watch->add_option("--rules", arguments.rules, help("your own rules of grouping"))->type_name("FILE");
    watch->add_option("--format", arguments.format, help("text or jsonl"))->type_name("FORMAT");
    auto *show = app.add_subcommand("show", help("print one request with its traceback"));
    show->add_option("uuid", arguments.uuids, help("of the request"))->required()->expected(1)->type_name("UUID");
    show->add_option("--format", arguments.format, help("text, json or markdown"))->type_name("FORMAT");
}

void addWriting(CLI::App &app, RawArguments &arguments)
{
    auto *create = app.add_subcommand(
        "create",
        help("ask for an offering; prints the new uuid (staff). Or ask again for the offerings of many requests, "
             "each once, but those where a request is open"));
    auto *offering = create->add_option("--offering", arguments.offering, help("which offering"))->type_name("UUID");
    create
        ->add_option("--wait", arguments.waitSeconds,
                     help("until it ends, or so many seconds; exit 0 Done, 1 Erred, 7 time is over"))
        ->expected(0, 1)
        ->type_name("[SECONDS]");
    const auto settle = [&arguments](CLI::App *command) {
        constexpr int Day = 86'400;
        command
            ->add_option(
                "--settle", arguments.settleSeconds,
                help("how long a row is watched after a lost or a gateway's answer before \"unknown\" is said; "
                     "15 unless told"))
            ->type_name("SECONDS")
            ->check(wholeNumber(0, Day));
    };
    const auto many = [&arguments, &settle](CLI::App *command, CLI::Option *named) {
        settle(command);
        auto *query =
            command
                ->add_option("--query", arguments.query,
                             help("those that match instead; prints the plan and sends nothing without --yes"))
                ->type_name("LINE")
                ->excludes(named);
        command
            ->add_option("--from", arguments.from,
                         help("uuids (for create: of offerings), or JSON Lines as list prints them, from a file or - "
                              "for stdin"))
            ->type_name("FILE")
            ->excludes(named)
            ->excludes(query);
        command
            ->add_option("--rules", arguments.rules, help("your own rules of grouping, which group: of --query obeys"))
            ->type_name("FILE");
        auto *plan = command->add_flag("--plan", arguments.plan, help("only print what would happen to each request"));
        command
            ->add_option("--yes", arguments.yes,
                         help("send it, if exactly so many requests will change; else nothing is sent, exit 6"))
            ->type_name("N")
            ->check(wholeNumber(0))
            ->excludes(plan);
        command->add_option("--format", arguments.format, help("of the plan: table or jsonl"))->type_name("FORMAT");
    };
    const auto uuids = [&arguments, &many](CLI::App *command) {
        many(command, command->add_option("uuid", arguments.uuids, help("of the requests"))->type_name("UUID..."));
        return command;
    };
    many(create, offering);
    uuids(app.add_subcommand("start", help("set Sent requests processing")));
    uuids(app.add_subcommand("done", help("set Processing requests done")));
    auto *err = uuids(app.add_subcommand("err", help("set requests erred")));
    err->add_option("--message", arguments.message,
                    help("why; {offering}, {age} and {ticket} are filled in for each request"))
        ->required()
        ->type_name("TEXT");
    err->add_option("--ticket", arguments.ticket, help("what {ticket} of the message becomes"))->type_name("TEXT");
    err->add_option("--traceback-file", arguments.tracebackFile, help("a traceback to store with it"))
        ->type_name("FILE");
    err->add_flag("--force", arguments.force, help("Done and Erred requests too; overwrites what stands there"));
}

void addJournal(CLI::App &app, RawArguments &arguments)
{
    auto *journal =
        app.add_subcommand("journal", help("what was done from this machine, oldest first; asks no server"));
    journal
        ->add_option("--query", arguments.query,
                     help("a line of the query language, with verb:, outcome: and user: as well"))
        ->type_name("LINE");
    addStates(*journal, arguments);
    journal->add_option("--offering", arguments.offering, help("of this offering"))->type_name("UUID");
    journal->add_option("--created-after", arguments.createdAfter, help("done at or after; T as in list"))
        ->type_name("T");
    journal->add_option("--created-before", arguments.createdBefore, help("done at or before"))->type_name("T");
    journal->add_flag("--follow", arguments.follow, help("go on with what comes, until interrupted"));
    journal->add_flag("--verify", arguments.verify,
                      help("name the first line that was changed or is missing; exit 1 when there is one"));
    journal->add_option("--format", arguments.format, help("table, jsonl or csv"))->type_name("FORMAT");
}

void addDemo(CLI::App &app, RawArguments &arguments)
{
    auto *demo = app.add_subcommand("demo", help("only the embedded demo service, until interrupted"));
    demo->add_option("--port", arguments.demo.port, help("to listen on; any free one unless told"))
        ->type_name("N")
        ->check(wholeNumber(0, std::numeric_limits<quint16>::max()));
    demo->add_option("--requests", arguments.demo.requests, help("how many"))
        ->type_name("N")
        ->check(wholeNumber(0, 1'000'000));
    demo->add_option("--seed", arguments.demo.seed, help("of the made-up data"))->type_name("N")->check(wholeNumber(0));
    demo->add_option("--agent-speed", arguments.demo.agentSpeed, help("of the simulated agent; 0 switches it off"))
        ->type_name("X")
        ->check(number(0, 1'000'000, false));
    demo->add_flag("--races", arguments.demo.races,
                   help("changes of several people at once overtake each other: lost updates, two winners"));
}

void addGroup(CLI::App &app, RawArguments &arguments)
{
    auto *group = app.add_subcommand("group", help("group errors by cause, from JSON Lines; needs no server"));
    group
        ->add_option("file", arguments.files,
                     help("JSON Lines with error_message and error_traceback; - or none: stdin"))
        ->type_name("FILE...");
    group->add_option("--level", arguments.level, help("coarse, normal or exact"))->type_name("LEVEL");
    group->add_option("--rules", arguments.rules, help("your own rules of grouping"))->type_name("FILE");
    group->add_option("--format", arguments.format, help("jsonl or table"))->type_name("FORMAT");
}

/// The command whose help lists the options that may stand there: `waldesk --help` has those of the window alone.
QString helpOf(const CLI::App &app)
{
    const auto commands = app.get_subcommands();
    return commands.empty() ? QStringLiteral("waldesk --help")
                            : QStringLiteral("waldesk %1 --help").arg(fromArgument(commands.front()->get_name()));
}

QString withSuggestion(const QString &sentence, const QString &suggestion)
{
    return suggestion.isEmpty() ? sentence : sentence + QLatin1Char(' ') + tr("Did you mean %1?").arg(suggestion);
}

/// empty: word is the address of a request.
QString unknownCommand(const CLI::App &app, const std::string &word)
{
    const QString typed = fromArgument(word);
    if (typed.isEmpty() || domain::Address::tryParse(typed))
        return {};
    QStringList known;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        known += fromArgument(command->get_name());
    return withSuggestion(
        tr("\"%1\" is neither a command nor the address of a request; waldesk --help lists what there is.").arg(typed),
        domain::nearestWord(typed, known));
}

/// The first word that stands where nothing takes it.
QString unexpectedWord(const CLI::App &app, const QString &word)
{
    if (!word.startsWith(QLatin1Char('-')))
        return tr("The word %1 is one too many; %2 lists what there is.").arg(word, helpOf(app));
    QStringList known;
    auto commands = app.get_subcommands();
    commands.push_back(const_cast<CLI::App *>(&app)); // the connection's options may stand behind the command
    for (const CLI::App *command : commands) {
        for (const CLI::Option *option : command->get_options()) {
            for (const std::string &name : option->get_lnames())
                known += fromArgument(name);
        }
    }
    const QString name = word.section(QLatin1Char('='), 0, 0);
    const QString suggestion = domain::nearestWord(QString(name).remove(0, name.startsWith(u"--") ? 2 : 1), known);
    return withSuggestion(tr("There is no option %1; %2 lists what there is.").arg(name, helpOf(app)),
                          suggestion.isEmpty() ? QString() : QStringLiteral("--") + suggestion);
}

/// CLI11 ends its texts without a dot and some with a second line.
ImmediateExit exitOf(const CLI::App &app, const RawArguments &arguments, const CLI::ParseError &error)
{
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    if (code == 0)
        return {0, QString::fromStdString(out.str()), {}};
    if (dynamic_cast<const CLI::ExtrasError *>(&error)) {
        const QString command = app.get_subcommands().empty() ? unknownCommand(app, arguments.address) : QString();
        const auto words = app.remaining(true);
        if (!command.isEmpty() || !words.empty())
            return usageError(command.isEmpty() ? unexpectedWord(app, fromArgument(words.front())) : command);
    }
    QString what = QString::fromUtf8(error.what()).simplified();
    if (dynamic_cast<const CLI::ArgumentMismatch *>(&error) && what.contains(QLatin1Char(':'))) {
        // "--limit: 1 required N missing", "uuid: At Most 1 required but received 2"
        const QString name = what.section(QLatin1Char(':'), 0, 0);
        what =
            what.endsWith(u"missing") ? tr("%1 needs a value").arg(name) : tr("%1 is given more than once").arg(name);
    }
    return usageError(tr("%1; %2 lists what there is.").arg(what, helpOf(app)));
}

} // namespace

ImmediateExit usageError(const QString &sentence)
{
    return {status(Exit::Usage), {}, sentence};
}

QString fromArgument(const std::string &word)
{
    return QString::fromStdString(word);
}

std::variant<ImmediateExit, RawArguments> RawArguments::parse(int argc, const char *const *argv)
{
    RawArguments arguments;
    CLI::App app(help("Waldesk, a console for Waldur backend resource requests"), "waldesk");
    app.set_version_flag("--version", "waldesk " WALDESK_VERSION);
    app.fallthrough();
    app.require_subcommand(0, 1);
    addConnection(app, arguments);
    addWindow(app, arguments);
    addReading(app, arguments);
    addWriting(app, arguments);
    addGroup(app, arguments);
    addJournal(app, arguments);
    addDemo(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return exitOf(app, arguments, error);
    }
    const auto commands = app.get_subcommands();
    if (const QString unknown = commands.empty() ? unknownCommand(app, arguments.address) : QString();
        !unknown.isEmpty())
        return usageError(unknown);
    if (!commands.empty()) {
        arguments.command = commands.front()->get_name();
        const auto *query = commands.front()->get_option_no_throw("--query");
        arguments.hasQuery = query && query->count() > 0;
        arguments.wait = arguments.command == "create" && commands.front()->count("--wait") > 0;
    }
    return arguments;
}

} // namespace waldesk::app

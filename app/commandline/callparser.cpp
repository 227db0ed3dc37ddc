// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/callwords.h"
#include "app/commandline/exitstatus.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

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

void addConnection(CLI::App &app, CallWords &words)
{
    const std::string group = help("Which server (before or after the command)");
    app.add_flag("--demo{staff}", words.demoRole, help("the embedded demo, as staff, support or manager"))
        ->group(group)
        ->type_name("ROLE");
    app.add_option("--profile", words.profile, help("a server that was saved in the window"))
        ->group(group)
        ->type_name("NAME");
    app.add_option("--server", words.server, help("its URL; the token from --token-file or the variable WALDESK_TOKEN"))
        ->group(group)
        ->type_name("URL");
    app.add_option("--token-file", words.tokenFile, help("the file with the token, - for stdin"))
        ->group(group)
        ->type_name("FILE");
    app.add_option("--scheme-word", words.schemeWord, help("Token or Bearer"))->group(group)->type_name("WORD");
    app.add_option("--ca-file", words.caFile, help("a certificate authority to trust as well (PEM)"))
        ->group(group)
        ->type_name("FILE");
    app.add_flag("--insecure-http", words.insecureHttp, help("allow plain http to another machine"))->group(group);
}

void addWindow(CLI::App &app, CallWords &words)
{
    const std::string group = help("The window (without a command)");
    app.add_option("address", words.address,
                   help("what to show: a uuid, an API URL, waldesk://PROFILE/request/UUID or .../query?q=LINE"))
        ->group(group)
        ->type_name("ADDRESS");
    app.add_option("--page", words.page, help("errors or requests"))->group(group)->type_name("PAGE");
    app.add_option("--screenshot", words.screenshot, help("write a picture of the window and end"))
        ->group(group)
        ->type_name("FILE.png");
    app.add_option("--size", words.size, help("of the window, as 1440x900"))->group(group)->type_name("WxH");
    app.add_option("--scheme", words.scheme, help("light or dark"))->group(group)->type_name("SCHEME");
}

void addFilters(CLI::App &app, CallWords &words)
{
    app.add_option("--query", words.query, help("a line of the query language, as in the window"))->type_name("LINE");
    app.add_option("--state", words.states, help("sent, processing, done or erred; may be repeated"))
        ->type_name("STATE")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--offering", words.offering, help("of this offering"))->type_name("UUID");
    const auto time = [&app](const char *name, std::string &word, const char *text) {
        app.add_option(name, word, help(text))->type_name("T");
    };
    time("--created-after", words.createdAfter,
         "created at or after; T is 2026-11-01, 10:30, 2026-11-01T10:00Z, 2h, 3d");
    time("--created-before", words.createdBefore, "created at or before");
    time("--modified-after", words.modifiedAfter, "modified at or after");
    time("--modified-before", words.modifiedBefore, "modified at or before");
    time("--started-after", words.startedAfter, "started at or after");
    time("--finished-after", words.finishedAfter, "finished at or after");
}

void addReading(CLI::App &app, CallWords &words)
{
    auto *list = app.add_subcommand("list", help("print requests, newest first"));
    addFilters(*list, words);
    list->add_option("--order", words.order, help("created or -created"))->type_name("ORDER");
    auto *limit = list->add_option("--limit", words.limit, help("how many at most; 50 unless told"))->type_name("N");
    list->add_flag("--all", words.all, help("no limit"))->excludes(limit);
    list->add_option("--format", words.format, help("table, json, jsonl or csv"))->type_name("FORMAT");
    addFilters(*app.add_subcommand("count", help("count requests by state")), words);
    auto *show = app.add_subcommand("show", help("print one request with its traceback"));
    show->add_option("uuid", words.uuids, help("of the request"))->required()->expected(1)->type_name("UUID");
    show->add_option("--format", words.format, help("text, json or markdown"))->type_name("FORMAT");
}

void addWriting(CLI::App &app, CallWords &words)
{
    auto *create = app.add_subcommand("create", help("ask for an offering; prints the new uuid (staff)"));
    create->add_option("--offering", words.offering, help("which offering"))->required()->type_name("UUID");
    create
        ->add_option("--wait", words.waitSeconds,
                     help("until it ends, or so many seconds; exit 0 Done, 1 Erred, 7 time is over"))
        ->expected(0, 1)
        ->type_name("[SECONDS]");
    const auto uuids = [&words](CLI::App *command) {
        command->add_option("uuid", words.uuids, help("of the requests"))->required()->type_name("UUID...");
        return command;
    };
    uuids(app.add_subcommand("start", help("set Sent requests processing")));
    uuids(app.add_subcommand("done", help("set Processing requests done")));
    auto *err = uuids(app.add_subcommand("err", help("set requests erred")));
    err->add_option("--message", words.message, help("why"))->required()->type_name("TEXT");
    err->add_option("--traceback-file", words.tracebackFile, help("a traceback to store with it"))->type_name("FILE");
    err->add_flag("--force", words.force, help("Done and Erred requests too; overwrites what stands there"));
}

void addDemo(CLI::App &app, CallWords &words)
{
    auto *demo = app.add_subcommand("demo", help("only the embedded demo service, until interrupted"));
    demo->add_option("--port", words.demo.port, help("to listen on; any free one unless told"))->type_name("N");
    demo->add_option("--requests", words.demo.requests, help("how many"))
        ->type_name("N")
        ->check(CLI::Range(0, 1'000'000));
    demo->add_option("--seed", words.demo.seed, help("of the made-up data"))->type_name("N");
    demo->add_option("--agent-speed", words.demo.agentSpeed, help("of the simulated agent; 0 switches it off"))
        ->type_name("X")
        ->check(CLI::Range(0.0, 1'000'000.0));
    demo->add_flag("--races", words.demo.races,
                   help("changes of several people at once overtake each other: lost updates, two winners"));
}

void addGroup(CLI::App &app, CallWords &words)
{
    auto *group = app.add_subcommand("group", help("group errors by cause, from JSON Lines; needs no server"));
    group->add_option("file", words.files, help("JSON Lines with error_message and error_traceback; - or none: stdin"))
        ->type_name("FILE...");
    group->add_option("--level", words.level, help("coarse, normal or exact"))->type_name("LEVEL");
    group->add_option("--rules", words.rules, help("your own rules of grouping"))->type_name("FILE");
    group->add_option("--format", words.format, help("jsonl or table"))->type_name("FORMAT");
}

Goodbye usage(const QString &sentence)
{
    return {status(Exit::Usage), {}, sentence};
}

/// CLI11 ends its texts without a dot and some with a second line.
Goodbye goodbye(const CLI::App &app, const CLI::ParseError &error)
{
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    if (code == 0)
        return {0, QString::fromStdString(out.str()), {}};
    const QString what = QString::fromUtf8(error.what()).simplified();
    return usage(tr("%1; waldesk --help lists what there is.").arg(what));
}

bool asksForWindow(const CallWords &words)
{
    return !words.page.empty() || !words.screenshot.empty() || !words.size.empty() || !words.scheme.empty();
}

Call callOf(const CLI::App &app, CallWords &words)
{
    const auto commands = app.get_subcommands();
    if (commands.empty()) {
        auto window = readWindow(words);
        return window ? Call(std::move(*window)) : Call(usage(window.error().sentence));
    }
    const CLI::App *command = commands.front();
    if (!words.address.empty())
        return usage(
            tr("The word %1 is one too many for %2.").arg(fromWord(words.address), fromWord(command->get_name())));
    if (asksForWindow(words))
        return usage(tr("--page, --screenshot, --size and --scheme belong to the window, not to %1.")
                         .arg(fromWord(command->get_name())));
    words.wait = command->get_name() == "create" && command->count("--wait") > 0;
    auto read = readCommand(command->get_name(), words);
    return read ? Call(std::move(*read)) : Call(usage(read.error().sentence));
}

} // namespace

Call parseCall(int argc, const char *const *argv)
{
    CallWords words;
    CLI::App app(help("Waldesk, a console for Waldur backend resource requests"), "waldesk");
    app.set_version_flag("--version", "waldesk " WALDESK_VERSION);
    app.fallthrough();
    app.require_subcommand(0, 1);
    addConnection(app, words);
    addWindow(app, words);
    addReading(app, words);
    addWriting(app, words);
    addGroup(app, words);
    addDemo(app, words);
    try {
        app.parse(argc, argv);
        return callOf(app, words);
    } catch (const CLI::ParseError &error) {
        return goodbye(app, error);
    }
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/call.h"

#include "app/commandline/rowinput.h"
#include "app/commandline/tokensource.h"
#include "models/domain/reasonblanks.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace waldesk::app
{
namespace
{

using domain::Query;
using domain::Uuid;

constexpr qint64 LargestTraceback = 16 << 20;
constexpr int LargestSide = 16'384;

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

Checked<Uuid> readUuid(const std::string &word)
{
    if (const auto uuid = Uuid::tryParse(QByteArrayView(word.data(), static_cast<qsizetype>(word.size()))))
        return *uuid;
    return ArgumentError{
        tr("\"%1\" is not a uuid: 32 hexadecimal digits, with or without dashes.").arg(fromArgument(word))};
}

Checked<std::vector<Uuid>> readUuids(const std::vector<std::string> &words)
{
    std::vector<Uuid> uuids;
    for (const std::string &word : words) {
        const auto uuid = readUuid(word);
        if (!uuid)
            return uuid.error();
        if (std::ranges::find(uuids, *uuid) == uuids.end())
            uuids.push_back(*uuid);
    }
    return uuids;
}

Checked<Query> readLine(const QString &line, const QString &option,
                        domain::QueryScope scope = domain::QueryScope::Requests)
{
    auto parsed = Query::parse(line, scope);
    if (auto *query = std::get_if<Query>(&parsed))
        return std::move(*query);
    const auto &error = std::get<domain::QueryError>(parsed);
    return ArgumentError{tr("%1, at character %2: %3").arg(option).arg(error.position + 1).arg(error.sentence)};
}

/// Each option is a term of the query, so that all of them mean what they mean in a line.
class QueryBuilder
{
public:
    explicit QueryBuilder(Query query) : m_query(std::move(query)) {}

    bool addTime(const char *option, const char *start, const std::string &word)
    {
        if (word.empty())
            return true;
        const QString text = fromArgument(word);
        if (!domain::parseQueryTime(text, domain::Timestamp::now(), QTimeZone::utc())) {
            m_error = {
                tr("%1: \"%2\" is not a time; write 2026-11-01, 10:30, 2026-11-01T10:00Z, or an age such as 2h or 3d.")
                    .arg(QLatin1String(option), text)};
            return false;
        }
        return addLine(option, QLatin1String(start) + text);
    }
    bool addLine(const char *option, const QString &line)
    {
        const auto term = readLine(line, QLatin1String(option));
        if (!term) {
            m_error = {tr("%1: \"%2\" can not be used.").arg(QLatin1String(option), line)};
            return false;
        }
        m_query = m_query.with(term->terms().front());
        return true;
    }
    bool addStates(const std::vector<std::string> &words)
    {
        if (words.empty())
            return true;
        domain::QueryTerm term;
        term.key = domain::QueryKey::State;
        for (const std::string &word : words) {
            const auto line = readLine(QStringLiteral("state:") + fromArgument(word), QStringLiteral("--state"));
            if (!line || line->terms().size() != 1 || fromArgument(word).contains(u'"')) {
                m_error = {tr("--state: \"%1\" is not a state; the states are sent, processing, done and erred.")
                               .arg(fromArgument(word))};
                return false;
            }
            const auto &values = line->terms().front().values;
            term.values.insert(term.values.end(), values.begin(), values.end());
        }
        m_query = m_query.with(std::move(term));
        return true;
    }
    [[nodiscard]] const Query &query() const { return m_query; }
    [[nodiscard]] const ArgumentError &error() const { return m_error; }

private:
    Query m_query;
    ArgumentError m_error;
};

Checked<Query> readQuery(const RawArguments &arguments, domain::QueryScope scope = domain::QueryScope::Requests)
{
    auto line = readLine(fromArgument(arguments.query), QStringLiteral("--query"), scope);
    if (!line)
        return line.error();
    QueryBuilder builder(std::move(*line));
    if (!arguments.offering.empty()) {
        const auto uuid = readUuid(arguments.offering);
        if (!uuid)
            return uuid.error();
        if (!builder.addLine("--offering", QStringLiteral("offering:") + uuid->toString()))
            return builder.error();
    }
    if (arguments.stuck && !builder.addLine("--stuck", QStringLiteral("is:stuck")))
        return builder.error();
    const bool good = builder.addStates(arguments.states) &&
                      builder.addTime("--created-after", "created:>", arguments.createdAfter) &&
                      builder.addTime("--created-before", "created:<", arguments.createdBefore) &&
                      builder.addTime("--modified-after", "modified:>", arguments.modifiedAfter) &&
                      builder.addTime("--modified-before", "modified:<", arguments.modifiedBefore) &&
                      builder.addTime("--started-after", "started:>", arguments.startedAfter) &&
                      builder.addTime("--finished-after", "finished:>", arguments.finishedAfter);
    if (!good)
        return builder.error();
    return builder.query();
}

Checked<Format> readFormat(const std::string &word, const std::vector<std::pair<const char *, Format>> &known)
{
    if (word.empty())
        return known.front().second;
    QStringList names;
    for (const auto &entry : known) {
        if (word == entry.first)
            return entry.second;
        names += QLatin1String(entry.first);
    }
    return ArgumentError{
        tr("--format: \"%1\" is none of %2.").arg(fromArgument(word), names.join(QStringLiteral(", ")))};
}

Checked<std::optional<domain::CauseRules>> readRules(const RawArguments &arguments)
{
    if (arguments.rules.empty())
        return std::optional<domain::CauseRules>();
    QFile file(fromArgument(arguments.rules));
    if (!file.open(QIODevice::ReadOnly))
        return ArgumentError{tr("--rules: %1 can not be read: %2.").arg(file.fileName(), file.errorString())};
    auto parsed = domain::CauseRules::read(file);
    if (!parsed)
        return ArgumentError{tr("--rules: %1: %2").arg(file.fileName(), parsed.error())};
    return std::optional(std::move(*parsed));
}

/// Which requests a command is about.
struct Selection {
    Query query;
    std::optional<domain::CauseRules> rules; ///< of --rules: what the query's `group:` goes by
};

Checked<Selection> readSelection(const RawArguments &arguments)
{
    auto query = readQuery(arguments);
    if (!query)
        return query.error();
    auto rules = readRules(arguments);
    if (!rules)
        return rules.error();
    return Selection{std::move(*query), std::move(*rules)};
}

Checked<CommandCall::Command> readList(const RawArguments &arguments)
{
    ListCall call;
    auto selection = readSelection(arguments);
    if (!selection)
        return selection.error();
    const auto format = readFormat(
        arguments.format,
        {{"table", Format::Table}, {"json", Format::Json}, {"jsonl", Format::JsonLines}, {"csv", Format::Csv}});
    if (!format)
        return format.error();
    if (arguments.order != "created" && arguments.order != "-created")
        return ArgumentError{tr("--order: \"%1\" is neither created nor -created.").arg(fromArgument(arguments.order))};
    call.query = std::move(selection->query);
    call.rules = std::move(selection->rules);
    call.order =
        arguments.order == "created" ? domain::ListFilter::Order::OldestFirst : domain::ListFilter::Order::NewestFirst;
    call.limit = arguments.all ? -1 : arguments.limit;
    call.format = *format;
    call.stuck = arguments.stuck;
    return CommandCall::Command(std::move(call));
}

Checked<CommandCall::Command> readShow(const RawArguments &arguments)
{
    const auto uuids = readUuids(arguments.uuids);
    if (!uuids)
        return uuids.error();
    const auto format =
        readFormat(arguments.format, {{"text", Format::Text}, {"json", Format::Json}, {"markdown", Format::Markdown}});
    if (!format)
        return format.error();
    return CommandCall::Command(ShowCall{uuids->front(), *format});
}

/// Where the text stops being UTF-8; -1 when all of it is. Overlong forms and surrogates are none.
qsizetype firstBrokenByte(const QByteArray &text)
{
    for (qsizetype at = 0; at < text.size();) {
        const auto byte = [&text](qsizetype i) {
            return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0U;
        };
        const unsigned first = byte(at);
        if (first < 0x80) {
            ++at;
            continue;
        }
        const qsizetype length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        unsigned value = first & (0x7fU >> static_cast<unsigned>(length));
        for (qsizetype i = 1; i < length; ++i) {
            if ((byte(at + i) & 0xc0U) != 0x80)
                return at;
            value = (value << 6U) | (byte(at + i) & 0x3fU);
        }
        const bool overlong =
            (length == 2 && value < 0x80) || (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
        if (first < 0xc0 || first > 0xf4 || overlong || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
            return at;
        at += length;
    }
    return -1;
}

/// The server would refuse a NUL (contract 1.4) and replace broken bytes: what is sent is what was given.
std::optional<ArgumentError> textError(const QString &source, const QByteArray &text)
{
    const auto at = [&text](qsizetype position) {
        return tr("at byte %1, in line %2").arg(position + 1).arg(text.first(position).count('\n') + 1);
    };
    if (const qsizetype nul = text.indexOf('\0'); nul >= 0)
        return ArgumentError{tr("%1 holds a NUL character, %2: the server does not take one.").arg(source, at(nul))};
    if (const qsizetype broken = firstBrokenByte(text); broken >= 0)
        return ArgumentError{tr("%1 is not UTF-8, %2: convert it first.").arg(source, at(broken))};
    return std::nullopt;
}

Checked<QByteArray> readTraceback(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return ArgumentError{tr("--traceback-file: %1 can not be read: %2.").arg(name, file.errorString())};
    QByteArray text = file.read(LargestTraceback + 1);
    if (text.size() > LargestTraceback)
        return ArgumentError{tr("--traceback-file: %1 is larger than 16 MiB.").arg(name)};
    if (auto error = textError(QStringLiteral("--traceback-file: ") + name, text))
        return std::move(*error);
    constexpr QByteArrayView Mark("\xef\xbb\xbf");
    return text.startsWith(Mark) ? text.sliced(Mark.size()) : text;
}

Checked<domain::ErrorText> readErrorText(domain::Action action, const RawArguments &arguments)
{
    domain::ErrorText text;
    text.message = QByteArray::fromStdString(arguments.message);
    if (action == domain::Action::SetErred && text.message.trimmed().isEmpty())
        return ArgumentError{tr("--message: say why; an error without a message helps nobody.")};
    if (auto error = textError(QStringLiteral("--message"), text.message))
        return std::move(*error);
    if (auto error = textError(QStringLiteral("--ticket"), QByteArray::fromStdString(arguments.ticket)))
        return std::move(*error);
    const bool hasTicket = !fromArgument(arguments.ticket).trimmed().isEmpty();
    if (domain::asksForTicket(QString::fromUtf8(text.message)) != hasTicket)
        return ArgumentError{hasTicket ? tr("--ticket: --message has no {ticket} that it would go into.")
                                       : tr("--message has a {ticket}: say with --ticket which.")};
    if (!arguments.tracebackFile.empty()) {
        auto traceback = readTraceback(fromArgument(arguments.tracebackFile));
        if (!traceback)
            return traceback.error();
        text.traceback = std::move(*traceback);
    }
    return text;
}

Checked<CommandCall::Command> readMany(domain::Action action, domain::ErrorText text, const RawArguments &arguments,
                                       const std::optional<WaitFor> &wait = {})
{
    ManyCall call;
    call.wait = wait;
    call.action = action;
    call.text = std::move(text);
    call.ticket = fromArgument(arguments.ticket);
    call.force = arguments.force;
    call.settleSeconds = arguments.settleSeconds;
    call.planOnly = arguments.plan;
    if (arguments.yes >= 0)
        call.yes = arguments.yes;
    const auto format = readFormat(arguments.format, {{"table", Format::Table}, {"jsonl", Format::JsonLines}});
    if (!format)
        return format.error();
    call.format = *format;
    if (!arguments.uuids.empty()) {
        const auto uuids = readUuids(arguments.uuids);
        if (!uuids)
            return uuids.error();
        for (const Uuid &uuid : *uuids)
            call.rows.emplace_back().uuid = uuid;
        return CommandCall::Command(std::move(call));
    }
    if (!arguments.from.empty()) {
        if (arguments.from == "-" && arguments.tokenFile == "-")
            return ArgumentError{tr("--from and --token-file can not both read stdin.")};
        auto rows = readRows(fromArgument(arguments.from));
        if (!rows)
            return ArgumentError{rows.error()};
        call.rows = std::move(*rows);
        if (action == domain::Action::AskAgain) {
            for (domain::Request &row : call.rows) {
                const bool isUuidAlone = row.state == domain::State::Unknown && row.stateText.isEmpty();
                if (isUuidAlone)
                    row.offering = row.uuid;
                if (row.offering.isNil())
                    return ArgumentError{
                        tr("--from: request %1 names no offering; nothing was sent.").arg(row.uuid.toString())};
            }
        }
        return CommandCall::Command(std::move(call));
    }
    if (fromArgument(arguments.query).trimmed().isEmpty())
        return ArgumentError{tr("--query: say which requests; an empty line would mean all of them.")};
    auto selection = readSelection(arguments);
    if (!selection)
        return selection.error();
    call.query = std::move(selection->query);
    call.rules = std::move(selection->rules);
    return CommandCall::Command(std::move(call));
}

Checked<std::optional<WaitFor>> readWait(const RawArguments &arguments)
{
    if (!arguments.wait)
        return std::optional<WaitFor>();
    WaitFor wait;
    if (!arguments.waitSeconds.empty()) {
        bool isNumber = false;
        const QString text = fromArgument(arguments.waitSeconds);
        wait.seconds = text.toUInt(&isNumber);
        if (!isNumber)
            return ArgumentError{tr("--wait: \"%1\" is not a number of seconds.").arg(text)};
    }
    return std::optional(wait);
}

Checked<CommandCall::Command> readCreate(const RawArguments &arguments)
{
    auto wait = readWait(arguments);
    if (!wait)
        return wait.error();
    if (!arguments.from.empty() || arguments.hasQuery)
        return readMany(domain::Action::AskAgain, {}, arguments, *wait);
    if (arguments.offering.empty())
        return ArgumentError{tr("Say for what to ask: --offering UUID, or many with --query LINE or --from -.")};
    if (arguments.plan || arguments.yes >= 0 || !arguments.format.empty())
        return ArgumentError{tr("--plan, --yes and --format are for many: with --query LINE or --from -.")};
    const auto offering = readUuid(arguments.offering);
    if (!offering)
        return offering.error();
    return CommandCall::Command(CreateCall{*offering, *wait, arguments.settleSeconds});
}

Checked<CommandCall::Command> readTransition(domain::Action action, const RawArguments &arguments)
{
    auto text = readErrorText(action, arguments);
    if (!text)
        return text.error();
    const bool planned = arguments.plan || arguments.yes >= 0;
    const bool isNamed = !arguments.uuids.empty();
    if (!isNamed && arguments.from.empty() && !arguments.hasQuery)
        return ArgumentError{tr("Name the requests: by their uuids, with --query LINE, or with --from - for stdin.")};
    if (planned || !isNamed)
        return readMany(action, std::move(*text), arguments);
    if (!arguments.format.empty())
        return ArgumentError{tr("--format is for a plan: add --plan.")};
    auto uuids = readUuids(arguments.uuids);
    if (!uuids)
        return uuids.error();
    TransitionCall call{action,          std::move(*uuids),      std::move(*text), fromArgument(arguments.ticket),
                        arguments.force, arguments.settleSeconds};
    return CommandCall::Command(std::move(call));
}

Checked<CommandCall::Command> readGroup(const RawArguments &arguments)
{
    GroupCall call;
    const auto format = readFormat(arguments.format, {{"jsonl", Format::JsonLines}, {"table", Format::Table}});
    if (!format)
        return format.error();
    call.format = *format;
    if (arguments.level == "coarse")
        call.level = domain::GroupingLevel::Coarse;
    else if (arguments.level == "exact")
        call.level = domain::GroupingLevel::Exact;
    else if (!arguments.level.empty() && arguments.level != "normal")
        return ArgumentError{
            tr("--level: \"%1\" is none of coarse, normal, exact.").arg(fromArgument(arguments.level))};
    for (const std::string &file : arguments.files)
        call.files += fromArgument(file);
    if (call.files.isEmpty())
        call.files += QStringLiteral("-");
    auto rules = readRules(arguments);
    if (!rules)
        return rules.error();
    call.rules = std::move(*rules).value_or(domain::CauseRules());
    return CommandCall::Command(std::move(call));
}

Checked<CommandCall::Command> readWatch(const RawArguments &arguments)
{
    const auto format = readFormat(arguments.format, {{"text", Format::Text}, {"jsonl", Format::JsonLines}});
    if (!format)
        return format.error();
    auto selection = readSelection(arguments);
    if (!selection)
        return selection.error();
    return CommandCall::Command(WatchCall{std::move(selection->query), std::move(selection->rules), *format});
}

Checked<CommandCall::Command> readJournal(const RawArguments &arguments)
{
    JournalCall call;
    auto query = readQuery(arguments, domain::QueryScope::Journal);
    if (!query)
        return query.error();
    const auto format =
        readFormat(arguments.format, {{"table", Format::Table}, {"jsonl", Format::JsonLines}, {"csv", Format::Csv}});
    if (!format)
        return format.error();
    call.query = std::move(*query);
    call.format = *format;
    call.follow = arguments.follow;
    call.verify = arguments.verify;
    if (call.verify && call.follow)
        return ArgumentError{tr("--verify and --follow exclude each other.")};
    if (call.verify && !call.query.isEmpty())
        return ArgumentError{tr("--verify looks at the whole journal; it takes no filter.")};
    if (call.verify && call.format == Format::Csv)
        return ArgumentError{tr("--verify prints a table or jsonl, no csv.")};
    return CommandCall::Command(std::move(call));
}

Checked<CommandCall::Command> readNamed(const RawArguments &arguments)
{
    const std::string &name = arguments.command;
    if (name == "list")
        return readList(arguments);
    if (name == "show")
        return readShow(arguments);
    if (name == "create")
        return readCreate(arguments);
    if (name == "start")
        return readTransition(domain::Action::Start, arguments);
    if (name == "done")
        return readTransition(domain::Action::SetDone, arguments);
    if (name == "err")
        return readTransition(domain::Action::SetErred, arguments);
    if (name == "demo")
        return CommandCall::Command(arguments.demo);
    if (name == "group")
        return readGroup(arguments);
    if (name == "watch")
        return readWatch(arguments);
    if (name == "journal")
        return readJournal(arguments);
    auto selection = readSelection(arguments);
    if (!selection)
        return selection.error();
    return CommandCall::Command(CountCall{std::move(selection->query), std::move(selection->rules), arguments.stuck});
}

std::optional<QSize> readSize(const QString &word)
{
    const QStringList sides = word.split(u'x');
    if (sides.size() != 2)
        return std::nullopt;
    bool wide = false;
    bool high = false;
    const QSize size(sides.at(0).toInt(&wide), sides.at(1).toInt(&high));
    const bool fits = wide && high && size.width() > 0 && size.height() > 0 && size.width() <= LargestSide &&
                      size.height() <= LargestSide;
    return fits ? std::optional(size) : std::nullopt;
}

Checked<std::optional<domain::Address>> readAddress(const std::string &word)
{
    if (word.empty())
        return std::optional<domain::Address>();
    const auto address = domain::Address::tryParse(fromArgument(word));
    if (!address)
        return std::optional<domain::Address>();
    if (address->target == domain::Address::Target::Query) {
        const auto line = readLine(address->line, tr("The query of the address"));
        if (!line)
            return line.error();
    }
    return address;
}

Checked<CommandCall> readCommand(const RawArguments &arguments)
{
    const std::string &name = arguments.command;
    auto command = readNamed(arguments);
    if (!command)
        return command.error();
    if (name == "demo" || name == "group")
        return CommandCall{{}, std::move(*command)};
    auto connection = readConnection(arguments, name == "journal" ? TokenUse::None : TokenUse::Needed);
    if (!connection)
        return connection.error();
    return CommandCall{std::move(*connection), std::move(*command)};
}

Checked<WindowOptions> readWindow(const RawArguments &arguments)
{
    WindowOptions options;
    auto address = readAddress(arguments.address);
    if (!address)
        return address.error();
    options.address = std::move(*address);
    RawArguments named = arguments;
    if (options.address && !options.address->profile.isEmpty() && arguments.profile.empty() &&
        arguments.server.empty() && arguments.demoRole.empty())
        named.profile = options.address->profile.toStdString();
    auto connection = readConnection(named);
    if (!connection)
        return connection.error();
    options.connection = std::move(*connection);
    options.page = fromArgument(arguments.page);
    const QStringList pages{QStringLiteral("errors"), QStringLiteral("requests"), QStringLiteral("stuck"),
                            QStringLiteral("agents"), QStringLiteral("journal")};
    if (!arguments.page.empty() && !pages.contains(options.page))
        return ArgumentError{tr("--page: \"%1\" is none of %2.").arg(options.page, pages.join(QStringLiteral(", ")))};
    options.screenshotFile = fromArgument(arguments.screenshot);
    if (!arguments.screenshot.empty() && !options.screenshotFile.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
        return ArgumentError{tr("--screenshot: the file's name must end with .png.")};
    if (!arguments.size.empty()) {
        const auto size = readSize(fromArgument(arguments.size));
        if (!size)
            return ArgumentError{
                tr("--size: \"%1\" is not a size such as 1440x900.").arg(fromArgument(arguments.size))};
        options.size = *size;
    }
    if (arguments.scheme == "light")
        options.scheme = WindowOptions::Scheme::Light;
    else if (arguments.scheme == "dark")
        options.scheme = WindowOptions::Scheme::Dark;
    else if (!arguments.scheme.empty())
        return ArgumentError{tr("--scheme: \"%1\" is neither light nor dark.").arg(fromArgument(arguments.scheme))};
    return options;
}

bool asksForWindow(const RawArguments &arguments)
{
    return !arguments.page.empty() || !arguments.screenshot.empty() || !arguments.size.empty() ||
           !arguments.scheme.empty();
}

Call callOf(const RawArguments &arguments)
{
    if (arguments.command.empty()) {
        auto window = readWindow(arguments);
        return window ? Call(std::move(*window)) : Call(usageError(window.error().sentence));
    }
    const QString command = fromArgument(arguments.command);
    if (!arguments.address.empty())
        return usageError(tr("The word %1 is one too many for %2.").arg(fromArgument(arguments.address), command));
    if (asksForWindow(arguments))
        return usageError(
            tr("--page, --screenshot, --size and --scheme belong to the window, not to %1.").arg(command));
    auto read = readCommand(arguments);
    return read ? Call(std::move(*read)) : Call(usageError(read.error().sentence));
}

} // namespace

Call parseCall(int argc, const char *const *argv)
{
    auto arguments = RawArguments::parse(argc, argv);
    if (auto *exit = std::get_if<ImmediateExit>(&arguments))
        return std::move(*exit);
    return callOf(std::get<RawArguments>(arguments));
}

} // namespace waldesk::app

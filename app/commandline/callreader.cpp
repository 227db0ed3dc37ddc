// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/callwords.h"

#include "app/commandline/tokensource.h"

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

Read<Uuid> readUuid(const std::string &word)
{
    if (const auto uuid = Uuid::tryParse(QByteArrayView(word.data(), static_cast<qsizetype>(word.size()))))
        return *uuid;
    return WordError{tr("\"%1\" is not a uuid: 32 hexadecimal digits, with or without dashes.").arg(fromWord(word))};
}

Read<std::vector<Uuid>> readUuids(const std::vector<std::string> &words)
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

Read<Query> readLine(const QString &line, const QString &option)
{
    auto parsed = Query::parse(line);
    if (auto *query = std::get_if<Query>(&parsed))
        return std::move(*query);
    const auto &error = std::get<domain::QueryError>(parsed);
    return WordError{tr("%1, at character %2: %3").arg(option).arg(error.position + 1).arg(error.sentence)};
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
        const QString text = fromWord(word);
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
            const auto line = readLine(QStringLiteral("state:") + fromWord(word), QStringLiteral("--state"));
            if (!line || line->terms().size() != 1 || fromWord(word).contains(u'"')) {
                m_error = {tr("--state: \"%1\" is not a state; the states are sent, processing, done and erred.")
                               .arg(fromWord(word))};
                return false;
            }
            const auto &values = line->terms().front().values;
            term.values.insert(term.values.end(), values.begin(), values.end());
        }
        m_query = m_query.with(std::move(term));
        return true;
    }
    [[nodiscard]] const Query &query() const { return m_query; }
    [[nodiscard]] const WordError &error() const { return m_error; }

private:
    Query m_query;
    WordError m_error;
};

Read<Query> readQuery(const CallWords &words)
{
    auto line = readLine(fromWord(words.query), QStringLiteral("--query"));
    if (!line)
        return line.error();
    QueryBuilder builder(std::move(*line));
    if (!words.offering.empty()) {
        const auto uuid = readUuid(words.offering);
        if (!uuid)
            return uuid.error();
        if (!builder.addLine("--offering", QStringLiteral("offering:") + uuid->toString()))
            return builder.error();
    }
    const bool good = builder.addStates(words.states) &&
                      builder.addTime("--created-after", "created:>", words.createdAfter) &&
                      builder.addTime("--created-before", "created:<", words.createdBefore) &&
                      builder.addTime("--modified-after", "modified:>", words.modifiedAfter) &&
                      builder.addTime("--modified-before", "modified:<", words.modifiedBefore) &&
                      builder.addTime("--started-after", "started:>", words.startedAfter) &&
                      builder.addTime("--finished-after", "finished:>", words.finishedAfter);
    if (!good)
        return builder.error();
    return builder.query();
}

Read<Format> readFormat(const std::string &word, const std::vector<std::pair<const char *, Format>> &known)
{
    if (word.empty())
        return known.front().second;
    QStringList names;
    for (const auto &entry : known) {
        if (word == entry.first)
            return entry.second;
        names += QLatin1String(entry.first);
    }
    return WordError{tr("--format: \"%1\" is none of %2.").arg(fromWord(word), names.join(QStringLiteral(", ")))};
}

Read<CommandCall::Command> readList(const CallWords &words)
{
    ListCall call;
    auto query = readQuery(words);
    if (!query)
        return query.error();
    const auto format = readFormat(
        words.format,
        {{"table", Format::Table}, {"json", Format::Json}, {"jsonl", Format::JsonLines}, {"csv", Format::Csv}});
    if (!format)
        return format.error();
    if (words.order != "created" && words.order != "-created")
        return WordError{tr("--order: \"%1\" is neither created nor -created.").arg(fromWord(words.order))};
    if (words.limit < 1)
        return WordError{tr("--limit: at least 1; --all for every request.")};
    call.query = std::move(*query);
    call.order =
        words.order == "created" ? domain::ListFilter::Order::OldestFirst : domain::ListFilter::Order::NewestFirst;
    call.limit = words.all ? -1 : words.limit;
    call.format = *format;
    return CommandCall::Command(std::move(call));
}

Read<CommandCall::Command> readShow(const CallWords &words)
{
    const auto uuids = readUuids(words.uuids);
    if (!uuids)
        return uuids.error();
    const auto format =
        readFormat(words.format, {{"text", Format::Text}, {"json", Format::Json}, {"markdown", Format::Markdown}});
    if (!format)
        return format.error();
    return CommandCall::Command(ShowCall{uuids->front(), *format});
}

Read<CommandCall::Command> readCreate(const CallWords &words)
{
    const auto offering = readUuid(words.offering);
    if (!offering)
        return offering.error();
    CreateCall call{*offering, words.wait, {}};
    if (!words.waitSeconds.empty()) {
        bool isNumber = false;
        const uint seconds = fromWord(words.waitSeconds).toUInt(&isNumber);
        if (!isNumber)
            return WordError{tr("--wait: \"%1\" is not a number of seconds.").arg(fromWord(words.waitSeconds))};
        call.waitSeconds = seconds;
    }
    return CommandCall::Command(call);
}

Read<CommandCall::Command> readTransition(domain::Action action, const CallWords &words)
{
    auto uuids = readUuids(words.uuids);
    if (!uuids)
        return uuids.error();
    TransitionCall call{action, std::move(*uuids), {}, words.force};
    call.text.message = QByteArray::fromStdString(words.message);
    if (action == domain::Action::SetErred && call.text.message.trimmed().isEmpty())
        return WordError{tr("--message: say why; an error without a message helps nobody.")};
    if (!words.tracebackFile.empty()) {
        QFile file(fromWord(words.tracebackFile));
        if (!file.open(QIODevice::ReadOnly))
            return WordError{tr("--traceback-file: %1 can not be read: %2.").arg(file.fileName(), file.errorString())};
        call.text.traceback = file.read(LargestTraceback + 1);
        if (call.text.traceback.size() > LargestTraceback)
            return WordError{tr("--traceback-file: %1 is larger than 16 MiB.").arg(file.fileName())};
    }
    return CommandCall::Command(std::move(call));
}

Read<CommandCall::Command> readGroup(const CallWords &words)
{
    GroupCall call;
    const auto format = readFormat(words.format, {{"jsonl", Format::JsonLines}, {"table", Format::Table}});
    if (!format)
        return format.error();
    call.format = *format;
    if (words.level == "coarse")
        call.level = domain::GroupingLevel::Coarse;
    else if (words.level == "exact")
        call.level = domain::GroupingLevel::Exact;
    else if (!words.level.empty() && words.level != "normal")
        return WordError{tr("--level: \"%1\" is none of coarse, normal, exact.").arg(fromWord(words.level))};
    for (const std::string &file : words.files)
        call.files += fromWord(file);
    if (call.files.isEmpty())
        call.files += QStringLiteral("-");
    call.rulesFile = fromWord(words.rules);
    return CommandCall::Command(std::move(call));
}

Read<CommandCall::Command> readNamed(const std::string &name, const CallWords &words)
{
    if (name == "list")
        return readList(words);
    if (name == "show")
        return readShow(words);
    if (name == "create")
        return readCreate(words);
    if (name == "start")
        return readTransition(domain::Action::Start, words);
    if (name == "done")
        return readTransition(domain::Action::SetDone, words);
    if (name == "err")
        return readTransition(domain::Action::SetErred, words);
    if (name == "demo")
        return CommandCall::Command(words.demo);
    if (name == "group")
        return readGroup(words);
    auto query = readQuery(words);
    if (!query)
        return query.error();
    return CommandCall::Command(CountCall{std::move(*query)});
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

Read<std::optional<domain::Address>> readAddress(const std::string &word)
{
    if (word.empty())
        return std::optional<domain::Address>();
    const auto address = domain::Address::tryParse(fromWord(word));
    if (!address) {
        return WordError{
            tr("\"%1\" is neither a command nor the address of a request; waldesk --help lists what there is.")
                .arg(fromWord(word))};
    }
    if (address->target == domain::Address::Target::Query) {
        const auto line = readLine(address->line, tr("The query of the address"));
        if (!line)
            return line.error();
    }
    return address;
}

} // namespace

QString fromWord(const std::string &word)
{
    return QString::fromStdString(word);
}

Read<CommandCall> readCommand(const std::string &name, const CallWords &words)
{
    auto command = readNamed(name, words);
    if (!command)
        return command.error();
    if (name == "demo" || name == "group")
        return CommandCall{{}, std::move(*command)};
    auto connection = readConnection(words);
    if (!connection)
        return connection.error();
    return CommandCall{std::move(*connection), std::move(*command)};
}

Read<WindowOptions> readWindow(const CallWords &words)
{
    WindowOptions options;
    auto address = readAddress(words.address);
    if (!address)
        return address.error();
    options.address = std::move(*address);
    CallWords named = words;
    if (options.address && !options.address->profile.isEmpty() && words.profile.empty() && words.server.empty() &&
        words.demoRole.empty())
        named.profile = options.address->profile.toStdString();
    auto connection = readConnection(named);
    if (!connection)
        return connection.error();
    options.connection = std::move(*connection);
    options.page = fromWord(words.page);
    if (!words.page.empty() && words.page != "errors" && words.page != "requests")
        return WordError{tr("--page: \"%1\" is neither errors nor requests.").arg(options.page)};
    options.screenshotFile = fromWord(words.screenshot);
    if (!words.screenshot.empty() && !options.screenshotFile.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
        return WordError{tr("--screenshot: the file's name must end with .png.")};
    if (!words.size.empty()) {
        const auto size = readSize(fromWord(words.size));
        if (!size)
            return WordError{tr("--size: \"%1\" is not a size such as 1440x900.").arg(fromWord(words.size))};
        options.size = *size;
    }
    if (words.scheme == "light")
        options.scheme = WindowOptions::Scheme::Light;
    else if (words.scheme == "dark")
        options.scheme = WindowOptions::Scheme::Dark;
    else if (!words.scheme.empty())
        return WordError{tr("--scheme: \"%1\" is neither light nor dark.").arg(fromWord(words.scheme))};
    return options;
}

} // namespace waldesk::app

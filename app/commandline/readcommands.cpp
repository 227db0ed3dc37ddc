// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/readcommands.h"

#include "app/commandline/visibletext.h"
#include "app/profiles/journallimit.h"
#include "models/domain/cause/requesthandover.h"
#include "models/workflows/foundresources.h"

#include <QCoreApplication>
#include <QTimer>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

/// `4 016`.
QString grouped(qint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, u' ');
    return digits;
}

QByteArray field(const QString &name, const QString &value)
{
    return (name.leftJustified(12) + value).toUtf8() + '\n';
}

QByteArray block(const QString &title, QByteArray text)
{
    if (text.isEmpty())
        return {};
    if (!text.endsWith('\n'))
        text += '\n';
    return '\n' + title.toUtf8() + '\n' + text;
}

QString timeText(const std::optional<domain::Timestamp> &time)
{
    if (!time)
        return QStringLiteral("-");
    return time->toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral(" UTC");
}

/// fields: further lines below those of the request.
QByteArray requestAsText(const domain::Request &request, domain::Timestamp now, const QByteArray &fields)
{
    QByteArray text = field(tr("Request"), request.uuid.toString());
    text += field(tr("State"), request.state == domain::State::Unknown ? request.stateText : stateName(request.state));
    text += field(tr("Offering"), QStringLiteral("%1 (%2)").arg(request.offeringName, request.offering.toString()));
    text += field(tr("Created"), timeText(request.created));
    text += field(tr("Modified"), timeText(request.modified));
    text += field(tr("Started"), timeText(request.started));
    text += field(tr("Finished"), timeText(request.finished));
    if (const auto span = took(request))
        text += field(tr("Took"), shortDuration(*span));
    else if (const auto open = age(request, now))
        text += field(tr("Age"), shortDuration(*open));
    text += fields;
    text += block(tr("Message"), request.error.message);
    text += block(tr("Traceback"), request.error.traceback);
    return text;
}

QByteArray stuckAsText(const workflows::StuckRequest &stuck)
{
    QByteArray text = field(tr("Stuck"), visibleText(stuck.sentence(), Lines::One));
    if (!stuck.reason.restsOn.isEmpty())
        text += field(tr("Known from"), visibleText(stuck.reason.restsOn, Lines::One));
    return text;
}

QByteArray foundAsField(const workflows::FoundResources &found)
{
    return field(tr("Found"), tr("%1 while it ran and still to be imported; %2 of the offering wait for import")
                                  .arg(grouped(static_cast<qint64>(found.found.size())), grouped(found.waitingTotal)));
}

QByteArray resourceLine(const domain::BackendResource &resource)
{
    QStringList limits;
    for (const auto &[component, number] : resource.limits)
        limits += component + QLatin1Char(' ') + number;
    const QStringList parts{resource.name, resource.projectName, limits.join(QStringLiteral(", ")),
                            timeText(resource.created)};
    QStringList shown;
    for (const QString &part : parts) {
        if (!part.isEmpty())
            shown += visibleText(part, Lines::One);
    }
    return (QStringLiteral("  ") + shown.join(QStringLiteral("  "))).toUtf8() + '\n';
}

QByteArray foundAsBlock(const workflows::FoundResources &found)
{
    QByteArray lines;
    if (found.found.empty()) {
        for (const QString &reason : domain::whyNothingWasFound(found.waitingTotal))
            lines += QByteArray("  ") + reason.toUtf8() + '\n';
        return block(tr("Nothing that it found waits for import. Possible reasons:"), lines);
    }
    for (const domain::BackendResource &resource : found.found)
        lines += resourceLine(resource);
    return block(tr("Found resources (name, project, limits, found at)"), lines);
}

} // namespace

ListCommand::ListCommand(CommandContext context, ListCall call, QObject *parent)
    : QueryCommand(std::move(context), parent), m_call(std::move(call))
{
}

void ListCommand::start()
{
    prepareQuery(m_call.query, m_call.rules,
                 [this](const domain::SplitQuery &query, const CauseBasis &causes) { list(query, causes); });
}

void ListCommand::list(domain::SplitQuery query, const CauseBasis &causes)
{
    query.server.order = m_call.order;
    RowWriter::StuckOf why;
    if (m_call.stuck)
        why = [this](const domain::Uuid &uuid) {
            return stuck(uuid);
        };
    m_writer = RowWriter::make(m_call.format, output(), query.all.now, why);
    const Listing::Options options{m_call.limit, m_call.format != Format::Table, causes};
    auto *listing = new Listing(
        client(), std::move(query), options,
        [this](const domain::Request &request, const QByteArray &raw) { m_writer->row(request, raw); }, this);
    connect(listing, &Listing::progressed, this, [this, listing](qint64 read, qint64 total) {
        if (output().isClosed())
            listing->stop();
        else
            output().progress(read, total);
    });
    connect(listing, &Listing::skipped, this, [this](const QString &sentence) { output().sentence(sentence); });
    connect(listing, &Listing::finished, this, &ListCommand::end);
    connect(listing, &Listing::torn, this, [this, listing](const api::ApiError &error) {
        m_writer->finish();
        sayPartial(*listing, listing->passed());
        failRead(error);
    });
    connect(listing, &Listing::failed, this, [this, listing](const api::ApiError &error) {
        output().flush();
        const bool streams = m_call.format == Format::JsonLines || m_call.format == Format::Csv;
        sayPartial(*listing, streams ? listing->passed() : 0);
        failRead(error);
    });
    listing->start();
}

/// What stands in the output of an unfinished list; who reads it in a script must not take it for all.
void ListCommand::sayPartial(const Listing &listing, qint64 written)
{
    const qint64 total = m_call.limit < 0 ? listing.total() : std::min(m_call.limit, listing.total());
    const bool isCounted = listing.total() >= 0;
    if (!isCounted && listing.passed() == 0)
        return; // not even the first page came
    if (listing.filtersHere() || !isCounted)
        output().sentence(tr("The list is not complete: %1 were written.").arg(grouped(written)));
    else
        output().sentence(tr("The list is not complete: %1 of %2 were written.").arg(grouped(written), grouped(total)));
}

void ListCommand::end()
{
    m_writer->finish();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

CountCommand::CountCommand(CommandContext context, CountCall call, QObject *parent)
    : QueryCommand(std::move(context), parent), m_call(std::move(call))
{
}

void CountCommand::start()
{
    prepareQuery(m_call.query, m_call.rules,
                 [this](const domain::SplitQuery &query, const CauseBasis &causes) { count(query, causes); });
}

void CountCommand::count(const domain::SplitQuery &query, const CauseBasis &causes)
{
    if (query.impossible)
        print();
    else if (query.whole || !query.here.isEmpty())
        countByReading(query, causes);
    else
        countByServer(query.server);
}

void CountCommand::countByServer(const domain::ListFilter &filter)
{
    for (size_t i = 0; i < domain::AllStates.size(); ++i) {
        const domain::State state = domain::AllStates[i];
        if (!filter.states.empty() && std::ranges::find(filter.states, state) == filter.states.end())
            continue;
        domain::ListFilter one = filter;
        one.states = {state};
        ++m_pending;
        client().count(one, this, [this, i](const api::Result<qint64> &result) { stateCounted(i, result); });
    }
}

void CountCommand::stateCounted(size_t index, const api::Result<qint64> &result)
{
    --m_pending;
    if (m_failed)
        return;
    if (!result) {
        m_failed = true;
        failRead(result.error());
        return;
    }
    m_counts[index] = *result;
    if (m_pending == 0)
        print();
}

void CountCommand::countByReading(const domain::SplitQuery &query, const CauseBasis &causes)
{
    auto *listing = new Listing(
        client(), query, {-1, false, causes},
        [this](const domain::Request &request, const QByteArray &) {
            const auto index = static_cast<size_t>(request.state);
            ++(index < m_counts.size() ? m_counts[index] : m_others);
            if (const workflows::StuckRequest *why = m_call.stuck ? stuck(request.uuid) : nullptr)
                ++m_reasons[stuckWord(why->reason.kind).toUtf8()];
        },
        this);
    connect(listing, &Listing::progressed, this, [this](qint64 read, qint64 total) { output().progress(read, total); });
    connect(listing, &Listing::skipped, this, [this](const QString &sentence) { output().sentence(sentence); });
    connect(listing, &Listing::finished, this, &CountCommand::print);
    connect(listing, &Listing::torn, this, [this](const api::ApiError &error) { failRead(error); });
    connect(listing, &Listing::failed, this, [this](const api::ApiError &error) { failRead(error); });
    listing->start();
}

void CountCommand::print()
{
    qint64 total = m_others;
    QByteArray lines;
    for (size_t i = 0; i < m_counts.size(); ++i) {
        lines += stateName(domain::AllStates[i]).toUtf8() + '\t' + QByteArray::number(m_counts[i]) + '\n';
        total += m_counts[i];
    }
    lines += "Total\t" + QByteArray::number(total) + '\n';
    for (const auto &[reason, count] : m_reasons)
        lines += reason + '\t' + QByteArray::number(count) + '\n';
    output().data(lines);
    output().flush();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

ShowCommand::ShowCommand(CommandContext context, ShowCall call, QObject *parent)
    : Command(std::move(context), parent), m_call(call), m_journal(journalFile())
{
    m_journal.setLimit(journalLimit());
}

void ShowCommand::start()
{
    settleEarlier(m_journal, m_call.uuid, [this] { read(); });
}

void ShowCommand::read()
{
    client().retrieve(m_call.uuid, this, [this](const api::Result<api::OneRequest> &one) {
        if (one)
            show(*one);
        else
            failRead(one.error());
    });
}

void ShowCommand::show(const api::OneRequest &one)
{
    if (m_call.format == Format::Json) {
        const QByteArray json = one.raw + '\n';
        output().data(output().isTerminal() ? visibleJson(json) : json);
    } else if (m_call.format == Format::Markdown) {
        domain::HandOver input = domain::handOverOf(one.request);
        input.server = server();
        input.link = linkTo(one.request.uuid);
        const QByteArray text = handOverMarkdown(input).markdown.toUtf8();
        output().data(output().isTerminal() ? visibleBytes(text, Lines::Keep) : text);
        if (!text.endsWith('\n'))
            output().data("\n");
    } else {
        explain(one.request);
        return;
    }
    end();
}

/// What an open request waits for, and what a Done one found, as far as the server tells: its silence is no failure.
void ShowCommand::explain(const domain::Request &request)
{
    if (isOpen(request.state)) {
        auto *reader = new StuckReader(
            client(),
            [this, request](const api::Result<StuckReader::Stuck> &found) {
                const auto why = found && !(*found)->isEmpty() ? std::optional(*(*found)->cbegin()) : std::nullopt;
                print(request, why ? stuckAsText(*why) : QByteArray(), {});
            },
            this);
        reader->start(request);
    } else if (request.state == domain::State::Done) {
        workflows::readFoundResources(client(), request, this,
                                      [this, request](const api::Result<workflows::FoundResources> &found) {
                                          if (found && found->shown)
                                              print(request, foundAsField(*found), foundAsBlock(*found));
                                          else
                                              print(request, {}, {});
                                      });
    } else {
        print(request, {}, {});
    }
}

void ShowCommand::print(const domain::Request &request, const QByteArray &fields, const QByteArray &blocks)
{
    const QByteArray text = requestAsText(request, domain::Timestamp::now(), fields) + blocks;
    output().data(output().isTerminal() ? visibleBytes(text, Lines::Keep) : text);
    end();
}

void ShowCommand::end()
{
    output().flush();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

} // namespace waldesk::app

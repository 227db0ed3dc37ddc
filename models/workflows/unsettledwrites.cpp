// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/unsettledwrites.h"

#include "models/workflows/resourceverdict.h"

#include <QHash>
#include <QPointer>

#include <algorithm>

namespace waldesk::workflows
{
namespace
{

using archive::JournalEntry;

constexpr domain::Duration Slack = domain::Duration::seconds(5);
/// A write without its second line may be under way in another process for so long.
constexpr domain::Duration UnderWay = domain::Duration::seconds(900);
constexpr size_t MostAtOnce = 50;
constexpr int NewestRows = 50;

std::optional<domain::Action> actionOf(const JournalEntry &before)
{
    if (before.verb == QLatin1String("start"))
        return domain::Action::Start;
    if (before.verb == QLatin1String("done"))
        return domain::Action::SetDone;
    if (before.verb == QLatin1String("err"))
        return domain::isOpen(before.state) ? domain::Action::SetErred : domain::Action::OverwriteError;
    if (before.verb == QLatin1String("create"))
        return domain::Action::AskAgainAnyway;
    if (before.verb == QLatin1String("import") && before.resource)
        return domain::Action::ImportResource;
    if (before.verb == QLatin1String("dismiss") && before.resource)
        return domain::Action::DismissResource;
    return std::nullopt;
}

/// The answer as far as the journal keeps it.
std::optional<api::ApiError> answerOf(const std::optional<JournalEntry> &after)
{
    const int status = after ? after->status : 0;
    if (status >= 200 && status < 300)
        return std::nullopt;
    api::ApiError error;
    error.kind = status > 0 ? api::ApiError::Kind::Server : api::ApiError::Kind::Network;
    error.status = status;
    error.written = true;
    return error;
}

/// The journal keeps texts without their secrets, so the row's are compared without them.
domain::ErrorText withoutSecrets(const domain::ErrorText &text, const domain::KnownSecrets &secrets)
{
    return {domain::redacted(text.message, secrets).text, domain::redacted(text.traceback, secrets).text};
}

WriteEvidence factsOf(const UnsettledWrites::Open &open, domain::Action action, const domain::KnownSecrets &secrets)
{
    WriteEvidence facts;
    facts.action = action;
    facts.text = withoutSecrets(open.before.sent, secrets);
    facts.base.uuid = open.before.request;
    facts.base.offering = open.before.offering;
    facts.base.state = open.before.state;
    facts.base.error = withoutSecrets(open.before.error, secrets);
    facts.base.modified = open.before.modified.value_or(domain::Timestamp());
    facts.answer = answerOf(open.after);
    return facts;
}

/// Nothing more can be learnt once the row showed another state: it does not say who set it.
bool mayTellMore(const UnsettledWrites::Open &open)
{
    if (!open.after)
        return true;
    if (open.after->outcome != domain::WriteOutcome::Unknown)
        return false;
    if (open.before.resource)
        return !open.after->resource || open.after->resource->waits;
    return open.after->state == domain::State::Unknown ||
           (open.after->state == open.before.state && open.after->error == open.before.error);
}

} // namespace

UnsettledWrites::UnsettledWrites(api::WaldurClient &client, archive::Journal &journal, QString server, QObject *parent)
    : QObject(parent), m_client(client), m_journal(journal), m_server(std::move(server))
{
}

std::vector<UnsettledWrites::Open> UnsettledWrites::openWrites(const std::vector<JournalEntry> &entries,
                                                               const QString &server, domain::Timestamp now,
                                                               const QSet<QString> &abandonedRuns)
{
    std::vector<Open> all;
    QHash<QString, size_t> places;
    for (const JournalEntry &entry : entries) {
        const auto place = places.constFind(entry.id);
        if (entry.phase == JournalEntry::Phase::Before) {
            places.insert(entry.id, all.size());
            all.push_back({entry, {}});
        } else if (place != places.constEnd()) {
            all[*place].after = entry; // a line "settled" comes after it and takes its place
        }
    }
    std::erase_if(all, [&](const Open &open) {
        const bool isSettled = open.after && open.after->phase == JournalEntry::Phase::Settled;
        const bool isYoung = !open.after && now - open.before.time < UnderWay &&
                             (open.before.bulk.isEmpty() || !abandonedRuns.contains(open.before.bulk));
        return open.before.server != server || isSettled || isYoung || !actionOf(open.before) || !mayTellMore(open);
    });
    return all;
}

void UnsettledWrites::settle(const std::optional<domain::Uuid> &row)
{
    if (std::exchange(m_running, true))
        return;
    m_journal.read(this, [this, row](const archive::Journal::Contents &contents) {
        m_open = openWrites(contents.entries, m_server, domain::Timestamp::now(), m_abandoned);
        if (row)
            std::erase_if(m_open, [&row](const Open &open) { return open.before.request != *row; });
        if (m_open.size() > MostAtOnce)
            m_open.erase(m_open.begin(), m_open.end() - MostAtOnce);
        next();
    });
}

void UnsettledWrites::next()
{
    if (m_open.empty()) {
        m_running = false;
        emit finished();
        return;
    }
    const Open open = std::move(m_open.back());
    m_open.pop_back();
    const domain::Action action = *actionOf(open.before);
    if (isOnResource(action))
        lookAtResource(open);
    else if (isCreate(action))
        lookForNewRow(open);
    else
        lookAtRow(open);
}

void UnsettledWrites::lookAtRow(const Open &open)
{
    m_client.retrieve(open.before.request, this, [this, open](const api::Result<api::OneRequest> &result) {
        const QPointer<UnsettledWrites> alive(this);
        if (result) {
            const domain::KnownSecrets secrets(m_client.connection().token);
            WriteEvidence facts = factsOf(open, *actionOf(open.before), secrets);
            facts.after = result->request;
            facts.after->error = withoutSecrets(result->request.error, secrets);
            facts.now = domain::Timestamp::now() + m_client.clockOffset().value_or(domain::Duration());
            emit rowRead(result->request);
            if (!alive)
                return;
            const Verdict verdict = verdictOf(facts);
            if (verdict.settled)
                keep(open, result->request, verdict.outcome, verdict.sentence);
        } else if (!result.error().isPermanent()) {
            m_open.clear(); // the others would not be answered either
        }
        if (alive)
            next();
    });
}

void UnsettledWrites::lookForNewRow(const Open &open)
{
    const domain::Duration offset = m_client.clockOffset().value_or(domain::Duration());
    domain::ListFilter filter;
    filter.offering = open.before.offering;
    filter.createdFrom = open.before.time + offset - Slack;
    filter.order = domain::ListFilter::Order::OldestFirst;
    const domain::Timestamp until = (open.after ? open.after->time : open.before.time) + offset + UnderWay;
    m_client.list(filter, {.number = 1, .size = NewestRows}, this,
                  [this, open, until](const api::Result<api::Page> &result) {
                      const QPointer<UnsettledWrites> alive(this);
                      if (result) {
                          WriteEvidence facts = factsOf(open, *actionOf(open.before), {});
                          for (const domain::Request &row : result->rows) {
                              if (row.created <= until && ++facts.fresh == 1)
                                  facts.after = row;
                          }
                          const Verdict verdict = createVerdictOf(facts);
                          if (facts.after && verdict.settled)
                              keep(open, *facts.after, verdict.outcome, verdict.sentence);
                      } else if (!result.error().isPermanent()) {
                          m_open.clear();
                      }
                      if (alive)
                          next();
                  });
}

void UnsettledWrites::lookAtResource(const Open &open)
{
    m_client.backendResource(open.before.resource->uuid, this,
                             [this, open](const api::Result<domain::BackendResource> &result) {
                                 const bool gone = !result && result.error().kind == api::ApiError::Kind::NotFound;
                                 if (gone) {
                                     lookForImported(open);
                                     return;
                                 }
                                 if (!result && !result.error().isPermanent())
                                     m_open.clear(); // the others would not be answered either
                                 next();             // it still waits, as it did before
                             });
}

void UnsettledWrites::lookForImported(const Open &open)
{
    const archive::JournalEntry::Resource &resource = *open.before.resource;
    ResourceEvidence facts;
    facts.action = *actionOf(open.before);
    domain::BackendResource named;
    named.uuid = resource.uuid;
    named.name = resource.name;
    named.backendId = resource.backendId;
    facts.name = nameOf(named);
    facts.answer = answerOf(open.after);
    facts.waits = false;
    const auto judge = [this, open](const ResourceEvidence &known) {
        const QPointer<UnsettledWrites> alive(this);
        const Verdict verdict = resourceVerdictOf(known);
        keepResource(open, known.made, verdict.outcome, verdict.sentence);
        if (alive)
            next();
    };
    if (resource.backendId.isEmpty()) {
        judge(facts);
        return;
    }
    const domain::Timestamp since = open.before.time + m_client.clockOffset().value_or(domain::Duration()) - Slack;
    using Imported = api::WaldurClient::ListIfShown<api::ImportedResource>;
    m_client.importedResources(open.before.offering, resource.backendId, this,
                               [facts, judge, since](const api::Result<Imported> &result) {
                                   ResourceEvidence known = facts;
                                   if (result && *result) {
                                       for (const api::ImportedResource &each : **result) {
                                           if (each.created && *each.created >= since)
                                               known.made = each.uuid;
                                       }
                                   }
                                   judge(known);
                               });
}

void UnsettledWrites::keepResource(const Open &open, const std::optional<domain::Uuid> &made,
                                   domain::WriteOutcome outcome, const QString &sentence)
{
    JournalEntry line = settledLine(open, outcome, sentence);
    line.resource->waits = false;
    line.resource->made = made.value_or(domain::Uuid());
    m_journal.append(line);
    emit settled(line);
}

JournalEntry UnsettledWrites::settledLine(const Open &open, domain::WriteOutcome outcome, const QString &sentence)
{
    JournalEntry line = open.before;
    line.time = domain::Timestamp::now();
    line.phase = JournalEntry::Phase::Settled;
    line.sent = {};
    line.outcome = outcome;
    line.status = open.after ? open.after->status : 0;
    line.answer = (line.status > 0 ? QString::number(line.status) : QStringLiteral("no answer")) +
                  QStringLiteral(": ") + sentence;
    return line;
}

void UnsettledWrites::keep(const Open &open, const domain::Request &row, domain::WriteOutcome outcome,
                           const QString &sentence)
{
    JournalEntry line = settledLine(open, outcome, sentence);
    line.request = row.uuid;
    line.state = row.state;
    line.error = row.error;
    line.modified = row.modified;
    m_journal.append(line);
    emit settled(line);
}

} // namespace waldesk::workflows

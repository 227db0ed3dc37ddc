// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/stuckfinder.h"

#include <algorithm>

namespace waldesk::workflows
{
namespace
{

constexpr int AtOnce = 3;
/// What is usual changes in weeks, and a window may be open for that long.
constexpr domain::Duration HabitAge = domain::Duration::seconds(3600);
constexpr domain::Duration UnsureHabitAge = domain::Duration::seconds(300);
constexpr domain::Duration AgentsAge = domain::Duration::seconds(300);
/// One answer is about all offerings; several are asked about at the same moment.
constexpr domain::Duration ConnectionsAge = domain::Duration::seconds(60);

/// The elapsed time grows by itself and is no news.
bool isSame(const StuckRequest &a, const StuckRequest &b)
{
    return a.request == b.request && a.stuck.since == b.stuck.since && a.stuck.usual == b.stuck.usual &&
           a.reason == b.reason && a.isAsking == b.isAsking;
}

bool isSame(const QHash<domain::Uuid, StuckRequest> &a, const QHash<domain::Uuid, StuckRequest> &b)
{
    return a.size() == b.size() && std::all_of(a.keyValueBegin(), a.keyValueEnd(), [&b](const auto &entry) {
               const auto other = b.constFind(entry.first);
               return other != b.constEnd() && isSame(entry.second, *other);
           });
}

} // namespace

StuckFinder::StuckFinder(api::WaldurClient &client, QObject *parent) : QObject(parent), m_client(client)
{
}

StuckFinder::~StuckFinder() = default;

void StuckFinder::setKeptHabits(KeptHabitSource source)
{
    m_keptHabits = std::move(source);
}

void StuckFinder::setSettings(const domain::StuckSettings &settings)
{
    if (settings == m_settings)
        return;
    m_settings = settings;
    evaluate();
}

void StuckFinder::setRequests(std::vector<domain::OpenRequest> requests, domain::Timestamp now)
{
    m_requests = std::move(requests);
    m_now = now;
    evaluate();
    settleLater();
}

void StuckFinder::setNow(domain::Timestamp now)
{
    m_now = now;
    evaluate();
}

void StuckFinder::setAttended(bool attended)
{
    if (std::exchange(m_attended, attended) != attended && attended)
        evaluate();
}

void StuckFinder::refresh()
{
    askAgain(true);
}

void StuckFinder::retry()
{
    askAgain(false);
}

void StuckFinder::askAgain(bool all)
{
    if ((all || m_connectionsFailed) && !m_connectionsPending)
        m_connectionsFrom.reset();
    for (auto &[uuid, offering] : m_offerings) {
        if (offering.habit && !offering.isHabitSure)
            offering.habitAsked = false;
        if ((all ? offering.agentsAsked : offering.failed) && offering.pending == 0)
            askAgents(uuid);
    }
    evaluate();
    settleLater();
}

std::vector<StuckRequest> StuckFinder::all() const
{
    std::vector<StuckRequest> all(m_found.cbegin(), m_found.cend());
    std::ranges::sort(all, [](const StuckRequest &a, const StuckRequest &b) {
        return std::pair(a.stuck.since, a.request.uuid) < std::pair(b.stuck.since, b.request.uuid);
    });
    return all;
}

const StuckRequest *StuckFinder::find(const domain::Uuid &request) const
{
    const auto found = m_found.constFind(request);
    return found == m_found.constEnd() ? nullptr : &*found;
}

const domain::AgentFacts *StuckFinder::agents(const domain::Uuid &offering) const
{
    const auto known = m_offerings.find(offering);
    return known != m_offerings.end() && known->second.facts ? &*known->second.facts : nullptr;
}

void StuckFinder::requestAgents(const domain::Uuid &offering)
{
    if (m_attended && isOld(m_offerings[offering]))
        askAgents(offering);
    settleLater();
}

void StuckFinder::requestAgentsOfStuck()
{
    for (const StuckRequest &each : std::as_const(m_found))
        requestAgents(each.request.offering);
}

bool StuckFinder::isOld(const Offering &offering) const
{
    return !offering.agentsAsked || (offering.pending == 0 && m_now - offering.tried > AgentsAge);
}

std::optional<domain::OfferingHabit> StuckFinder::habit(const domain::Uuid &offering) const
{
    const auto known = m_offerings.find(offering);
    return known == m_offerings.end() ? std::nullopt : known->second.habit;
}

void StuckFinder::evaluate()
{
    QHash<domain::Uuid, StuckRequest> found;
    for (const domain::OpenRequest &request : m_requests)
        look(request, found);
    const bool news = std::exchange(m_newsOfAgents, false) || !isSame(found, m_found);
    m_found = std::move(found);
    if (news)
        emit changed();
}

void StuckFinder::look(const domain::OpenRequest &request, QHash<domain::Uuid, StuckRequest> &found)
{
    // Younger than the least time: not stuck whatever is usual, so nothing is asked.
    if (!stuckOf(request, {}, m_now, m_settings))
        return;
    if (m_attended)
        askHabit(request.offering);
    const std::optional<domain::OfferingHabit> usual = habit(request.offering);
    if (!usual)
        return;
    const auto stuck = stuckOf(request, *usual, m_now, m_settings);
    if (!stuck)
        return;
    const Offering &offering = m_offerings[request.offering];
    // An answer from before tells nothing of what happened to it.
    const bool isEarlier = offering.pending == 0 && offering.tried < stuck->since + stuck->limit;
    if (m_attended && (!offering.agentsAsked || isEarlier || (offering.failed && isOld(offering))))
        askAgents(request.offering);
    StuckRequest row{request, *stuck, {}, isAsking(offering)};
    row.reason = stuckReason(request, offering.facts ? &*offering.facts : nullptr, m_now, m_settings);
    if (!isProved(row.reason.kind) && (!offering.facts || offering.failed)) {
        row.reason.kind = domain::StuckReason::Kind::NotAnswered;
        row.reason.words = row.isAsking           ? tr("the server is asked why")
                           : offering.agentsAsked ? tr("the server did not answer why")
                                                  : tr("the server was not asked why");
    }
    found.insert(request.uuid, std::move(row));
}

bool StuckFinder::isAsking(const Offering &offering) const
{
    return offering.pending > 0 || (offering.agentsAsked && m_connectionsPending);
}

void StuckFinder::askHabit(const domain::Uuid &offering)
{
    Offering &known = m_offerings[offering];
    const domain::Duration lasts = known.isHabitSure ? HabitAge : UnsureHabitAge;
    const bool isOld = known.habit && m_now - known.habitFrom > lasts;
    if (known.habitAsked && !isOld)
        return;
    known.habitAsked = true;
    known.habitFrom = m_now;
    if (!m_keptHabits) {
        if (!known.isHabitSure)
            askServerForHabit(offering, {});
        return;
    }
    ++m_keptUnderWay;
    m_keptHabits(offering, this, [this, offering](const domain::KeptHabit &kept) { takeKeptHabit(offering, kept); });
}

void StuckFinder::takeKeptHabit(const domain::Uuid &offering, const domain::KeptHabit &kept)
{
    --m_keptUnderWay;
    Offering &known = m_offerings[offering];
    if (kept.isEnough) {
        known.habit = kept.habit;
        known.isHabitSure = true;
        evaluate();
    } else if (!known.isHabitSure) {
        askServerForHabit(offering, kept.habit);
    }
    if (!isBusy())
        settleLater();
}

/// otherwise: what holds when the server does not answer; where that is nothing, the least times do.
void StuckFinder::askServerForHabit(const domain::Uuid &offering, const domain::OfferingHabit &otherwise)
{
    enqueue([this, offering, otherwise] {
        domain::ListFilter filter;
        filter.states = {domain::State::Done};
        filter.offering = offering;
        m_client.list(filter, {1, domain::HabitSample, false}, this,
                      [this, offering, otherwise](const api::Result<api::Page> &page) {
                          Offering &asked = m_offerings[offering];
                          domain::HabitBuilder habit;
                          if (page) {
                              for (const domain::Request &row : page->rows)
                                  habit.add(row);
                          }
                          asked.isHabitSure = bool(page);
                          asked.habit = page ? habit.habit() : otherwise;
                          evaluate();
                          jobEnded();
                      });
    });
}

void StuckFinder::askAgents(const domain::Uuid &offering)
{
    Offering &known = m_offerings[offering];
    known.agentsAsked = true;
    known.fails = false;
    known.pending = 2;
    askConnections();
    enqueue([this, offering] {
        m_client.agentIdentities(
            offering, this,
            [this, offering](const api::Result<api::WaldurClient::ListIfShown<domain::Agent>> &identities) {
                Offering &asked = m_offerings[offering];
                asked.fails = asked.fails || !identities;
                if (identities)
                    asked.identities = *identities;
                addAnswer(offering);
            });
    });
    enqueue([this, offering] {
        m_client.eventQueues(
            offering, this,
            [this, offering](const api::Result<api::WaldurClient::ListIfShown<domain::EventQueue>> &queues) {
                Offering &asked = m_offerings[offering];
                asked.fails = asked.fails || !queues;
                if (queues)
                    asked.registered = *queues;
                addAnswer(offering);
            });
    });
}

void StuckFinder::askConnections()
{
    if (m_connectionsPending || (m_connectionsFrom && m_now - *m_connectionsFrom <= ConnectionsAge))
        return;
    m_connectionsFrom = m_now;
    m_connectionsPending = true;
    enqueue([this] {
        m_client.agentConnections(this, [this](const api::Result<domain::AgentConnections> &connections) {
            m_connectionsPending = false;
            m_connectionsFailed = !connections;
            if (connections)
                m_connections = *connections;
            for (const auto &[uuid, offering] : m_offerings) {
                if (offering.agentsAsked && offering.pending == 0)
                    putTogether(uuid);
            }
            evaluate();
            jobEnded();
        });
    });
}

void StuckFinder::addAnswer(const domain::Uuid &offering)
{
    Offering &asked = m_offerings[offering];
    if (--asked.pending == 0) {
        asked.tried = m_now;
        if (!asked.fails)
            asked.answered = m_now;
        if (!m_connectionsPending)
            putTogether(offering);
    }
    evaluate();
    jobEnded();
}

void StuckFinder::putTogether(const domain::Uuid &offering)
{
    Offering &known = m_offerings[offering];
    known.facts = agentFactsOf(offering, known.identities, m_connections.value_or(domain::AgentConnections()),
                               known.registered, known.answered);
    known.failed = known.fails || m_connectionsFailed;
    known.facts->unanswered = known.failed;
    m_newsOfAgents = true;
}

void StuckFinder::enqueue(Job job)
{
    m_jobs.push_back(std::move(job));
    startJobs();
}

void StuckFinder::startJobs()
{
    while (m_underWay < AtOnce && !m_jobs.empty()) {
        const Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        ++m_underWay;
        job();
    }
}

void StuckFinder::jobEnded()
{
    --m_underWay;
    startJobs();
    if (!isBusy())
        settleLater();
}

void StuckFinder::settleLater()
{
    if (std::exchange(m_settleSoon, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_settleSoon = false;
            if (!isBusy())
                emit settled();
        },
        Qt::QueuedConnection);
}

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/stuck.h"

#include "models/domain/displaytext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace waldesk::domain
{
namespace
{

using Kind = StuckReason::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("stuck", text);
}

/// Plug-ins whose agent answers every request with an empty list, or fails on it (contract 7).
bool listsNothing(const QString &backend)
{
    static constexpr std::array Names{u"k8s-ut-namespace", u"cscs-dwdi", u"envoy", u"rancher"};
    return std::ranges::any_of(
        Names, [&](const char16_t *name) { return backend.compare(QStringView(name), Qt::CaseInsensitive) == 0; });
}

/// A queue of every kind of event has no type of its own.
bool carriesRequests(const EventQueue &queue)
{
    return queue.objectType.isEmpty() || queue.objectType == ImportableResources;
}

QString named(const Agent &agent)
{
    return agent.name.isEmpty() ? tr("an agent without a name") : escapeForDisplay(agent.name);
}

/// It becomes a part of our sentence, which ends with its own.
QString withoutStop(QString text)
{
    while (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

StuckReason make(Kind kind, QString words, QString restsOn, const Agent *agent = nullptr,
                 const std::optional<Timestamp> &since = std::nullopt)
{
    return {kind, since, agent ? agent->name : QString(), std::move(words), std::move(restsOn)};
}

QString clock(Timestamp time)
{
    return time.toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" UTC");
}

class ReasonFinder
{
public:
    ReasonFinder(const OpenRequest &request, const AgentFacts &facts, Timestamp now, const StuckSettings &settings)
        : m_request(request), m_facts(facts), m_now(now), m_settings(settings)
    {
    }

    /// A Sent request waits for its event to arrive; one that is Processing was received, so only its agent counts.
    [[nodiscard]] std::optional<StuckReason> find() const
    {
        if (m_request.state == State::Processing) {
            if (auto restarted = restart())
                return restarted;
            return silence(m_facts.asked);
        }

        if (m_facts.brokerDown)
            return make(Kind::BrokerDown, tr("the broker of events is down, so no agent hears of it"),
                        tr("the connection statistics answered 503"));
        for (const auto &rule : {&ReasonFinder::blocked, &ReasonFinder::noAgent, &ReasonFinder::otherEvents,
                                 &ReasonFinder::noQueue, &ReasonFinder::noReader})
            if (auto reason = (this->*rule)())
                return reason;
        // An agent with a reader need not write anything until an event comes.
        if (!hasReader()) {
            if (auto silent = silence(m_request.created))
                return silent;
        }
        if (auto unable = plugin())
            return unable;
        return restart();
    }

private:
    [[nodiscard]] bool hasReader() const
    {
        return m_facts.queues && std::ranges::any_of(*m_facts.queues, [](const EventQueue &queue) {
                   return carriesRequests(queue) && queue.consumers.value_or(0) > 0;
               });
    }

    [[nodiscard]] std::optional<StuckReason> blocked() const
    {
        if (!m_facts.agents || m_facts.agents->empty())
            return std::nullopt;
        // One agent that can be reached is enough.
        const bool all = std::ranges::all_of(*m_facts.agents, [](const Agent &agent) {
            return agent.deliveryBlocked && !agent.deliveryBlocked->trimmed().isEmpty();
        });
        if (!all)
            return std::nullopt;
        const Agent &agent = m_facts.agents->front();
        return make(Kind::NobodyListens,
                    tr("nobody listens: %1").arg(withoutStop(escapeForDisplay(agent.deliveryBlocked->trimmed()))),
                    tr("delivery_blocked_reason of %1").arg(named(agent)), &agent);
    }

    [[nodiscard]] std::optional<StuckReason> noAgent() const
    {
        const bool queueKnown = (m_facts.registered && !m_facts.registered->empty()) || hasReader();
        if (!m_facts.agents || !m_facts.agents->empty() || queueKnown)
            return std::nullopt;
        return make(Kind::NobodyListens, tr("nobody listens: no agent is registered for this offering"),
                    tr("the list of agent identities is empty"));
    }

    /// Its agents have queues, and none of them is for these requests.
    [[nodiscard]] std::optional<StuckReason> otherEvents() const
    {
        if (!m_facts.queues || m_facts.queues->empty() || std::ranges::any_of(*m_facts.queues, carriesRequests))
            return std::nullopt;
        const EventQueue &queue = m_facts.queues->front();
        return make(Kind::CannotList,
                    tr("its agent listens, but not for these requests: resource_import_enabled is off, or the plug-in "
                       "can not list resources"),
                    tr("the broker has a queue for %1 and none for %2")
                        .arg(escapeForDisplay(queue.objectType), QString(ImportableResources)));
    }

    [[nodiscard]] std::optional<StuckReason> noQueue() const
    {
        const bool brokerHasNone = m_facts.queues && m_facts.queues->empty();
        const bool recordsHaveNone = m_facts.registered && m_facts.registered->empty();
        const bool agentKnown = m_facts.agents && !m_facts.agents->empty();
        // Newer agents have a consumer of their own, which the records of subscription queues do not list: only the
        // broker itself can say that there is no queue, or both lists when no agent is known.
        if (brokerHasNone)
            return make(Kind::NobodyListens, tr("nobody listens: there is no queue for its requests"),
                        tr("the connection statistics show no queue of this offering"));
        if (recordsHaveNone && m_facts.agents && !agentKnown)
            return make(Kind::NobodyListens, tr("nobody listens: there is no queue for its requests"),
                        tr("the list of subscription queues is empty"));
        return std::nullopt;
    }

    [[nodiscard]] std::optional<StuckReason> noReader() const
    {
        if (!m_facts.queues)
            return std::nullopt;
        const EventQueue *unread = nullptr;
        for (const EventQueue &queue : *m_facts.queues) {
            if (!carriesRequests(queue))
                continue;
            if (!queue.consumers || *queue.consumers > 0)
                return std::nullopt;
            if (!unread || queue.objectType == ImportableResources)
                unread = &queue;
        }
        if (!unread)
            return std::nullopt;
        const QString restsOn = unread->messages
                                    ? tr("queue %1 has 0 consumers and holds %2 messages")
                                          .arg(escapeForDisplay(unread->name), QString::number(*unread->messages))
                                    : tr("queue %1 has 0 consumers").arg(escapeForDisplay(unread->name));
        return make(Kind::NobodyListens, tr("nobody listens: its queue has no reader"), restsOn);
    }

    /// The last sign of any agent is older than the limit, and not newer than `before`. As of the answer: what an
    /// agent wrote later is not known, and time that passes here does not make it silent.
    [[nodiscard]] std::optional<StuckReason> silence(Timestamp before) const
    {
        if (!m_facts.agents || m_facts.agents->empty())
            return std::nullopt;
        const Agent *latest = nullptr;
        for (const Agent &agent : *m_facts.agents) {
            if (!agent.lastSign())
                return std::nullopt; // one of which nothing is known may be alive
            if (!latest || *agent.lastSign() > *latest->lastSign())
                latest = &agent;
        }
        const Timestamp sign = *latest->lastSign();
        if (sign > before || m_facts.asked - sign <= m_settings.silentAfter)
            return std::nullopt;
        return make(Kind::AgentSilent, tr("agent silent for %1").arg(shortDuration(m_facts.asked - sign)),
                    tr("%1 last wrote to the server at %2").arg(named(*latest), clock(sign)), latest, sign);
    }

    [[nodiscard]] std::optional<StuckReason> restart() const
    {
        if (!m_facts.agents)
            return std::nullopt;
        const Timestamp since = m_request.since();
        const Agent *restarted = nullptr;
        for (const Agent &agent : *m_facts.agents) {
            if (!agent.lastRestarted || *agent.lastRestarted <= since)
                // Another agent of the offering may still be at work on it.
                return std::nullopt;
            if (!restarted || *agent.lastRestarted > *restarted->lastRestarted)
                restarted = &agent;
        }
        if (!restarted)
            return std::nullopt;
        const Timestamp time = *restarted->lastRestarted;
        const QString words = m_request.state == State::Processing
                                  ? tr("agent restarted %1 ago, after it had started this request")
                                  : tr("agent restarted %1 ago, after this request was sent: its event may be lost");
        return make(Kind::AgentRestarted, words.arg(shortDuration(m_now - time)),
                    tr("last_restarted of %1 is %2").arg(named(*restarted), clock(time)), restarted, time);
    }

    [[nodiscard]] std::optional<StuckReason> plugin() const
    {
        if (!m_facts.agents)
            return std::nullopt;
        for (const Agent &agent : *m_facts.agents) {
            for (const AgentService &service : agent.services) {
                const auto backend = std::ranges::find_if(service.backends, listsNothing);
                if (backend != service.backends.end())
                    return make(Kind::CannotList, tr("its plug-in %1 can not list resources").arg(*backend),
                                tr("backend_type of a processor of %1").arg(named(agent)), &agent);
            }
        }
        return std::nullopt;
    }

    const OpenRequest &m_request;
    const AgentFacts &m_facts;
    Timestamp m_now;
    const StuckSettings &m_settings;
};

} // namespace

OpenRequest OpenRequest::of(const Request &request)
{
    return {request.uuid, request.offering, request.state, request.created, request.started};
}

Timestamp OpenRequest::since() const
{
    return state == State::Processing ? started.value_or(created) : created;
}

Duration stuckLimit(State state, const OfferingHabit &habit, const StuckSettings &settings)
{
    const bool works = state == State::Processing;
    const Duration least = works ? settings.leastWork : settings.leastWait;
    const std::optional<qint64> usual = works ? habit.workP95 : habit.waitP95;
    return usual ? std::max(least, Duration{*usual * std::max(1, settings.factor)}) : least;
}

std::optional<Stuck> stuckOf(const OpenRequest &request, const OfferingHabit &habit, Timestamp now,
                             const StuckSettings &settings)
{
    if (!isOpen(request.state))
        return std::nullopt;
    Stuck stuck;
    stuck.state = request.state;
    stuck.since = request.since();
    stuck.elapsed = now - stuck.since;
    stuck.limit = stuckLimit(request.state, habit, settings);
    const std::optional<qint64> usual = request.state == State::Processing ? habit.workP95 : habit.waitP95;
    if (usual)
        stuck.usual = Duration{*usual};
    return stuck.elapsed > stuck.limit ? std::optional(stuck) : std::nullopt;
}

Stuck Stuck::at(Timestamp now) const
{
    Stuck later = *this;
    later.elapsed = now - since;
    return later;
}

StuckReason stuckReason(const OpenRequest &request, const AgentFacts *facts, Timestamp now,
                        const StuckSettings &settings)
{
    if (facts) {
        if (auto reason = ReasonFinder(request, *facts, now, settings).find())
            return *reason;
    }
    return make(Kind::Unknown, tr("the server does not show why"), {});
}

AgentOutlook outlookOf(const AgentFacts *facts, Timestamp now, const StuckSettings &settings)
{
    using Outlook = AgentOutlook::Kind;
    OpenRequest next;
    next.created = now;
    const StuckReason reason = stuckReason(next, facts, now, settings);
    switch (reason.kind) {
    case Kind::NobodyListens:
    case Kind::BrokerDown:
    case Kind::CannotList:
        return {Outlook::Deaf, reason.words, reason.restsOn};
    case Kind::AgentSilent:
        return {Outlook::Silent, reason.words, reason.restsOn};
    case Kind::AgentRestarted:
    case Kind::NotAnswered:
    case Kind::Unknown:
        break;
    }
    if (!facts)
        return {Outlook::NotShown, tr("not asked yet"), {}};
    if (facts->queues) {
        for (const EventQueue &queue : *facts->queues) {
            if (carriesRequests(queue) && queue.consumers.value_or(0) > 0)
                return {Outlook::Listens, tr("listens"),
                        tr("queue %1 has %2 consumers")
                            .arg(escapeForDisplay(queue.name), QString::number(*queue.consumers))};
        }
    }
    const bool alive = facts->agents && std::ranges::any_of(*facts->agents, [&](const Agent &agent) {
                           return agent.lastSign() && facts->asked - *agent.lastSign() <= settings.silentAfter;
                       });
    if (alive)
        return {Outlook::Listens, tr("alive; who reads its queues is not shown"), tr("it wrote to the server lately")};
    return {Outlook::NotShown,
            facts->unanswered ? tr("the server did not answer")
                              : tr("the server does not show whether anybody listens"),
            {}};
}

QString stuckWord(StuckReason::Kind kind)
{
    switch (kind) {
    case Kind::Unknown:
    case Kind::NotAnswered:
        break;
    case Kind::NobodyListens:
        return QStringLiteral("nobody-listens");
    case Kind::BrokerDown:
        return QStringLiteral("broker-down");
    case Kind::CannotList:
        return QStringLiteral("cannot-list");
    case Kind::AgentSilent:
        return QStringLiteral("agent-silent");
    case Kind::AgentRestarted:
        return QStringLiteral("agent-restarted");
    }
    return QStringLiteral("unknown");
}

QString stuckElapsed(const Stuck &stuck)
{
    const QString span = shortDuration(stuck.elapsed);
    return stuck.state == State::Processing ? tr("Processing for %1").arg(span) : tr("Sent %1 ago").arg(span);
}

QString stuckUsual(const Stuck &stuck)
{
    return stuck.usual ? tr("usually %1").arg(shortDuration(*stuck.usual))
                       : tr("no earlier request tells what is usual");
}

QString stuckLine(const Stuck &stuck, const StuckReason &reason)
{
    QStringList parts{stuckElapsed(stuck)};
    if (!reason.words.isEmpty())
        parts << reason.words;
    if (stuck.usual)
        parts << stuckUsual(stuck);
    return parts.join(QStringLiteral(" \u00B7 "));
}

QString stuckHeadline(const Stuck &stuck)
{
    const QString span = shortDuration(stuck.elapsed);
    return stuck.state == State::Processing ? tr("Not finished for %1").arg(span)
                                            : tr("Not picked up for %1").arg(span);
}

QString stuckRule(const StuckSettings &settings)
{
    //: %1 and %2 are durations, %3 a number: "waits > 15 min, works > 60 min, 3 x usual"
    return tr("waits > %1, works > %2, %3 \u00D7 usual")
        .arg(shortDuration(settings.leastWait), shortDuration(settings.leastWork),
             QString::number(std::max(1, settings.factor)));
}

QString stuckAdvice(StuckReason::Kind kind)
{
    switch (kind) {
    case Kind::Unknown:
    case Kind::NotAnswered:
        break;
    case Kind::NobodyListens:
        return tr("Site operator: start the agent of this offering. Events that nobody reads may be gone: close this "
                  "request and ask again once the agent listens.");
    case Kind::BrokerDown:
        return tr("Waldur operator: bring the broker back, then close this request and ask again.");
    case Kind::CannotList:
        return tr("Site operator: allow the import of resources in the agent's configuration. A plug-in without a list "
                  "of resources never answers: close this request.");
    case Kind::AgentSilent:
        return tr("Site operator: look at the agent on its host and restart it, then close this request and ask "
                  "again.");
    case Kind::AgentRestarted:
        return tr("Nobody will end this request: close it and ask again.");
    }
    return {};
}

QString stuckReasonName(StuckReason::Kind kind)
{
    switch (kind) {
    case Kind::Unknown:
        break;
    case Kind::NotAnswered:
        return tr("The server did not answer why");
    case Kind::NobodyListens:
        return tr("Nobody listens");
    case Kind::BrokerDown:
        return tr("The broker of events is down");
    case Kind::CannotList:
        return tr("The agent can not list resources");
    case Kind::AgentSilent:
        return tr("The agent is silent");
    case Kind::AgentRestarted:
        return tr("The agent restarted");
    }
    return tr("The server does not show why");
}

bool isProved(StuckReason::Kind kind)
{
    return kind != Kind::Unknown && kind != Kind::NotAnswered;
}

QString stuckSentence(const Stuck &stuck, const StuckReason &reason)
{
    //: "Sent 4 d ago, usually 40 s: nobody listens: its queue has no reader."
    return tr("%1, %2: %3.").arg(stuckElapsed(stuck), stuckUsual(stuck), reason.words);
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/domain/stuck.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// A stuck request with its reason.
struct StuckRequest {
    domain::OpenRequest request;
    domain::Stuck stuck;
    domain::StuckReason reason;
    bool isAsking = false; ///< the server has not answered yet: the reason may become another
    [[nodiscard]] QString sentence() const { return stuckSentence(stuck, reason); }
};

/// Finds the stuck ones among open requests, and why. What is usual comes from the requests kept on this computer,
/// where they are enough; else from the newest Done requests of the offering, which the server is asked for once; where
/// it does not answer, from what is kept, however little. The agents are asked about once for each offering that has a
/// stuck request (identities, queues) and once for all (connection statistics), and again when another one became stuck
/// after the answer, when the server had not answered, on requestAgents() and on refresh(). Nothing is asked about
/// requests that are younger than the least times, so a healthy server costs nothing. At most a few requests are under
/// way at once; what the server does not show is no failure. Belongs to the connection, lives on its thread.
class StuckFinder : public QObject
{
    Q_OBJECT
public:
    /// What the archive tells of an offering. The handler runs once, later, on this thread; not when the context is
    /// gone.
    using KeptHabitSource = std::function<void(const domain::Uuid &offering, QObject *context,
                                               std::function<void(const domain::KeptHabit &)> handler)>;

    explicit StuckFinder(api::WaldurClient &client, QObject *parent = nullptr);
    ~StuckFinder() override;

    /// Before the first setRequests(). Asked for an offering with a request that may be stuck, and again after an hour.
    void setKeptHabits(KeptHabitSource source);
    void setSettings(const domain::StuckSettings &settings);
    [[nodiscard]] const domain::StuckSettings &settings() const { return m_settings; }

    /// All open requests that are known; what is not among them is not stuck. now is the server's.
    void setRequests(std::vector<domain::OpenRequest> requests, domain::Timestamp now);
    void setNow(domain::Timestamp now); ///< a request becomes stuck by the clock alone
    /// false: a window that nobody attends. Requests become stuck by the clock all the same, and the server is asked
    /// why when someone is back. refresh() is a person's and asks always.
    void setAttended(bool attended);
    /// Asks again about agents, and what failed; the last answers stay until the new ones are there.
    void refresh();

    [[nodiscard]] std::vector<StuckRequest> all() const; ///< the longest first
    [[nodiscard]] const StuckRequest *find(const domain::Uuid &request) const;
    [[nodiscard]] bool isStuck(const domain::Uuid &request) const { return find(request) != nullptr; }

    /// What is known of the agents of an offering, for whoever shows them; nullptr: not asked, or not answered yet.
    [[nodiscard]] const domain::AgentFacts *agents(const domain::Uuid &offering) const;
    /// Unless the last answer is younger than five minutes; changed() follows. Nothing while nobody attends.
    void requestAgents(const domain::Uuid &offering);
    void requestAgentsOfStuck(); ///< the same for each offering with a stuck request
    void retry();                ///< what was not answered, as soon as the server answers again
    /// nullopt: not known yet.
    [[nodiscard]] std::optional<domain::OfferingHabit> habit(const domain::Uuid &offering) const;
    [[nodiscard]] bool isBusy() const { return m_underWay > 0 || m_keptUnderWay > 0 || !m_jobs.empty(); }

signals:
    void changed(); ///< a request is stuck, or not any more, or for another reason; or agents() has news
    void settled(); ///< later, after setRequests(), refresh() or requestAgents(): nothing is asked any more

private:
    using Job = std::function<void()>;
    struct Offering {
        std::optional<domain::OfferingHabit> habit;
        bool habitAsked = false;
        bool isHabitSure = false;    ///< false: nobody answered, and it is asked for again
        domain::Timestamp habitFrom; ///< when it was asked for
        bool agentsAsked = false;
        int pending = 0;            ///< answers about its agents that are still to come
        domain::Timestamp tried;    ///< when the last of them came, or did not come
        domain::Timestamp answered; ///< when all of them came; 0: never
        api::WaldurClient::ListIfShown<domain::Agent> identities;
        api::WaldurClient::ListIfShown<domain::EventQueue> registered;
        std::optional<domain::AgentFacts> facts;
        bool failed = false; ///< some answer did not come when it was asked last
        bool fails = false;  ///< the same of the asking that is under way
    };

    void evaluate();
    void look(const domain::OpenRequest &request, QHash<domain::Uuid, StuckRequest> &found);
    void askHabit(const domain::Uuid &offering);
    void takeKeptHabit(const domain::Uuid &offering, const domain::KeptHabit &kept);
    void askServerForHabit(const domain::Uuid &offering, const domain::OfferingHabit &otherwise);
    void askAgain(bool all); ///< false: what was not answered
    void askAgents(const domain::Uuid &offering);
    void askConnections();
    [[nodiscard]] bool isOld(const Offering &offering) const;
    void addAnswer(const domain::Uuid &offering);
    void putTogether(const domain::Uuid &offering);
    void enqueue(Job job);
    void startJobs();
    void jobEnded();
    void settleLater();
    [[nodiscard]] bool isAsking(const Offering &offering) const;

    api::WaldurClient &m_client;
    domain::StuckSettings m_settings;
    KeptHabitSource m_keptHabits;
    std::vector<domain::OpenRequest> m_requests;
    domain::Timestamp m_now;
    QHash<domain::Uuid, StuckRequest> m_found;
    std::map<domain::Uuid, Offering> m_offerings;
    std::optional<domain::AgentConnections> m_connections;
    std::optional<domain::Timestamp> m_connectionsFrom; ///< when they were asked for; nullopt: they are to be
    bool m_connectionsPending = false;
    bool m_connectionsFailed = false;
    std::deque<Job> m_jobs;
    int m_underWay = 0;
    int m_keptUnderWay = 0; ///< questions to the archive
    bool m_settleSoon = false;
    bool m_newsOfAgents = false;
    bool m_attended = true;
};

} // namespace waldesk::workflows

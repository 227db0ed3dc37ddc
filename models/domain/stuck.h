// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/agents.h"
#include "models/domain/habit.h"
#include "models/domain/request.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace waldesk::domain
{

/// When a request counts as stuck: longer than `factor` times what is usual for its offering, and never sooner than the
/// least times, which also hold where nothing usual is known (contract 7.5). A settings value.
struct StuckSettings {
    Duration leastWait = Duration::seconds(15 * 60); ///< Sent
    Duration leastWork = Duration::seconds(60 * 60); ///< Processing
    int factor = 3;
    Duration silentAfter = Duration::seconds(15 * 60); ///< an agent that wrote nothing for so long is silent

    friend bool operator==(const StuckSettings &, const StuckSettings &) = default;
};

/// What the rule looks at of an open request.
struct OpenRequest {
    Uuid uuid;
    Uuid offering;
    State state = State::Sent; ///< Sent or Processing
    Timestamp created;
    std::optional<Timestamp> started;

    [[nodiscard]] static OpenRequest of(const Request &request);
    /// Since when it is in its state: created, or started.
    [[nodiscard]] Timestamp since() const;
    friend bool operator==(const OpenRequest &, const OpenRequest &) = default;
};

/// An open request that takes too long.
struct Stuck {
    State state = State::Sent;
    Timestamp since;               ///< of its state
    Duration elapsed;              ///< until now
    std::optional<Duration> usual; ///< 95 % of its offering's requests take no longer; nullopt: none was seen
    Duration limit;                ///< it is stuck since it took longer than this

    [[nodiscard]] Stuck at(Timestamp now) const; ///< the same, later

    friend bool operator==(const Stuck &, const Stuck &) = default;
};

/// How long a request of this habit may stay in this state.
[[nodiscard]] Duration stuckLimit(State state, const OfferingHabit &habit, const StuckSettings &settings = {});
/// nullopt: not stuck, or not open at all.
[[nodiscard]] std::optional<Stuck> stuckOf(const OpenRequest &request, const OfferingHabit &habit, Timestamp now,
                                           const StuckSettings &settings = {});

/// Why an open request may be stuck, as far as the server let us see it. Unknown where what is known explains nothing:
/// no guess is made.
struct StuckReason {
    enum class Kind : quint8 {
        Unknown,
        NobodyListens,  ///< no event can reach an agent: blocked delivery, no agent, no queue, no reader
        BrokerDown,     ///< the broker of events does not answer
        CannotList,     ///< the agent listens, but not for these requests, or its plug-in has no list of resources
        AgentSilent,    ///< the agent wrote nothing since a time
        AgentRestarted, ///< after it had started the request, which nobody will end now
        NotAnswered,    ///< the server is being asked, or did not answer: it may show why
    };
    Kind kind = Kind::Unknown;
    std::optional<Timestamp> since; ///< AgentSilent: the last sign of life; AgentRestarted: the restart
    QString agent;                  ///< its name, as the server wrote it; may be empty
    QString words;                  ///< translated part of a sentence: "nobody listens: its queue has no reader"
    QString restsOn;                ///< translated: which answer of the server says so; empty when none does

    friend bool operator==(const StuckReason &, const StuckReason &) = default;
};

/// The most telling reason that the facts prove for this request. Facts are of its offering; nullptr: nothing is known.
[[nodiscard]] StuckReason stuckReason(const OpenRequest &request, const AgentFacts *facts, Timestamp now,
                                      const StuckSettings &settings = {});
/// Whether a request that is sent now would be picked up, as far as the server shows it.
struct AgentOutlook {
    enum class Kind : quint8 { NotShown, Listens, Silent, Deaf };
    Kind kind = Kind::NotShown;
    QString words;   ///< translated: "nobody listens: its queue has no reader", "listens"
    QString restsOn; ///< translated; may be empty
    friend bool operator==(const AgentOutlook &, const AgentOutlook &) = default;
};
/// Deaf: no event reaches an agent, or none that could answer it. facts of nullptr: nothing is known yet.
[[nodiscard]] AgentOutlook outlookOf(const AgentFacts *facts, Timestamp now, const StuckSettings &settings = {});
/// `nobody-listens`, `broker-down`, `cannot-list`, `agent-silent`, `agent-restarted`, `unknown`: of the command line's
/// output; not translated.
[[nodiscard]] QString stuckWord(StuckReason::Kind kind);

/// "Sent 4 d ago" or "Processing for 6 h".
[[nodiscard]] QString stuckElapsed(const Stuck &stuck);
/// "usually 40 s", or that no earlier request tells.
[[nodiscard]] QString stuckUsual(const Stuck &stuck);
/// "Sent 4 d ago \u00B7 nobody listens: its queue has no reader \u00B7 usually 40 s": of a row of a list.
[[nodiscard]] QString stuckLine(const Stuck &stuck, const StuckReason &reason);
/// "Not picked up for 4 d" or "Not finished for 6 h".
[[nodiscard]] QString stuckHeadline(const Stuck &stuck);
/// What counts as stuck: "waits > 15 min, works > 60 min, 3 x usual".
[[nodiscard]] QString stuckRule(const StuckSettings &settings);
/// What a person can do about this reason, in a sentence or two; empty where nothing is known.
[[nodiscard]] QString stuckAdvice(StuckReason::Kind kind);
/// "Nobody listens", "Agent silent": a group of requests; "Reason not shown by the server" of Unknown.
[[nodiscard]] QString stuckReasonName(StuckReason::Kind kind);
/// Whether one of the reasons was found.
[[nodiscard]] bool isProved(StuckReason::Kind kind);
/// "Sent 4 d ago, usually 40 s: nobody listens: its queue has no reader."
[[nodiscard]] QString stuckSentence(const Stuck &stuck, const StuckReason &reason);

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"
#include "models/workflows/liveevent.h"
#include "models/workflows/pollpace.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// Keeps the store true by reading what changed (contract 8): every request modified since a cursor, whatever the
/// filter of a list, oldest first. The cursor is the greatest `modified` seen, in microseconds; it moves when all pages
/// of a delta were read, and what is asked for begins five seconds before it, for what is committed late. Rows are
/// merged live, and what a person would see of them is told as events. One poll at a time; an unchanged server costs
/// one small GET a poll. A failure waits longer each time, 401 waits for retry(). Owned by the connection.
class ChangeFeed : public QObject
{
    Q_OBJECT
public:
    enum class Phase : quint8 {
        Off,     ///< not started, or turned off by a setting
        Waiting, ///< for the next poll
        Reading,
        Paused,  ///< nobody is there
        Away,    ///< somebody else finds out when the server answers again
        Refused, ///< 401
    };
    Q_ENUM(Phase)

    using Clock = std::function<domain::Timestamp()>;
    using Situation = std::function<PollSituation()>;

    ChangeFeed(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);
    ~ChangeFeed() override;

    // Before start().
    void setClock(Clock clock);                   ///< the server's time; default: as its answers told it
    void setTicks(std::function<qint64()> ticks); ///< microseconds of a clock that is never set; default: the machine's
    void setSituation(Situation situation); ///< asked before each poll and by reconsider(); failures are counted here
    void setKeepRaw(bool keep);             ///< events carry the server's own objects
    void setPace(const PollPace &pace);     ///< also later

    /// The greatest `modified` that is known with all before it; where that is later than the last delta was asked for,
    /// as a node's clock is ahead or the server's was set back, cursor() tells when it was asked for. Not set: the
    /// first poll begins where the first rows of the store were read, an hour ago at most.
    void setCursor(domain::Timestamp cursor);
    /// Before the first poll: a cursor of an earlier window. What has changed since is no news of this one: the first
    /// delta is merged as rows that were asked for, and no events are told.
    void catchUpFrom(domain::Timestamp cursor);
    [[nodiscard]] bool isCatchingUp() const; ///< until that delta was read to its end
    /// The cursor, or where the first poll will begin: what has changed since then the next poll tells; every row that
    /// was read is at least as new. nullopt: nothing was read.
    [[nodiscard]] std::optional<domain::Timestamp> startingPoint() const;
    [[nodiscard]] std::optional<domain::Timestamp> cursor() const;

    void start();            ///< the first poll comes after the usual wait
    void stop();             ///< what is under way is dropped
    void pollNow();          ///< joins a poll that is under way; also while paused
    void retry();            ///< there is another token, or the server is back: now
    void reconsider();       ///< the situation may be another; cheap
    void setAway(bool away); ///< true: no poll until false, which polls at once

    [[nodiscard]] Phase phase() const;
    [[nodiscard]] std::optional<domain::Timestamp> lastSuccess() const; ///< by this machine's clock
    [[nodiscard]] std::optional<domain::Timestamp> nextPoll() const;    ///< likewise; only while Waiting
    /// Since when an answer is awaited, by this machine's clock; only while Reading. A server may take a call and not
    /// answer it for as long as the connection's time limit is.
    [[nodiscard]] std::optional<domain::Timestamp> awaitedSince() const;
    [[nodiscard]] int requestsLastMinute() const; ///< of the whole connection, as far as it was watched

signals:
    void found(const std::vector<waldesk::workflows::LiveEvent> &events); ///< after the rows were merged
    void polled();                                                        ///< a delta was read to its end
    void clockSetBack(); ///< the server's, by some seconds at least; before polled()
    void phaseChanged(); ///< also when the time of the next poll is another
    void answered();
    void failed(const waldesk::api::ApiError &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/askedagain.h"
#include "models/session/openconnection.h"
#include "models/workflows/changefeed.h"
#include "models/workflows/requestfeed.h"
#include "models/workflows/triage.h"
#include "models/workflows/triagefeed.h"
#include "models/workflows/vanishsearch.h"

#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <optional>

namespace waldesk::session
{

/// Keeps an open window true: polls what changed, looks now and then for what vanished (totals, and one part of what
/// is known, should one row have come for each that went), follows what was asked again to
/// its end, and notices a clock that is wrong. The session's state says whether the server may be asked, so there is
/// one back-off; a window that nobody attends asks nothing at all. Owned by the composition, lives as long as the
/// connection, longer than the pages.
class LiveUpdates : public QObject
{
    Q_OBJECT
public:
    /// errors may be null: a window without the Errors page.
    LiveUpdates(api::WaldurClient &client, tables::RequestStore &store, OpenConnection &open,
                workflows::RequestFeed &requests, workflows::TriageFeed *errors, QObject *parent = nullptr);
    ~LiveUpdates() override;

    /// Tells of a cause that an error found live is the first of, or the first since it was quiet: once each.
    void followCauses(workflows::Triage &triage);
    void setPace(const workflows::PollPace &pace);
    void start(); ///< once; the first poll comes after the usual wait
    void pollNow();
    void lookNow(); ///< polls, then looks for what no delta tells

    void setFocused(bool focused); ///< a window of the program has the focus
    void setScreenLocked(bool locked);
    void noteInput(); ///< a key or the mouse; cheap
    /// Whether this page is in front and shows an open request; asked before each poll. Empty: not any more.
    void setOpenInSight(const void *page, std::function<bool()> inSight);
    void reconsider(); ///< what is in sight may be another; cheap
    /// A person reads this request: it is read again after a moment, unless it was just before. One that is gone leaves
    /// the store and is told.
    void readAgain(const domain::Uuid &row);
    /// The time without input is reckoned from another clock, in milliseconds; for tests.
    void setIdleClock(std::function<qint64()> idle);

    [[nodiscard]] workflows::ChangeFeed &feed();
    [[nodiscard]] AskedAgain &asked();
    [[nodiscard]] bool isOn() const; ///< not turned off by a setting
    [[nodiscard]] bool isPaused() const { return feedPhase() == workflows::ChangeFeed::Phase::Paused; }
    [[nodiscard]] workflows::ChangeFeed::Phase feedPhase() const;

    /// "This computer's clock is 4 min behind ...": translated; empty while the clocks agree.
    [[nodiscard]] QString clockSentence() const;

signals:
    void happened(const std::vector<waldesk::workflows::LiveEvent> &events);
    void changed();                             ///< phase or the time of the next poll
    void clockDiffers(const QString &sentence); ///< once, when it begins

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::session

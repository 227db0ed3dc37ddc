// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/clock.h"
#include "models/session/noticesettings.h"
#include "models/session/savedviews.h"
#include "models/session/session.h"
#include "models/session/toldnotices.h"
#include "models/tables/requeststore.h"
#include "models/workflows/liveevent.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace waldesk::session
{

/// Makes desktop notifications of what happens on the server: chooses what the person wants to hear of, gathers what
/// comes together into one, leaves out what stands in front of their eyes, and tells the next one no sooner than 20 s
/// after the last. What was told and not looked at yet is told again with what is new, as one that takes the other's
/// place, so that nothing is lost when it does. What another window of the profile has told is left to it. Owned by the
/// composition, one per connection; knows no desktop: who shows them listens to ready().
class Notices : public QObject
{
    Q_OBJECT
public:
    using IsInFront = std::function<bool(const workflows::NoticePlace &)>;
    /// Facts of the error of a request, for `group:`, `who:` and `cause:` of a view.
    using FactsOf = std::function<domain::TextFacts(const domain::Request &, const domain::LocalFilter &)>;

    Notices(Session &session, const Clock &clock, const SavedViews &views, QObject *parent = nullptr);

    /// As they are kept: another window of the profile may have changed them.
    [[nodiscard]] const NoticeSettings &settings();
    /// Kept in the profile's folder; a sentence when that fails, and they hold all the same.
    [[nodiscard]] QString setSettings(const NoticeSettings &settings);
    void setIsInFront(IsInFront isInFront) { m_isInFront = std::move(isInFront); }
    void setFactsOf(FactsOf factsOf) { m_factsOf = std::move(factsOf); }
    /// The key of a cause after merges, for `group:` of a view.
    void setRootOf(std::function<QByteArray(const QByteArray &)> rootOf) { m_rootOf = std::move(rootOf); }
    /// How long is gathered, the least time between two notices, and how long the window of this profile that told the
    /// last one may take; defaults 1 500, 20 000 and 30 000.
    void setPauses(int gatherMs, int leastMs, int yieldMs = 30'000);

    using RowFactsOf = std::function<domain::RowFacts(const domain::Uuid &)>;
    /// Where to look for open requests that have come to match a view by the clock alone, as with `age:>1h`. The store
    /// must live as long as this.
    void setRows(const tables::RequestStore &store, RowFactsOf rowFactsOf);
    /// The rows are as the server has them now: looks for those, once a minute.
    void lookAtClock();

    void take(const std::vector<workflows::LiveEvent> &events);
    void seen(); ///< the person looked: what was told is not told again

signals:
    void ready(const waldesk::workflows::Notice &notice);
    void withdrawn(); ///< what was shown is not wanted any more

private:
    void takeViews(const workflows::LiveEvent &event);
    void tellMatch(const domain::SavedView &view, const domain::Request &request);
    [[nodiscard]] std::optional<domain::LocalFilter>
    filterOf(const domain::SavedView &view) const; ///< nullopt: not told
    [[nodiscard]] bool matches(const domain::LocalFilter &filter, const domain::Request &request,
                               const domain::RowFacts &row) const;
    void add(workflows::NoticeItem item);
    void tell();
    void readSettings();
    void apply(const NoticeSettings &settings);

    Session &m_session;
    const Clock &m_clock;
    const SavedViews &m_views;
    ToldNotices m_toldHere;
    NoticeSettings m_settings;
    NoticeSettings m_keptSettings; ///< as they were last read or written
    IsInFront m_isInFront;
    FactsOf m_factsOf;
    std::function<QByteArray(const QByteArray &)> m_rootOf;
    const tables::RequestStore *m_store = nullptr;
    RowFactsOf m_rowFactsOf;
    domain::Timestamp m_looked; ///< at the clock
    std::vector<workflows::NoticeItem> m_waiting;
    std::vector<workflows::NoticeItem> m_told;       ///< and not seen
    QSet<std::pair<QString, domain::Uuid>> m_inView; ///< rows that were told of a view and match it still
    QTimer m_gather;
    QTimer m_pause; ///< since the last one was told
    int m_gatherMs = 1'500;
    int m_leastMs = 20'000;
    int m_yieldMs = 30'000;
    bool m_yielded = false; ///< another window had the time to tell what waits
};

} // namespace waldesk::session

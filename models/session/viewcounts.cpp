// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/viewcounts.h"

#include "models/session/querycontext.h"

#include <algorithm>

namespace waldesk::session
{

using domain::SavedView;

namespace
{

constexpr int SoonMs = 300;     // several changes of one moment are one round
constexpr int MostCounted = 20; // HEADs of a round; further views show no number

} // namespace

ViewCounts::ViewCounts(api::WaldurClient &client, Session &session, const Clock &clock, const SavedViews &views,
                       QObject *parent)
    : QObject(parent), m_client(client), m_session(session), m_clock(clock), m_views(views)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &ViewCounts::ask);
    connect(&views, &SavedViews::changed, this, [this] { askSoon(SoonMs); });
    // Whether a view is the server's alone depends on what names mean and on what the server can do.
    connect(&session, &Session::offeringsChanged, this, [this] { noteChange(); });
    connect(&session, &Session::personChanged, this, [this] { askSoon(SoonMs); });
    connect(&session, &Session::cameBack, this, [this] { askSoon(SoonMs); });
    connect(&clock, &Clock::zoneChanged, this, [this] { askSoon(SoonMs); });
}

void ViewCounts::setLeastPause(int milliseconds)
{
    m_leastPause = milliseconds;
}

void ViewCounts::start()
{
    m_started = true;
    askSoon(SoonMs);
}

void ViewCounts::noteChange()
{
    askSoon(m_leastPause);
}

void ViewCounts::askSoon(int milliseconds)
{
    if (!m_started || m_views.views().empty())
        return;
    if (!m_soon.isActive() || m_soon.remainingTime() > milliseconds)
        m_soon.start(milliseconds);
}

std::optional<domain::ListFilter> ViewCounts::filterOf(const SavedView &view) const
{
    const auto query = view.query();
    if (!query)
        return std::nullopt;
    const domain::SplitQuery split = query->split(queryContextOf(m_session, m_clock, m_clock.now()));
    const bool servers =
        std::ranges::all_of(split.places, [](domain::TermPlace place) { return place == domain::TermPlace::Server; });
    if (!servers || split.whole || split.impossible)
        return std::nullopt;
    return split.server;
}

void ViewCounts::ask()
{
    if (!m_session.connectionState().maySend())
        return; // cameBack() follows
    const quint64 round = ++m_round;
    int asked = 0;
    for (const SavedView &view : m_views.views()) {
        const auto filter = filterOf(view);
        if (!filter || ++asked > MostCounted)
            continue;
        const auto told = m_counts.find(view.line);
        const qint64 expected = told == m_counts.end() ? -1 : told->matches;
        m_client.count(*filter, expected, this, [this, round, line = view.line](const api::Result<qint64> &answer) {
            // A failure leaves the number that was told before; its time says how old it is.
            if (round != m_round || !answer)
                return;
            m_counts[line] = {*answer, true, m_clock.now()};
            emit changed();
        });
    }
}

void ViewCounts::notePage(const QString &line, qint64 matches, bool complete)
{
    const SavedView *view = m_views.findLine(line);
    if (!view)
        return;
    Count &known = m_counts[view->line];
    if (known.matches == matches && known.complete == complete && known.at != domain::Timestamp())
        return;
    known = {matches, complete, m_clock.now()};
    emit changed();
}

std::optional<ViewCounts::Count> ViewCounts::count(const SavedView &view) const
{
    const auto found = m_counts.find(view.line);
    return found == m_counts.end() ? std::nullopt : std::optional(*found);
}

} // namespace waldesk::session

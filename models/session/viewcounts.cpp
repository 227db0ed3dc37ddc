// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/viewcounts.h"

#include "models/session/querycontext.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace waldesk::session
{

using domain::SavedView;

namespace
{

constexpr int SoonMs = 300;     // several changes of one moment are one round
constexpr int MostCounted = 20; // HEADs of a round; further views show no number
// Half of what a turn of the event loop may take: the window paints in it, too.
constexpr qint64 SliceNanoseconds = 3'000'000;
constexpr size_t WorkBetweenLooks = 2'048; // rows, or as much searching as costs the same

/// Told by the fields of a row alone, not by what is found out about it while the window is open.
bool isOfRowsAlone(const domain::LocalFilter &filter)
{
    using Key = domain::QueryKey;
    return std::ranges::none_of(filter.terms, [](const domain::LocalTerm &term) {
        return term.key == Key::Group || term.key == Key::Who || term.key == Key::Cause ||
               (term.key == Key::Is && term.is != std::vector{domain::IsWhat::Open});
    });
}

} // namespace

ViewCounts::ViewCounts(api::WaldurClient &client, tables::RequestStore &store, Session &session, const Clock &clock,
                       const SavedViews &views, QObject *parent)
    : QObject(parent), m_client(client), m_store(store), m_session(session), m_clock(clock), m_views(views)
{
    m_slices.setInterval(0);
    connect(&m_slices, &QTimer::timeout, this, &ViewCounts::countSome);
    connect(&store, &tables::RequestStore::cleared, this, [this] {
        m_keptAsOf = {};
        m_memos.clear();
        dropKept([](const QString &) { return true; });
    });
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
    countKept();
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

/// Of a view that stands for a list.
std::optional<domain::SplitQuery> ViewCounts::splitOf(const SavedView &view) const
{
    const auto query = view.query();
    if (!query)
        return std::nullopt;
    domain::SplitQuery split = query->split(queryContextOf(m_session, m_clock, m_clock.now()));
    return split.whole || split.impossible ? std::nullopt : std::optional(std::move(split));
}

std::optional<domain::ListFilter> ViewCounts::filterOf(const SavedView &view) const
{
    const auto split = splitOf(view);
    const bool servers = split && std::ranges::all_of(split->places, [](domain::TermPlace place) {
                             return place == domain::TermPlace::Server;
                         });
    return servers ? std::optional(split->server) : std::nullopt;
}

void ViewCounts::noteKept(domain::Timestamp asOf)
{
    m_keptAsOf = asOf;
    countKept();
}

void ViewCounts::countKept()
{
    if (!m_started || m_keptAsOf == domain::Timestamp() || m_session.hasPerson())
        return;
    m_counting.clear();
    for (const SavedView &view : m_views.views()) {
        if (m_counts.contains(view.line) || m_counting.size() == size_t(MostCounted))
            continue;
        auto split = splitOf(view);
        if (split && isOfRowsAlone(split->all))
            m_counting.push_back({view.line, std::move(split->all), nullptr, 0, 0});
    }
    std::ranges::reverse(m_counting);
    if (!m_counting.empty())
        m_slices.start();
}

void ViewCounts::countSome()
{
    QElapsedTimer timer;
    timer.start();
    bool isTold = false;
    while (!m_counting.empty() && timer.nsecsElapsed() < SliceNanoseconds) {
        Counting &now = m_counting.back();
        if (!now.filter)
            now.filter = std::make_unique<tables::CompiledFilter>(m_store, now.query, nullptr, m_memos);
        for (size_t work = 0; now.next < m_store.size() && work < WorkBetweenLooks; ++now.next)
            now.found += !m_store.isGone(now.next) && now.filter->passes(now.next, work) ? 1 : 0;
        if (now.next < m_store.size())
            continue;
        // The server or the page may have told meanwhile.
        if (!m_counts.contains(now.line)) {
            m_counts.insert(now.line, {now.found, true, m_keptAsOf, true});
            isTold = true;
        }
        m_counting.pop_back();
    }
    if (m_counting.empty())
        m_slices.stop();
    if (isTold)
        emit changed();
}

void ViewCounts::dropKept(const std::function<bool(const QString &line)> &isDropped)
{
    m_counting.clear();
    m_slices.stop();
    const auto dropped =
        m_counts.removeIf([&](const auto &each) { return each.value().isKept && isDropped(each.key()); });
    if (dropped > 0)
        emit changed();
}

void ViewCounts::ask()
{
    countKept();
    if (!m_session.connectionState().maySend())
        return; // cameBack() follows
    const quint64 round = ++m_round;
    QStringList asked;
    for (const SavedView &view : m_views.views()) {
        const auto filter = filterOf(view);
        if (!filter || asked.size() == MostCounted)
            continue;
        asked << view.line;
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
    // What is counted in other ways is the page's to tell from now on.
    if (m_session.hasPerson())
        dropKept([&asked](const QString &line) { return !asked.contains(line); });
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

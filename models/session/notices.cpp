// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/notices.h"

#include "models/session/querycontext.h"
#include "models/tables/rowset.h"
#include "models/workflows/mergedkeys.h"

#include <algorithm>
#include <utility>

namespace waldesk::session
{

using domain::Request;
using domain::SavedView;
using workflows::LiveEvent;
using workflows::Notice;
using workflows::NoticeItem;

namespace
{

constexpr domain::Duration LookEvery = domain::Duration::seconds(60);
constexpr size_t MostKept = 1'000; // a night of errors is one notice; beyond this its numbers say no more

/// The row before the event, as far as the event knows: what it was told of an error came with the state.
Request rowBefore(const LiveEvent &event)
{
    Request before = event.row;
    before.state = event.before;
    if (event.before != domain::State::Erred)
        before.error = {};
    if (domain::isOpen(event.before))
        before.finished.reset();
    if (event.before == domain::State::Sent)
        before.started.reset();
    return before;
}

} // namespace

Notices::Notices(Session &session, const Clock &clock, const SavedViews &views, QObject *parent)
    : QObject(parent), m_session(session), m_clock(clock), m_views(views), m_toldHere(session.profile().folder),
      m_settings(NoticeSettings::read(session.profile().folder)), m_keptSettings(m_settings)
{
    m_gather.setSingleShot(true);
    m_pause.setSingleShot(true);
    connect(&m_gather, &QTimer::timeout, this, &Notices::tell);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (!m_waiting.empty() && !m_gather.isActive())
            tell();
    });
}

const NoticeSettings &Notices::settings()
{
    readSettings();
    return m_settings;
}

/// A choice that could not be written holds until somebody writes another.
void Notices::readSettings()
{
    const NoticeSettings kept = NoticeSettings::read(m_session.profile().folder);
    if (kept == m_keptSettings)
        return;
    m_keptSettings = kept;
    apply(kept);
}

void Notices::apply(const NoticeSettings &settings)
{
    m_settings = settings;
    const auto unwanted = [this](const NoticeItem &item) {
        return !m_settings.wants(item.kind);
    };
    std::erase_if(m_waiting, unwanted);
    std::erase_if(m_told, unwanted);
    if (!m_settings.on)
        emit withdrawn();
}

QString Notices::setSettings(const NoticeSettings &settings)
{
    apply(settings);
    QString refused = m_settings.write(m_session.profile().folder);
    m_keptSettings = NoticeSettings::read(m_session.profile().folder);
    return refused;
}

void Notices::setPauses(int gatherMs, int leastMs, int yieldMs)
{
    m_yieldMs = yieldMs;
    m_gatherMs = gatherMs;
    m_leastMs = leastMs;
}

void Notices::take(const std::vector<LiveEvent> &events)
{
    for (const LiveEvent &event : events) {
        NoticeItem item;
        item.request = event.row.uuid;
        item.offering = event.row.offeringName;
        item.state = event.row.state;
        switch (event.kind) {
        case LiveEvent::Kind::NewCause:
        case LiveEvent::Kind::CauseBack:
            item.kind =
                event.kind == LiveEvent::Kind::NewCause ? NoticeItem::Kind::NewCause : NoticeItem::Kind::CauseBack;
            item.cause = event.cause;
            item.title = event.title;
            add(std::move(item));
            break;
        case LiveEvent::Kind::Ended:
            if (event.askedHere) {
                item.kind = NoticeItem::Kind::AskedAgain;
                add(std::move(item));
            }
            takeViews(event);
            break;
        case LiveEvent::Kind::New:
        case LiveEvent::Kind::Changed:
        case LiveEvent::Kind::Stuck:
        case LiveEvent::Kind::Gone:
            takeViews(event);
            break;
        }
    }
}

void Notices::takeViews(const LiveEvent &event)
{
    domain::RowFacts now;
    now.stuck = event.kind == LiveEvent::Kind::Stuck;
    now.mine = event.askedHere;
    domain::RowFacts before;
    before.mine = event.askedHere;
    for (const SavedView &view : m_views.views()) {
        const auto filter = filterOf(view);
        if (!filter)
            continue;
        const std::pair key(view.line, event.row.uuid);
        if (event.kind == LiveEvent::Kind::Gone || !matches(*filter, event.row, now)) {
            m_inView.remove(key);
            continue;
        }
        const bool wasThere = m_inView.contains(key);
        m_inView.insert(key);
        // A row that matched before is no news, whatever else of it has changed.
        const bool known = event.kind != LiveEvent::Kind::New && event.kind != LiveEvent::Kind::Stuck &&
                           event.before != domain::State::Unknown;
        if (!wasThere && !(known && matches(*filter, rowBefore(event), before)))
            tellMatch(view, event.row);
    }
}

void Notices::setRows(const tables::RequestStore &store, RowFactsOf rowFactsOf)
{
    m_store = &store;
    m_rowFactsOf = std::move(rowFactsOf);
    m_looked = m_clock.now();
}

void Notices::lookAtClock()
{
    const domain::Timestamp now = m_clock.now();
    if (!m_store || now - m_looked < LookEvery)
        return;
    const domain::Timestamp before = std::exchange(m_looked, now);
    for (const SavedView &view : m_views.views()) {
        const auto filter = filterOf(view);
        if (!filter || !filter->movesWithTheClock())
            continue;
        const domain::LocalFilter was = filter->at(before);
        m_store->openRows().forEach([&](tables::RowIndex row) {
            const Request request = m_store->request(row);
            const domain::RowFacts facts = m_rowFactsOf(request.uuid);
            const std::pair key(view.line, request.uuid);
            if (m_inView.contains(key) || !matches(*filter, request, facts) || matches(was, request, facts))
                return;
            m_inView.insert(key);
            tellMatch(view, request);
        });
    }
}

void Notices::tellMatch(const SavedView &view, const Request &request)
{
    NoticeItem item;
    item.kind = NoticeItem::Kind::ViewMatch;
    item.request = request.uuid;
    item.offering = request.offeringName;
    item.state = request.state;
    item.view = view.name;
    item.line = view.line;
    add(std::move(item));
}

std::optional<domain::LocalFilter> Notices::filterOf(const SavedView &view) const
{
    const auto query = view.notify ? view.query() : std::nullopt;
    if (!query || query->isEmpty())
        return std::nullopt;
    const domain::SplitQuery split = query->split(queryContextOf(m_session, m_clock, m_clock.now()));
    return split.impossible ? std::nullopt : std::optional(workflows::afterMerges(split.all, m_rootOf));
}

bool Notices::matches(const domain::LocalFilter &filter, const Request &request, const domain::RowFacts &row) const
{
    return filter.matches(request, m_factsOf ? m_factsOf(request, filter) : domain::TextFacts(), row);
}

void Notices::add(NoticeItem item)
{
    const auto same = [&item](const NoticeItem &other) {
        return other.isSame(item);
    };
    if (!m_settings.wants(item.kind) || m_waiting.size() >= MostKept || std::ranges::any_of(m_waiting, same) ||
        std::ranges::any_of(m_told, same))
        return;
    m_waiting.push_back(std::move(item));
    if (!m_gather.isActive() && !m_pause.isActive())
        m_gather.start(m_gatherMs);
}

void Notices::tell()
{
    readSettings();
    if (!m_waiting.empty() && m_toldHere.isOthersTurn() && !std::exchange(m_yielded, true)) {
        m_gather.start(m_yieldMs);
        return;
    }
    m_yielded = false;
    m_waiting = m_toldHere.claim(std::move(m_waiting));
    // Looked at now, not when it came: a person may have gone there meanwhile.
    std::erase_if(m_waiting, [this](const NoticeItem &item) { return m_isInFront && m_isInFront(item.place()); });
    if (m_waiting.empty())
        return;
    m_told.insert(m_told.end(), m_waiting.begin(), m_waiting.end());
    m_waiting.clear();
    if (m_told.size() > MostKept)
        m_told.erase(m_told.begin(), m_told.end() - qsizetype(MostKept));
    const Profile &profile = m_session.profile();
    // A server that nobody has told the kind of may be a production one.
    const bool production = profile.environment == Environment::Production || !profile.environmentKnown;
    m_pause.start(m_leastMs);
    if (const auto notice = Notice::of(m_told, production, profile.name))
        emit ready(*notice);
}

void Notices::seen()
{
    m_told.clear();
}

} // namespace waldesk::session

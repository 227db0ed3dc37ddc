// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "models/tables/roles.h"
#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/pages/requestswords.h"
#include "ui/panels/notebar.h"
#include "ui/panels/offeringpicker.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/requestacts.h"
#include "ui/panels/requestdetail.h"
#include "ui/panels/tracebackview.h"
#include "ui/panels/troubledialog.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/statestrip.h"

#include <QAction>
#include <QPushButton>
#include <QStackedLayout>

#include <algorithm>

namespace waldesk::ui
{

using domain::State;
using workflows::RequestFeed;

namespace
{

/// Numbers of the strip that do not come must not keep the page unsettled for longer.
constexpr int CountPatienceMs = 3000;
/// While a hundred thousand rows stream in, what is allowed on the current one is looked at now and then.
constexpr int SituationMs = 100;

} // namespace

void RequestsPage::connectData()
{
    RequestFeed &feed = m_workspace.feed;
    session::Session &session = m_workspace.connection.session;
    connect(m_query, &RequestsQuery::changed, this, &RequestsPage::queryChanged);
    connect(m_query, &RequestsQuery::requeried, this, [this] {
        m_wasSettled = false;
        m_patience.start();
    });
    m_situationSoon.setSingleShot(true);
    m_situationSoon.setInterval(SituationMs);
    connect(&m_situationSoon, &QTimer::timeout, this, &RequestsPage::updateSituation);
    m_patience.setSingleShot(true);
    m_patience.setInterval(CountPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &RequestsPage::checkSettled);
    connect(&feed, &RequestFeed::phaseChanged, this, [this] {
        updateCoverage();
        updateFace();
    });
    connect(&feed, &RequestFeed::progressed, this, [this] {
        updateCoverage();
        updateFace();
    });
    connect(&feed, &RequestFeed::countsChanged, this, [this] {
        m_countShift = {};
        updateCounts();
        checkSettled();
    });
    connect(&feed, &RequestFeed::answered, &session, &session::Session::noteAnswer);
    connect(&feed, &RequestFeed::failed, &session, &session::Session::noteFailure);
    connect(&m_model, &tables::RequestTableModel::matchCountChanged, this, [this] {
        updateCoverage();
        updateFace();
        emit titleCountsChanged();
    });
    connect(&m_model, &tables::RequestTableModel::evaluated, this, &RequestsPage::updateFace);
    connect(&m_model, &tables::RequestTableModel::caughtUp, this, &RequestsPage::updateFace);
    connect(&m_workspace.store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) {
                const auto row = m_workspace.store.find(m_table->currentUuid());
                if (row && std::find(change.changed.begin(), change.changed.end(), *row) != change.changed.end())
                    updateDetail();
                else if (!change.changed.empty() || !change.added.empty())
                    m_situationSoon.start(); // another row of the offering may be open now
            });
    connect(&m_workspace.connection.clock, &session::Clock::zoneChanged, this, &RequestsPage::zoneChanged);
    connect(&session, &session::Session::personChanged, this, [this] {
        updateSituation();
        updateFace();
    });
    connect(&session, &session::Session::offeringsChanged, this, &RequestsPage::updateDetail);
    connect(&session, &session::Session::lockChanged, this, &RequestsPage::updateSituation);
    connect(&session, &session::Session::offlineChanged, this, &RequestsPage::updateSituation);
}

void RequestsPage::start()
{
    m_started = true;
    m_model.setNow(m_query->now());
    m_query->start(m_table->sorting());
    updateCoverage();
    updateFace();
}

void RequestsPage::setQueryLine(const QString &line)
{
    const domain::Query::Parsed parsed = domain::Query::parse(line);
    if (const auto *query = std::get_if<domain::Query>(&parsed)) {
        m_line->setText({});
        m_query->setTyped({});
        const std::vector<State> states = query->states();
        m_query->setCommitted(states.empty() ? *query : query->withStates(states));
        return;
    }
    m_line->setText(line);
    typed(line);
}

QString RequestsPage::queryLine() const
{
    return m_query->committed().toLine();
}

void RequestsPage::openRequest(const domain::Uuid &uuid)
{
    if (!m_table->choose(uuid)) {
        setQueryLine(QStringLiteral("uuid:%1").arg(uuid.toString()));
        m_table->choose(uuid);
    }
    if (m_fold == Fold::Tight)
        openDetail();
    else
        m_table->setFocus();
}

domain::Uuid RequestsPage::currentRequest() const
{
    return m_table->currentUuid();
}

void RequestsPage::typed(const QString &text)
{
    m_query->setTyped(text);
}

void RequestsPage::submit()
{
    if (!m_query->commitTyped())
        return;
    m_line->setText({});
    queryChanged();
}

void RequestsPage::addTerms(const QString &line)
{
    const domain::Query::Parsed parsed = domain::Query::parse(line);
    const auto *more = std::get_if<domain::Query>(&parsed);
    if (!more)
        return;
    domain::Query query = m_query->committed();
    for (const domain::QueryTerm &term : more->terms())
        query = query.with(term);
    m_query->setCommitted(query);
}

void RequestsPage::dropChip(int index)
{
    if (index >= 0 && static_cast<size_t>(index) < m_chipTerms.size())
        m_query->setCommitted(m_query->committed().without(m_chipTerms[static_cast<size_t>(index)]));
}

void RequestsPage::editChip(int index)
{
    if (index < 0 || static_cast<size_t>(index) >= m_chipTerms.size())
        return;
    const size_t term = m_chipTerms[static_cast<size_t>(index)];
    const QString text = termText(m_query->committed().terms().at(term));
    m_query->setCommitted(m_query->committed().without(term));
    m_line->setText(text);
    typed(text);
    m_line->focusText();
}

void RequestsPage::pickOffering()
{
    auto *picker = new OfferingPicker(m_workspace.connection.session, m_workspace.client, this);
    connect(picker, &OfferingPicker::picked, this, &RequestsPage::addTerms);
    picker->popupUnder(m_offerings);
}

void RequestsPage::queryChanged()
{
    std::vector<domain::TermPlace> places;
    for (size_t i = 0; i < m_query->committed().terms().size(); ++i)
        places.push_back(m_query->placeOf(i));
    std::vector<Chip> chips;
    m_chipTerms.clear();
    for (TermChip &each : chipsOf(m_query->committed(), places)) {
        chips.push_back(std::move(each.chip));
        m_chipTerms.push_back(each.term);
    }
    if (chips != m_line->chips())
        m_line->setChips(std::move(chips));
    m_line->setTextError(m_query->error() ? m_query->error()->sentence : QString());
    m_strip->setSelection(m_query->states());
    updateCoverage();
    updateFace();
}

void RequestsPage::updateCounts()
{
    const auto counts = m_workspace.feed.stateCounts();
    const auto shown = [&](size_t i) -> std::optional<qint64> {
        if (counts[i] < 0)
            return std::nullopt;
        return counts[i] + m_countShift[i];
    };
    for (size_t i = 0; i < domain::AllStates.size(); ++i)
        m_strip->setCount(domain::AllStates[i], shown(i));
    m_strip->setTotal(shown(domain::AllStates.size()));
}

void RequestsPage::updateCoverage()
{
    const RequestFeed &feed = m_workspace.feed;
    Coverage coverage;
    coverage.shown = m_model.matchCount();
    coverage.loaded = feed.loaded();
    if (feed.total() >= 0)
        coverage.total = feed.total();
    coverage.loading = feed.phase() == RequestFeed::Phase::Loading;
    const bool complete = feed.isComplete();
    if (m_fold == Fold::Wide || (!m_query->orderedByServer() && !complete)) {
        coverage.hint =
            orderHint({m_query->sorting(), m_query->orderedByServer(), complete, m_query->looksHere(), feed.loaded()});
    }
    if (const QStringList skipped = feed.skipped(); !skipped.isEmpty())
        coverage.hint = skipped.front();
    m_coverage->setCoverage(coverage);

    if (feed.phase() != RequestFeed::Phase::Failed || !feed.error()) {
        if (!coverage.loading)
            m_coverage->setTrouble(std::nullopt);
        return;
    }
    Trouble trouble;
    trouble.headline = troubleHeadline(feed.error()->kind);
    trouble.detail = feed.error()->sentence;
    if (m_model.rowCount() > 0 && feed.lastSuccess().microseconds > 0)
        trouble.detail += tr(" Showing the rows of %1; actions are off.").arg(clock().clockText(feed.lastSuccess()));
    m_coverage->setTrouble(trouble);
}

bool RequestsPage::isSettled() const
{
    const auto counts = m_workspace.feed.stateCounts();
    const bool counted = std::all_of(counts.begin(), counts.end(), [](qint64 count) { return count >= 0; });
    return m_started && m_workspace.feed.phase() != RequestFeed::Phase::Loading && !m_model.isEvaluating() &&
           !m_model.isCatchingUp() && (counted || m_face == Face::Failed || !m_patience.isActive());
}

void RequestsPage::checkSettled()
{
    const bool now = isSettled();
    if (now == m_wasSettled)
        return;
    m_wasSettled = now;
    if (now)
        emit settled();
}

qint64 RequestsPage::shownCount() const
{
    return m_model.matchCount();
}

std::optional<domain::Request> RequestsPage::current() const
{
    const auto row = m_workspace.store.find(m_table->currentUuid());
    if (!row)
        return std::nullopt;
    return m_workspace.store.request(*row);
}

QString RequestsPage::customerOf(const domain::Request &request) const
{
    const api::Offering *offering = m_workspace.connection.session.offering(request.offering);
    return offering ? offering->customerName : QString();
}

Clock RequestsPage::clock() const
{
    return {m_query->now(), m_model.zone()};
}

void RequestsPage::updateDetail()
{
    const auto request = current();
    showCause(request);
    m_detail->setRequest(request, clock(), request ? customerOf(*request) : QString());
    m_detail->traceback()->setQueryWords(wordsInErrors(m_query->committed()));
    updateSituation();
}

void RequestsPage::tick()
{
    if (!isVisible())
        return;
    m_model.setNow(m_query->now());
    updateDetail();
}

void RequestsPage::showTroubleDetails()
{
    if (m_workspace.feed.error())
        openTroubleDialog(*m_workspace.feed.error(), this);
}

} // namespace waldesk::ui

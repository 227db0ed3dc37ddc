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
#include "ui/panels/troubledialog.h"
#include "ui/panels/writes.h"
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

QString troubleHeadline(api::ApiError::Kind kind)
{
    using Kind = api::ApiError::Kind;
    switch (kind) {
    case Kind::Network:
    case Kind::Timeout:
        return RequestsPage::tr("Server does not answer");
    case Kind::Tls:
        return RequestsPage::tr("No trusted connection");
    case Kind::Auth:
        return RequestsPage::tr("The token is not accepted");
    case Kind::Forbidden:
        return RequestsPage::tr("Not allowed");
    case Kind::RateLimited:
        return RequestsPage::tr("The server asks to wait");
    case Kind::Server:
        return RequestsPage::tr("The server has a problem");
    case Kind::NotFound:
    case Kind::Validation:
    case Kind::Conflict:
    case Kind::Protocol:
    case Kind::Cancelled:
        break;
    }
    return RequestsPage::tr("The answer can not be used");
}

} // namespace

void RequestsPage::connectData()
{
    RequestFeed &feed = m_workspace.feed;
    workflows::Session &session = m_workspace.session;
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
    connect(&feed, &RequestFeed::answered, &session, &workflows::Session::noteAnswer);
    connect(&feed, &RequestFeed::failed, &session, &workflows::Session::noteFailure);
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
    connect(&session, &workflows::Session::personChanged, this, [this] {
        updateSituation();
        updateFace();
    });
    connect(&session, &workflows::Session::offeringsChanged, this, &RequestsPage::updateDetail);
    connect(&session, &workflows::Session::lockChanged, this, &RequestsPage::updateSituation);
    connect(&session, &workflows::Session::offlineChanged, this, &RequestsPage::updateSituation);
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
    auto *picker = new OfferingPicker(m_workspace.session, m_workspace.client, this);
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

void RequestsPage::updateFace()
{
    const RequestFeed::Phase phase = m_workspace.feed.phase();
    const Face before = m_face;
    if (m_model.rowCount() > 0)
        m_face = Face::Ready;
    else if (m_model.isEvaluating() || m_model.isCatchingUp())
        return;
    else if (phase == RequestFeed::Phase::Failed)
        m_face = Face::Failed;
    else if (!m_started || phase == RequestFeed::Phase::Loading)
        m_face = Face::Loading;
    else if (phase == RequestFeed::Phase::Idle)
        m_face = Face::Failed; // cancelled before anything came
    else
        m_face = Face::Empty;

    if (m_face == Face::Loading) {
        if (before != Face::Loading || m_faces->currentWidget() != m_loading || !m_loading->isVisible())
            m_loading->start(tr("Reading %1").arg(m_workspace.session.profile().name));
        m_loading->setProgress(m_workspace.feed.loaded(), qMax<qint64>(0, m_workspace.feed.total()));
    }
    if (m_face == Face::Empty)
        showEmpty();
    if (m_face == Face::Failed)
        showFailed();
    showFace();
    checkSettled();
}

/// The focus stays in the list, whatever stands there; the first rows take it, unless a person is typing already.
void RequestsPage::showFace()
{
    QWidget *next = m_table;
    if (m_face == Face::Loading)
        next = m_loading;
    else if (m_face != Face::Ready)
        next = m_empty;
    const bool first = !m_hadFace && next != m_loading;
    m_hadFace = m_hadFace || first;
    const QWidget *shown = m_faces->currentWidget();
    if (shown == next && !first)
        return;
    const QWidget *focus = window()->focusWidget();
    const bool mine = first ? !m_line->isAncestorOf(focus) : shown == focus || shown->isAncestorOf(focus);
    m_faces->setCurrentWidget(next);
    if (!mine)
        return;
    if (next == m_empty) {
        if (auto *button = m_empty->findChild<QPushButton *>())
            next = button;
    }
    next->setFocus();
}

void RequestsPage::showEmpty()
{
    const RequestFeed &feed = m_workspace.feed;
    EmptyCase why;
    why.query = m_query->effective();
    why.places = m_query->split().places;
    why.person = m_workspace.session.hasPerson() ? &m_workspace.session.person() : nullptr;
    why.loaded = feed.loaded();
    why.total = feed.total();
    why.complete = feed.isComplete();
    why.impossible = m_query->split().impossible;
    why.whole = m_query->split().whole.has_value();
    why.server = m_workspace.session.profile().name;
    const EmptyWords words = emptyWords(why);
    QList<QAction *> actions;
    for (const EmptyWords::Way &way : words.ways) {
        auto *action = new QAction(way.words, m_empty);
        connect(action, &QAction::triggered, this, [this, way] {
            switch (way.remedy) {
            case EmptyWords::Remedy::LoadAll:
                m_workspace.feed.loadAll();
                return;
            case EmptyWords::Remedy::DropTerm:
                dropTerm(way.term);
                return;
            case EmptyWords::Remedy::AllStates:
                m_query->setStates({});
                return;
            case EmptyWords::Remedy::ClearAll:
                setQueryLine({});
                return;
            }
        });
        actions.append(action);
    }
    setEmptyContent(words.icon, words.title, words.paragraphs, actions);
}

void RequestsPage::showFailed()
{
    const auto &error = m_workspace.feed.error();
    auto *retry = new QAction(error ? tr("Retry") : tr("Read again"), m_empty);
    connect(retry, &QAction::triggered, this, [this, failed = error.has_value()] {
        if (failed)
            m_workspace.feed.retry();
        else
            m_query->refresh();
    });
    setEmptyContent(QStringLiteral("offline"), error ? tr("Nothing could be read") : tr("Reading was cancelled"),
                    {error ? error->sentence : tr("Nothing had come yet.")}, {retry});
}

void RequestsPage::setEmptyContent(const QString &iconName, const QString &title, const QStringList &paragraphs,
                                   const QList<QAction *> &actions)
{
    const QList<QAction *> old = m_emptyActions;
    m_emptyActions = actions;
    m_empty->setContent(iconName, m_face == Face::Failed ? Shade::Erred : Shade::Unknown, title, paragraphs, actions);
    for (QAction *action : old)
        action->deleteLater();
}

/// A term of what is effective now: committed ones come first, the rest is being typed.
void RequestsPage::dropTerm(size_t term)
{
    const domain::Query rest = m_query->effective().without(term);
    m_line->setText({});
    m_query->setTyped({});
    m_query->setCommitted(rest);
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
    const api::Offering *offering = m_workspace.session.offering(request.offering);
    return offering ? offering->customerName : QString();
}

Clock RequestsPage::clock() const
{
    return {m_query->now(), m_model.zone()};
}

QTimeZone RequestsPage::zone() const
{
    return m_model.zone();
}

void RequestsPage::updateDetail()
{
    const auto request = current();
    m_detail->setRequest(request, clock(), request ? customerOf(*request) : QString());
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

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestshead.h"

#include "models/session/stuckrequests.h"
#include "ui/pages/requestsquery.h"
#include "ui/panels/requesttimes.h"
#include "ui/panels/troubledialog.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>

#include <algorithm>

namespace waldesk::ui
{

using domain::State;
using workflows::RequestFeed;

RequestsHead::RequestsHead(const Workspace &workspace, RequestsQuery &query, tables::RequestTableModel &model,
                           const tables::RowMarks &marks, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_query(query), m_model(model), m_marks(marks)
{
    m_row = new QHBoxLayout(this);
    m_strip = new StateStrip(this);
    m_strip->setObjectName(QStringLiteral("requests.strip"));
    m_hint = new ElidedLabel({}, TextRole::Small, Ink::Text2, this);
    m_hint->setObjectName(QStringLiteral("requests.stripHint"));
    m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_row->addWidget(m_strip);
    m_row->addWidget(m_hint, 1);
    m_row->addStretch(0); // where the hint is left out
    m_coverage = new CoverageBar(this);
    m_coverage->setObjectName(QStringLiteral("requests.coverage"));
    RequestFeed &feed = m_workspace.feed;
    const auto choose = [this] {
        m_query.setStrip(m_strip->selection(), m_strip->isStuck());
    };
    connect(m_strip, &StateStrip::stuckChanged, this, choose);
    connect(m_strip, &StateStrip::selectionChanged, this, choose);
    m_strip->setStuckShown(m_workspace.stuck != nullptr);
    if (m_workspace.stuck) {
        connect(m_workspace.stuck, &session::StuckRequests::changed, this, [this] { showCounts(); });
        connect(m_workspace.stuck, &session::StuckRequests::stateChanged, this, [this] { showCounts(); });
    }
    connect(m_coverage, &CoverageBar::loadAllClicked, &feed, &RequestFeed::loadAll);
    connect(m_coverage, &CoverageBar::cancelClicked, &feed, &RequestFeed::cancel);
    connect(m_coverage, &CoverageBar::retryClicked, &feed, &RequestFeed::retry);
    connect(m_coverage, &CoverageBar::detailsClicked, this, [this, &feed] {
        if (feed.error())
            openTroubleDialog(*feed.error(), window());
    });
    connect(&feed, &RequestFeed::countsChanged, this, [this] { showCounts(); });
    showHint();
    setLook();
}

void RequestsHead::setFold(Fold fold)
{
    m_fold = fold;
    m_hint->setVisible(fold == Fold::Wide);
    showNow();
}

void RequestsHead::showNow()
{
    const RequestFeed &feed = m_workspace.feed;
    m_strip->setSelection(m_query.states());
    m_strip->setStuck(m_query.asksForStuck());
    Coverage coverage;
    coverage.shown = m_model.matchCount();
    coverage.loaded = feed.loaded();
    coverage.marked = m_marks.count();
    if (feed.total() >= 0)
        coverage.total = feed.total();
    coverage.loading = feed.phase() == RequestFeed::Phase::Loading;
    if (m_fold == Fold::Wide || (!m_query.orderedByServer() && !feed.isComplete()))
        coverage.hint = m_query.orderHint();
    if (const QStringList skipped = feed.skipped(); !skipped.isEmpty())
        coverage.hint = skipped.front();
    coverage.fresh = m_model.heldCount();
    if (feed.showsKept() && feed.lastSuccess().microseconds > 0) {
        const session::Clock &clock = m_workspace.connection.clock;
        coverage.hint =
            tr("kept on this computer, as of %1").arg(Clock{clock.here(), clock.zone()}.minuteText(feed.lastSuccess()));
    }
    m_coverage->setCoverage(coverage);
    showTrouble();
}

void RequestsHead::showTrouble()
{
    const RequestFeed &feed = m_workspace.feed;
    // Without a row the page says it, in the middle.
    const bool isSaid = m_model.rowCount() == 0;
    if (feed.phase() != RequestFeed::Phase::Failed || !feed.error() || isSaid) {
        if (feed.phase() != RequestFeed::Phase::Loading)
            m_coverage->setTrouble(std::nullopt);
        return;
    }
    Trouble trouble;
    trouble.headline = troubleHeadline(feed.error()->kind);
    // A refused token is said once, by the window, with the way to another one.
    if (feed.error()->kind != api::ApiError::Kind::Auth)
        trouble.detail = feed.error()->sentence;
    const session::Clock &clock = m_workspace.connection.clock;
    if (feed.lastSuccess().microseconds > 0)
        trouble.detail += (trouble.detail.isEmpty() ? QString() : QStringLiteral(" ")) +
                          tr("Showing the rows of %1; actions are off.")
                              .arg(Clock{clock.here(), clock.zone()}.clockText(feed.lastSuccess()));
    m_coverage->setTrouble(trouble);
}

void RequestsHead::showCounts()
{
    const auto counts = m_workspace.feed.stateCounts();
    const auto shown = [&](size_t i) -> std::optional<qint64> {
        if (counts[i] < 0)
            return std::nullopt;
        return counts[i];
    };
    for (size_t i = 0; i < domain::AllStates.size(); ++i)
        m_strip->setCount(domain::AllStates[i], shown(i));
    m_strip->setTotal(shown(domain::AllStates.size()));
    if (m_workspace.stuck)
        m_strip->setStuckCount(m_workspace.stuck->isKnown() ? std::optional(stuckCount()) : std::nullopt);
    showHint();
}

/// Whose numbers the strip has: of what is kept they are as old as the line below it says.
void RequestsHead::showHint()
{
    m_hint->setText(m_workspace.feed.countsKept()
                        ? tr("counts of what is kept \u00B7 Ctrl-click adds, Alt-click excludes")
                        : tr("server counts \u00B7 Ctrl-click adds, Alt-click excludes"));
}

qint64 RequestsHead::stuckCount() const
{
    const domain::SplitQuery &query = m_query.split();
    domain::ListFilter filter = query.server;
    filter.states.clear();
    const std::vector<workflows::StuckRequest> stuck = m_workspace.stuck->all();
    return std::count_if(stuck.begin(), stuck.end(), [&](const workflows::StuckRequest &each) {
        const domain::Uuid &uuid = each.request.uuid;
        const auto row = m_workspace.store.find(uuid);
        return row && (!query.whole || *query.whole == uuid) && filter.matches(m_workspace.store.request(*row));
    });
}

void RequestsHead::setLook()
{
    const Look &look = Look::of(this);
    m_row->setContentsMargins(look.units(2.5), look.units(1), look.units(2.5), look.units(1));
}

void RequestsHead::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

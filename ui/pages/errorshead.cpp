// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorshead.h"

#include "ui/base/look.h"
#include "ui/panels/causerows.h"
#include "ui/panels/troubledialog.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSettings>

namespace waldesk::ui
{

using workflows::Triage;
using workflows::TriageFeed;

namespace
{

constexpr QLatin1StringView OrderKey("errors/order");

} // namespace

ErrorsHead::ErrorsHead(const CauseWorkspace &causes, const QString &settingsFile, QWidget *parent)
    : QWidget(parent), m_causes(causes), m_settingsFile(settingsFile), m_triage(causes.triage)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildTitle();
    buildCoverage();
    setLook();
}

void ErrorsHead::buildTitle()
{
    m_titleRow = new QHBoxLayout;
    m_title = new ElidedLabel(TextRole::Title, Ink::Text, this);
    m_title->setObjectName(QStringLiteral("errors.title"));
    m_level = new QPushButton(this);
    m_level->setObjectName(QStringLiteral("errors.level"));
    m_level->setFlat(true);
    buildLevelMenu();
    m_range = new SegmentedControl({tr("Since last visit"), tr("24 h"), tr("14 d"), tr("21 d")}, this);
    m_range->setObjectName(QStringLiteral("errors.range"));
    m_range->setAccessibleName(tr("Period"));
    m_titleRow->addWidget(m_title, 1);
    m_titleRow->addWidget(m_level);
    m_titleRow->addWidget(m_range);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(m_titleRow);
    connect(m_range, &SegmentedControl::currentChanged, this,
            [this](int index) { m_triage.setRange(static_cast<Triage::Range>(index)); });
}

void ErrorsHead::buildLevelMenu()
{
    m_levelMenu = new QMenu(this);
    const std::array names{tr("Coarse"), tr("Normal"), tr("Exact")};
    for (int level = 0; level < 3; ++level) {
        QAction *action = m_levelMenu->addAction(names[static_cast<size_t>(level)]);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, level] { m_triage.setLevel(static_cast<domain::GroupingLevel>(level)); });
    }
    buildOrderMenu();
    QAction *read = m_levelMenu->addAction(tr("Mark all causes as read"));
    connect(read, &QAction::triggered, this, [this] { m_causes.actions.markAllRead(); });
    m_levelMenu->addSeparator();
    QAction *rules = m_levelMenu->addAction(tr("Rules, names and merges\u2026"));
    connect(rules, &QAction::triggered, this, &ErrorsHead::rulesWanted);
    m_mutedMenu = m_levelMenu->addMenu(tr("Muted causes"));
    connect(m_mutedMenu, &QMenu::triggered, this,
            [this](const QAction *action) { m_causes.actions.unmute(action->data().toByteArray()); });
    connect(m_levelMenu, &QMenu::aboutToShow, this, [this] {
        const QList<QAction *> levels = m_levelMenu->actions();
        for (int level = 0; level < 3; ++level)
            levels[level]->setChecked(static_cast<int>(m_triage.level()) == level);
        m_mutedMenu->clear();
        for (const tables::CauseGroup *group : m_triage.mutedGroups())
            m_mutedMenu->addAction(tr("Unmute: %1").arg(labelledTitle(*group).left(60)))->setData(group->key);
        m_mutedMenu->setEnabled(!m_mutedMenu->isEmpty());
    });
    m_level->setMenu(m_levelMenu);
}

void ErrorsHead::buildOrderMenu()
{
    using Model = tables::CauseListModel;
    using Key = Model::SortKey;
    Model &model = m_triage.model();
    const QSettings settings(m_settingsFile, QSettings::IniFormat);
    const int kept = settings.value(OrderKey, 0).toInt();
    QMenu *menu = m_levelMenu->addMenu(tr("Order by"));
    auto *group = new QActionGroup(menu);
    for (const Key key : {Key::Impact, Key::LastSeen, Key::FirstSeen, Key::Offerings, Key::Who}) {
        QAction *action = group->addAction(Model::sortKeyTitle(key));
        action->setCheckable(true);
        menu->addAction(action);
        if (static_cast<int>(key) == kept)
            model.setSortKey(key);
        action->setChecked(model.sortKey() == key);
        connect(action, &QAction::triggered, this, [this, &model, key] {
            model.setSortKey(key);
            QSettings(m_settingsFile, QSettings::IniFormat).setValue(OrderKey, static_cast<int>(key));
        });
    }
}

void ErrorsHead::buildCoverage()
{
    TriageFeed &feed = m_causes.feed;
    m_coverage = new CoverageBar(this);
    m_coverage->setObjectName(QStringLiteral("errors.coverage"));
    layout()->addWidget(m_coverage);
    connect(m_coverage, &CoverageBar::loadAllClicked, &feed, &TriageFeed::refresh);
    connect(m_coverage, &CoverageBar::freshClicked, this, &ErrorsHead::newWanted);
    connect(m_coverage, &CoverageBar::cancelClicked, this, &ErrorsHead::cancelWanted);
    connect(m_coverage, &CoverageBar::retryClicked, &feed, &TriageFeed::retry);
    connect(m_coverage, &CoverageBar::detailsClicked, this, [this, &feed] {
        if (feed.error())
            openTroubleDialog(*feed.error(), this);
    });
}

void ErrorsHead::showNow(bool started, bool wide)
{
    const TriageFeed &feed = m_causes.feed;
    m_level->setVisible(wide);
    showTitle();
    Coverage coverage;
    coverage.facts = factsText();
    coverage.scope = scopeText(wide);
    coverage.loading = feed.phase() == TriageFeed::Phase::Loading;
    coverage.more = started && !feed.isComplete();
    coverage.fresh = m_triage.model().heldCount();
    coverage.moved = m_triage.model().movedCount();
    m_coverage->setCoverage(coverage);
    showTrouble();
}

/// The server has told nothing yet, or refused to: that there are no errors is not known.
bool ErrorsHead::isUnread() const
{
    const Triage::Facts &facts = m_triage.facts();
    return !m_causes.feed.isComplete() && facts.grouped + facts.waiting == 0;
}

void ErrorsHead::showTitle()
{
    const bool failed = isUnread() && m_causes.feed.phase() == TriageFeed::Phase::Failed;
    const QString headline = failed ? QString() : m_triage.headline();
    m_title->setText(headline.isEmpty() ? tr("Errors by cause") : headline);
    const std::array names{tr("Grouping: coarse"), tr("Grouping: normal"), tr("Grouping: exact")};
    m_level->setText(names[static_cast<size_t>(m_triage.level())]);
    m_range->setCurrent(static_cast<int>(m_triage.range()));
}

QString ErrorsHead::factsText() const
{
    const Triage::Facts &facts = m_triage.facts();
    QStringList parts;
    if (isUnread())
        return m_causes.feed.shortfall();
    if (facts.errors == 0)
        parts << (m_causes.feed.isComplete() ? tr("No errors.") : tr("No errors so far."));
    else
        //: The number of offerings stands in %1
        parts << tr("%n error(s) on %1.", nullptr, static_cast<int>(facts.errors))
                     .arg(tr("%n offering(s)", nullptr, static_cast<int>(facts.offerings)));
    if (facts.kindsKnown && facts.backCauses + facts.ongoingCauses > 0) {
        QStringList kinds;
        if (facts.backCauses > 0)
            kinds << tr("%n cause(s) back", nullptr, static_cast<int>(facts.backCauses));
        if (facts.ongoingCauses > 0)
            kinds << tr("%n ongoing", nullptr, static_cast<int>(facts.ongoingCauses));
        parts << kinds.join(QStringLiteral(", ")) + QLatin1Char('.');
    }
    if (facts.recoveredCauses > 0)
        parts << tr("%n recovered.", nullptr, static_cast<int>(facts.recoveredCauses));
    if (facts.mutedCauses > 0)
        parts << tr("%n muted.", nullptr, static_cast<int>(facts.mutedCauses));
    if (const QString why = m_causes.feed.shortfall(); !why.isEmpty())
        parts << why;
    return parts.join(QLatin1Char(' '));
}

QString ErrorsHead::scopeText(bool wide) const
{
    const TriageFeed &feed = m_causes.feed;
    const Triage::Facts &facts = m_triage.facts();
    if (feed.phase() == TriageFeed::Phase::Loading) {
        // Rows that the requests page brought count as well.
        const qint64 total = qMax(feed.total(), feed.loaded());
        return tr("Read %1 of %2")
            .arg(groupedNumber(feed.loaded()), feed.total() >= 0 ? groupedNumber(total) : QStringLiteral("\u2026"));
    }
    const qint64 total = facts.grouped + facts.waiting;
    // The period above is the one that holds: where nothing is grouped there is no other to tell of.
    if (total == 0)
        return {};
    return wide ? tr("Grouped from %1 of %2 loaded, 21 days").arg(groupedNumber(facts.grouped), groupedNumber(total))
                : tr("%1 of %2 loaded").arg(groupedNumber(facts.grouped), groupedNumber(total));
}

void ErrorsHead::showTrouble()
{
    const TriageFeed &feed = m_causes.feed;
    // Without a cause the page says it, in the middle.
    const bool isSaid = m_triage.model().rowCount() == 0;
    if (feed.phase() != TriageFeed::Phase::Failed || !feed.error() || isSaid) {
        if (feed.phase() != TriageFeed::Phase::Loading)
            m_coverage->setTrouble(std::nullopt);
        return;
    }
    Trouble trouble;
    trouble.headline = tr("Not everything could be read");
    // A refused token is said once, by the window, with the way to another one.
    if (feed.error()->kind != api::ApiError::Kind::Auth)
        trouble.detail = feed.error()->sentence;
    m_coverage->setTrouble(trouble);
}

void ErrorsHead::setLook()
{
    const Look &look = Look::of(this);
    const int side = look.units(2.5);
    m_titleRow->setContentsMargins(side, look.units(2), side, 0);
    m_titleRow->setSpacing(look.units(2));
}

void ErrorsHead::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

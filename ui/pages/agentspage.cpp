// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/agentspage.h"

#include "ui/base/icons.h"
#include "ui/delegates/fittedtable.h"
#include "ui/delegates/requestrowdelegate.h"
#include "ui/panels/requesttimes.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>

#include <algorithm>

namespace waldesk::ui
{

using session::StuckRequests;
using tables::AgentListModel;
using Group = Commands::Group;
using Outlook = domain::AgentOutlook::Kind;

namespace
{

constexpr int ClockMs = 5000;
/// Two small answers each; those with stuck requests come first.
constexpr size_t MostOfferings = 200;

} // namespace

/// Letters are commands here, not a search for rows that begin with them.
class AgentTable : public FittedTable
{
public:
    using FittedTable::FittedTable;
    void keyboardSearch(const QString &) override {}
};

AgentsPage::AgentsPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_commands(commands), m_stuck(*workspace.stuck)
{
    setObjectName(QStringLiteral("agents"));
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildHead();
    column->addWidget(m_head);
    buildTable();
    auto *below = new QWidget(this);
    m_stack = new QStackedLayout(below);
    m_empty = new StatePage(below);
    m_empty->setObjectName(QStringLiteral("agents.empty"));
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    column->addWidget(below, 1);
    buildCommands();
    connect(&m_stuck, &StuckRequests::changed, this, &AgentsPage::showNow);
    connect(&m_stuck, &StuckRequests::stateChanged, this, [this] {
        showNow();
        if (isSettled())
            emit settled();
    });
    connect(&m_workspace.connection.session, &session::Session::offeringsChanged, this, [this] {
        if (isVisible())
            askAll();
    });
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return;
        askShown();
        showNow();
    });
    m_clock.start();
    setLook();
}

AgentsPage::~AgentsPage() = default;

void AgentsPage::buildHead()
{
    m_head = new QWidget(this);
    m_title = new ElidedLabel(TextRole::Title, Ink::Text, m_head);
    m_title->setObjectName(QStringLiteral("agents.title"));
    m_facts = new ElidedLabel(TextRole::Body, Ink::Text2, m_head);
    m_facts->setObjectName(QStringLiteral("agents.facts"));
    m_find = new QLineEdit(m_head);
    m_find->setObjectName(QStringLiteral("agents.find"));
    m_find->setAccessibleName(tr("Find agents"));
    m_find->setPlaceholderText(tr("offering, agent, version, queue"));
    m_find->setClearButtonEnabled(true);
    m_requests = new QPushButton(icon(QStringLiteral("nav-requests")), tr("Open requests"), m_head);
    m_requests->setObjectName(QStringLiteral("agents.requests"));
    m_requests->setToolTip(tr("The open requests of the chosen offering (Enter)"));
    m_copy = new QPushButton(icon(QStringLiteral("act-copy")), tr("Copy"), m_head);
    m_copy->setObjectName(QStringLiteral("agents.copy"));
    m_copy->setToolTip(
        tr("Copy all rows, or several that are chosen, as lines for a table; Ctrl+C copies the chosen ones"));
    auto *tools = new QHBoxLayout;
    tools->addWidget(m_find, 1);
    tools->addWidget(m_requests);
    tools->addWidget(m_copy);
    auto *column = new QVBoxLayout(m_head);
    column->addWidget(m_title);
    column->addWidget(m_facts);
    column->addLayout(tools);
    connect(m_copy, &QPushButton::clicked, this, [this] { copy(false); });
    connect(m_requests, &QPushButton::clicked, this, &AgentsPage::openRequests);
}

void AgentsPage::buildTable()
{
    m_found = new QSortFilterProxyModel(this);
    m_found->setSourceModel(&m_model);
    m_found->setFilterRole(AgentListModel::FindRole);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table = new AgentTable(this);
    m_table->setObjectName(QStringLiteral("agents.table"));
    m_table->setAccessibleName(tr("Agents"));
    m_table->setModel(m_found);
    m_table->setItemDelegate(new RequestRowDelegate(-1, AgentListModel::OutlookColumn, m_table));
    // Who listens is read in any width; how it listens may be looked up in a wider one.
    using Fit = FittedTable::Column;
    m_table->setFit(
        {Fit{AgentListModel::ModeColumn, 0, true, false, {}}, Fit{AgentListModel::QueuesColumn, 20, true, false, {}},
         Fit{AgentListModel::OutlookColumn, 24, false, true, {}},
         Fit{AgentListModel::AgentColumn, 16, false, false, {}},
         Fit{AgentListModel::OfferingColumn, 16, false, false, {}},
         Fit{AgentListModel::LastSignColumn, 0, false, false, tr("%1 ago").arg(tr("59 min"))}}); // it counts on
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(&m_model, &QAbstractItemModel::dataChanged, m_table, &AgentTable::measure);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_found->setFilterFixedString(text);
        showNow();
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this] { m_wanted = {}; });
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this] { openRequests(); });
}

void AgentsPage::buildCommands()
{
    const auto share = [this](const char *id, Group group, const QString &text, const QList<QKeySequence> &keys,
                              const char *name, auto run) {
        QAction *action = m_commands.share(QLatin1String(id), group, text, keys, QLatin1String(name), this);
        connect(action, &QAction::triggered, this, [this, run] {
            if (isVisible())
                run();
        });
    };
    share("list.next", Group::Move, tr("Next row"), {Qt::Key_J}, "", [this] { step(1); });
    share("list.previous", Group::Move, tr("Previous row"), {Qt::Key_K}, "", [this] { step(-1); });
    share("list.find", Group::Find, tr("Query line"), {Qt::Key_Slash}, "act-search",
          [this] { m_find->setFocus(Qt::ShortcutFocusReason); });
    share("list.refresh", Group::HandOver, tr("Refresh"), {Qt::Key_F5}, "act-refresh",
          [this] { m_stuck.finder().refresh(); });
    const auto add = [this](QWidget *where, const QList<QKeySequence> &keys, auto run) {
        auto *action = new QAction(where);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        where->addAction(action);
        connect(action, &QAction::triggered, this, run);
    };
    add(m_table, {QKeySequence(Qt::CTRL | Qt::Key_C)}, [this] { copy(true); });
    add(m_table, {Qt::Key_Return, Qt::Key_Enter}, [this] { openRequests(); });
    add(m_find, {Qt::Key_Escape}, [this] {
        m_find->clear();
        m_table->setFocus();
    });
    add(m_find, {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Down}, [this] { m_table->setFocus(); });
}

std::vector<tables::AgentsOfOffering> AgentsPage::offerings() const
{
    std::vector<tables::AgentsOfOffering> all;
    for (const api::Offering &each : m_workspace.connection.session.offerings())
        all.push_back({each.uuid, each.name, std::nullopt, 0});
    for (const workflows::StuckRequest &each : m_stuck.all()) {
        auto known = std::ranges::find(all, each.request.offering, &tables::AgentsOfOffering::offering);
        if (known == all.end()) {
            const auto row = m_workspace.store.find(each.request.uuid);
            all.push_back({each.request.offering, row ? m_workspace.store.request(*row).offeringName : QString(),
                           std::nullopt, 0});
            known = all.end() - 1;
        }
        ++known->stuck;
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &tables::AgentsOfOffering::stuck);
    if (all.size() > MostOfferings)
        all.resize(MostOfferings);
    for (tables::AgentsOfOffering &each : all) {
        if (const domain::AgentFacts *facts = m_stuck.finder().agents(each.offering))
            each.facts = *facts;
    }
    return all;
}

void AgentsPage::askAll()
{
    for (const tables::AgentsOfOffering &each : offerings())
        m_stuck.finder().requestAgents(each.offering);
    showNow();
}

/// Each offering costs requests, and there may be hundreds.
void AgentsPage::askShown()
{
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    const int end = last < 0 ? m_found->rowCount() : last + 1;
    for (int row = qMax(0, m_table->rowAt(0)); row < end; ++row)
        m_stuck.finder().requestAgents(m_found->index(row, 0).data(tables::IdRole).value<domain::Uuid>());
}

bool AgentsPage::isSettled() const
{
    return m_stuck.isSettled();
}

void AgentsPage::showNow()
{
    if (!isVisible())
        return;
    std::vector<tables::AgentsOfOffering> all = offerings();
    showWords(all);
    m_place.take(*m_table);
    m_model.setOfferings(std::move(all), m_stuck.now(), m_stuck.settings());
    m_table->doItemsLayout();
    m_place.putBack(*m_table);
    chooseWanted();
    const bool any = m_found->rowCount() > 0;
    m_copy->setEnabled(any);
    m_requests->setEnabled(any);
    m_stack->setCurrentIndex(any ? 0 : 1);
}

void AgentsPage::showWords(const std::vector<tables::AgentsOfOffering> &offerings)
{
    int deaf = 0;
    int answered = 0;
    int shown = 0;
    int unanswered = 0;
    for (const tables::AgentsOfOffering &each : offerings) {
        const auto outlook =
            domain::outlookOf(each.facts ? &*each.facts : nullptr, m_stuck.now(), m_stuck.settings()).kind;
        deaf += outlook == Outlook::Deaf || outlook == Outlook::Silent ? 1 : 0;
        answered += each.facts ? 1 : 0;
        unanswered += each.facts && each.facts->unanswered ? 1 : 0;
        shown += each.facts && (each.facts->agents || each.facts->queues || each.facts->registered) ? 1 : 0;
    }
    const int count = static_cast<int>(offerings.size());
    if (answered < count && deaf == 0)
        m_title->setText(tr("Asking who listens"));
    else if (deaf > 0)
        m_title->setText(tr("Nobody listens, or an agent is silent: %n offering(s)", nullptr, deaf));
    else if (count == 0)
        m_title->setText(tr("Agents"));
    else if (shown == 0)
        m_title->setText(unanswered > 0 ? tr("The server did not answer who listens")
                                        : tr("The server does not show its agents"));
    else
        m_title->setText(tr("No offering is known to be without an agent"));
    QStringList facts{tr("%n offering(s)", nullptr, count)};
    if (answered < count)
        facts << tr("%1 asked").arg(groupedNumber(answered));
    else if (unanswered > 0)
        facts << tr("the server did not answer for %1 of them").arg(groupedNumber(unanswered));
    else if (shown < count)
        facts << tr("agents are shown for %1 of them").arg(groupedNumber(shown));
    if (const QString asked = askedText(offerings); !asked.isEmpty())
        facts << asked;
    m_facts->setText(facts.join(QStringLiteral(" \u00B7 ")));
    if (!m_find->text().isEmpty())
        m_empty->setContent(QStringLiteral("act-filter"), Shade::Unknown, tr("No agent has these words"),
                            {tr("Esc clears the field.")});
    else
        m_empty->setContent(QStringLiteral("offering"), Shade::Unknown, tr("No offering is known"),
                            {tr("Agents belong to offerings, and none has been seen: your role may show none, or no "
                                "request was read yet.")});
}

/// Of the oldest answer: none of the rows is older.
QString AgentsPage::askedText(const std::vector<tables::AgentsOfOffering> &offerings) const
{
    std::optional<domain::Timestamp> oldest;
    for (const tables::AgentsOfOffering &each : offerings) {
        if (each.facts && each.facts->asked != domain::Timestamp() && (!oldest || each.facts->asked < *oldest))
            oldest = each.facts->asked;
    }
    const Clock clock{m_stuck.now(), {}};
    return oldest ? tr("asked %1").arg(clock.agoText(*oldest)) : QString();
}

void AgentsPage::showOffering(const domain::Uuid &offering)
{
    m_wanted = offering;
    if (!offering.isNil())
        m_find->clear();
    showNow();
    m_table->setFocus();
}

void AgentsPage::chooseWanted()
{
    if (m_wanted.isNil()) {
        if (!m_table->currentIndex().isValid() && m_found->rowCount() > 0)
            m_table->setCurrentIndex(m_found->index(0, 0));
        return;
    }
    // Its row may still move while the others are asked.
    if (choose(m_wanted) && m_stuck.isSettled())
        m_wanted = {};
}

bool AgentsPage::choose(const domain::Uuid &offering)
{
    for (int row = 0; row < m_found->rowCount(); ++row) {
        const QModelIndex index = m_found->index(row, 0);
        if (index.data(tables::IdRole).value<domain::Uuid>() != offering)
            continue;
        // Another row of the same offering was chosen by a person.
        if (m_table->currentIndex().data(tables::IdRole).value<domain::Uuid>() != offering)
            m_table->setCurrentIndex(index);
        m_table->scrollTo(m_table->currentIndex());
        return true;
    }
    return false;
}

void AgentsPage::copy(bool chosenAlone)
{
    std::vector<int> rows;
    for (const QModelIndex &each : m_table->selectionModel()->selectedRows())
        rows.push_back(m_found->mapToSource(each).row());
    if (rows.empty() || (rows.size() == 1 && !chosenAlone)) {
        rows.clear();
        for (int row = 0; row < m_found->rowCount(); ++row)
            rows.push_back(m_found->mapToSource(m_found->index(row, 0)).row());
    }
    std::ranges::sort(rows);
    QGuiApplication::clipboard()->setText(m_model.asText(rows));
}

void AgentsPage::openRequests()
{
    const domain::Uuid offering = m_table->currentIndex().data(tables::IdRole).value<domain::Uuid>();
    if (!offering.isNil())
        emit requestsWanted(QStringLiteral("is:open offering:") + offering.toString());
}

void AgentsPage::step(int by)
{
    const int count = m_found->rowCount();
    if (count == 0)
        return;
    const int from = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : (by > 0 ? -1 : count);
    m_wanted = {};
    m_table->setCurrentIndex(m_found->index(qBound(0, from + by, count - 1), 0));
}

void AgentsPage::setLook()
{
    const Look &look = Look::of(this);
    m_head->layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(1.5));
    m_head->layout()->setSpacing(look.units(1));
    m_table->measure();
}

void AgentsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    askAll();
    QTimer::singleShot(0, this, [this] {
        if (isSettled())
            emit settled();
    });
}

void AgentsPage::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    m_table->setFocus(event->reason());
}

void AgentsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

void AgentsPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::of(this).base);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/stuckpage.h"

#include "models/session/querycontext.h"
#include "ui/base/icons.h"
#include "ui/delegates/requestrowdelegate.h"
#include "ui/delegates/rowtable.h"
#include "ui/pages/markkeys.h"
#include "ui/pages/pagequery.h"
#include "ui/panels/requestdetail.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QPushButton>
#include <QScopedValueRollback>

#include <algorithm>

namespace waldesk::ui
{

using domain::Action;
using session::StuckRequests;
using tables::StuckListModel;
using Group = Commands::Group;

namespace
{

/// Letters are commands here, not a search for rows that begin with them.
class StuckTable : public RowTable
{
public:
    using RowTable::RowTable;
    void keyboardSearch(const QString &) override {}
};

} // namespace

StuckPage::StuckPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : ListDetailPage(workspace, commands,
                     {QStringLiteral("stuck"), 0.57, 0.545, true, true,
                      QList<Action>(domain::AllActions.begin(), domain::AllActions.end()), 130},
                     parent),
      m_stuck(*workspace.stuck), m_query(new PageQuery(this))
{
    buildHead();
    m_table = new StuckTable(this);
    m_table->setObjectName(QStringLiteral("stuck.table"));
    m_table->setAccessibleName(tr("Stuck requests"));
    m_table->setModel(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setSectionsMovable(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setItemDelegate(new RequestRowDelegate(StuckListModel::StateColumn, StuckListModel::ReasonColumn, m_table,
                                                    StuckListModel::ElapsedColumn));
    m_detail = new RequestDetail(this);
    m_detail->build();
    measure();
    buildMarks();
    setParts(*m_query, m_table, m_detail);
    buildCommands();
    connect(&m_model, &StuckListModel::arranged, this, &StuckPage::arrange);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (!m_arranging && current.isValid())
            choose(current.row());
    });
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this] { enter(); });
    connect(&m_stuck, &StuckRequests::changed, this, &StuckPage::showRows);
    connect(&m_stuck, &StuckRequests::stateChanged, this, &StuckPage::showRows);
    connect(&workspace.connection.own, &session::RequestsFromHere::changed, this, &StuckPage::showRows);
    connect(this, &StuckPage::settled, this, [this] { m_chose = m_chose || m_model.rowCount() > 0; });
    connect(m_detail, &RequestDetail::requestClicked, this, &StuckPage::requestWanted);
    connect(m_detail, &RequestDetail::agentsClicked, this, [this] {
        if (const auto request = ListDetailPage::currentRequest())
            emit agentsWanted(request->offering);
    });
    connect(&workspace.store, &tables::RequestStore::merged, this, [this](const tables::RequestStore::Merged &change) {
        const auto row = currentRow();
        if (row && std::ranges::find(change.changed, *row) != change.changed.end())
            updateDetail();
    });
    if (workspace.live)
        workspace.live->setOpenInSight(this, [this] { return isFront() && m_model.requestCount() > 0; });
    showRows();
}

StuckPage::~StuckPage()
{
    if (workspace().live)
        workspace().live->setOpenInSight(this, {});
}

void StuckPage::buildHead()
{
    m_head = new QWidget(this);
    m_title = new ElidedLabel(TextRole::Title, Ink::Text, m_head);
    m_title->setObjectName(QStringLiteral("stuck.title"));
    m_facts = new ElidedLabel(TextRole::Body, Ink::Text2, m_head);
    m_facts->setObjectName(QStringLiteral("stuck.facts"));
    m_agents = new QPushButton(icon(QStringLiteral("offering")), tr("Agents"), m_head);
    m_agents->setObjectName(QStringLiteral("stuck.agents"));
    m_agents->setToolTip(tr("Who listens for each offering"));
    connect(m_agents, &QPushButton::clicked, this, [this] { emit agentsWanted({}); });
    auto *words = new QVBoxLayout;
    words->addWidget(m_title);
    words->addWidget(m_facts);
    auto *row = new QHBoxLayout(m_head);
    row->addLayout(words, 1);
    row->addWidget(m_agents, 0, Qt::AlignTop);
    aboveQuery()->addWidget(m_head);
}

void StuckPage::buildCommands()
{
    QAction *fields = commands().share(QStringLiteral("requests.fields"), Group::Read, tr("Traceback or all fields"),
                                       {Qt::Key_F}, {}, this);
    connect(fields, &QAction::triggered, this, [this] {
        if (isFront())
            m_detail->toggleFields();
    });
    QAction *copyAs = copyAsAction({Action::Start, Action::SetDone, Action::SetErred, Action::AskAgain});
    requestActions()->fill(*m_detail->actionBar(), {handOverAction()}, {copyAs});
}

void StuckPage::buildMarks()
{
    MarkKeys::List list;
    list.table = m_table;
    list.uuidAt = [this](int row) {
        return m_model.uuidAt(row);
    };
    list.step = [this](int rows) {
        step(rows);
    };
    list.markAll = [this] {
        m_marks->mark(0, m_model.rowCount() - 1);
    };
    m_marks = new MarkKeys(commands(), workspace().store, std::move(list), this);
    m_model.setMarks(&m_marks->marks());
    connect(m_marks, &MarkKeys::changed, this, [this] {
        showHead();
        updateActions();
    });
}

void StuckPage::measure()
{
    const Look &look = Look::of(this);
    m_head->layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(1.5));
    m_table->setColumnWidth(
        StuckListModel::StateColumn,
        m_table->widthFor({stateWord(domain::State::Processing), tr("%1 in 5 s").arg(stateWord(domain::State::Erred))},
                          {}, true));
    m_table->setColumnWidth(StuckListModel::OfferingColumn,
                            m_table->widthFor({QStringLiteral("Nextcloud Kaunas")}, {}));
    m_table->setColumnWidth(StuckListModel::ElapsedColumn, m_table->widthFor({QStringLiteral("59 min 59 s")}, {}));
}

bool StuckPage::isSettled() const
{
    return m_stuck.isSettled();
}

PageState StuckPage::nextState() const
{
    if (m_model.requestCount() > 0)
        return PageState::Ready;
    if (m_stuck.error() && !m_stuck.isRead())
        return PageState::Failed;
    if (!m_stuck.isRead())
        return PageState::Loading;
    return m_stuck.isSettled() || state() == PageState::Empty ? PageState::Empty : PageState::Loading;
}

QString StuckPage::loadingWords() const
{
    return tr("Reading the open requests of %1").arg(session().profile().name);
}

std::pair<qint64, qint64> StuckPage::progress() const
{
    return {m_stuck.openCount(), 0};
}

StateText StuckPage::stateText(PageState state)
{
    if (state == PageState::Failed)
        return {QStringLiteral("offline"),
                Shade::Erred,
                tr("The open requests could not be read"),
                {m_stuck.error() ? m_stuck.error()->sentence : QString()},
                {{tr("Retry now"), [this] {
                      m_stuck.start();
                  }}}};
    return textOf(emptyResult(emptyStuckCaseOf(m_stuck, session().profile().name)));
}

void StuckPage::remedy(const EmptyResult::Way &way)
{
    if (way.remedy == EmptyResult::Remedy::ClearAll)
        setQueryLine({});
}

void StuckPage::foldChanged()
{
    showHead();
}

void StuckPage::showEvent(QShowEvent *event)
{
    ListDetailPage::showEvent(event);
    showRows();
}

void StuckPage::tick()
{
    m_stuck.finder().requestAgentsOfStuck();
    showRows();
    updateDetail();
}

void StuckPage::refresh()
{
    m_stuck.refresh();
    if (workspace().live)
        workspace().live->pollNow();
}

void StuckPage::showRows()
{
    const domain::QueryContext context =
        session::queryContextOf(session(), workspace().connection.clock, m_stuck.now());
    const domain::LocalFilter filter = m_query->effective().split(context).all;
    const session::RequestsFromHere &own = workspace().connection.own;
    std::vector<tables::StuckRow> rows;
    for (const workflows::StuckRequest &each : m_stuck.all()) {
        const auto index = workspace().store.find(each.request.uuid);
        if (!index)
            continue;
        const domain::Request request = workspace().store.request(*index);
        if (filter.matches(request, {}, {.stuck = true, .mine = own.contains(request.uuid)}))
            rows.push_back({each.request, each.stuck, each.reason, request.offeringName});
    }
    {
        const QScopedValueRollback guard(m_arranging, true);
        m_model.setRows(std::move(rows));
    }
    showHead();
    updateState();
}

/// Headings reach over all columns, and what was chosen stays chosen; when it left, the next one takes its place.
void StuckPage::arrange()
{
    m_table->clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.isHeading(row))
            m_table->setSpan(row, 0, 1, StuckListModel::ColumnCount);
    }
    // What came first need not be what stands first when all is known.
    int row = m_chose ? m_model.rowOf(m_chosen) : -1;
    if (!m_chose)
        m_chosenAt = 0;
    for (int at = qBound(0, m_chosenAt, qMax(0, m_model.rowCount() - 1)); row < 0 && at < m_model.rowCount(); ++at)
        row = m_model.isHeading(at) ? -1 : at;
    for (int at = m_model.rowCount() - 1; row < 0 && at >= 0; --at)
        row = m_model.isHeading(at) ? -1 : at;
    if (row >= 0 && (m_table->currentIndex().row() != row || !m_table->selectionModel()->isRowSelected(row)))
        m_table->selectionModel()->setCurrentIndex(m_model.index(row, 0),
                                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_chosenAt = row;
    const domain::Uuid now = m_model.uuidAt(row);
    m_chosen = now;
    updateDetail();
}

void StuckPage::choose(int row)
{
    if (m_model.isHeading(row) || m_model.uuidAt(row).isNil())
        return;
    m_chose = true;
    m_chosenAt = row;
    m_chosen = m_model.uuidAt(row);
    if (isFront() && workspace().live)
        workspace().live->readAgain(m_chosen);
    updateDetail();
}

void StuckPage::showHead()
{
    const qint64 count = m_stuck.count();
    QStringList facts;
    if (!m_stuck.isRead() && !m_stuck.error())
        m_title->setText(tr("Looking for stuck requests"));
    else if (count == 0 && m_stuck.error())
        m_title->setText(tr("Stuck requests")); // whether there are any is not known
    else if (count == 0)
        m_title->setText(tr("Nothing is stuck"));
    else
        m_title->setText(count == 1 ? tr("1 request is stuck") : tr("%1 requests are stuck").arg(groupedNumber(count)));
    if (m_model.requestCount() != count)
        facts << tr("%1 shown").arg(groupedNumber(m_model.requestCount()));
    if (const int marked = m_marks->marks().count(); marked > 0)
        facts << tr("%1 marked").arg(groupedNumber(marked));
    const std::vector<workflows::StuckRequest> all = m_stuck.all();
    if (!all.empty())
        facts << tr("the oldest for %1").arg(shortDuration(all.front().stuck.elapsed));
    if (m_stuck.isRead())
        facts << tr("of %1 open").arg(groupedNumber(m_stuck.openCount()));
    facts << domain::stuckRule(m_stuck.settings());
    if (!m_stuck.remark().isEmpty())
        facts.prepend(m_stuck.remark());
    if (m_stuck.error())
        facts.prepend(m_stuck.error()->sentence);
    m_facts->setText(facts.join(QStringLiteral(" \u00B7 ")));
    m_facts->setInk(m_stuck.error() ? Ink::Erred : Ink::Text2);
}

void StuckPage::step(int rows)
{
    const int by = rows > 0 ? 1 : -1;
    int row = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : (by > 0 ? -1 : m_model.rowCount());
    for (row += by; row >= 0 && row < m_model.rowCount(); row += by) {
        if (!m_model.isHeading(row)) {
            m_table->setCurrentIndex(m_model.index(row, 0));
            return;
        }
    }
}

void StuckPage::enter()
{
    // Enter again sends what was just armed.
    if (!m_chosen.isNil() && !workspace().connection.pending.sendNow(m_chosen))
        openDetail();
}

void StuckPage::updateDetail()
{
    const auto request = ListDetailPage::currentRequest();
    const session::AskedAgain *asked = workspace().live ? &workspace().live->asked() : nullptr;
    m_detail->setChain(asked && request ? asked->previous(request->uuid) : domain::Uuid(),
                       asked && request ? asked->next(request->uuid) : domain::Uuid());
    m_detail->setStuck(request ? stuckShownOf(workspace(), request->uuid, clock()) : std::nullopt);
    m_detail->setRequest(request, clock(), request ? customerOf(request->offering) : QString());
    updateActions();
}

void StuckPage::updateActions()
{
    m_detail->setPending(workspace().connection.pending.pendingText(m_chosen));
    ListDetailPage::updateActions();
}

RequestActions::Situation StuckPage::situation() const
{
    RequestActions::Situation situation = ListDetailPage::situation();
    m_marks->addTo(situation);
    return situation;
}

void StuckPage::act(Action action)
{
    if (m_marks->isMeant(action))
        emit planWanted(action, m_marks->requests(shownRows()));
    else
        ListDetailPage::act(action);
}

void StuckPage::cancel()
{
    (void)m_marks->clear();
}

std::optional<tables::RowIndex> StuckPage::currentRow() const
{
    return m_chosen.isNil() ? std::nullopt : workspace().store.find(m_chosen);
}

std::vector<tables::RowIndex> StuckPage::shownRows() const
{
    std::vector<tables::RowIndex> rows;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const domain::Uuid uuid = m_model.uuidAt(row);
        const auto index = uuid.isNil() ? std::nullopt : workspace().store.find(uuid);
        if (index)
            rows.push_back(*index);
    }
    return rows;
}

domain::ApiCall StuckPage::listCall() const
{
    domain::ApiCall call;
    call.filter.states = {domain::State::Sent, domain::State::Processing};
    call.filter.order = domain::ListFilter::Order::OldestFirst;
    return call;
}

void StuckPage::pendingChanged(const domain::Uuid &row)
{
    m_model.setPending(row, workspace().connection.pending.pendingText(row));
}

void StuckPage::changeEvent(QEvent *event)
{
    ListDetailPage::changeEvent(event);
    if (lookChanged(event) && m_table)
        measure();
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "models/domain/address.h"
#include "models/session/foundresourcecache.h"
#include "models/session/stuckrequests.h"
#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/pages/markkeys.h"
#include "ui/pages/queryrow.h"
#include "ui/pages/requestshead.h"
#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/panels/causerows.h"
#include "ui/panels/notebar.h"
#include "ui/panels/offeringpicker.h"
#include "ui/panels/requestdetail.h"
#include "ui/panels/timepicker.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/statestrip.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>

#include <algorithm>
#include <optional>
#include <utility>

namespace waldesk::ui
{

using domain::Action;
using domain::State;
using workflows::RequestFeed;
using workflows::TransitionRunner;
using Group = Commands::Group;

namespace
{

constexpr int CountTimeoutMs = 3000;
/// While a hundred thousand rows stream in, what is allowed on the current one is looked at now and then.
constexpr int ActionsMs = 100;
/// Where no rows are painted so soon, the detail beside them is built all the same.
constexpr int WithoutRowsMs = 300;
/// In a narrower window the errors in the list would be cut after a few letters, beside a detail that repeats one.
constexpr int ColumnsForBoth = 130;

/// What is said of a cause beside the error's own words: what a person called it, its type, the known pattern.
QString causeWords(const tables::CauseGroup &group)
{
    QStringList words{escapeForDisplay(group.name), escapeForDisplay(group.quietType), knownPill(group.known)};
    words.removeAll(QString());
    return words.join(QStringLiteral(" \u00B7 "));
}

/// "Erred: not from here, between 14:02:10 and 14:02:15".
QString elsewhereText(const session::ChangesElsewhere::Change &change, const Clock &clock)
{
    const QString state = stateWord(change.to);
    //: %1 is a state (Erred), %2 a time
    if (!change.after)
        return RequestsPage::tr("%1: not from here, before %2").arg(state, clock.clockText(change.until));
    //: %1 is a state (Erred), %2 and %3 are times
    return RequestsPage::tr("%1: not from here, between %2 and %3")
        .arg(state, clock.clockText(*change.after), clock.clockText(change.until));
}

} // namespace

RequestsPage::RequestsPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : ListDetailPage(workspace, commands,
                     {QStringLiteral("requests"), 0.57, 0.545, false, false,
                      QList<Action>(domain::AllActions.begin(), domain::AllActions.end()), ColumnsForBoth},
                     parent),
      m_model(workspace.store), m_query(new RequestsQuery(workspace, m_model, this)),
      m_table(new RequestsTable(m_model, this)), m_detail(new RequestDetail(this))
{
    buildMarks();
    m_head = new RequestsHead(workspace, *m_query, m_model, m_marks->marks(), this);
    aboveQuery()->addWidget(m_head);
    belowQuery()->addWidget(m_head->coverage());
    buildQueryRow();
    QSettings settings(workspace.settingsFile, QSettings::IniFormat);
    m_table->restore(settings);
    m_table->setReducedMotion(settings.value(QStringLiteral("window/reducedMotion"), false).toBool());
    m_model.setZone(clock().zone);
    m_model.setScope(&workspace.feed.scope());
    m_times->setZone(clock().zone, clock().zoneName());
    setParts(*m_query, m_table, m_detail);
    m_table->viewport()->installEventFilter(this);
    QTimer::singleShot(WithoutRowsMs, this, &RequestsPage::buildDetailSoon);
    buildCommands();
    connectHead();
    connectData();
    followLive();
    followStuck();
    followFound();
    if (workspace.causes)
        connect(&workspace.causes->triage, &workflows::Triage::groupsChanged, this, &RequestsPage::updateDetail);
}

RequestsPage::~RequestsPage()
{
    if (workspace().live)
        workspace().live->setOpenInSight(this, {});
}

/// Its parts take longer than the first rows, so these are painted before, and a part is built in a turn.
void RequestsPage::buildDetailSoon()
{
    QTimer::singleShot(0, this, [this] {
        if (buildDetailPart())
            buildDetailSoon();
    });
}

/// At once: a person wants to read.
void RequestsPage::buildDetail()
{
    while (buildDetailPart()) {
    }
}

/// False: nothing was left to build.
bool RequestsPage::buildDetailPart()
{
    switch (m_detailHas) {
    case DetailHas::Nothing:
        m_table->viewport()->removeEventFilter(this);
        m_detail->build();
        m_detailHas = DetailHas::Parts;
        return true;
    case DetailHas::Parts:
        requestActions()->fill(*m_detail->actionBar(), {handOverAction()},
                               {copyAsAction({Action::Start, Action::SetDone, Action::SetErred, Action::AskAgain})});
        m_detailHas = DetailHas::Commands;
        return true;
    case DetailHas::Commands:
        m_detailHas = DetailHas::Request;
        updateDetail();
        checkSettled();
        return true;
    case DetailHas::Request:
        break;
    }
    return false;
}

bool RequestsPage::eventFilter(QObject *watched, QEvent *event)
{
    const bool paintsRows = event->type() == QEvent::Paint && m_model.rowCount() > 0;
    if (paintsRows && watched == m_table->viewport())
        buildDetailSoon();
    return ListDetailPage::eventFilter(watched, event);
}

void RequestsPage::followLive()
{
    connect(&m_model, &tables::RequestTableModel::heldChanged, this, [this] {
        m_head->showNow();
        updateNews();
    });
    connect(m_head->coverage(), &CoverageBar::freshClicked, this, &RequestsPage::showNew);
    connect(m_detail, &RequestDetail::requestClicked, this, &RequestsPage::openRequest);
    updateNews();
    session::LiveUpdates *live = workspace().live;
    if (!live)
        return;
    live->setOpenInSight(this, [this] { return isFront() && hasOpenInSight(); });
    connect(m_table, &RequestsTable::currentUuidChanged, this, [this, live] {
        if (isFront())
            live->readAgain(m_table->currentUuid());
        const auto stuck =
            isFront() && workspace().stuck ? workspace().stuck->find(m_table->currentUuid()) : std::nullopt;
        if (stuck)
            workspace().stuck->finder().requestAgents(stuck->request.offering);
    });
    connect(&live->asked(), &session::AskedAgain::changed, this, &RequestsPage::updateDetail);
}

void RequestsPage::followFound()
{
    session::FoundResourceCache *found = workspace().found;
    if (!found)
        return;
    connect(found, &session::FoundResourceCache::changed, this, [this](const domain::Uuid &request) {
        if (request == m_table->currentUuid())
            updateDetail();
    });
    connect(m_detail, &RequestDetail::foundRetryClicked, this, [this, found] {
        if (const auto request = ListDetailPage::currentRequest())
            found->refresh(*request);
    });
    connect(m_detail, &RequestDetail::foundPlanWanted, this, &RequestsPage::resourcePlanWanted);
    connect(&workspace().connection.pending, &session::PendingTransitions::resourceRead, this, [this, found] {
        if (const auto request = ListDetailPage::currentRequest())
            found->refresh(*request);
    });
}

/// What `is:stuck` and `is:mine` look at, and the words on stuck rows.
void RequestsPage::followStuck()
{
    session::StuckRequests *stuck = workspace().stuck;
    const session::RequestsFromHere &own = workspace().connection.own;
    const auto tellFacts = [this, stuck, &own] {
        m_model.setRowFacts([stuck, &own](const domain::Uuid &uuid) {
            domain::RowFacts facts;
            facts.stuck = stuck && stuck->isStuck(uuid);
            facts.mine = own.contains(uuid);
            return facts;
        });
    };
    connect(&own, &session::RequestsFromHere::changed, this, tellFacts);
    tellFacts();
    if (!stuck)
        return;
    const auto tell = [this, stuck, tellFacts] {
        tellFacts();
        m_model.setStuckLines([stuck](const domain::Uuid &uuid) {
            const auto found = stuck->find(uuid);
            return found ? domain::stuckLine(found->stuck, found->reason) : QString();
        });
        updateDetail();
    };
    connect(stuck, &session::StuckRequests::changed, this, tell);
    connect(stuck, &session::StuckRequests::stateChanged, this, [this] {
        if (state() == PageState::Empty)
            updateState();
    });
    tell();
    // The stuck ones are the oldest; what was chosen before comes back with the other rows.
    connect(m_head->strip(), &StateStrip::stuckChanged, this, [this](bool on) {
        if (on)
            m_sortingBefore = m_query->sorting();
        const RequestsTable::Sorting oldest{RequestsTable::Column::CreatedColumn, Qt::AscendingOrder};
        const RequestsTable::Sorting sorting = on ? oldest : m_sortingBefore.value_or(m_query->sorting());
        m_table->forgetTop();
        m_table->setSorting(sorting);
        m_query->setSorting(sorting);
    });
    connect(m_detail, &RequestDetail::agentsClicked, this, [this] {
        if (const auto request = ListDetailPage::currentRequest())
            emit agentsWanted(request->offering);
    });
}

/// Rows that came by themselves move nothing until somebody wants to see them.
void RequestsPage::showNew()
{
    if (m_model.heldCount() == 0)
        return;
    m_table->forgetTop();
    m_model.showHeld();
    m_table->scrollToTop();
}

void RequestsPage::updateNews()
{
    if (QAction *show = commands().find(QStringLiteral("requests.showNew")))
        Commands::setReason(show, m_model.heldCount() > 0 ? QString() : tr("No new requests wait."));
}

bool RequestsPage::hasOpenInSight() const
{
    const auto row = currentRow();
    if (row && domain::isOpen(workspace().store.row(*row).state))
        return true;
    const int first = m_table->rowAt(0);
    if (first < 0)
        return false;
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    for (int at = first; at <= (last < 0 ? m_model.rowCount() - 1 : last); ++at) {
        const auto index = m_model.storeRow(at);
        if (index && domain::isOpen(workspace().store.row(*index).state))
            return true;
    }
    return false;
}

void RequestsPage::buildQueryRow()
{
    m_offerings = new QPushButton(icon(QStringLiteral("offering")), tr("Offering"), this);
    m_offerings->setObjectName(QStringLiteral("requests.pickOffering"));
    m_offerings->setAccessibleName(tr("Filter by offering"));
    m_offerings->setToolTip(tr("Filter by offering (o)"));
    m_timesButton = new QPushButton(tr("Time"), this);
    m_timesButton->setObjectName(QStringLiteral("requests.pickTime"));
    m_timesButton->setAccessibleName(tr("Filter by time"));
    m_times = new TimePicker(this);
    m_timesButton->setMenu(m_times->menu());
    queryRow()->addBeside(m_offerings);
    queryRow()->addBeside(m_timesButton);
}

void RequestsPage::buildCommands()
{
    buildFindCommands();
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RequestsPage::showRowMenu);
    QAction *fields = commands().share(QStringLiteral("requests.fields"), Group::Read, tr("Traceback or all fields"),
                                       {Qt::Key_F}, {}, this);
    connect(fields, &QAction::triggered, this, [this] {
        if (isFront()) {
            buildDetail();
            m_detail->toggleFields();
        }
    });
    QAction *copy =
        commands().add(QStringLiteral("requests.copyUuid"), Group::Read, tr("Copy the uuid"),
                       {QKeySequence(Qt::CTRL | Qt::Key_C)}, QStringLiteral("act-copy"), m_table, Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] {
        buildDetail();
        m_detail->copyUuid();
        say(tr("The uuid is on the clipboard."));
    });
}

void RequestsPage::buildFindCommands()
{
    struct Key {
        std::optional<State> state;
        Qt::Key key;
        QString text;
    };
    const std::array keys{Key{std::nullopt, Qt::Key_0, tr("All states")}, Key{State::Sent, Qt::Key_1, tr("Only Sent")},
                          Key{State::Processing, Qt::Key_2, tr("Only Processing")},
                          Key{State::Done, Qt::Key_3, tr("Only Done")}, Key{State::Erred, Qt::Key_4, tr("Only Erred")}};
    for (const Key &each : keys) {
        const QByteArray id = "requests.state" + QByteArray::number(each.key - Qt::Key_0);
        const std::optional<State> state = each.state;
        addCommand(id.constData(), Group::Find, each.text, {each.key}, "",
                   [this, state] { m_head->strip()->activate(state); });
        if (!state)
            continue;
        // What a click with a modifier does, a key does too (look).
        for (const Qt::KeyboardModifier modifier : {Qt::ControlModifier, Qt::AltModifier}) {
            auto *more = new QAction(this);
            more->setShortcut(QKeySequence(modifier | each.key));
            addAction(more);
            connect(more, &QAction::triggered, this,
                    [this, state, modifier] { m_head->strip()->activate(state, modifier); });
        }
    }
    if (workspace().stuck) {
        addCommand("requests.state5", Group::Find, tr("Only Stuck"), {Qt::Key_5}, "state-stuck",
                   [this] { m_head->strip()->activateStuck(); });
        auto *more = new QAction(this);
        more->setShortcut(QKeySequence(Qt::ControlModifier | Qt::Key_5));
        addAction(more);
        connect(more, &QAction::triggered, this, [this] { m_head->strip()->activateStuck(Qt::ControlModifier); });
    }
    addCommand("requests.offering", Group::Find, tr("Filter by offering\u2026"), {Qt::Key_O}, "offering",
               [this] { pickOffering(); });
    addCommand("requests.showNew", Group::Move, tr("Show new requests"), {Qt::Key_Period}, "", [this] { showNew(); });
    addCommand("requests.loadAll", Group::Find, tr("Load all"), {}, "act-load", [this] { workspace().feed.loadAll(); });
}

void RequestsPage::buildMarks()
{
    MarkKeys::List list;
    list.table = m_table;
    list.uuidAt = [this](int row) {
        return m_model.uuidAt(row);
    };
    list.step = [this](int rows) {
        m_table->step(rows);
    };
    list.markAll = [this] {
        markAllThatMatch();
    };
    m_marks = new MarkKeys(commands(), workspace().store, std::move(list), this);
    m_model.setMarks(&m_marks->marks());
    connect(m_marks, &MarkKeys::changed, this, &RequestsPage::marksChanged);
}

void RequestsPage::markAllThatMatch()
{
    const RequestFeed &feed = workspace().feed;
    if (feed.isComplete() && !m_model.isEvaluating() && !m_model.isCatchingUp()) {
        m_markWhenLoaded = false;
        m_marks->mark(0, m_model.rowCount() - 1);
        return;
    }
    // What is not loaded may match: marking the rest would be less than was asked for.
    m_markWhenLoaded = true;
    workspace().feed.loadAll();
    say(tr("All that match are being loaded, and marked then. Esc stops it."));
}

void RequestsPage::marksChanged()
{
    m_head->showNow();
    updateActions();
}

void RequestsPage::copyText(const QString &text, const QString &sentence)
{
    QGuiApplication::clipboard()->setText(text);
    say(sentence);
}

void RequestsPage::copyRow(const QModelIndex &index)
{
    QStringList cells;
    const QHeaderView *header = m_table->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!m_table->isColumnHidden(column))
            cells += escapeForDisplay(index.siblingAtColumn(column).data(Qt::DisplayRole).toString());
    }
    copyText(cells.join(QLatin1Char('\t')), tr("The row is on the clipboard."));
}

/// The same commands as everywhere, for the row under the mouse or the one that is read.
void RequestsPage::showRowMenu(const QPoint &at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const domain::Uuid uuid = m_model.uuidAt(index.row());
    m_table->choose(uuid);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("requests.rowMenu"));
    for (const Action action : domain::AllActions) {
        if (QAction *shared = requestActions()->action(action))
            menu->addAction(shared);
    }
    menu->addSeparator();
    menu->addAction(commands().find(QStringLiteral("list.mark")));
    menu->addAction(commands().find(QStringLiteral("list.markAll")));
    menu->addSeparator();
    const QPersistentModelIndex cell(index);
    const auto add = [this, menu](const char *id, const QString &text, auto run) {
        QAction *action = menu->addAction(icon(QStringLiteral("act-copy")), text);
        action->setObjectName(QLatin1String(id));
        connect(action, &QAction::triggered, this, run);
    };
    add("requests.copyCell", tr("Copy the cell"), [this, cell] {
        copyText(escapeForDisplay(cell.data(Qt::DisplayRole).toString()), tr("The cell is on the clipboard."));
    });
    add("requests.copyRow", tr("Copy the row"), [this, cell] { copyRow(cell); });
    menu->addAction(commands().find(QStringLiteral("requests.copyUuid")));
    add("requests.copyLink", tr("Copy the link"), [this, uuid] {
        domain::Address address;
        address.uuid = uuid;
        address.profile = session().profile().name;
        copyText(address.toLink(), tr("The link is on the clipboard."));
    });
    menu->addAction(handOverAction());
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void RequestsPage::connectHead()
{
    connect(m_offerings, &QPushButton::clicked, this, &RequestsPage::pickOffering);
    connect(m_times, &TimePicker::picked, m_query, &RequestsQuery::addLine);
    connect(m_table, &RequestsTable::sortingChosen, this, [this](RequestsTable::Sorting sorting) {
        m_table->forgetTop();
        m_query->setSorting(sorting);
        saveLater(m_table->settings());
    });
    connect(m_table, &RequestsTable::columnsChanged, this, [this] { saveLater(m_table->settings()); });
    connect(m_table, &RequestsTable::opened, this, &RequestsPage::enter);
    connect(m_table, &RequestsTable::currentUuidChanged, this, [this] {
        m_model.setRead(m_table->currentUuid());
        updateDetail();
    });
    connect(m_detail, &RequestDetail::causeClicked, this, [this] {
        const auto row = currentRow();
        if (row && workspace().causes)
            emit causeWanted(workspace().causes->triage.keyOf(*row));
    });
}

void RequestsPage::connectData()
{
    RequestFeed &feed = workspace().feed;
    m_actionsSoon.setSingleShot(true);
    m_actionsSoon.setInterval(ActionsMs);
    connect(&m_actionsSoon, &QTimer::timeout, this, [this] { updateActions(); });
    m_countTimeout.setSingleShot(true);
    m_countTimeout.setInterval(CountTimeoutMs);
    connect(&m_countTimeout, &QTimer::timeout, this, [this] { checkSettled(); });
    connect(m_query, &RequestsQuery::requeried, this, [this] {
        forgetSettled();
        m_countTimeout.start();
    });
    // What a Done request found has buttons of its own in the detail.
    const session::Session &may = workspace().connection.session;
    for (const auto changed :
         {&session::Session::lockChanged, &session::Session::connectionChanged, &session::Session::personChanged})
        connect(&may, changed, this, [this] { updateDetail(); });
    const auto reconsider = [this] {
        m_head->showNow();
        updateState();
        emit matchesChanged();
    };
    connect(&feed, &RequestFeed::phaseChanged, this, reconsider);
    connect(&feed, &RequestFeed::phaseChanged, this, [this, &feed] {
        if (feed.phase() != RequestFeed::Phase::Loading)
            m_model.catchUp();
    });
    connect(&feed, &RequestFeed::progressed, this, reconsider);
    connect(&feed, &RequestFeed::countsChanged, this, [this] { checkSettled(); });
    connect(&feed, &RequestFeed::answered, &session(), &session::Session::noteAnswer);
    connect(&feed, &RequestFeed::failed, &session(), &session::Session::noteFailure);
    connect(&m_model, &tables::RequestTableModel::matchCountChanged, this, [this, reconsider] {
        reconsider();
        emit titleCountsChanged();
    });
    const auto markLater = [this] {
        if (m_markWhenLoaded && workspace().feed.isComplete() && !m_model.isEvaluating() && !m_model.isCatchingUp()) {
            note().dismiss();
            markAllThatMatch();
        }
    };
    connect(&feed, &RequestFeed::phaseChanged, this, markLater, Qt::QueuedConnection);
    connect(&m_model, &tables::RequestTableModel::caughtUp, this, markLater, Qt::QueuedConnection);
    connect(&m_model, &tables::RequestTableModel::evaluated, this, markLater, Qt::QueuedConnection);
    connect(&m_model, &tables::RequestTableModel::evaluated, this, [this] { updateState(); });
    connect(&m_model, &tables::RequestTableModel::caughtUp, this, [this] { updateState(); });
    connect(&workspace().store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) {
                const auto row = currentRow();
                if (row && std::find(change.changed.begin(), change.changed.end(), *row) != change.changed.end())
                    updateDetail();
                else if ((!change.changed.empty() || !change.added.empty()) && !m_actionsSoon.isActive())
                    m_actionsSoon.start(); // another row of the offering may be open now
            });
    connect(&workspace().connection.elsewhere, &session::ChangesElsewhere::noted, this,
            [this](const domain::Uuid &row) {
                if (row == m_table->currentUuid())
                    updateDetail();
            });
    connect(&workspace().store, &tables::RequestStore::removed, this,
            [this](const std::vector<tables::RowIndex> &rows) {
                const auto row = currentRow();
                if (row && std::find(rows.begin(), rows.end(), *row) != rows.end())
                    updateDetail();
            });
}

void RequestsPage::start()
{
    m_started = true;
    m_model.setNow(clock().now);
    m_query->start(m_table->sorting());
    m_head->showNow();
    updateState();
}

void RequestsPage::openRequest(const domain::Uuid &uuid)
{
    if (!m_table->choose(uuid)) {
        setQueryLine(QStringLiteral("uuid:%1").arg(uuid.toString()));
        m_table->choose(uuid);
    }
    if (fold() == Fold::Tight) {
        buildDetail();
        openDetail();
    } else {
        m_table->setFocus();
    }
}

domain::Uuid RequestsPage::currentRequest() const
{
    return m_table->currentUuid();
}

qint64 RequestsPage::shownCount() const
{
    return m_model.matchCount();
}

std::optional<RequestsPage::Matches> RequestsPage::matches() const
{
    const RequestFeed &feed = workspace().feed;
    if (feed.phase() != RequestFeed::Phase::Ready || !(m_query->effective() == m_query->committed()))
        return std::nullopt;
    if (m_query->looksHere())
        return Matches{shownCount(), feed.isComplete()};
    return feed.total() < 0 ? std::nullopt : std::optional(Matches{feed.total(), true});
}

std::optional<tables::RowIndex> RequestsPage::currentRow() const
{
    return m_model.storeRow(m_table->currentIndex().row()); // also of one that is gone from the server
}

std::vector<tables::RowIndex> RequestsPage::shownRows() const
{
    std::vector<tables::RowIndex> rows;
    rows.reserve(static_cast<size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (const auto index = m_model.storeRow(row))
            rows.push_back(*index);
    }
    return rows;
}

QString RequestsPage::exportRemark() const
{
    if (workspace().feed.showsKept()) {
        const QString asOf = clock().minuteText(workspace().feed.lastSuccess());
        return tr(" These are the rows of %1, kept on this computer.").arg(asOf);
    }
    const qint64 left = workspace().feed.total() - workspace().feed.loaded();
    return left > 0 ? tr(" Not loaded, and not in it: %1 older.").arg(groupedNumber(left)) : QString();
}

domain::ApiCall RequestsPage::listCall() const
{
    domain::ApiCall call;
    call.filter = m_query->split().server;
    if (const auto whole = m_query->split().whole) {
        call.kind = domain::ApiCall::Kind::Retrieve;
        call.uuid = *whole;
    }
    return call;
}

bool RequestsPage::isSettled() const
{
    const auto counts = workspace().feed.stateCounts();
    const bool counted = std::all_of(counts.begin(), counts.end(), [](qint64 count) { return count >= 0; });
    return m_started && m_detailHas == DetailHas::Request && workspace().feed.phase() != RequestFeed::Phase::Loading &&
           !m_model.isEvaluating() && !m_model.isCatchingUp() &&
           (counted || state() == PageState::Failed || !m_countTimeout.isActive());
}

PageState RequestsPage::nextState() const
{
    const RequestFeed::Phase phase = workspace().feed.phase();
    if (m_model.rowCount() > 0)
        return PageState::Ready;
    if (m_model.isEvaluating() || m_model.isCatchingUp())
        return state();
    // What is kept is here, and the filter leaves none of it.
    if (phase == RequestFeed::Phase::Failed)
        return workspace().feed.loaded() > 0 && !asOfText().isEmpty() ? PageState::Empty : PageState::Failed;
    if (!m_started || phase == RequestFeed::Phase::Loading)
        return PageState::Loading;
    return phase == RequestFeed::Phase::Idle ? PageState::Failed // cancelled before anything came
                                             : PageState::Empty;
}

QString RequestsPage::loadingWords() const
{
    return tr("Reading %1").arg(session().profile().name);
}

std::pair<qint64, qint64> RequestsPage::progress() const
{
    return {workspace().feed.loaded(), qMax<qint64>(0, workspace().feed.total())};
}

StateText RequestsPage::stateText(PageState state)
{
    return state == PageState::Failed ? failedText() : emptyText();
}

StateText RequestsPage::failedText()
{
    RequestFeed &feed = workspace().feed;
    if (feed.error() && feed.error()->kind == api::ApiError::Kind::Auth)
        return unreadText();
    if (const auto &error = feed.error())
        return {QStringLiteral("offline"),
                Shade::Erred,
                tr("Nothing could be read"),
                {error->sentence},
                {{tr("Retry"), [&feed] {
                      feed.retry();
                  }}}};
    return {QStringLiteral("offline"),
            Shade::Erred,
            tr("Reading was cancelled"),
            {tr("Nothing had come yet.")},
            {{tr("Read again"), [this] {
                  m_query->refresh();
              }}}};
}

StateText RequestsPage::emptyText()
{
    const RequestFeed &feed = workspace().feed;
    EmptyCase why;
    why.query = m_query->effective();
    why.places = m_query->split().places;
    why.person = session().hasPerson() ? &session().person() : nullptr;
    why.loaded = feed.loaded();
    why.total = feed.total();
    why.complete = feed.isComplete();
    why.impossible = m_query->split().impossible;
    why.whole = m_query->split().whole.has_value();
    why.server = session().profile().name;
    why.asOf = asOfText();
    if (workspace().stuck && m_query->asksForStuck())
        why.stuck = emptyStuckCaseOf(*workspace().stuck, why.server);
    return textOf(emptyResult(why));
}

void RequestsPage::remedy(const EmptyResult::Way &way)
{
    using Remedy = EmptyResult::Remedy;
    if (way.remedy == Remedy::LoadAll)
        workspace().feed.loadAll();
    else if (way.remedy == Remedy::DropTerm)
        dropTerm(way.term);
    else if (way.remedy == Remedy::AllStates)
        m_query->setStates({});
    else if (way.remedy == Remedy::ClearAll)
        setQueryLine({});
}

/// A term of what is effective now: committed ones come first, the rest is being typed.
void RequestsPage::dropTerm(size_t term)
{
    const domain::Query rest = m_query->effective().without(term);
    queryRow()->clearText();
    m_query->setCommitted(rest);
}

void RequestsPage::queryChanged()
{
    m_head->showNow();
    updateState();
    emit lineChanged();
}

void RequestsPage::foldChanged()
{
    m_table->setFold(fold());
    m_head->setFold(fold());
}

void RequestsPage::zoneChanged()
{
    m_model.setZone(clock().zone);
    m_times->setZone(clock().zone, clock().zoneName());
    m_query->followZone();
}

void RequestsPage::tick()
{
    m_model.setNow(clock().now);
    m_head->showNow(); // "the rows of 23:58" are those of yesterday after midnight
    updateDetail();
}

void RequestsPage::refresh()
{
    showNew();
    m_query->refresh();
    if (workspace().stuck)
        workspace().stuck->refresh();
    if (const auto request = ListDetailPage::currentRequest(); request && workspace().found)
        workspace().found->refresh(*request);
    if (workspace().live)
        workspace().live->pollNow();
}

void RequestsPage::cancel()
{
    if (std::exchange(m_markWhenLoaded, false)) {
        workspace().feed.cancel();
        return;
    }
    if (!m_marks->clear())
        workspace().feed.cancel();
}

void RequestsPage::step(int rows)
{
    m_table->step(rows);
}

void RequestsPage::enter()
{
    const domain::Uuid row = m_table->currentUuid();
    // Enter again sends what was just armed (design, Armed).
    if (!row.isNil() && !workspace().connection.pending.sendNow(row)) {
        buildDetail();
        openDetail();
    }
}

void RequestsPage::updateDetail()
{
    if (m_detailHas != DetailHas::Request)
        return;
    const auto request = ListDetailPage::currentRequest();
    showCause();
    // An age beside the list is the one that stands in the row.
    const Clock shown{m_model.now(), clock().zone};
    const session::AskedAgain *asked = workspace().live ? &workspace().live->asked() : nullptr;
    m_detail->setChain(asked && request ? asked->previous(request->uuid) : domain::Uuid(),
                       asked && request ? asked->next(request->uuid) : domain::Uuid());
    const auto elsewhere = request ? workspace().connection.elsewhere.find(request->uuid) : std::nullopt;
    m_detail->setElsewhere(elsewhere && elsewhere->to == request->state ? elsewhereText(*elsewhere, shown) : QString());
    const auto row = currentRow();
    m_detail->setGone(row && workspace().store.isGone(*row));
    m_detail->setStuck(request ? stuckShownOf(workspace(), request->uuid, shown) : std::nullopt);
    m_detail->setFound(request ? foundShownOf(workspace(), *request) : std::nullopt);
    m_detail->setRequest(request, shown, request ? customerOf(request->offering) : QString());
    updateActions();
}

void RequestsPage::showCause()
{
    m_detail->setCause({}, {});
    const auto row = currentRow();
    if (!row || !workspace().causes || workspace().store.row(*row).state != State::Erred)
        return;
    const workflows::Triage &triage = workspace().causes->triage;
    const QByteArray key = triage.keyOf(*row);
    if (const tables::CauseGroup *group = key.isEmpty() ? nullptr : triage.group(key))
        m_detail->setCause(tr("1 of %n with this cause", nullptr, static_cast<int>(group->count)), causeWords(*group));
}

void RequestsPage::updateActions()
{
    m_detail->setPending(workspace().connection.pending.pendingText(m_table->currentUuid()));
    ListDetailPage::updateActions();
}

RequestActions::Situation RequestsPage::situation() const
{
    RequestActions::Situation situation = ListDetailPage::situation();
    m_marks->addTo(situation);
    return situation;
}

void RequestsPage::act(Action action)
{
    if (m_marks->isMeant(action)) {
        emit planWanted(action, m_marks->requests(shownRows()));
        return;
    }
    ListDetailPage::act(action);
}

void RequestsPage::aboutToWrite(const domain::Uuid &row)
{
    m_model.keepVisible(row);
}

void RequestsPage::pendingChanged(const domain::Uuid &row)
{
    m_model.setPending(row, workspace().connection.pending.pendingText(row));
}

void RequestsPage::writeReported(const TransitionRunner::Job &job, const TransitionRunner::Report &report)
{
    const bool creates = job.action == Action::AskAgain || job.action == Action::AskAgainAnyway;
    if (report.after && creates)
        workspace().feed.noteCreated(*report.after);
}

void RequestsPage::pickOffering()
{
    auto *picker = new OfferingPicker(session(), workspace().store, this);
    connect(picker, &OfferingPicker::picked, m_query, &RequestsQuery::addLine);
    picker->popupUnder(m_offerings);
}

} // namespace waldesk::ui

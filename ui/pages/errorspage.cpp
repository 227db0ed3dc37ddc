// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "models/session/querycontext.h"
#include "models/tables/rowset.h"
#include "ui/base/look.h"
#include "ui/delegates/causerowdelegate.h"
#include "ui/pages/errorshead.h"
#include "ui/pages/pagequery.h"
#include "ui/pages/querychips.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causecommands.h"
#include "ui/panels/causedetail.h"
#include "ui/panels/causerows.h"
#include "ui/panels/comparedialog.h"
#include "ui/widgets/actionbar.h"

#include <QAction>
#include <QBoxLayout>
#include <QListView>
#include <QMouseEvent>

#include <algorithm>
#include <limits>

namespace waldesk::ui
{

using domain::Action;
using session::CauseActions;
using workflows::Triage;
using workflows::TriageFeed;
using Group = Commands::Group;

namespace
{

constexpr size_t SamplesAhead = 1'000; // errors of a cause that are put in order beyond the one that is read

/// Letters are commands here, not a search for rows that begin with them.
class CauseView : public QListView
{
public:
    using QListView::QListView;
    void keyboardSearch(const QString &) override {}
};

} // namespace

ErrorsPage::ErrorsPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : ListDetailPage(workspace, commands, {QStringLiteral("errors"), 0.51, 0.45, true, true, {Action::AskAgain}},
                     parent),
      m_causes(*workspace.causes), m_triage(workspace.causes->triage), m_query(new PageQuery(this)),
      m_rows(new CauseRows(m_triage.model(), this))
{
    m_head = new ErrorsHead(m_causes, workspace.settingsFile, this);
    aboveQuery()->addWidget(m_head);
    m_view = buildView();
    m_detail = new CauseDetail(this);
    m_triage.setZone(clock().zone);
    setParts(*m_query, m_view, m_detail);
    buildCommands();
    buildBar();
    connectData();
    connectDetail();
}

ErrorsPage::~ErrorsPage() = default;

QListView *ErrorsPage::buildView()
{
    auto *view = new CauseView(this);
    view->setObjectName(QStringLiteral("errors.list"));
    view->setAccessibleName(tr("Causes"));
    view->setFrameShape(QFrame::NoFrame);
    // Before the view is told: it makes a neighbour of what is removed its current row, which nobody has chosen.
    connect(m_rows, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_removing = true; });
    connect(m_rows, &QAbstractItemModel::rowsRemoved, this, [this] { m_removing = false; });
    view->setModel(m_rows);
    m_delegate = new CauseRowDelegate(view);
    view->setItemDelegate(m_delegate);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setResizeMode(QListView::Adjust);
    view->setMouseTracking(true);
    view->setTextElideMode(Qt::ElideRight);
    view->viewport()->installEventFilter(this);
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ErrorsPage::currentChanged);
    for (const auto before : {&QAbstractItemModel::rowsAboutToBeInserted, &QAbstractItemModel::rowsAboutToBeRemoved})
        connect(m_rows, before, this, [this] { m_place.take(*m_view); });
    for (const auto after : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(
            m_rows, after, this, [this] { m_place.putBack(*m_view); }, Qt::QueuedConnection);
    return view;
}

void ErrorsPage::buildCommands()
{
    addCommand("errors.nextSample", Group::Move, tr("Next error of this cause"), {Qt::Key_BracketRight}, "",
               [this] { stepSample(1); });
    addCommand("errors.previousSample", Group::Move, tr("Previous error of this cause"), {Qt::Key_BracketLeft}, "",
               [this] { stepSample(-1); });
    addCommand("errors.why", Group::Read, tr("Why one group?"), {Qt::Key_W}, "", [this] { toggleAbout(); });
    m_open = addCommand("errors.requests", Group::Go, tr("Open its requests"), {Qt::Key_O}, "nav-requests",
                        [this] { openRequests(); });
    m_compare = addCommand("errors.compare", Group::Read, tr("Compare"), {}, "act-plan", [this] { openCompare(); });
    m_compare->setPriority(QAction::LowPriority);
    addCommand("errors.mark", Group::Act, tr("Mark the cause for an action on several"), {Qt::Key_X}, "act-done",
               [this] { toggleMark(); });
    m_askAll = addCommand("errors.askAll", Group::Act, tr("Ask its offerings again\u2026"),
                          {QKeySequence(Qt::SHIFT | Qt::Key_R)}, "act-ask-again", [this] { planAskAgain(); });
    m_closeOpen = addCommand("errors.closeOpen", Group::Act, tr("Close the open requests of its offerings\u2026"),
                             {QKeySequence(Qt::SHIFT | Qt::Key_E)}, "act-erred", [this] { planClose(); });
    addCommand("errors.showNew", Group::Move, tr("Show new causes"), {Qt::Key_Period}, "", [this] { showNew(); });
    // Their texts name numbers of the cause in front; the Keys sheet names what they are for.
    commands().setKeyWords(QStringLiteral("errors.mark"), tr("Mark the cause"));
    commands().setKeyWords(QStringLiteral("errors.askAll"), tr("Ask its offerings again"));
    commands().setKeyWords(QStringLiteral("errors.closeOpen"), tr("Close its open requests"));
    m_commands = new CauseCommands(m_causes, workspace().store, commands(), this);
    connect(m_commands, &CauseCommands::noteWanted, this, &ErrorsPage::editNote);
    connect(m_commands, &CauseCommands::muting, this, [this](const QList<QByteArray> &keys) {
        m_mutedHere = {keys.begin(), keys.end()};
    });
    // Space presses buttons everywhere else.
    QAction *foldSection = commands().add(QStringLiteral("errors.fold"), Group::Read, tr("Fold or unfold the section"),
                                          {Qt::Key_Space}, {}, m_view, Qt::WidgetShortcut);
    commands().setKeyWords(QStringLiteral("errors.fold"), tr("Fold a section"));
    connect(foldSection, &QAction::triggered, this, &ErrorsPage::toggleFold);
}

void ErrorsPage::buildBar()
{
    ActionBar *bar = m_detail->actionBar();
    bar->setActions({handOverAction(), m_open, m_commands->acknowledge(), m_commands->mute(), m_compare},
                    {requestActions()->action(Action::AskAgain)});
    bar->setPrimary(handOverAction());
    bar->setMenuActions({m_askAll, m_closeOpen, m_commands->note(), m_commands->rename(),
                         copyAsAction({Action::AskAgain}), m_commands->rules()});
}

void ErrorsPage::connectData()
{
    TriageFeed &feed = m_causes.feed;
    const auto reconsider = [this] {
        updateHead();
        updateState();
    };
    connect(&m_triage, &Triage::groupsChanged, this, &ErrorsPage::groupsChanged);
    connect(&m_triage.model(), &tables::CauseListModel::heldChanged, this, [this] {
        updateHead();
        updateNews();
    });
    connect(m_head, &ErrorsHead::newWanted, this, &ErrorsPage::showNew);
    updateNews();
    connect(this, &ErrorsPage::settled, this, [this] { m_chose = m_chose || m_rows->rowCount() > 0; });
    connect(&m_triage, &Triage::factsChanged, this, [this, reconsider] {
        reconsider();
        emit countsChanged();
    });
    connect(&m_triage, &Triage::workingChanged, this, reconsider);
    connect(&feed, &TriageFeed::phaseChanged, this, reconsider);
    connect(&feed, &TriageFeed::progressed, this, reconsider);
    connect(&m_causes.index, &workflows::ErrorClassifier::settled, this, reconsider);
    connect(m_head, &ErrorsHead::rulesWanted, m_commands->rules(), &QAction::trigger);
    connect(m_head, &ErrorsHead::cancelWanted, this, &ErrorsPage::cancel);
    const session::RequestsFromHere &own = workspace().connection.own;
    const auto tellOwn = [this, &own] {
        m_triage.setRowFacts([&own](const domain::Uuid &uuid) { return domain::RowFacts{.mine = own.contains(uuid)}; });
    };
    connect(&own, &session::RequestsFromHere::changed, this, tellOwn);
    tellOwn();
}

void ErrorsPage::connectDetail()
{
    CauseActions &actions = m_causes.actions;
    connect(m_detail, &CauseDetail::aboutWanted, this, &ErrorsPage::toggleAbout);
    connect(m_detail, &CauseDetail::stepWanted, this, &ErrorsPage::stepSample);
    connect(m_detail, &CauseDetail::requestWanted, this, &ErrorsPage::requestWanted);
    connect(m_detail->about(), &CauseAbout::noteChanged, this,
            [this, &actions](const QByteArray &key, const QString &note, const QString &shown) {
                actions.setNote(key, note, shown);
                if (key == m_key)
                    updateDetail();
            });
    connect(m_detail->about(), &CauseAbout::mergeWanted, &actions, &CauseActions::merge);
    connect(m_detail->about(), &CauseAbout::unmergeWanted, &actions, &CauseActions::split);
}

void ErrorsPage::start()
{
    m_started = true;
    updateHead();
    updateState();
}

QString ErrorsPage::loadingWords() const
{
    return tr("Reading what failed on %1").arg(session().server().name);
}

std::pair<qint64, qint64> ErrorsPage::progress() const
{
    return {m_causes.feed.loaded(), qMax<qint64>(0, m_causes.feed.total())};
}

bool ErrorsPage::isSettled() const
{
    const TriageFeed::Phase phase = m_causes.feed.phase();
    return m_started && (phase == TriageFeed::Phase::Ready || phase == TriageFeed::Phase::Failed) &&
           !m_triage.isWorking() && m_causes.index.isSettled();
}

qint64 ErrorsPage::unreadCount() const
{
    return m_triage.facts().unreadCauses;
}

PageState ErrorsPage::nextState() const
{
    const TriageFeed &feed = m_causes.feed;
    const bool busy =
        !m_started || feed.phase() == TriageFeed::Phase::Loading || m_triage.isWorking() || !m_causes.index.isSettled();
    if (m_rows->rowCount() > 0)
        return PageState::Ready;
    if (feed.phase() == TriageFeed::Phase::Failed)
        return PageState::Failed;
    if (busy && !isAwaited())
        return state() == PageState::Empty && feed.isComplete() ? PageState::Empty : PageState::Loading;
    return PageState::Empty;
}

/// All that an earlier window kept is here, and this one has not heard of the server: one that hangs may take long to
/// be given up, and what is known can be read.
bool ErrorsPage::isAwaited() const
{
    const TriageFeed &feed = m_causes.feed;
    return m_started && feed.phase() == TriageFeed::Phase::Loading && !asOfText().isEmpty() &&
           m_triage.facts().grouped > 0 && !m_triage.isWorking() && m_causes.index.isSettled();
}

StateText ErrorsPage::stateText(PageState state)
{
    if (state == PageState::Failed && m_causes.feed.error() && m_causes.feed.error()->kind == api::ApiError::Kind::Auth)
        return unreadText();
    const Triage::Facts &facts = m_triage.facts();
    if (state == PageState::Failed) {
        StateText failed{QStringLiteral("offline"),
                         Shade::Erred,
                         tr("The errors could not be read"),
                         {m_causes.feed.error() ? m_causes.feed.error()->sentence : QString()},
                         {{tr("Retry now"), [this] {
                               m_causes.feed.retry();
                           }}}};
        if (facts.grouped > 0) {
            failed.paragraphs << earlierErrors(facts.grouped);
            failed.ways.emplace_back(allDaysTitle(), [this] { m_triage.setRange(Triage::Range::All); });
        }
        return failed;
    }
    const tables::RequestStore &store = workspace().store;
    EmptyErrorsCase why;
    why.filtered = !m_query->isEmpty();
    why.nothingLoaded = store.size() == 0;
    if (isAwaited()) {
        why.awaited = session().server().name;
        why.asOf = asOfText();
    }
    why.person = session().hasPerson() ? &session().person() : nullptr;
    why.since = facts.since.microseconds > 0 ? dayText(facts.since, clock()) : QString();
    store.rowsOf(domain::State::Done).forEach([&](tables::RowIndex row) {
        why.done += store.row(row).finished >= facts.since.microseconds ? 1 : 0;
    });
    why.muted = facts.mutedCauses;
    why.grouped = facts.grouped;
    why.unread = facts.unreadCauses;
    why.errorsWithoutFilter = facts.errorsWithoutQuery;
    return textOf(emptyResult(why));
}

void ErrorsPage::remedy(const EmptyResult::Way &way)
{
    using Remedy = EmptyResult::Remedy;
    if (way.remedy == Remedy::ClearAll)
        setQueryLine({});
    else if (way.remedy == Remedy::AllPeriods)
        m_triage.setRange(Triage::Range::All);
    else if (way.remedy == Remedy::OpenCauses)
        m_triage.setRange(Triage::Range::All);
    else if (way.remedy == Remedy::ShowRequests)
        emit requestsWanted({});
}

void ErrorsPage::queryChanged()
{
    m_triage.setQuery(m_query->effective().split(
        session::queryContextOf(session(), workspace().connection.clock, m_causes.feed.now())));
}

void ErrorsPage::foldChanged()
{
    m_delegate->setCompact(fold() != Fold::Wide);
    m_detail->setFold(fold());
    updateHead();
}

void ErrorsPage::zoneChanged()
{
    m_triage.setZone(clock().zone);
    m_rows->setClock(clock());
    if (!m_query->isEmpty())
        queryChanged(); // a typed time is one of the zone
    updateHead();
}

void ErrorsPage::tick()
{
    m_triage.setNow(m_causes.feed.now());
    m_rows->setClock(clock());
    updateDetail();
}

void ErrorsPage::refresh()
{
    queryChanged(); // relative times move with the clock
    m_causes.feed.refresh();
    if (workspace().live)
        workspace().live->pollNow();
    updateHead();
}

/// On a heading: all causes of its section.
void ErrorsPage::toggleMark()
{
    const tables::CauseListModel &model = m_triage.model();
    const int at = m_view->currentIndex().row();
    const auto section = model.sectionAt(at);
    if (section && section->folded) {
        say(tr("Unfold the section to mark its causes."));
        return;
    }
    QSet<QByteArray> keys;
    for (int row = at + 1; section && row < model.rowCount() && !model.sectionAt(row); ++row) {
        if (const tables::CauseGroup *group = model.groupAt(row))
            keys.insert(group->key);
    }
    if (!section && !m_key.isEmpty())
        keys.insert(m_key);
    if (keys.isEmpty())
        return;
    if (m_marks.contains(keys))
        m_marks.subtract(keys);
    else
        m_marks.unite(keys);
    marksChanged();
}

void ErrorsPage::marksChanged()
{
    m_rows->setMarks(m_marks);
    updateActions();
}

std::vector<const tables::CauseGroup *> ErrorsPage::targets() const
{
    std::vector<const tables::CauseGroup *> groups;
    for (const QByteArray &key : m_marks) {
        if (const tables::CauseGroup *group = m_triage.group(key))
            groups.push_back(group);
    }
    if (m_marks.isEmpty() && currentGroup())
        groups.push_back(currentGroup());
    return groups;
}

QSet<domain::Uuid> ErrorsPage::offeringsOf(const std::vector<const tables::CauseGroup *> &groups) const
{
    QSet<domain::Uuid> offerings;
    for (const tables::CauseGroup *group : groups) {
        for (const tables::OfferingShare &share : group->offerings)
            offerings.insert(share.uuid);
    }
    return offerings;
}

std::vector<domain::Request> ErrorsPage::openRequestsOf(const QSet<domain::Uuid> &offerings) const
{
    const tables::RequestStore &store = workspace().store;
    std::vector<domain::Request> rows;
    store.openRows().forEach([&](tables::RowIndex row) {
        if (offerings.contains(store.offering(store.row(row).offering).uuid))
            rows.push_back(store.request(row));
    });
    return rows;
}

int ErrorsPage::countOpen(const QSet<domain::Uuid> &offerings) const
{
    qint64 count = 0;
    for (const domain::Uuid &offering : offerings)
        count += workspace().store.openCount(offering);
    return int(count);
}

/// An offering is asked once, whatever the number of its errors.
void ErrorsPage::planAskAgain()
{
    const tables::RequestStore &store = workspace().store;
    QSet<domain::Uuid> left = offeringsOf(targets());
    std::vector<domain::Request> rows;
    for (const tables::CauseGroup *group : targets()) {
        for (const tables::RowIndex row : m_triage.samples(group->key)) {
            if (left.remove(store.offering(store.row(row).offering).uuid))
                rows.push_back(store.request(row));
        }
    }
    emit planWanted(Action::AskAgain, std::move(rows));
}

void ErrorsPage::planClose()
{
    emit planWanted(Action::SetErred, openRequestsOf(offeringsOf(targets())));
}

void ErrorsPage::cancel()
{
    if (!m_marks.isEmpty()) {
        m_marks.clear();
        marksChanged();
        return;
    }
    m_causes.feed.cancel();
}

void ErrorsPage::updateHead()
{
    m_head->showNow(m_started, fold() == Fold::Wide);
}

void ErrorsPage::groupsChanged()
{
    updateState();
    m_moving = true;
    // What came first need not be what stands first when all is read.
    if (!m_chose && !m_detail->isAncestorOf(window()->focusWidget()))
        m_key.clear();
    const int row = m_key.isEmpty() ? -1 : m_triage.model().rowOf(m_key);
    if (row >= 0) {
        if (m_view->currentIndex().row() != row)
            m_view->setCurrentIndex(m_rows->index(row, 0));
    } else if (isReadStill()) {
        // Folded away, or muted by another window: what is read stays, and the list stands at a heading.
        int at = m_view->currentIndex().row();
        while (at > 0 && m_triage.model().groupAt(at))
            --at;
        if (at >= 0)
            m_view->setCurrentIndex(m_rows->index(at, 0));
    } else {
        // The one that was read left: its neighbour, which the view stands at. Nothing was read yet: the first, as it
        // is the newest.
        const int from = m_key.isEmpty() ? 0 : std::max(0, m_view->currentIndex().row());
        m_key.clear();
        const int rows = m_rows->rowCount();
        for (int step = 0; step < rows && m_key.isEmpty(); ++step) {
            const int at = (from + step) % rows;
            if (const tables::CauseGroup *group = m_triage.model().groupAt(at)) {
                m_key = group->key;
                m_sample = 0;
                m_view->setCurrentIndex(m_rows->index(at, 0));
            }
        }
    }
    m_moving = false;
    updateHead();
    updateDetail();
    updateAbout();
    checkSettled();
}

bool ErrorsPage::isReadStill() const
{
    if (m_key.isEmpty())
        return false;
    if (m_triage.model().find(m_key))
        return true;
    const tables::CauseGroup *group = m_triage.group(m_key);
    return group && group->muted && !m_mutedHere.contains(m_key);
}

/// What came by itself moves nothing until somebody wants to see it.
void ErrorsPage::showNew()
{
    tables::CauseListModel &model = m_triage.model();
    if (model.heldCount() + model.movedCount() == 0)
        return;
    const bool isNew = model.heldCount() > 0;
    m_moving = true;
    model.showHeld();
    m_moving = false;
    groupsChanged();
    if (isNew)
        m_view->scrollToTop();
}

void ErrorsPage::updateNews()
{
    const tables::CauseListModel &model = m_triage.model();
    if (QAction *show = commands().find(QStringLiteral("errors.showNew")))
        Commands::setReason(show, model.heldCount() + model.movedCount() > 0 ? QString() : tr("No new causes wait."));
}

void ErrorsPage::currentChanged(const QModelIndex &index)
{
    if (m_moving || m_removing || !index.isValid())
        return;
    const tables::CauseGroup *group = m_triage.model().groupAt(index.row());
    if (!group || group->key == m_key)
        return;
    m_detail->about()->keepNote();
    m_chose = true;
    m_key = group->key;
    m_sample = 0;
    m_samples.clear();
    m_triage.markRead(m_key);
    updateDetail();
    updateAbout();
}

void ErrorsPage::chooseKey(const QByteArray &key)
{
    const int row = m_triage.model().rowOf(key);
    if (row >= 0)
        m_view->setCurrentIndex(m_rows->index(row, 0));
}

void ErrorsPage::openCause(const QByteArray &key)
{
    m_chose = true;
    const tables::CauseGroup *group = m_triage.model().find(key);
    if (!group) {
        setQueryLine({});
        m_triage.setRange(Triage::Range::All);
        m_key = key;
        m_sample = 0;
        return;
    }
    m_triage.model().setFolded(group->kind, false);
    chooseKey(key);
    if (fold() == Fold::Tight)
        enter();
    else
        m_view->setFocus();
}

const tables::CauseGroup *ErrorsPage::currentGroup() const
{
    return m_key.isEmpty() ? nullptr : m_triage.group(m_key);
}

std::optional<tables::RowIndex> ErrorsPage::currentRow() const
{
    return m_sample < m_samples.size() ? std::optional(m_samples[m_sample]) : std::nullopt;
}

std::vector<tables::RowIndex> ErrorsPage::shownRows() const
{
    std::vector<tables::RowIndex> rows;
    for (int at = 0; at < m_rows->rowCount(); ++at) {
        if (const tables::CauseGroup *group = m_triage.model().groupAt(at)) {
            const auto samples = m_triage.samples(group->key, std::numeric_limits<int>::max());
            rows.insert(rows.end(), samples.begin(), samples.end());
        }
    }
    return rows;
}

void ErrorsPage::updateDetail()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group) {
        m_samples.clear();
        m_detail->setContent(std::nullopt);
        updateActions();
        return;
    }
    const std::optional<tables::RowIndex> read = currentRow();
    m_samples = m_triage.samples(m_key, static_cast<int>(m_sample + SamplesAhead));
    // The error that is read stays, whatever came before it meanwhile; the newest is only where one begins.
    if (read && m_sample > 0) {
        const auto at = std::find(m_samples.begin(), m_samples.end(), *read);
        m_sample = at == m_samples.end() ? 0 : static_cast<size_t>(at - m_samples.begin());
    }
    CauseDetail::Content content;
    content.group = *group;
    content.clock = clock();
    content.note = m_triage.note(m_key);
    content.customerOf = [this](const domain::Uuid &offering) {
        return customerOf(offering);
    };
    if (const auto sample = currentRequest())
        content.sample = CauseDetail::Sample{*sample, static_cast<int>(m_sample) + 1, sampleCount()};
    m_detail->setContent(content);
    updateActions();
}

/// All errors of the cause, also those that stand further down than was looked for.
int ErrorsPage::sampleCount() const
{
    const tables::CauseGroup *group = currentGroup();
    return m_samples.size() < m_sample + SamplesAhead || !group ? static_cast<int>(m_samples.size())
                                                                : static_cast<int>(group->count);
}

void ErrorsPage::updateAbout()
{
    if (m_detail->isAboutShown() && currentGroup())
        m_detail->about()->setContent(CauseAbout::contentOf(m_causes, m_key));
}

/// What is on, and why the rest is off.
void ErrorsPage::updateActions()
{
    if (!isFront())
        return;
    ListDetailPage::updateActions();
    const tables::CauseGroup *group = currentGroup();
    const QString none = group ? QString() : tr("No cause is chosen.");
    for (QAction *action : {m_open, m_compare})
        Commands::setReason(action, none);
    const auto chosen = targets();
    QList<QByteArray> marked;
    for (const tables::CauseGroup *each : chosen) {
        if (m_marks.contains(each->key))
            marked += each->key;
    }
    m_commands->setCause(m_key, marked);
    const QSet<domain::Uuid> offerings = offeringsOf(chosen);
    const int open = countOpen(offerings);
    const auto count = static_cast<int>(offerings.size());
    m_askAll->setText(count == 1 ? tr("Ask 1 offering again\u2026")
                                 : tr("Ask %1 offerings again\u2026").arg(groupedNumber(count)));
    m_closeOpen->setText(open == 1 ? tr("Close 1 open request of its offerings\u2026")
                                   : tr("Close %1 open requests of its offerings\u2026").arg(groupedNumber(open)));
    // What forbids all of it; the plan tells the rest for each row.
    domain::Capabilities may = session().capabilities({}, false);
    may.manages = true;
    const auto off = [&may](Action action, domain::State state) {
        return domain::reasonText(domain::permission(action, state, may), state);
    };
    Commands::setReason(m_askAll, chosen.empty() ? none : off(Action::AskAgain, domain::State::Erred));
    Commands::setReason(m_closeOpen, chosen.empty() ? none
                                     : open == 0    ? tr("No request of its offerings is open, as far as is loaded.")
                                                    : off(Action::SetErred, domain::State::Sent));
    QString line = requestActions()->reasonLine();
    if (!m_marks.isEmpty())
        line = tr("%n cause(s) marked. Esc in the list drops the marks.", nullptr, static_cast<int>(m_marks.size()));
    if (group) {
        m_open->setText(tr("Open %n request(s)", nullptr, static_cast<int>(group->count)));
        if (m_samples.size() < 2)
            Commands::setReason(m_compare, tr("There is only one error of this cause."));
        if (!currentRow())
            Commands::setReason(requestActions()->action(Action::AskAgain),
                                tr("None of its errors passes the filter."));
    }
    if (group && fold() == Fold::Wide)
        line = tr("Hand over copies redacted Markdown (Ctrl+Shift+C).") +
               (line.isEmpty() ? QString() : QStringLiteral("   ") + line);
    m_detail->setReason(line);
}

void ErrorsPage::step(int by)
{
    const int rows = m_rows->rowCount();
    for (int row = m_view->currentIndex().row() + by; row >= 0 && row < rows; row += by) {
        if (m_triage.model().groupAt(row)) {
            m_view->setCurrentIndex(m_rows->index(row, 0));
            m_view->scrollTo(m_rows->index(row, 0));
            return;
        }
    }
}

void ErrorsPage::stepSample(int by)
{
    const auto next = static_cast<qint64>(m_sample) + by;
    if (next < 0 || next >= sampleCount())
        return;
    m_sample = static_cast<size_t>(next);
    updateDetail();
}

void ErrorsPage::toggleFold()
{
    tables::CauseListModel &model = m_triage.model();
    int row = m_view->currentIndex().row();
    while (row >= 0 && !model.sectionAt(row))
        --row;
    const auto section = model.sectionAt(row);
    if (!section)
        return;
    m_moving = true;
    m_chose = true;
    m_view->setCurrentIndex(m_rows->index(row, 0));
    model.setFolded(section->kind, !section->folded);
    m_moving = false;
}

void ErrorsPage::enter()
{
    if (!m_triage.model().groupAt(m_view->currentIndex().row())) {
        toggleFold();
        return;
    }
    m_detail->showAbout(false);
    m_triage.markRead(m_key);
    openDetail();
}

void ErrorsPage::leaveDetail()
{
    if (m_detail->isAboutShown()) {
        m_detail->showAbout(false);
        m_detail->focusContent();
        return;
    }
    ListDetailPage::leaveDetail();
}

void ErrorsPage::toggleAbout()
{
    if (!currentGroup())
        return;
    m_detail->showAbout(!m_detail->isAboutShown());
    updateAbout();
    openDetail();
}

void ErrorsPage::editNote()
{
    if (!currentGroup())
        return;
    if (!m_detail->isAboutShown())
        toggleAbout();
    m_detail->about()->focusNote();
}

/// The requests of the cause, and no others: of the period, and under the filter.
void ErrorsPage::openRequests()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group)
        return;
    QString line = m_triage.requestsQuery(group->key);
    const domain::Query filter = m_query->effective();
    for (const domain::QueryTerm &term : filter.terms()) {
        if (term.key != domain::QueryKey::State)
            line += QLatin1Char(' ') + termText(term);
    }
    emit requestsWanted(line);
}

/// With the next error of the cause, which is the older one.
void ErrorsPage::openCompare()
{
    const auto read = currentRequest();
    if (!read || m_samples.size() < 2)
        return;
    const size_t other = m_sample + 1 < m_samples.size() ? m_sample + 1 : m_sample - 1;
    openCompareDialog(*read, workspace().store.request(m_samples[other]), clock(), this);
}

domain::ApiCall ErrorsPage::listCall() const
{
    domain::ApiCall call;
    call.filter.states = {domain::State::Erred};
    call.filter.finishedFrom = m_causes.feed.now() - domain::Duration::seconds(qint64(TriageFeed::LoadedDays) * 86'400);
    if (const auto since = m_triage.facts().since; since.microseconds > 0)
        call.filter.finishedFrom = since;
    return call;
}

bool ErrorsPage::eventFilter(QObject *watched, QEvent *event)
{
    // A click on a section folds it, as Space does.
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const QModelIndex index = m_view->indexAt(static_cast<QMouseEvent *>(event)->pos());
        if (const auto section = m_triage.model().sectionAt(index.row()); index.isValid() && section)
            m_triage.model().setFolded(section->kind, !section->folded);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace waldesk::ui

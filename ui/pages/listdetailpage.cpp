// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/listdetailpage.h"

#include "ui/pages/pagequery.h"
#include "ui/pages/querychips.h"
#include "ui/pages/queryrow.h"
#include "ui/panels/detailpanel.h"
#include "ui/panels/handovernote.h"
#include "ui/panels/letterkeys.h"
#include "ui/panels/listfoot.h"
#include "ui/panels/notebar.h"
#include "ui/panels/requestexport.h"
#include "ui/panels/seterreddialog.h"

#include <QAbstractItemView>
#include <QAction>
#include <QBoxLayout>
#include <QFocusEvent>
#include <QMenu>
#include <QPainter>
#include <QSettings>
#include <QSplitter>

namespace waldesk::ui
{

using domain::Action;
using session::PendingTransitions;
using workflows::TransitionRunner;
using Group = Commands::Group;

namespace
{

constexpr int ClockMs = 5000;
constexpr int SaveMs = 1000;

QBoxLayout *addRow(QBoxLayout *column, QBoxLayout *row)
{
    row->setContentsMargins({});
    row->setSpacing(0);
    column->addLayout(row);
    return row;
}

/// The newest request of the same offering that was created after this one, as far as is loaded.
std::optional<domain::Request> newerOf(const tables::RequestStore &store, const domain::Request &request)
{
    const auto own = store.find(request.uuid);
    if (!own)
        return std::nullopt;
    const tables::OfferingId offering = store.row(*own).offering;
    std::optional<tables::RowIndex> newest;
    for (tables::RowIndex index = 0; index < store.size(); ++index) {
        const tables::PackedRow &row = store.row(index);
        if (!store.isGone(index) && row.offering == offering && row.created > store.row(newest.value_or(*own)).created)
            newest = index;
    }
    return newest ? std::optional(store.request(*newest)) : std::nullopt;
}

} // namespace

ListDetailPage::ListDetailPage(const Workspace &workspace, Commands &commands, Shape shape, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_commands(commands), m_shape(std::move(shape))
{
    setObjectName(m_shape.name);
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_aboveQuery = addRow(column, new QVBoxLayout);
    m_row = new QueryRow(m_shape.name + QStringLiteral(".query"), m_workspace, this);
    column->addWidget(m_row);
    m_belowQuery = addRow(column, new QVBoxLayout);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(m_shape.name + QStringLiteral(".split"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    column->addWidget(m_splitter, 1);
    buildList();
    const QSettings settings(m_workspace.settingsFile, QSettings::IniFormat);
    m_splitRatio = qBound(0.0, settings.value(m_shape.name + QStringLiteral("/split"), 0).toDouble(), 0.9);
    m_saving.setSingleShot(true);
    m_saving.setInterval(SaveMs);
    connect(&m_saving, &QTimer::timeout, this, &ListDetailPage::writeSettings);
}

ListDetailPage::~ListDetailPage()
{
    writeSettings();
}

void ListDetailPage::buildList()
{
    m_listSide = new QWidget(m_splitter);
    m_listSide->setMinimumWidth(1);
    m_pane = new StatePane(m_shape.name + QStringLiteral(".empty"), m_listSide);
    m_foot = new ListFoot(m_shape.name, m_workspace.connection, m_workspace.store, m_listSide);
    auto *column = new QVBoxLayout(m_listSide);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_pane, 1);
    column->addWidget(m_foot);
    m_splitter->addWidget(m_listSide);
}

void ListDetailPage::setParts(PageQuery &query, QAbstractItemView *list, DetailPanel *detail)
{
    m_query = &query;
    m_list = list;
    m_detail = detail;
    m_pane->setList(list);
    m_splitter->addWidget(detail);
    m_splitter->setStretchFactor(0, qRound(m_shape.wideShare * 100));
    m_splitter->setStretchFactor(1, qRound((1 - m_shape.wideShare) * 100));
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        const QList<int> sizes = m_splitter->sizes();
        m_splitRatio = double(sizes.value(0)) / qMax(1, sizes.value(0) + sizes.value(1));
        saveLater({{m_shape.name + QStringLiteral("/split"), m_splitRatio}});
    });
    connect(m_detail, &DetailPanel::noted, this, &ListDetailPage::say);
    connect(m_detail, &DetailPanel::hasContentChanged, this, [this] {
        if (isListAlone() != m_alone)
            applyFold();
    });
    buildCommands();
    connectQuery();
    connectWrites();
    connectSession();
    connectLive();
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (isFront() && !window()->isMinimized())
            tick();
    });
    m_clock.start(ClockMs);
}

QAction *ListDetailPage::addCommand(const char *id, Group group, const QString &text, const QList<QKeySequence> &keys,
                                    const char *icon, std::function<void()> run)
{
    QAction *action = m_commands.add(QLatin1String(id), group, text, keys, QLatin1String(icon), this);
    connect(action, &QAction::triggered, this, std::move(run));
    return action;
}

void ListDetailPage::share(const char *id, Group group, const QString &text, const QList<QKeySequence> &keys,
                           const char *icon, std::function<void()> run)
{
    QAction *action = m_commands.share(QLatin1String(id), group, text, keys, QLatin1String(icon), this);
    connect(action, &QAction::triggered, this, [this, run = std::move(run)] {
        if (isFront())
            run();
    });
}

void ListDetailPage::onEscape(QWidget *where, std::function<void()> run)
{
    auto *action = new QAction(where);
    action->setShortcut(Qt::Key_Escape);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    where->addAction(action);
    connect(action, &QAction::triggered, this, std::move(run));
}

void ListDetailPage::buildCommands()
{
    session::OpenConnection &connection = m_workspace.connection;
    share("list.next", Group::Move, tr("Next row"), {Qt::Key_J}, "", [this] { step(1); });
    share("list.previous", Group::Move, tr("Previous row"), {Qt::Key_K}, "", [this] { step(-1); });
    share("list.find", Group::Find, tr("Query line"), {Qt::Key_Slash}, "act-search", [this] { typeQuery({}); });
    share("list.nextMatch", Group::Find, tr("Next match in the traceback"), {Qt::Key_N}, "",
          [this] { m_detail->findNext(); });
    share("list.previousMatch", Group::Find, tr("Previous match in the traceback"),
          {QKeySequence(Qt::SHIFT | Qt::Key_N)}, "", [this] { m_detail->findPrevious(); });
    share("list.raw", Group::Read, tr("Parsed or raw traceback"), {Qt::Key_T}, "act-raw",
          [this] { m_detail->toggleRaw(); });
    share("list.zone", Group::Read, tr("UTC or local time"), {Qt::Key_U}, "",
          [&connection] { connection.clock.setUtc(!connection.clock.isUtc()); });
    share("list.refresh", Group::HandOver, tr("Refresh"), {Qt::Key_F5}, "act-refresh", [this] { refresh(); });
    share("list.undo", Group::HandOver, tr("Undo"), {Qt::Key_Z}, "act-undo", [&connection] { connection.undo.undo(); });
    share("list.handOver", Group::HandOver, tr("Hand over"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
          "act-hand-over", [this] { handOver(); });
    share("list.export", Group::HandOver, tr("Export what I see\u2026"), {QKeySequence(Qt::CTRL | Qt::Key_E)},
          "act-load", [this] { exportShown(); });
    m_commands.setKeyWords(QStringLiteral("list.undo"), tr("Undo before it is sent"));
    m_commands.setKeyWords(QStringLiteral("list.handOver"), tr("Copy redacted Markdown"));
    m_commands.setKeyWords(QStringLiteral("list.export"), tr("Export what I see"));
    m_handOver = m_commands.find(QStringLiteral("list.handOver"));
    m_handOver->setPriority(QAction::HighPriority);

    // Enter and Esc belong to the list and the detail alone: elsewhere buttons and fields have their own.
    QAction *open = m_commands.share(QStringLiteral("list.open"), Group::Move, tr("Open; Esc goes back"),
                                     {Qt::Key_Return, Qt::Key_Enter}, {}, m_list, Qt::WidgetShortcut);
    connect(open, &QAction::triggered, this, [this] {
        if (isFront())
            enter();
    });
    onEscape(m_listSide, [this] { escape(); });
    onEscape(m_detail, [this] { leaveDetail(); });

    for (const auto &id : {QStringLiteral("list.nextMatch"), QStringLiteral("list.previousMatch")})
        m_commands.find(id)->setAutoRepeat(true);
    auto *letters = new LetterKeys(m_commands, this);
    connect(letters, &LetterKeys::wordTyped, this, &ListDetailPage::typeQuery);
    connect(letters, &LetterKeys::commandIsOff, this, &ListDetailPage::say);
    connect(letters, &LetterKeys::reasonEnded, this, [this](const QString &reason) {
        if (note().sentence() == reason)
            note().dismiss();
    });
    m_actions = new RequestActions(m_commands, this, m_shape.actions);
    connect(m_actions, &RequestActions::wanted, this, [this](Action action) {
        if (isFront())
            act(action);
    });
}

void ListDetailPage::connectQuery()
{
    m_row->setQuery(*m_query, m_shape.lineWhenUsed);
    connect(m_row, &QueryRow::left, this, [this] { focusList(); });
    connect(m_row, &QueryRow::submitted, this, [this] {
        if (m_shape.lineWhenUsed && m_state == PageState::Ready)
            focusList();
    });
    connect(m_query, &PageQuery::changed, this, [this] {
        m_detail->setQueryWords(wordsInErrors(m_query->effective()));
        queryChanged();
    });
}

void ListDetailPage::typeQuery(const QString &text)
{
    if (m_reading)
        leaveDetail();
    m_row->type(text);
}

void ListDetailPage::setQueryLine(const QString &line)
{
    m_row->setLine(line);
}

QString ListDetailPage::queryLine() const
{
    return m_query->committed().toLine();
}

void ListDetailPage::connectWrites()
{
    session::OpenConnection &connection = m_workspace.connection;
    connect(&connection.pending, &PendingTransitions::changed, this, [this](const domain::Uuid &row) {
        pendingChanged(row);
        const auto request = currentRequest();
        if (request && request->uuid == row)
            updateActions();
    });
    connect(&connection.pending, &PendingTransitions::reported, this,
            [this](const TransitionRunner::Job &job, const TransitionRunner::Report &report) {
                writeReported(job, report);
            });
    connect(&connection.pending, &PendingTransitions::rowRead, this, [this](const domain::Request &request) {
        if (m_dialog && m_dialog->request().uuid == request.uuid)
            m_dialog->setRequest(request);
    });
    connect(&connection.undo, &session::UndoStack::changed, this, &ListDetailPage::updateUndo);
    connect(m_foot, &ListFoot::undoneOrReported, this, [this] { updateDetail(); });
    connect(m_foot, &ListFoot::showRequested, this, [this](const domain::Uuid &uuid) { showRequest(uuid); });
}

void ListDetailPage::connectLive()
{
    if (!m_workspace.live)
        return;
    using workflows::LiveEvent;
    connect(m_workspace.live, &session::LiveUpdates::happened, this, [this](const std::vector<LiveEvent> &events) {
        if (!isFront())
            return;
        int gone = 0;
        for (const LiveEvent &event : events) {
            if (event.askedHere)
                m_foot->sayEnd(event);
            else
                gone += event.kind == LiveEvent::Kind::Gone ? 1 : 0;
        }
        if (gone > 0)
            say(tr("No longer on the server: %n request(s).", nullptr, gone));
    });
}

void ListDetailPage::updateUndo()
{
    if (isFront())
        Commands::setReason(m_commands.find(QStringLiteral("list.undo")),
                            m_workspace.connection.undo.newest() ? QString() : tr("There is nothing to undo."));
}

void ListDetailPage::connectSession()
{
    const auto again = [this] {
        updateActions();
        updateState();
    };
    connect(&session(), &session::Session::personChanged, this, again);
    connect(&session(), &session::Session::lockChanged, this, [this] { updateActions(); });
    connect(&session(), &session::Session::connectionChanged, this, [this] { updateActions(); });
    connect(&session(), &session::Session::offeringsChanged, this, [this] { updateDetail(); });
    connect(&m_workspace.connection.clock, &session::Clock::zoneChanged, this, [this] {
        zoneChanged();
        updateDetail();
        //: %1 is a time zone
        if (isFront())
            say(tr("Times are in %1 now.").arg(clock().zoneName()));
    });
}

Clock ListDetailPage::clock() const
{
    return {m_workspace.connection.clock.now(), m_workspace.connection.clock.zone()};
}

NoteBar &ListDetailPage::note() const
{
    return m_foot->note();
}

void ListDetailPage::say(const QString &sentence)
{
    m_foot->say(sentence);
}

std::optional<domain::Request> ListDetailPage::currentRequest() const
{
    const auto row = currentRow();
    return row ? std::optional(m_workspace.store.request(*row)) : std::nullopt;
}

QString ListDetailPage::customerOf(const domain::Uuid &offering) const
{
    const api::Offering *known = session().offering(offering);
    return known ? known->customerName : QString();
}

/// When what is shown was read, while this window has not heard of the server; empty: it has.
QString ListDetailPage::asOfText() const
{
    const domain::Timestamp last = m_workspace.feed.lastSuccess();
    if (session().hasPerson() || session().connectionState().isReached() || last.microseconds == 0)
        return {};
    return clock().minuteText(last);
}

RequestActions::Situation ListDetailPage::situation() const
{
    const PendingTransitions &writes = m_workspace.connection.pending;
    RequestActions::Situation situation;
    situation.request = currentRequest();
    situation.now = m_workspace.connection.clock.now();
    situation.isGone = situation.request && m_workspace.store.isGone(*currentRow());
    const TransitionRunner *pending = situation.request ? writes.find(situation.request->uuid) : nullptr;
    const api::ConnectionState &state = session().connectionState();
    if (!state.maySend() && state.isReached())
        situation.connectionSentence = tr("Actions are off: %1").arg(state.sentence);
    else if (const QString asOf = asOfText(); !asOf.isEmpty())
        situation.connectionSentence = tr("As of %1, the server has not answered yet.").arg(asOf);
    situation.capabilities = session().capabilities(situation.request.value_or(domain::Request()), pending != nullptr);
    if (pending && pending->state() == TransitionRunner::State::Armed)
        situation.pendingSentence = tr("Waiting to be sent. Undo (z) is possible for %n more second(s).", nullptr,
                                       writes.secondsLeft(*pending));
    else if (pending)
        situation.pendingSentence = tr("Being sent and checked.");
    return situation;
}

void ListDetailPage::updateActions()
{
    if (!isFront())
        return;
    m_actions->show(situation());
    Commands::setReason(m_handOver, currentRow() ? QString() : tr("No request is chosen."));
}

void ListDetailPage::act(Action action)
{
    const auto request = currentRequest();
    if (!request)
        return;
    if (action == Action::SetErred || action == Action::OverwriteError)
        askReason(*request, action == Action::OverwriteError);
    else
        arm(action, *request);
}

void ListDetailPage::askReason(const domain::Request &request, bool overwrite)
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    const domain::Person &who = session().person();
    const QString person = who.fullName.isEmpty() ? who.username : who.fullName;
    m_dialog = new SetErredDialog(
        {session().profile().environment, session().profile().name, person, newerOf(m_workspace.store, request)},
        request, clock().now, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &SetErredDialog::confirmed, this, [this, request, overwrite](const domain::ErrorText &text) {
        arm(overwrite ? Action::OverwriteError : Action::SetErred, request, text);
    });
    // Neither Esc, nor an undo, nor a refusal loses what was written; what is stored already is no draft.
    if (const auto draft = m_drafts.constFind(request.uuid);
        draft != m_drafts.cend() && draft->message != request.error.message)
        m_dialog->setDraft(*draft);
    connect(m_dialog, &QDialog::finished, this, [this, uuid = request.uuid] {
        if (const auto draft = m_dialog->draft())
            m_drafts.insert(uuid, *draft);
        else
            m_drafts.remove(uuid);
        focusList();
    });
    m_dialog->open();
}

void ListDetailPage::arm(Action action, const domain::Request &request, const domain::ErrorText &text)
{
    PendingTransitions &pending = m_workspace.connection.pending;
    // The profile may have been locked, or the row changed, while the reason was typed.
    const auto row = m_workspace.store.find(request.uuid);
    if (!row) {
        note().say(NoteBar::Tone::Bad, tr("Not sent: this request is no longer on the server."));
        return;
    }
    const domain::Request now = m_workspace.store.request(*row);
    const auto capabilities = session().capabilities(now, pending.isPending(request.uuid));
    const domain::Why why = domain::permission(action, now.state, capabilities);
    if (why != domain::Why::Allowed) {
        note().say(NoteBar::Tone::Bad, tr("Not sent: %1").arg(domain::reasonText(why, now.state)));
        return;
    }
    TransitionRunner::Job job;
    job.action = action;
    job.before = request; // what the person saw
    job.text = text;
    job.reason = QString::fromUtf8(text.message);
    note().dismiss();
    aboutToWrite(request.uuid);
    pending.start(std::move(job));
}

QAction *ListDetailPage::copyAsAction(const QList<Action> &actions)
{
    const session::ServerAddress server = session().server();
    const auto request = [this] {
        return currentRequest();
    };
    return copyAsMenu(
               {server.root, server.schemeWord, [this] { return listCall(); }, request, actions},
               [this](const QString &sentence) { say(sentence); }, this)
        ->menuAction();
}

void ListDetailPage::handOver()
{
    if (const auto row = currentRow())
        handOverTo(note(), handOverOf(m_workspace, *row));
}

void ListDetailPage::exportShown()
{
    openExportDialog(m_shape.name, this, [this](const QString &file) {
        runExport(
            new ExportJob(m_workspace.store, shownRows(), exportFormatOf(file), session().server().root, file, this));
    });
}

void ListDetailPage::runExport(ExportJob *job)
{
    connect(job, &ExportJob::finished, this, [this](bool good, const QString &sentence) {
        note().say(good ? NoteBar::Tone::Good : NoteBar::Tone::Bad, good ? sentence + exportRemark() : sentence);
    });
    job->start();
}

/// The focus stays in the list, whatever stands there; the first rows take it, unless a person is typing already.
void ListDetailPage::updateState()
{
    m_state = nextState();
    if (m_state == PageState::Loading)
        m_pane->setLoading(loadingWords(), progress());
    else if (m_state != PageState::Ready)
        m_pane->setText(stateText(m_state));
    const bool first = !m_hadState && m_state != PageState::Loading;
    m_hadState = m_hadState || first;
    const QWidget *focus = window()->focusWidget();
    const bool mine =
        first ? !m_row->hasKeyboard() && !m_detail->isAncestorOf(focus) : focus == this || m_pane->isAncestorOf(focus);
    const bool changed = m_pane->showState(m_state);
    if (isListAlone() != m_alone)
        applyFold();
    if ((changed || first) && mine && isFront())
        focusList();
    checkSettled();
}

StateText ListDetailPage::unreadText()
{
    return {QStringLiteral("lock"),
            Shade::Erred,
            tr("Nothing could be read"),
            {tr("It is read as soon as there is another token.")},
            {}};
}

StateText ListDetailPage::textOf(const EmptyResult &result)
{
    StateText text{result.icon, result.shade, result.title, result.paragraphs, {}};
    for (const EmptyResult::Way &way : result.ways)
        text.ways.emplace_back(way.words, [this, way] { remedy(way); });
    return text;
}

void ListDetailPage::checkSettled()
{
    const bool now = isSettled();
    if (now == m_wasSettled)
        return;
    m_wasSettled = now;
    if (now)
        emit settled();
}

void ListDetailPage::enter()
{
    openDetail();
}

void ListDetailPage::escape()
{
    if (!note().sentence().isEmpty())
        note().dismiss();
    else if (m_state == PageState::Empty && !queryLine().isEmpty())
        setQueryLine({}); // as the sentence in the place of the rows says
    else
        cancel();
}

void ListDetailPage::openDetail()
{
    m_reading = true;
    applyFold();
    m_detail->focusContent();
}

void ListDetailPage::leaveDetail()
{
    const bool wasReading = m_reading;
    m_reading = false;
    if (wasReading)
        applyFold();
    focusList();
}

/// Beside a sentence that there are no rows, another one that none of them is chosen says nothing.
bool ListDetailPage::isListAlone() const
{
    if (m_state == PageState::Ready)
        return false;
    return m_shape.detailNeedsRows || (m_state != PageState::Loading && !m_detail->hasContent());
}

void ListDetailPage::applyFold()
{
    if (!m_detail)
        return;
    const Look &look = Look::of(this);
    m_fold = look.fold(window()->width());
    if (window()->width() < look.chars(m_shape.columnsForBoth))
        m_fold = Fold::Tight;
    const bool tight = m_fold == Fold::Tight;
    if (!tight)
        m_reading = false;
    m_alone = isListAlone();
    m_listSide->setVisible(!tight || !m_reading || m_alone);
    m_detail->setVisible(!m_alone && (!tight || m_reading));
    if (!tight && !m_alone) {
        const double share = m_splitRatio > 0       ? m_splitRatio
                             : m_fold == Fold::Wide ? m_shape.wideShare
                                                    : m_shape.narrowShare;
        const int list = qRound(m_splitter->width() * share);
        m_splitter->setSizes({list, m_splitter->width() - list});
    }
    foldChanged();
}

void ListDetailPage::saveLater(const QVariantMap &settings)
{
    m_unsaved.insert(settings);
    m_saving.start();
}

void ListDetailPage::writeSettings()
{
    m_saving.stop();
    if (m_unsaved.isEmpty())
        return;
    QSettings settings(m_workspace.settingsFile, QSettings::IniFormat);
    for (auto it = m_unsaved.cbegin(); it != m_unsaved.cend(); ++it)
        settings.setValue(it.key(), it.value());
    m_unsaved.clear();
}

void ListDetailPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    applyFold();
}

void ListDetailPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_foot->setFront(true);
    applyFold();
    updateActions();
    updateUndo();
    tick();
}

void ListDetailPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_foot->setFront(false);
}

void ListDetailPage::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    focusList(event->reason());
}

void ListDetailPage::focusList(Qt::FocusReason reason)
{
    m_pane->takeFocus(reason);
}

void ListDetailPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyFold();
}

void ListDetailPage::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    painter.fillRect(QRect(0, m_splitter->y() - 1, width(), 1), look.line);
}

} // namespace waldesk::ui

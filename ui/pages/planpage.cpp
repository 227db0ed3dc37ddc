// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/planpage.h"

#include "models/domain/displaytext.h"
#include "models/domain/reasonblanks.h"
#include "models/workflows/transitionverdict.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/rowtable.h"
#include "ui/pages/planrowdelegate.h"
#include "ui/pages/plansentences.h"
#include "ui/panels/importchoices.h"
#include "ui/panels/notebar.h"
#include "ui/panels/reasonpanel.h"
#include "ui/widgets/progresscells.h"
#include "ui/widgets/tallychips.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>

#include <algorithm>
#include <array>

namespace waldesk::ui
{

using domain::Action;
using domain::WriteOutcome;
using session::BulkWrites;
using workflows::BulkPlan;
using workflows::BulkQueue;
using RowState = BulkQueue::RowState;

namespace
{

constexpr int SoonMs = 50;
constexpr int ClockMs = 1'000;
constexpr int SideChars = 48;
constexpr int WhatChars = 26; ///< of the column that is read: "already Erred for 34 min: …"

QPushButton *button(const QString &text, const char *name, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    return made;
}

void setWords(QPushButton *target, const QString &text)
{
    target->setText(text);
    target->setAccessibleName(text);
}

ProgressCells::Cell cellOf(const BulkQueue::Row &row)
{
    switch (row.state) {
    case RowState::Waiting:
        return ProgressCells::Cell::Waiting;
    case RowState::Sending:
        return ProgressCells::Cell::Sending;
    case RowState::Finished:
        return row.report.outcome == WriteOutcome::Done ? ProgressCells::Cell::Done : ProgressCells::Cell::Other;
    case RowState::Unsettled:
    case RowState::NotSent:
        break;
    }
    return ProgressCells::Cell::Other;
}

/// Qt hands the focus of a widget that goes to the next one: a button that does something else, or the search of the
/// window, where the keys of the page do nothing. It belongs to the rows then.
class FocusKeeper
{
public:
    FocusKeeper(const QWidget &page, QWidget &rows)
        : m_window(*page.window()), m_rows(rows), m_focused(m_window.focusWidget()),
          m_isOfPage(page.isAncestorOf(m_focused))
    {
    }
    ~FocusKeeper()
    {
        if (m_isOfPage && m_window.focusWidget() != m_focused)
            m_rows.setFocus();
    }
    Q_DISABLE_COPY_MOVE(FocusKeeper)

private:
    const QWidget &m_window;
    QWidget &m_rows;
    QPointer<QWidget> m_focused;
    bool m_isOfPage;
};

} // namespace

PlanPage::PlanPage(const Workspace &workspace, Commands &commands, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_commands(commands)
{
    setObjectName(QStringLiteral("plan"));
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildHead(column);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("plan.split"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    column->addWidget(m_splitter, 1);
    m_note = new NoteBar(this);
    column->addWidget(m_note);
    buildTable();
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(buildSide());
    m_splitter->setStretchFactor(0, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, &PlanPage::foldColumns);
    buildCommands();
    connectRun();
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMs);
    connect(&m_soon, &QTimer::timeout, this, &PlanPage::updateAll);
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return;
        m_model.setNow(m_workspace.connection.clock.now());
        updateHead();
        updateFoot();
    });
    m_clock.start();
    setLook();
    updateAll();
}

PlanPage::~PlanPage() = default;

void PlanPage::buildHead(QBoxLayout *column)
{
    auto *head = new QWidget(this);
    head->setObjectName(QStringLiteral("plan.head"));
    auto *rows = new QVBoxLayout(head);
    auto *first = new QHBoxLayout;
    m_title = new TextLabel(TextRole::Title, Ink::Text, head);
    m_title->setObjectName(QStringLiteral("plan.title"));
    m_facts = new ElidedLabel(TextRole::Body, Ink::Text2, head);
    m_facts->setObjectName(QStringLiteral("plan.facts"));
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    first->addWidget(m_title);
    first->addWidget(m_facts, 1);
    m_cells = new ProgressCells(head);
    m_cells->setObjectName(QStringLiteral("plan.cells"));
    m_tallies = new ElidedLabel(TextRole::Small, Ink::Text2, head);
    m_tallies->setObjectName(QStringLiteral("plan.tallies"));
    rows->addLayout(first);
    rows->addWidget(m_cells);
    rows->addWidget(m_tallies);
    m_chips = new TallyChips(head);
    m_chips->setObjectName(QStringLiteral("plan.chips"));
    rows->addWidget(m_chips);
    column->addWidget(head);
}

void PlanPage::buildTable()
{
    m_table = new RowTable(this);
    m_table->setObjectName(QStringLiteral("plan.table"));
    m_table->setAccessibleName(tr("Plan"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new PlanRowDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        if (!isOfResources())
            emit requestWanted(index.data(tables::IdRole).value<domain::Uuid>());
    });
}

QWidget *PlanPage::buildSide()
{
    auto *side = new QWidget(this);
    side->setObjectName(QStringLiteral("plan.side"));
    auto *area = new QScrollArea(side);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto *body = new QWidget(area);
    body->setBackgroundRole(QPalette::Base);
    area->setBackgroundRole(QPalette::Base);
    area->viewport()->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(body);
    const Look &look = Look::of(this);
    column->setContentsMargins(look.units(2.5), look.units(2.5), look.units(2.5), look.units(2.5));
    column->setSpacing(look.units(2));
    m_reason = new ReasonPanel(m_workspace.settingsFile, body);
    column->addWidget(m_reason);
    m_choices = new ImportChoices(body);
    column->addWidget(m_choices);
    column->addWidget(new TextLabel(tr("What this does"), TextRole::Strong, Ink::Text, body));
    m_consequences = new TextLabel(TextRole::Body, Ink::Text2, body);
    m_consequences->setObjectName(QStringLiteral("plan.consequences"));
    m_consequences->setWordWrap(true);
    column->addWidget(m_consequences);
    m_numberRow = new QWidget(body);
    auto *number = new QVBoxLayout(m_numberRow);
    number->setContentsMargins({});
    number->setSpacing(look.u);
    m_numberCaption = new TextLabel(TextRole::Strong, Ink::Text, m_numberRow);
    m_number = new QLineEdit(m_numberRow);
    m_number->setObjectName(QStringLiteral("plan.number"));
    m_numberCaption->setBuddy(m_number);
    number->addWidget(m_numberCaption);
    number->addWidget(m_number);
    column->addWidget(m_numberRow);
    column->addWidget(buildAtOnce(body));
    column->addStretch(1);
    area->setWidget(body);
    auto *whole = new QVBoxLayout(side);
    whole->setContentsMargins({});
    whole->setSpacing(0);
    whole->addWidget(area, 1);
    whole->addWidget(buildFoot(side));
    connect(m_reason, &ReasonPanel::changed, this, [this] {
        m_message.clear();
        updateFoot();
    });
    connect(m_choices, &ImportChoices::chosen, this,
            [this](const domain::Uuid &offering, const std::optional<domain::Uuid> &plan) {
                if (m_plan && m_plan->choosePlan(offering, plan))
                    m_model.allChanged();
                m_message.clear();
                updateAll();
            });
    connect(m_reason, &ReasonPanel::noted, this,
            [this](const QString &sentence) { m_note->say(NoteBar::Tone::Passing, sentence); });
    connect(m_number, &QLineEdit::textChanged, this, [this] { updateFoot(); });
    return side;
}

QWidget *PlanPage::buildAtOnce(QWidget *side)
{
    auto *whole = new QWidget(side);
    auto *row = new QHBoxLayout(whole);
    row->setContentsMargins({});
    row->setSpacing(Look::of(this).units(1.5));
    auto *caption = new TextLabel(tr("Sent at a time"), TextRole::Body, Ink::Text2, whole);
    m_atOnce = new QSpinBox(whole);
    m_atOnce->setObjectName(QStringLiteral("plan.atOnce"));
    m_atOnce->setAccessibleName(caption->text());
    m_atOnce->setRange(1, BulkWrites::MostAtOnce);
    m_atOnce->setValue(bulk().settings().atOnce);
    caption->setBuddy(m_atOnce);
    row->addWidget(caption);
    row->addWidget(m_atOnce);
    row->addStretch(1);
    connect(m_atOnce, &QSpinBox::valueChanged, this, [this](int value) {
        BulkWrites::Settings settings = bulk().settings();
        settings.atOnce = value;
        bulk().setSettings(settings);
        BulkWrites::keepAtOnce(m_workspace.settingsFile, value);
        updateFoot();
    });
    return whole;
}

QWidget *PlanPage::buildFoot(QWidget *side)
{
    const Look &look = Look::of(this);
    auto *foot = new QWidget(side);
    foot->setObjectName(QStringLiteral("plan.foot"));
    foot->setBackgroundRole(QPalette::AlternateBase);
    foot->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(foot);
    column->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    column->setSpacing(look.u);
    auto *row = new QHBoxLayout;
    row->setSpacing(look.units(1.5));
    m_close = button(tr("Cancel"), "plan.close", foot);
    m_again = button(tr("Read again"), "plan.again", foot);
    m_stop = button(tr("Stop after these"), "plan.stop", foot);
    m_pause = button(tr("Pause"), "plan.pause", foot);
    m_rest = button({}, "plan.rest", foot);
    m_send = button({}, "plan.send", foot);
    row->addWidget(m_close);
    row->addWidget(m_again);
    row->addStretch(1);
    for (QPushButton *each : {m_stop, m_pause, m_rest, m_send})
        row->addWidget(each);
    m_hint = new TextLabel(TextRole::Small, Ink::Text2, foot);
    m_hint->setObjectName(QStringLiteral("plan.hint"));
    m_hint->setWordWrap(true);
    column->addLayout(row);
    column->addWidget(m_hint);
    connect(m_close, &QPushButton::clicked, this, &PlanPage::leave);
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (m_plan)
            m_plan->read();
        updateAll();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (bulk().queue())
            bulk().queue()->cancel();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        BulkQueue *queue = bulk().queue();
        if (queue && queue->state() == BulkQueue::State::Paused)
            queue->resume();
        else if (queue)
            queue->pause();
    });
    connect(m_rest, &QPushButton::clicked, this, &PlanPage::planRest);
    connect(m_send, &QPushButton::clicked, this, &PlanPage::run);
    return foot;
}

void PlanPage::buildCommands()
{
    const auto add = [this](const char *id, const QString &text, const QList<QKeySequence> &keys, QWidget *host,
                            Qt::ShortcutContext context, auto run) {
        QAction *action = m_commands.add(QLatin1String(id), Commands::Group::Act, text, keys, {}, host, context);
        connect(action, &QAction::triggered, this, run);
    };
    add("plan.runKey", tr("Plan: send it"),
        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)}, this,
        Qt::WidgetWithChildrenShortcut, [this] { run(); });
    add("plan.toggle", tr("Plan: leave a row out, or take it in"), {QKeySequence(Qt::Key_Space)}, m_table,
        Qt::WidgetShortcut, [this] { toggleRow(); });
    const auto key = [this](const QKeySequence &keys, auto run) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        connect(action, &QAction::triggered, this, run);
    };
    key(Qt::Key_Escape, [this] { leave(); });
    for (int i = 0; i < 9; ++i) {
        const auto digit = static_cast<Qt::Key>(Qt::Key_1 + i);
        key(QKeySequence(Qt::ALT | digit), [this, i] { m_reason->choose(i); });
    }
}

void PlanPage::connectRun()
{
    BulkWrites &writes = bulk();
    connect(&writes, &BulkWrites::begun, this, &PlanPage::runBegun);
    connect(&writes, &BulkWrites::changed, this, &PlanPage::updateLater);
    connect(&writes, &BulkWrites::finished, this, &PlanPage::updateLater);
    connect(&writes, &BulkWrites::failed, this, [this](const QString &sentence) {
        m_begun = false;
        m_message = sentence;
        updateAll();
    });
    connect(&writes, &BulkWrites::askedAgainEnded, this, [this](int done, int erred, int gone) {
        QStringList parts{tr("%1 Done").arg(groupedNumber(done)), tr("%1 Erred").arg(groupedNumber(erred))};
        if (gone > 0)
            parts += tr("%1 gone").arg(groupedNumber(gone));
        m_note->say(erred > 0 ? NoteBar::Tone::Bad : NoteBar::Tone::Good,
                    tr("All that was asked again has ended: %1.").arg(parts.join(QStringLiteral(", "))));
        updateLater();
    });
    session::Session &session = m_workspace.connection.session;
    connect(&session, &session::Session::lockChanged, this, &PlanPage::updateLater);
    connect(&session, &session::Session::connectionChanged, this, &PlanPage::updateLater);
}

bool PlanPage::isRunning() const
{
    return m_begun && bulk().isRunning();
}

bool PlanPage::isShowingRun() const
{
    return m_model.isRunning();
}

bool PlanPage::isOver() const
{
    return isShowingRun() && !bulk().isRunning();
}

bool PlanPage::isSettled() const
{
    return !m_plan || !m_plan->isReading();
}

bool PlanPage::begin(Action action, std::vector<domain::Request> rows)
{
    if (bulk().isRunning())
        return false;
    m_leftover.clear();
    keepDraft();
    start(bulk().makePlan(action, std::move(rows)));
    const domain::Person &who = m_workspace.connection.session.person();
    std::vector<domain::Request> seen;
    for (const BulkPlan::Row &row : m_plan->rows())
        seen.push_back(row.seen);
    m_reason->begin(seen, who.fullName.isEmpty() ? who.username : who.fullName);
    if (wantsReason()) {
        restoreDraft(seen);
        m_reason->focusText();
    } else {
        m_table->setFocus();
    }
    return true;
}

void PlanPage::keepDraft()
{
    if (!m_plan || m_begun || isShowingRun() || !wantsReason() || !m_reason->isOwn())
        return;
    m_draft = {{}, m_reason->text(), m_reason->ticket()};
    for (const BulkPlan::Row &row : m_plan->rows())
        m_draft.requests.insert(row.seen.uuid);
}

void PlanPage::restoreDraft(const std::vector<domain::Request> &rows)
{
    if (std::ranges::any_of(rows, [this](const domain::Request &row) { return m_draft.requests.contains(row.uuid); }))
        m_reason->setText(m_draft.text, m_draft.ticket);
}

bool PlanPage::beginResources(Action action, std::vector<domain::BackendResource> resources)
{
    if (bulk().isRunning())
        return false;
    m_leftover.clear();
    start(bulk().makeResourcePlan(action, std::move(resources)));
    m_table->setFocus();
    return true;
}

bool PlanPage::beginRest(const BulkWrites::Leftover &leftover)
{
    if (bulk().isRunning())
        return false;
    const archive::BulkRecord record = leftover.record;
    start(isOnResource(record.action) ? bulk().makeResourcePlan(record.action, leftover.resourcesNeverSent())
                                      : bulk().makePlan(record.action, leftover.neverSent()));
    m_leftover = record.id;
    m_reason->begin({}, {});
    m_reason->setText(record.reason, record.ticket);
    m_table->setFocus();
    return true;
}

void PlanPage::start(std::unique_ptr<BulkPlan> plan)
{
    m_model.setPlan(nullptr);
    m_begun = false;
    m_runWhenRead = false;
    m_message.clear();
    m_number->clear();
    m_note->dismiss();
    m_plan = std::move(plan);
    m_model.setNow(m_workspace.connection.clock.now());
    m_model.setPlan(m_plan.get());
    setLook();
    foldColumns();
    connect(m_plan.get(), &BulkPlan::rowChanged, &m_model, &PlanModel::rowChanged);
    connect(m_plan.get(), &BulkPlan::rowChanged, this, &PlanPage::updateLater);
    connect(m_plan.get(), &BulkPlan::finished, this, &PlanPage::planRead);
    m_plan->read();
    if (m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
    updateAll();
}

void PlanPage::planRead()
{
    m_model.setNow(m_workspace.connection.clock.now());
    m_model.allChanged();
    m_reason->offerFor(includedRows());
    const bool wanted = std::exchange(m_runWhenRead, false);
    if (const auto &failure = m_plan->failure())
        m_message = tr("The plan is not complete: %1").arg(failure->sentence);
    else if (wanted && m_plan->hasChanged())
        m_message =
            tr("Nothing was sent: the plan was older than a minute, was read again, and has changed. Look at it "
               "once more.");
    updateAll();
    emit settled();
    if (wanted && !m_plan->failure() && !m_plan->hasChanged())
        run();
}

std::vector<domain::Request> PlanPage::includedRows() const
{
    std::vector<domain::Request> rows;
    for (const BulkPlan::Row &row : m_plan->rows()) {
        if (row.included)
            rows.push_back(row.request());
    }
    return rows;
}

PlanSentences PlanPage::sentences() const
{
    return PlanSentences(*m_plan);
}

bool PlanPage::isOfResources() const
{
    return m_plan && isOnResource(m_plan->action());
}

bool PlanPage::wantsReason() const
{
    return m_plan && (m_plan->action() == Action::SetErred || m_plan->action() == Action::OverwriteError);
}

bool PlanPage::wantsNumber() const
{
    return m_plan && m_workspace.connection.session.profile().environment == domain::Environment::Production &&
           m_plan->includedCount() > MostUntyped;
}

QString PlanPage::obstacle() const
{
    const session::Session &session = m_workspace.connection.session;
    if (!m_plan)
        return tr("There is no plan.");
    if (m_plan->isReading())
        return (isOfResources() ? tr("The resources are being read: %1 of %2.")
                                : tr("The requests are being read: %1 of %2."))
            .arg(groupedNumber(m_plan->readCount()), groupedNumber(qint64(m_plan->rows().size())));
    if (m_plan->failure())
        return tr("The plan is not complete; read it again.");
    if (m_plan->includedCount() == 0)
        return tr("Nothing would change.");
    if (const domain::Why lock = domain::lockOf(session.capabilities({}, false)); lock != domain::Why::Allowed)
        return domain::reasonText(lock, domain::State::Unknown);
    if (!session.connectionState().maySend())
        return session.connectionState().sentence;
    if (bulk().isRunning())
        return tr("Another run is under way.");
    if (const QString missing = m_plan->missingChoice(); !missing.isEmpty())
        return missing;
    if (wantsReason()) {
        if (const QString missing = m_reason->missing(); !missing.isEmpty())
            return missing;
    }
    if (wantsNumber() && m_number->text().trimmed() != QString::number(m_plan->includedCount()))
        return tr("Type %1 above to confirm.").arg(m_plan->includedCount());
    return {};
}

void PlanPage::run()
{
    if (isShowingRun() || m_begun)
        return;
    const QString why = obstacle();
    if (!why.isEmpty()) {
        if (wantsNumber() && m_reason->missing().isEmpty())
            m_number->setFocus();
        updateFoot();
        return;
    }
    m_message.clear();
    if (m_plan->isStale()) {
        m_runWhenRead = true;
        m_plan->read();
        updateAll();
        return;
    }
    const QString reason = m_reason->text();
    BulkWrites::Order order;
    order.action = m_plan->action();
    order.reason = wantsReason() ? reason : QString();
    order.ticket = m_reason->ticket();
    order.jobs = wantsReason() ? m_plan->jobs({reason.toUtf8(), {}}, m_reason->ticket()) : m_plan->jobs();
    m_begun = bulk().run(std::move(order));
    updateAll();
}

void PlanPage::runBegun()
{
    if (!m_begun)
        return;
    if (!m_leftover.isEmpty())
        bulk().dropLeftover(std::exchange(m_leftover, QString())); // its rest is this run now
    m_draft = {};
    m_model.setQueue(bulk().queue());
    m_table->setFocus();
    updateAll();
}

void PlanPage::planRest()
{
    if (!isOver() || !bulk().queue())
        return;
    auto plan = isOfResources() ? bulk().makeResourcePlan(m_plan->action(), bulk().queue()->resourcesNeverSent())
                                : bulk().makePlan(m_plan->action(), bulk().queue()->neverSent());
    const QString text = m_reason->text();
    const QString ticket = m_reason->ticket();
    start(std::move(plan));
    m_reason->setReadOnly(false);
    m_reason->setText(text, ticket);
}

void PlanPage::leave()
{
    keepDraft();
    if (m_plan && !isShowingRun() && !m_begun) {
        m_model.setPlan(nullptr);
        m_plan.reset();
    } else if (isOver()) {
        m_model.setPlan(nullptr);
        m_plan.reset();
        m_begun = false;
    }
    updateAll();
    emit closed();
}

void PlanPage::toggleRow()
{
    const int row = m_table->currentIndex().row();
    if (!m_plan || row < 0 || isShowingRun() || m_begun)
        return;
    const auto at = static_cast<size_t>(row);
    if (!m_plan->setIncluded(at, !m_plan->rows()[at].included))
        m_note->say(NoteBar::Tone::Passing, tr("This row is left alone: %1.").arg(m_plan->rows()[at].sentence));
    else
        m_reason->setRows(includedRows());
    updateAll();
}

QString PlanPage::runTitle() const
{
    const BulkQueue &queue = *bulk().queue();
    const int left = queue.count(RowState::Waiting) + queue.count(RowState::Sending);
    const QString total = groupedNumber(queue.size());
    const QString handled = groupedNumber(queue.size() - left);
    if (isOver())
        return tr("%1: %2 of %3 done")
            .arg(session::PendingTransitions::doneText(m_plan->action()),
                 groupedNumber(queue.count(WriteOutcome::Done)), total);
    //: %1 is what is being done ("Setting erred"), then numbers: "Setting erred: 6 of 11"
    return tr("%1: %2 of %3").arg(session::PendingTransitions::doingText(m_plan->action()), handled, total);
}

QString PlanPage::runCounts() const
{
    const BulkQueue &queue = *bulk().queue();
    const auto part = [](int count, const QString &text) {
        return count > 0 ? text.arg(groupedNumber(count)) : QString();
    };
    const int notSent = queue.count(RowState::NotSent) + queue.count(WriteOutcome::Failed);
    const int otherwise = queue.count(WriteOutcome::Refused) + queue.count(WriteOutcome::Overtaken);
    QStringList parts{part(queue.count(WriteOutcome::Done), tr("%1 done")),
                      part(otherwise, tr("%1 refused or overtaken")),
                      part(queue.count(RowState::Unsettled) + queue.count(WriteOutcome::Unknown), tr("%1 unknown")),
                      part(notSent, tr("%1 not sent")),
                      part(queue.count(RowState::Sending), tr("%1 sending")),
                      part(queue.count(RowState::Waiting), tr("%1 waiting"))};
    if (const int open = bulk().follower().openCount(); open > 0)
        parts += tr("%1 new requests are followed to their end").arg(groupedNumber(open));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" \u00B7 "));
}

void PlanPage::updateLater()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void PlanPage::updateAll()
{
    m_soon.stop();
    if (isShowingRun())
        m_model.allChanged();
    updateHead();
    updateCells();
    updateSide();
    updateFoot();
    emit progressChanged();
}

void PlanPage::updateHead()
{
    const bool counted = m_plan && !isShowingRun() && !m_plan->isReading();
    m_chips->setVisible(counted);
    m_tallies->setVisible(!counted);
    if (!m_plan) {
        m_title->setText(tr("No plan"));
        m_facts->setText({});
        m_tallies->setText(tr("Mark requests with x, then choose an action."));
        return;
    }
    if (isShowingRun()) {
        m_title->setText(runTitle());
        m_facts->setText(tr("%1 at a time \u00B7 what is sent stays sent").arg(bulk().settings().atOnce));
        m_tallies->setText(runCounts());
        return;
    }
    m_title->setText(sentences().title());
    QString facts = m_leftover.isEmpty() ? tr("%1 chosen").arg(groupedNumber(qint64(m_plan->rows().size())))
                                         : tr("the rest of a run that was interrupted");
    if (const qint64 age = m_plan->ageMs(); age >= 0)
        facts += QStringLiteral(" \u00B7 ") +
                 tr("each read again %1 ago").arg(domain::shortDuration(domain::Duration{age * 1000}));
    m_facts->setText(facts);
    if (m_plan->isReading())
        m_tallies->setText(
            tr("%1 of %2 read").arg(groupedNumber(m_plan->readCount()), groupedNumber(qint64(m_plan->rows().size()))));
    else
        m_chips->setChips(sentences().tallies());
}

void PlanPage::updateCells()
{
    m_cells->setVisible(isShowingRun());
    if (!isShowingRun())
        return;
    std::vector<ProgressCells::Cell> cells;
    for (const BulkQueue::Row &row : bulk().queue()->rows())
        cells.push_back(cellOf(row));
    m_cells->setCells(std::move(cells));
    m_cells->setAccessibleName(runCounts());
}

void PlanPage::updateSide()
{
    const FocusKeeper keeper(*this, *m_table);
    m_reason->setVisible(wantsReason());
    m_choices->setVisible(m_plan && m_plan->action() == Action::ImportResource);
    m_choices->setEnabled(!m_begun && !isShowingRun());
    if (m_plan && !m_plan->isReading())
        m_choices->setChoices(m_plan->importChoices());
    const bool fixed = m_begun || isShowingRun();
    if (m_reason->isEnabled() == fixed) {
        m_reason->setEnabled(!fixed);
    }
    m_consequences->setText(
        m_plan ? QStringLiteral("\u25AA ") + sentences().consequences().join(QStringLiteral("\n\u25AA ")) : QString());
    m_numberRow->setVisible(wantsNumber() && !fixed);
    m_atOnce->setEnabled(m_plan && !fixed);
    m_atOnce->setToolTip(fixed ? tr("A run keeps the number with which it was begun.") : QString());
    if (m_plan) {
        m_numberCaption->setText(tr("Production: type %1 to confirm").arg(m_plan->includedCount()));
        m_number->setAccessibleName(m_numberCaption->text());
    }
}

void PlanPage::updateFoot()
{
    const FocusKeeper keeper(*this, *m_table);
    const bool running = isRunning();
    const bool over = isOver();
    const bool planning = m_plan && !m_begun && !isShowingRun();
    BulkQueue *queue = isShowingRun() ? bulk().queue() : nullptr;
    const bool paused = queue && queue->state() == BulkQueue::State::Paused;
    const int rest = over && queue ? static_cast<int>(queue->neverSent().size()) : 0;
    setWords(m_close, planning ? tr("Cancel") : tr("Close"));
    m_again->setVisible(planning);
    m_again->setEnabled(planning && !m_plan->isReading());
    m_stop->setVisible(running && queue && queue->count(RowState::Waiting) > 0);
    m_pause->setVisible(m_stop->isVisibleTo(this));
    setWords(m_pause, paused ? tr("Go on") : tr("Pause"));
    m_pause->setIcon(icon(paused ? QStringLiteral("act-start") : QStringLiteral("act-pause")));
    m_rest->setVisible(rest > 0);
    setWords(m_rest, tr("Plan the other %1").arg(groupedNumber(rest)));
    m_send->setVisible(planning);
    const bool removes = m_plan && m_plan->action() == Action::DismissResource;
    setTone(m_send, wantsReason() || removes ? ButtonTone::Danger : ButtonTone::Primary);
    const QString why = planning ? obstacle() : QString();
    if (planning) {
        setWords(m_send, sentences().title());
        m_send->setIcon(wantsReason() ? icon(QStringLiteral("act-erred")) : QIcon());
        m_send->setEnabled(why.isEmpty());
        m_send->setToolTip(why.isEmpty() ? tr("Ctrl+Enter") : why);
    }
    QString hint = m_message;
    if (hint.isEmpty() && paused)
        hint = queue->pauseSentence();
    if (hint.isEmpty() && planning)
        hint = !why.isEmpty()
                   ? why
                   : tr("Ctrl+Enter sends, %1 at a time. Space leaves a row out. Esc leaves without a change.")
                         .arg(bulk().settings().atOnce);
    if (hint.isEmpty() && running)
        hint = tr("Closing keeps it running; the results stay in the journal.");
    if (hint.isEmpty() && over)
        hint = tr("The results stand in the journal.");
    m_hint->setInk(!m_message.isEmpty() ? Ink::Erred : paused ? Ink::Stuck : Ink::Text2);
    m_hint->setText(hint);
}

QString PlanPage::progressText() const
{
    if (!m_plan)
        return {};
    if (!isShowingRun())
        return groupedNumber(m_plan->includedCount());
    const BulkQueue &queue = *bulk().queue();
    const int left = queue.count(RowState::Waiting) + queue.count(RowState::Sending);
    return tr("%1 of %2").arg(groupedNumber(queue.size() - left), groupedNumber(queue.size()));
}

void PlanPage::setLook()
{
    const Look &look = Look::of(this);
    if (QWidget *head = findChild<QWidget *>(QStringLiteral("plan.head"))) {
        head->layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
        head->layout()->setSpacing(look.units(1.2));
    }
    using Column = PlanModel::Column;
    const auto width = [this](Column column, const QStringList &words, bool withIcon = false) {
        const QString title = m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        m_table->setColumnWidth(column, m_table->widthFor(words, title, withIcon));
    };
    width(PlanModel::OfferingColumn, {QStringLiteral("Nextcloud Kaunas 2")});
    if (isOfResources()) {
        m_table->setColumnWidth(PlanModel::RequestColumn, look.chars(20));
        m_table->setColumnWidth(PlanModel::NowColumn, look.chars(24));
        m_table->setColumnWidth(PlanModel::BecomesColumn, look.chars(22));
        width(PlanModel::SinceColumn, {QStringLiteral("59 min")});
        return;
    }
    width(PlanModel::RequestColumn, {QStringLiteral("d4410bmm")});
    width(PlanModel::NowColumn, {stateWord(domain::State::Processing)}, true);
    width(PlanModel::SinceColumn, {QStringLiteral("59 min")});
    width(PlanModel::BecomesColumn, {stateWord(domain::State::Processing) + QStringLiteral("nnn")}, true);
}

/// What will happen is what one reads a plan for: the columns that the title or the detail of a request says as well go
/// before it is cut.
void PlanPage::foldColumns()
{
    using Column = PlanModel::Column;
    const bool onResource = isOfResources();
    const std::array order = onResource ? std::array{Column::SinceColumn, Column::BecomesColumn, Column::OfferingColumn}
                                        : std::array{Column::BecomesColumn, Column::SinceColumn, Column::RequestColumn};
    for (const Column column : order)
        m_table->setColumnHidden(column, false);
    int taken = 0;
    for (int column = 0; column < PlanModel::WhatColumn; ++column)
        taken += m_table->columnWidth(column);
    const int wanted = Look::of(this).chars(WhatChars);
    for (const Column column : order) {
        if (m_table->viewport()->width() - taken >= wanted)
            break;
        taken -= m_table->columnWidth(column);
        m_table->setColumnHidden(column, true);
    }
}

void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateAll();
    foldColumns();
}

void PlanPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const Look &look = Look::of(this);
    const bool beside = width() > look.chars(SideChars * 2);
    const Qt::Orientation wanted = beside ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() != wanted)
        m_splitter->setOrientation(wanted);
    if (beside) {
        const int side = qMin(look.chars(SideChars), width() * 2 / 5);
        m_splitter->setSizes({width() - side, side});
    }
    foldColumns();
}

void PlanPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        setLook();
        foldColumns();
    }
}

void PlanPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::of(this).base);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "ui/delegates/causerowdelegate.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causedetail.h"
#include "ui/panels/notebar.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/undobar.h"

#include <QBoxLayout>
#include <QFocusEvent>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedLayout>

namespace waldesk::ui
{

using workflows::Triage;

namespace
{

constexpr int ClockMs = 10'000;
/// Shares of the list beside the detail (look, "Units, grid, type").
constexpr double WideShare = 0.51;
constexpr double NarrowShare = 0.45;

} // namespace

ErrorsPage::ErrorsPage(Workspace workspace, Commands &commands, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_causes(*workspace.causes), m_triage(workspace.causes->triage),
      m_commands(commands), m_rows(new CauseRows(m_triage.model(), this))
{
    setObjectName(QStringLiteral("errors"));
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildHead();
    buildFactsLine();
    buildBody();
    buildCommands();
    readSettings();
    connectData();
    connectDetail();
    connectWrites();
    applyLook();
    updateActions();
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, this, &ErrorsPage::tick);
    m_clock.start();
}

ErrorsPage::~ErrorsPage() = default;

void ErrorsPage::buildHead()
{
    m_headRow = new QHBoxLayout;
    m_title = new ElidedLabel(TextRole::Title, Ink::Text, this);
    m_title->setObjectName(QStringLiteral("errors.title"));
    m_level = new QPushButton(this);
    m_level->setObjectName(QStringLiteral("errors.level"));
    m_level->setFlat(true);
    buildLevelMenu();
    m_range = new SegmentedControl({tr("Since last visit"), tr("24 h"), tr("14 d"), tr("all")}, this);
    m_range->setObjectName(QStringLiteral("errors.range"));
    m_range->setAccessibleName(tr("Period"));
    m_headRow->addWidget(m_title, 1);
    m_headRow->addWidget(m_level);
    m_headRow->addWidget(m_range);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(m_headRow);
    connect(m_range, &SegmentedControl::currentChanged, this,
            [this](int index) { m_triage.setRange(static_cast<Triage::Range>(index)); });
}

void ErrorsPage::buildLevelMenu()
{
    m_levelMenu = new QMenu(this);
    const std::array names{tr("Coarse"), tr("Normal"), tr("Exact")};
    for (int level = 0; level < 3; ++level) {
        QAction *action = m_levelMenu->addAction(names[static_cast<size_t>(level)]);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, level] { m_triage.setLevel(static_cast<domain::GroupingLevel>(level)); });
    }
    m_levelMenu->addSeparator();
    QAction *rules = m_levelMenu->addAction(tr("Rules, names and merges\u2026"));
    connect(rules, &QAction::triggered, this, &ErrorsPage::openRules);
    m_mutedMenu = m_levelMenu->addMenu(tr("Muted causes"));
    connect(m_mutedMenu, &QMenu::triggered, this,
            [this](const QAction *action) { m_causes.actions.unmute(action->data().toByteArray()); });
    connect(m_levelMenu, &QMenu::aboutToShow, this, [this] {
        const QList<QAction *> levels = m_levelMenu->actions();
        for (int level = 0; level < 3; ++level)
            levels[level]->setChecked(static_cast<int>(m_triage.level()) == level);
        m_mutedMenu->clear();
        for (const tables::CauseGroup *group : m_triage.mutedGroups())
            m_mutedMenu->addAction(tr("Unmute: %1").arg(titleOf(*group).left(60)))->setData(group->key);
        m_mutedMenu->setEnabled(!m_mutedMenu->isEmpty());
    });
    m_level->setMenu(m_levelMenu);
}

void ErrorsPage::buildFactsLine()
{
    auto *slot = new QWidget(this);
    m_slot = new QStackedLayout(slot);
    m_factsLine = new QWidget(slot);
    m_factsRow = new QHBoxLayout(m_factsLine);
    m_facts = new ElidedLabel(TextRole::Body, Ink::Text2, m_factsLine);
    m_facts->setObjectName(QStringLiteral("errors.facts"));
    m_scope = new TextLabel(TextRole::Body, Ink::Text2, m_factsLine);
    m_scope->setObjectName(QStringLiteral("errors.scope"));
    m_loadAll = new LinkButton(tr("Load all"), m_factsLine, TextRole::Body);
    m_loadAll->setObjectName(QStringLiteral("errors.loadAll"));
    m_factsRow->addWidget(m_facts, 1);
    m_factsRow->addWidget(m_scope);
    m_factsRow->addWidget(m_loadAll);
    m_banner = new CoverageBar(slot);
    m_banner->setObjectName(QStringLiteral("errors.banner"));
    m_slot->addWidget(m_factsLine);
    m_slot->addWidget(m_banner);
    m_lineRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_lineRow);
    m_line = new QueryLine(m_lineRow);
    m_line->setObjectName(QStringLiteral("errors.query"));
    row->addWidget(m_line);
    m_lineRow->hide();
    auto *column = qobject_cast<QVBoxLayout *>(layout());
    column->addWidget(slot);
    column->addWidget(m_lineRow);
}

void ErrorsPage::buildBody()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("errors.split"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_list = buildList();
    m_detail = new CauseDetail(m_splitter);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 51);
    m_splitter->setStretchFactor(1, 49);
    qobject_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        const QList<int> sizes = m_splitter->sizes();
        m_splitRatio = double(sizes.value(0)) / qMax(1, sizes.value(0) + sizes.value(1));
        QSettings(m_workspace.settingsFile, QSettings::IniFormat)
            .setValue(QStringLiteral("errors/split"), m_splitRatio);
    });
}

QWidget *ErrorsPage::buildList()
{
    auto *list = new QWidget(m_splitter);
    list->setMinimumWidth(1);
    m_faces = new QStackedLayout;
    m_view = new QListView(list);
    m_view->setObjectName(QStringLiteral("errors.list"));
    m_view->setAccessibleName(tr("Causes"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setModel(m_rows);
    m_delegate = new CauseRowDelegate(m_view);
    m_view->setItemDelegate(m_delegate);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setResizeMode(QListView::Adjust);
    m_view->setMouseTracking(true);
    m_view->setTextElideMode(Qt::ElideRight);
    m_view->viewport()->installEventFilter(this);
    m_loading = new LoadingRows(list);
    m_empty = new StatePage(list);
    m_empty->setObjectName(QStringLiteral("errors.empty"));
    m_faces->addWidget(m_view);
    m_faces->addWidget(m_loading);
    m_faces->addWidget(m_empty);
    m_faces->setCurrentWidget(m_loading);
    m_note = new NoteBar(list);
    m_note->setObjectName(QStringLiteral("errors.note"));
    m_undo = new UndoBar(list);
    m_undo->setObjectName(QStringLiteral("errors.undoBar"));
    m_undo->hide();
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(m_faces, 1);
    column->addWidget(m_note);
    column->addWidget(m_undo);
    return list;
}

void ErrorsPage::applyLook()
{
    const Look &look = Look::of(this);
    const int side = look.units(2.5);
    m_headRow->setContentsMargins(side, look.units(2), side, 0);
    m_headRow->setSpacing(look.units(2));
    m_factsRow->setContentsMargins(side, 0, side, look.units(1));
    m_factsRow->setSpacing(look.units(1.5));
    m_factsLine->parentWidget()->setFixedHeight(look.slotHeight());
    m_lineRow->layout()->setContentsMargins(side, look.units(0.75), side, look.units(1.25));
    applyFold();
}

void ErrorsPage::applyFold()
{
    const Look &look = Look::of(this);
    m_fold = look.fold(window()->width());
    m_delegate->setCompact(m_fold != Fold::Wide);
    m_level->setVisible(m_fold == Fold::Wide);
    m_detail->setFold(m_fold);
    const bool tight = m_fold == Fold::Tight;
    if (!tight)
        m_reading = false;
    const bool alone = m_face != Face::Ready;
    m_list->setVisible(!tight || !m_reading);
    m_detail->setVisible(!alone && (!tight || m_reading));
    if (!tight && !alone) {
        const double share = m_splitRatio > 0 ? m_splitRatio : m_fold == Fold::Wide ? WideShare : NarrowShare;
        const int list = qRound(m_splitter->width() * share);
        m_splitter->setSizes({list, m_splitter->width() - list});
    }
    updateScope();
}

void ErrorsPage::readSettings()
{
    const QSettings settings(m_workspace.settingsFile, QSettings::IniFormat);
    m_splitRatio = settings.value(QStringLiteral("errors/split"), 0).toDouble();
    m_triage.setZone(m_workspace.connection.clock.zone());
}

void ErrorsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    applyFold();
}

void ErrorsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    applyFold();
    tick();
}

void ErrorsPage::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_face == Face::Ready)
        m_view->setFocus(event->reason());
}

void ErrorsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void ErrorsPage::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    painter.fillRect(QRect(0, m_splitter->y() - 1, width(), 1), look.line);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "ui/base/icons.h"
#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/panels/notebar.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/requestacts.h"
#include "ui/panels/requestdetail.h"
#include "ui/panels/seterreddialog.h"
#include "ui/panels/timepicker.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/undobar.h"

#include <QBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedLayout>

namespace waldesk::ui
{

namespace
{

constexpr int ClockMs = 5000;
/// Shares of the list beside the detail (look, "Units, grid, type").
constexpr double WideShare = 0.57;
constexpr double NarrowShare = 0.545;

} // namespace

RequestsPage::RequestsPage(Workspace workspace, Commands &commands, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_commands(commands), m_model(workspace.store),
      m_query(new RequestsQuery(workspace, m_model, this))
{
    setObjectName(QStringLiteral("requests"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    buildHead();
    buildQueryRow();
    buildBody();
    buildCommands();
    readSettings();
    connectHead();
    connectData();
    connectWrites();
    applyLook();
    updateSituation();
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, this, &RequestsPage::tick);
    m_clock.start();
}

RequestsPage::~RequestsPage() = default;

void RequestsPage::buildHead()
{
    auto *row = new QHBoxLayout;
    m_strip = new StateStrip(this);
    m_strip->setObjectName(QStringLiteral("requests.strip"));
    m_stripHint = new TextLabel(tr("server counts \u00B7 Ctrl-click adds, Alt-click excludes"), TextRole::Small,
                                Ink::Text2, this);
    row->addWidget(m_strip);
    row->addStretch(1);
    row->addWidget(m_stripHint);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void RequestsPage::buildQueryRow()
{
    auto *row = new QHBoxLayout;
    m_line = new QueryLine(this);
    m_line->setObjectName(QStringLiteral("requests.query"));
    m_offerings = new QPushButton(icon(QStringLiteral("offering")), tr("Offering"), this);
    m_offerings->setObjectName(QStringLiteral("requests.pickOffering"));
    m_offerings->setAccessibleName(tr("Filter by offering"));
    m_offerings->setToolTip(tr("Filter by offering (o)"));
    m_timesButton = new QPushButton(tr("Time"), this);
    m_timesButton->setObjectName(QStringLiteral("requests.pickTime"));
    m_timesButton->setAccessibleName(tr("Filter by time"));
    m_times = new TimePicker(this);
    m_timesButton->setMenu(m_times->menu());
    row->addWidget(m_line, 1);
    row->addWidget(m_offerings);
    row->addWidget(m_timesButton);
    auto *column = qobject_cast<QVBoxLayout *>(layout());
    column->addLayout(row);
    m_coverage = new CoverageBar(this);
    m_coverage->setObjectName(QStringLiteral("requests.coverage"));
    column->addWidget(m_coverage);
}

void RequestsPage::buildBody()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("requests.split"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_list = buildList();
    m_detail = new RequestDetail(m_splitter);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 57);
    m_splitter->setStretchFactor(1, 43);
    qobject_cast<QVBoxLayout *>(layout())->addWidget(m_splitter, 1);
}

QWidget *RequestsPage::buildList()
{
    auto *list = new QWidget(m_splitter);
    list->setMinimumWidth(1);
    m_faces = new QStackedLayout;
    m_table = new RequestsTable(m_model, list);
    m_loading = new LoadingRows(list);
    m_empty = new StatePage(list);
    m_empty->setObjectName(QStringLiteral("requests.empty"));
    m_faces->addWidget(m_table);
    m_faces->addWidget(m_loading);
    m_faces->addWidget(m_empty);
    m_faces->setCurrentWidget(m_loading);
    m_note = new NoteBar(list);
    m_undo = new UndoBar(list);
    m_undo->setObjectName(QStringLiteral("requests.undo"));
    m_undo->hide();
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(m_faces, 1);
    column->addWidget(m_note);
    column->addWidget(m_undo);
    return list;
}

void RequestsPage::applyLook()
{
    const Look &look = Look::of(this);
    const int side = look.units(2.5);
    auto *column = qobject_cast<QVBoxLayout *>(layout());
    auto *head = qobject_cast<QHBoxLayout *>(column->itemAt(0)->layout());
    auto *line = qobject_cast<QHBoxLayout *>(column->itemAt(1)->layout());
    head->setContentsMargins(side, look.units(1), side, look.units(1));
    line->setContentsMargins(side, look.units(0.75), side, look.units(0.75));
    line->setSpacing(look.units(1.5));
    applyFold();
}

void RequestsPage::applyFold()
{
    const Look &look = Look::of(this);
    m_fold = look.fold(window()->width());
    m_table->setFold(m_fold);
    m_stripHint->setVisible(m_fold == Fold::Wide);
    const bool tight = m_fold == Fold::Tight;
    if (!tight)
        m_reading = false;
    m_list->setVisible(!tight || !m_reading);
    m_detail->setVisible(!tight || m_reading);
    if (!tight) {
        const double share = m_splitRatio > 0 ? m_splitRatio : m_fold == Fold::Wide ? WideShare : NarrowShare;
        const int list = qRound(m_splitter->width() * share);
        m_splitter->setSizes({list, m_splitter->width() - list});
    }
    updateCoverage();
}

void RequestsPage::readSettings()
{
    QSettings settings(m_workspace.settingsFile, QSettings::IniFormat);
    m_table->restore(settings);
    m_splitRatio = qBound(0.0, settings.value(QStringLiteral("requests/split"), 0).toDouble(), 0.9);
    m_model.setZone(m_workspace.connection.clock.zone());
    m_times->setZone(m_model.zone(), clock().zoneName());
}

void RequestsPage::saveSettings() const
{
    QSettings settings(m_workspace.settingsFile, QSettings::IniFormat);
    m_table->save(settings);
    settings.setValue(QStringLiteral("requests/split"), m_splitRatio);
}

void RequestsPage::connectHead()
{
    connect(m_strip, &StateStrip::selectionChanged, this,
            [this](const std::vector<domain::State> &states) { m_query->setStates(states); });
    connect(m_line, &QueryLine::textEdited, this, &RequestsPage::typed);
    connect(m_line, &QueryLine::submitted, this, &RequestsPage::submit);
    connect(m_line, &QueryLine::chipRemoved, this, &RequestsPage::dropChip);
    connect(m_line, &QueryLine::chipActivated, this, &RequestsPage::editChip);
    connect(m_offerings, &QPushButton::clicked, this, &RequestsPage::pickOffering);
    connect(m_times, &TimePicker::picked, this, &RequestsPage::addTerms);
    connect(m_coverage, &CoverageBar::loadAllClicked, this, [this] { m_workspace.feed.loadAll(); });
    connect(m_coverage, &CoverageBar::cancelClicked, this, [this] { m_workspace.feed.cancel(); });
    connect(m_coverage, &CoverageBar::retryClicked, this, [this] { m_workspace.feed.retry(); });
    connect(m_coverage, &CoverageBar::detailsClicked, this, &RequestsPage::showTroubleDetails);
    connect(m_table, &RequestsTable::sortingChosen, this, [this](RequestsTable::Sorting sorting) {
        m_table->forgetTop();
        m_query->setSorting(sorting);
        saveSettings();
    });
    connect(m_table, &RequestsTable::columnsChanged, this, &RequestsPage::saveSettings);
    connect(m_table, &RequestsTable::opened, this, &RequestsPage::enter);
    connect(m_table, &RequestsTable::currentUuidChanged, this, &RequestsPage::updateDetail);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        const QList<int> sizes = m_splitter->sizes();
        m_splitRatio = double(sizes.value(0)) / qMax(1, sizes.value(0) + sizes.value(1));
        saveSettings();
    });
    connect(m_detail, &RequestDetail::noted, this,
            [this](const QString &sentence) { m_note->say(NoteBar::Tone::Passing, sentence); });
}

void RequestsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    applyFold();
}

void RequestsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    applyFold();
}

void RequestsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void RequestsPage::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    painter.fillRect(QRect(0, m_splitter->y() - 1, width(), 1), look.line);
}

} // namespace waldesk::ui

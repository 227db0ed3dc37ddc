// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackview.h"

#include "ui/base/look.h"
#include "ui/delegates/tracebackdelegate.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackfind.h"
#include "ui/panels/tracebackmodel.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTextBlock>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

enum Mode { Parsed, Raw };

/// What the agent sends where its setting hides the details (contract 7).
constexpr QByteArrayView HiddenSentence("Internal backend error. Please contact the service provider.");

QString reasonFor(const domain::ErrorText &error, const QString &given)
{
    if (error.message.trimmed() == HiddenSentence)
        return TracebackView::tr("The agent hides the details: its setting expose_backend_error_details is off. They "
                                 "are in the agent's log on the site.");
    if (!given.isEmpty())
        return given;
    return TracebackView::tr("No traceback came with this error. Either a person set the request erred, or the agent "
                             "hides it (its setting expose_backend_error_details is off): then it is in the agent's "
                             "log on the site.");
}

} // namespace

TracebackView::TracebackView(QWidget *parent) : QWidget(parent), m_model(new TracebackModel(this))
{
    setObjectName(QStringLiteral("traceback"));
    buildHead();
    buildList();
    m_find = new TracebackFind(this);
    m_find->hide();
    m_raw = new RawTraceback(this);
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_raw);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_find);
    column->addLayout(m_stack, 1);

    for (QObject *watched : {static_cast<QObject *>(m_list), static_cast<QObject *>(m_list->viewport()),
                             static_cast<QObject *>(m_raw->editor())})
        watched->installEventFilter(this);
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connect(&m_settle, &QTimer::timeout, this, &TracebackView::layOut);
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int mode) {
        showRaw();
        emit rawChanged(mode == Raw);
    });
    connect(m_copy, &IconButton::clicked, this, &TracebackView::copyAll);
    connect(m_find, &TracebackFind::textChanged, this, [this] {
        showWords();
        if (!m_find->text().isEmpty())
            find(true, true);
    });
    connect(m_find, &TracebackFind::nextAsked, this, &TracebackView::findNext);
    connect(m_find, &TracebackFind::previousAsked, this, &TracebackView::findPrevious);
    connect(m_find, &TracebackFind::closed, this, [this] {
        m_find->hide();
        showWords();
        setFocus(Qt::OtherFocusReason);
    });
    connect(m_raw, &RawTraceback::shownChanged, this, [this] {
        if (!m_rawWaits || m_raw->isCut())
            return;
        m_rawWaits = false;
        markInText(m_raw->editor(), words());
        find(true, true);
    });
    setFocusProxy(m_list);
    setLook();
}

void TracebackView::buildHead()
{
    m_head = new QWidget(this);
    m_tools = new QWidget(m_head);
    m_summary = new ElidedLabel(TextRole::Small, Ink::Text2, m_tools);
    m_summary->setObjectName(QStringLiteral("traceback.summary"));
    m_mode = new SegmentedControl({tr("Parsed"), tr("Raw")}, m_tools);
    m_mode->setObjectName(QStringLiteral("traceback.mode"));
    m_mode->setAccessibleName(tr("Parsed or raw traceback"));
    m_copy = new IconButton(QStringLiteral("act-copy"), tr("Copy the traceback"), m_tools);
    m_copy->setObjectName(QStringLiteral("traceback.copy"));
    auto *tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins({});
    tools->addWidget(m_summary, 1);
    tools->addWidget(m_mode);
    tools->addWidget(m_copy);
    auto *row = new QHBoxLayout(m_head);
    row->addWidget(new TextLabel(tr("Traceback"), TextRole::Strong, Ink::Text, m_head));
    row->addWidget(m_tools, 1);
}

void TracebackView::buildList()
{
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("traceback.parsed"));
    m_list->setAccessibleName(tr("Traceback"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TracebackDelegate(m_list));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust); // heights depend on the width
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QListView::clicked, this, &TracebackView::toggleRow);
    connect(m_list, &QListView::customContextMenuRequested, this, &TracebackView::openMenu);
}

void TracebackView::setError(const domain::ErrorText &error, const QString &emptyReason)
{
    const QString reason = reasonFor(error, emptyReason);
    if (m_model->rowCount() > 0 && m_model->error() == error && m_model->reason() == reason)
        return;
    m_model->setError(error, reason);
    m_found.reset();
    m_rawWaits = false;
    m_summary->setText(m_model->summary());
    const bool any = !error.traceback.trimmed().isEmpty();
    m_mode->setVisible(any);
    m_copy->setVisible(any);
    m_touched = false;
    if (isRaw())
        m_raw->setText(error.traceback);
    m_stack->setCurrentIndex(isRaw() && any ? Raw : Parsed);
    setFocusProxy(m_stack->currentWidget());
    showWords();
    layOut();
    m_settle.start();
}

/// The list would wait for a while and be empty, or of the old width, until then. A scroll bar that comes or goes makes
/// it lay out once more, a moment later.
void TracebackView::layOut()
{
    if (m_layingOut || !m_list->isVisible())
        return;
    m_layingOut = true;
    m_list->doItemsLayout();
    showCrash();
    m_layingOut = false;
}

QString TracebackView::summary() const
{
    return m_model->summary();
}

QWidget *TracebackView::takeTools()
{
    m_head->layout()->removeWidget(m_tools);
    m_head->hide();
    return m_tools;
}

bool TracebackView::isRaw() const
{
    return m_mode->current() == Raw;
}

void TracebackView::setRaw(bool raw)
{
    m_mode->setCurrent(raw ? Raw : Parsed);
}

void TracebackView::toggleRaw()
{
    if (!m_model->error().traceback.trimmed().isEmpty())
        setRaw(!isRaw());
}

void TracebackView::showRaw()
{
    const bool any = !m_model->error().traceback.trimmed().isEmpty();
    const bool focused = m_list->hasFocus() || m_raw->editor()->hasFocus();
    if (isRaw())
        m_raw->setText(m_model->error().traceback);
    m_stack->setCurrentIndex(isRaw() && any ? Raw : Parsed);
    setFocusProxy(m_stack->currentWidget());
    if (isRaw() && !m_raw->isCut()) {
        // The place that was read stays in sight.
        const QTextBlock block =
            m_raw->editor()->document()->findBlockByNumber(m_model->lineOf(m_list->currentIndex().row()));
        if (block.isValid()) {
            m_raw->editor()->setTextCursor(QTextCursor(block));
            m_raw->editor()->centerCursor();
        }
    }
    showWords();
    if (focused)
        setFocus(Qt::OtherFocusReason);
}

/// The agent's last line is the place to start from. Where it is not in sight its step comes to the top, or, if there
/// is too much between them, it comes to the middle.
void TracebackView::showCrash()
{
    if (m_touched || m_list->viewport()->height() < Look::of(this).h)
        return;
    const int item = m_model->lastAgentItem();
    const int row = item < 0 ? 0 : m_model->reveal(item);
    const QModelIndex index = m_model->index(row);
    m_list->setCurrentIndex(index);
    m_list->scrollToTop();
    if (item < 0 || m_list->visualRect(index).bottom() <= m_list->viewport()->height())
        return;
    int step = row;
    while (step > 0 && m_model->rowAt(step).kind != TracebackRow::Kind::Step)
        --step;
    const int between = m_list->visualRect(index).bottom() - m_list->visualRect(m_model->index(step)).top();
    if (between <= m_list->viewport()->height())
        m_list->scrollTo(m_model->index(step), QAbstractItemView::PositionAtTop);
    else
        m_list->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void TracebackView::toggleRow(const QModelIndex &index)
{
    if (index.isValid())
        m_model->setOpen(index.row(), !m_model->isOpen(index.row()));
}

void TracebackView::setLook()
{
    const Look &look = Look::of(this);
    m_head->layout()->setContentsMargins(look.units(2.5), look.u, look.units(2.5), look.u);
    m_head->layout()->setSpacing(look.units(2));
    m_tools->layout()->setSpacing(look.units(2));
    m_list->verticalScrollBar()->setSingleStep(look.rowHeight());
    m_list->doItemsLayout();
}

void TracebackView::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    if (m_head->isVisible())
        painter.fillRect(QRect(0, m_head->height() - 1, width(), 1), look.line);
}

void TracebackView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

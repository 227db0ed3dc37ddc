// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackview.h"

#include "models/domain/cause/redaction.h"
#include "ui/base/look.h"
#include "ui/delegates/tracebackdelegate.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackfind.h"
#include "ui/panels/tracebackmodel.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>

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
    m_raw->editor()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_raw->editor(), &QWidget::customContextMenuRequested, this, &TracebackView::openRawMenu);
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

namespace
{

constexpr auto PathKeys = Qt::ControlModifier | Qt::AltModifier;

/// Nobody reads further into a message without asking for all of it.
constexpr qsizetype SurelyShown = 160;

} // namespace

bool TracebackView::isOurs(const QKeyEvent *key, bool inList)
{
    const auto modifiers = key->modifiers() & ~Qt::KeypadModifier;
    switch (key->key()) {
    case Qt::Key_T:
        return modifiers == Qt::NoModifier;
    case Qt::Key_N:
        return modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier;
    case Qt::Key_F:
        return modifiers == Qt::ControlModifier;
    case Qt::Key_C:
        return inList && (modifiers == Qt::ControlModifier || modifiers == PathKeys);
    case Qt::Key_A:
        return inList && modifiers == PathKeys;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Right:
    case Qt::Key_Left:
        return inList && modifiers == Qt::NoModifier;
    default:
        return false;
    }
}

bool TracebackView::eventFilter(QObject *watched, QEvent *event)
{
    const bool inList = watched == m_list;
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // A page's own single keys stay the page's, but not those that mean something here.
        if (isOurs(static_cast<QKeyEvent *>(event), inList)) {
            event->accept();
            return true;
        }
        break;
    case QEvent::KeyPress:
        if (watched != m_list->viewport()) {
            m_touched = true;
            if (watched == m_raw->editor() && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
                copySelection();
                return true;
            }
            if (takeKey(static_cast<QKeyEvent *>(event), inList))
                return true;
        }
        break;
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        m_touched = true;
        break;
    case QEvent::Resize:
        if (watched == m_list->viewport()) {
            layOut();
            m_settle.start();
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

bool TracebackView::takeKey(const QKeyEvent *key, bool inList)
{
    if (!isOurs(key, inList))
        return false;
    switch (key->key()) {
    case Qt::Key_T:
        if (m_model->error().traceback.trimmed().isEmpty())
            return false;
        toggleRaw();
        return true;
    case Qt::Key_N:
        key->modifiers().testFlag(Qt::ShiftModifier) ? findPrevious() : findNext();
        return true;
    case Qt::Key_F:
        openFind();
        return true;
    default:
        return takeListKey(key);
    }
}

bool TracebackView::takeListKey(const QKeyEvent *key)
{
    const int row = m_list->currentIndex().row();
    switch (key->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        toggleRow(m_list->currentIndex());
        return true;
    case Qt::Key_Right:
        m_model->setOpen(row, true);
        return true;
    case Qt::Key_Left: {
        const int fold = m_model->foldRowOf(row);
        if (fold >= 0)
            m_list->setCurrentIndex(m_model->index(fold));
        m_model->setOpen(fold >= 0 ? fold : row, false);
        return true;
    }
    case Qt::Key_A:
        copyAll();
        return true;
    case Qt::Key_C:
        key->modifiers().testFlag(Qt::AltModifier) ? copyPathWithLine() : copyFrame();
        return true;
    default:
        return false;
    }
}

void TracebackView::setQueryWords(const QStringList &words)
{
    if (words == m_queryWords)
        return;
    m_queryWords = words;
    showWords();
}

QStringList TracebackView::words() const
{
    if (!m_find->isHidden() && !m_find->text().isEmpty())
        return {m_find->text()};
    QStringList some = m_queryWords;
    some.removeAll(QString());
    return some;
}

void TracebackView::showWords()
{
    m_found.reset();
    m_model->setWords(words());
    m_find->setResult({});
    if (m_stack->currentWidget() == m_raw)
        markInText(m_raw->editor(), words());
}

void TracebackView::openFind()
{
    m_find->open();
    showWords();
}

void TracebackView::findNext()
{
    words().isEmpty() ? openFind() : find(true, false);
}

void TracebackView::findPrevious()
{
    words().isEmpty() ? openFind() : find(false, false);
}

void TracebackView::find(bool forward, bool fromHere)
{
    m_touched = true;
    if (m_stack->currentWidget() == m_raw) {
        const bool found = findInText(m_raw->editor(), words(), forward, fromHere);
        m_rawWaits = !found && m_raw->isCut();
        if (m_rawWaits)
            m_raw->showAll();
        m_find->setResult(found ? QString() : m_rawWaits ? tr("reading…") : tr("not found"));
        return;
    }
    if (!m_found)
        m_found = m_model->itemsWith(words());
    if (m_found->empty()) {
        m_find->setResult(tr("not found"));
        return;
    }
    const int row = m_list->currentIndex().row();
    const bool hidden = m_model->isClosedFold(row);
    // A closed fold stands before what it hides.
    const int here = m_model->itemAt(row) - (hidden ? 1 : 0);
    auto at = m_found->begin();
    if (forward) {
        at = fromHere ? std::ranges::lower_bound(*m_found, here) : std::ranges::upper_bound(*m_found, here);
        if (at == m_found->end())
            at = m_found->begin();
    } else {
        at = std::ranges::lower_bound(*m_found, here + (hidden ? 1 : 0));
        at = at == m_found->begin() ? m_found->end() - 1 : at - 1;
    }
    goTo(*at);
    m_find->setResult(
        tr("%1 of %2").arg(groupedNumber(at - m_found->begin() + 1), groupedNumber(qint64(m_found->size()))));
}

void TracebackView::goTo(int item)
{
    const int row = m_model->reveal(item);
    if (row < 0)
        return;
    const QString head = QString::fromUtf8(m_model->rawText(row)).left(SurelyShown);
    const QStringList sought = words();
    const bool shown =
        std::ranges::any_of(sought, [&](const QString &word) { return head.contains(word, Qt::CaseInsensitive); });
    if (!shown)
        m_model->setOpen(row, true); // it is further down in the message
    const QModelIndex index = m_model->index(row);
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

QString TracebackView::copied(const QString &text, const QString &sentence)
{
    if (text.isEmpty())
        return {};
    // The raw text is looked at for what the server sent byte by byte, so its copies are not masked.
    if (isRaw()) {
        QGuiApplication::clipboard()->setText(text);
        //: %1: The frame is on the clipboard.
        emit noted(tr("%1 It is unredacted: check it for passwords and tokens before you pass it on.").arg(sentence));
        return text;
    }
    const domain::Redacted clean = domain::redacted(text.toUtf8());
    const QString masked = QString::fromUtf8(clean.text);
    QGuiApplication::clipboard()->setText(masked);
    int secrets = 0;
    for (const domain::MaskedSecret &one : clean.masked)
        secrets += one.count;
    //: %1: The frame is on the clipboard.
    emit noted(secrets == 0 ? sentence : tr("%1 %n secret(s) masked in it.", nullptr, secrets).arg(sentence));
    return masked;
}

QString TracebackView::copyFrame()
{
    const int row = m_list->currentIndex().row();
    return copied(QString::fromUtf8(m_model->rawText(row)), m_model->pathWithLine(row).isEmpty()
                                                                ? tr("The row is on the clipboard.")
                                                                : tr("The frame is on the clipboard."));
}

QString TracebackView::copyPathWithLine()
{
    return copied(QString::fromUtf8(m_model->pathWithLine(m_list->currentIndex().row())),
                  tr("The path with its line is on the clipboard."));
}

QString TracebackView::copyAll()
{
    return copied(QString::fromUtf8(m_model->error().traceback), tr("The whole traceback is on the clipboard."));
}

void TracebackView::copySelection()
{
    const QTextCursor cursor = m_raw->editor()->textCursor();
    if (cursor.hasSelection())
        copied(cursor.selection().toPlainText(), tr("The selected text is on the clipboard."));
}

void TracebackView::openRawMenu(const QPoint &at)
{
    QMenu *menu = m_raw->editor()->createStandardContextMenu(at);
    menu->setObjectName(QStringLiteral("traceback.rawMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // The editor's own copy says nothing of what is in it.
    if (auto *copy = menu->findChild<QAction *>(QStringLiteral("edit-copy"))) {
        copy->disconnect(SIGNAL(triggered(bool)));
        connect(copy, &QAction::triggered, this, &TracebackView::copySelection);
    }
    menu->popup(m_raw->editor()->viewport()->mapToGlobal(at));
}

void TracebackView::openMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("traceback.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int row = m_list->currentIndex().row();
    const bool frame = !m_model->pathWithLine(row).isEmpty();
    QAction *copyRow =
        menu->addAction(frame ? tr("Copy the frame") : tr("Copy the row"), this, [this] { copyFrame(); });
    copyRow->setShortcut(Qt::ControlModifier | Qt::Key_C);
    QAction *path = menu->addAction(tr("Copy the path with its line"), this, [this] { copyPathWithLine(); });
    path->setShortcut(PathKeys | Qt::Key_C);
    path->setEnabled(frame);
    QAction *all = menu->addAction(tr("Copy the whole traceback"), this, [this] { copyAll(); });
    all->setShortcut(PathKeys | Qt::Key_A);
    menu->addSeparator();
    menu->addAction(tr("Find…"), this, &TracebackView::openFind)->setShortcut(Qt::ControlModifier | Qt::Key_F);
    menu->addAction(tr("Raw text"), this, [this] { setRaw(true); })->setShortcut(Qt::Key_T);
    menu->popup(m_list->viewport()->mapToGlobal(at));
}
} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackfind.h"
#include "ui/panels/tracebackmodel.h"
#include "ui/panels/tracebackview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStackedLayout>

#include <algorithm>

namespace waldesk::ui
{

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
    m_find->setResult(tr("%1 of %2").arg(at - m_found->begin() + 1).arg(m_found->size()));
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
    QGuiApplication::clipboard()->setText(text);
    emit noted(sentence);
    return text;
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

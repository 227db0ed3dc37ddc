// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackfind.h"

#include "ui/base/look.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype MostMarks = 500;

} // namespace

TracebackFind::TracebackFind(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("traceback.findBar"));
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("traceback.find"));
    m_line->setAccessibleName(tr("Find in the traceback"));
    m_line->setPlaceholderText(tr("Find in the traceback"));
    m_line->installEventFilter(this);
    m_result = new TextLabel(TextRole::Small, Ink::Text2, this);
    m_result->setObjectName(QStringLiteral("traceback.findResult"));
    auto *previous = new LinkButton(tr("Previous"), this);
    auto *next = new LinkButton(tr("Next"), this);
    auto *close = new IconButton(QStringLiteral("act-close"), tr("Close the search"), this);
    previous->setObjectName(QStringLiteral("traceback.findPrevious"));
    next->setObjectName(QStringLiteral("traceback.findNext"));
    close->setObjectName(QStringLiteral("traceback.findClose"));
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_line, 1);
    row->addWidget(m_result);
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(close);
    connect(m_line, &QLineEdit::textChanged, this, &TracebackFind::textChanged);
    connect(previous, &LinkButton::clicked, this, &TracebackFind::previousAsked);
    connect(next, &LinkButton::clicked, this, &TracebackFind::nextAsked);
    connect(close, &IconButton::clicked, this, &TracebackFind::closed);
    setLook();
}

QString TracebackFind::text() const
{
    return m_line->text();
}

void TracebackFind::open()
{
    show();
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void TracebackFind::setResult(const QString &words)
{
    m_result->setText(words);
}

bool TracebackFind::eventFilter(QObject *watched, QEvent *event)
{
    const bool overrides = event->type() == QEvent::ShortcutOverride;
    if (event->type() != QEvent::KeyPress && !overrides)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (overrides) {
        // Esc of a window leaves more than this line.
        if (key->key() != Qt::Key_Escape && key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter)
            return QWidget::eventFilter(watched, event);
        event->accept();
        return true;
    }
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        key->modifiers().testFlag(Qt::ShiftModifier) ? emit previousAsked() : emit nextAsked();
        return true;
    case Qt::Key_Escape:
        emit closed();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void TracebackFind::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.raised);
    painter.fillRect(QRect(0, height() - 1, width(), 1), look.line);
}

void TracebackFind::setLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(look.units(2.5), look.u, look.units(2.5), look.u);
    layout()->setSpacing(look.units(1.5));
}

void TracebackFind::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

void markInText(QPlainTextEdit *editor, const QStringList &words)
{
    QList<QTextEdit::ExtraSelection> marks;
    const Look &look = Look::of(editor);
    for (const QString &word : words) {
        for (QTextCursor at = editor->document()->find(word); !at.isNull() && marks.size() < MostMarks;
             at = editor->document()->find(word, at)) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = at;
            mark.format.setFontUnderline(true);
            mark.format.setUnderlineColor(look.accent);
            mark.format.setBackground(look.sel);
            marks += mark;
        }
    }
    editor->setExtraSelections(marks);
}

bool findInText(QPlainTextEdit *editor, const QStringList &words, bool forward, bool fromHere)
{
    QTextDocument::FindFlags flags;
    if (!forward)
        flags |= QTextDocument::FindBackward;
    QTextCursor from = editor->textCursor();
    if (fromHere)
        from.setPosition(from.selectionStart());
    QTextCursor edge(editor->document());
    edge.movePosition(forward ? QTextCursor::Start : QTextCursor::End);
    for (const QTextCursor &start : {from, edge}) {
        QTextCursor best;
        for (const QString &word : words) {
            const QTextCursor found = editor->document()->find(word, start, flags);
            if (!found.isNull() && (best.isNull() || (found.position() < best.position()) == forward))
                best = found;
        }
        if (!best.isNull()) {
            editor->setTextCursor(best);
            return true;
        }
    }
    return false;
}

} // namespace waldesk::ui

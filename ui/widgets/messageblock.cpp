// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messageblock.h"

#include "models/domain/cause/redaction.h"
#include "ui/base/displaytext.h"
#include "ui/base/painting.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>
#include <QVBoxLayout>

#include <functional>

namespace waldesk::ui
{

namespace
{

constexpr int FoldedLines = 3;
constexpr int UnfoldedLines = 14;
constexpr qsizetype FoldedCharacters = 4000;
constexpr qsizetype UnfoldedCharacters = 32000;

/// "[Errno 111]" must not break at its space; as many characters as before, so that spans stay right. A text view
/// copies the no-break space as a space.
QString unbroken(QString text)
{
    static const QRegularExpression errnoWords(QStringLiteral("\\[Errno (?=-?\\d+\\])"));
    auto found = errnoWords.globalMatch(text);
    while (found.hasNext())
        text[found.next().capturedEnd() - 1] = QChar(QChar::Nbsp);
    return text;
}

/// Tells when its text was laid out for a new width: a parent hears of the resize before that.
class WrappedText : public QPlainTextEdit
{
public:
    WrappedText(QWidget *parent, std::function<void()> wrapped) : QPlainTextEdit(parent), m_wrapped(std::move(wrapped))
    {
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QPlainTextEdit::resizeEvent(event);
        m_wrapped();
    }

private:
    std::function<void()> m_wrapped;
};

} // namespace

MessageBlock::MessageBlock(QWidget *parent)
    : QWidget(parent), m_text(new WrappedText(this, [this] { fitHeight(); })),
      m_more(new LinkButton(tr("Show all"), this)), m_foot(new QWidget(this)), m_link(new LinkButton({}, m_foot)),
      m_words(new TextLabel(TextRole::Small, Ink::Text2, m_foot))
{
    setObjectName(QStringLiteral("messageBlock"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setAccessibleName(tr("Message"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->document()->setDocumentMargin(0);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->installEventFilter(this);
    m_more->setObjectName(QStringLiteral("messageMore"));
    m_link->setObjectName(QStringLiteral("messageLink"));

    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->addWidget(m_link);
    foot->addWidget(m_words, 1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text);
    column->addWidget(m_more);
    column->addWidget(m_foot);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_link, &QAbstractButton::clicked, this, &MessageBlock::linkClicked);
    connect(m_more, &QAbstractButton::clicked, this, [this] {
        m_unfolded = !m_unfolded;
        write();
    });
    setFootnote({}, {});
    applyLook();
}

void MessageBlock::setMessage(const QString &message, const std::vector<Span> &dim, Shade shade)
{
    if (message == m_message && dim == m_dim && shade == m_shade)
        return;
    m_message = message;
    m_dim = dim;
    m_shade = shade;
    m_unfolded = false;
    write();
    update();
}

void MessageBlock::setFootnote(const QString &link, const QString &words)
{
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
    m_link->updateGeometry();
    m_words->setText(link.isEmpty() || words.isEmpty() ? words : QStringLiteral("· ") + words);
    m_foot->setVisible(!link.isEmpty() || !words.isEmpty());
}

void MessageBlock::copyAll() const
{
    QGuiApplication::clipboard()->setText(domain::redactedText(m_message));
}

bool MessageBlock::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        update();
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        // Copy with nothing selected means the whole message, the part that is not laid out too.
        if (static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy) && !m_text->textCursor().hasSelection()) {
            copyAll();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void MessageBlock::write()
{
    const Look &look = Look::of(this);
    const QString laidOut = shortened(m_message, m_unfolded ? UnfoldedCharacters : FoldedCharacters);
    const QString tamed = escapeLinesForDisplay(laidOut);
    m_text->setPlainText(unbroken(tamed));
    if (tamed == laidOut) { // otherwise the spans do not count the same characters any more
        QTextCharFormat quiet;
        quiet.setForeground(look.dim);
        quiet.setFontWeight(QFont::Normal);
        for (const Span &span : m_dim) {
            QTextCursor cursor(m_text->document());
            const qsizetype end = qMin(span.start + span.length, laidOut.size());
            if (span.start < 0 || span.start >= end)
                continue;
            cursor.setPosition(int(span.start));
            cursor.setPosition(int(end), QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(quiet);
        }
    }
    m_text->moveCursor(QTextCursor::Start);
    fitHeight();
}

void MessageBlock::fitHeight()
{
    int lines = 0;
    for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next()) {
        m_text->document()->documentLayout()->blockBoundingRect(block); // lays it out
        lines += qMax(1, block.layout()->lineCount());
    }
    const int most = m_unfolded ? UnfoldedLines : FoldedLines;
    const bool cut = lines > FoldedLines || m_message.size() > FoldedCharacters;
    m_lines = qBound(1, lines, most);
    m_more->setVisible(cut);
    m_more->setText(m_unfolded ? tr("Show less") : tr("Show all"));
    const bool scrolls = m_unfolded && lines > most;
    m_text->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    m_text->setFixedHeight(m_lines * QFontMetrics(m_text->font()).lineSpacing() + 2);
    m_text->verticalScrollBar()->setValue(0);
}

void MessageBlock::applyLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(paint::BarWidth + look.units(1.5), look.units(1.5), look.units(1.5), look.units(1.5));
    layout()->setSpacing(look.units(0.75));
    if (m_text->font() != look.head)
        m_text->setFont(look.head);
    QPalette clear = m_text->palette();
    if (clear.color(QPalette::Base).alpha() != 0 || clear.color(QPalette::Text) != look.text) {
        clear = look.palette();
        clear.setColor(QPalette::Base, Qt::transparent);
        m_text->setPalette(clear);
    }
    write();
}

void MessageBlock::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
}

void MessageBlock::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void MessageBlock::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.tint(m_shade));
    painter.fillRect(0, 0, paint::BarWidth, height(), look.ink(m_shade));
    if (m_text->hasFocus())
        paint::box(&painter, rect().adjusted(paint::BarWidth, 0, 0, 0), QColor(), look.accent, 0, 1.4);
}

} // namespace waldesk::ui

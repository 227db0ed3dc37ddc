// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/journaldetail.h"

#include "models/session/journalmodel.h"
#include "ui/delegates/journalrowdelegate.h"
#include "ui/panels/journalfields.h"
#include "ui/panels/tracebackview.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/messageblock.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statebadge.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedLayout>

namespace waldesk::ui
{

using session::JournalModel;

namespace
{

/// Nobody reads more of a message; the block cuts it again to lines.
constexpr qsizetype MessageBytes = 64 * 1024;
constexpr qsizetype LongestSentence = 2000;

} // namespace

JournalDetail::JournalDetail(QWidget *parent) : DetailPanel(parent)
{
    setObjectName(QStringLiteral("journal.detail"));
    setAccessibleName(tr("Change"));
    setPages(QStringLiteral("nav-journal"), tr("No change is chosen"), buildContent());
    setLook();
}

QWidget *JournalDetail::buildContent()
{
    auto *content = new QWidget(this);
    m_text = new QWidget(content);
    m_message = new MessageBlock(m_text);
    m_message->setObjectName(QStringLiteral("journal.message"));
    m_message->textView()->setAccessibleName(tr("Message"));
    m_traceback = new TracebackView(m_text);
    m_traceback->setObjectName(QStringLiteral("journal.traceback"));
    m_messageRow = new QHBoxLayout;
    m_messageRow->addWidget(m_message);
    auto *text = new QVBoxLayout(m_text);
    text->addLayout(m_messageRow);
    text->addWidget(m_traceback, 1);
    m_fields = new JournalFields(content);
    auto *sections = new QWidget(content);
    m_stack = new QStackedLayout(sections);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_fields);
    m_actions = new ActionBar(content);
    m_actions->setObjectName(QStringLiteral("journal.actions"));
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildSectionBar());
    column->addWidget(sections, 1);
    column->addWidget(m_actions);
    connect(m_traceback, &TracebackView::noted, this, &JournalDetail::noted);
    return content;
}

QWidget *JournalDetail::buildHead()
{
    m_head = new QWidget(this);
    m_badge = new StateBadge(m_head);
    m_badge->setObjectName(QStringLiteral("journal.outcome"));
    m_title = new ElidedLabel(TextRole::Head, Ink::Text, m_head);
    m_title->setObjectName(QStringLiteral("journal.title"));
    m_time = new TextLabel(TextRole::Body, Ink::Text2, m_head);
    auto *first = new QHBoxLayout;
    first->addWidget(m_badge);
    first->addWidget(m_title, 1);
    first->addWidget(m_time);
    m_who = new ElidedLabel(TextRole::Body, Ink::Text2, m_head);
    m_who->setObjectName(QStringLiteral("journal.who"));
    m_answer = new TextLabel(TextRole::Body, Ink::Text, m_head);
    m_answer->setObjectName(QStringLiteral("journal.answer"));
    m_reason = new TextLabel(TextRole::Body, Ink::Text, m_head);
    m_reason->setObjectName(QStringLiteral("journal.reason"));
    auto *column = new QVBoxLayout(m_head);
    column->addLayout(first);
    column->addWidget(m_who);
    m_together = new TextLabel(TextRole::Body, Ink::Text2, m_head);
    m_together->setObjectName(QStringLiteral("journal.together"));
    for (TextLabel *each : {m_answer, m_reason, m_together}) {
        each->setWordWrap(true);
        each->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(each);
    }
    return m_head;
}

QWidget *JournalDetail::buildSectionBar()
{
    m_sectionBar = new QWidget(this);
    m_sections = new SegmentedControl({tr("What it replaced"), tr("What was sent"), tr("All fields")}, m_sectionBar);
    m_sections->setObjectName(QStringLiteral("journal.sections"));
    m_sections->setAccessibleName(tr("Texts of the change"));
    m_meta = new ElidedLabel(TextRole::Small, Ink::Text2, m_sectionBar);
    m_tools = m_traceback->takeTools();
    m_tools->setParent(m_sectionBar);
    auto *row = new QHBoxLayout(m_sectionBar);
    row->addWidget(m_sections);
    row->addWidget(m_meta, 1);
    row->addWidget(m_tools, 1);
    connect(m_sections, &SegmentedControl::currentChanged, this, &JournalDetail::showSection);
    return m_sectionBar;
}

void JournalDetail::setWrite(const std::optional<archive::JournalWrite> &write, const QString &outcome, int together,
                             const Clock &clock)
{
    const bool otherOne = !write || !m_write || write->before.id != m_write->before.id;
    m_write = write;
    m_clock = clock;
    showContent(write.has_value());
    if (!write)
        return;
    showHead(outcome, together);
    m_fields->setWrite(*write, outcome, together, clock);
    if (otherOne)
        m_sections->setCurrent(!write->overwritten().isEmpty() ? ReplacedSection
                               : !write->before.sent.isEmpty() ? SentSection
                                                               : FieldsSection);
    showSection(m_sections->current());
}

void JournalDetail::showHead(const QString &outcome, int together)
{
    const archive::JournalEntry &before = m_write->before;
    m_badge->setShade(shadeOfOutcome(static_cast<int>(m_write->outcome())), outcome);
    const QString offering =
        before.offeringName.isEmpty() ? before.offering.shortText() : before.offeringName.left(LongestSentence);
    m_title->setServerText(JournalModel::verbText(before.verb) + QStringLiteral(": ") + offering);
    showTime();
    QString subject = m_write->request().isNil() ? tr("no request") : m_write->request().toString();
    if (before.resource)
        subject =
            tr("%1, project %2")
                .arg(before.resource->name.left(LongestSentence), before.resource->projectName.left(LongestSentence));
    //: %1 is a person, %2 states such as "Processing → Erred", %3 the uuid of a request
    m_who->setServerText(tr("%1 \u00B7 %2 \u00B7 %3").arg(before.user, JournalModel::statesText(*m_write), subject));
    m_answer->setServerText(m_write->answer().left(LongestSentence));
    m_answer->setVisible(!m_write->answer().isEmpty());
    m_reason->setServerText(tr("Reason: %1").arg(before.reason.left(LongestSentence)));
    // What was sent says the same already.
    m_reason->setVisible(!before.reason.isEmpty() && before.reason.toUtf8() != before.sent.message);
    m_together->setText(tr("One of %n change(s) begun together.", nullptr, together));
    m_together->setVisible(together > 1);
}

void JournalDetail::setClock(const Clock &clock)
{
    m_clock = clock;
    if (m_write)
        showTime();
}

void JournalDetail::showTime()
{
    m_time->setText(m_clock.clockText(m_write->before.time));
    m_time->setToolTip(m_clock.fullText(m_write->before.time));
}

const domain::ErrorText &JournalDetail::textOf(int section) const
{
    return section == SentSection ? m_write->before.sent : m_write->overwritten();
}

void JournalDetail::showSection(int section)
{
    if (!m_write)
        return;
    const bool fields = section == FieldsSection;
    m_stack->setCurrentWidget(fields ? static_cast<QWidget *>(m_fields) : m_text);
    m_tools->setVisible(!fields && !textOf(section).traceback.isEmpty());
    m_meta->setVisible(!m_tools->isVisibleTo(m_sectionBar));
    if (fields)
        return;
    const domain::ErrorText &text = textOf(section);
    const QString none = section == SentSection ? tr("No text was sent.") : tr("There was no error text to replace.");
    m_message->setVisible(!text.message.isEmpty());
    if (!text.message.isEmpty())
        m_message->setMessage(QString::fromUtf8(text.message.left(MessageBytes)), {},
                              section == SentSection ? Shade::Unknown : Shade::Erred);
    m_traceback->setError(text, text.isEmpty() ? none : tr("There is no traceback with it."));
}

void JournalDetail::nextSection()
{
    m_sections->setCurrent((m_sections->current() + 1) % (FieldsSection + 1));
}

QString JournalDetail::shownText() const
{
    if (!m_write)
        return {};
    const domain::ErrorText &text = textOf(m_sections->current());
    QByteArray whole = text.message;
    if (!whole.isEmpty() && !text.traceback.isEmpty())
        whole += '\n';
    return QString::fromUtf8(whole + text.traceback);
}

void JournalDetail::focusContent()
{
    const bool fields = m_stack->currentWidget() == m_fields;
    (fields ? static_cast<QWidget *>(m_fields) : m_traceback)->setFocus(Qt::OtherFocusReason);
}

void JournalDetail::setQueryWords(const QStringList &words)
{
    m_traceback->setQueryWords(words);
}

void JournalDetail::toggleRaw()
{
    m_traceback->toggleRaw();
}

void JournalDetail::findNext()
{
    m_traceback->findNext();
}

void JournalDetail::findPrevious()
{
    m_traceback->findPrevious();
}

void JournalDetail::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    if (!hasContent())
        return;
    const int top = m_sectionBar->mapTo(this, QPoint()).y();
    painter.fillRect(QRect(0, top, width(), 1), look.line);
    painter.fillRect(QRect(0, top + m_sectionBar->height() - 1, width(), 1), look.line);
}

void JournalDetail::setLook()
{
    const Look &look = Look::of(this);
    m_head->layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    m_head->layout()->setSpacing(look.units(1.5));
    m_sectionBar->layout()->setContentsMargins(look.units(2.5), look.units(1), look.units(2.5), look.units(1));
    m_sectionBar->layout()->setSpacing(look.units(2));
    m_text->layout()->setContentsMargins(0, look.units(1.5), 0, 0);
    m_messageRow->setContentsMargins(look.units(2.5), 0, look.units(2.5), 0);
    m_text->layout()->setSpacing(look.units(1.5));
}

void JournalDetail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

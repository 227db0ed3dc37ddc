// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requestdetail.h"

#include "models/domain/cause/textlines.h"
#include "ui/base/openonce.h"
#include "ui/panels/fieldspanel.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackview.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/messageblock.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statebadge.h"
#include "ui/widgets/textlabel.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedLayout>

namespace waldesk::ui
{

namespace
{

/// The first one is what this kind of request is read for.
enum Section { FirstSection, FieldsSection };

/// Below that many lines of height the way through the states gives its room to the traceback.
constexpr int LinesForTimeline = 30;
/// Nobody reads more of a message; the block cuts it again to lines.
constexpr qsizetype MessageBytes = 64 * 1024;

} // namespace

RequestDetail::RequestDetail(QWidget *parent) : DetailPanel(parent)
{
    setObjectName(QStringLiteral("detail"));
    setAccessibleName(tr("Request"));
}

void RequestDetail::build()
{
    m_content = buildContent();
    setPages(QStringLiteral("nav-requests"), tr("No request is chosen"), m_content);
    m_traceback->setQueryWords(m_queryWords);
    setLook();
}

QWidget *RequestDetail::buildContent()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildTimeline());
    column->addWidget(buildSectionBar());
    column->addWidget(buildSections(), 1);
    m_actions = new ActionBar(content);
    m_actions->setObjectName(QStringLiteral("detail.actions"));
    column->addWidget(m_actions);
    return content;
}

QWidget *RequestDetail::buildHead()
{
    m_head = new QWidget(this);
    m_badge = new StateBadge(m_head);
    m_badge->setObjectName(QStringLiteral("detail.state"));
    m_offering = new ElidedLabel(TextRole::Head, Ink::Text, m_head);
    m_offering->setObjectName(QStringLiteral("detail.offering"));
    m_age = new TextLabel(TextRole::Body, Ink::Text2, m_head);
    m_age->setObjectName(QStringLiteral("detail.age"));
    auto *first = new QHBoxLayout;
    first->addWidget(m_badge);
    first->addWidget(m_offering, 1);
    first->addWidget(m_age);

    m_customer = new ElidedLabel(TextRole::Body, Ink::Text2, m_head);
    m_uuid = new TextLabel(TextRole::Body, Ink::Text2, m_head);
    m_uuid->setObjectName(QStringLiteral("detail.uuid"));
    m_uuid->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *copy = new IconButton(QStringLiteral("act-copy"), tr("Copy the uuid"), m_head);
    copy->setObjectName(QStringLiteral("detail.copyUuid"));
    connect(copy, &IconButton::clicked, this, [this] {
        copyUuid();
        emit noted(tr("The uuid is on the clipboard."));
    });
    m_goneMark = new TextLabel(tr("No longer on the server"), TextRole::Body, Ink::Stuck, m_head);
    m_goneMark->setObjectName(QStringLiteral("detail.gone"));
    m_goneMark->setToolTip(tr("It was deleted, or you may not see it any more. This is what was known last."));
    m_goneMark->hide();
    auto *second = new QHBoxLayout;
    second->addWidget(m_goneMark);
    second->addWidget(m_customer);
    second->addWidget(m_uuid);
    second->addWidget(copy);
    m_previous = new LinkButton({}, m_head, TextRole::Body);
    m_previous->setObjectName(QStringLiteral("detail.askedFrom"));
    m_previous->hide();
    connect(m_previous, &QAbstractButton::clicked, this, [this] { emit requestClicked(m_previousRow); });
    m_next = new LinkButton({}, m_head, TextRole::Body);
    m_next->setObjectName(QStringLiteral("detail.askedAs"));
    m_next->hide();
    connect(m_next, &QAbstractButton::clicked, this, [this] { emit requestClicked(m_nextRow); });
    second->addWidget(m_previous);
    second->addWidget(m_next);
    second->addStretch(1);

    m_message = new MessageBlock(m_head);
    m_message->setObjectName(QStringLiteral("detail.message"));
    m_message->textView()->setAccessibleName(tr("Error message"));
    connect(m_message, &MessageBlock::linkClicked, this, &RequestDetail::causeClicked);
    m_elsewhere = new TextLabel(TextRole::Body, Ink::Text2, m_head);
    m_elsewhere->setObjectName(QStringLiteral("detail.elsewhere"));
    m_elsewhere->setWordWrap(true);
    m_elsewhere->setToolTip(tr("The state changed between two readings, and the journal of this machine has no line "
                               "about it."));
    auto *column = new QVBoxLayout(m_head);
    column->addLayout(first);
    column->addLayout(second);
    column->addWidget(m_elsewhere);
    column->addWidget(m_message);
    return m_head;
}

QWidget *RequestDetail::buildTimeline()
{
    m_timelineBox = new QWidget(this);
    m_timeline = new Timeline(m_timelineBox);
    m_timeline->setObjectName(QStringLiteral("detail.timeline"));
    auto *column = new QVBoxLayout(m_timelineBox);
    column->addWidget(m_timeline);
    return m_timelineBox;
}

QWidget *RequestDetail::buildSectionBar()
{
    m_sectionBar = new QWidget(this);
    m_sections = new SegmentedControl({tr("Traceback"), tr("All fields")}, m_sectionBar);
    m_sections->setObjectName(QStringLiteral("detail.sections"));
    m_stuckSections = new SegmentedControl({tr("Why it may be stuck"), tr("All fields")}, m_sectionBar);
    m_stuckSections->setObjectName(QStringLiteral("detail.stuckSections"));
    m_stuckSections->hide(); // from the start: together they would keep the detail wide
    m_foundSections = new SegmentedControl({tr("Found resources"), tr("All fields")}, m_sectionBar);
    m_foundSections->setObjectName(QStringLiteral("detail.foundSections"));
    m_foundSections->hide();
    m_meta = new ElidedLabel(TextRole::Small, Ink::Text2, m_sectionBar);
    m_traceback = new TracebackView(this);
    m_tools = m_traceback->takeTools();
    m_tools->setParent(m_sectionBar);
    m_save = new IconButton(QStringLiteral("act-load"), tr("Save the traceback\u2026"), m_sectionBar);
    m_save->setObjectName(QStringLiteral("detail.saveTraceback"));
    auto *row = new QHBoxLayout(m_sectionBar);
    row->addWidget(m_sections);
    row->addWidget(m_stuckSections);
    row->addWidget(m_foundSections);
    row->addWidget(m_meta, 1);
    row->addWidget(m_tools, 1);
    row->addWidget(m_save);
    for (const SegmentedControl *each : {m_sections, m_stuckSections, m_foundSections})
        connect(each, &SegmentedControl::currentChanged, this, &RequestDetail::showSection);
    connect(m_traceback, &TracebackView::noted, this, &RequestDetail::noted);
    connect(m_save, &IconButton::clicked, this, &RequestDetail::saveTraceback);
    return m_sectionBar;
}

QWidget *RequestDetail::buildSections()
{
    auto *sections = new QWidget(this);
    m_sectionStack = new QStackedLayout(sections);
    // A section that is not shown must not keep the detail wide.
    sections->setMinimumWidth(1);
    m_fields = new FieldsPanel(sections);
    m_sectionStack->addWidget(m_traceback);
    m_sectionStack->addWidget(m_fields);
    m_stuckAbout = new StuckAbout(sections);
    m_sectionStack->addWidget(m_stuckAbout);
    m_foundList = new FoundList(sections);
    m_sectionStack->addWidget(m_foundList);
    connect(m_foundList, &FoundList::noted, this, &RequestDetail::noted);
    connect(m_foundList, &FoundList::retryWanted, this, &RequestDetail::foundRetryClicked);
    connect(m_foundList, &FoundList::planWanted, this, &RequestDetail::foundPlanWanted);
    connect(m_stuckAbout, &StuckAbout::agentsWanted, this, &RequestDetail::agentsClicked);
    return sections;
}

void RequestDetail::setRequest(const std::optional<domain::Request> &request, const Clock &clock,
                               const QString &customer)
{
    const bool otherRow = !request || !m_request || request->uuid != m_request->uuid;
    m_request = request;
    m_clock = clock;
    showContent(request.has_value());
    if (!request)
        return;
    showHead(customer);
    showMessage();
    m_timeline->setSteps(timelineOf(*request, clock, m_stuck.has_value()));
    showSections(customer, otherRow);
    fitHeight();
    // At once, inside out: else a longer message is cut for the length of a frame.
    for (QWidget *each : {static_cast<QWidget *>(m_message), m_head, m_content})
        each->layout()->activate();
}

void RequestDetail::showHead(const QString &customer)
{
    m_badge->setState(m_request->state, m_request->stateText);
    m_offering->setServerText(m_request->offeringName);
    m_age->setText(m_clock.agoText(m_request->created));
    m_age->setToolTip(tr("Created %1").arg(m_clock.fullText(m_request->created)));
    m_customer->setServerText(customer.isEmpty() ? QString() : customer + QStringLiteral(" \u00B7"));
    m_customer->setVisible(!customer.isEmpty());
    m_uuid->setText(m_request->uuid.toString());
    m_elsewhere->setText(m_elsewhereWords);
    m_elsewhere->setVisible(!m_elsewhereWords.isEmpty());
    m_goneMark->setVisible(m_gone);
    for (TextLabel *each : {static_cast<TextLabel *>(m_offering), m_uuid}) {
        each->setStruck(m_gone);
        each->setInk(m_gone ? Ink::Dim : each == m_offering ? Ink::Text : Ink::Text2);
    }
    m_badge->setEnabled(!m_gone);
}

void RequestDetail::showMessage()
{
    const domain::ErrorText &error = m_request->error;
    const bool erred = m_request->state == domain::State::Erred;
    m_message->setVisible(erred || !error.isEmpty() || m_stuck);
    m_message->textView()->setAccessibleName(m_stuck ? tr("Stuck") : tr("Error message"));
    if (m_stuck) {
        showStuck();
        return;
    }
    if (!m_message->isVisibleTo(m_head))
        return;
    if (!error.message.trimmed().isEmpty()) {
        const QByteArray words = domain::withoutEscapes(error.message.left(MessageBytes));
        m_message->setMessage(QString::fromUtf8(words), {}, Shade::Erred);
        m_message->setFootnote(m_causeLink, erred ? m_causeWords : tr("left from an earlier end"));
        return;
    }
    const QString none = tr("(no message)");
    m_message->setMessage(none, {{0, none.size()}}, Shade::Erred);
    const QString summary = QString::fromUtf8(domain::errorSummary(error));
    m_message->setFootnote(m_causeLink, m_causeWords.isEmpty() ? summary : m_causeWords);
}

/// The reason in the head font, what it rests on dim below it.
void RequestDetail::showStuck()
{
    QString message = m_stuck->headline;
    std::vector<MessageBlock::Span> dim;
    if (!m_stuck->restsOn.isEmpty()) {
        message += u'\n' + m_stuck->restsOn;
        dim.push_back({message.size() - m_stuck->restsOn.size(), m_stuck->restsOn.size()});
    }
    m_message->setMessage(message, dim, Shade::Stuck);
    m_message->setFootnote({}, {});
}

bool RequestDetail::hasEnded() const
{
    return m_request && (m_request->state == domain::State::Erred || !m_request->error.isEmpty());
}

SegmentedControl *RequestDetail::sections() const
{
    if (m_stuck)
        return m_stuckSections;
    if (m_found && !hasEnded())
        return m_foundSections;
    return hasEnded() ? m_sections : nullptr;
}

void RequestDetail::showSections(const QString &customer, bool otherRow)
{
    m_fields->setRequest(*m_request, m_clock, customer);
    m_traceback->setError(m_request->error);
    if (m_stuck)
        m_stuckAbout->setStuck(*m_stuck);
    if (m_found)
        m_foundList->setFound(*m_found);
    SegmentedControl *shown = sections();
    for (SegmentedControl *each : {m_sections, m_stuckSections, m_foundSections})
        each->setVisible(each == shown);
    m_meta->setText(m_stuck ? m_stuck->asked : shown ? QString() : tr("All fields"));
    m_meta->setAlignment((m_stuck ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (otherRow && shown)
        shown->setCurrent(FirstSection);
    showSection();
}

void RequestDetail::showSection()
{
    if (!m_request)
        return;
    const SegmentedControl *shown = sections();
    const bool fields = !shown || shown->current() == FieldsSection;
    const bool traceback = shown == m_sections && !fields;
    m_tools->setVisible(traceback);
    m_meta->setVisible(!traceback);
    m_save->setVisible(traceback && !m_request->error.traceback.isEmpty());
    QWidget *section = m_fields;
    if (traceback)
        section = m_traceback;
    else if (shown == m_stuckSections && !fields)
        section = m_stuckAbout;
    else if (shown == m_foundSections && !fields)
        section = m_foundList;
    m_sectionStack->setCurrentWidget(section);
}

void RequestDetail::setFound(const std::optional<FoundShown> &found)
{
    m_found = found;
}

void RequestDetail::setStuck(const std::optional<StuckShown> &stuck)
{
    m_stuck = stuck;
}

void RequestDetail::setChain(const domain::Uuid &previous, const domain::Uuid &next)
{
    m_previousRow = previous;
    m_nextRow = next;
    //: %1 is the start of a request's uuid
    m_previous->setText(previous.isNil() ? QString() : tr("\u2190 asked again from %1").arg(previous.shortText()));
    m_previous->setAccessibleName(tr("Asked again from %1").arg(previous.shortText()));
    m_previous->setVisible(!previous.isNil());
    //: %1 is the start of a request's uuid
    m_next->setText(next.isNil() ? QString() : tr("asked again as %1 \u2192").arg(next.shortText()));
    m_next->setAccessibleName(tr("Asked again as %1").arg(next.shortText()));
    m_next->setVisible(!next.isNil());
}

void RequestDetail::setGone(bool gone)
{
    m_gone = gone;
}

void RequestDetail::setCause(const QString &link, const QString &words)
{
    m_causeLink = link;
    m_causeWords = words;
}

void RequestDetail::setElsewhere(const QString &words)
{
    m_elsewhereWords = words;
}

void RequestDetail::setPending(const QString &text)
{
    if (!m_request)
        return;
    if (text.isEmpty())
        m_badge->setState(m_request->state, m_request->stateText);
    else
        m_badge->setShade(shadeOf(m_request->state), text);
}

void RequestDetail::focusContent()
{
    if (isBuilt())
        m_sectionStack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void RequestDetail::setQueryWords(const QStringList &words)
{
    m_queryWords = words;
    if (isBuilt())
        m_traceback->setQueryWords(words);
}

void RequestDetail::toggleRaw()
{
    if (isBuilt())
        m_traceback->toggleRaw();
}

void RequestDetail::findNext()
{
    if (isBuilt())
        m_traceback->findNext();
}

void RequestDetail::findPrevious()
{
    if (isBuilt())
        m_traceback->findPrevious();
}

void RequestDetail::toggleFields()
{
    if (SegmentedControl *shown = sections())
        shown->setCurrent(shown->current() == FieldsSection ? FirstSection : FieldsSection);
}

void RequestDetail::copyUuid() const
{
    if (m_request)
        QGuiApplication::clipboard()->setText(m_request->uuid.toString());
}

void RequestDetail::saveTraceback()
{
    if (!m_request || m_request->error.traceback.isEmpty())
        return;
    openOnce(this, QStringLiteral("traceback.save"), [this] {
        auto *dialog = new QFileDialog(this, tr("Save the traceback"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(QStringLiteral("traceback-%1.txt").arg(m_request->uuid.shortText()));
        // The row on screen may be another one by the time a name is chosen.
        const QByteArray text = m_request->error.traceback;
        connect(dialog, &QFileDialog::fileSelected, this, [this, text](const QString &file) {
            const QString trouble = saveBytes(text, file);
            emit noted(trouble.isEmpty() ? tr("Saved to %1.").arg(file) : trouble);
        });
        return dialog;
    });
}

void RequestDetail::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    if (!hasContent())
        return;
    for (const QWidget *below : {m_timelineBox, m_sectionBar}) {
        if (below->isVisible())
            painter.fillRect(QRect(0, below->mapTo(this, QPoint()).y(), width(), 1), look.line);
    }
    painter.fillRect(QRect(0, m_sectionBar->mapTo(this, QPoint(0, m_sectionBar->height())).y() - 1, width(), 1),
                     look.line);
}

void RequestDetail::setLook()
{
    const Look &look = Look::of(this);
    m_head->layout()->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    m_head->layout()->setSpacing(look.units(1.5));
    m_timelineBox->layout()->setContentsMargins(look.units(2.5), look.units(1.5), look.units(2.5), look.units(1.5));
    m_sectionBar->layout()->setContentsMargins(look.units(2.5), look.units(1), look.units(2.5), look.units(1));
    m_sectionBar->layout()->setSpacing(look.units(2));
    fitHeight();
}

void RequestDetail::fitHeight()
{
    m_timelineBox->setVisible(height() >= Look::of(this).h * LinesForTimeline);
}

void RequestDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (isBuilt())
        fitHeight();
}

void RequestDetail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (isBuilt() && lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causedetail.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causenumbers.h"
#include "ui/panels/causerows.h"
#include "ui/panels/offeringshares.h"
#include "ui/panels/runstext.h"
#include "ui/panels/tracebackview.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedLayout>

#include <functional>

namespace waldesk::ui
{

namespace
{

/// An icon in a line of text.
class IconSpot : public QWidget
{
public:
    using QWidget::QWidget;
    void set(const QString &name, std::function<QColor(const Look &)> ink)
    {
        m_name = name;
        m_ink = std::move(ink);
        update();
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        return {look.iconSide, look.h};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_name.isEmpty())
            return;
        const Look &look = Look::of(this);
        QPainter painter(this);
        paintIcon(&painter, QRect(0, 0, look.iconSide, height()), m_name, m_ink(look));
    }

private:
    QString m_name;
    std::function<QColor(const Look &)> m_ink;
};

/// An arrow that steps; its word is the tooltip and the accessible name.
class StepButton : public IconButton
{
public:
    StepButton(bool back, const QString &word, QWidget *parent)
        : IconButton(QStringLiteral("fold"), word, parent), m_back(back)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (!m_back) {
            IconButton::paintEvent(event);
            return;
        }
        const Look &look = Look::of(this);
        QPainter painter(this);
        painter.translate(width(), 0);
        painter.scale(-1, 1);
        if (underMouse() && isEnabled())
            paint::box(&painter, rect(), look.hover, QColor(), paint::ButtonRadius);
        const int side = look.iconSide;
        paintIcon(&painter, QRect((width() - side) / 2, (height() - side) / 2, side, side), QStringLiteral("fold"),
                  isEnabled() ? look.text : look.off);
        if (hasFocus())
            paint::focusRing(&painter, rect(), look);
    }

private:
    bool m_back;
};

/// The frame around who must act.
class WhoFrame : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        paint::box(&painter, rect(), look.raised, look.line, paint::ButtonRadius);
        paintIcon(&painter, QRect(look.units(2), look.units(1.5), look.iconSide, look.h), QStringLiteral("person"),
                  look.text2);
    }
};

/// A known pattern, or a person's name, in one line as in the list.
class KnownPill : public ElidedLabel
{
public:
    using ElidedLabel::ElidedLabel;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        const Look &look = Look::of(this);
        {
            QPainter painter(this);
            paint::box(&painter, rect(), mixed(look.base, look.text, 0.07), QColor(), paint::ChipRadius);
        }
        ElidedLabel::paintEvent(event);
    }
};

constexpr int TitleLines = 3;
constexpr size_t MostShares = 4;
constexpr qsizetype LongestName = 40;
/// Below so many lines of height the traceback gets the room of what else is told.
constexpr int LinesForWho = 36;
constexpr int LinesForShares = 36;
constexpr int LinesForSample = 30;

std::vector<RunsText::Piece> titlePieces(const tables::CauseGroup &group)
{
    const QString title = titleOf(group);
    std::vector<RunsText::Piece> pieces;
    qsizetype at = 0;
    const auto add = [&](qsizetype end, Ink ink) {
        if (end > at)
            pieces.push_back({title.mid(at, end - at), TextRole::Head, ink});
        at = qMax(at, end);
    };
    if (!group.title.isEmpty()) {
        for (const domain::TextRange &part : group.variableParts) {
            add(qMin(title.size(), part.begin), Ink::Text);
            add(qMin(title.size(), part.begin + part.length), Ink::Dim);
        }
    }
    add(title.size(), Ink::Text);
    return pieces;
}

} // namespace

CauseDetail::CauseDetail(QWidget *parent) : DetailPanel(parent)
{
    setObjectName(QStringLiteral("cause"));
    setAccessibleName(tr("Cause"));
    setMinimumWidth(1);
    setPages(QStringLiteral("nav-errors"), tr("No cause is chosen"), buildContent());
    setLook();
}

QWidget *CauseDetail::buildContent()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(buildSampleBar());
    auto *body = new QWidget(content);
    m_body = new QStackedLayout(body);
    m_traceback = new TracebackView(body);
    m_traceback->setObjectName(QStringLiteral("cause.traceback"));
    connect(m_traceback, &TracebackView::noted, this, &CauseDetail::noted);
    m_about = new CauseAbout(body);
    m_body->addWidget(m_traceback);
    m_body->addWidget(m_about);
    column->addWidget(body, 1);
    m_actions = new ActionBar(content);
    m_actions->setObjectName(QStringLiteral("cause.actions"));
    column->addWidget(m_actions);
    return content;
}

QWidget *CauseDetail::buildHead()
{
    m_head = new QWidget(this);
    m_headColumn = new QVBoxLayout(m_head);
    m_headColumn->addWidget(buildFirstLine());
    m_title = new RunsText(TitleLines, m_head);
    m_title->setObjectName(QStringLiteral("cause.title"));
    m_root = new RunsText(2, m_head);
    m_root->setObjectName(QStringLiteral("cause.root"));
    m_headColumn->addWidget(m_title);
    m_headColumn->addWidget(m_root);
    m_headColumn->addWidget(buildWho());
    m_noteLine = new ElidedLabel(TextRole::Small, Ink::Text2, m_head);
    m_noteLine->setObjectName(QStringLiteral("cause.noteLine"));
    m_headColumn->addWidget(m_noteLine);
    m_numbers = new CauseNumbers(m_head);
    m_numbers->setObjectName(QStringLiteral("cause.numbers"));
    m_shares = new OfferingShares(m_head);
    m_shares->setObjectName(QStringLiteral("cause.offerings"));
    m_headColumn->addWidget(m_numbers);
    m_headColumn->addWidget(m_shares);
    return m_head;
}

QWidget *CauseDetail::buildFirstLine()
{
    auto *line = new QWidget(m_head);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins({});
    m_kindIcon = new IconSpot(line);
    m_kind = new TextLabel(TextRole::Strong, Ink::Text, line);
    m_kind->setObjectName(QStringLiteral("cause.kind"));
    m_type = new ElidedLabel(TextRole::Body, Ink::Text2, line);
    m_name = new KnownPill(TextRole::Small, Ink::Accent, line);
    m_name->setObjectName(QStringLiteral("cause.name"));
    m_pill = new KnownPill(TextRole::Small, Ink::Text2, line);
    m_pill->setObjectName(QStringLiteral("cause.pill"));
    m_key = new TextLabel(TextRole::Small, Ink::Text2, line);
    m_key->setObjectName(QStringLiteral("cause.key"));
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copyKey = new IconButton(QStringLiteral("act-copy"), tr("Copy the key"), line);
    m_copyKey->setObjectName(QStringLiteral("cause.copyKey"));
    m_why = new LinkButton(tr("Why one group?"), line);
    m_why->setObjectName(QStringLiteral("cause.why"));
    row->addWidget(m_kindIcon);
    row->addWidget(m_kind);
    row->addWidget(m_name);
    row->addWidget(m_type, 1);
    row->addWidget(m_pill);
    row->addWidget(m_key);
    row->addWidget(m_copyKey);
    row->addWidget(m_why);
    connect(m_why, &LinkButton::clicked, this, &CauseDetail::aboutWanted);
    connect(m_copyKey, &IconButton::clicked, this, [this] {
        if (!m_content)
            return;
        QGuiApplication::clipboard()->setText(QString::fromLatin1(m_content->group.key));
        emit noted(tr("The key of the cause is on the clipboard."));
    });
    return line;
}

QWidget *CauseDetail::buildWho()
{
    m_who = new WhoFrame(m_head);
    m_who->setObjectName(QStringLiteral("cause.who"));
    m_whoTitle = new TextLabel(TextRole::Strong, Ink::Text, m_who);
    auto *pattern = new TextLabel(tr("known pattern"), TextRole::Small, Ink::Dim, m_who);
    m_whoWords = new TextLabel(TextRole::Body, Ink::Text2, m_who);
    m_whoWords->setWordWrap(true);
    m_whoWords->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QHBoxLayout;
    head->addWidget(m_whoTitle, 1);
    head->addWidget(pattern);
    auto *column = new QVBoxLayout(m_who);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_whoWords);
    return m_who;
}

QWidget *CauseDetail::buildSampleBar()
{
    m_sampleBar = new QWidget(this);
    auto *row = new QHBoxLayout(m_sampleBar);
    m_sampleIcon = new IconSpot(m_sampleBar);
    m_request = new LinkButton(QString(), m_sampleBar, TextRole::Body);
    m_request->setObjectName(QStringLiteral("cause.request"));
    m_sampleWords = new ElidedLabel(TextRole::Body, Ink::Text, m_sampleBar);
    m_sampleWords->setObjectName(QStringLiteral("cause.sample"));
    m_previous = new StepButton(true, tr("Previous of this cause ([)"), m_sampleBar);
    m_previous->setObjectName(QStringLiteral("cause.previous"));
    m_position = new TextLabel(TextRole::Body, Ink::Text, m_sampleBar);
    m_position->setObjectName(QStringLiteral("cause.position"));
    m_next = new StepButton(false, tr("Next of this cause (])"), m_sampleBar);
    m_next->setObjectName(QStringLiteral("cause.next"));
    row->addWidget(m_sampleIcon);
    row->addWidget(m_request);
    row->addWidget(m_sampleWords, 1);
    row->addWidget(m_previous);
    row->addWidget(m_position);
    row->addWidget(m_next);
    connect(m_request, &LinkButton::clicked, this, [this] {
        if (m_content && m_content->sample)
            emit requestWanted(m_content->sample->request.uuid);
    });
    connect(m_previous, &IconButton::clicked, this, [this] { emit stepWanted(-1); });
    connect(m_next, &IconButton::clicked, this, [this] { emit stepWanted(1); });
    return m_sampleBar;
}

void CauseDetail::setContent(const std::optional<Content> &content)
{
    m_content = content;
    showContent(content.has_value());
    if (!content)
        return;
    showHead();
    showWho();
    showNumbers();
    showSample();
    fit();
}

void CauseDetail::showHead()
{
    const tables::CauseGroup &group = m_content->group;
    const CauseKind kind = shownKind(group.kind);
    static_cast<IconSpot *>(m_kindIcon)->set(causeIcon(kind), [kind](const Look &look) { return look.ink(kind); });
    m_kind->setText(group.kind == tables::CauseKind::Back && group.quietDays > 0 ? backText(group, m_content->clock)
                                                                                 : kindWord(group.kind));
    m_kind->setInk(kind == CauseKind::New         ? Ink::Accent
                   : kind == CauseKind::Back      ? Ink::Stuck
                   : kind == CauseKind::Recovered ? Ink::Done
                                                  : Ink::Text2);
    QStringList words;
    if (!group.quietType.isEmpty())
        words << group.quietType;
    if (group.acknowledged)
        words << tr("acknowledged");
    if (group.muted)
        words << tr("muted");
    if (group.recovered)
        words << recoveryText(group);
    const QString dot = QStringLiteral("\u00B7 ");
    m_type->setServerText(words.isEmpty() ? QString() : dot + words.join(QLatin1Char(' ') + dot));
    m_name->setServerText(shortened(group.name, LongestName));
    m_name->setToolTip(group.name.isEmpty() ? QString() : tr("What you called this cause"));
    m_name->setVisible(!group.name.isEmpty());
    m_key->setText(QString::fromLatin1(group.key));
    m_title->setPieces(titlePieces(group));
    const CauseRow row = causeRowOf(group, m_content->clock);
    std::vector<RunsText::Piece> root;
    if (row.hasCause()) {
        root.push_back({QStringLiteral("\u2190 "), TextRole::Body, Ink::Text2});
        root.push_back({row.rootType, TextRole::Strong, Ink::Text2});
        if (!row.rootMessage.isEmpty())
            root.push_back({(row.rootType.isEmpty() ? QString() : QStringLiteral(": ")) + row.rootMessage,
                            TextRole::Body, Ink::Text2});
    }
    m_root->setPieces(std::move(root));
    const QString note = m_content->note.section(QLatin1Char('\n'), 0, 0);
    m_noteLine->setText(note.isEmpty() ? QString() : tr("Note: %1").arg(note));
}

void CauseDetail::showWho()
{
    const tables::CauseGroup &group = m_content->group;
    const tables::KnownCause &known = group.known;
    QStringList words;
    for (const QString &each : {known.explanation, known.action, group.remark}) {
        if (!each.isEmpty())
            words << each;
    }
    m_whoTitle->setText(known.isEmpty()           ? tr("Not one incident")
                        : known.whoName.isEmpty() ? known.pill
                        : known.closedByOperator  ? tr("Nobody must act")
                                                  : tr("%1 must act").arg(known.whoName));
    m_whoWords->setText(words.join(QLatin1Char(' ')));
    m_pill->setText(knownPill(known));
}

void CauseDetail::showNumbers()
{
    const tables::CauseGroup &group = m_content->group;
    const Clock &clock = m_content->clock;
    m_numbers->setNumbers({{tr("Errors"), groupedNumber(group.count), {}},
                           {tr("Offerings"), groupedNumber(static_cast<qint64>(group.offerings.size())), {}},
                           {tr("First"), dayText(group.first, clock), clock.fullText(group.first)},
                           {tr("Last"), clock.agoText(group.last), clock.fullText(group.last)}});
    int most = 0;
    for (const int bar : group.bars)
        most = qMax(most, bar);
    m_numbers->setHours(group.barsCaption, group.bars,
                        tr("%1: at most %n error(s) in one bar", nullptr, most).arg(group.barsCaption));
    std::vector<OfferingShares::Share> shares;
    for (const tables::OfferingShare &share : group.offerings) {
        if (shares.size() == MostShares)
            break;
        shares.push_back({share.name, m_content->customerOf ? m_content->customerOf(share.uuid) : QString(),
                          share.count, clock.agoText(share.last)});
    }
    m_shares->setShares(std::move(shares),
                        static_cast<int>(group.offerings.size() - qMin(group.offerings.size(), MostShares)));
}

void CauseDetail::showSample()
{
    const auto &sample = m_content->sample;
    static_cast<IconSpot *>(m_sampleIcon)
        ->set(sample ? shadeIcon(shadeOf(sample->request.state)) : QString(), [sample](const Look &look) {
            return look.ink(sample ? shadeOf(sample->request.state) : Shade::Unknown);
        });
    m_request->setVisible(sample.has_value());
    if (!sample) {
        m_sampleWords->setText(tr("None of its errors passes the filter"));
        m_position->setText({});
        m_traceback->setError({});
        return;
    }
    const domain::Request &request = sample->request;
    m_request->setText(tr("Request %1").arg(request.uuid.shortText()));
    m_request->updateGeometry();
    const QString age = m_content->clock.agoText(request.finished.value_or(request.modified));
    m_sampleWords->setServerText(QStringLiteral("\u00B7 %1 \u00B7 %2").arg(shortened(request.offeringName, 200), age));
    m_position->setText(tr("%1 of %2").arg(sample->number).arg(groupedNumber(sample->count)));
    m_previous->setEnabled(sample->number > 1);
    m_next->setEnabled(sample->number < sample->count);
    m_traceback->setError(request.error);
}

bool CauseDetail::isAboutShown() const
{
    return m_body->currentWidget() == m_about;
}

void CauseDetail::showAbout(bool about)
{
    if (!about)
        m_about->keepNote();
    m_body->setCurrentWidget(about ? static_cast<QWidget *>(m_about) : m_traceback);
    m_why->setText(about ? tr("Traceback") : tr("Why one group?"));
    m_why->updateGeometry();
}

void CauseDetail::focusContent()
{
    if (isAboutShown())
        m_about->setFocus(Qt::OtherFocusReason);
    else
        m_traceback->setFocus(Qt::OtherFocusReason);
}

void CauseDetail::setReason(const QString &line)
{
    m_actions->setReason(line);
}

void CauseDetail::setQueryWords(const QStringList &words)
{
    m_traceback->setQueryWords(words);
}

void CauseDetail::toggleRaw()
{
    showAbout(false);
    m_traceback->toggleRaw();
}

void CauseDetail::findNext()
{
    m_traceback->findNext();
}

void CauseDetail::findPrevious()
{
    m_traceback->findPrevious();
}

void CauseDetail::setFold(Fold fold)
{
    m_fold = fold;
    fit();
}

void CauseDetail::fit()
{
    if (!m_content)
        return;
    const int lines = height() / qMax(1, Look::of(this).h);
    const bool wide = m_fold == Fold::Wide;
    const bool says = !m_content->group.known.isEmpty() || !m_content->group.remark.isEmpty();
    const bool who = says && wide && lines >= LinesForWho;
    m_who->setVisible(who);
    m_pill->setVisible(!who && !m_pill->text().isEmpty());
    m_pill->setToolTip(m_whoWords->text());
    m_key->setVisible(wide);
    m_copyKey->setVisible(wide);
    m_why->setVisible(wide || isAboutShown());
    m_root->setVisible(!m_root->text().isEmpty());
    m_noteLine->setVisible(!m_noteLine->text().isEmpty());
    m_shares->setVisible(lines >= LinesForShares);
    m_sampleBar->setVisible(lines >= LinesForSample || m_fold == Fold::Tight);
}

void CauseDetail::setLook()
{
    const Look &look = Look::of(this);
    m_headColumn->setContentsMargins(look.units(2.5), look.units(2.5), look.units(2.5), look.units(2));
    m_headColumn->setSpacing(look.units(1.5));
    m_who->layout()->setContentsMargins(look.units(3) + look.iconSide, look.units(1.5), look.units(2), look.units(1.5));
    m_pill->setContentsMargins(look.units(1.5), look.units(0.5), look.units(1.5), look.units(0.5));
    auto *first = m_headColumn->itemAt(0)->widget()->layout();
    first->setSpacing(look.units(1));
    m_sampleBar->layout()->setContentsMargins(look.units(2.5), look.units(1), look.units(2.5), look.units(1));
    m_sampleBar->layout()->setSpacing(look.units(1));
    fit();
}

void CauseDetail::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    if (!m_content)
        return;
    const int top = m_head->mapTo(this, QPoint(0, m_head->height())).y();
    painter.fillRect(QRect(0, top, width(), 1), look.line);
    if (m_sampleBar->isVisible())
        painter.fillRect(QRect(0, m_sampleBar->mapTo(this, QPoint(0, m_sampleBar->height())).y() - 1, width(), 1),
                         look.line);
}

void CauseDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void CauseDetail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

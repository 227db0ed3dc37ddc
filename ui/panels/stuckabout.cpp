// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/stuckabout.h"

#include "models/session/stuckrequests.h"
#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QEvent>
#include <QPainter>

namespace waldesk::ui
{

/// An icon before the first line of some words.
class IconMark : public QWidget
{
public:
    using QWidget::QWidget;

    void setIcon(const QString &name, Shade shade)
    {
        m_name = name;
        m_shade = shade;
        update();
    }
    [[nodiscard]] QSize sizeHint() const override { return {Look::of(this).iconSide, Look::of(this).h}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(&painter, rect(), m_name, Look::of(this).ink(m_shade));
    }

private:
    QString m_name;
    Shade m_shade = Shade::Unknown;
};

namespace
{

constexpr int MostOthers = 3;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::StuckAbout)
};

/// What begins a sentence or a line of its own.
QString capital(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

StuckShown::Line usualLine(const domain::Stuck &stuck)
{
    StuckShown::Line line{QStringLiteral("info"), Shade::Unknown, {}, {}};
    const bool works = stuck.state == domain::State::Processing;
    if (!stuck.usual)
        line.title = Words::tr("No earlier request of this offering tells what is usual");
    else if (works)
        line.title = Words::tr("Requests of this offering usually end within %1").arg(shortDuration(*stuck.usual));
    else
        line.title = Words::tr("Requests of this offering usually start within %1").arg(shortDuration(*stuck.usual));
    line.detail = Words::tr("stuck after %1; nobody ends it unless someone closes it").arg(shortDuration(stuck.limit));
    return line;
}

std::optional<StuckShown::Line> othersLine(const session::StuckRequests &all, const workflows::StuckRequest &own,
                                           const QString &offering)
{
    QStringList others;
    int count = 0;
    for (const workflows::StuckRequest &each : all.all()) {
        if (each.request.offering != own.request.offering || each.request.uuid == own.request.uuid)
            continue;
        if (++count <= MostOthers)
            others << each.request.uuid.shortText() + QStringLiteral(", ") + stuckElapsed(each.stuck);
    }
    if (count == 0)
        return std::nullopt;
    if (count > MostOthers)
        others << Words::tr("and %n more", nullptr, count - MostOthers);
    return StuckShown::Line{QStringLiteral("nav-requests"), Shade::Unknown,
                            offering.isEmpty()
                                ? Words::tr("%n more of this offering stuck", nullptr, count)
                                : Words::tr("%n more of %1 stuck", nullptr, count).arg(escapeForDisplay(offering)),
                            others.join(QStringLiteral("; "))};
}

} // namespace

std::optional<StuckShown> stuckShownOf(const Workspace &workspace, const domain::Uuid &request, const Clock &clock)
{
    const auto stuck = workspace.stuck ? workspace.stuck->find(request) : std::nullopt;
    if (!stuck)
        return std::nullopt;
    const domain::StuckReason &reason = stuck->reason;
    StuckShown shown;
    shown.headline = stuckHeadline(stuck->stuck);
    if (isProved(reason.kind))
        shown.headline += QStringLiteral(": ") + reason.words;
    if (!reason.restsOn.isEmpty())
        shown.restsOn = Words::tr("Rests on: %1").arg(reason.restsOn);
    const domain::AgentFacts *facts = workspace.stuck->finder().agents(stuck->request.offering);
    const bool isOpen = reason.kind == domain::StuckReason::Kind::NotAnswered;
    if (stuck->isAsking && (isOpen || !facts))
        shown.asked = Words::tr("the server is asked");
    else if (isOpen)
        shown.asked = Words::tr("not answered");
    else if (facts && facts->unanswered)
        shown.asked = facts->asked == domain::Timestamp()
                          ? Words::tr("not answered in full")
                          : Words::tr("not answered since %1").arg(clock.minuteText(facts->asked));
    else if (facts)
        shown.asked = Words::tr("asked %1").arg(clock.agoText(facts->asked));
    shown.lines.push_back({QStringLiteral("state-stuck"), Shade::Stuck, capital(reason.words), reason.restsOn});
    shown.lines.push_back(usualLine(stuck->stuck));
    const auto row = workspace.store.find(request);
    const QString offering = row ? workspace.store.request(*row).offeringName : QString();
    if (const auto others = othersLine(*workspace.stuck, *stuck, offering))
        shown.lines.push_back(*others);
    if (const QString advice = domain::stuckAdvice(reason.kind); !advice.isEmpty())
        shown.lines.push_back({QStringLiteral("person"), Shade::Unknown, Words::tr("What to do"), advice});
    return shown;
}

StuckAbout::StuckAbout(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("detail.stuck"));
    setAccessibleName(tr("Why it may be stuck"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    auto *content = new QWidget(this);
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    m_column = new QVBoxLayout(content);
    m_agents = new LinkButton(tr("Agents of this offering"), content, TextRole::Body);
    m_agents->setObjectName(QStringLiteral("detail.stuck.agents"));
    m_agents->setAccessibleName(tr("Agents of this offering"));
    connect(m_agents, &QAbstractButton::clicked, this, &StuckAbout::agentsWanted);
    m_column->addWidget(m_agents, 0, Qt::AlignLeft);
    m_column->addStretch(1);
    setWidget(content);
    setLook();
}

void StuckAbout::setStuck(const StuckShown &shown)
{
    if (shown == m_shown)
        return;
    m_shown = shown;
    showRows();
}

StuckAbout::Row StuckAbout::addRow()
{
    Row row;
    row.widget = new QWidget(widget());
    row.icon = new IconMark(row.widget);
    row.title = new TextLabel(TextRole::Body, Ink::Text, row.widget);
    row.detail = new TextLabel(TextRole::Small, Ink::Text2, row.widget);
    for (TextLabel *label : {row.title, row.detail}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(1);
    }
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(row.title);
    words->addWidget(row.detail);
    auto *line = new QHBoxLayout(row.widget);
    line->setContentsMargins({});
    line->addWidget(row.icon, 0, Qt::AlignTop);
    line->addLayout(words, 1);
    m_column->insertWidget(static_cast<int>(m_rows.size()), row.widget);
    return row;
}

void StuckAbout::showRows()
{
    while (m_rows.size() < m_shown.lines.size())
        m_rows.push_back(addRow());
    for (size_t at = 0; at < m_rows.size(); ++at) {
        const Row &row = m_rows[at];
        row.widget->setVisible(at < m_shown.lines.size());
        if (at >= m_shown.lines.size())
            continue;
        const StuckShown::Line &line = m_shown.lines[at];
        row.icon->setIcon(line.icon, line.shade);
        row.title->setText(line.title);
        row.detail->setText(line.detail);
        row.detail->setVisible(!line.detail.isEmpty());
    }
}

void StuckAbout::setLook()
{
    const Look &look = Look::of(this);
    m_column->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    m_column->setSpacing(look.units(2));
    showRows();
}

void StuckAbout::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

} // namespace waldesk::ui

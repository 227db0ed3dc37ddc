// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/journalfields.h"

#include "models/session/journalmodel.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>
#include <QLocale>

namespace waldesk::ui
{

namespace
{

const QString Nothing = QStringLiteral("\u2014");
constexpr qsizetype LongestText = 20'000;

QString orNothing(const QString &text)
{
    return text.isEmpty() ? Nothing : text.left(LongestText);
}

QString stateText(domain::State state)
{
    return state == domain::State::Unknown ? JournalFields::tr("not known") : stateWord(state);
}

QString resourceText(const archive::JournalEntry::Resource &resource)
{
    QStringList lines{resource.name, resource.uuid.toString(),
                      JournalFields::tr("project: %1").arg(orNothing(resource.projectName))};
    if (!resource.plan.isNil())
        lines << JournalFields::tr("plan: %1").arg(orNothing(resource.planName));
    return lines.join(QLatin1Char('\n')).left(LongestText);
}

QString sizeText(const domain::ErrorText &text)
{
    if (text.isEmpty())
        return Nothing;
    return JournalFields::tr("message %1, traceback %2")
        .arg(QLocale::c().formattedDataSize(text.message.size()),
             QLocale::c().formattedDataSize(text.traceback.size()));
}

} // namespace

JournalFields::JournalFields(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("journal.fields"));
    setAccessibleName(tr("All fields"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    auto *content = new QWidget(this);
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    const Look &look = Look::of(this);
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    grid->setHorizontalSpacing(look.units(3));
    grid->setVerticalSpacing(look.u);
    const std::array<QString, FieldCount> names{tr("When"),     tr("Who"),      tr("What"),   tr("Server"),
                                                tr("Request"),  tr("Offering"), tr("Before"), tr("After"),
                                                tr("Outcome"),  tr("Answer"),   tr("Reason"), tr("Settled"),
                                                tr("Replaced"), tr("Sent"),     tr("Id"),     tr("Begun together")};
    for (int i = 0; i < FieldCount; ++i) {
        const auto field = static_cast<size_t>(i);
        auto *name = new TextLabel(names[field], TextRole::Small, Ink::Dim, content);
        m_values[field] = new TextLabel(TextRole::Body, Ink::Text, content);
        m_values[field]->setWordWrap(true);
        m_values[field]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        name->setBuddy(m_values[field]);
        grid->addWidget(name, i, 0, Qt::AlignTop);
        grid->addWidget(m_values[field], i, 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(FieldCount, 1);
    setWidget(content);
}

void JournalFields::setWrite(const archive::JournalWrite &write, const QString &outcome, int together,
                             const Clock &clock)
{
    const archive::JournalEntry &before = write.before;
    const bool isSettled = write.after && write.after->phase == archive::JournalEntry::Phase::Settled;
    const QString offering = before.offering.isNil() ? QString() : before.offering.toString();
    m_values[TimeField]->setText(clock.fullText(before.time));
    m_values[UserField]->setServerText(orNothing(before.user));
    m_values[VerbField]->setServerText(session::JournalModel::verbText(before.verb));
    m_values[ServerField]->setServerText(orNothing(before.server));
    if (before.resource)
        m_values[RequestField]->setServerText(resourceText(*before.resource));
    else
        m_values[RequestField]->setText(write.request().isNil() ? Nothing : write.request().toString());
    m_values[OfferingField]->setServerText(
        orNothing(before.offeringName.isEmpty() ? offering : before.offeringName + QStringLiteral("\n") + offering));
    if (before.resource) {
        m_values[BeforeField]->setText(Nothing);
        m_values[AfterField]->setText(session::JournalModel::statesText(write));
    } else {
        m_values[BeforeField]->setText(before.verb == QLatin1String("create") ? Nothing : stateText(before.state));
        m_values[AfterField]->setText(stateText(write.stateAfter()));
    }
    m_values[OutcomeField]->setText(outcome);
    m_values[AnswerField]->setServerText(orNothing(write.answer()));
    m_values[ReasonField]->setServerText(orNothing(before.reason));
    m_values[SettledField]->setText(isSettled ? clock.fullText(write.after->time) : Nothing);
    m_values[ReplacedField]->setText(sizeText(write.overwritten()));
    m_values[SentField]->setText(sizeText(before.sent));
    m_values[IdField]->setServerText(orNothing(before.id));
    m_values[TogetherField]->setServerText(before.bulk.isEmpty() ? tr("no, it was one alone")
                                                                 : tr("%n change(s)", nullptr, together) +
                                                                       QStringLiteral("\n") + before.bulk);
}

} // namespace waldesk::ui

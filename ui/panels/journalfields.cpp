// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/journalfields.h"

#include "models/session/journalmodel.h"
#include "ui/widgets/textlabel.h"

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

JournalFields::JournalFields(QWidget *parent)
    : FieldGrid(QStringLiteral("journal.fields"),
                {tr("When"), tr("Who"), tr("What"), tr("Server"), tr("Written to"), tr("Offering"), tr("Before"),
                 tr("After"), tr("Outcome"), tr("Answer"), tr("Reason"), tr("Settled"), tr("Replaced"), tr("Sent"),
                 tr("Id"), tr("Begun together")},
                parent)
{
}

void JournalFields::setWrite(const archive::JournalWrite &write, const QString &outcome, int together,
                             const Clock &clock)
{
    const archive::JournalEntry &before = write.before;
    const bool isSettled = write.after && write.after->phase == archive::JournalEntry::Phase::Settled;
    const QString offering = before.offering.isNil() ? QString() : before.offering.toString();
    value(TimeField)->setText(clock.fullText(before.time));
    value(UserField)->setServerText(orNothing(before.user));
    value(VerbField)->setServerText(session::JournalModel::verbText(before.verb));
    value(ServerField)->setServerText(orNothing(before.server));
    if (before.resource)
        value(RequestField)->setServerText(resourceText(*before.resource));
    else
        value(RequestField)->setText(write.request().isNil() ? Nothing : write.request().toString());
    value(OfferingField)
        ->setServerText(orNothing(
            before.offeringName.isEmpty() ? offering : before.offeringName + QStringLiteral("\n") + offering));
    if (before.resource) {
        value(BeforeField)->setText(Nothing);
        value(AfterField)->setText(session::JournalModel::statesText(write));
    } else {
        value(BeforeField)->setText(before.verb == QLatin1String("create") ? Nothing : stateText(before.state));
        value(AfterField)->setText(stateText(write.stateAfter()));
    }
    value(OutcomeField)->setText(outcome);
    value(AnswerField)->setServerText(orNothing(write.answer()));
    value(ReasonField)->setServerText(orNothing(before.reason));
    value(SettledField)->setText(isSettled ? clock.fullText(write.after->time) : Nothing);
    value(ReplacedField)->setText(sizeText(write.overwritten()));
    value(SentField)->setText(sizeText(before.sent));
    value(IdField)->setServerText(orNothing(before.id));
    value(TogetherField)
        ->setServerText(before.bulk.isEmpty()
                            ? tr("no, it was one alone")
                            : tr("%n change(s)", nullptr, together) + QStringLiteral("\n") + before.bulk);
}

} // namespace waldesk::ui

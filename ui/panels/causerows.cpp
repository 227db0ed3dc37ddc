// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causerows.h"

#include "models/tables/errortitle.h"
#include "ui/delegates/causerowdelegate.h"

#include <QLocale>

namespace waldesk::ui
{

using tables::CauseGroup;

namespace
{

QString whereText(const CauseGroup &group, const Clock &clock)
{
    QString where;
    if (!group.offerings.empty()) {
        where = group.offerings.front().name;
        if (const int more = static_cast<int>(group.offerings.size()) - 1; more > 0)
            where = CauseRows::tr("%1 and %n more", nullptr, more).arg(where);
    }
    if (group.severalCauses)
        where += QStringLiteral(" \u00B7 ") + CauseRows::tr("not one incident");
    const QString first = sinceText(group.first, clock);
    //: when a cause was first seen: a clock or a day
    where += QStringLiteral(" \u00B7 ") + (group.kind == tables::CauseKind::Back && group.quietDays > 0
                                               ? CauseRows::tr("first seen %1").arg(first)
                                               : CauseRows::tr("since %1").arg(first));
    if (group.recovered)
        where += QStringLiteral(" \u00B7 ") + recoveryText(group);
    if (group.hasNote)
        where += QStringLiteral(" \u00B7 ") + CauseRows::tr("has a note");
    return where;
}

QDateTime local(domain::Timestamp time, const Clock &clock)
{
    return time.toDateTime().toTimeZone(clock.zone);
}

} // namespace

CauseRows::CauseRows(tables::CauseListModel &causes, QObject *parent) : QIdentityProxyModel(parent), m_causes(causes)
{
    setSourceModel(&causes);
}

void CauseRows::setClock(const Clock &clock)
{
    m_clock = clock;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

void CauseRows::setMarks(const QSet<QByteArray> &keys)
{
    m_marks = keys;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

QVariant CauseRows::data(const QModelIndex &index, int role) const
{
    const bool ours =
        role == CauseRowRole || role == CauseSectionRole || role == Qt::AccessibleTextRole || role == Qt::DisplayRole;
    if (!ours || !index.isValid())
        return QIdentityProxyModel::data(index, role);
    if (const auto section = m_causes.sectionAt(index.row())) {
        const CauseSection shown{section->title(), section->summary(), section->folded, section->bars};
        if (role == CauseSectionRole)
            return QVariant::fromValue(shown);
        return role == CauseRowRole ? QVariant() : QVariant(shown.title + QStringLiteral(": ") + shown.summary);
    }
    const CauseGroup *group = m_causes.groupAt(index.row());
    if (!group || role == CauseSectionRole)
        return {};
    CauseRow row = causeRowOf(*group, m_clock);
    row.marked = m_marks.contains(group->key);
    if (role == CauseRowRole)
        return QVariant::fromValue(row);
    return CauseRowDelegate::spoken(row);
}

CauseKind shownKind(tables::CauseKind kind)
{
    switch (kind) {
    case tables::CauseKind::New:
        return CauseKind::New;
    case tables::CauseKind::Back:
        return CauseKind::Back;
    case tables::CauseKind::Recovered:
        return CauseKind::Recovered;
    case tables::CauseKind::Ongoing:
        break;
    }
    return CauseKind::Ongoing;
}

QString kindWord(tables::CauseKind kind)
{
    switch (kind) {
    case tables::CauseKind::New:
        return CauseRows::tr("New");
    case tables::CauseKind::Back:
        return CauseRows::tr("Back");
    case tables::CauseKind::Recovered:
        return CauseRows::tr("Recovered");
    case tables::CauseKind::Ongoing:
        break;
    }
    return CauseRows::tr("Ongoing");
}

QString titleOf(const CauseGroup &group)
{
    return group.title.isEmpty() ? CauseRows::tr("(no message)") : group.title;
}

QString labelledTitle(const CauseGroup &group)
{
    return tables::ErrorTitle{group.line.isEmpty() ? titleOf(group) : group.line, group.name}.text();
}

QString recoveryText(const CauseGroup &group)
{
    //: requests of the offerings that a cause hit; %1 is a number: one request in three failed
    const QString since = CauseRows::tr("Done %n time(s) since", nullptr, static_cast<int>(group.finishedSince));
    return group.oneIn <= 1 ? since : CauseRows::tr("%1; it used to fail 1 in %2").arg(since).arg(group.oneIn);
}

QString backText(const CauseGroup &group, const Clock &clock)
{
    //: %1 is a clock or a day
    return CauseRows::tr("back since %1, after %n quiet day(s)", nullptr, group.quietDays)
        .arg(sinceText(group.backSince, clock));
}

QString knownPill(const tables::KnownCause &known)
{
    if (known.isEmpty() || known.pill.isEmpty())
        return {};
    return known.whoName.isEmpty() ? known.pill : known.pill + QStringLiteral(" \u2192 ") + known.whoName;
}

CauseRow causeRowOf(const CauseGroup &group, const Clock &clock)
{
    CauseRow row;
    row.kind = shownKind(group.kind);
    row.unread = group.unread;
    row.type = group.quietType;
    row.telling = group.typeTells;
    row.name = group.name;
    row.message = titleOf(group);
    for (const domain::TextRange &part : group.variableParts)
        row.variable.push_back({part.begin, part.length});
    if (group.title.isEmpty())
        row.variable = {{0, row.message.size()}};
    row.rootType = group.rootType;
    row.rootMessage = group.rootCause;
    // The root cause begins with its type; the row says the type in bold.
    if (const QString lead = row.rootType + QStringLiteral(": "); row.rootMessage.startsWith(lead))
        row.rootMessage.remove(0, lead.size());
    else if (row.rootMessage == row.rootType)
        row.rootMessage.clear();
    row.place = group.place;
    if (group.kind == tables::CauseKind::Back && group.quietDays > 0)
        row.back = backText(group, clock);
    row.where = whereText(group, clock);
    row.who = knownPill(group.known);
    row.age = clock.agoText(group.last);
    row.bars = group.bars;
    row.count = group.count;
    return row;
}

QString sinceText(domain::Timestamp time, const Clock &clock)
{
    const QDateTime then = local(time, clock);
    const QDate today = local(clock.now, clock).date();
    if (then.date() == today)
        return then.toString(QStringLiteral("HH:mm"));
    return QLocale::c().toString(then, then.date().year() == today.year() ? QStringLiteral("dd MMM")
                                                                          : QStringLiteral("dd MMM yyyy"));
}

QString dayText(domain::Timestamp time, const Clock &clock)
{
    const QDateTime then = local(time, clock);
    const QDate today = local(clock.now, clock).date();
    const QString clockWords = then.toString(QStringLiteral("HH:mm"));
    if (then.date() == today)
        return CauseRows::tr("today %1").arg(clockWords);
    if (then.date() == today.addDays(-1))
        return CauseRows::tr("yesterday %1").arg(clockWords);
    return sinceText(time, clock) + QLatin1Char(' ') + clockWords;
}

} // namespace waldesk::ui

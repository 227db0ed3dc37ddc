// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/journalmodel.h"

#include "models/domain/displaytext.h"

#include <QLocale>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace waldesk::session
{
namespace
{

using archive::JournalWrite;
using domain::WriteOutcome;

/// As UnsettledWrites waits for a write that may be under way in another process.
constexpr domain::Duration UnderWay = domain::Duration::seconds(900);
constexpr domain::Duration FilterStep = domain::Duration::seconds(60); ///< `1h` of a filter follows the clock so often
constexpr qsizetype LongestCell = 300;

QString stateText(domain::State state)
{
    return state == domain::State::Unknown ? QStringLiteral("?") : stateName(state);
}

} // namespace

JournalModel::JournalModel(QObject *parent) : QAbstractTableModel(parent), m_now(domain::Timestamp::now())
{
}

bool JournalModel::isUnderWay(const JournalWrite &write) const
{
    return !write.after && m_now - write.before.time < UnderWay;
}

bool JournalModel::isUnsettled(const JournalWrite &write) const
{
    return write.isUnsettled() && !isUnderWay(write);
}

JournalModel::Row JournalModel::rowFor(size_t place) const
{
    const JournalWrite &write = m_writes.all()[place];
    return {place, isUnsettled(write), write.before.time.microseconds};
}

bool JournalModel::isBefore(const Row &a, const Row &b)
{
    if (a.unsettled != b.unsettled)
        return a.unsettled;
    return a.time != b.time ? a.time > b.time : a.place > b.place;
}

int JournalModel::rowOfPlace(size_t place) const
{
    const auto row = std::ranges::find(m_rows, place, &Row::place);
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

void JournalModel::add(const std::vector<archive::JournalEntry> &entries)
{
    const std::vector<size_t> touched = m_writes.add(entries);
    if (touched.empty())
        return;
    // The first lines of all: one signal instead of thousands.
    if (m_rows.empty())
        setFilter(domain::LocalFilter(m_filter));
    else
        for (const size_t place : touched)
            update(place);
    count();
}

/// Brings one row to where it belongs, and nothing else.
void JournalModel::update(size_t place)
{
    const Row wanted = rowFor(place);
    const bool passes = m_writes.all()[place].matches(m_filter);
    const int at = rowOfPlace(place);
    if (at < 0) {
        if (!passes)
            return;
        const auto before = std::ranges::lower_bound(m_rows, wanted, isBefore);
        const int row = static_cast<int>(before - m_rows.begin());
        beginInsertRows({}, row, row);
        m_rows.insert(before, wanted);
        endInsertRows();
        return;
    }
    if (!passes) {
        beginRemoveRows({}, at, at);
        m_rows.erase(m_rows.begin() + at);
        endRemoveRows();
        return;
    }
    const Row was = m_rows[static_cast<size_t>(at)];
    if (was.unsettled != wanted.unsettled || was.time != wanted.time) {
        std::vector<Row> rest = m_rows;
        rest.erase(rest.begin() + at);
        const auto before = std::ranges::lower_bound(rest, wanted, isBefore);
        const int to = static_cast<int>(before - rest.begin());
        rest.insert(before, wanted);
        if (to != at && beginMoveRows({}, at, at, {}, to > at ? to + 1 : to)) {
            m_rows = std::move(rest);
            endMoveRows();
        } else {
            m_rows = std::move(rest);
        }
    }
    const int row = rowOfPlace(place);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void JournalModel::setFilter(const domain::LocalFilter &filter)
{
    beginResetModel();
    m_filter = filter;
    m_rows.clear();
    for (size_t place = 0; place < m_writes.all().size(); ++place) {
        if (m_writes.all()[place].matches(m_filter))
            m_rows.push_back(rowFor(place));
    }
    std::ranges::sort(m_rows, isBefore);
    endResetModel();
}

void JournalModel::setZone(const QTimeZone &zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    if (!m_rows.empty())
        emit dataChanged(index(0, TimeColumn), index(rowCount() - 1, TimeColumn));
}

void JournalModel::setNow(domain::Timestamp now)
{
    std::vector<size_t> waiting;
    for (size_t place = 0; place < m_writes.all().size(); ++place) {
        if (isUnderWay(m_writes.all()[place]))
            waiting.push_back(place);
    }
    const QDate before = std::exchange(m_now, now).dateIn(m_zone);
    if (m_filter.movesWithTheClock() && now - m_filter.now >= FilterStep) {
        m_filter = m_filter.at(now);
        for (size_t place = 0; place < m_writes.all().size(); ++place) {
            if (m_writes.all()[place].matches(m_filter) != (rowOfPlace(place) >= 0))
                update(place);
        }
    }
    for (const size_t place : waiting) {
        if (!isUnderWay(m_writes.all()[place]))
            update(place);
    }
    // A clock without its day is one of today.
    if (before != now.dateIn(m_zone) && !m_rows.empty())
        emit dataChanged(index(0, TimeColumn), index(rowCount() - 1, TimeColumn));
    count();
}

void JournalModel::count()
{
    const auto unsettled =
        std::ranges::count_if(m_writes.all(), [this](const auto &each) { return isUnsettled(each); });
    const int before = std::exchange(m_unsettled, static_cast<int>(unsettled));
    if (std::exchange(m_told, total()) != total() || before != m_unsettled)
        emit countsChanged();
}

const JournalWrite *JournalModel::writeAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_writes.all()[m_rows[static_cast<size_t>(row)].place] : nullptr;
}

int JournalModel::togetherCount(const JournalWrite &write) const
{
    if (write.before.bulk.isEmpty())
        return 1;
    return static_cast<int>(std::ranges::count_if(
        m_writes.all(), [&](const JournalWrite &each) { return each.before.bulk == write.before.bulk; }));
}

QStringList JournalModel::users() const
{
    QStringList users;
    QSet<QString> seen;
    for (auto each = m_writes.all().rbegin(); each != m_writes.all().rend(); ++each) {
        const QString &user = each->before.user;
        if (user.isEmpty() || seen.contains(user))
            continue;
        seen.insert(user);
        users << user;
    }
    return users;
}

int JournalModel::rowOf(const QString &id) const
{
    const auto row =
        std::ranges::find_if(m_rows, [&](const Row &each) { return m_writes.all()[each.place].before.id == id; });
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

QString JournalModel::columnTitle(Column column)
{
    switch (column) {
    case TimeColumn:
        return tr("When");
    case VerbColumn:
        return tr("What");
    case OutcomeColumn:
        return tr("Outcome");
    case StatesColumn:
        return tr("State");
    case OfferingColumn:
        return tr("Offering");
    case UserColumn:
        return tr("Who");
    case ReasonColumn:
        return tr("Reason");
    case ColumnCount:
        break;
    }
    return {};
}

QString JournalModel::verbText(const QString &verb)
{
    if (verb == QLatin1String("start"))
        return tr("Start");
    if (verb == QLatin1String("done"))
        return tr("Set done");
    if (verb == QLatin1String("err"))
        return tr("Set erred");
    if (verb == QLatin1String("create"))
        return tr("Ask");
    if (verb == QLatin1String("import"))
        return tr("Import");
    if (verb == QLatin1String("dismiss"))
        return tr("Dismiss");
    return verb;
}

/// The words of the command line, so that one sentence fits both.
QString JournalModel::outcomeText(const JournalWrite &write) const
{
    if (isUnderWay(write))
        return tr("under way");
    switch (write.outcome()) {
    case WriteOutcome::Done:
        return tr("done");
    case WriteOutcome::Refused:
        return tr("refused");
    case WriteOutcome::Overtaken:
        return tr("overtaken");
    case WriteOutcome::Unknown:
        return tr("unknown");
    case WriteOutcome::Failed:
        return tr("failed");
    }
    return {};
}

QString JournalModel::statesText(const JournalWrite &write)
{
    if (write.before.resource) {
        const QString word = write.resourceAfter();
        //: what became of a resource that waited for import
        const QString became = word == QLatin1String("waits")      ? tr("waits")
                               : word == QLatin1String("imported") ? tr("imported")
                               : word == QLatin1String("gone")     ? tr("gone")
                                                                   : QStringLiteral("?");
        return tr("waits") + QStringLiteral(" \u2192 ") + became;
    }
    const QString after = stateText(write.stateAfter());
    if (write.before.verb == QLatin1String("create"))
        return after;
    return stateText(write.before.state) + QStringLiteral(" \u2192 ") + after;
}

QString JournalModel::timeText(domain::Timestamp time) const
{
    const QDateTime then = time.toDateTime().toTimeZone(m_zone);
    const QDate today = m_now.dateIn(m_zone);
    if (then.date() == today)
        return then.toString(QStringLiteral("HH:mm:ss"));
    const bool thisYear = then.date().year() == today.year();
    return QLocale::c().toString(then, thisYear ? QStringLiteral("d MMM HH:mm") : QStringLiteral("d MMM yyyy"));
}

QString JournalModel::text(const JournalWrite &write, Column column) const
{
    switch (column) {
    case TimeColumn:
        return timeText(write.before.time);
    case VerbColumn:
        return verbText(write.before.verb);
    case OutcomeColumn:
        return outcomeText(write);
    case StatesColumn:
        return statesText(write);
    case OfferingColumn:
        return write.before.offeringName.isEmpty() ? write.before.offering.shortText() : write.before.offeringName;
    case UserColumn:
        return write.before.user;
    case ReasonColumn:
        return write.before.reason.isEmpty() ? write.answer() : write.before.reason;
    case ColumnCount:
        break;
    }
    return {};
}

int JournalModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int JournalModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JournalModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JournalWrite &write = m_writes.all()[m_rows[static_cast<size_t>(index.row())].place];
    switch (role) {
    case Qt::ToolTipRole:
        if (index.column() == TimeColumn)
            return write.before.time.toDateTime().toTimeZone(m_zone).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        [[fallthrough]];
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return domain::shortened(
            domain::escapeForDisplay(text(write, static_cast<Column>(index.column())).left(2 * LongestCell)),
            LongestCell);
    case IdRole:
        return write.before.id;
    case OutcomeRole:
        return static_cast<int>(write.outcome());
    case UnsettledRole:
        return m_rows[static_cast<size_t>(index.row())].unsettled;
    default:
        return {};
    }
}

QVariant JournalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    return columnTitle(static_cast<Column>(section));
}

} // namespace waldesk::session

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/columntraits.h"

#include "models/domain/displaytext.h"

#include <QCoreApplication>

#include <array>

namespace waldesk::tables
{

namespace
{

using Model = RequestTableModel;

constexpr qint64 JustNow = 10'000'000; // microseconds
constexpr qsizetype LineCharacters = 300;

constexpr Qt::Alignment Left = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment Right = Qt::AlignRight | Qt::AlignVCenter;

constexpr std::array<ColumnTraits, Model::ColumnCount> Traits{{
    {Model::StateColumn, "state", QT_TRANSLATE_NOOP("RequestTable", "State"), Left, false},
    {Model::OfferingColumn, "offering", QT_TRANSLATE_NOOP("RequestTable", "Offering"), Left, false},
    {Model::CreatedColumn, "created", QT_TRANSLATE_NOOP("RequestTable", "Created"), Right, true},
    {Model::TookColumn, "took", QT_TRANSLATE_NOOP("RequestTable", "Took"), Right, false},
    {Model::ErrorColumn, "error", QT_TRANSLATE_NOOP("RequestTable", "Error, or what it waits for"), Left, false},
    {Model::StartedColumn, "started", QT_TRANSLATE_NOOP("RequestTable", "Started"), Right, false},
    {Model::FinishedColumn, "finished", QT_TRANSLATE_NOOP("RequestTable", "Finished"), Right, false},
    {Model::ModifiedColumn, "modified", QT_TRANSLATE_NOOP("RequestTable", "Modified"), Right, false},
    {Model::UuidColumn, "uuid", QT_TRANSLATE_NOOP("RequestTable", "UUID"), Left, false},
}};

QString words(const char *source)
{
    return QCoreApplication::translate("RequestTable", source);
}

QString errorWords(const CellContext &cell)
{
    const PackedRow &row = cell.store.row(cell.index);
    if (row.state == domain::State::Sent)
        return words(QT_TRANSLATE_NOOP("RequestTable", "waiting for the agent"));
    if (row.state == domain::State::Processing)
        return words(QT_TRANSLATE_NOOP("RequestTable", "agent at work"));
    return errorTitle(cell).line;
}

QString agoWords(const CellContext &cell, domain::Timestamp time)
{
    const domain::Duration span = cell.now - time;
    if (span.microseconds < JustNow)
        return words(QT_TRANSLATE_NOOP("RequestTable", "just now"));
    return domain::shortDuration(span);
}

QString tookWords(const CellContext &cell)
{
    const PackedRow &row = cell.store.row(cell.index);
    if (const auto took = tookOf(row))
        return domain::shortDuration({*took});
    if (const auto age = ageOf(row, cell.now))
        return domain::shortDuration({*age});
    return {};
}

QString fullTime(const CellContext &cell, domain::Timestamp time)
{
    return time.toDateTime().toTimeZone(cell.zone).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t"));
}

bool isTime(Model::Column column)
{
    return column == Model::CreatedColumn || column == Model::StartedColumn || column == Model::FinishedColumn ||
           column == Model::ModifiedColumn;
}

} // namespace

std::optional<qint64> tookOf(const PackedRow &row)
{
    if (domain::isOpen(row.state) || row.finished == PackedRow::None)
        return std::nullopt;
    return row.finished - (row.started == PackedRow::None ? row.created : row.started);
}

std::optional<qint64> ageOf(const PackedRow &row, domain::Timestamp now)
{
    const bool open = row.state == domain::State::Unknown ? row.finished == PackedRow::None : domain::isOpen(row.state);
    return open ? std::optional(now.microseconds - row.created) : std::nullopt;
}

const ColumnTraits &traitsOf(Model::Column column)
{
    Q_ASSERT(column >= 0 && column < Model::ColumnCount && Traits[size_t(column)].column == column);
    return Traits[size_t(column)];
}

QString titleOf(Model::Column column)
{
    return words(traitsOf(column).title);
}

std::optional<domain::Timestamp> timeOf(const PackedRow &row, Model::Column column)
{
    const auto known = [](qint64 time) {
        return time == PackedRow::None ? std::nullopt : std::optional(domain::Timestamp{time});
    };
    switch (column) {
    case Model::CreatedColumn:
        return known(row.created);
    case Model::StartedColumn:
        return known(row.started);
    case Model::FinishedColumn:
        return known(row.finished);
    case Model::ModifiedColumn:
        return known(row.modified);
    case Model::StateColumn:
    case Model::OfferingColumn:
    case Model::TookColumn:
    case Model::ErrorColumn:
    case Model::UuidColumn:
    case Model::ColumnCount:
        break;
    }
    return std::nullopt;
}

QString tamedLine(const QByteArray &utf8)
{
    // A line may be megabytes long; four bytes are the longest character.
    const QString text = QString::fromUtf8(QByteArrayView(utf8).first(qMin(utf8.size(), LineCharacters * 4 + 8)));
    return domain::shortened(domain::escapeForDisplay(text.simplified()), LineCharacters + 1);
}

ErrorTitle errorTitle(const CellContext &cell)
{
    const PackedRow &row = cell.store.row(cell.index);
    if (domain::isOpen(row.state) || (row.text == 0 && row.state != domain::State::Erred))
        return {};
    ErrorTitle title = cell.titles ? cell.titles(row.text) : ErrorTitle();
    if (row.text == 0)
        title.line = words(QT_TRANSLATE_NOOP("RequestTable", "(no message)"));
    else
        title.line =
            tamedLine(title.line.isEmpty() ? domain::errorSummary(cell.store.text(row.text)) : title.line.toUtf8());
    return title;
}

QString displayText(const CellContext &cell, Model::Column column)
{
    const PackedRow &row = cell.store.row(cell.index);
    switch (column) {
    case Model::StateColumn:
        return tamedLine(cell.store.stateWord(cell.index).toUtf8());
    case Model::OfferingColumn:
        return tamedLine(cell.store.offering(row.offering).name.toUtf8());
    case Model::TookColumn:
        return tookWords(cell);
    case Model::ErrorColumn:
        return errorWords(cell);
    case Model::UuidColumn:
        return row.uuid.toString();
    case Model::CreatedColumn:
    case Model::StartedColumn:
    case Model::FinishedColumn:
    case Model::ModifiedColumn:
        if (const auto time = timeOf(row, column))
            return agoWords(cell, *time);
        return {};
    case Model::ColumnCount:
        break;
    }
    return {};
}

QString toolTip(const CellContext &cell, Model::Column column)
{
    const PackedRow &row = cell.store.row(cell.index);
    if (const auto time = timeOf(row, column))
        return fullTime(cell, *time);
    if (column == Model::TookColumn && !tookOf(row) && ageOf(row, cell.now))
        return words(QT_TRANSLATE_NOOP("RequestTable", "since it was created; it is still open"));
    return column == Model::StateColumn ? QString() : displayText(cell, column);
}

QString accessibleText(const CellContext &cell, Model::Column column)
{
    const QString text = displayText(cell, column);
    const PackedRow &row = cell.store.row(cell.index);
    if (const auto time = isTime(column) ? timeOf(row, column) : std::nullopt; time) {
        if ((cell.now - *time).microseconds < JustNow)
            return text;
        //: a time before now: "22 min ago"
        return words(QT_TRANSLATE_NOOP("RequestTable", "%1 ago")).arg(text);
    }
    return text;
}

QVariant sortValue(const CellContext &cell, Model::Column column)
{
    const PackedRow &row = cell.store.row(cell.index);
    if (const auto time = timeOf(row, column))
        return time->microseconds;
    switch (column) {
    case Model::StateColumn:
        return int(row.state);
    case Model::TookColumn:
        if (const auto took = tookOf(row))
            return *took;
        return {};
    case Model::OfferingColumn:
    case Model::ErrorColumn:
    case Model::UuidColumn:
        return displayText(cell, column);
    case Model::CreatedColumn:
    case Model::StartedColumn:
    case Model::FinishedColumn:
    case Model::ModifiedColumn:
    case Model::ColumnCount:
        break;
    }
    return {};
}

} // namespace waldesk::tables

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalwrite.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <vector>

namespace waldesk::session
{

/// The writes of a journal as rows of a table: those whose fate is unknown first, each part newest first. A filter
/// resets it; lines that come later insert, change or move their own row alone. Knows nothing of files.
class JournalModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        TimeColumn,
        VerbColumn,
        OutcomeColumn,
        StatesColumn,
        OfferingColumn,
        UserColumn,
        ReasonColumn,
        ColumnCount
    };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString: joins the lines of the write
        OutcomeRole,               ///< int of domain::WriteOutcome
        UnsettledRole,             ///< bool: stands among the unknown ones
    };

    explicit JournalModel(QObject *parent = nullptr);

    void add(const std::vector<archive::JournalEntry> &entries);
    void setFilter(const domain::LocalFilter &filter);
    void setZone(const QTimeZone &zone);
    /// A write that has no line after for so long that nobody can be at it any more is unknown.
    void setNow(domain::Timestamp now);

    [[nodiscard]] const archive::JournalWrite *writeAt(int row) const; ///< nullptr: no such row
    [[nodiscard]] int rowOf(const QString &id) const;                  ///< -1: not shown
    [[nodiscard]] size_t total() const { return m_writes.all().size(); }
    [[nodiscard]] int unsettledCount() const { return m_unsettled; }           ///< of all, whatever is shown
    [[nodiscard]] int togetherCount(const archive::JournalWrite &write) const; ///< begun with it, itself too; 1: alone
    /// Who stands in the journal, who acted last first.
    [[nodiscard]] QStringList users() const;
    /// Waits for its second line, in this process or another.
    [[nodiscard]] bool isUnderWay(const archive::JournalWrite &write) const;

    [[nodiscard]] static QString columnTitle(Column column);
    [[nodiscard]] static QString verbText(const QString &verb); ///< "Set erred"; an unknown one as it is
    /// "Unknown", "Under way"; for a person.
    [[nodiscard]] QString outcomeText(const archive::JournalWrite &write) const;
    [[nodiscard]] static QString statesText(const archive::JournalWrite &write); ///< "Processing → Erred"

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void countsChanged(); ///< total() or unsettledCount()

private:
    /// Its place among the writes, and what its row was put by.
    struct Row {
        size_t place = 0;
        bool unsettled = false;
        qint64 time = 0;
    };
    [[nodiscard]] bool isUnsettled(const archive::JournalWrite &write) const;
    [[nodiscard]] Row rowFor(size_t place) const;
    [[nodiscard]] static bool isBefore(const Row &a, const Row &b);
    [[nodiscard]] int rowOfPlace(size_t place) const;
    void update(size_t place);
    void count();
    [[nodiscard]] QString text(const archive::JournalWrite &write, Column column) const;
    /// Of today the clock, else the day as well; the tooltip has all of it.
    [[nodiscard]] QString timeText(domain::Timestamp time) const;

    archive::JournalWrites m_writes;
    std::vector<Row> m_rows; ///< in the order shown
    domain::LocalFilter m_filter;
    QTimeZone m_zone = QTimeZone::utc();
    domain::Timestamp m_now;
    int m_unsettled = 0;
    size_t m_told = 0;
};

} // namespace waldesk::session

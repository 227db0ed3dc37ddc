// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "ui/panels/comparelines.h"
#include "ui/panels/requesttimes.h"

#include <QAbstractTableModel>
#include <QDialog>

namespace waldesk::ui
{

class ElidedLabel;
class RowTable;
class TextLabel;

/// Two errors line by line, left and right; CompareRowRole answers where they differ.
class CompareModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role : int {
        MarksRole = Qt::UserRole + 140, ///< QVariantList of QPoint(begin, length)
        KindRole,                       ///< int of CompareLine::Kind
        DiffersRole,
        MissingRole, ///< bool: this side has no such line
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<CompareRow> rows);
    void setTitles(const QString &left, const QString &right);
    [[nodiscard]] const std::vector<CompareRow> &rows() const { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<CompareRow> m_rows;
    QString m_titles[2];
};

/// Two errors side by side with the differing parts marked. Opened with open(); deletes itself when it is closed. Keys:
/// n and N go from difference to difference, Ctrl+C copies both lines, Esc closes.
class CompareDialog : public QDialog
{
    Q_OBJECT
public:
    struct Side {
        QString title; ///< "SLURM Riga · 22 min ago"
        domain::ErrorText error;
    };

    explicit CompareDialog(const Side &left, const Side &right, QWidget *parent = nullptr);

    [[nodiscard]] RowTable *table() const { return m_table; }
    [[nodiscard]] int differences() const;

public slots:
    void nextDifference() { step(1); }
    void previousDifference() { step(-1); }
    void copyRow() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void step(int by);
    void setLook();

    CompareModel *m_model;
    RowTable *m_table;
    TextLabel *m_count;
};

/// The errors of two requests, each under its offering and its age.
void openCompareDialog(const domain::Request &left, const domain::Request &right, const Clock &clock, QWidget *parent);

} // namespace waldesk::ui

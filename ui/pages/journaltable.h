// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/journalmodel.h"
#include "ui/delegates/rowtable.h"

namespace waldesk::ui
{

/// The table of the journal. The row that is read is kept by its id: it stays current and in its place on the screen
/// when rows come above it.
class JournalTable : public RowTable
{
    Q_OBJECT
public:
    explicit JournalTable(session::JournalModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QString currentId() const { return m_current; } ///< empty: none
    void choose(const QString &id);                               ///< nothing when it is not shown
    void step(int rows);                                          ///< j and k
    void reset() override;
    void keyboardSearch(const QString &) override {} ///< letters are commands here

signals:
    void currentIdChanged();
    void opened(); ///< double click

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int first, int last) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void measureColumns();
    void putBack();

    session::JournalModel &m_journal;
    QString m_current;
    bool m_puttingBack = false;
};

} // namespace waldesk::ui

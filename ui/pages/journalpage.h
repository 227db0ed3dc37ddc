// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journal.h"
#include "models/session/journalmodel.h"
#include "ui/pages/listdetailpage.h"

namespace waldesk::ui
{

class ElidedLabel;
class JournalDetail;
class JournalTable;

/// What was done from this machine: who, when, what, where, with which outcome, and what it overwrote. Reads the
/// journal alone; lines of this window come at once, those of other processes while the page is in front.
class JournalPage : public ListDetailPage
{
    Q_OBJECT
public:
    JournalPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~JournalPage() override;

    void start(); ///< reads the journal for the first time
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] int unsettledCount() const { return m_model.unsettledCount(); }

signals:
    void countsChanged(); ///< unsettledCount() may have changed

protected:
    [[nodiscard]] PageState nextState() const override;
    [[nodiscard]] StateText stateText(PageState state) override;
    void remedy(const EmptyResult::Way &) override {}
    [[nodiscard]] QString loadingWords() const override;
    [[nodiscard]] std::pair<qint64, qint64> progress() const override { return {0, 0}; }
    void queryChanged() override;
    void zoneChanged() override;
    void tick() override;
    void refresh() override;
    void cancel() override {}
    void step(int rows) override;
    void updateDetail() override;
    void updateActions() override;
    [[nodiscard]] std::optional<tables::RowIndex> currentRow() const override;
    [[nodiscard]] std::vector<tables::RowIndex> shownRows() const override { return {}; }
    void exportShown() override;
    [[nodiscard]] domain::ApiCall listCall() const override { return {}; }

private:
    void buildCommands();
    void readOn();
    void take(const archive::Journal::Contents &contents);
    void verify();
    void copyText();
    void showTogether();
    void openRequest();
    void updateHead();
    [[nodiscard]] const archive::JournalWrite *current() const;
    [[nodiscard]] Clock machineClock() const;

    archive::Journal &m_journal;
    session::JournalModel m_model;
    std::shared_ptr<archive::JournalReader> m_reader;
    PageQuery *m_query;
    JournalTable *m_table;
    JournalDetail *m_detail;
    ElidedLabel *m_head = nullptr;
    QAction *m_open = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_together = nullptr;
    QString m_trouble; ///< why it could not be read; empty: it could
    bool m_reading = false;
    bool m_again = false; ///< something came while it was being read
    bool m_read = false;  ///< once, whatever it held
    int m_damaged = 0;    ///< lines that could not be read
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/stuckrequests.h"
#include "models/tables/stucklistmodel.h"
#include "ui/pages/listdetailpage.h"

class QPushButton;

namespace waldesk::ui
{

class ElidedLabel;
class MarkKeys;
class RequestDetail;
class RowTable;

/// The stuck requests, one section for each reason of each offering, the oldest first; the detail says how long, what
/// is usual and why it may be. What is stuck is session::StuckRequests' to know. The workspace must have them.
class StuckPage : public ListDetailPage
{
    Q_OBJECT
public:
    StuckPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~StuckPage() override;

    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] domain::Uuid currentRequest() const { return m_chosen; } ///< nil: none

signals:
    void agentsWanted(waldesk::domain::Uuid offering); ///< nil: of no offering in particular

protected:
    [[nodiscard]] PageState nextState() const override;
    [[nodiscard]] StateText stateText(PageState state) override;
    void remedy(const EmptyResult::Way &way) override;
    [[nodiscard]] QString loadingWords() const override;
    [[nodiscard]] std::pair<qint64, qint64> progress() const override;
    void queryChanged() override { showRows(); }
    void foldChanged() override;
    void tick() override;
    void refresh() override;
    void cancel() override;
    void step(int rows) override;
    void enter() override;
    void updateDetail() override;
    void updateActions() override;
    [[nodiscard]] RequestActions::Situation situation() const override;
    void act(domain::Action action) override;
    [[nodiscard]] std::optional<tables::RowIndex> currentRow() const override;
    [[nodiscard]] std::vector<tables::RowIndex> shownRows() const override;
    [[nodiscard]] domain::ApiCall listCall() const override;
    void pendingChanged(const domain::Uuid &row) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildHead();
    void buildCommands();
    void buildMarks();
    void measure();
    void showRows();
    void arrange();
    void choose(int row);
    void showHead();
    void changeEvent(QEvent *event) override;

    session::StuckRequests &m_stuck;
    PageQuery *m_query;
    tables::StuckListModel m_model;
    RowTable *m_table = nullptr;
    RequestDetail *m_detail = nullptr;
    MarkKeys *m_marks = nullptr;
    QWidget *m_head = nullptr;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_facts = nullptr;
    QPushButton *m_agents = nullptr;
    domain::Uuid m_chosen;
    int m_chosenAt = -1;      ///< its row as last shown: the next one takes its place when it leaves
    bool m_chose = false;     ///< a person chose a row, or has had time to read the first
    bool m_arranging = false; ///< rows are put in their places, nobody chose one
};

} // namespace waldesk::ui

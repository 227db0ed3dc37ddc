// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/stuckrequests.h"
#include "models/tables/agentlistmodel.h"
#include "ui/base/commands.h"
#include "ui/base/workspace.h"
#include "ui/widgets/scrollanchor.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedLayout;

namespace waldesk::ui
{

class ElidedLabel;
class AgentTable;
class StatePage;

/// Who listens at all: the agents of every offering that is known, with version, last sign of life, mode and queues;
/// what nobody listens for first. All are asked when the page comes to the front, those in sight again while it stays
/// there (StuckFinder says how often), never more than some offerings at a time; what the server does not show is said,
/// and is no error. The workspace must know what is stuck.
class AgentsPage : public QWidget
{
    Q_OBJECT
public:
    AgentsPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~AgentsPage() override;

    void showOffering(const domain::Uuid &offering); ///< its first row becomes the current one; nil: none in particular
    [[nodiscard]] bool isSettled() const;

signals:
    void settled();
    void requestsWanted(const QString &line); ///< the requests of the offering of the current row

protected:
    void showEvent(QShowEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildHead();
    void buildTable();
    void buildCommands();
    void askAll();
    void askShown();
    [[nodiscard]] QString askedText(const std::vector<tables::AgentsOfOffering> &offerings) const;
    void showNow();
    void showWords(const std::vector<tables::AgentsOfOffering> &offerings);
    void chooseWanted();
    bool choose(const domain::Uuid &offering); ///< false: it has no row
    void copy(bool chosenAlone);               ///< false: a single chosen row means all
    void openRequests();
    void step(int by);
    void setLook();
    [[nodiscard]] std::vector<tables::AgentsOfOffering> offerings() const;

    Workspace m_workspace;
    Commands &m_commands;
    session::StuckRequests &m_stuck;
    tables::AgentListModel m_model;
    QSortFilterProxyModel *m_found = nullptr;
    QWidget *m_head = nullptr;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_facts = nullptr;
    QLineEdit *m_find = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_requests = nullptr;
    QStackedLayout *m_stack = nullptr;
    AgentTable *m_table = nullptr;
    ScrollAnchor m_place;
    StatePage *m_empty = nullptr;
    domain::Uuid m_wanted; ///< offering to be shown, until its row is there
    QTimer m_clock;
};

} // namespace waldesk::ui

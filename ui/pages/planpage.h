// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/bulkplan.h"
#include "ui/base/commands.h"
#include "ui/base/workspace.h"
#include "ui/pages/planmodel.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QBoxLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QSplitter;

namespace waldesk::ui
{

class ElidedLabel;
class ImportChoices;
class NoteBar;
class PlanSentences;
class ProgressCells;
class ReasonPanel;
class RowTable;
class TallyChips;
class TextLabel;

/// One action on many requests, or on resources that wait for import: what it would do to each, why some are left
/// alone, the reason, the last question, and then, in the same list, what became of each. Rows can be left out. Nothing
/// is sent from a plan that is too old: it is read again first, and shown again when it has changed. Closing the page
/// leaves a run under way. Owned by the window, one for a connection; the run itself belongs to the connection.
class PlanPage : public QWidget
{
    Q_OBJECT
public:
    /// More rows than this on production want their number typed.
    static constexpr int MostUntyped = 10;

    PlanPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~PlanPage() override;

    /// Reads the rows and shows the plan; false while a run is under way, which is shown instead.
    bool begin(domain::Action action, std::vector<domain::Request> rows);
    /// The same for resources that wait for import.
    bool beginResources(domain::Action action, std::vector<domain::BackendResource> resources);
    /// The rows of an interrupted run that were never sent.
    bool beginRest(const session::BulkWrites::Leftover &leftover);

    [[nodiscard]] bool isSettled() const; ///< nothing is being read
    [[nodiscard]] bool hasPlan() const { return m_plan != nullptr; }
    /// Beside its name in the sidebar: "6 of 11", "11", or nothing.
    [[nodiscard]] QString progressText() const;

signals:
    void closed(); ///< by the person; a run goes on
    void settled();
    void progressChanged();
    void requestWanted(waldesk::domain::Uuid uuid);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildHead(QBoxLayout *column);
    void buildTable();
    QWidget *buildSide();
    QWidget *buildAtOnce(QWidget *side);
    QWidget *buildFoot(QWidget *side);
    void buildCommands();
    void connectRun();
    void start(std::unique_ptr<workflows::BulkPlan> plan);
    void planRead();
    void run();
    void runBegun();
    void planRest();
    void leave();
    void toggleRow();
    void updateLater();
    void updateAll();
    void updateHead();
    void updateCells();
    void updateSide();
    void updateFoot();
    void setLook();
    void foldColumns();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] bool isShowingRun() const;
    [[nodiscard]] bool wantsReason() const;
    [[nodiscard]] bool wantsNumber() const;
    /// Why it can not be sent now; empty when it can.
    [[nodiscard]] QString obstacle() const;
    [[nodiscard]] PlanSentences sentences() const; ///< of m_plan, which is not null
    [[nodiscard]] QString runTitle() const;
    [[nodiscard]] QString runCounts() const;
    [[nodiscard]] bool isOfResources() const;
    [[nodiscard]] std::vector<domain::Request> includedRows() const;
    [[nodiscard]] session::BulkWrites &bulk() const { return m_workspace.connection.bulk; }

    /// A reason that was written for a plan and not sent; it comes back in a plan that has one of its requests.
    struct Draft {
        QSet<domain::Uuid> requests;
        QString text;
        QString ticket;
    };
    void keepDraft();
    void restoreDraft(const std::vector<domain::Request> &rows);

    Workspace m_workspace;
    Commands &m_commands;
    Draft m_draft;
    std::unique_ptr<workflows::BulkPlan> m_plan;
    PlanModel m_model;
    QString m_leftover; ///< of the interrupted run that the plan goes on with; empty: none
    QString m_message;  ///< said at the foot until something changes
    bool m_runWhenRead = false;
    bool m_begun = false; ///< the run of this plan was started
    QTimer m_soon;        ///< many rows change in one turn
    QTimer m_clock;

    TextLabel *m_title = nullptr;
    ElidedLabel *m_facts = nullptr;
    ProgressCells *m_cells = nullptr;
    ElidedLabel *m_tallies = nullptr; ///< while it is read or sent
    TallyChips *m_chips = nullptr;    ///< of a plan that was read
    QSplitter *m_splitter = nullptr;
    RowTable *m_table = nullptr;
    NoteBar *m_note = nullptr;
    ReasonPanel *m_reason = nullptr;
    ImportChoices *m_choices = nullptr;
    TextLabel *m_consequences = nullptr;
    QWidget *m_numberRow = nullptr;
    TextLabel *m_numberCaption = nullptr;
    QLineEdit *m_number = nullptr;
    QSpinBox *m_atOnce = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_rest = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_send = nullptr;
    TextLabel *m_hint = nullptr;
};

} // namespace waldesk::ui

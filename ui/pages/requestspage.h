// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requesttablemodel.h"
#include "ui/pages/listdetailpage.h"

class QPushButton;

namespace waldesk::ui
{

class RequestDetail;
class MarkKeys;
class RequestsHead;
class RequestsQuery;
class RequestsTable;
class TimePicker;

/// The requests of the server: filter, list, read, act. The strip is the state filter, the line has the other ones, the
/// list shows what passes, the detail reads one.
class RequestsPage : public ListDetailPage
{
    Q_OBJECT
public:
    RequestsPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~RequestsPage() override;

    void start(); ///< asks the server for the first time; call once, after the window is built

    /// Chooses it, asks for it by its uuid when it is not among the rows, and gives its row the focus.
    void openRequest(const domain::Uuid &uuid);
    [[nodiscard]] domain::Uuid currentRequest() const; ///< nil: none
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] qint64 shownCount() const;
    /// How many requests match queryLine(), as far as the page knows and says it.
    struct Matches {
        qint64 count = 0;
        bool complete = false; ///< false: more may match among what is not loaded
    };
    [[nodiscard]] std::optional<Matches> matches() const; ///< nullopt: not known, or something else is being typed
    [[nodiscard]] tables::RequestTableModel &model() { return m_model; }

signals:
    void titleCountsChanged(); ///< shownCount() changed
    void lineChanged();        ///< queryLine() changed
    void matchesChanged();     ///< matches() may have changed
    void causeWanted(const QByteArray &key);
    void resourcePlanWanted(waldesk::domain::Action action, std::vector<waldesk::domain::BackendResource> resources);
    void agentsWanted(waldesk::domain::Uuid offering);

protected:
    [[nodiscard]] PageState nextState() const override;
    [[nodiscard]] StateText stateText(PageState state) override;
    void remedy(const EmptyResult::Way &way) override;
    [[nodiscard]] QString loadingWords() const override;
    [[nodiscard]] std::pair<qint64, qint64> progress() const override;
    void queryChanged() override;
    void foldChanged() override;
    void zoneChanged() override;
    void tick() override;
    void refresh() override;
    void cancel() override;
    void step(int rows) override;
    void enter() override;
    void updateDetail() override;
    void updateActions() override;
    [[nodiscard]] RequestActions::Situation situation() const override;
    [[nodiscard]] std::optional<tables::RowIndex> currentRow() const override;
    [[nodiscard]] std::vector<tables::RowIndex> shownRows() const override;
    [[nodiscard]] QString exportRemark() const override;
    [[nodiscard]] domain::ApiCall listCall() const override;
    void act(domain::Action action) override;
    void aboutToWrite(const domain::Uuid &row) override;
    void pendingChanged(const domain::Uuid &row) override;
    void writeReported(const workflows::TransitionRunner::Job &job,
                       const workflows::TransitionRunner::Report &report) override;
    void showRequest(const domain::Uuid &uuid) override { openRequest(uuid); }

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class DetailHas : quint8 { Nothing, Parts, Commands, Request }; ///< in the order in which it is built
    void buildDetailSoon();
    void buildDetail();
    [[nodiscard]] bool buildDetailPart();
    void buildQueryRow();
    void buildCommands();
    void buildFindCommands();
    void buildMarks();
    void markAllThatMatch();
    void marksChanged();
    void showRowMenu(const QPoint &at);
    void copyRow(const QModelIndex &index);
    void copyText(const QString &text, const QString &sentence);
    void connectData();
    void connectHead();
    void showCause();
    void showNew();
    void updateNews();
    void followLive();
    void followStuck();
    void followFound();
    [[nodiscard]] bool hasOpenInSight() const;
    void dropTerm(size_t term);
    void pickOffering();
    [[nodiscard]] StateText emptyText();
    [[nodiscard]] StateText failedText();

    tables::RequestTableModel m_model;
    RequestsQuery *m_query;
    RequestsTable *m_table;
    RequestDetail *m_detail;
    MarkKeys *m_marks = nullptr;
    RequestsHead *m_head = nullptr;
    TimePicker *m_times = nullptr;
    QPushButton *m_offerings = nullptr;
    QPushButton *m_timesButton = nullptr;
    std::optional<tables::RequestTableModel::Sorting> m_sortingBefore; ///< Stuck was chosen

    QTimer m_countTimeout; ///< numbers of the strip that do not come keep the page unsettled no longer
    QTimer m_actionsSoon;
    bool m_started = false;
    DetailHas m_detailHas = DetailHas::Nothing;
    bool m_markWhenLoaded = false; ///< all that match, when all are there
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/listdetailpage.h"
#include "ui/widgets/scrollanchor.h"

class QListView;
class QModelIndex;

namespace waldesk::ui
{

class CauseCommands;
class CauseDetail;
class CauseRowDelegate;
class CauseRows;
class ErrorsHead;

/// The home page: what failed since the last visit, by cause. The list shows the causes in sections, the detail reads
/// one down to the line in the agent. What the page knows stands in workflows::Triage, what a person does with a cause
/// goes through session::CauseActions. The workspace must have causes.
class ErrorsPage : public ListDetailPage
{
    Q_OBJECT
public:
    ErrorsPage(const Workspace &workspace, Commands &commands, QWidget *parent = nullptr);
    ~ErrorsPage() override;

    void start(); ///< asks the server for the first time; call once, after the window is built

    void openCause(const QByteArray &key); ///< chooses it, in all ranges; unknown keys are ignored
    [[nodiscard]] QByteArray currentCause() const { return m_key; }
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] qint64 unreadCount() const; ///< new or back and not opened yet, for the sidebar; 0 until it is known

signals:
    void countsChanged();
    void requestsWanted(const QString &line);

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
    void leaveDetail() override;
    void updateDetail() override;
    void updateActions() override;
    [[nodiscard]] std::optional<tables::RowIndex> currentRow() const override;
    [[nodiscard]] std::vector<tables::RowIndex> shownRows() const override;
    [[nodiscard]] domain::ApiCall listCall() const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QListView *buildView();
    void buildCommands();
    void buildBar();
    void toggleMark();
    void marksChanged();
    void planAskAgain();
    void planClose();
    [[nodiscard]] std::vector<const tables::CauseGroup *>
    targets() const; ///< the marked causes, else the one that is read
    [[nodiscard]] QSet<domain::Uuid> offeringsOf(const std::vector<const tables::CauseGroup *> &groups) const;
    [[nodiscard]] int countOpen(const QSet<domain::Uuid> &offerings) const;
    [[nodiscard]] std::vector<domain::Request> openRequestsOf(const QSet<domain::Uuid> &offerings) const;
    void connectData();
    void connectDetail();
    void groupsChanged();
    [[nodiscard]] bool isReadStill() const;
    [[nodiscard]] bool isAwaited() const;
    void showNew();
    void updateNews();
    void currentChanged(const QModelIndex &index);
    void chooseKey(const QByteArray &key);
    void updateHead();
    [[nodiscard]] int sampleCount() const;
    void updateAbout();
    void stepSample(int by);
    void toggleFold();
    void toggleAbout();
    void openRequests();
    void editNote();
    void openCompare();
    [[nodiscard]] const tables::CauseGroup *currentGroup() const;

    const CauseWorkspace &m_causes;
    workflows::Triage &m_triage;
    PageQuery *m_query;
    CauseRows *m_rows;
    ErrorsHead *m_head = nullptr;
    QListView *m_view = nullptr;
    CauseRowDelegate *m_delegate = nullptr;
    CauseDetail *m_detail = nullptr;
    CauseCommands *m_commands = nullptr;
    QAction *m_open = nullptr;
    QAction *m_compare = nullptr;
    QAction *m_askAll = nullptr;
    QAction *m_closeOpen = nullptr;

    QByteArray m_key; ///< of the cause that is read
    QSet<QByteArray> m_marks;
    std::vector<tables::RowIndex> m_samples;
    size_t m_sample = 0;
    bool m_started = false;
    bool m_moving = false;   ///< the current row is put back, nobody chose it
    bool m_removing = false; ///< rows leave the list
    QSet<QByteArray> m_mutedHere;
    ScrollAnchor m_place;
    bool m_chose = false; ///< a person chose the cause, or has had time to read it
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"
#include "ui/base/commands.h"
#include "ui/base/look.h"
#include "ui/base/workspace.h"
#include "ui/panels/causerows.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QAction;
class QBoxLayout;
class QListView;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedLayout;

namespace waldesk::ui
{

class CauseDetail;
class CauseRowDelegate;
class CoverageBar;
class ElidedLabel;
class LinkButton;
class LoadingRows;
class NoteBar;
class QueryCompletion;
class QueryLine;
class SegmentedControl;
class StatePage;
class TextLabel;
class UndoBar;

/// The home page: what failed since the last visit, by cause. The list shows the causes in sections, the detail reads
/// one down to the line in the agent. What the page knows stands in workflows::Triage; here it is shown and asked for.
/// Made once for a connection; the workspace must have causes.
class ErrorsPage : public QWidget
{
    Q_OBJECT
public:
    ErrorsPage(Workspace workspace, Commands &commands, QWidget *parent = nullptr);
    ~ErrorsPage() override;

    void start(); ///< asks the server for the first time; call once, after the window is built

    /// A line that does not parse stays in the field with its reason, and changes nothing.
    void setQueryLine(const QString &line);
    [[nodiscard]] QString queryLine() const;
    void openCause(const QByteArray &key); ///< chooses it, in all ranges; unknown keys are ignored
    [[nodiscard]] QByteArray currentCause() const { return m_key; }

    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] qint64 newCount() const; ///< new causes, for the sidebar; 0 until that may be said

signals:
    void settled();
    void countsChanged();
    void requestsWanted(const QString &line);
    void requestWanted(const waldesk::domain::Uuid &uuid);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Face : quint8 { Loading, Ready, Empty, Failed };

    void buildHead();
    void buildFactsLine();
    void buildBody();
    QWidget *buildList();
    void buildLevelMenu();
    void buildCommands();
    void buildReadCommands();
    void buildActions();
    void buildBar();
    void connectData();
    void connectDetail();
    void connectWrites();
    void applyLook();
    void applyFold();
    void readSettings();

    void typed(const QString &text);
    void submit();
    void dropChip(int index);
    void applyQuery();
    void showChips();
    void leaveLine();

    void groupsChanged();
    void currentChanged(const QModelIndex &index);
    void chooseKey(const QByteArray &key);
    void updateHead();
    void updateScope();
    void updateFace();
    void showGoodNews();
    void showNoMatch();
    void showNothingVisible();
    void updateDetail();
    void updateAbout();
    void updateActions();
    void checkSettled();
    void tick();
    void refresh();
    void cancel();

    void stepRow(int by);
    void stepSample(int by);
    void toggleFold();
    void openDetail();
    void leaveDetail();
    void toggleAbout();
    void zoneChanged();
    void openRequests();
    void acknowledge();
    void openMuteMenu();
    void editNote();
    void rename();
    void openRules();
    void openCompare();
    void handOver();
    void askAgain();
    void updateUndo();
    void writeReported(const workflows::TransitionRunner::Job &job, const workflows::TransitionRunner::Report &report);
    void setEmptyContent(const QString &iconName, Shade shade, const QString &title, const QStringList &paragraphs,
                         const QList<QAction *> &actions);
    QAction *way(const QString &text, std::function<void()> run); ///< a button of the empty page

    [[nodiscard]] const tables::CauseGroup *currentGroup() const;
    [[nodiscard]] std::optional<domain::Request> currentSample() const;
    [[nodiscard]] QString customerOf(const domain::Uuid &offering) const;
    [[nodiscard]] Clock clock() const;
    [[nodiscard]] QString requestsLine(const tables::CauseGroup &group) const;

    Workspace m_workspace;
    const CauseWorkspace &m_causes;
    workflows::Triage &m_triage;
    Commands &m_commands;
    CauseRows *m_rows;

    QBoxLayout *m_headRow = nullptr;
    QBoxLayout *m_factsRow = nullptr;
    TextLabel *m_title = nullptr;
    QPushButton *m_level = nullptr;
    QMenu *m_levelMenu = nullptr;
    QMenu *m_mutedMenu = nullptr;
    QMenu *m_muteMenu = nullptr;
    SegmentedControl *m_range = nullptr;
    QStackedLayout *m_slot = nullptr; ///< facts and scope, or the banner, as high
    QWidget *m_factsLine = nullptr;
    ElidedLabel *m_facts = nullptr;
    TextLabel *m_scope = nullptr;
    LinkButton *m_loadAll = nullptr;
    CoverageBar *m_banner = nullptr;
    QWidget *m_lineRow = nullptr;
    QueryLine *m_line = nullptr;
    QSplitter *m_splitter = nullptr;
    QWidget *m_list = nullptr;
    QStackedLayout *m_faces = nullptr;
    QListView *m_view = nullptr;
    CauseRowDelegate *m_delegate = nullptr;
    LoadingRows *m_loading = nullptr;
    StatePage *m_empty = nullptr;
    NoteBar *m_note = nullptr;
    UndoBar *m_undo = nullptr;
    CauseDetail *m_detail = nullptr;
    QAction *m_handOver = nullptr;
    QAction *m_open = nullptr;
    QAction *m_acknowledge = nullptr;
    QAction *m_mute = nullptr;
    QAction *m_askAgain = nullptr;
    QAction *m_compare = nullptr;

    QList<QAction *> m_emptyActions;
    domain::Query m_committed;
    domain::Query m_typed;
    QByteArray m_key; ///< of the cause that is read
    std::vector<tables::RowIndex> m_samples;
    size_t m_sample = 0;
    QTimer m_clock;
    double m_splitRatio = 0;
    Face m_face = Face::Loading;
    Fold m_fold = Fold::Wide;
    bool m_reading = false; ///< Tight: the detail stands in front
    bool m_started = false;
    bool m_wasSettled = false;
    bool m_moving = false; ///< the current row is put back, nobody chose it
};

} // namespace waldesk::ui

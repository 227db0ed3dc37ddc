// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requesttablemodel.h"
#include "models/workflows/transitionrunner.h"
#include "ui/base/commands.h"
#include "ui/base/look.h"
#include "ui/base/workspace.h"
#include "ui/panels/requesttimes.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>

class QAction;
class QPushButton;
class QSplitter;
class QStackedLayout;

namespace waldesk::ui
{

class CoverageBar;
class LoadingRows;
class NoteBar;
class QueryLine;
class RequestActs;
class RequestDetail;
class RequestsQuery;
class RequestsTable;
class SetErredDialog;
class StatePage;
class StateStrip;
class TextLabel;
class TimePicker;
class UndoBar;

/// The requests of the server: filter, list, read, act. The strip is the state filter, the line has the other ones, the
/// list shows what passes, the detail reads one; writes wait at the foot of the list. Made once for a connection.
class RequestsPage : public QWidget
{
    Q_OBJECT
public:
    RequestsPage(Workspace workspace, Commands &commands, QWidget *parent = nullptr);
    ~RequestsPage() override;

    void start(); ///< asks the server for the first time; call once, after the window is built

    /// Chooses it, asks for it by its uuid when it is not among the rows, and gives its row the focus.
    void openRequest(const domain::Uuid &uuid);
    [[nodiscard]] domain::Uuid currentRequest() const; ///< nil: none
    /// A line that does not parse stays in the field with its reason, and changes nothing.
    void setQueryLine(const QString &line);
    [[nodiscard]] QString queryLine() const;

    [[nodiscard]] bool isSettled() const; ///< Ready, Empty or Failed
    [[nodiscard]] qint64 shownCount() const;

    [[nodiscard]] tables::RequestTableModel &model() { return m_model; }

signals:
    void settled();
    void titleCountsChanged(); ///< shownCount() changed
    void causeWanted(const QByteArray &key);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Face : quint8 { Loading, Ready, Empty, Failed };

    void buildHead();
    void buildQueryRow();
    void buildBody();
    QWidget *buildList();
    void buildCommands();
    void buildMoveCommands();
    void buildFindCommands();
    void buildHandOver();
    void handOver();
    void showCause(const std::optional<domain::Request> &request);
    void connectData();
    void connectHead();
    void connectWrites();
    void applyLook();
    void applyFold();
    void readSettings();
    void saveSettings() const;

    void queryChanged();
    void typed(const QString &text);
    void submit();
    void addTerms(const QString &line);
    void dropChip(int index);
    void editChip(int index);

    void updateCounts();
    void updateCoverage();
    void updateFace();
    void showFace();
    void showEmpty();
    void showFailed();
    void setEmptyContent(const QString &iconName, const QString &title, const QStringList &paragraphs,
                         const QList<QAction *> &actions);
    void dropTerm(size_t term);
    void updateDetail();
    void updateSituation();
    void checkSettled();
    void tick();
    void zoneChanged();
    void showTroubleDetails();

    void openDetail();
    void leaveDetail();
    void enter();
    void escape();

    void act(domain::Action action);
    void askReason(const domain::Request &request, bool overwrite);
    void arm(domain::Action action, const domain::Request &request, const domain::ErrorText &text);
    void writeChanged(const domain::Uuid &row);
    void writeReported(const workflows::TransitionRunner::Job &job, const workflows::TransitionRunner::Report &report);
    void updateUndo();
    void shiftCounts(std::optional<domain::State> from, domain::State to); ///< from: nullopt for a new one
    void rowRead(const domain::Request &request);
    void exportShown();
    void exportTo(const QString &file);
    void pickOffering();
    [[nodiscard]] std::optional<domain::Request> current() const;
    [[nodiscard]] QString customerOf(const domain::Request &request) const;
    [[nodiscard]] Clock clock() const;

    Workspace m_workspace;
    Commands &m_commands;
    tables::RequestTableModel m_model;
    RequestsQuery *m_query;
    RequestActs *m_acts = nullptr;
    TimePicker *m_times = nullptr;

    StateStrip *m_strip = nullptr;
    TextLabel *m_stripHint = nullptr;
    QueryLine *m_line = nullptr;
    QPushButton *m_offerings = nullptr;
    QPushButton *m_timesButton = nullptr;
    CoverageBar *m_coverage = nullptr;
    QSplitter *m_splitter = nullptr;
    QWidget *m_list = nullptr;
    QStackedLayout *m_faces = nullptr;
    RequestsTable *m_table = nullptr;
    LoadingRows *m_loading = nullptr;
    StatePage *m_empty = nullptr;
    NoteBar *m_note = nullptr;
    UndoBar *m_undo = nullptr;
    RequestDetail *m_detail = nullptr;
    QPointer<SetErredDialog> m_dialog;

    QList<QAction *> m_emptyActions;
    domain::Uuid m_shownWrite; ///< what the undo bar shows
    QString m_shownSubject;
    std::vector<size_t> m_chipTerms;      ///< the term of each chip
    std::array<qint64, 5> m_countShift{}; ///< what own writes moved since the server counted
    QTimer m_clock;
    QTimer m_patience;
    QTimer m_situationSoon;
    Face m_face = Face::Loading;
    Fold m_fold = Fold::Wide;
    double m_splitRatio = 0; ///< of the list, as the person left it; 0: never moved
    bool m_reading = false;  ///< Tight: the detail stands in front
    bool m_started = false;
    bool m_hadFace = false;
    bool m_wasSettled = false;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"
#include "ui/base/commands.h"
#include "ui/base/look.h"
#include "ui/base/workspace.h"
#include "ui/pages/emptyresult.h"
#include "ui/pages/statepane.h"
#include "ui/panels/copyasmenu.h"
#include "ui/panels/requestactions.h"
#include "ui/panels/requesttimes.h"

#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QAbstractItemView;
class QBoxLayout;
class QSplitter;

namespace waldesk::ui
{

class DetailPanel;
class ExportJob;
class ListFoot;
class NoteBar;
class PageQuery;
class QueryRow;
class SetErredDialog;

/// A page with a list and a detail beside it. It has what all of them share: the query line, the ratio of list and
/// detail, the fold by width, the page states, notes, the undo bar, writes on the row that is read, hand-over, copy-as,
/// export, and the commands for them, which are made once and answered by the page in front. A page adds its head, a
/// list, a detail and a model, and answers the virtual functions. Made once for a connection.
class ListDetailPage : public QWidget
{
    Q_OBJECT
public:
    ~ListDetailPage() override;

    /// A line that does not parse stays in the field with its reason, and changes nothing.
    void setQueryLine(const QString &line);
    [[nodiscard]] QString queryLine() const;
    [[nodiscard]] PageState state() const { return m_state; }
    [[nodiscard]] virtual bool isSettled() const = 0; ///< Ready, Empty or Failed, and nothing is under way

signals:
    void settled();
    void requestWanted(waldesk::domain::Uuid uuid); ///< to be read on the Requests page
    /// One action on these requests: it is planned first.
    void planWanted(waldesk::domain::Action action, std::vector<waldesk::domain::Request> rows);

protected:
    struct Shape {
        QString name;           ///< begins the names of its widgets and settings
        double wideShare = 0.5; ///< of the list beside the detail (look, "Units, grid, type")
        double narrowShare = 0.5;
        bool detailNeedsRows = false;    ///< the detail is hidden while there is no list
        bool lineWhenUsed = false;       ///< the query line is hidden while it is empty
        QList<domain::Action> actions{}; ///< on the request that is read
        int columnsForBoth = 0;          ///< in a narrower window the detail replaces the list, whatever the look says
    };
    ListDetailPage(const Workspace &workspace, Commands &commands, Shape shape, QWidget *parent);
    /// Puts the parts in their places and makes the shared commands; the last thing a page's constructor does.
    void setParts(PageQuery &query, QAbstractItemView *list, DetailPanel *detail);

    // What a page answers.
    [[nodiscard]] virtual PageState nextState() const = 0;
    [[nodiscard]] virtual StateText stateText(PageState state) = 0; ///< of Empty and Failed
    virtual void remedy(const EmptyResult::Way &way) = 0;           ///< what a button of an empty result does
    [[nodiscard]] virtual QString loadingWords() const = 0;
    [[nodiscard]] virtual std::pair<qint64, qint64> progress() const = 0; ///< done, total; total 0: not known
    virtual void queryChanged() {}
    virtual void foldChanged() {}
    virtual void zoneChanged() {}
    virtual void tick() = 0;    ///< ages are shown anew
    virtual void refresh() = 0; ///< F5
    virtual void cancel() = 0;  ///< Esc in the list, with nothing to close
    virtual void step(int rows) = 0;
    virtual void enter(); ///< Enter in the list; openDetail() unless a page does more
    virtual void leaveDetail();
    virtual void updateDetail() = 0;
    virtual void updateActions(); ///< only while in front: the commands are shared
    [[nodiscard]] virtual std::optional<tables::RowIndex> currentRow() const = 0; ///< of the request that is read
    [[nodiscard]] virtual std::vector<tables::RowIndex> shownRows() const = 0;    ///< for export
    [[nodiscard]] virtual QString exportRemark() const { return {}; }             ///< what is not in it
    virtual void exportShown();     ///< its requests, unless a page shows something else
    void runExport(ExportJob *job); ///< and says how it went
    [[nodiscard]] virtual domain::ApiCall listCall() const = 0;
    /// On the request that is read; what needs a reason asks for it first.
    virtual void act(domain::Action action);
    virtual void aboutToWrite(const domain::Uuid &) {}
    virtual void pendingChanged(const domain::Uuid &) {}
    virtual void writeReported(const workflows::TransitionRunner::Job &, const workflows::TransitionRunner::Report &) {}
    virtual void showRequest(const domain::Uuid &uuid) { emit requestWanted(uuid); }

    // What a page may use.
    [[nodiscard]] const Workspace &workspace() const { return m_workspace; }
    [[nodiscard]] Commands &commands() const { return m_commands; }
    [[nodiscard]] session::Session &session() const { return m_workspace.connection.session; }
    [[nodiscard]] Clock clock() const;
    [[nodiscard]] Fold fold() const { return m_fold; }
    [[nodiscard]] QBoxLayout *aboveQuery() const { return m_aboveQuery; }
    [[nodiscard]] QueryRow *queryRow() const { return m_row; }
    [[nodiscard]] QBoxLayout *belowQuery() const { return m_belowQuery; }
    [[nodiscard]] NoteBar &note() const;
    [[nodiscard]] RequestActions *requestActions() const { return m_actions; }
    [[nodiscard]] std::optional<domain::Request> currentRequest() const;
    [[nodiscard]] QString asOfText() const;
    [[nodiscard]] virtual RequestActions::Situation situation() const; ///< of the request that is read
    [[nodiscard]] QString customerOf(const domain::Uuid &offering) const;
    /// "Copy as" for the list, and for these actions on the request that is read.
    [[nodiscard]] QAction *copyAsAction(const QList<domain::Action> &actions);
    [[nodiscard]] QAction *handOverAction() const { return m_handOver; }
    /// A command of this page alone.
    QAction *addCommand(const char *id, Commands::Group group, const QString &text, const QList<QKeySequence> &keys,
                        const char *icon, std::function<void()> run);
    void say(const QString &sentence); ///< in passing
    void arm(domain::Action action, const domain::Request &request, const domain::ErrorText &text = {});
    [[nodiscard]] StateText textOf(const EmptyResult &result);
    /// Failed for want of a token: the window says why, once.
    [[nodiscard]] static StateText unreadText();
    void updateState();
    void checkSettled();
    void forgetSettled() { m_wasSettled = false; } ///< it reads anew: settled() comes again
    void openDetail();
    void focusList(Qt::FocusReason reason = Qt::OtherFocusReason); ///< or what stands in its place
    void typeQuery(const QString &text);                           ///< into the query line
    void saveLater(const QVariantMap &settings); ///< written once, when it has been quiet for a second
    [[nodiscard]] bool isFront() const { return isVisible(); }

    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildList();
    void buildCommands();
    void share(const char *id, Commands::Group group, const QString &text, const QList<QKeySequence> &keys,
               const char *icon, std::function<void()> run);
    void onEscape(QWidget *where, std::function<void()> run);
    void connectQuery();
    void connectWrites();
    void connectSession();
    void connectLive();
    [[nodiscard]] bool isListAlone() const;
    void applyFold();
    void updateUndo();
    void escape();
    void handOver();
    void askReason(const domain::Request &request, bool overwrite);
    void writeSettings();

    Workspace m_workspace;
    Commands &m_commands;
    Shape m_shape;
    PageQuery *m_query = nullptr;
    RequestActions *m_actions = nullptr;
    QAction *m_handOver = nullptr;

    QBoxLayout *m_aboveQuery = nullptr;
    QueryRow *m_row = nullptr;
    QBoxLayout *m_belowQuery = nullptr;
    QSplitter *m_splitter = nullptr;
    QWidget *m_listSide = nullptr;
    StatePane *m_pane = nullptr;
    QAbstractItemView *m_list = nullptr;
    ListFoot *m_foot = nullptr;
    DetailPanel *m_detail = nullptr;
    QPointer<SetErredDialog> m_dialog;
    QHash<domain::Uuid, domain::ErrorText> m_drafts; ///< written in m_dialog, which was closed; by request

    QTimer m_clock;
    QTimer m_saving;
    QVariantMap m_unsaved;
    double m_splitRatio = 0; ///< of the list, as the person left it; 0: never moved
    PageState m_state = PageState::Loading;
    Fold m_fold = Fold::Wide;
    bool m_alone = false;   ///< the list, without a detail beside it
    bool m_reading = false; ///< Tight: the detail stands in front
    bool m_hadState = false;
    bool m_wasSettled = false;
};

} // namespace waldesk::ui

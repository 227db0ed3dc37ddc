// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <optional>

class QKeyEvent;
class QListView;
class QMenu;
class QModelIndex;
class QStackedLayout;

namespace waldesk::ui
{

class ElidedLabel;
class IconButton;
class RawTraceback;
class SegmentedControl;
class TextLabel;
class TracebackFind;
class TracebackModel;

/// One error read: the chain from cause to effect with the agent's last line in view, frames that are not the agent's
/// folded, answers of Waldur apart; or, one key away, the text as it came. Keys: t parsed or raw, Space, Enter and →
/// open a fold, ← closes it, n and N go through the matches, Ctrl+F looks for something, Ctrl+C copies the row.
class TracebackView : public QWidget
{
    Q_OBJECT
public:
    explicit TracebackView(QWidget *parent = nullptr);

    /// The reason is said where no traceback came; empty: the usual ones. The same error again moves nothing.
    void setError(const domain::ErrorText &error, const QString &emptyReason = {});
    /// What the list was searched for: underlined, and told by folds that hide it.
    void setQueryWords(const QStringList &words);

    [[nodiscard]] bool isRaw() const;
    void setRaw(bool raw);
    void toggleRaw(); ///< where there is a text to show
    void findNext();
    void findPrevious();
    void openFind();

    /// What went to the clipboard; empty where there was nothing to copy.
    QString copyFrame();
    QString copyPathWithLine();
    QString copyAll();

    /// "3 steps, cause first · 4 agent frames · 6 folded".
    [[nodiscard]] QString summary() const;
    /// The summary, Parsed | Raw and copy, for a host that has a bar of its own; the view's own head goes.
    [[nodiscard]] QWidget *takeTools();
    [[nodiscard]] QListView *listView() const { return m_list; }
    [[nodiscard]] RawTraceback *rawView() const { return m_raw; }
    [[nodiscard]] TracebackModel *model() const { return m_model; }

signals:
    void rawChanged(bool raw);
    void noted(const QString &sentence); ///< "The frame is on the clipboard."

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildHead();
    void buildList();
    void setLook();
    void toggleRow(const QModelIndex &index);
    [[nodiscard]] bool takeKey(const QKeyEvent *key, bool inList);
    [[nodiscard]] bool takeListKey(const QKeyEvent *key);
    [[nodiscard]] static bool isOurs(const QKeyEvent *key, bool inList);
    [[nodiscard]] QStringList words() const;
    void find(bool forward, bool fromHere);
    void goTo(int item);
    void showWords();
    void showRaw();
    void layOut();
    void showCrash();
    void openMenu(const QPoint &at);
    void openRawMenu(const QPoint &at);
    void copySelection();
    QString copied(const QString &text, const QString &sentence);

    TracebackModel *m_model;
    QWidget *m_head = nullptr;
    QWidget *m_tools = nullptr;
    ElidedLabel *m_summary = nullptr;
    SegmentedControl *m_mode = nullptr;
    IconButton *m_copy = nullptr;
    TracebackFind *m_find = nullptr;
    QStackedLayout *m_stack = nullptr;
    QListView *m_list = nullptr;
    RawTraceback *m_raw = nullptr;
    QStringList m_queryWords;
    QTimer m_settle; ///< the crash frame comes into view once the list has its size
    bool m_layingOut = false;
    bool m_touched = false;                  ///< the reader has moved: nothing scrolls by itself any more
    bool m_rawWaits = false;                 ///< a search goes on when all of a long text is there
    std::optional<std::vector<int>> m_found; ///< items with the words; nullopt: not looked for yet
};

} // namespace waldesk::ui

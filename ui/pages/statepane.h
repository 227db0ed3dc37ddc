// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QStringList>
#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

class QAction;
class QStackedLayout;

namespace waldesk::ui
{

class LoadingRows;
class StatePage;

/// What stands where the list is.
enum class PageState : quint8 { Loading, Ready, Empty, Failed };

/// What a page says where it has no rows, and what one can do about it.
struct StateText {
    QString icon;
    Shade shade = Shade::Unknown;
    QString title;
    QStringList paragraphs;
    std::vector<std::pair<QString, std::function<void()>>> ways{};
};

/// The place of a list: the list itself, grey rows while it is read, or a text where there are none.
class StatePane : public QWidget
{
    Q_OBJECT
public:
    StatePane(const QString &name, QWidget *parent);

    void setList(QWidget *list); ///< once
    void setLoading(const QString &words, std::pair<qint64, qint64> progress);
    /// The focus stays in the text, and the buttons are the same ones while their words are.
    void setText(const StateText &text);
    bool showState(PageState state); ///< false: it was shown already
    /// The list, the first button of a text, or what else is shown.
    void takeFocus(Qt::FocusReason reason);

private:
    QStackedLayout *m_stack;
    QWidget *m_list = nullptr;
    LoadingRows *m_loading;
    StatePage *m_text;
    QStringList m_words; ///< of the ways
    QList<QAction *> m_ways;
    std::vector<std::function<void()>> m_runs; ///< of the ways
    bool m_reading = false;                    ///< the words of loading are said
};

} // namespace waldesk::ui

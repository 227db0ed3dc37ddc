// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/statepane.h"

#include "ui/widgets/statepage.h"

#include <QAction>
#include <QPushButton>
#include <QStackedLayout>

#include <algorithm>

namespace waldesk::ui
{

StatePane::StatePane(const QString &name, QWidget *parent)
    : QWidget(parent), m_stack(new QStackedLayout(this)), m_loading(new LoadingRows(this)), m_text(new StatePage(this))
{
    m_text->setObjectName(name);
    m_stack->addWidget(m_loading);
    m_stack->addWidget(m_text);
}

void StatePane::setList(QWidget *list)
{
    m_list = list;
    m_stack->insertWidget(0, list);
    m_stack->setCurrentWidget(m_loading);
}

void StatePane::setLoading(const QString &words, std::pair<qint64, qint64> progress)
{
    if (!m_reading)
        m_loading->start(words);
    m_reading = true;
    m_loading->setProgress(progress.first, progress.second);
}

void StatePane::setText(const StateText &text)
{
    const bool focused = m_text->isAncestorOf(window()->focusWidget());
    m_runs.clear();
    QStringList words;
    for (const auto &[word, run] : text.ways) {
        words.append(word);
        m_runs.push_back(run);
    }
    // A refresh says the same again and again: the buttons stay, one of them may be pressed just now.
    const QList<QAction *> old = words == m_words ? QList<QAction *>() : std::exchange(m_ways, {});
    if (words != m_words) {
        m_words = words;
        for (qsizetype at = 0; at < words.size(); ++at) {
            auto *action = new QAction(words[at], m_text);
            connect(action, &QAction::triggered, this, [this, at] {
                const auto run = m_runs[size_t(at)]; // it may lead to other ways
                run();
            });
            m_ways.append(action);
        }
    }
    m_text->setContent(text.icon, text.shade, text.title, text.paragraphs, m_ways);
    for (QAction *action : old)
        action->deleteLater();
    if (focused && !m_text->isAncestorOf(window()->focusWidget()))
        takeFocus(Qt::OtherFocusReason);
}

bool StatePane::showState(PageState state)
{
    m_reading = m_reading && state == PageState::Loading;
    QWidget *next = m_list;
    if (state == PageState::Loading)
        next = m_loading;
    else if (state != PageState::Ready)
        next = m_text;
    if (m_stack->currentWidget() == next)
        return false;
    m_stack->setCurrentWidget(next);
    return true;
}

void StatePane::takeFocus(Qt::FocusReason reason)
{
    QWidget *shown = m_stack->currentWidget();
    if (shown == m_text) {
        // Those of the text before are hidden, and deleted a turn later.
        const QList<QPushButton *> buttons = m_text->findChildren<QPushButton *>();
        const auto first = std::ranges::find_if(buttons, [](const QPushButton *one) { return !one->isHidden(); });
        if (first != buttons.end())
            shown = *first;
    }
    shown->setFocus(reason);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/statepane.h"

#include "ui/widgets/statepage.h"

#include <QAction>
#include <QPushButton>
#include <QStackedLayout>

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
    const QList<QAction *> old = m_ways;
    m_ways.clear();
    for (const auto &[words, run] : text.ways) {
        auto *action = new QAction(words, m_text);
        connect(action, &QAction::triggered, this, run);
        m_ways.append(action);
    }
    m_text->setContent(text.icon, text.shade, text.title, text.paragraphs, m_ways);
    for (QAction *action : old)
        action->deleteLater();
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
        if (auto *button = m_text->findChild<QPushButton *>())
            shown = button;
    }
    shown->setFocus(reason);
}

} // namespace waldesk::ui

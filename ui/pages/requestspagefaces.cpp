// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/pages/requestswords.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/troubledialog.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/statepage.h"

#include <QAction>
#include <QPushButton>
#include <QStackedLayout>

namespace waldesk::ui
{

using workflows::RequestFeed;

void RequestsPage::updateFace()
{
    const RequestFeed::Phase phase = m_workspace.feed.phase();
    const Face before = m_face;
    if (m_model.rowCount() > 0)
        m_face = Face::Ready;
    else if (m_model.isEvaluating() || m_model.isCatchingUp())
        return;
    else if (phase == RequestFeed::Phase::Failed)
        m_face = Face::Failed;
    else if (!m_started || phase == RequestFeed::Phase::Loading)
        m_face = Face::Loading;
    else if (phase == RequestFeed::Phase::Idle)
        m_face = Face::Failed; // cancelled before anything came
    else
        m_face = Face::Empty;

    if (m_face == Face::Loading) {
        if (before != Face::Loading || m_faces->currentWidget() != m_loading || !m_loading->isVisible())
            m_loading->start(tr("Reading %1").arg(m_workspace.connection.session.profile().name));
        m_loading->setProgress(m_workspace.feed.loaded(), qMax<qint64>(0, m_workspace.feed.total()));
    }
    if (m_face == Face::Empty)
        showEmpty();
    if (m_face == Face::Failed)
        showFailed();
    showFace();
    checkSettled();
}

/// The focus stays in the list, whatever stands there; the first rows take it, unless a person is typing already.
void RequestsPage::showFace()
{
    QWidget *next = m_table;
    if (m_face == Face::Loading)
        next = m_loading;
    else if (m_face != Face::Ready)
        next = m_empty;
    const bool first = !m_hadFace && next != m_loading;
    m_hadFace = m_hadFace || first;
    const QWidget *shown = m_faces->currentWidget();
    if (shown == next && !first)
        return;
    const QWidget *focus = window()->focusWidget();
    const bool mine = first ? !m_line->isAncestorOf(focus) : shown == focus || shown->isAncestorOf(focus);
    m_faces->setCurrentWidget(next);
    if (!mine)
        return;
    if (next == m_empty) {
        if (auto *button = m_empty->findChild<QPushButton *>())
            next = button;
    }
    next->setFocus();
}

void RequestsPage::showEmpty()
{
    const RequestFeed &feed = m_workspace.feed;
    EmptyCase why;
    why.query = m_query->effective();
    why.places = m_query->split().places;
    why.person = m_workspace.connection.session.hasPerson() ? &m_workspace.connection.session.person() : nullptr;
    why.loaded = feed.loaded();
    why.total = feed.total();
    why.complete = feed.isComplete();
    why.impossible = m_query->split().impossible;
    why.whole = m_query->split().whole.has_value();
    why.server = m_workspace.connection.session.profile().name;
    const EmptyWords words = emptyWords(why);
    QList<QAction *> actions;
    for (const EmptyWords::Way &way : words.ways) {
        auto *action = new QAction(way.words, m_empty);
        connect(action, &QAction::triggered, this, [this, way] {
            switch (way.remedy) {
            case EmptyWords::Remedy::LoadAll:
                m_workspace.feed.loadAll();
                return;
            case EmptyWords::Remedy::DropTerm:
                dropTerm(way.term);
                return;
            case EmptyWords::Remedy::AllStates:
                m_query->setStates({});
                return;
            case EmptyWords::Remedy::ClearAll:
                setQueryLine({});
                return;
            }
        });
        actions.append(action);
    }
    setEmptyContent(words.icon, words.title, words.paragraphs, actions);
}

void RequestsPage::showFailed()
{
    const auto &error = m_workspace.feed.error();
    auto *retry = new QAction(error ? tr("Retry") : tr("Read again"), m_empty);
    connect(retry, &QAction::triggered, this, [this, failed = error.has_value()] {
        if (failed)
            m_workspace.feed.retry();
        else
            m_query->refresh();
    });
    setEmptyContent(QStringLiteral("offline"), error ? tr("Nothing could be read") : tr("Reading was cancelled"),
                    {error ? error->sentence : tr("Nothing had come yet.")}, {retry});
}

void RequestsPage::setEmptyContent(const QString &iconName, const QString &title, const QStringList &paragraphs,
                                   const QList<QAction *> &actions)
{
    const QList<QAction *> old = m_emptyActions;
    m_emptyActions = actions;
    m_empty->setContent(iconName, m_face == Face::Failed ? Shade::Erred : Shade::Unknown, title, paragraphs, actions);
    for (QAction *action : old)
        action->deleteLater();
}

/// A term of what is effective now: committed ones come first, the rest is being typed.
void RequestsPage::dropTerm(size_t term)
{
    const domain::Query rest = m_query->effective().without(term);
    m_line->setText({});
    m_query->setTyped({});
    m_query->setCommitted(rest);
}

} // namespace waldesk::ui

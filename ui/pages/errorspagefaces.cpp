// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "ui/widgets/coveragebar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QListView>
#include <QPushButton>
#include <QStackedLayout>

namespace waldesk::ui
{

using workflows::Triage;
using workflows::TriageFeed;

void ErrorsPage::updateHead()
{
    const Triage::Facts &facts = m_triage.facts();
    const QString headline = m_triage.headline();
    m_title->setText(headline.isEmpty() ? tr("Errors by cause") : headline);
    QStringList parts;
    //: The number of offerings stands in %1
    parts << tr("%n error(s) on %1.", nullptr, static_cast<int>(facts.errors))
                 .arg(tr("%n offering(s)", nullptr, static_cast<int>(facts.offerings)));
    if (facts.kindsKnown && facts.backCauses + facts.ongoingCauses > 0) {
        QStringList kinds;
        if (facts.backCauses > 0)
            kinds << tr("%n cause(s) back", nullptr, static_cast<int>(facts.backCauses));
        if (facts.ongoingCauses > 0)
            kinds << tr("%n ongoing", nullptr, static_cast<int>(facts.ongoingCauses));
        parts << kinds.join(QStringLiteral(", ")) + QLatin1Char('.');
    }
    if (facts.recoveredCauses > 0)
        parts << tr("%n recovered.", nullptr, static_cast<int>(facts.recoveredCauses));
    if (facts.mutedCauses > 0)
        parts << tr("%n muted.", nullptr, static_cast<int>(facts.mutedCauses));
    m_facts->setText(parts.join(QLatin1Char(' ')));
    const std::array names{tr("Grouping: coarse"), tr("Grouping: normal"), tr("Grouping: exact")};
    m_level->setText(names[static_cast<size_t>(m_triage.level())]);
    m_range->setCurrent(static_cast<int>(m_triage.range()));
}

void ErrorsPage::updateScope()
{
    const TriageFeed &feed = m_causes.feed;
    const Triage::Facts &facts = m_triage.facts();
    const bool loading = feed.phase() == TriageFeed::Phase::Loading;
    // Rows that the requests page brought count as well.
    const qint64 total = loading ? qMax(feed.total(), feed.loaded()) : facts.grouped + facts.waiting;
    const bool wide = m_fold == Fold::Wide;
    QString scope;
    if (loading)
        scope =
            tr("Read %1 of %2")
                .arg(groupedNumber(feed.loaded()), feed.total() >= 0 ? groupedNumber(total) : QStringLiteral("\u2026"));
    else if (wide)
        scope = tr("Grouped from %1 of %2 loaded, 21 days").arg(groupedNumber(facts.grouped), groupedNumber(total));
    else
        scope = tr("%1 of %2 loaded").arg(groupedNumber(facts.grouped), groupedNumber(total));
    m_scope->setText(scope);
    const bool more = !loading && m_started && !feed.isComplete();
    m_loadAll->setText(loading ? tr("Cancel") : tr("Load all"));
    m_loadAll->updateGeometry();
    m_loadAll->setVisible(loading || more);
    if (feed.phase() != TriageFeed::Phase::Failed || !feed.error()) {
        if (!loading) {
            m_banner->setTrouble(std::nullopt);
            m_slot->setCurrentWidget(m_factsLine);
        }
        return;
    }
    Trouble trouble;
    trouble.headline = tr("Not everything could be read");
    trouble.detail = feed.error()->sentence;
    m_banner->setTrouble(trouble);
    m_slot->setCurrentWidget(m_banner);
}

void ErrorsPage::updateFace()
{
    const TriageFeed &feed = m_causes.feed;
    Face face = Face::Ready;
    const bool busy =
        !m_started || feed.phase() == TriageFeed::Phase::Loading || m_triage.isWorking() || !m_causes.index.isSettled();
    if (m_rows->rowCount() > 0)
        face = Face::Ready;
    else if (feed.phase() == TriageFeed::Phase::Failed)
        face = Face::Failed;
    else if (busy)
        face = m_face == Face::Empty && feed.isComplete() ? Face::Empty : Face::Loading;
    else
        face = Face::Empty;
    const bool changed = face != m_face;
    m_face = face;
    m_loading->setProgress(feed.loaded(), qMax<qint64>(0, feed.total()));
    switch (face) {
    case Face::Ready:
        m_faces->setCurrentWidget(m_view);
        break;
    case Face::Loading:
        m_faces->setCurrentWidget(m_loading);
        break;
    case Face::Empty:
        if (!m_committed.isEmpty() || !m_typed.isEmpty())
            showNoMatch();
        else if (m_workspace.store.size() == 0)
            showNothingVisible();
        else
            showGoodNews();
        m_faces->setCurrentWidget(m_empty);
        break;
    case Face::Failed:
        setEmptyContent(QStringLiteral("offline"), Shade::Erred, tr("The errors could not be read"),
                        {feed.error() ? feed.error()->sentence : QString()},
                        {way(tr("Retry now"), [this] { m_causes.feed.retry(); })});
        m_faces->setCurrentWidget(m_empty);
        break;
    }
    if (changed) {
        const QWidget *focused = window()->focusWidget();
        applyFold();
        // The list takes the keys when it comes, unless the person is somewhere else.
        if (face == Face::Ready && isVisible() && (!focused || focused == this || m_list->isAncestorOf(focused)))
            m_view->setFocus();
    }
}

QAction *ErrorsPage::way(const QString &text, std::function<void()> run)
{
    auto *action = new QAction(text, this);
    connect(action, &QAction::triggered, this, std::move(run));
    return action;
}

void ErrorsPage::setEmptyContent(const QString &iconName, Shade shade, const QString &title,
                                 const QStringList &paragraphs, const QList<QAction *> &actions)
{
    const QList<QAction *> old = m_emptyActions;
    m_emptyActions = actions;
    m_empty->setContent(iconName, shade, title, paragraphs, actions);
    for (QAction *action : old)
        action->deleteLater();
}

void ErrorsPage::showGoodNews()
{
    const Triage::Facts &facts = m_triage.facts();
    qint64 done = 0;
    for (tables::RowIndex row = 0; row < m_workspace.store.size(); ++row) {
        const tables::PackedRow &packed = m_workspace.store.row(row);
        done += packed.state == domain::State::Done && packed.finished >= facts.since.microseconds;
    }
    QStringList paragraphs;
    if (done > 0)
        paragraphs << tr("%n request(s) of those loaded ended Done, none Erred.", nullptr, static_cast<int>(done));
    if (facts.mutedCauses > 0)
        paragraphs << tr("%n cause(s) are muted.", nullptr, static_cast<int>(facts.mutedCauses));
    QList<QAction *> actions;
    if (facts.grouped > 0) {
        paragraphs << tr("Errors from before are still there: %n in the last 21 days.", nullptr,
                         static_cast<int>(facts.grouped));
        actions << way(tr("Show open causes"), [this] { m_triage.setRange(Triage::Range::Fortnight); });
    }
    actions << way(tr("Show requests"), [this] { emit requestsWanted({}); });
    const QString since = facts.since.microseconds > 0
                              ? tr("Nothing failed since %1").arg(dayText(facts.since, clock()))
                              : tr("Nothing failed");
    setEmptyContent(QStringLiteral("state-done"), Shade::Done, since, paragraphs, actions);
}

void ErrorsPage::showNoMatch()
{
    setEmptyContent(QStringLiteral("act-filter"), Shade::Unknown, tr("No cause matches"),
                    {tr("%n error(s) of the last 21 days were looked at, within the chosen period.", nullptr,
                        static_cast<int>(m_triage.facts().grouped))},
                    {way(tr("Drop the filter"), [this] { setQueryLine({}); }),
                     way(tr("Look at all periods"), [this] { m_triage.setRange(Triage::Range::All); })});
}

void ErrorsPage::showNothingVisible()
{
    const domain::Person &person = m_workspace.connection.session.person();
    const bool sees = !m_workspace.connection.session.hasPerson() || person.isStaff || person.isSupport ||
                      !person.managedOfferings.isEmpty() || !person.managedCustomers.isEmpty();
    if (sees) {
        setEmptyContent(QStringLiteral("state-done"), Shade::Done, tr("No request ended Erred in the last 21 days"), {},
                        {way(tr("Show requests"), [this] { emit requestsWanted({}); })});
        return;
    }
    setEmptyContent(QStringLiteral("lock"), Shade::Unknown, tr("No requests, and that may be your role"),
                    {tr("You are signed in as %1. The server shows a person only the requests of offerings they "
                        "manage; you manage none.")
                         .arg(person.fullName.isEmpty() ? person.username : person.fullName),
                     tr("It may also be the network: some organisations are visible from certain addresses only."),
                     tr("Ask for the role \u201Coffering manager\u201D, or see as support.")},
                    {});
}

} // namespace waldesk::ui

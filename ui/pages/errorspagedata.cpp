// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "ui/pages/requestswords.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causedetail.h"
#include "ui/panels/notebar.h"
#include "ui/panels/troubledialog.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPushButton>
#include <QStackedLayout>

#include <algorithm>

namespace waldesk::ui
{

using domain::Query;
using workflows::Triage;
using workflows::TriageFeed;

void ErrorsPage::connectData()
{
    TriageFeed &feed = m_causes.feed;
    session::Session &session = m_workspace.connection.session;
    const auto reconsider = [this] {
        updateScope();
        updateFace();
        checkSettled();
    };
    connect(&m_triage, &Triage::groupsChanged, this, &ErrorsPage::groupsChanged);
    connect(&m_triage, &Triage::factsChanged, this, [this, reconsider] {
        updateHead();
        reconsider();
        emit countsChanged();
    });
    connect(&m_triage, &Triage::workingChanged, this, reconsider);
    connect(&feed, &TriageFeed::phaseChanged, this, reconsider);
    connect(&feed, &TriageFeed::progressed, this, reconsider);
    connect(&feed, &TriageFeed::answered, &session, &session::Session::noteAnswer);
    connect(&feed, &TriageFeed::failed, &session, &session::Session::noteFailure);
    connect(&m_causes.index, &workflows::CauseIndex::settled, this, reconsider);
    connect(&session, &session::Session::personChanged, this, [this] {
        updateActions();
        updateFace();
    });
    connect(&session, &session::Session::offeringsChanged, this, &ErrorsPage::updateDetail);
    connect(&session, &session::Session::lockChanged, this, &ErrorsPage::updateActions);
    connect(&session, &session::Session::offlineChanged, this, &ErrorsPage::updateActions);
    connect(&m_workspace.connection.clock, &session::Clock::zoneChanged, this, &ErrorsPage::zoneChanged);
    connect(m_loadAll, &LinkButton::clicked, this, [this, &feed] {
        if (feed.phase() == TriageFeed::Phase::Loading)
            cancel();
        else
            feed.refresh();
    });
    connect(m_banner, &CoverageBar::retryClicked, &feed, &TriageFeed::retry);
    connect(m_banner, &CoverageBar::detailsClicked, this, [this, &feed] {
        if (feed.error())
            openTroubleDialog(*feed.error(), this);
    });
    connect(m_line, &QueryLine::textEdited, this, &ErrorsPage::typed);
    connect(m_line, &QueryLine::submitted, this, &ErrorsPage::submit);
    connect(m_line, &QueryLine::chipRemoved, this, &ErrorsPage::dropChip);
    connect(m_line, &QueryLine::chipActivated, this, [this](int index) {
        const QString text = termText(m_committed.terms().at(static_cast<size_t>(index)));
        dropChip(index);
        m_line->setText(text);
        typed(text);
        m_line->focusText();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ErrorsPage::currentChanged);
}

void ErrorsPage::start()
{
    m_started = true;
    m_loading->start(tr("Reading what failed on %1").arg(m_workspace.client.connection().serverName()));
    m_causes.feed.start();
    updateHead();
    updateScope();
    updateFace();
}

void ErrorsPage::setQueryLine(const QString &line)
{
    const Query::Parsed parsed = Query::parse(line);
    if (const auto *query = std::get_if<Query>(&parsed)) {
        m_line->setText({});
        m_line->setTextError({});
        m_typed = {};
        m_committed = *query;
        applyQuery();
        return;
    }
    m_lineRow->show();
    m_line->setText(line);
    typed(line);
}

QString ErrorsPage::queryLine() const
{
    return m_committed.toLine();
}

void ErrorsPage::typed(const QString &text)
{
    Query::Parsed parsed = Query::parse(text);
    if (const auto *error = std::get_if<domain::QueryError>(&parsed)) {
        m_line->setTextError(error->sentence);
        return;
    }
    m_line->setTextError({});
    m_typed = std::get<Query>(std::move(parsed));
    applyQuery();
}

void ErrorsPage::submit()
{
    if (!m_line->textError().isEmpty())
        return;
    for (const domain::QueryTerm &term : m_typed.terms())
        m_committed = m_committed.with(term);
    m_typed = {};
    m_line->setText({});
    applyQuery();
    if (m_face == Face::Ready)
        m_view->setFocus();
}

void ErrorsPage::dropChip(int index)
{
    if (index < 0 || static_cast<size_t>(index) >= m_committed.terms().size())
        return;
    m_committed = m_committed.without(static_cast<size_t>(index));
    applyQuery();
}

void ErrorsPage::applyQuery()
{
    Query all = m_committed;
    for (const domain::QueryTerm &term : m_typed.terms())
        all = all.with(term);
    domain::QueryContext context;
    context.now = m_causes.feed.now();
    context.zone = m_workspace.connection.clock.zone();
    context.offeringsNamed = [this](const domain::Word &word) {
        return m_workspace.connection.session.offeringsNamed(word);
    };
    m_triage.setQuery(all.split(context));
    QStringList words;
    for (const domain::QueryTerm &term : all.terms()) {
        const bool inText = term.key == domain::QueryKey::Text || term.key == domain::QueryKey::Message ||
                            term.key == domain::QueryKey::Traceback;
        for (const domain::QueryTerm::Value &value : term.values) {
            if (const auto *word = std::get_if<domain::Word>(&value); word && inText && !term.negated)
                words << word->text;
        }
    }
    m_detail->setQueryWords(words);
    showChips();
}

void ErrorsPage::showChips()
{
    std::vector<Chip> chips;
    for (const domain::QueryTerm &term : m_committed.terms()) {
        const QString text = termText(term);
        const qsizetype colon = term.bare ? -1 : text.indexOf(QLatin1Char(':'));
        Chip chip;
        chip.label = colon > 0 ? text.left(colon) : tr("text");
        chip.value = text.mid(colon + 1);
        chip.place = Chip::Place::Here;
        chip.tooltip = tr("Looked for in the errors that are loaded");
        chips.push_back(std::move(chip));
    }
    if (chips != m_line->chips())
        m_line->setChips(std::move(chips));
    const bool used = !m_committed.isEmpty() || !m_line->text().isEmpty() || m_line->textField()->hasFocus();
    m_lineRow->setVisible(used);
}

void ErrorsPage::leaveLine()
{
    if (!m_line->text().isEmpty()) {
        m_line->setText({});
        typed({});
        return;
    }
    if (m_face == Face::Ready)
        m_view->setFocus();
    else
        setFocus();
    showChips();
}

void ErrorsPage::groupsChanged()
{
    updateFace();
    m_moving = true;
    const int row = m_key.isEmpty() ? -1 : m_triage.model().rowOf(m_key);
    if (row >= 0) {
        if (m_view->currentIndex().row() != row)
            m_view->setCurrentIndex(m_rows->index(row, 0));
    } else if (!m_key.isEmpty() && m_triage.model().find(m_key)) {
        // Folded away, or muted: what is read stays.
    } else {
        // The one that was read left, or nothing was read yet: the first, as it is the newest.
        m_key.clear();
        for (int at = 0; at < m_rows->rowCount() && m_key.isEmpty(); ++at) {
            if (const tables::CauseGroup *group = m_triage.model().groupAt(at)) {
                m_key = group->key;
                m_sample = 0;
                m_view->setCurrentIndex(m_rows->index(at, 0));
            }
        }
    }
    m_moving = false;
    updateHead();
    updateDetail();
    updateAbout();
    checkSettled();
}

void ErrorsPage::currentChanged(const QModelIndex &index)
{
    if (m_moving || !index.isValid())
        return;
    const tables::CauseGroup *group = m_triage.model().groupAt(index.row());
    if (!group || group->key == m_key)
        return;
    m_detail->about()->keepNote();
    m_key = group->key;
    m_sample = 0;
    m_samples.clear();
    updateDetail();
    updateAbout();
}

void ErrorsPage::chooseKey(const QByteArray &key)
{
    const int row = m_triage.model().rowOf(key);
    if (row >= 0)
        m_view->setCurrentIndex(m_rows->index(row, 0));
}

void ErrorsPage::openCause(const QByteArray &key)
{
    const tables::CauseGroup *group = m_triage.model().find(key);
    if (!group) {
        setQueryLine({});
        m_range->setCurrent(static_cast<int>(Triage::Range::All));
        m_key = key;
        m_sample = 0;
        return;
    }
    m_triage.model().setFolded(group->kind, false);
    chooseKey(key);
    if (m_fold == Fold::Tight)
        openDetail();
    else
        m_view->setFocus();
}

const tables::CauseGroup *ErrorsPage::currentGroup() const
{
    return m_key.isEmpty() ? nullptr : m_triage.group(m_key);
}

std::optional<domain::Request> ErrorsPage::currentSample() const
{
    if (m_sample >= m_samples.size())
        return std::nullopt;
    return m_workspace.store.request(m_samples[m_sample]);
}

void ErrorsPage::updateDetail()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group) {
        m_samples.clear();
        m_detail->setContent(std::nullopt);
        updateActions();
        return;
    }
    const std::optional<tables::RowIndex> read =
        m_sample < m_samples.size() ? std::optional(m_samples[m_sample]) : std::nullopt;
    m_samples = m_triage.samples(m_key);
    // The error that is read stays, whatever came before it meanwhile; the newest is only where one begins.
    if (read && m_sample > 0) {
        const auto at = std::find(m_samples.begin(), m_samples.end(), *read);
        m_sample = at == m_samples.end() ? 0 : static_cast<size_t>(at - m_samples.begin());
    }
    CauseDetail::Content content;
    content.group = *group;
    content.clock = clock();
    content.note = m_triage.note(m_key);
    content.customerOf = [this](const domain::Uuid &offering) {
        return customerOf(offering);
    };
    if (const auto sample = currentSample())
        content.sample =
            CauseDetail::Sample{*sample, static_cast<int>(m_sample) + 1, static_cast<int>(m_samples.size())};
    m_detail->setContent(content);
    updateActions();
}

void ErrorsPage::updateAbout()
{
    if (!m_detail->isAboutShown() || !currentGroup())
        return;
    CauseAbout::Content content;
    content.key = m_key;
    content.note = m_triage.note(m_key);
    content.components = m_triage.components(m_key);
    content.variables = m_triage.variables(m_key);
    content.similar = m_triage.similar(m_key);
    for (const QByteArray &key : m_triage.mergedInto(m_key)) {
        const archive::CauseRecord *record = m_causes.archive.find(key);
        content.merged.emplace_back(key, record ? record->title : QString());
    }
    m_detail->about()->setContent(content);
}

QString ErrorsPage::customerOf(const domain::Uuid &offering) const
{
    const api::Offering *known = m_workspace.connection.session.offering(offering);
    return known ? known->customerName : QString();
}

Clock ErrorsPage::clock() const
{
    return {m_causes.feed.now(), m_workspace.connection.clock.zone()};
}

bool ErrorsPage::isSettled() const
{
    const TriageFeed::Phase phase = m_causes.feed.phase();
    return m_started && (phase == TriageFeed::Phase::Ready || phase == TriageFeed::Phase::Failed) &&
           !m_triage.isWorking() && m_causes.index.isSettled();
}

void ErrorsPage::checkSettled()
{
    const bool now = isSettled();
    if (now == m_wasSettled)
        return;
    m_wasSettled = now;
    if (now)
        emit settled();
}

qint64 ErrorsPage::newCount() const
{
    return m_triage.facts().kindsKnown ? m_triage.facts().newCauses : 0;
}

void ErrorsPage::tick()
{
    if (!isVisible())
        return;
    m_triage.setNow(m_causes.feed.now());
    m_rows->setClock(clock());
    updateDetail();
}

bool ErrorsPage::eventFilter(QObject *watched, QEvent *event)
{
    // A click on a section folds it, as Space does.
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const QModelIndex index = m_view->indexAt(static_cast<QMouseEvent *>(event)->pos());
        if (const auto section = m_triage.model().sectionAt(index.row()); index.isValid() && section)
            m_triage.model().setFolded(section->kind, !section->folded);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace waldesk::ui

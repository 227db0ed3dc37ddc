// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "models/domain/cause/requesthandover.h"
#include "ui/base/tametext.h"
#include "ui/panels/causeabout.h"
#include "ui/panels/causedetail.h"
#include "ui/panels/causerulesdialog.h"
#include "ui/panels/comparedialog.h"
#include "ui/panels/handovernote.h"
#include "ui/panels/notebar.h"
#include "ui/widgets/undobar.h"

#include <QAction>
#include <QInputDialog>
#include <QListView>
#include <QMenu>

namespace waldesk::ui
{

using domain::Action;
using workflows::TransitionRunner;

namespace
{

constexpr qsizetype LongestSubject = 60;

QString subjectOf(const domain::Request &request)
{
    return shortened(tameText(request.offeringName), LongestSubject);
}

} // namespace

void ErrorsPage::connectDetail()
{
    connect(m_detail, &CauseDetail::aboutWanted, this, &ErrorsPage::toggleAbout);
    connect(m_detail, &CauseDetail::stepWanted, this, &ErrorsPage::stepSample);
    connect(m_detail, &CauseDetail::requestWanted, this, &ErrorsPage::requestWanted);
    connect(m_detail, &CauseDetail::noted, this,
            [this](const QString &sentence) { m_note->say(NoteBar::Tone::Passing, sentence); });
    connect(m_detail->about(), &CauseAbout::noteChanged, this, [this](const QByteArray &key, const QString &note) {
        m_causes.actions.setNote(key, note);
        if (key == m_key)
            updateDetail();
    });
    connect(m_detail->about(), &CauseAbout::mergeWanted, this,
            [this](const QByteArray &key, const QByteArray &into) { m_causes.actions.merge(key, into); });
    connect(m_detail->about(), &CauseAbout::unmergeWanted, this,
            [this](const QByteArray &key) { m_causes.actions.split(key); });
}

void ErrorsPage::connectWrites()
{
    using session::PendingTransitions;
    using session::UndoStack;
    PendingTransitions &pending = m_workspace.connection.pending;
    UndoStack &undo = m_workspace.connection.undo;
    connect(m_undo, &UndoBar::undoClicked, this, [&pending] {
        if (const TransitionRunner *newest = pending.newestArmed())
            pending.undo(newest->job().before.uuid);
    });
    connect(m_undo, &UndoBar::sendNowClicked, this, [&pending] {
        if (const TransitionRunner *newest = pending.newestArmed())
            pending.sendNow(newest->job().before.uuid);
    });
    connect(&pending, &PendingTransitions::changed, this, [this] {
        updateUndo();
        updateActions();
    });
    connect(&pending, &PendingTransitions::reported, this, &ErrorsPage::writeReported);
    connect(&undo, &UndoStack::pushed, this, [this, &undo](const UndoStack::Step &step) {
        if (isVisible() && step.kind == UndoStack::Kind::Local)
            m_note->say(NoteBar::Tone::Good, step.sentence + QLatin1Char('.'), tr("Undo"),
                        [&undo, id = step.id] { undo.undo(id); });
    });
    connect(&undo, &UndoStack::undone, this, [this](const UndoStack::Step &step) {
        if (isVisible())
            m_note->say(NoteBar::Tone::Passing, step.kind == UndoStack::Kind::Write
                                                    ? tr("Undone: %1. Nothing was sent.").arg(step.sentence)
                                                    : tr("Undone: %1.").arg(step.sentence));
    });
    connect(&undo, &UndoStack::failed, this, [this](const QString &sentence) {
        if (isVisible())
            m_note->say(NoteBar::Tone::Bad, sentence);
    });
    updateUndo();
}

/// What is on, and why the rest is off: the rules of the requests page, on the error that is read.
void ErrorsPage::updateActions()
{
    const tables::CauseGroup *group = currentGroup();
    const QString none = group ? QString() : tr("No cause is chosen.");
    for (QAction *action : {m_handOver, m_open, m_acknowledge, m_mute, m_compare})
        Commands::setReason(action, none);
    const auto sample = currentSample();
    QString askReason = none;
    QString line;
    if (group) {
        m_open->setText(tr("Open %n request(s)", nullptr, static_cast<int>(group->count)));
        if (m_samples.size() < 2)
            Commands::setReason(m_compare, tr("There is only one error of this cause."));
        m_acknowledge->setText(group->acknowledged ? tr("Not acknowledged") : tr("Acknowledge"));
    }
    if (sample) {
        const auto capabilities = m_workspace.connection.session.capabilities(
            *sample, m_workspace.connection.pending.isPending(sample->uuid));
        const domain::Why why = domain::permission(Action::AskAgain, sample->state, capabilities);
        askReason = domain::reasonText(why, sample->state);
        if (why == domain::Why::StaffOnly)
            askReason = tr("Ask again: only staff may create requests.");
        if (!askReason.isEmpty())
            line = askReason;
    } else if (group) {
        askReason = tr("None of its errors passes the filter.");
    }
    Commands::setReason(m_askAgain, askReason);
    if (group && m_fold == Fold::Wide)
        line = tr("Hand over copies redacted Markdown (Ctrl+Shift+C).") +
               (line.isEmpty() ? QString() : QStringLiteral("   ") + line);
    m_detail->setReason(line);
}

void ErrorsPage::stepRow(int by)
{
    const int rows = m_rows->rowCount();
    for (int row = m_view->currentIndex().row() + by; row >= 0 && row < rows; row += by) {
        if (m_triage.model().groupAt(row)) {
            m_view->setCurrentIndex(m_rows->index(row, 0));
            m_view->scrollTo(m_rows->index(row, 0));
            return;
        }
    }
}

void ErrorsPage::stepSample(int by)
{
    const auto next = static_cast<qint64>(m_sample) + by;
    if (next < 0 || next >= static_cast<qint64>(m_samples.size()))
        return;
    m_sample = static_cast<size_t>(next);
    updateDetail();
}

void ErrorsPage::toggleFold()
{
    tables::CauseListModel &model = m_triage.model();
    int row = m_view->currentIndex().row();
    while (row >= 0 && !model.sectionAt(row))
        --row;
    const auto section = model.sectionAt(row);
    if (!section)
        return;
    m_moving = true;
    m_view->setCurrentIndex(m_rows->index(row, 0));
    model.setFolded(section->kind, !section->folded);
    m_moving = false;
}

void ErrorsPage::openDetail()
{
    const tables::CauseGroup *group = m_triage.model().groupAt(m_view->currentIndex().row());
    if (!group) {
        toggleFold();
        return;
    }
    m_reading = true;
    applyFold();
    m_detail->showAbout(false);
    m_detail->focusContent();
}

void ErrorsPage::leaveDetail()
{
    if (m_detail->isAboutShown()) {
        m_detail->showAbout(false);
        m_detail->focusContent();
        return;
    }
    const bool wasReading = m_reading;
    m_reading = false;
    if (wasReading)
        applyFold();
    if (m_face == Face::Ready)
        m_view->setFocus();
}

void ErrorsPage::toggleAbout()
{
    if (!currentGroup())
        return;
    const bool about = !m_detail->isAboutShown();
    m_reading = true;
    applyFold();
    m_detail->showAbout(about);
    updateAbout();
    m_detail->focusContent();
}

void ErrorsPage::editNote()
{
    if (!currentGroup())
        return;
    if (!m_detail->isAboutShown())
        toggleAbout();
    m_detail->about()->focusNote();
}

/// The requests of the cause, and no others: the period as well.
QString ErrorsPage::requestsLine(const tables::CauseGroup &group) const
{
    QString line = QStringLiteral("group:%1").arg(QString::fromLatin1(group.key));
    const domain::Timestamp since = m_triage.facts().since;
    if (since.microseconds > 0)
        line +=
            QStringLiteral(" finished:>%1").arg(since.toDateTime().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ")));
    return line;
}

void ErrorsPage::openRequests()
{
    if (const tables::CauseGroup *group = currentGroup())
        emit requestsWanted(QStringLiteral("state:erred ") + requestsLine(*group));
}

void ErrorsPage::acknowledge()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group)
        return;
    if (group->acknowledged)
        m_causes.actions.withdrawAcknowledgement(m_key);
    else
        m_causes.actions.acknowledge(m_key);
}

void ErrorsPage::openMuteMenu()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group)
        return;
    delete m_muteMenu;
    m_muteMenu = new QMenu(this);
    m_muteMenu->setObjectName(QStringLiteral("errors.muteMenu"));
    const QByteArray key = m_key;
    session::CauseActions &actions = m_causes.actions;
    const auto add = [this](const QString &text, auto verb) {
        connect(m_muteMenu->addAction(text), &QAction::triggered, this, verb);
    };
    add(tr("Until it comes back"), [&actions, key] { actions.muteUntilBack(key); });
    for (const int days : {1, 7, 30})
        add(tr("For %n day(s)", nullptr, days), [&actions, key, days] { actions.muteForDays(key, days); });
    if (group->muted)
        add(tr("No longer"), [&actions, key] { actions.unmute(key); });
    const QPoint at = m_detail->mapToGlobal(QPoint(0, m_detail->height()));
    m_muteMenu->popup(at - QPoint(0, m_muteMenu->sizeHint().height()));
}

void ErrorsPage::rename()
{
    const tables::CauseGroup *group = currentGroup();
    if (!group)
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("errors.rename"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Name of the cause"));
    dialog->setLabelText(tr("A name of your own; empty for the error's own words."));
    dialog->setTextValue(group->name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, key = m_key](const QString &name) { m_causes.actions.setName(key, name); });
    dialog->open();
}

void ErrorsPage::openRules()
{
    auto *dialog = new CauseRulesDialog(m_causes, m_workspace.store, m_key, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// With the next error of the cause, which is the older one.
void ErrorsPage::openCompare()
{
    const auto read = currentSample();
    if (!read || m_samples.size() < 2)
        return;
    const size_t other = m_sample + 1 < m_samples.size() ? m_sample + 1 : m_sample - 1;
    const domain::Request against = m_workspace.store.request(m_samples[other]);
    const auto side = [this](const domain::Request &request) {
        const QString age = clock().agoText(request.finished.value_or(request.modified));
        return CompareDialog::Side{subjectOf(request) + QStringLiteral(" \u00B7 ") + age, request.error};
    };
    auto *dialog = new CompareDialog(side(*read), side(against), this);
    dialog->open();
}

void ErrorsPage::handOver()
{
    const tables::CauseGroup *group = currentGroup();
    const auto sample = currentSample();
    if (!group || !sample)
        return;
    domain::HandOver input = domain::handOverOf(*sample, m_causes.rules.patterns());
    const QUrl root = m_workspace.client.connection().root;
    input.server = root.toString(QUrl::FullyEncoded);
    input.link = root.resolved(QUrl(QStringLiteral("api/backend-resource-requests/%1/").arg(sample->uuid.toString())))
                     .toString(QUrl::FullyEncoded);
    input.groupKey = QString::fromLatin1(group->key);
    input.since = group->first;
    input.last = group->last;
    input.count = group->count;
    input.offerings = static_cast<qint64>(group->offerings.size());
    input.note = m_triage.note(m_key);
    handOverTo(*m_note, input);
}

void ErrorsPage::askAgain()
{
    const auto sample = currentSample();
    if (!sample)
        return;
    const auto capabilities =
        m_workspace.connection.session.capabilities(*sample, m_workspace.connection.pending.isPending(sample->uuid));
    if (domain::permission(Action::AskAgain, sample->state, capabilities) != domain::Why::Allowed)
        return;
    TransitionRunner::Job job;
    job.action = Action::AskAgain;
    job.before = *sample;
    m_note->dismiss();
    m_workspace.connection.pending.start(std::move(job));
}

void ErrorsPage::updateUndo()
{
    const TransitionRunner *newest = m_workspace.connection.pending.newestArmed();
    if (!newest) {
        m_undo->disarm();
        return;
    }
    const session::PendingTransitions &pending = m_workspace.connection.pending;
    const int left = pending.remainingMs(*newest);
    const QString words =
        tr("%1 in %2 s:").arg(pending.doingText(newest->job().action)).arg(pending.secondsLeft(*newest));
    if (!m_undo->isVisibleTo(m_list))
        m_undo->arm(words, pending.subjectOf(newest->job().before), pending.delay());
    m_undo->setWords(words);
    m_undo->setRemaining(left);
}

void ErrorsPage::writeReported(const TransitionRunner::Job &job, const TransitionRunner::Report &report)
{
    using Outcome = TransitionRunner::Outcome;
    updateActions();
    if (!isVisible())
        return;
    const auto tone = report.outcome == Outcome::Done ? NoteBar::Tone::Good : NoteBar::Tone::Bad;
    const domain::Uuid shown = report.after ? report.after->uuid : job.before.uuid;
    m_note->say(tone, report.sentence, tr("Show"), [this, shown] { emit requestWanted(shown); });
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "ui/base/tametext.h"
#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/panels/exportjob.h"
#include "ui/panels/notebar.h"
#include "ui/panels/requestacts.h"
#include "ui/panels/requestdetail.h"
#include "ui/panels/seterreddialog.h"
#include "ui/widgets/undobar.h"

#include <QAction>
#include <QFileDialog>

namespace waldesk::ui
{

using domain::Action;
using workflows::TransitionRunner;

void RequestsPage::connectWrites()
{
    using session::PendingTransitions;
    using session::UndoStack;
    PendingTransitions &pending = m_workspace.connection.pending;
    UndoStack &undo = m_workspace.connection.undo;
    connect(m_undo, &UndoBar::undoClicked, this, [this, &pending] { pending.undo(m_shownWrite); });
    connect(m_undo, &UndoBar::sendNowClicked, this, [this, &pending] { pending.sendNow(m_shownWrite); });
    connect(&pending, &PendingTransitions::changed, this, &RequestsPage::writeChanged);
    connect(&pending, &PendingTransitions::rowRead, this, &RequestsPage::rowRead);
    connect(&pending, &PendingTransitions::reported, this, &RequestsPage::writeReported);
    connect(&undo, &UndoStack::changed, this, &RequestsPage::updateUndo);
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

void RequestsPage::updateSituation()
{
    RequestActs::Situation situation;
    situation.request = current();
    situation.now = m_query->now();
    if (situation.request) {
        const TransitionRunner *pending = m_workspace.connection.pending.find(situation.request->uuid);
        situation.capabilities = m_workspace.connection.session.capabilities(*situation.request, pending != nullptr);
        if (pending && pending->state() == TransitionRunner::State::Armed) {
            situation.pendingSentence = tr("Waiting to be sent. z takes it back, for %1 more seconds.")
                                            .arg(m_workspace.connection.pending.secondsLeft(*pending));
        } else if (pending) {
            situation.pendingSentence = tr("Being sent and checked.");
        }
        m_detail->setPending(m_workspace.connection.pending.pendingText(situation.request->uuid));
    }
    m_acts->show(situation);
}

void RequestsPage::act(Action action)
{
    const auto request = current();
    if (!request)
        return;
    if (action == Action::SetErred || action == Action::OverwriteError)
        askReason(*request, action == Action::OverwriteError);
    else
        arm(action, *request, {});
}

void RequestsPage::askReason(const domain::Request &request, bool overwrite)
{
    if (m_dialog)
        return;
    const session::Session &session = m_workspace.connection.session;
    const QString person = session.person().fullName.isEmpty() ? session.person().username : session.person().fullName;
    m_dialog = new SetErredDialog({session.profile().environment, session.profile().name, person}, request,
                                  m_query->now(), this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &SetErredDialog::confirmed, this, [this, request, overwrite](const domain::ErrorText &text) {
        arm(overwrite ? Action::OverwriteError : Action::SetErred, request, text);
    });
    connect(m_dialog, &QDialog::finished, this, [this] { m_table->setFocus(); });
    m_dialog->open();
}

void RequestsPage::arm(Action action, const domain::Request &request, const domain::ErrorText &text)
{
    // The profile may have been locked, or the row changed, while the reason was typed.
    const auto row = m_workspace.store.find(request.uuid);
    const domain::Request now = row ? m_workspace.store.request(*row) : request;
    const auto capabilities =
        m_workspace.connection.session.capabilities(now, m_workspace.connection.pending.isPending(request.uuid));
    const domain::Why why = domain::permission(action, now.state, capabilities);
    if (why != domain::Why::Allowed) {
        m_note->say(NoteBar::Tone::Bad, tr("Not sent: %1").arg(domain::reasonText(why, now.state)));
        return;
    }
    TransitionRunner::Job job;
    job.action = action;
    job.before = request; // what the person saw
    job.text = text;
    job.reason = QString::fromUtf8(text.message);
    m_note->dismiss();
    m_model.keepVisible(request.uuid);
    m_workspace.connection.pending.start(std::move(job));
}

void RequestsPage::rowRead(const domain::Request &request)
{
    if (m_dialog && m_dialog->request().uuid == request.uuid)
        m_dialog->setRequest(request);
}

void RequestsPage::writeChanged(const domain::Uuid &row)
{
    m_model.setPending(row, m_workspace.connection.pending.pendingText(row));
    updateUndo();
    if (row == m_table->currentUuid())
        updateSituation();
}

void RequestsPage::updateUndo()
{
    const TransitionRunner *newest = m_workspace.connection.pending.newestArmed();
    QAction *undo = m_commands.find(QStringLiteral("requests.undo.newest"));
    Commands::setReason(undo, m_workspace.connection.undo.newest() ? QString() : tr("There is nothing to undo."));
    if (!newest) {
        m_undo->disarm();
        m_shownWrite = {};
        return;
    }
    const QString doing = session::PendingTransitions::doingText(newest->job().action);
    const QString words = tr("%1 in %2 s:").arg(doing).arg(m_workspace.connection.pending.secondsLeft(*newest));
    const int others = m_workspace.connection.pending.armedCount() - 1;
    const QString more = others > 0 ? tr(" and %1 more").arg(others) : QString();
    const QString subject = session::PendingTransitions::subjectOf(newest->job().before) + more;
    if (m_shownWrite != newest->job().before.uuid || m_shownSubject != subject) {
        m_shownWrite = newest->job().before.uuid;
        m_shownSubject = subject;
        m_undo->arm(words, subject, m_workspace.connection.pending.delay());
    }
    m_undo->setWords(words);
    m_undo->setRemaining(m_workspace.connection.pending.remainingMs(*newest));
}

void RequestsPage::writeReported(const TransitionRunner::Job &job, const TransitionRunner::Report &report)
{
    using Outcome = TransitionRunner::Outcome;
    const bool creates = job.action == Action::AskAgain || job.action == Action::AskAgainAnyway;
    if (report.after)
        shiftCounts(creates ? std::nullopt : std::optional(job.before.state), report.after->state);
    updateDetail();
    if (!isVisible())
        return;
    const auto tone = report.outcome == Outcome::Done ? NoteBar::Tone::Good : NoteBar::Tone::Bad;
    const domain::Uuid shown = creates && report.after ? report.after->uuid : job.before.uuid;
    m_note->say(tone, report.sentence, tr("Show"), [this, shown] { openRequest(shown); });
}

/// The strip's numbers are the server's; what this window changed is added until it counts again.
void RequestsPage::shiftCounts(std::optional<domain::State> from, domain::State to)
{
    const auto place = [](domain::State state) {
        return static_cast<size_t>(state);
    };
    if (to == domain::State::Unknown || from == to || from == domain::State::Unknown)
        return;
    ++m_countShift[place(to)];
    if (from)
        --m_countShift[place(*from)];
    else
        ++m_countShift[domain::AllStates.size()];
    updateCounts();
}

void RequestsPage::exportShown()
{
    auto *dialog = new QFileDialog(this, tr("Export what I see"));
    dialog->setObjectName(QStringLiteral("requests.exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV (*.csv)"), tr("JSON Lines (*.jsonl)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("requests.csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("jsonl")) ? QStringLiteral("jsonl")
                                                                         : QStringLiteral("csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &RequestsPage::exportTo);
    dialog->open();
}

void RequestsPage::exportTo(const QString &file)
{
    const bool lines = file.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ||
                       file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    std::vector<tables::RowIndex> rows;
    rows.reserve(static_cast<size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (const auto index = m_model.storeRow(row))
            rows.push_back(*index);
    }
    auto *job = new ExportJob(m_workspace.store, std::move(rows), lines ? ExportFormat::JsonLines : ExportFormat::Csv,
                              m_workspace.client.connection().root, file, this);
    connect(job, &ExportJob::finished, this, [this](bool good, const QString &sentence) {
        const qint64 left = m_workspace.feed.total() - m_workspace.feed.loaded();
        const QString rest =
            good && left > 0 ? tr(" %1 older ones are not loaded and not in it.").arg(groupedNumber(left)) : QString();
        m_note->say(good ? NoteBar::Tone::Good : NoteBar::Tone::Bad, sentence + rest);
    });
    job->start();
}

} // namespace waldesk::ui

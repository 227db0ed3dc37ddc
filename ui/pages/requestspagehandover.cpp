// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "models/domain/cause/requesthandover.h"
#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/panels/causerows.h"
#include "ui/panels/copyasmenu.h"
#include "ui/panels/handovernote.h"
#include "ui/panels/notebar.h"
#include "ui/panels/querycompletion.h"
#include "ui/panels/requestacts.h"
#include "ui/panels/requestdetail.h"
#include "ui/widgets/queryline.h"

#include <QAction>
#include <QMenu>

namespace waldesk::ui
{

using domain::Action;

void RequestsPage::buildHandOver()
{
    QAction *handOver =
        m_commands.add(QStringLiteral("requests.handOver"), Commands::Group::HandOver, tr("Hand over"),
                       {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, QStringLiteral("act-hand-over"), this);
    handOver->setPriority(QAction::HighPriority);
    m_commands.setKeyWords(handOver->objectName(), tr("redacted Markdown"));
    connect(handOver, &QAction::triggered, this, &RequestsPage::handOver);

    const auto complete = [this](domain::ApiCall call) {
        call.root = m_workspace.client.connection().root;
        call.schemeWord = m_workspace.client.connection().schemeWord;
        return call;
    };
    std::vector<CopySource> sources;
    sources.push_back({tr("This list"), [this, complete]() -> std::optional<domain::ApiCall> {
                           domain::ApiCall call;
                           call.filter = m_query->split().server;
                           if (const auto whole = m_query->split().whole) {
                               call.kind = domain::ApiCall::Kind::Retrieve;
                               call.uuid = *whole;
                           }
                           return complete(call);
                       }});
    const std::array<std::pair<Action, QString>, 4> acts{{{Action::Start, tr("Start")},
                                                          {Action::SetDone, tr("Set done")},
                                                          {Action::SetErred, tr("Set erred")},
                                                          {Action::AskAgain, tr("Ask again")}}};
    for (const auto &act : acts) {
        sources.push_back({act.second, [this, complete, action = act.first]() -> std::optional<domain::ApiCall> {
                               const auto request = current();
                               if (!request)
                                   return std::nullopt;
                               return complete(domain::callOf(action, *request, request->error));
                           }});
    }
    QMenu *copyAs = copyAsMenu(
        sources, [this](const QString &sentence) { m_note->say(NoteBar::Tone::Passing, sentence); }, this);
    m_acts->fill(*m_detail->actionBar(), {handOver}, {copyAs->menuAction()});

    auto *completion = new QueryCompletion(m_line->textField());
    completion->setValues([this](domain::QueryKey key) { return knownValues(m_workspace, key); });
    connect(m_detail, &RequestDetail::causeClicked, this, [this] {
        const auto row = m_workspace.store.find(m_table->currentUuid());
        if (row && m_workspace.causes)
            emit causeWanted(m_workspace.causes->triage.keyOf(*row));
    });
    if (m_workspace.causes)
        connect(&m_workspace.causes->triage, &workflows::Triage::groupsChanged, this, &RequestsPage::updateDetail);
}

void RequestsPage::handOver()
{
    const auto request = current();
    if (!request) {
        m_note->say(NoteBar::Tone::Passing, tr("No request is chosen."));
        return;
    }
    const domain::KnownPatterns &patterns =
        m_workspace.causes ? m_workspace.causes->rules.patterns() : domain::KnownPatterns::builtIn();
    domain::HandOver input = domain::handOverOf(*request, patterns);
    const QUrl root = m_workspace.client.connection().root;
    input.server = root.toString(QUrl::FullyEncoded);
    input.link = root.resolved(QUrl(QStringLiteral("api/backend-resource-requests/%1/").arg(request->uuid.toString())))
                     .toString(QUrl::FullyEncoded);
    const auto row = m_workspace.store.find(request->uuid);
    if (m_workspace.causes && row) {
        workflows::Triage &triage = m_workspace.causes->triage;
        const QByteArray key = triage.keyOf(*row);
        if (const tables::CauseGroup *group = key.isEmpty() ? nullptr : triage.group(key)) {
            input.groupKey = QString::fromLatin1(key);
            input.since = group->first;
            input.last = group->last;
            input.count = group->count;
            input.offerings = static_cast<qint64>(group->offerings.size());
            input.note = triage.note(key);
        }
    }
    handOverTo(*m_note, input);
}

void RequestsPage::showCause(const std::optional<domain::Request> &request)
{
    m_detail->setCause({}, {});
    const auto row = request ? m_workspace.store.find(request->uuid) : std::nullopt;
    if (!row || !m_workspace.causes || request->state != domain::State::Erred)
        return;
    const workflows::Triage &triage = m_workspace.causes->triage;
    const QByteArray key = triage.keyOf(*row);
    const tables::CauseGroup *group = key.isEmpty() ? nullptr : triage.group(key);
    if (group)
        m_detail->setCause(tr("1 of %n with this cause", nullptr, static_cast<int>(group->count)),
                           knownPill(group->known));
}

} // namespace waldesk::ui

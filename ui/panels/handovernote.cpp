// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/handovernote.h"

#include "models/domain/cause/requesthandover.h"
#include "models/session/stuckrequests.h"
#include "ui/panels/notebar.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QStringList>

namespace waldesk::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::ui::HandOver", text);
}

} // namespace

QString maskedSentence(const std::vector<domain::MaskedSecret> &masked)
{
    if (masked.empty())
        return tr("Nothing in it looked like a secret.");
    QStringList parts;
    for (const domain::MaskedSecret &each : masked) {
        const QString name = domain::secretName(each.kind);
        QString part = each.count > 1 ? tr("%1 × %2").arg(each.count).arg(name) : name;
        if (!each.preview.isEmpty())
            part += QStringLiteral(" (%1)").arg(each.preview);
        parts << part;
    }
    //: a list of what was masked, each by the name of its rule
    return tr("Masked by rule: %1.").arg(parts.join(QStringLiteral(", ")));
}

domain::HandOver handOverOf(const Workspace &workspace, tables::RowIndex row)
{
    const domain::Request request = workspace.store.request(row);
    const CauseWorkspace *causes = workspace.causes;
    domain::HandOver input = domain::handOverOf(request, causes ? causes->rules.classifierRules().patterns()
                                                                : domain::KnownPatterns::builtIn());
    const QUrl root = workspace.connection.session.server().root;
    input.server = root.toString(QUrl::FullyEncoded);
    input.link = root.resolved(QUrl(QStringLiteral("api/backend-resource-requests/%1/").arg(request.uuid.toString())))
                     .toString(QUrl::FullyEncoded);
    if (const auto stuck = workspace.stuck ? workspace.stuck->find(request.uuid) : std::nullopt) {
        input.stuck = stuck->sentence();
        input.stuckRestsOn = stuck->reason.restsOn;
        if (input.todo.isEmpty())
            input.todo = domain::stuckAdvice(stuck->reason.kind);
    }
    const QByteArray key = causes ? causes->triage.keyOf(row) : QByteArray();
    if (const tables::CauseGroup *group = key.isEmpty() ? nullptr : causes->triage.group(key)) {
        input.groupKey = QString::fromLatin1(key);
        input.since = group->first;
        input.last = group->last;
        input.count = group->count;
        input.offerings = static_cast<qint64>(group->offerings.size());
        input.note = causes->triage.note(key);
    }
    return input;
}

void handOverTo(NoteBar &bar, const domain::HandOver &input)
{
    const domain::HandedOver handed = domain::handOverMarkdown(input);
    QGuiApplication::clipboard()->setText(handed.markdown);
    bar.say(NoteBar::Tone::Good, tr("Markdown is on the clipboard. %1").arg(maskedSentence(handed.masked)),
            tr("Clear the clipboard"), [markdown = handed.markdown, &bar] {
                QClipboard *clipboard = QGuiApplication::clipboard();
                if (clipboard->text() == markdown)
                    clipboard->clear();
                bar.say(NoteBar::Tone::Passing, tr("The clipboard does not hold it any more."));
            });
}

} // namespace waldesk::ui

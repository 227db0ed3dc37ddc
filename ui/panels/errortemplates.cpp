// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/errortemplates.h"

#include <QCoreApplication>

namespace waldesk::ui
{

QList<ErrorTemplate> errorTemplates()
{
    const auto name = [](const char *words) {
        return QCoreApplication::translate("waldesk::ui::ErrorTemplates", words);
    };
    return {
        {name(QT_TRANSLATE_NOOP("waldesk::ui::ErrorTemplates", "Not picked up")),
         QStringLiteral("Not picked up: no agent took this request for %1.")},
        {name(QT_TRANSLATE_NOOP("waldesk::ui::ErrorTemplates", "Agent died")),
         QStringLiteral("Agent died: the agent took this request and did not finish it for %1.")},
        {name(QT_TRANSLATE_NOOP("waldesk::ui::ErrorTemplates", "Agent host retired")),
         QStringLiteral("Agent host retired: nobody will work on this request any more.")},
        {name(QT_TRANSLATE_NOOP("waldesk::ui::ErrorTemplates", "Asked twice")),
         QStringLiteral("Asked twice: another request of this offering stands for this one.")},
        {name(QT_TRANSLATE_NOOP("waldesk::ui::ErrorTemplates", "Other")), QString()},
    };
}

QString errorTemplateText(const ErrorTemplate &reason, const domain::Request &request, domain::Timestamp now,
                          const QString &person)
{
    QString text = reason.text;
    if (text.contains(QLatin1String("%1"))) {
        const domain::Timestamp since = request.started.value_or(request.created);
        text = text.arg(domain::shortDuration(now - since));
    }
    if (!person.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + QStringLiteral("\u2014 %1").arg(person);
    return text;
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/errortemplate.h"

#include <QCoreApplication>

namespace waldesk::domain
{
namespace
{

using Kind = ErrorTemplate::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::domain::ErrorTemplate", text);
}

QString timeText(Timestamp when)
{
    return when.toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" UTC");
}

QString whyNot(Kind kind, const TemplateBasis &basis)
{
    const State state = basis.request.state;
    switch (kind) {
    case Kind::NotPickedUp:
        return state == State::Sent ? QString() : tr("Fits a Sent request only: this one was started, or has ended.");
    case Kind::NotFinished:
        return state == State::Processing && basis.request.started ? QString() : tr("Fits a Processing request only.");
    case Kind::HostRetired:
        return isOpen(state) ? QString() : tr("Fits an open request only: this one has ended.");
    case Kind::AskedTwice:
        return basis.other ? QString() : tr("No newer request of this offering is known.");
    case Kind::Other:
        break;
    }
    return {};
}

QString statement(Kind kind, const TemplateBasis &basis)
{
    switch (kind) {
    case Kind::NotPickedUp:
        return QStringLiteral("Not picked up: nobody has started this request in the %1 since it was created (%2).")
            .arg(shortDuration(basis.now - basis.request.created), timeText(basis.request.created));
    case Kind::NotFinished:
        return QStringLiteral("Not finished: this request was started %1 ago (%2) and has not ended since.")
            .arg(shortDuration(basis.now - *basis.request.started), timeText(*basis.request.started));
    case Kind::HostRetired:
        return QStringLiteral("Agent host retired: nobody will work on this request any more.");
    case Kind::AskedTwice:
        return QStringLiteral("Asked twice: the newer request %1 of this offering (created %2) stands for this one.")
            .arg(basis.other->uuid.toString(), timeText(basis.other->created));
    case Kind::Other:
        break;
    }
    return {};
}

} // namespace

ErrorTemplate errorTemplate(Kind kind, const TemplateBasis &basis)
{
    ErrorTemplate made;
    made.kind = kind;
    made.whyNot = whyNot(kind, basis);
    if (!made.isOffered())
        return made;
    made.text = statement(kind, basis);
    if (!basis.person.isEmpty())
        made.text +=
            (made.text.isEmpty() ? QString() : QStringLiteral(" ")) + QStringLiteral("\u2014 %1").arg(basis.person);
    return made;
}

QString errorTemplateName(Kind kind)
{
    switch (kind) {
    case Kind::NotPickedUp:
        return tr("Not picked up");
    case Kind::NotFinished:
        return tr("Not finished");
    case Kind::HostRetired:
        return tr("Agent host retired");
    case Kind::AskedTwice:
        return tr("Asked twice");
    case Kind::Other:
        break;
    }
    return tr("Other");
}

Kind likelyErrorTemplate(const Request &request)
{
    switch (request.state) {
    case State::Sent:
        return Kind::NotPickedUp;
    case State::Processing:
        return request.started ? Kind::NotFinished : Kind::Other;
    case State::Done:
    case State::Erred:
    case State::Unknown:
        break;
    }
    return Kind::Other;
}

QString withErrorTemplate(const QString &typed, const QString &earlier, const QString &text)
{
    QString result = typed;
    if (const qsizetype at = earlier.isEmpty() ? -1 : typed.indexOf(earlier); at >= 0)
        return result.replace(at, earlier.size(), text);
    if (result.trimmed().isEmpty())
        return text;
    if (text.isEmpty() || result.contains(text))
        return result;
    if (!result.endsWith(u'\n'))
        result += u'\n';
    return result + text;
}

} // namespace waldesk::domain

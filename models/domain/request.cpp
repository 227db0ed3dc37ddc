// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/request.h"

namespace waldesk::domain
{
namespace
{

constexpr bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

QByteArrayView firstLine(QByteArrayView text)
{
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start;
        while (end < text.size() && !isLineEnd(text[end]))
            ++end;
        const QByteArrayView line = text.sliced(start, end - start).trimmed();
        if (!line.isEmpty())
            return line;
        start = end + 1;
    }
    return {};
}

QByteArrayView lastLine(QByteArrayView text)
{
    const QByteArrayView trimmed = text.trimmed();
    qsizetype start = trimmed.size();
    while (start > 0 && !isLineEnd(trimmed[start - 1]))
        --start;
    return trimmed.sliced(start).trimmed();
}

} // namespace

QString stateName(State state)
{
    switch (state) {
    case State::Sent:
        return QStringLiteral("Sent");
    case State::Processing:
        return QStringLiteral("Processing");
    case State::Done:
        return QStringLiteral("Done");
    case State::Erred:
        return QStringLiteral("Erred");
    case State::Unknown:
        break;
    }
    return QStringLiteral("Unknown");
}

State stateFromWire(QByteArrayView word)
{
    if (word == QByteArrayView("Sent"))
        return State::Sent;
    if (word == QByteArrayView("Processing"))
        return State::Processing;
    if (word == QByteArrayView("Done"))
        return State::Done;
    if (word == QByteArrayView("Erred"))
        return State::Erred;
    return State::Unknown;
}

std::optional<State> stateFromText(QStringView word)
{
    for (const State state : AllStates) {
        if (word.compare(stateName(state), Qt::CaseInsensitive) == 0)
            return state;
    }
    return std::nullopt;
}

std::optional<Duration> took(const Request &request)
{
    if (isOpen(request.state) || !request.finished)
        return std::nullopt;
    return *request.finished - request.started.value_or(request.created);
}

std::optional<Duration> age(const Request &request, Timestamp now)
{
    // A word of a later server may be an open or an ended state: then only `finished` can tell.
    const bool open = request.state == State::Unknown ? !request.finished : isOpen(request.state);
    if (!open)
        return std::nullopt;
    return now - request.created;
}

QByteArray errorSummary(const ErrorText &error)
{
    const QByteArrayView line = firstLine(error.message);
    return (line.isEmpty() ? lastLine(error.traceback) : line).toByteArray();
}

} // namespace waldesk::domain

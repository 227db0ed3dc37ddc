// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/query.h"

#include "models/domain/querywords.h"

#include <algorithm>

namespace waldesk::domain
{
namespace
{

bool contains(const ResolvedRange &range, qint64 value)
{
    return (!range.from || value >= *range.from) && (!range.to || value <= *range.to);
}

bool anyContains(const std::vector<ResolvedRange> &ranges, qint64 value)
{
    return std::ranges::any_of(ranges, [value](const ResolvedRange &range) { return contains(range, value); });
}

bool has(const ErrorText &error, HasWhat what)
{
    switch (what) {
    case HasWhat::Traceback:
        return !error.traceback.isEmpty();
    case HasWhat::Message:
        return !error.message.isEmpty();
    case HasWhat::Error:
        break;
    }
    return !error.isEmpty();
}

QString withoutDashes(const QString &text)
{
    return QString(text).remove(u'-');
}

bool offeringMatches(const Word &word, const Request &request)
{
    if (const auto uuid = Uuid::tryParse(QStringView(word.text)); uuid && *uuid == request.offering)
        return true;
    return offeringNameMatches(word, request.offeringName);
}

/// Anywhere: offering, uuid (a dashed one too), message, traceback.
bool textMatches(const Word &word, const Request &request)
{
    const QString uuid = request.uuid.toString();
    return wordFoundIn(word, QStringView(request.offeringName)) || wordFoundIn(word, QStringView(uuid)) ||
           (Uuid::tryParse(QStringView(word.text)) &&
            wordFoundIn({withoutDashes(word.text), true}, QStringView(uuid))) ||
           wordFoundIn(word, QByteArrayView(request.error.message)) ||
           wordFoundIn(word, QByteArrayView(request.error.traceback));
}

/// Part of a name when it is bare, like an offering's.
bool userMatches(const Word &word, QStringView user)
{
    return word.quoted || hasWildcards(word) ? wordMatchesWhole(word, user)
                                             : user.contains(word.text, Qt::CaseInsensitive);
}

bool isSo(IsWhat what, const Request &request, const TextFacts &facts, const RowFacts &row)
{
    switch (what) {
    case IsWhat::Stuck:
        return row.stuck;
    case IsWhat::Open:
        return isOpen(request.state);
    case IsWhat::New:
        return facts.cause == u"new";
    case IsWhat::Mine:
        return row.mine;
    }
    return false;
}

bool wordMatches(QueryKey key, const Word &word, const Request &request, const TextFacts &facts, const RowFacts &row)
{
    switch (key) {
    case QueryKey::Offering:
        return offeringMatches(word, request);
    case QueryKey::Uuid:
        return request.uuid.toString().startsWith(withoutDashes(word.text), Qt::CaseInsensitive);
    case QueryKey::Message:
        return wordFoundIn(word, QByteArrayView(request.error.message));
    case QueryKey::Traceback:
        return wordFoundIn(word, QByteArrayView(request.error.traceback));
    case QueryKey::Group:
        return wordMatchesWhole(word, facts.group);
    case QueryKey::Who:
        return wordMatchesWhole(word, facts.who);
    case QueryKey::Cause:
        return wordMatchesWhole(word, facts.cause);
    case QueryKey::Verb:
        return wordMatchesWhole(word, row.verb);
    case QueryKey::Outcome:
        return wordMatchesWhole(word, row.outcome);
    case QueryKey::User:
        return userMatches(word, row.user);
    default:
        return textMatches(word, request);
    }
}

bool timeMatches(const LocalTerm &term, const std::optional<Timestamp> &when)
{
    return when && anyContains(term.ranges, when->microseconds);
}

bool spanMatches(const LocalTerm &term, const std::optional<Duration> &span)
{
    return span && anyContains(term.ranges, span->microseconds);
}

bool termMatches(const LocalTerm &term, const Request &request, const TextFacts &facts, const RowFacts &row,
                 Timestamp now)
{
    switch (term.key) {
    case QueryKey::State:
        return std::ranges::find(term.states, request.state) != term.states.end();
    case QueryKey::Created:
        return timeMatches(term, request.created);
    case QueryKey::Modified:
        return timeMatches(term, request.modified);
    case QueryKey::Started:
        return timeMatches(term, request.started);
    case QueryKey::Finished:
        return timeMatches(term, request.finished);
    case QueryKey::Age:
        return spanMatches(term, age(request, now));
    case QueryKey::Took:
        return spanMatches(term, took(request));
    case QueryKey::Has:
        return std::ranges::any_of(term.has, [&](HasWhat what) { return has(request.error, what); });
    case QueryKey::Is:
        return std::ranges::any_of(term.is, [&](IsWhat what) { return isSo(what, request, facts, row); });
    default:
        return std::ranges::any_of(term.words,
                                   [&](const Word &word) { return wordMatches(term.key, word, request, facts, row); });
    }
}

} // namespace

bool LocalFilter::matches(const Request &request, const TextFacts &facts, const RowFacts &row) const
{
    return std::ranges::all_of(
        terms, [&](const LocalTerm &term) { return termMatches(term, request, facts, row, now) != term.negated; });
}

bool LocalFilter::movesWithTheClock() const
{
    return std::ranges::any_of(terms, [](const LocalTerm &term) {
        return term.key == QueryKey::Age || std::ranges::any_of(term.ranges, [](const ResolvedRange &range) {
                   return range.fromMoves || range.toMoves;
               });
    });
}

LocalFilter LocalFilter::at(Timestamp moment) const
{
    const qint64 by = (moment - now).microseconds;
    LocalFilter moved = *this;
    moved.now = moment;
    for (LocalTerm &term : moved.terms) {
        for (ResolvedRange &range : term.ranges) {
            if (range.fromMoves)
                *range.from += by;
            if (range.toMoves)
                *range.to += by;
        }
    }
    return moved;
}

bool LocalFilter::asksFor(IsWhat what) const
{
    return std::ranges::any_of(
        terms, [what](const LocalTerm &term) { return std::ranges::find(term.is, what) != term.is.end(); });
}

} // namespace waldesk::domain

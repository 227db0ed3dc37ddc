// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/listfilter.h"
#include "models/domain/request.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace waldesk::domain
{

/// The keys of query.md. Text is a term without a key, too.
enum class QueryKey : quint8 {
    State,
    Offering,
    Created,
    Modified,
    Started,
    Finished,
    Uuid,
    Age,
    Took,
    Has,
    Text,
    Message,
    Traceback,
    Group,
    Who,
    Cause,
    Is,
    Verb,
    Outcome,
    User,
};

/// What a line is about: keys of the journal say nothing of a request, and the other way round.
enum class QueryScope : quint8 { Requests, Journal };

/// A time as it was typed: relative (`2h` before now) or absolute. Kept as typed, so that a saved view moves with
/// the clock and the line prints back as it was; resolved when it is used.
struct QueryTime {
    QString typed; ///< `2h`, `2026-11-01`, `10:30`, `2026-11-01T10:00Z`
    bool relative = false;
    Duration ago; ///< when relative
    friend bool operator==(const QueryTime &, const QueryTime &) = default;
};

/// `2h` alone (Within: in the last two hours), a date or time alone (Day: that whole day, minute or second), `>T`
/// (After),
/// `<T` (Before), `T..T` (Between). An age is the point in time so long before now: `>2d` is after that point and means
/// the same as `2d`, `<2d` is before it: older than two days. Bounds are inclusive; a date as an upper bound includes
/// its whole day.
struct TimeRange {
    enum class Shape : quint8 { Within, Day, After, Before, Between };
    Shape shape = Shape::Within;
    QueryTime from; ///< not of Before
    QueryTime to;   ///< of Before and Between
    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

struct DurationRange {
    std::optional<Duration> from;
    std::optional<Duration> to;
    QString typed;
    friend bool operator==(const DurationRange &, const DurationRange &) = default;
};

enum class HasWhat : quint8 { Traceback, Message, Error };

/// `is:`: waits longer than its offering usually lets it (stuck.h); Sent or Processing; its cause is new since the last
/// visit; asked for or acted on from here (the journal).
enum class IsWhat : quint8 { Stuck, Open, New, Mine };

/// A word, possibly with * and ?, or a quoted phrase (no wildcards in it).
struct Word {
    QString text;
    bool quoted = false;
    friend bool operator==(const Word &, const Word &) = default;
};

struct QueryTerm {
    using Value = std::variant<State, Word, TimeRange, DurationRange, HasWhat, IsWhat>;
    QueryKey key = QueryKey::Text;
    bool negated = false;
    bool bare = false;         ///< text without `text:`
    std::vector<Value> values; ///< joined by "or"; never empty
    int position = 0;          ///< of its first character in the line, in UTF-16 units
    int length = 0;
    /// Equal when they mean the same; the position does not count.
    friend bool operator==(const QueryTerm &a, const QueryTerm &b)
    {
        return a.key == b.key && a.negated == b.negated && a.bare == b.bare && a.values == b.values;
    }
};

struct QueryError {
    int position = 0;
    int length = 0;
    QString sentence;   ///< translated, one sentence, names the nearest known word when there is one
    QString suggestion; ///< that word, or empty
};

/// Facts of a distinct error text that `group:`, `who:` and `cause:` look at; computed elsewhere, compared here.
struct TextFacts {
    QStringView group;
    QStringView who;
    QStringView cause;
};

/// Facts of a row that stand in none of its own fields, for `is:`; of a line of the journal, for `verb:`, `outcome:`
/// and `user:`. Found out elsewhere, compared here.
struct RowFacts {
    bool stuck = false;
    bool mine = false;
    QStringView verb = {};
    QStringView outcome = {};
    QStringView user = {};
};

/// Where a term is looked at; Both: the server narrows and we check again (an upper bound of an older server).
enum class TermPlace : quint8 { Server, Here, Both };

struct QueryContext {
    Timestamp now;
    QTimeZone zone = QTimeZone::utc(); ///< of a typed time without one: what the window shows, UTC on the command line
    /// created_before and modified_before: 8.0.7 and later. Asked only where a query has such a bound; empty: no.
    std::function<bool()> serverKnowsBefore;
    /// The uuids of all offerings whose name matches a word (wildcards, any case); used to find "exactly one".
    std::function<std::vector<Uuid>(const Word &)> offeringsNamed;
};

class Query;
struct SplitQuery;

/// One time or duration condition with its bounds resolved against a clock, in a form that is cheap per row.
struct ResolvedRange {
    std::optional<qint64> from; ///< microseconds, inclusive
    std::optional<qint64> to;   ///< inclusive
    bool fromMoves = false;     ///< it is so long before now
    bool toMoves = false;
};

/// A term made ready for filtering here, at one moment.
struct LocalTerm {
    QueryKey key = QueryKey::Text;
    bool negated = false;
    std::vector<State> states;
    std::vector<ResolvedRange> ranges;
    std::vector<HasWhat> has;
    std::vector<IsWhat> is;
    std::vector<Word> words; ///< of offering, uuid, text, message, traceback, group, who, cause, verb, outcome, user
};

/// What is left to be looked at on rows that are here. All terms must hold.
struct LocalFilter {
    std::vector<LocalTerm> terms;
    Timestamp now; ///< for age, and what relative times were resolved against

    [[nodiscard]] bool isEmpty() const { return terms.empty(); }
    /// The reference for every faster way to evaluate it (tables), and what the command line uses.
    [[nodiscard]] bool matches(const Request &request, const TextFacts &facts = {}, const RowFacts &row = {}) const;
    /// Whether some term looks at one of these: what has to be found out before the filter can be used.
    [[nodiscard]] bool asksFor(IsWhat what) const;
    /// Rows come to pass it, or cease to, by the clock alone: `age:`, and times that are so long before now. A time of
    /// the day stays that of the day when it was resolved.
    [[nodiscard]] bool movesWithTheClock() const;
    [[nodiscard]] LocalFilter at(Timestamp moment) const; ///< the same, by the clock of then
};

/// Anywhere in the text, case ignored: a word with * or ? as a pattern, without them or as a phrase to the letter.
[[nodiscard]] bool wordFoundIn(const Word &word, QStringView text);
/// The same for UTF-8 without making a QString where the word allows it.
[[nodiscard]] bool wordFoundIn(const Word &word, QByteArrayView utf8);
/// A bare word is found in any part of an offering's name; a quoted one, and one with `*` or `?`, is the whole name.
/// Case is ignored.
[[nodiscard]] bool offeringNameMatches(const Word &word, QStringView name);

/// A line that is being typed, without a known `key:` at its end that has no value yet: that is not a search.
[[nodiscard]] QString withoutUnfinishedKey(const QString &line);

/// The query line as a value (query.md). Only valid queries exist; parse() says why a line is none.
class Query
{
public:
    using Parsed = std::variant<Query, QueryError>;

    [[nodiscard]] static Parsed parse(const QString &line, QueryScope scope = QueryScope::Requests);
    /// A line that parses to an equal Query; a line made by toLine() is printed back to the letter. In a phrase `\"` is
    /// a quote and `\\` a backslash; a backslash before anything else is itself.
    [[nodiscard]] QString toLine() const;
    [[nodiscard]] const std::vector<QueryTerm> &terms() const { return m_terms; }
    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }

    /// Appended; words that can not stand without quotes get them. A term that no line can say changes nothing.
    [[nodiscard]] Query with(QueryTerm term) const;
    [[nodiscard]] Query without(size_t index) const;
    /// The state filter is set as a whole (state strip); an empty list removes it.
    [[nodiscard]] Query withStates(const std::vector<State> &states) const;
    [[nodiscard]] std::vector<State> states() const; ///< of its state terms, empty when there is none

    [[nodiscard]] SplitQuery split(const QueryContext &context) const;

    friend bool operator==(const Query &, const Query &) = default;

private:
    [[nodiscard]] std::optional<Query> reparsed() const;

    std::vector<QueryTerm> m_terms;
    QueryScope m_scope = QueryScope::Requests;
};

/// A query divided between the server and this machine, with the place of each term in the order of terms().
struct SplitQuery {
    ListFilter server;
    LocalFilter here; ///< without what the server surely did
    LocalFilter all;  ///< every term: what a row must pass when it came another way (live, re-read)
    std::vector<TermPlace> places;
    std::optional<Uuid> whole; ///< a whole uuid was named: fetch this one request
    bool impossible = false;   ///< nothing can match (state:sent -state:sent): no request is sent
};

/// All keys, for completion and for "did you mean".
[[nodiscard]] QStringList queryKeyNames(QueryScope scope = QueryScope::Requests);
[[nodiscard]] QString queryKeyName(QueryKey key);
[[nodiscard]] bool isKeyOf(QueryKey key, QueryScope scope);

/// `T` of query.md for the command line's options: an absolute time or an age before now; nullopt when it is neither.
[[nodiscard]] std::optional<Timestamp> parseQueryTime(const QString &text, Timestamp now, const QTimeZone &zone);

} // namespace waldesk::domain

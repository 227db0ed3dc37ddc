// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/queryparser.h"

#include "models/domain/querytime.h"
#include "models/domain/querywords.h"
#include "models/domain/writeoutcome.h"

#include <QCoreApplication>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

constexpr qsizetype LongestQuote = 40;
constexpr qsizetype UuidDigits = 32;

QString tr(const char *text)
{
    return QCoreApplication::translate("query", text);
}

QString shortened(QStringView typed)
{
    if (typed.size() <= LongestQuote)
        return typed.toString();
    return typed.first(LongestQuote - 1).toString() + QChar(0x2026);
}

QString withSuggestion(QString sentence, const QString &suggestion)
{
    if (suggestion.isEmpty())
        return sentence;
    return sentence + QLatin1Char(' ') + tr("Did you mean %1?").arg(suggestion);
}

bool isKeyLetter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-';
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/// `2days`, `5min`: the unit was written out.
QString durationMeant(QStringView typed)
{
    qsizetype digits = 0;
    while (digits < typed.size() && typed[digits] >= u'0' && typed[digits] <= u'9')
        ++digits;
    const QString unit = typed.sliced(digits).toString().toLower();
    if (digits == 0 || unit.isEmpty())
        return {};
    for (const QString &word : {QStringLiteral("seconds"), QStringLiteral("minutes"), QStringLiteral("hours"),
                                QStringLiteral("days"), QStringLiteral("weeks"), QStringLiteral("hrs")}) {
        const QString meant = typed.first(digits).toString() + word.front();
        if (word.startsWith(unit) && meant != typed && parseDuration(meant))
            return meant;
    }
    return {};
}

QStringList stateNames()
{
    QStringList names;
    for (const State state : AllStates)
        names += stateName(state).toLower();
    return names;
}

} // namespace

qsizetype keyLengthAt(QStringView line, qsizetype at)
{
    if (at >= line.size() || !line[at].isLetter())
        return 0;
    qsizetype end = at;
    while (end < line.size() && isKeyLetter(line[end]))
        ++end;
    return end < line.size() && line[end] == u':' ? end - at : 0;
}

QStringList queryCauseNames()
{
    return {QStringLiteral("new"), QStringLiteral("ongoing"), QStringLiteral("back"), QStringLiteral("recovered")};
}

QStringList queryWhoNames()
{
    return {QStringLiteral("site-operator"), QStringLiteral("offering-manager"), QStringLiteral("waldur-operator"),
            QStringLiteral("nobody")};
}

QStringList queryHasNames()
{
    return {QStringLiteral("traceback"), QStringLiteral("message"), QStringLiteral("error")};
}

QStringList queryIsNames()
{
    return {QStringLiteral("stuck"), QStringLiteral("open"), QStringLiteral("new"), QStringLiteral("mine")};
}

QStringList queryVerbNames()
{
    return {QStringLiteral("create"), QStringLiteral("start"),  QStringLiteral("done"),
            QStringLiteral("err"),    QStringLiteral("import"), QStringLiteral("dismiss")};
}

QStringList queryOutcomeNames()
{
    QStringList names;
    for (const WriteOutcome outcome : {WriteOutcome::Done, WriteOutcome::Refused, WriteOutcome::Overtaken,
                                       WriteOutcome::Unknown, WriteOutcome::Failed})
        names += outcomeWord(outcome);
    return names;
}

QueryParser::Parsed QueryParser::run()
{
    while (true) {
        while (!atEnd() && m_line[m_at].isSpace())
            ++m_at;
        if (atEnd())
            return std::move(m_terms);
        if (!readTerm())
            return m_error;
    }
}

bool QueryParser::fail(qsizetype position, qsizetype length, QString sentence, QString suggestion)
{
    m_error = {static_cast<int>(position), static_cast<int>(length), withSuggestion(std::move(sentence), suggestion),
               std::move(suggestion)};
    return false;
}

bool QueryParser::fail(const Token &token, QString sentence, QString suggestion)
{
    return fail(token.position, token.length, std::move(sentence), std::move(suggestion));
}

bool QueryParser::readTerm()
{
    QueryTerm term;
    const qsizetype start = m_at;
    if (at(u'-')) {
        term.negated = true;
        ++m_at;
        if (atBlank())
            return fail(start, 1, tr("A minus stands alone; write it right before what is to be left out."));
    }
    const qsizetype keyLength = keyLengthAt(m_line, m_at);
    if (!(keyLength > 0 ? readKeyed(term, keyLength) : readBare(term)))
        return false;
    term.position = static_cast<int>(start);
    term.length = static_cast<int>(m_at - start);
    m_terms.push_back(std::move(term));
    return true;
}

bool QueryParser::readBare(QueryTerm &term)
{
    Token token;
    if (!readToken(token, false))
        return false;
    term.key = QueryKey::Text;
    term.bare = true;
    term.values.emplace_back(Word{std::move(token.text), token.quoted});
    return true;
}

bool QueryParser::readKeyed(QueryTerm &term, qsizetype keyLength)
{
    const QStringView name = QStringView(m_line).sliced(m_at, keyLength);
    const auto key = queryKeyNamed(name);
    if (!key) {
        return fail(m_at, keyLength,
                    tr("There is no key \"%1\"; put quotes around the text to look for it.").arg(shortened(name)),
                    nearestWord(name, queryKeyNames(m_scope)));
    }
    if (!isKeyOf(*key, m_scope)) {
        const QString typed = queryKeyName(*key);
        return fail(
            m_at, keyLength,
            m_scope == QueryScope::Requests
                ? tr("\"%1\" is a key of the journal, which says who did what; requests do not have it.").arg(typed)
                : tr("\"%1\" is a key of requests; the journal does not have it.").arg(typed));
    }
    term.key = *key;
    m_at += keyLength + 1;
    while (true) {
        if (atBlank() || at(u',')) {
            const qsizetype width = atBlank() ? 0 : 1;
            return fail(m_at, width, tr("A value is missing after \"%1\".").arg(m_line[m_at - 1]));
        }
        if (!readValue(term))
            return false;
        if (!at(u','))
            return true;
        ++m_at;
    }
}

bool QueryParser::readValue(QueryTerm &term)
{
    Token token;
    if (!readToken(token, true))
        return false;
    switch (term.key) {
    case QueryKey::State:
        return addState(term, token);
    case QueryKey::Created:
    case QueryKey::Modified:
    case QueryKey::Started:
    case QueryKey::Finished:
        return addTime(term, token);
    case QueryKey::Uuid:
        return addUuid(term, token);
    case QueryKey::Age:
    case QueryKey::Took:
        return addDuration(term, token);
    case QueryKey::Has:
        return addHas(term, token);
    case QueryKey::Is:
        return addIs(term, token);
    case QueryKey::Verb:
        return addVerb(term, token);
    case QueryKey::Outcome:
        return addOutcome(term, token);
    case QueryKey::Cause:
        return addCause(term, token);
    case QueryKey::Who:
        return addWho(term, token);
    case QueryKey::Group:
        return addGroup(term, token);
    case QueryKey::Offering:
    case QueryKey::Text:
    case QueryKey::Message:
    case QueryKey::Traceback:
    case QueryKey::User:
        break;
    }
    term.values.emplace_back(Word{std::move(token.text), token.quoted});
    return true;
}

bool QueryParser::readToken(Token &token, bool commaEnds)
{
    token.position = m_at;
    if (at(u'"')) {
        if (!readPhrase(token))
            return false;
        if (!atBlank() && !(commaEnds && at(u',')))
            return fail(m_at, 1, tr("A blank is missing after the closing quote."));
        return true;
    }
    while (!atBlank() && !(commaEnds && at(u','))) {
        if (at(u'"'))
            return fail(m_at, 1, tr("A quote stands inside a word; put quotes around all of it."));
        ++m_at;
    }
    token.length = m_at - token.position;
    token.text = m_line.mid(token.position, token.length);
    return true;
}

bool QueryParser::readPhrase(Token &token)
{
    token.quoted = true;
    ++m_at;
    while (!atEnd() && !at(u'"')) {
        const bool escape =
            at(u'\\') && m_at + 1 < m_line.size() && (m_line[m_at + 1] == u'"' || m_line[m_at + 1] == u'\\');
        if (escape)
            ++m_at;
        token.text += m_line[m_at++];
    }
    if (atEnd())
        return fail(token.position, m_at - token.position, tr("The quote is not closed."));
    ++m_at;
    token.length = m_at - token.position;
    if (token.text.isEmpty())
        return fail(token, tr("Nothing stands between the quotes."));
    return true;
}

bool QueryParser::addState(QueryTerm &term, const Token &token)
{
    const auto state = stateFromText(token.text);
    if (!state) {
        return fail(
            token,
            tr("\"%1\" is not a state; the states are sent, processing, done and erred.").arg(shortened(token.text)),
            nearestWord(token.text, stateNames()));
    }
    term.values.emplace_back(*state);
    return true;
}

bool QueryParser::addHas(QueryTerm &term, const Token &token)
{
    const qsizetype index = queryHasNames().indexOf(token.text.toLower());
    if (index < 0) {
        return fail(token,
                    tr("\"%1\" is nothing a request can have; it may have a traceback, a message or an error.")
                        .arg(shortened(token.text)),
                    nearestWord(token.text, queryHasNames()));
    }
    term.values.emplace_back(static_cast<HasWhat>(index));
    return true;
}

bool QueryParser::addIs(QueryTerm &term, const Token &token)
{
    const qsizetype index = queryIsNames().indexOf(token.text.toLower());
    if (index < 0) {
        return fail(token,
                    tr("\"%1\" is none of what is: knows: stuck, open, new and mine.").arg(shortened(token.text)),
                    nearestWord(token.text, queryIsNames()));
    }
    term.values.emplace_back(static_cast<IsWhat>(index));
    return true;
}

bool QueryParser::addVerb(QueryTerm &term, const Token &token)
{
    const QString word = token.text.toLower();
    if (!queryVerbNames().contains(word)) {
        return fail(
            token,
            tr("\"%1\" is not something that the journal tells of: create, start, done, err, import or dismiss.")
                .arg(shortened(token.text)),
            nearestWord(token.text, queryVerbNames()));
    }
    term.values.emplace_back(Word{word, false});
    return true;
}

bool QueryParser::addOutcome(QueryTerm &term, const Token &token)
{
    const QString word = token.text.toLower();
    if (!queryOutcomeNames().contains(word)) {
        return fail(
            token,
            tr("\"%1\" is not an outcome: done, refused, overtaken, unknown or failed.").arg(shortened(token.text)),
            nearestWord(token.text, queryOutcomeNames()));
    }
    term.values.emplace_back(Word{word, false});
    return true;
}

bool QueryParser::addCause(QueryTerm &term, const Token &token)
{
    const QString word = token.text.toLower();
    if (!queryCauseNames().contains(word)) {
        return fail(
            token, tr("\"%1\" is not what a cause can be: new, ongoing, back or recovered.").arg(shortened(token.text)),
            nearestWord(token.text, queryCauseNames()));
    }
    term.values.emplace_back(Word{word, false});
    return true;
}

bool QueryParser::addWho(QueryTerm &term, const Token &token)
{
    const Word word{token.text.toLower(), token.quoted};
    const QStringList names = queryWhoNames();
    if (std::ranges::none_of(names, [&word](const QString &name) { return wordMatchesWhole(word, name); })) {
        return fail(token,
                    tr("\"%1\" is nobody who could act: site-operator, offering-manager, waldur-operator or nobody.")
                        .arg(shortened(token.text)),
                    nearestWord(token.text, names));
    }
    term.values.emplace_back(word);
    return true;
}

/// The part before the colon says the level, or that it is of a rule of the user.
bool QueryParser::addGroup(QueryTerm &term, const Token &token)
{
    const QString text = token.text.toLower();
    const Word word{text, token.quoted};
    const bool isKey = std::ranges::any_of(std::array{u"w2:", u"w1:", u"c1:", u"x1:", u"u1:"},
                                           [&text](const char16_t *start) { return text.startsWith(start); });
    if (!isKey && !hasWildcards(word)) {
        return fail(
            token,
            tr("\"%1\" is not the key of a group; a key looks like w2:0123456789abcdef.").arg(shortened(token.text)));
    }
    term.values.emplace_back(Word{token.text, token.quoted});
    return true;
}

bool QueryParser::addUuid(QueryTerm &term, const Token &token)
{
    const auto digits = std::ranges::count_if(token.text, isHexDigit);
    const auto dashes = std::ranges::count(token.text, QChar(u'-'));
    const bool valid = digits >= 1 && digits <= UuidDigits && digits + dashes == token.text.size() &&
                       !token.text.startsWith(u'-') && (digits < UuidDigits || Uuid::tryParse(QStringView(token.text)));
    if (!valid) {
        return fail(token, tr("\"%1\" is neither a uuid nor the beginning of one; write up to 32 hexadecimal digits.")
                               .arg(shortened(token.text)));
    }
    term.values.emplace_back(Word{token.text, false});
    return true;
}

bool QueryParser::badTime(const Token &token, QStringView part)
{
    return fail(token,
                tr("\"%1\" is not a time; write 2026-11-01, 10:30, 2026-11-01T10:00Z, or an age such as 2h or 3d.")
                    .arg(shortened(part)),
                durationMeant(part));
}

bool QueryParser::addTime(QueryTerm &term, const Token &token)
{
    using Shape = TimeRange::Shape;
    const QStringView text = token.text;
    TimeRange range;
    if (const qsizetype dots = text.indexOf(u".."); dots >= 0) {
        const auto from = parseTimeWord(text.first(dots));
        const auto to = parseTimeWord(text.sliced(dots + 2));
        if (dots == 0 || dots + 2 == text.size())
            return fail(token, tr("A range needs both ends; write >T for \"from\" and <T for \"until\"."));
        if (!from || !to)
            return badTime(token, from ? text.sliced(dots + 2) : text.first(dots));
        if (from->relative && to->relative && from->ago < to->ago)
            return fail(token, tr("The range ends before it begins; the longer age stands first."));
        range = {Shape::Between, *from, *to};
    } else if (text.startsWith(u'>') || text.startsWith(u'<')) {
        const auto time = parseTimeWord(text.sliced(1));
        if (!time)
            return badTime(token, text.sliced(1));
        range = text.startsWith(u'>') ? TimeRange{Shape::After, *time, {}} : TimeRange{Shape::Before, {}, *time};
    } else {
        const auto time = parseTimeWord(text);
        if (!time)
            return badTime(token, text);
        range = {time->relative ? Shape::Within : Shape::Day, *time, {}};
    }
    term.values.emplace_back(std::move(range));
    return true;
}

bool QueryParser::badDuration(const Token &token, QStringView part)
{
    return fail(token, tr("\"%1\" is not a span of time; write >2h, <30s or 5m..1h.").arg(shortened(part)),
                durationMeant(part));
}

bool QueryParser::addDuration(QueryTerm &term, const Token &token)
{
    const QStringView text = token.text;
    DurationRange range;
    range.typed = token.text;
    if (const qsizetype dots = text.indexOf(u".."); dots >= 0) {
        range.from = parseDuration(text.first(dots));
        range.to = parseDuration(text.sliced(dots + 2));
        if (!range.from || !range.to)
            return badDuration(token, range.from ? text.sliced(dots + 2) : text.first(dots));
        if (*range.from > *range.to)
            return fail(token, tr("The range ends before it begins; the shorter span stands first."));
    } else {
        const auto span = text.size() > 1 ? parseDuration(text.sliced(1)) : std::nullopt;
        if (text.startsWith(u'>') && span)
            range.from = span;
        else if (text.startsWith(u'<') && span)
            range.to = span;
        else if (parseDuration(text))
            return fail(token, tr("Longer or shorter than %1?").arg(token.text), QLatin1Char('>') + token.text);
        else
            return badDuration(token, text.startsWith(u'>') || text.startsWith(u'<') ? text.sliced(1) : text);
    }
    term.values.emplace_back(std::move(range));
    return true;
}

QString withoutUnfinishedKey(const QString &line)
{
    if (!line.endsWith(u':'))
        return line;
    qsizetype start = line.size();
    while (start > 0 && !line[start - 1].isSpace())
        --start;
    // Quotes that are open hold the colon: it is text.
    if (QStringView(line).first(start).count(u'"') % 2 != 0)
        return line;
    const qsizetype key = start < line.size() && line[start] == u'-' ? start + 1 : start;
    const qsizetype length = keyLengthAt(line, key);
    const bool unfinished = length > 0 && key + length + 1 == line.size() &&
                            queryKeyNamed(QStringView(line).sliced(key, length)).has_value();
    return unfinished ? line.first(start).trimmed() : line;
}

} // namespace waldesk::domain

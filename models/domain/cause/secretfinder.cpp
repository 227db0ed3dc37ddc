// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretfinder.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/secretwords.h"
#include "models/domain/cause/tablesecrets.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace waldesk::domain
{

using namespace characters;
using namespace secretwords;

namespace
{

// How far each look ahead or back may go, so that the whole stays linear.
constexpr qsizetype LongestName = 64;
constexpr qsizetype LongestHarmless = 200;
constexpr qsizetype LongestMask = 32;
constexpr qsizetype Near = 48;
constexpr QByteArrayView Bar("\xE2\x94\x82"); // │
constexpr qsizetype UnicodeEscape = 5;        // `u0022`, behind its backslash

} // namespace

std::vector<FoundSecret> SecretFinder::run()
{
    findShapes();
    walk();
    findEchoes();
    for (const FoundSecret &one : TableSecrets(*this, m_rules).run())
        found(one.kind, one.span);
    dropKept(m_found, m_kept);
    join(m_found);
    findRepeats();
    join(m_found);
    return std::move(m_found);
}

void SecretFinder::join(std::vector<FoundSecret> &found)
{
    const auto before = [](const FoundSecret &a, const FoundSecret &b) {
        return a.span.begin < b.span.begin;
    };
    if (!std::is_sorted(found.begin(), found.end(), before))
        std::stable_sort(found.begin(), found.end(), before);
    std::vector<FoundSecret> joined;
    for (const FoundSecret &one : found) {
        if (!joined.empty() && one.span.begin < joined.back().span.end)
            joined.back().span.end = std::max(joined.back().span.end, one.span.end);
        else
            joined.push_back(one);
    }
    found = std::move(joined);
}

void SecretFinder::dropKept(std::vector<FoundSecret> &found, std::vector<FoundSecret> &kept)
{
    const auto before = [](const FoundSecret &a, const FoundSecret &b) {
        return a.span.begin < b.span.begin;
    };
    std::stable_sort(found.begin(), found.end(), before);
    std::stable_sort(kept.begin(), kept.end(), before);
    // For each kind the farthest end of what is kept up to here: the kept ones of one rule never overlap.
    std::array<qsizetype, SecretKinds> keptEnd{};
    auto next = kept.begin();
    std::erase_if(found, [&](const FoundSecret &one) {
        for (; next != kept.end() && next->span.begin < one.span.end; ++next) {
            qsizetype &end = keptEnd[std::size_t(next->kind)];
            end = std::max(end, next->span.end);
        }
        return keptEnd[std::size_t(one.kind)] > one.span.begin;
    });
}

void SecretFinder::found(SecretKind kind, Span span)
{
    // What was masked before stays; what stands beside it is masked alone.
    if (!hasMasks()) {
        if (!span.isEmpty())
            m_found.push_back({kind, span});
        m_foundEnd = std::max(m_foundEnd, span.end);
        return;
    }
    for (qsizetype before = span.begin - 1; before >= 0 && span.begin - before < LongestMask; --before) {
        if (isMasked(before)) {
            span.begin = std::max(span.begin, maskEnd(before));
            break;
        }
    }
    qsizetype from = span.begin;
    for (qsizetype at = from; at < span.end;) {
        if (!isMasked(at)) {
            ++at;
            continue;
        }
        if (at > from)
            m_found.push_back({kind, {from, at}});
        at = maskEnd(at);
        from = at;
    }
    if (span.end > from)
        m_found.push_back({kind, {from, span.end}});
    m_foundEnd = std::max(m_foundEnd, span.end);
}

void SecretFinder::findShapes()
{
    for (const SecretRule *rule : m_rules.occurring(m_text)) {
        const re2::StringPiece whole(m_text.data(), std::size_t(m_text.size()));
        constexpr int MostGroups = 4;
        std::array<re2::StringPiece, MostGroups> groups;
        const int count = std::min(rule->expression->NumberOfCapturingGroups() + 1, MostGroups);
        std::size_t from = 0;
        while (from <= whole.size() &&
               rule->expression->Match(whole, from, whole.size(), re2::RE2::UNANCHORED, groups.data(), count)) {
            const auto spanOf = [this](const re2::StringPiece &part) {
                const qsizetype begin = part.data() - m_text.data();
                return Span{begin, begin + qsizetype(part.size())};
            };
            for (int i = count > 1 ? 1 : 0; i < count; ++i) {
                if (groups[std::size_t(i)].data() == nullptr)
                    continue;
                Span span = spanOf(groups[std::size_t(i)]);
                if (rule->place == RulePlace::Keep) {
                    m_kept.push_back({rule->kind, span});
                    continue;
                }
                while (rule->place == RulePlace::Guess && !span.isEmpty() && isOneOf(m_text[span.end - 1], ".,;:!?"))
                    --span.end;
                const QByteArrayView value = span.of(m_text);
                if (rule->place == RulePlace::Guess && (!looksSecret(value) || isPath(value) || value.contains("=\"")))
                    continue;
                found(rule->kind, span);
            }
            const Span match = spanOf(groups[0]);
            read(match.end - qsizetype(from));
            from = std::size_t(std::max(match.end, qsizetype(from) + 1));
            // The sign that ends one match may begin the next: `&a=1&b=2`.
            if (rule->place != RulePlace::Keep && match.end > match.begin + 1 && count > 1)
                from = std::max(from - 1, std::size_t(spanOf(groups[std::size_t(count - 1)].data() == nullptr
                                                                 ? groups[0]
                                                                 : groups[std::size_t(count - 1)])
                                                          .end));
        }
    }
}

void SecretFinder::walk()
{
    // Only what the walk itself finds may be skipped by it.
    m_foundEnd = 0;
    qsizetype place = 0;
    while (place < m_text.size()) {
        if (isSymbolLead(m_text[place])) {
            place = isMasked(place) ? maskEnd(place) : place + 3;
            continue;
        }
        if (!isNameByte(m_text[place])) {
            ++place;
            continue;
        }
        // In a text that was escaped a new line is a backslash and a letter, and the letter is no part of the name.
        const char before = at(place - 1);
        if (before == '\\' && at(place - 2) != '\\' && isOneOf(m_text[place], "nrt") && isNameByte(at(place + 1)))
            ++place;
        else if (before == '\\' && m_text[place] == 'u' && isHex(at(place + 1)) && isHex(at(place + 4)) &&
                 isNameByte(at(place + UnicodeEscape)))
            place += UnicodeEscape;
        else if (before == '%' && isHex(m_text[place]) && isHex(at(place + 1)) && isNameByte(at(place + 2)))
            place += 2;
        const qsizetype end = wordEnd(place);
        takeWord({place, end});
        // The inside of a secret holds no names; reading it again and again would not be linear.
        place = std::max({end, place + 1, m_foundEnd});
    }
}

SecretRules::NameClass SecretFinder::classOf(QByteArrayView word) const
{
    const auto known = m_classes.constFind(word);
    if (known != m_classes.constEnd())
        return *known;
    return *m_classes.insert(word, m_rules.classify(normalised(word), word));
}

/// A word that is no secret under any name; asked for each value, and texts say the same again and again.
bool SecretFinder::isHarmless(QByteArrayView value) const
{
    if (value.size() > LongestHarmless)
        return m_rules.isHarmless(value.toByteArray().toLower());
    const auto known = m_harmless.constFind(value);
    return known != m_harmless.constEnd()
               ? *known
               : *m_harmless.insert(value, m_rules.isHarmless(value.toByteArray().toLower()));
}

void SecretFinder::takeWord(Span word)
{
    if (word.size() > LongestName || word.size() < 2)
        return;
    Name name;
    name.span = word;
    QByteArrayView spelled = word.of(m_text);
    // `api key`: a key is a secret by the word before it.
    if (at(word.begin - 1) == ' ' && (spelled.endsWith("ey") || spelled.endsWith("ode")) && spelled.size() <= 4) {
        qsizetype first = word.begin - 1;
        while (first > 0 && word.begin - first < Near && isNameByte(at(first - 1)))
            --first;
        spelled = m_text.sliced(first, word.end - first);
    }
    name.is = classOf(spelled);
    if (name.is.isNothing() && !name.is.none && spelled.endsWith('s')) {
        name.is.strong = classOf(spelled.chopped(1)).strong;
        name.plural = name.is.strong.has_value();
    }
    // `next page token`, `unexpected token`: the word before says that it is no secret.
    if (name.is.strong == SecretKind::Token && at(word.begin - 1) == ' ') {
        qsizetype first = word.begin - 1;
        while (first > 0 && word.begin - first < Near && isNameByte(at(first - 1)))
            --first;
        if (classOf(m_text.sliced(first, word.end - first)).none)
            return;
    }
    name.begin = word.begin;
    while (at(name.begin - 1) == '-')
        --name.begin;
    name.option = name.begin < word.begin && !isNameByte(at(name.begin - 1));
    if (at(word.end) == '(')
        takeCall(word);
    if (name.is.program && word.begin >= m_commands.end()) {
        for (const FoundSecret &one : m_commands.take(word))
            found(one.kind, one.span);
    }
    if (!name.is.strong && !name.is.weak && !name.is.pair)
        return;
    name.normal = normalised(spelled);
    // A part of a path; a closing tag. Windows writes options so: `/password:x`.
    if (at(word.begin - 1) == '/' && !name.option) {
        const char before = at(word.begin - 2);
        const bool begins = word.begin < 2 || isBlank(before) || isBreak(before) || isOneOf(before, "'\"");
        if (at(word.end) != ':' || isBlank(at(word.end + 1)) || !begins)
            return;
    }
    name.quote = quoteEndingAt(name.begin);
    if (!name.quote.isNone())
        name.begin = name.quote.span.begin;
    takeNamed(name);
}

void SecretFinder::takeNamed(const Name &name)
{
    qsizetype place = name.span.end;
    if (!name.quote.isNone()) {
        const qsizetype close = closeLength(name.quote, place);
        if (close == 0 && name.quote.slashes == 0 && name.quote.sign != 0) {
            // The quote opened more than the name: `"password: hunter2"`.
        } else {
            place += close;
            if (close > 0 && (takeCell(name, place) || takeAttribute(name, place)))
                return;
        }
    } else if (takeAttribute(name, place) || (at(name.begin - 1) == '{' && takeCell(name, place))) {
        return;
    }
    const bool closed = !name.quote.isNone() && place > name.span.end;
    if (name.option && at(place) == ',') {
        // An argument and its value in a list; YAML writes them without quotes.
        const qsizetype next = skipPrefix(skipBlanks(place + 1));
        const Quote open = quoteAt(next);
        if (!open.isNone())
            takeValue(name, {quoted(open), true, true, false});
        else if (const Span word = bare(next, '\0', LongestName); name.quote.isNone() && looksSecret(word.of(m_text)))
            takeValue(name, {word, false, true, false});
        return;
    }
    if (at(place) == ']' || at(place) == '}')
        ++place;
    // `password......: x`
    if (at(place) == '.' && at(place + 1) == '.') {
        while (at(place) == '.')
            ++place;
    }
    const qsizetype afterName = place;
    if (takeOwned(name, afterName))
        return;
    place = skipBlanks(place);
    bool equals = false;
    const char sign = at(place);
    if (sign == '%' && (startsWith(place, "%3A") || startsWith(place, "%3D") || startsWith(place, "%3a") ||
                        startsWith(place, "%3d"))) {
        equals = true;
        place += 3;
    } else if (sign == '=' || sign == ':') {
        const char next = at(place + 1);
        // A scope of C++; LDIF writes so what stands in base64.
        if (sign == ':' && next == ':' && (!isBlank(at(place + 2)) || !looksSecret(bare(place + 3, '\0').of(m_text))))
            return;
        // What a password is compared with is one.
        if (sign == '=' && next == '=' &&
            (name.is.strong != SecretKind::Password || quoteAt(skipPrefix(skipBlanks(place + 2))).isNone()))
            return;
        equals = sign == '=' || next == '=' || next == ':';
        place += next == '=' || next == ':' || (sign == '=' && next == '>') ? 2 : 1;
    } else if (sign == '-' && at(place + 1) == '>') {
        place += 2;
    } else if (name.option && place > afterName && sign != '-' && (!closed || !quoteAt(place).isNone())) {
        equals = true;
    } else {
        if (isBreak(sign))
            takeNextLine(name, place);
        else if (sign == '|')
            takeRow(name, place, "|");
        else if (startsWith(place, Bar))
            takeRow(name, place, Bar);
        else if (place > afterName && !closed)
            takeNextWord(name, place);
        return;
    }
    place = skipBlanks(place);
    // `<b>Password:</b> x`
    if (at(place) == '<' && at(place + 1) == '/' && isLetter(at(place + 2))) {
        const qsizetype tag = wordEnd(place + 2);
        if (at(tag) == '>')
            place = skipBlanks(tag + 1);
    }
    if (isBreak(at(place))) {
        takeNextLine(name, place);
        return;
    }
    if (isOneOf(at(place), "|>") &&
        (isBreak(at(place + 1)) || (isOneOf(at(place + 1), "-+") && isBreak(at(place + 2))))) {
        takeBlock(name, lineEnd(place));
        return;
    }
    // `password: !!str x`, `password: &anchor x` of YAML.
    if (sign == ':' && isOneOf(at(place), "!&")) {
        const qsizetype tag = wordEnd(startsWith(place, "!!") ? place + 2 : place + 1);
        if (at(tag) == ' ' && !isBreak(at(skipBlanks(tag))))
            place = skipBlanks(tag);
    }
    // `password: str = "..."`: the type stands between.
    const Span type = bare(place, '\0', LongestName);
    if (isTypeWord(type.of(m_text))) {
        const qsizetype after = skipBlanks(type.end);
        if (at(after) != '=' || at(after + 1) == '=')
            return;
        equals = true;
        place = skipBlanks(after + 1);
    }
    // A list or tuple under the name; or a value that only begins like one.
    const bool bracketed = isOneOf(at(place), "([{") && !name.plural && beginsWithBracket(name, place);
    if (isOneOf(at(place), "([{") && !bracketed) {
        takeMembers(name, place);
        return;
    }
    if (name.plural)
        return;
    // SecretStr('...')
    const qsizetype word = wordEnd(place);
    if (at(word) == '(' && word > place && !quoteAt(skipPrefix(word + 1)).isNone()) {
        const QByteArray type2 = normalised(m_text.sliced(place, word - place));
        if (!type2.contains("secret") && !type2.contains("password") && !isTextCall(type2))
            return;
        place = word + 1;
    }
    const qsizetype start = skipPrefix(place);
    const Quote open = quoteAt(start);
    if (!closed && closesSurrounding(open))
        return;
    Value value;
    value.equals = equals;
    value.bracketed = bracketed;
    if (!open.isNone()) {
        value.span = quoted(open);
        value.quoted = true;
        // `''x''`: quoted twice, as SQL and YAML write it in a quoted text.
        if (const qsizetype inner = value.span.end + closeLength(open, value.span.end);
            value.span.isEmpty() && isNameByte(at(inner)))
            value.span = bare(inner, open.sign);
        else if (open.slashes == 0 && !open.triple && at(inner) == open.sign && isNameByte(at(inner + 1)))
            value.span.end = quoted({{inner, inner + 1}, open.sign, 0, false}).end; // `'x''y'`: a quote inside, in SQL
    } else {
        value.span = bare(place, name.quote.isNone() ? '\0' : name.quote.sign);
        const qsizetype first = lineBegin(name.begin);
        // `"X-API-KEY: x"`: a string is as good as a line.
        const bool fillsString = !name.quote.isNone() && !closed && closeLength(name.quote, value.span.end) > 0;
        value.lineOfItsOwn = fillsString || m_text.sliced(first, name.begin - first).trimmed().isEmpty();
    }
    takeValue(name, value);
}

/// `"Please enter your password:"}`: the quote closes what the name stands in.
bool SecretFinder::closesSurrounding(const Quote &quote) const
{
    return !quote.isNone() && quote.slashes >= 0 && !quote.triple &&
           (quote.span.end >= m_text.size() || isOneOf(m_text[quote.span.end], "}])"));
}

void SecretFinder::takeValue(const Name &name, const Value &value)
{
    if (value.span.isEmpty() || isMasked(value.span.begin))
        return;
    if (name.is.strong == SecretKind::Authorization || name.is.strong == SecretKind::Cookie) {
        takeHeader(name, value);
        return;
    }
    if ((name.is.strong || name.is.weak) && (isSecretValue(name, value) || isPhrase(name, value))) {
        Span span = value.span;
        // In YAML a value goes to the end of its line.
        if (!value.quoted && value.lineOfItsOwn && !value.equals && name.is.strong == SecretKind::Password) {
            span.end = std::max(span.end, std::min(lineEnd(span.begin), span.begin + LongestBare));
            while (span.end > value.span.end && isBlank(m_text[span.end - 1]))
                --span.end;
        }
        found(name.is.strong.value_or(name.is.weak.value_or(SecretKind::Token)), span);
        return;
    }
    if (name.is.pair)
        takePairOf(name, value);
}

/// `session='oneadmin:password'`
void SecretFinder::takePairOf(const Name &name, const Value &value)
{
    const QByteArrayView text = value.span.of(m_text);
    const qsizetype colon = text.indexOf(':');
    if (colon < 1 || text.startsWith("system:") || text.startsWith("urn:") || text.startsWith("arn:"))
        return;
    const QByteArrayView user = text.first(colon);
    const QByteArrayView word = text.sliced(colon + 1);
    if (word.isEmpty() || word.startsWith("//") || word.contains(' ') || isNumber(word) || isPath(word) ||
        !allOf(user, [](char c) { return isAlnum(c) || isOneOf(c, "_.@$\\+-"); }))
        return;
    if (isHarmless(word))
        return;
    // A name of a user may hold a colon itself; a session or a credential is made of both.
    const bool certain = name.normal.endsWith("session") || name.normal.endsWith("auth") ||
                         name.normal.endsWith("pwd") || name.normal.endsWith("pass") || name.normal.contains("cred");
    if (certain || anyOf(word, isDigit) || looksSecret(word))
        found(SecretKind::Password, {value.span.begin + colon + 1, value.span.end});
}

/// The scheme of an authorization tells something and stays; the values of cookies go.
void SecretFinder::takeHeader(const Name &name, const Value &value)
{
    Span span = value.span;
    if (name.is.strong == SecretKind::Cookie) {
        // A place further on in a line without a pair has none either.
        if (!value.quoted && span.begin < m_pairlessEnd)
            return;
        if (!value.quoted)
            span.end = std::max(span.end, lineEnd(span.begin));
        const char around = name.quote.isNone() ? '\0' : name.quote.sign;
        for (qsizetype i = span.begin; !value.quoted && i < span.end; ++i) {
            if ((around != 0 && m_text[i] == around) || isOneOf(m_text[i], "}<")) {
                span.end = i;
                break;
            }
        }
        read(span.size());
        // Without a pair it is a sentence about cookies.
        const QByteArrayView text = span.of(m_text);
        if (!text.contains('=') && !(value.quoted && looksSecret(text))) {
            if (!value.quoted)
                m_pairlessEnd = span.end;
            return;
        }
        found(SecretKind::Cookie, span);
        return;
    }
    const QByteArrayView first = bare(span.begin, '\0').of(m_text);
    const QByteArray scheme = first.toByteArray().toLower();
    constexpr std::array Schemes{"bearer", "basic",     "token",  "digest",           "negotiate", "ntlm",
                                 "apikey", "api-key",   "oauth",  "aws4-hmac-sha256", "glue",      "hawk",
                                 "key",    "sharedkey", "splunk", "genie-key",        "jwt",       "signature"};
    const auto listed = [&scheme](const char *one) {
        return scheme == one;
    };
    // A scheme that is not listed is a word before what looks like credentials.
    const bool known = std::any_of(Schemes.begin(), Schemes.end(), listed) ||
                       (!first.isEmpty() && allOf(first, isLetter) && at(span.begin + first.size()) == ' ' &&
                        looksSecret(bare(skipBlanks(span.begin + first.size()), '\0').of(m_text)));
    qsizetype end = value.quoted ? span.end : bare(span.begin, '\0').end;
    qsizetype begin = span.begin;
    if (known) {
        begin = skipBlanks(span.begin + first.size());
        if (value.quoted)
            end = span.end;
        else if (scheme == "digest" || scheme == "aws4-hmac-sha256" || scheme == "oauth" || scheme == "hawk" ||
                 scheme == "signature")
            end = lineEnd(begin);
        else
            end = std::min(lineEnd(begin), bare(begin, '\0').end);
    }
    if (!value.quoted) {
        const qsizetype stop = lineEnd(begin);
        end = std::min(std::max(end, begin), stop);
    }
    const QByteArrayView rest = m_text.sliced(begin, std::max(begin, end) - begin);
    if (rest.isEmpty() || isMasked(begin))
        return;
    const Name plain = name;
    if (rest.size() <= LongestHarmless) {
        if (isHarmless(rest) || (isSentence(rest) && !known) || (!value.quoted && isCode(rest, plain)) ||
            (!known && !value.equals && allOf(rest, isLetter)))
            return;
    }
    found(SecretKind::Authorization, {begin, end});
}

bool SecretFinder::isSecretName(QByteArrayView word) const
{
    if (word.size() > LongestName || anyOf(word, isDigit))
        return false;
    const SecretRules::NameClass is = classOf(word);
    return is.strong.has_value() || is.weak.has_value();
}

/// `password=(l3t%me)in`: no list, no placeholder and no code, but a value that somebody chose.
bool SecretFinder::beginsWithBracket(const Name &name, qsizetype place) const
{
    if (!name.is.strong || name.is.strong == SecretKind::Authorization || name.is.strong == SecretKind::Cookie ||
        isCodeLine(place))
        return false;
    // The beginning tells enough; reading all of it at each name would not be linear.
    const Span beginning = bare(place, name.quote.sign, Near);
    const QByteArrayView whole = beginning.of(m_text);
    qsizetype lead = 0;
    while (lead < whole.size() && isOneOf(whole[lead], "([{"))
        ++lead;
    const QByteArrayView inner = whole.sliced(lead);
    // `{pw!r}`: a place of a template.
    if (whole[0] == '{' && at(beginning.end) == '}' && !isNameByte(at(beginning.end + 1)))
        return false;
    if (inner.isEmpty() || isOneOf(inner[0], "'\"\\&") || isHarmless(whole) || isHarmless(inner) ||
        !anyOf(inner, isLetter))
        return false;
    if (name.is.strong != SecretKind::Password)
        return looksSecret(inner);
    constexpr qsizetype Shortest = 4;
    const auto isSign = [](char c) {
        return isOneOf(c, "%!#^~?$@*+");
    };
    return inner.size() >= Shortest && !inner.contains('.') && (anyOf(inner, isDigit) || anyOf(inner, isSign));
}

/// Source text in the place of a value: `self.password`, `get_token(`, `settings["token"]`.
bool SecretFinder::isCode(QByteArrayView value, const Name &name) const
{
    if (value.size() > LongestHarmless)
        return false;
    qsizetype end = 0;
    bool dotted = false;
    bool digits = false;
    while (end < value.size() && (isWord(value[end]) || (value[end] == '.' && end > 0))) {
        dotted = dotted || value[end] == '.';
        digits = digits || isDigit(value[end]);
        ++end;
    }
    if (end == 0)
        return isOneOf(value[0], "{<([@&*") && !(value.size() > 1 && isAlnum(value[1]) && isOneOf(value[0], "@&*"));
    if (isDigit(value[0]))
        return false;
    if (end < value.size())
        return isOneOf(value[end], "([") || value.sliced(end).startsWith("=>");
    // A variable of the environment holds no code.
    const QByteArrayView spelled = name.span.of(m_text);
    if (dotted && !anyOf(spelled, isLower) && looksSecret(value))
        return false;
    if (dotted)
        return !digits && (value.startsWith("self.") || value.startsWith("cls.") || isLower(value[0])) &&
               !value.endsWith('.');
    return isSecretName(value) || normalised(value) == name.normal;
}

bool SecretFinder::isSecretValue(const Name &name, const Value &value) const
{
    QByteArrayView text = value.span.of(m_text);
    if (text.size() > LongestHarmless)
        return true;
    text = text.trimmed();
    if (text.isEmpty())
        return false;
    const SecretKind kind = name.is.strong.value_or(name.is.weak.value_or(SecretKind::Token));
    const bool password = kind == SecretKind::Password;
    if (isHarmless(text) || isSentence(text) || isMasked(value.span.begin))
        return false;
    if (isPath(text) && !(password && value.quoted && !text.startsWith('/') && !text.contains("://")))
        return false;
    if (value.quoted) {
        // The name of another secret, or a template of one.
        if (isSecretName(text) && !(password && name.is.strong && !text.contains('_')))
            return false;
    } else {
        if (!value.bracketed && (isCode(text, name) || isCodeLine(value.span.begin)))
            return false;
        const char after = at(value.span.end);
        const bool goesOn = after == ' ' && isLetter(at(value.span.end + 1));
        const bool letters = allOf(text, isLetter);
        // A word with words behind it is a sentence about the secret; so is a short one behind a short name.
        constexpr qsizetype LongWord = 10;
        const bool setting = value.lineOfItsOwn && name.normal.contains('_') && text.size() >= LongWord;
        if (!value.equals && letters && (goesOn || !(password || setting)))
            return false;
    }
    if (!name.is.strong)
        return looksSecret(text);
    if (isNumber(text)) {
        // Counts, lengths, seconds; a one-time code is a number.
        constexpr qsizetype FewDigits = 4;
        const bool shortName = name.span.size() <= FewDigits && name.normal != "otp";
        const bool code = name.normal.contains("otp") || name.normal.endsWith("code");
        return code || (password ? !shortName || (text.size() > FewDigits && allOf(text, isDigit))
                                 : text.size() > FewDigits + 1 && allOf(text, isDigit));
    }
    if (password)
        return true;
    if (!value.equals && !value.quoted)
        return looksSecret(text) || allOf(text, isLetter);
    return !(isSlug(text) && !anyOf(text, isDigit));
}

/// `('authorization', 'Bearer ...')`
bool SecretFinder::takeCell(const Name &name, qsizetype place)
{
    const qsizetype comma = skipBlanks(place);
    if (at(comma) != ',' || name.option)
        return false;
    qsizetype next = comma + 1;
    while (isBlank(at(next)) || isBreak(at(next)))
        ++next;
    next = skipPrefix(startsWith(next, "<<") ? next + 2 : next); // a text of Erlang
    const Quote open = quoteAt(next);
    if (open.isNone())
        return false;
    qsizetype before = name.begin;
    if (isOneOf(at(before - 1), "bBuU") && !isNameByte(at(before - 2)))
        --before;
    while (isBlank(at(before - 1)))
        --before;
    const Span content = quoted(open);
    const qsizetype after = skipBlanks(content.end + closeLength(open, content.end));
    // Erlang writes a setting as `{default_pass, <<"x">>}`, its name without quotes.
    const bool erlang = name.quote.isNone() && (at(after) == '}' || startsWith(after, ">>}"));
    const bool alone = erlang || (isOneOf(at(before - 1), "([") && isOneOf(at(after), ")]"));
    // A header's name stands nowhere else; other names may be one of a list of names.
    const QByteArrayView cell = content.of(m_text);
    const bool header =
        name.is.strong && (*name.is.strong == SecretKind::Authorization || *name.is.strong == SecretKind::Cookie);
    // Below each other stand words of a list as well.
    const bool below = m_text.sliced(comma, next - comma).contains('\n');
    if (below && !(header && (looksSecret(cell) || cell.contains(' '))))
        return false;
    // A setting and its value among the words of a command.
    constexpr qsizetype LongValue = 16;
    const bool telling =
        name.is.strong && looksSecret(cell) &&
        (name.span.of(m_text).contains('-') || (name.normal.contains('_') && cell.size() >= LongValue));
    if (cell.startsWith('-') || (!alone && !((header || telling) && !isOneOf(at(before - 1), ":="))))
        return false;
    takeValue(name, {content, true, true, false});
    return true;
}

/// `key="Password" value="..."`, `{"name": "DB_PASSWORD", "value": "..."}`: the name stands in the place of a value.
bool SecretFinder::takeAttribute(const Name &name, qsizetype place)
{
    // `env: PASSWORD=x`: it has a value of its own.
    if (name.quote.isNone() && isOneOf(at(place), "=:"))
        return false;
    qsizetype before = name.begin;
    while (isBlank(at(before - 1)))
        --before;
    if (!isOneOf(at(before - 1), "=:"))
        return false;
    --before;
    while (isBlank(at(before - 1)))
        --before;
    while (isOneOf(at(before - 1), "\"'\\"))
        --before;
    qsizetype first = before;
    while (first > 0 && before - first < Near && (isNameByte(at(first - 1)) || at(first - 1) == '-'))
        --first;
    // `$env:PASSWORD` of PowerShell is a name.
    if (at(first - 1) == '$' || !isKeyWord(normalised(m_text.sliced(first, before - first))))
        return false;
    const qsizetype limit = std::min(m_text.size(), place + Near);
    while (place < limit) {
        if (!isNameByte(m_text[place])) {
            ++place;
            continue;
        }
        const qsizetype end = wordEnd(place);
        if (!isValueWord(normalised(m_text.sliced(place, end - place)))) {
            place = end;
            if (at(end) == '=' || at(end) == ':')
                continue;
            return true;
        }
        Name as = name;
        as.option = false;
        as.quote = quoteEndingAt(place);
        as.begin = as.quote.isNone() ? place : as.quote.span.begin;
        as.span = {place, end};
        // The walk meets the same words again: only the place of the value is taken from here.
        qsizetype at2 = end + (as.quote.isNone() ? 0 : closeLength(as.quote, end));
        at2 = skipBlanks(at2);
        if (!isOneOf(at(at2), "=:"))
            return true;
        at2 = skipPrefix(skipBlanks(at2 + 1));
        const Quote open = quoteAt(at2);
        as.span = name.span;
        takeValue(as,
                  open.isNone() ? Value{bare(at2, '\0'), false, true, false} : Value{quoted(open), true, true, false});
        return true;
    }
    return true;
}

/// A list, a tuple or a dict under the name.
void SecretFinder::takeMembers(const Name &name, qsizetype open)
{
    constexpr int Most = 32;
    const bool dict = m_text[open] == '{';
    // Of a dict only the jar of cookies says it all by its own name; inside of others each name speaks for itself.
    const bool jar = name.is.strong == SecretKind::Cookie;
    if (dict && !jar)
        return;
    qsizetype place = open + 1;
    std::vector<Value> cells;
    for (int i = 0; i < Most; ++i) {
        while (isBlank(at(place)) || isBreak(at(place)))
            ++place;
        place = skipPrefix(place);
        if (dict) {
            const Quote key = quoteAt(place);
            if (key.isNone())
                break;
            const Span span = quoted(key);
            place = skipBlanks(span.end + closeLength(key, span.end));
            if (at(place) != ':')
                break;
            place = skipPrefix(skipBlanks(place + 1));
        }
        const Quote quote = quoteAt(place);
        if (quote.isNone()) {
            // YAML writes a list so, where no quotes are needed.
            const Span word = m_text[open] == '[' ? bare(place, ']', LongestName) : Span{};
            if (!looksSecret(word.of(m_text)))
                break;
            cells.push_back({word, false, true, false});
            place = skipBlanks(word.end);
        } else {
            const Span span = quoted(quote);
            cells.push_back({span, true, true, false});
            place = skipBlanks(span.end + closeLength(quote, span.end));
        }
        if (at(place) != ',')
            break;
        ++place;
    }
    if (jar) {
        for (const Value &cell : cells) {
            if (!cell.span.isEmpty() && (dict || cell.span.of(m_text).contains('=')) && !isMasked(cell.span.begin) &&
                !isHarmless(cell.span.of(m_text)))
                found(SecretKind::Cookie, cell.span);
        }
        return;
    }
    if (name.is.pair && cells.size() == 2) {
        const QByteArrayView word = cells[1].span.of(m_text);
        if (!cells[1].span.isEmpty() && !isHarmless(word) && !isPath(word) && !isNumber(word) && !isSentence(word))
            found(SecretKind::Password, cells[1].span);
        return;
    }
    for (const Value &cell : cells)
        takeValue(name, cell);
}

/// `password: |` of YAML: the lines below that stand further in.
void SecretFinder::takeBlock(const Name &name, qsizetype end)
{
    constexpr int Most = 200;
    const qsizetype depth = indentation(lineBegin(name.begin));
    for (int i = 0; i < Most && end < m_text.size(); ++i) {
        const qsizetype begin = end + 1;
        const qsizetype stop = lineEnd(begin);
        const Span line{begin + indentation(begin), stop};
        if (!line.isEmpty()) {
            if (indentation(begin) <= depth)
                return;
            if (name.is.strong && !isMasked(line.begin))
                found(*name.is.strong, line);
        }
        end = stop;
    }
}

/// The name alone on its line, the value alone on the next.
void SecretFinder::takeNextLine(const Name &name, qsizetype place)
{
    const qsizetype first = lineBegin(name.begin);
    // The name has its line for itself but for marks of lists; a prompt has words before it.
    const QByteArrayView lead = m_text.sliced(first, name.begin - first);
    const bool prompt = at(name.span.end) == ':' && name.is.strong &&
                        allOf(lead, [](char c) { return isBlank(c) || isLetter(c) || isOneOf(c, "[]'"); });
    if (lead.size() > Near || !(prompt || allOf(lead, [](char c) { return isBlank(c) || isOneOf(c, "-*>|$#"); })))
        return;
    if (at(place) == '\r')
        ++place;
    if (at(place) != '\n')
        return;
    if (takeItems(name, place + 1) || name.plural)
        return;
    qsizetype begin = skipBlanks(place + 1);
    // `- password` and below it `- x`; `- --password` and below it `- x`.
    const bool item = lead.contains('-') && at(begin) == '-' && at(begin + 1) == ' ';
    if (item)
        begin = skipBlanks(begin + 2);
    // A validator names the field on a line, and tells below it what was given.
    constexpr QByteArrayView Given("input_value=");
    const Span below{begin, lineEnd(begin)};
    if (const qsizetype given = below.of(m_text).indexOf(Given); given >= 0) {
        const Quote around = quoteAt(skipPrefix(begin + given + Given.size()));
        if (!around.isNone())
            takeValue(name, {quoted(around), true, true, false});
        return;
    }
    const Quote open = quoteAt(begin);
    Value value;
    if (!open.isNone()) {
        value = {quoted(open), true, true, false};
    } else {
        value.span = bare(begin, '\0');
        value.equals = true;
        const qsizetype end = value.span.end;
        const QByteArrayView word = value.span.of(m_text);
        if (word.isEmpty() || (skipBlanks(end) < m_text.size() && !isBreak(at(skipBlanks(end)))))
            return;
        // Of YAML, what stands further in is the value, whatever it looks like.
        const bool further = at(name.span.end) == ':' && name.is.strong == SecretKind::Password &&
                             begin - place - 1 > name.begin - first;
        if ((!further && !anyOf(word, isDigit)) || isOneOf(word.back(), ":{[("))
            return;
        if (item && !looksSecret(word) && !(name.option && word.front() != '-'))
            return;
        if (prompt && !further && !looksSecret(word))
            return;
    }
    takeValue(name, value);
}

/// What YAML writes below the name: a list of values, or a mapping that names one of its members the value. False
/// where there is neither.
bool SecretFinder::takeItems(const Name &name, qsizetype below)
{
    constexpr int Most = 32;
    const qsizetype depth = indentation(lineBegin(name.begin));
    const qsizetype in = indentation(below);
    const bool list = at(below + in) == '-' && at(below + in + 1) == ' ';
    if (at(name.span.end) != ':' || !name.is.strong || in < depth || (!list && in == depth))
        return false;
    // A name within a list has been read with it; to read the rest of the list for each would not be linear.
    if (below < m_itemsEnd)
        return list;
    bool taken = false;
    for (int i = 0; i < Most && below < m_text.size() && indentation(below) == in; ++i) {
        qsizetype begin = below + in;
        below = lineEnd(begin) + 1;
        if (list) {
            if (at(begin) != '-' || at(begin + 1) != ' ')
                break;
            begin = skipBlanks(begin + 2);
        } else {
            const qsizetype key = wordEnd(begin);
            if (at(key) != ':')
                break;
            if (!isValueWord(normalised(m_text.sliced(begin, key - begin))))
                continue;
            begin = skipBlanks(key + 1);
        }
        const Quote open = quoteAt(begin);
        const Span span = open.isNone() ? bare(begin, '\0') : quoted(open);
        const qsizetype after = skipBlanks(span.end);
        const bool alone = after >= m_text.size() || isBreak(m_text[after]);
        // The names of fields, and the codes of what is wrong with one, are lists of words.
        if (open.isNone() && (span.isEmpty() || !alone || !anyOf(span.of(m_text), isDigit) ||
                              (name.plural && !looksSecret(span.of(m_text)))))
            continue;
        takeValue(name, {span, !open.isNone(), true, false});
        taken = true;
    }
    m_itemsEnd = below;
    return taken || list;
}

/// Behind `password`: where `for user u`, ` (u)` or `['u']` ends; @p place where none of them stands there.
qsizetype SecretFinder::ownerEnd(qsizetype place) const
{
    const qsizetype limit = std::min(m_text.size(), place + 2 * Near);
    const qsizetype begin = skipBlanks(place);
    if (isOneOf(at(begin), "([") && (at(begin) == '(' ? begin > place : begin == place)) {
        const char close = at(begin) == '(' ? ')' : ']';
        for (qsizetype end = begin + 1; end < limit && !isBreak(m_text[end]); ++end) {
            if (m_text[end] == close)
                return end + 1;
        }
        return place;
    }
    if (begin == place || !(startsWith(begin, "for ") || startsWith(begin, "of ") || startsWith(begin, "f\xC3\xBCr ") ||
                            startsWith(begin, "pour ") || startsWith(begin, "para ")))
        return place;
    qsizetype end = skipBlanks(begin + m_text.sliced(begin).indexOf(' '));
    constexpr int MostWords = 6;
    for (int words = 0; words < MostWords && end < limit; ++words) {
        if (const Quote open = quoteAt(end); !open.isNone()) {
            const Span inside = quoted(open);
            end = inside.end + closeLength(open, inside.end);
        } else {
            while (end < limit && !isBlank(m_text[end]) && !isOneOf(m_text[end], ":=,;\n"))
                ++end;
        }
        const qsizetype next = skipBlanks(end);
        if (next == end || isOneOf(at(next), ":=") || verbEnd(next) > next)
            return end;
        end = next;
    }
    return place;
}

/// `is`, `was set to`: the words between a name and its value; @p place where none of them stands there.
qsizetype SecretFinder::verbEnd(qsizetype place) const
{
    constexpr int MostWords = 5;
    for (int words = 0; words < MostWords; ++words) {
        const qsizetype end = wordEnd(place);
        const auto listed = [word = m_text.sliced(place, end - place)](const char *one) {
            return word == one;
        };
        constexpr std::array Verbs{"is", "was", "now", "has", "been", "set", "changed", "reset", "to", "ist", "lautet"};
        if (at(end) == '\0' || !std::any_of(Verbs.begin(), Verbs.end(), listed))
            break;
        place = at(end) == ':' ? skipBlanks(end + 1) : skipBlanks(end);
    }
    return place;
}

/// `password for user u: x`, `passwd for 'u' is x`, `passwords['u'] = 'x'`: it is said whose secret it is.
bool SecretFinder::takeOwned(const Name &name, qsizetype place)
{
    if (!name.is.strong || name.is.strong == SecretKind::Authorization || name.is.strong == SecretKind::Cookie)
        return false;
    qsizetype end = ownerEnd(place);
    if (end == place)
        return false;
    const bool subscript = at(end - 1) == ']';
    end = skipBlanks(end);
    const bool sign = (at(end) == ':' || at(end) == '=') && at(end + 1) != '=';
    const qsizetype verb = verbEnd(end);
    if (!sign && (subscript || verb == end))
        return false;
    const qsizetype begin = skipPrefix(skipBlanks(sign ? end + 1 : verb));
    const Quote open = quoteAt(begin);
    if (closesSurrounding(open))
        return true;
    Value value;
    value.quoted = !open.isNone();
    value.span = value.quoted ? quoted(open) : bare(begin, name.quote.isNone() ? '\0' : name.quote.sign);
    const QByteArrayView word = value.span.of(m_text);
    const bool goesOn = at(value.span.end) == ' ' && isLetter(at(value.span.end + 1));
    // In a sentence a word is a word, and a number counts something.
    const bool plain = allOf(word, isLetter) || (isNumber(word) && (goesOn || !sign));
    if (!word.isEmpty() && (value.quoted || (!plain && !(subscript && !looksSecret(word)))))
        takeValue(name, value);
    return true;
}

/// `| admin_password | x |`: a table of two columns.
void SecretFinder::takeRow(const Name &name, qsizetype place, QByteArrayView bar)
{
    const qsizetype first = lineBegin(name.begin);
    const QByteArrayView lead = m_text.sliced(first, name.begin - first);
    const qsizetype opened = std::max(lead.lastIndexOf('"'), lead.lastIndexOf('\''));
    const QByteArrayView border = lead.sliced(opened + 1).trimmed();
    if (!border.isEmpty() && border != bar)
        return;
    Span cell{skipBlanks(place + bar.size()), lineEnd(place)};
    const qsizetype close = cell.of(m_text).indexOf(bar);
    if (close < 0)
        return;
    cell.end = cell.begin + close;
    const qsizetype after = skipBlanks(cell.end + bar.size());
    while (cell.end > cell.begin && isBlank(m_text[cell.end - 1]))
        --cell.end;
    // In a table of more columns the name may head a column of its own.
    const bool ends = after >= m_text.size() || isBreak(m_text[after]) || isOneOf(m_text[after], "\"'");
    if (!ends && !looksSecret(cell.of(m_text)))
        return;
    takeValue(name, {cell, true, true, false});
}

/// `config set secret_access_key x`: a name that is no word of a language, and behind it what looks like its value.
void SecretFinder::takeNextWord(const Name &name, qsizetype place)
{
    constexpr qsizetype Shortest = 12;
    const Quote open = quoteAt(place);
    if (!name.is.strong || name.is.strong == SecretKind::Authorization || name.is.strong == SecretKind::Cookie ||
        !(name.normal.contains('_') || (!open.isNone() && name.normal.size() >= 6)))
        return;
    const Span span = open.isNone() ? bare(place, name.quote.sign) : quoted(open);
    if ((span.size() >= Shortest || !open.isNone()) && looksSecret(span.of(m_text)) && !isPath(span.of(m_text)) &&
        !isMasked(span.begin))
        takeValue(name, {span, !open.isNone(), true, false});
}

/// Several words behind a password, in a block of settings: the lines around it are of the same kind.
bool SecretFinder::isPhrase(const Name &name, const Value &value) const
{
    if (name.is.strong != SecretKind::Password || value.quoted || value.equals || !value.lineOfItsOwn)
        return false;
    const qsizetype begin = lineBegin(name.begin);
    const qsizetype end = lineEnd(value.span.begin);
    const QByteArrayView words = m_text.sliced(value.span.begin, end - value.span.begin);
    if (words.size() > LongestHarmless || isSentence(words) || isCodeLine(value.span.begin) || isPath(words) ||
        isOneOf(words.front(), "{[<*#$%(") || isHarmless(words))
        return false;
    const auto isSetting = [&](qsizetype from) {
        if (from < 0 || from >= m_text.size() || indentation(from) != indentation(begin))
            return false;
        const qsizetype word = from + indentation(from);
        const qsizetype stop = wordEnd(word);
        const QByteArrayView rest = m_text.sliced(stop, lineEnd(stop) - stop).trimmed();
        return stop > word && rest.startsWith(':') && !isSentence(rest.sliced(1));
    };
    return isSetting(end + 1) || (begin > 0 && isSetting(lineBegin(begin - 1)));
}

void SecretFinder::takeCall(Span word)
{
    qsizetype first = word.end;
    while (first > word.begin && isWord(m_text[first - 1]))
        --first;
    const QByteArray head = m_text.sliced(first, word.end - first).toByteArray() + '(';
    qsizetype place = word.end + 1;
    QByteArray line = head;
    constexpr int MostArguments = 4;
    for (int i = 0; i < MostArguments; ++i) {
        while (isBlank(at(place)) || isBreak(at(place)))
            ++place;
        const Quote open = quoteAt(skipPrefix(place));
        Span span;
        if (!open.isNone()) {
            span = quoted(open);
            if (const std::optional<SecretKind> kind = m_rules.call(line + "VALUE")) {
                const QByteArrayView value = span.of(m_text);
                if (!span.isEmpty() && !isMasked(span.begin) && !isPath(value) && !isSentence(value) &&
                    !isHarmless(value) && !isSecretName(value))
                    found(*kind, span);
                return;
            }
            place = skipBlanks(span.end + closeLength(open, span.end));
        } else {
            const Span argument{place, argumentEnd(place)};
            place = skipBlanks(argument.end);
            if (at(place) == ',' && isNumber(argument.of(m_text))) {
                ++place;
                line += "N, ";
                continue;
            }
        }
        if (at(place) != ',')
            return;
        ++place;
        line += "X, ";
    }
}

/// Where an argument without quotes ends: `server`, `22`, `Server('h')`.
qsizetype SecretFinder::argumentEnd(qsizetype place) const
{
    const qsizetype limit = std::min(m_text.size(), place + 2 * Near);
    int depth = 0;
    for (; place < limit; ++place) {
        const char c = m_text[place];
        if (depth == 0 && (isOneOf(c, ",)]}=") || isBreak(c)))
            break;
        if (isOneOf(c, "([{"))
            ++depth;
        else if (isOneOf(c, ")]}"))
            --depth;
    }
    return place;
}

/// Below a source line some tools print the value of each name, at the name's column.
void SecretFinder::findEchoes()
{
    constexpr QByteArrayView Corner("\xE2\x94\x94"); // └
    if (!m_text.contains(Corner))
        return;
    constexpr qsizetype Widest = 400;
    constexpr int MostEchoes = 64;
    Span source;
    int echoes = 0;
    for (qsizetype begin = 0; begin < m_text.size();) {
        const qsizetype end = lineEnd(begin);
        const qsizetype first = begin + indentation(begin);
        qsizetype last = first;
        qsizetype column = first - begin;
        while (startsWith(last, Bar)) {
            last += Bar.size();
            ++column;
            while (at(last) == ' ') {
                ++last;
                ++column;
            }
        }
        if (!startsWith(last, Corner) || column > Widest) {
            source = {begin, end};
            echoes = 0;
        } else if (++echoes < MostEchoes) {
            qsizetype place = source.begin;
            for (qsizetype i = 0; i < column && place < source.end; ++i) {
                ++place;
                while (place < source.end && (static_cast<unsigned char>(m_text[place]) & 0xC0) == 0x80)
                    ++place;
            }
            const qsizetype stop = std::min(wordEnd(place), source.end);
            if (stop > place && stop - place <= LongestName) {
                Name name;
                name.span = {place, stop};
                name.begin = place;
                name.normal = normalised(m_text.sliced(place, stop - place));
                name.is = classOf(m_text.sliced(place, stop - place));
                if (name.is.strong || name.is.weak) {
                    const qsizetype value = skipPrefix(skipBlanks(last + Corner.size()));
                    const Quote open = quoteAt(value);
                    if (!open.isNone())
                        takeValue(name, {quoted(open), true, true, false});
                }
            }
        }
        begin = end + 1;
    }
}

/// What one place gave away is masked wherever else it stands.
void SecretFinder::findRepeats()
{
    constexpr std::size_t Most = 24;
    std::vector<QByteArrayView> values;
    for (const FoundSecret &one : m_found) {
        const QByteArrayView value = one.span.of(m_text);
        if (values.size() < Most && value.size() <= LongestHarmless && one.kind != SecretKind::Email &&
            looksSecret(value) && std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(value);
    }
    std::vector<FoundSecret> more;
    read(qsizetype(values.size()) * m_text.size());
    for (const QByteArrayView value : values) {
        for (qsizetype place = m_text.indexOf(value); place >= 0; place = m_text.indexOf(value, place + value.size()))
            more.push_back({SecretKind::Token, {place, place + value.size()}});
    }
    m_found.insert(m_found.end(), more.begin(), more.end());
}

} // namespace waldesk::domain

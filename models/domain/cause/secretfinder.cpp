// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretfinder.h"

#include "models/domain/cause/characters.h"

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;

namespace
{

bool isNameSign(char c)
{
    return isAlnum(c) || c == '_' || c == '-';
}

bool isTokenSign(char c)
{
    return isAlnum(c) || QByteArrayView("_-.~+/=").contains(c);
}

bool isOneOf(const QByteArray &word, std::initializer_list<QByteArrayView> list)
{
    return std::any_of(list.begin(), list.end(), [&word](QByteArrayView one) { return word == one; });
}

bool endsWithOneOf(const QByteArray &word, std::initializer_list<QByteArrayView> list)
{
    return std::any_of(list.begin(), list.end(), [&word](QByteArrayView one) { return word.endsWith(one); });
}

bool containsOneOf(const QByteArray &word, std::initializer_list<QByteArrayView> list)
{
    return std::any_of(list.begin(), list.end(), [&word](QByteArrayView one) { return word.contains(one); });
}

/// What a name says its value is.
enum class Named : quint8 { Nothing, Authorization, Cookie, Password, Token };

Named kindOfName(const QByteArray &name)
{
    if (name.size() > 64)
        return Named::Nothing;
    if (isOneOf(name, {"authorization", "proxy-authorization", "proxy_authorization", "http_authorization"}))
        return Named::Authorization;
    if (isOneOf(name, {"cookie", "set-cookie", "set_cookie", "cookies", "http_cookie"}))
        return Named::Cookie;
    if (endsWithOneOf(name, {"_file", "-file", "_path", "-path", "_url", "_type", "_name", "_field", "_expired",
                             "_expires", "_at", "_in", "_error", "_policy", "-type", "_length", "_id"}) &&
        name != "session_id")
        return Named::Nothing;
    if (isOneOf(name, {"pass", "pwd", "pw", "passcode"}) ||
        containsOneOf(name, {"password", "passwd", "passphrase", "_pass", "-pass", "_pwd", "userpwd"}))
        return Named::Password;
    if (containsOneOf(name, {"secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
                             "private_key", "privatekey", "credential", "sessionid", "session_id", "session-id",
                             "sessionkey", "session_key", "csrf", "xsrf", "signature"}) ||
        isOneOf(name, {"auth", "x-auth", "sid", "jwt", "slurm_jwt"}))
        return Named::Token;
    return Named::Nothing;
}

/// No secret, whatever its name: the word for none.
bool saysNothing(QByteArrayView value)
{
    // Masked before: the sign that opens the placeholder.
    if (value.startsWith("\xE2\x80\xB9"))
        return true;
    const QByteArray word = value.toByteArray().toLower();
    return word.isEmpty() ||
           isOneOf(word, {"none", "null", "true", "false", "yes", "no", "nil", "undefined", "empty"}) ||
           std::all_of(word.begin(), word.end(), [](char c) { return c == '*' || c == '.' || c == 'x'; });
}

bool hasDigit(QByteArrayView word)
{
    return std::any_of(word.begin(), word.end(), isDigit);
}

/// A run that no word of a language is.
bool looksSecret(QByteArrayView word)
{
    constexpr qsizetype Short = 8;
    constexpr qsizetype Long = 20;
    const bool mixed = std::any_of(word.begin(), word.end(), isUpper) &&
                       std::any_of(word.begin() + 1, word.end(), isLower) &&
                       std::any_of(word.begin() + 1, word.end(), isUpper);
    return word.size() >= Long || (word.size() >= Short && (hasDigit(word) || mixed || word.endsWith('=')));
}

} // namespace

std::vector<FoundSecret> SecretFinder::run()
{
    while (m_at < m_text.size()) {
        const bool wordStart = m_at == 0 || !isNameSign(m_text[m_at - 1]);
        if (takePrivateKey() || takeUrlCredentials() || (wordStart && (takeKnownShape() || takeEmail() || takeNamed())))
            continue;
        m_at =
            wordStart && isNameSign(m_text[m_at]) && m_text[m_at] != '-' ? std::max(wordEnd(m_at), m_at + 1) : m_at + 1;
    }
    return std::move(m_found);
}

void SecretFinder::found(SecretKind kind, Span span)
{
    if (!span.isEmpty())
        m_found.push_back({kind, span});
    m_at = std::max(span.end, m_at + 1);
}

qsizetype SecretFinder::wordEnd(qsizetype from) const
{
    while (from < m_text.size() && isNameSign(m_text[from]))
        ++from;
    return from;
}

QByteArray SecretFinder::lower(Span span) const
{
    return span.of(m_text).toByteArray().toLower();
}

bool SecretFinder::takePrivateKey()
{
    constexpr QByteArrayView Begin("-----BEGIN ");
    if (m_text[m_at] != '-' || !m_text.sliced(m_at).startsWith(Begin))
        return false;
    const qsizetype headEnd = m_text.indexOf(QByteArrayView("-----"), m_at + Begin.size());
    constexpr qsizetype LongestHead = 80;
    if (headEnd < 0 || headEnd - m_at > LongestHead ||
        !m_text.sliced(m_at, headEnd - m_at).contains(QByteArrayView("PRIVATE KEY")))
        return false;
    const qsizetype foot = m_text.indexOf(QByteArrayView("-----END "), headEnd);
    qsizetype end = foot < 0 ? m_text.size() : m_text.indexOf(QByteArrayView("-----"), foot + 9);
    end = end < 0 ? m_text.size() : std::min(end + 5, m_text.size());
    found(SecretKind::PrivateKey, {m_at, end});
    return true;
}

/// `://user:password@host`
bool SecretFinder::takeUrlCredentials()
{
    if (m_text[m_at] != ':' || !m_text.sliced(m_at).startsWith(QByteArrayView("://")))
        return false;
    const qsizetype begin = m_at + 3;
    constexpr qsizetype Longest = 256;
    const qsizetype limit = std::min(m_text.size(), begin + Longest);
    qsizetype at = begin;
    qsizetype sign = -1;
    bool slash = false;
    for (; at < limit && !isBlank(m_text[at]) && !QByteArrayView("\n\"'<>`\\").contains(m_text[at]); ++at) {
        slash = slash || m_text[at] == '/' || m_text[at] == '?' || m_text[at] == '#';
        if (m_text[at] == '@' && (!slash || sign < 0))
            sign = at;
    }
    if (sign <= begin)
        return false;
    const QByteArrayView user = m_text.sliced(begin, sign - begin);
    // A path may hold an @ of its own; a password may hold a slash, but then a colon with no port stands before.
    const qsizetype colon = user.indexOf(':');
    const qsizetype path = user.indexOf('/');
    const bool port = colon >= 0 && colon + 1 < user.size() && isDigit(user[colon + 1]);
    if (path >= 0 && (colon < 0 || colon > path || port))
        return false;
    found(SecretKind::UrlCredentials, {begin, sign});
    return true;
}

bool SecretFinder::takeEmail()
{
    qsizetype at = m_at;
    constexpr qsizetype Longest = 96;
    while (at < m_text.size() && at - m_at < Longest &&
           (isWord(m_text[at]) || QByteArrayView(".+-%").contains(m_text[at])))
        ++at;
    if (at == m_at || at >= m_text.size() || m_text[at] != '@')
        return false;
    qsizetype end = at + 1;
    bool dot = false;
    while (end < m_text.size() && (isAlnum(m_text[end]) || m_text[end] == '-' ||
                                   (m_text[end] == '.' && end + 1 < m_text.size() && isAlnum(m_text[end + 1])))) {
        dot = dot || m_text[end] == '.';
        ++end;
    }
    if (!dot)
        return false;
    found(SecretKind::Email, {m_at, end});
    return true;
}

/// Secrets that show what they are: JWT, keys of clouds and forges, a token of Waldur (40 hex digits).
bool SecretFinder::takeKnownShape()
{
    const QByteArrayView rest = m_text.sliced(m_at);
    qsizetype end = 0;
    if (rest.startsWith("eyJ")) {
        int dots = 0;
        while (end < rest.size() && (isNameSign(rest[end]) || rest[end] == '.' || rest[end] == '=')) {
            dots += rest[end] == '.' ? 1 : 0;
            ++end;
        }
        if (dots >= 1 && end >= 16) {
            found(SecretKind::Jwt, {m_at, m_at + end});
            return true;
        }
        return false;
    }
    while (end < rest.size() && isNameSign(rest[end]))
        ++end;
    const QByteArrayView word = rest.first(end);
    const bool cloud = word.size() == 20 && (word.startsWith("AKIA") || word.startsWith("ASIA")) &&
                       std::all_of(word.begin(), word.end(), [](char c) { return isUpper(c) || isDigit(c); });
    bool forge = false;
    for (const QByteArrayView lead : {QByteArrayView("ghp_"), QByteArrayView("gho_"), QByteArrayView("ghs_"),
                                      QByteArrayView("github_pat_"), QByteArrayView("glpat-"), QByteArrayView("xoxb-"),
                                      QByteArrayView("xoxp-"), QByteArrayView("dop_v1_"), QByteArrayView("sk-")})
        forge = forge || (word.startsWith(lead) && word.size() >= lead.size() + 16);
    if (cloud || forge) {
        found(SecretKind::AccessKey, {m_at, m_at + end});
        return true;
    }
    constexpr qsizetype WaldurToken = 40;
    if (word.size() == WaldurToken && std::all_of(word.begin(), word.end(), isHex)) {
        found(SecretKind::Token, {m_at, m_at + end});
        return true;
    }
    return false;
}

bool SecretFinder::takeNamed()
{
    if (!isNameSign(m_text[m_at]))
        return false;
    qsizetype begin = m_at;
    while (begin < m_text.size() && m_text[begin] == '-')
        ++begin;
    const qsizetype end = wordEnd(begin);
    if (end == begin)
        return false;
    const Named named = kindOfName(lower({begin, end}));
    if (named == Named::Nothing)
        return takeScheme(end);
    const Value value = valueAfter(end, begin - m_at == 2);
    if (value.span.isEmpty())
        return takeScheme(end);
    const QByteArrayView text = value.span.of(m_text);
    if (saysNothing(text))
        return false;
    if (named == Named::Token && !value.explicitly && !looksSecret(text))
        return takeScheme(end);
    found(named == Named::Authorization ? SecretKind::Authorization
          : named == Named::Cookie      ? SecretKind::Cookie
          : named == Named::Password    ? SecretKind::Password
                                        : SecretKind::Token,
          value.span);
    return true;
}

/// `Bearer abc123` where no header's name stands before it.
bool SecretFinder::takeScheme(qsizetype end)
{
    const QByteArray word = lower({m_at, end});
    if (!isOneOf(word, {"bearer", "basic", "token"}) || end >= m_text.size() || m_text[end] != ' ')
        return false;
    qsizetype stop = end + 1;
    while (stop < m_text.size() && isTokenSign(m_text[stop]))
        ++stop;
    while (stop > end + 1 && m_text[stop - 1] == '.')
        --stop;
    const Span value{end + 1, stop};
    if (!looksSecret(value.of(m_text)) || (word == "token" && !hasDigit(value.of(m_text))))
        return false;
    found(SecretKind::Authorization, value);
    return true;
}

Span SecretFinder::quotedValue(qsizetype open) const
{
    const char quote = m_text[open];
    const bool escaped = open > 0 && m_text[open - 1] == '\\';
    qsizetype at = open + 1;
    for (; at < m_text.size() && m_text[at] != '\n'; ++at) {
        if (m_text[at] == '\\' && at + 1 < m_text.size()) {
            if (escaped && m_text[at + 1] == quote)
                break;
            ++at;
        } else if (m_text[at] == quote) {
            break;
        }
    }
    return {open + 1, std::min(at, m_text.size())};
}

SecretFinder::Value SecretFinder::valueAfter(qsizetype at, bool option) const
{
    const auto here = [this, &at] {
        return at < m_text.size() ? m_text[at] : '\n';
    };
    const auto skip = [&](QByteArrayView signs) {
        const qsizetype from = at;
        while (at < m_text.size() && signs.contains(m_text[at]))
            ++at;
        return m_text.sliced(from, at - from);
    };
    const QByteArrayView quotes = skip("\\\"'");
    if (here() == ']')
        ++at;
    const QByteArrayView blanks = skip(" \t");
    const QByteArrayView signs = skip(option || !quotes.isEmpty() ? QByteArrayView("=:,>") : QByteArrayView("=:>"));
    if (signs.isEmpty() && !(option && !blanks.isEmpty()))
        return {};
    if (signs == QByteArrayView("::") || signs == QByteArrayView("=="))
        return {};
    skip(" \t");
    if (here() == '[' || here() == '(')
        ++at;
    if ((here() == 'b' || here() == 'u' || here() == 'r') && at + 1 < m_text.size() &&
        (m_text[at + 1] == '\'' || m_text[at + 1] == '"'))
        ++at;
    if (here() == '\\')
        ++at;
    if (here() == '\'' || here() == '"')
        return {quotedValue(at), true, true};
    const qsizetype begin = at;
    const QByteArray name = lower({m_at, std::min(m_text.size(), m_at + 24)});
    // A header's value has blanks in it; it goes to the end of its line or of the string around it.
    const bool header = signs == QByteArrayView(":") && name.contains("authorization");
    const bool cookie = name.contains("cookie");
    const char around = m_at > 0 ? m_text[m_at - 1] : ' ';
    const bool quoted = around == '"' || around == '\'';
    const bool digest = header && lower({begin, std::min(m_text.size(), begin + 6)}) == "digest";
    const auto ends = [&](char c) {
        if (c == '\n' || c == '\r' || c == '<')
            return true;
        if (c == '"' || c == '\'')
            return quoted ? c == around : !digest;
        if (cookie)
            return c == '}';
        if (header)
            return !digest && (c == ',' || c == '}' || c == ')');
        return isBlank(c) || QByteArrayView(",;&)]}").contains(c);
    };
    while (at < m_text.size() && !ends(m_text[at]))
        ++at;
    if (!header && !cookie && name.contains("authorization") && at < m_text.size() && m_text[at] == ' ')
        at = std::max(at, wordEnd(at + 1));
    return {{begin, at}, false, signs.contains('=') || signs.contains('>')};
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/meaningfulnumbers.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/messagelexicon.h"

#include <algorithm>
#include <array>

namespace waldesk::domain
{
namespace
{

using namespace characters;

/// What stands before a number: up to three words, lower case, and the signs between the last one and the number.
struct Before {
    std::array<QByteArray, 3> words; ///< nearest first
    QByteArrayView signs;
};

Before before(QByteArrayView line, qsizetype number)
{
    Before found;
    qsizetype at = number;
    while (at > 0 && !isWord(line[at - 1]) && number - at < 6)
        --at;
    found.signs = line.sliced(at, number - at);
    for (QByteArray &word : found.words) {
        qsizetype begin = at;
        while (begin > 0 && (isWord(line[begin - 1]) || line[begin - 1] == '.' || line[begin - 1] == '/') &&
               at - begin < 40)
            --begin;
        word = line.sliced(begin, at - begin).toByteArray().toLower();
        at = begin;
        while (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '-') && begin - at < 3)
            --at;
        if (at == begin)
            break;
    }
    return found;
}

bool isOneOf(const QByteArray &word, std::initializer_list<QByteArrayView> list)
{
    return std::any_of(list.begin(), list.end(), [&word](QByteArrayView one) { return word == one; });
}

struct Reason {
    int first;
    int last;
    QByteArrayView phrase;
};

/// The rest of the line begins with the reason phrase of this very status: `row 412 not found` is no HTTP.
bool isReasonPhrase(int status, QByteArrayView rest)
{
    static constexpr Reason Reasons[] = {{400, 499, QByteArrayView("client error")},
                                         {500, 599, QByteArrayView("server error")},
                                         {400, 400, QByteArrayView("bad request")},
                                         {401, 401, QByteArrayView("unauthorized")},
                                         {402, 402, QByteArrayView("payment req")},
                                         {403, 403, QByteArrayView("forbidden")},
                                         {404, 404, QByteArrayView("not found")},
                                         {405, 405, QByteArrayView("method not all")},
                                         {406, 406, QByteArrayView("not acceptable")},
                                         {407, 407, QByteArrayView("proxy auth")},
                                         {408, 408, QByteArrayView("request time")},
                                         {409, 409, QByteArrayView("conflict")},
                                         {410, 410, QByteArrayView("gone")},
                                         {412, 412, QByteArrayView("precondition")},
                                         {413, 413, QByteArrayView("request entity")},
                                         {413, 413, QByteArrayView("payload too")},
                                         {413, 413, QByteArrayView("content too")},
                                         {415, 415, QByteArrayView("unsupported med")},
                                         {422, 422, QByteArrayView("unprocessable")},
                                         {423, 423, QByteArrayView("locked")},
                                         {424, 424, QByteArrayView("failed depend")},
                                         {429, 429, QByteArrayView("too many req")},
                                         {431, 431, QByteArrayView("request header")},
                                         {500, 500, QByteArrayView("internal server")},
                                         {501, 501, QByteArrayView("not implemented")},
                                         {502, 502, QByteArrayView("bad gateway")},
                                         {503, 503, QByteArrayView("service unav")},
                                         {503, 503, QByteArrayView("service temp")},
                                         {504, 504, QByteArrayView("gateway time")},
                                         {507, 507, QByteArrayView("insufficient stor")},
                                         {511, 511, QByteArrayView("network auth")},
                                         {301, 301, QByteArrayView("moved perm")},
                                         {302, 302, QByteArrayView("found")},
                                         {307, 307, QByteArrayView("temporary redir")}};
    qsizetype at = 0;
    while (at < rest.size() && at < 3 && (rest[at] == ' ' || rest[at] == ':' || rest[at] == '-'))
        ++at;
    if (at == 0)
        return false;
    const QByteArray text = rest.sliced(at, std::min<qsizetype>(24, rest.size() - at)).toByteArray().toLower();
    return std::any_of(std::begin(Reasons), std::end(Reasons), [&text, status](const Reason &one) {
        return status >= one.first && status <= one.last && text.startsWith(one.phrase);
    });
}

bool hasOnly(QByteArrayView signs, QByteArrayView allowed)
{
    return std::all_of(signs.begin(), signs.end(), [allowed](char c) { return allowed.contains(c); });
}

class Judge
{
public:
    Judge(QByteArrayView line, Span number)
        : m_before(before(line, number.begin)), m_rest(line.sliced(number.end)), m_line(line), m_number(number),
          m_value(number.of(line).first(std::min<qsizetype>(number.size(), 6)).toByteArray().toInt())
    {
    }

    /// `http`, `errno` and so on, empty where the number means nothing.
    [[nodiscard]] QByteArray kind() const
    {
        const QByteArray &word = m_before.words[0];
        const QByteArray &second = m_before.words[1];
        const bool explicitly = m_before.signs.contains(':') || m_before.signs.contains('=');
        if (isOneOf(word, {"errno", "winerror"}))
            return "errno";
        if (word.startsWith("signals.sig") || (word == "signal" && m_number.size() <= 2))
            return "signal";
        if (isExit(word, second))
            return "exit";
        if (isHttp(word, second))
            return "http";
        if (isCode(word, second, explicitly))
            return "code";
        return {};
    }

private:
    [[nodiscard]] bool isExit(const QByteArray &word, const QByteArray &second) const
    {
        if (m_number.size() > 3)
            return false;
        if (isOneOf(word, {"exitcode", "exit_code", "exitstatus", "exit_status", "returncode", "return_code", "retcode",
                           "rc"}))
            return true;
        if (isOneOf(word, {"status", "code", "value"}) && isOneOf(second, {"exit", "return"}))
            return true;
        if (word == "exit" || (word == "with" && isOneOf(second, {"exited", "exit"})))
            return true;
        return word == "returned" && (m_rest.isEmpty() || !(m_rest[0] == ' ' || isWord(m_rest[0]))) && m_value < 256;
    }

    [[nodiscard]] bool isHttp(const QByteArray &word, const QByteArray &second) const
    {
        if (m_number.size() != 3 || m_value < 100 || m_value > 599)
            return false;
        if (messagelexicon::isNamed(word))
            return false;
        if (isReasonPhrase(m_value, m_rest))
            return true;
        if (word.startsWith("http") || isOneOf(word, {"status", "status_code", "statuscode"}))
            return true;
        if (word == "code" && isOneOf(second, {"status", "http", "response", "error", "", "result"}))
            return true;
        if (m_value < 400)
            return false;
        if (m_number.begin == 1 && m_line[0] == '(' && m_rest.startsWith(")"))
            return true;
        // `returned 500 for ...` is an answer, `returned 500 rows` is a count.
        const bool counts = m_rest.size() > 1 && m_rest[0] == ' ' && !endsClause(m_rest.sliced(1));
        if (counts)
            return false;
        return isOneOf(word, {"error", "code", "response", "returned", "answered", "responded", "answer"}) ||
               (isOneOf(word, {"with", "was", "a"}) &&
                isOneOf(second, {"responded", "answered", "failed", "code", "response", "returned"}));
    }

    static bool endsClause(QByteArrayView rest)
    {
        return rest.startsWith("for ") || rest.startsWith("from ") || rest.startsWith("on ") ||
               rest.startsWith("at ") || rest.startsWith("when ") || rest.startsWith("while ") ||
               rest.startsWith("(") || rest.startsWith("-");
    }

    [[nodiscard]] bool isCode(const QByteArray &word, const QByteArray &second, bool explicitly) const
    {
        if (m_number.size() > 5)
            return false;
        if (isOneOf(word, {"code", "number", "no", "nr"}) &&
            isOneOf(second, {"error", "err", "status", "response", "reason", "result", "fault", "exception"}))
            return true;
        if (isOneOf(word, {"error_code", "errorcode", "error_number", "err_code", "errcode", "code"}))
            return explicitly || m_number.size() <= 3;
        if (word == "status")
            return m_number.size() <= 3;
        if (word == "error" && hasOnly(m_before.signs, " #(["))
            return true;
        if (isOneOf(word, {"ora", "tns", "dpi", "pls"}) && m_before.signs == QByteArrayView("-"))
            return true;
        // The way database drivers print: (2003, "Can't connect ...").
        return m_number.begin == 1 && m_line[0] == '(' && m_number.size() >= 3 &&
               (m_rest.startsWith(", \"") || m_rest.startsWith(", '"));
    }

    Before m_before;
    QByteArrayView m_rest;
    QByteArrayView m_line;
    Span m_number;
    int m_value = 0;
};

/// SQLSTATE is five letters or digits.
void findSqlStates(QByteArrayView line, std::vector<MeaningfulNumber> &found)
{
    const QByteArray lower = line.toByteArray().toLower();
    for (qsizetype at = lower.indexOf("sqlstate"); at >= 0; at = lower.indexOf("sqlstate", at + 1)) {
        qsizetype begin = at + 8;
        while (begin < line.size() && begin < at + 12 && !isWord(line[begin]))
            ++begin;
        qsizetype end = begin;
        while (end < line.size() && isWord(line[end]))
            ++end;
        if (end - begin == 5)
            found.push_back({{begin, end}, "sqlstate " + line.sliced(begin, 5).toByteArray()});
    }
}

} // namespace

std::vector<MeaningfulNumber> meaningfulNumbers(QByteArrayView line)
{
    std::vector<MeaningfulNumber> found;
    for (qsizetype at = 0; at < line.size();) {
        if (!isDigit(line[at])) {
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < line.size() && isDigit(line[end]))
            ++end;
        const bool stands = (at == 0 || !isWord(line[at - 1])) && (end == line.size() || !isWord(line[end])) &&
                            !(end + 1 < line.size() && line[end] == '.' && isDigit(line[end + 1])) &&
                            !(at > 1 && line[at - 1] == '.' && isDigit(line[at - 2]));
        if (stands) {
            const qsizetype begin = at > 0 && line[at - 1] == '-' && (at < 2 || !isWord(line[at - 2])) ? at - 1 : at;
            if (const QByteArray kind = Judge(line, {at, end}).kind(); !kind.isEmpty())
                found.push_back({{begin, end}, kind + ' ' + line.sliced(begin, end - begin).toByteArray()});
        }
        at = end;
    }
    if (line.contains("SQLSTATE") || line.contains("sqlstate"))
        findSqlStates(line, found);
    std::sort(found.begin(), found.end(),
              [](const MeaningfulNumber &a, const MeaningfulNumber &b) { return a.span.begin < b.span.begin; });
    return found;
}

} // namespace waldesk::domain

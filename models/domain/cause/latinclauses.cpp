// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/latinclauses.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/latinlexicon.h"
#include "models/domain/cause/messagelexicon.h"

#include <algorithm>
#include <array>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr qsizetype LongestQuotation = 1024;

bool isAscii(QByteArrayView word)
{
    return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What the words of a part of the line are.
struct Tally {
    int says = 0;
    int latin = 0;
    int english = 0;

    void add(QByteArrayView word)
    {
        // An article here, a name of a variable there.
        if (word.size() < 2)
            return;
        const bool ofEnglish = isAscii(word) && messagelexicon::isOrdinary(word);
        const bool ofOthers = latinlexicon::isOrdinary(word);
        says += latinlexicon::saysSomething(word) ? 1 : 0;
        latin += ofOthers && !ofEnglish ? 1 : 0;
        english += ofEnglish && !ofOthers && !messagelexicon::leadsSentence(word) ? 1 : 0;
    }
    void add(const Tally &more)
    {
        says += more.says;
        latin += more.latin;
        english += more.english;
    }
    /// One word may stand in any sentence; and a name that reads as a sentence makes none of an English one.
    [[nodiscard]] bool isLatin() const { return says > 0 && latin > 1 && 2 * latin > 3 * english; }
};

/// Where the quotation ends that begins at @p at with a sign of ASCII; 0 where none does. What stands in quotes behind
/// `"error":` is a sentence, and none here.
qsizetype plainQuotationEnd(QByteArrayView line, qsizetype at)
{
    const char quote = line[at];
    if ((quote != '\'' && quote != '"' && quote != '`') || (at > 0 && isWord(line[at - 1])))
        return 0;
    const QByteArrayView near = line.first(std::min(line.size(), at + LongestQuotation));
    qsizetype close = near.indexOf(quote, at + 1);
    while (close >= 0 && close + 1 < line.size() && isWord(line[close + 1]))
        close = near.indexOf(quote, close + 1);
    if (close < 0)
        return 0;
    const bool afterName = at > 1 && (line[at - 1] == ':' || (line[at - 1] == ' ' && line[at - 2] == ':'));
    return afterName && line.sliced(at, close - at).contains(' ') ? 0 : close + 1;
}

/// Whether there is a sentence in one of these languages at all: most lines are English, and are not to be read twice.
bool saysSomething(QByteArrayView line)
{
    for (qsizetype at = 0; at < line.size();) {
        const qsizetype first = at;
        while (at < line.size() && isWord(line[at]))
            ++at;
        if (at > first + 1 && latinlexicon::saysSomething(line.sliced(first, at - first)))
            return true;
        at = std::max(at, first + 1);
    }
    return false;
}

bool endsClause(QByteArrayView line, qsizetype at)
{
    const char c = line[at];
    if (QByteArrayView("()[]{}\"").contains(c))
        return true;
    return QByteArrayView(":;.").contains(c) && (at + 1 == line.size() || isBlank(line[at + 1]));
}

} // namespace

Span printedQuotation(QByteArrayView line, qsizetype at)
{
    struct Pair {
        QByteArrayView open;
        std::array<QByteArrayView, 2> close;
    };
    static constexpr std::array Pairs{Pair{"\xE2\x80\x9E", {"\xE2\x80\x9C", "\xE2\x80\x9D"}}, // „x“, „x”
                                      Pair{"\xE2\x80\x9A", {"\xE2\x80\x98", "\xE2\x80\x99"}}, // ‚x‘, ‚x’
                                      Pair{"\xE2\x80\x98", {"\xE2\x80\x99", "\xE2\x80\x99"}}, // ‘x’
                                      Pair{"\xE2\x80\x9C", {"\xE2\x80\x9D", "\xE2\x80\x9D"}}, // “x”
                                      Pair{"\xE2\x80\x9D", {"\xE2\x80\x9D", "\xE2\x80\x9D"}}, // ”x”
                                      Pair{"\xC2\xAB", {"\xC2\xBB", "\xC2\xBB"}},             // «x»
                                      Pair{"\xC2\xBB", {"\xC2\xAB", "\xC2\xAB"}}};            // »x«
    if (isAscii(line.sliced(at, 1)) || (at > 0 && isWord(line[at - 1])))
        return {};
    for (const Pair &pair : Pairs) {
        if (!line.sliced(at).startsWith(pair.open))
            continue;
        const QByteArrayView near = line.first(std::min(line.size(), at + LongestQuotation));
        const qsizetype from = at + pair.open.size();
        qsizetype close = near.indexOf(pair.close[0], from);
        if (const qsizetype other = near.indexOf(pair.close[1], from); close < 0 || (other >= 0 && other < close))
            close = other;
        return close > from ? Span{at, close + pair.close[0].size()} : Span{};
    }
    return {};
}

std::vector<Span> latinClauses(QByteArrayView line, const std::vector<Span> &variable)
{
    std::vector<Span> clauses;
    if (!saysSomething(line))
        return clauses;
    Tally whole;
    Tally clause;
    qsizetype begin = 0;
    const auto endClause = [&](qsizetype end) {
        if (clause.isLatin())
            clauses.push_back({begin, end});
        whole.add(clause);
        clause = {};
        begin = end;
    };
    auto next = variable.begin();
    for (qsizetype at = 0; at < line.size();) {
        while (next != variable.end() && next->begin < at)
            ++next;
        if (next != variable.end() && next->begin == at && !next->isEmpty()) {
            at = next->end;
        } else if (const qsizetype plain = plainQuotationEnd(line, at); plain > 0) {
            at = plain;
        } else if (const Span printed = printedQuotation(line, at); !printed.isEmpty()) {
            at = printed.end;
        } else if (isLetter(line[at])) {
            const qsizetype first = at;
            while (at < line.size() && isWord(line[at]))
                ++at;
            clause.add(line.sliced(first, at - first));
        } else {
            ++at;
            if (endsClause(line, at - 1))
                endClause(at);
        }
    }
    endClause(line.size());
    if (whole.isLatin())
        return {{0, line.size()}};
    return clauses;
}

} // namespace waldesk::domain

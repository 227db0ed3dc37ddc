// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/querywords.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace waldesk::domain
{
namespace
{

constexpr qsizetype LongestTypo = 32;

/// Optimal string alignment: insert, delete, replace, swap of neighbours.
qsizetype editDistance(QStringView a, QStringView b)
{
    const auto width = static_cast<size_t>(b.size()) + 1;
    std::vector<qsizetype> beforeLast(width);
    std::vector<qsizetype> last(width);
    std::vector<qsizetype> current(width);
    for (size_t j = 0; j < width; ++j)
        last[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (size_t j = 1; j < width; ++j) {
            const auto k = static_cast<qsizetype>(j);
            const qsizetype replaced = last[j - 1] + (a[i - 1] == b[k - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                current[j] = std::min(current[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, current);
    }
    return last[width - 1];
}

char16_t folded(QChar c)
{
    return c.toCaseFolded().unicode();
}

/// How many UTF-16 units a ? takes: a pair of surrogates is one character.
qsizetype characterLength(QStringView text, qsizetype at)
{
    const bool pair = text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
    return pair ? 2 : 1;
}

/// Steps back to the last * only, so the cost is at most the product of the lengths. A pattern that may float behaves
/// as if it stood between two stars.
bool globMatches(QStringView pattern, QStringView text, bool floats)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype starPattern = floats ? 0 : -1;
    qsizetype starText = 0;
    while (true) {
        if (p == pattern.size() && (floats || t == text.size()))
            return true;
        if (p < pattern.size() && pattern[p] == u'*') {
            starPattern = ++p;
            starText = t;
            continue;
        }
        if (t < text.size() && p < pattern.size()) {
            if (pattern[p] == u'?') {
                t += characterLength(text, t);
                ++p;
                continue;
            }
            if (folded(pattern[p]) == folded(text[t])) {
                ++p;
                ++t;
                continue;
            }
        }
        if (starPattern < 0 || starText >= text.size())
            return false;
        p = starPattern;
        t = ++starText;
    }
}

constexpr char asciiLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
}

bool asciiFoundIn(const QByteArray &needle, QByteArrayView text)
{
    const auto matches = [](char a, char b) {
        return asciiLower(a) == b;
    };
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(), matches) != text.end();
}

/// The Kelvin sign folds to k and the long s to s: the only letters beyond ASCII that fold into it.
bool mayFoldToAscii(const QByteArray &needle, QByteArrayView text)
{
    return (needle.contains('k') && text.contains("\xE2\x84\xAA")) ||
           (needle.contains('s') && text.contains("\xC5\xBF"));
}

} // namespace

QString nearestWord(QStringView typed, const QStringList &known)
{
    if (typed.isEmpty() || typed.size() > LongestTypo)
        return {};
    const QString lower = typed.toString().toLower();
    if (lower.size() >= 2) {
        for (const QString &word : known) {
            if (word.startsWith(lower))
                return word;
        }
    }
    QString nearest;
    qsizetype least = std::max<qsizetype>(1, (lower.size() + 1) / 3) + 1;
    for (const QString &word : known) {
        const qsizetype distance = editDistance(lower, word);
        if (distance < least && distance < word.size()) {
            least = distance;
            nearest = word;
        }
    }
    return nearest;
}

bool hasWildcards(const Word &word)
{
    return !word.quoted && (word.text.contains(u'*') || word.text.contains(u'?'));
}

bool wordMatchesWhole(const Word &word, QStringView text)
{
    if (hasWildcards(word))
        return globMatches(word.text, text, false);
    return text.compare(word.text, Qt::CaseInsensitive) == 0;
}

bool wordFoundIn(const Word &word, QStringView text)
{
    if (hasWildcards(word))
        return globMatches(word.text, text, true);
    return text.contains(word.text, Qt::CaseInsensitive);
}

bool wordFoundIn(const Word &word, QByteArrayView utf8)
{
    if (!hasWildcards(word) && isAscii(word.text)) {
        const QByteArray needle = word.text.toLower().toLatin1();
        if (asciiFoundIn(needle, utf8))
            return true;
        if (!mayFoldToAscii(needle, utf8))
            return false;
    }
    return wordFoundIn(word, QStringView(QString::fromUtf8(utf8)));
}

bool offeringNameMatches(const Word &word, QStringView name)
{
    const bool part = !word.quoted && !word.text.contains(u'*') && !word.text.contains(u'?');
    return part ? name.contains(word.text, Qt::CaseInsensitive) : wordMatchesWhole(word, name);
}

} // namespace waldesk::domain

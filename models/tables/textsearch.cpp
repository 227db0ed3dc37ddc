// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/textsearch.h"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace waldesk::tables
{

namespace
{

constexpr uchar folded(char c)
{
    const auto byte = uchar(c);
    return byte >= 'A' && byte <= 'Z' ? uchar(byte + 32) : byte;
}

/// Upper and lower case letters fall together, and some other characters: good for candidates only.
constexpr uchar coarse(char c)
{
    return uchar(uchar(c) | 0x20U);
}

bool hasWildcard(const domain::Word &word)
{
    return !word.quoted && (word.text.contains(u'*') || word.text.contains(u'?'));
}

bool isCaseless(QStringView text)
{
    const QString lower = text.toString();
    return lower.toUpper() == text && lower.toLower() == text && lower.toCaseFolded() == text;
}

/// How common a byte is in English and in tracebacks; 0 is rarest.
int commonness(uchar byte)
{
    static constexpr std::string_view ByRising = "zqxjkvw\"'(){}[]=-987654321/:,0ybgpfm.u_hdlcsnairote ";
    const auto at = ByRising.find(char(byte));
    return at == std::string_view::npos ? 0 : int(at) + 1;
}

} // namespace

bool isAscii(QByteArrayView utf8)
{
    constexpr quint64 High = 0x8080808080808080ULL;
    const char *at = utf8.data();
    const char *const end = at + utf8.size();
    for (; end - at >= 32; at += 32) {
        std::array<quint64, 4> words{};
        std::memcpy(words.data(), at, sizeof(words));
        if (((words[0] | words[1] | words[2] | words[3]) & High) != 0)
            return false;
    }
    return std::all_of(at, end, [](char c) { return uchar(c) < 0x80; });
}

TextSearch::TextSearch(domain::Word word) : m_word(std::move(word)), m_folded(m_word.text.toCaseFolded())
{
    if (hasWildcard(m_word) || m_word.text.isEmpty())
        return;
    m_needle = m_folded.toUtf8();
    if (isAscii(m_needle)) {
        m_way = Way::Ascii;
        m_foldsFromAbove = m_needle.contains('k') || m_needle.contains('s');
        chooseAnchors();
    } else if (isCaseless(m_word.text)) {
        m_way = Way::Exact;
        m_needle = m_word.text.toUtf8();
    } else {
        m_way = Way::NonAscii;
    }
}

void TextSearch::chooseAnchors()
{
    const auto size = size_t(m_needle.size());
    const auto rarer = [this](size_t a, size_t b) {
        return commonness(uchar(m_needle[qsizetype(a)])) < commonness(uchar(m_needle[qsizetype(b)]));
    };
    for (size_t i = 1; i < size; ++i) {
        if (rarer(i, m_anchor))
            m_anchor = i;
    }
    m_other = m_anchor == 0 ? size - 1 : 0;
    for (size_t i = 0; i < size; ++i) {
        if (i != m_anchor && rarer(i, m_other))
            m_other = i;
    }
}

bool TextSearch::foundIn(QByteArrayView utf8, bool asciiOnly) const
{
    switch (m_way) {
    case Way::Ascii:
        if (findAscii(utf8.data(), size_t(utf8.size())))
            return true;
        return m_foldsFromAbove && !asciiOnly && domain::wordFoundIn(m_word, utf8);
    case Way::Exact:
        return !asciiOnly &&
               std::string_view(utf8.data(), size_t(utf8.size()))
                       .find(std::string_view(m_needle.constData(), size_t(m_needle.size()))) != std::string_view::npos;
    case Way::NonAscii:
        return !asciiOnly && domain::wordFoundIn(m_word, utf8);
    case Way::Reference:
        return domain::wordFoundIn(m_word, utf8);
    }
    Q_UNREACHABLE();
}

bool TextSearch::implies(const TextSearch &other) const
{
    return m_way != Way::Reference && other.m_way != Way::Reference && m_folded.contains(other.m_folded);
}

bool TextSearch::matchesAt(const char *text) const
{
    const char *needle = m_needle.constData();
    for (qsizetype i = 0; i < m_needle.size(); ++i) {
        if (folded(text[i]) != uchar(needle[i]))
            return false;
    }
    return true;
}

bool TextSearch::findAscii(const char *text, size_t size) const
{
    const auto length = size_t(m_needle.size());
    if (length > size)
        return false;
    const size_t starts = size - length + 1; // a match may begin at any of these
    const uchar anchor = coarse(m_needle[qsizetype(m_anchor)]);
    const uchar other = coarse(m_needle[qsizetype(m_other)]);
    size_t at = 0;
#if defined(__SSE2__)
    // Sixteen beginnings at a time; only where both anchors fit is the word compared.
    const __m128i bit = _mm_set1_epi8(0x20);
    const __m128i wantAnchor = _mm_set1_epi8(char(anchor));
    const __m128i wantOther = _mm_set1_epi8(char(other));
    for (; at + 16 <= starts; at += 16) {
        const auto load = [&](size_t offset) {
            return _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i *>(text + at + offset)), bit);
        };
        auto hits = unsigned(_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(load(m_anchor), wantAnchor), _mm_cmpeq_epi8(load(m_other), wantOther))));
        for (; hits != 0; hits &= hits - 1) {
            if (matchesAt(text + at + size_t(qCountTrailingZeroBits(hits))))
                return true;
        }
    }
#endif
    for (; at < starts; ++at) {
        if (coarse(text[at + m_anchor]) == anchor && coarse(text[at + m_other]) == other && matchesAt(text + at))
            return true;
    }
    return false;
}

} // namespace waldesk::tables

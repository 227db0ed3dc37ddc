// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

#include <QByteArray>
#include <QByteArrayView>

namespace waldesk::tables
{

[[nodiscard]] bool isAscii(QByteArrayView utf8);

/// A word made ready to be looked for in many UTF-8 texts. Says exactly what domain::wordFoundIn() says; where the word
/// and the text allow it, without making a QString.
class TextSearch
{
public:
    explicit TextSearch(domain::Word word);

    /// asciiOnly: of this text, as isAscii() told.
    [[nodiscard]] bool foundIn(QByteArrayView utf8, bool asciiOnly) const;
    /// Whether every text that this word is found in holds `other`, too: then what lacks `other` need not be searched.
    [[nodiscard]] bool implies(const TextSearch &other) const;
    [[nodiscard]] const domain::Word &word() const { return m_word; }

private:
    enum class Way : quint8 {
        Ascii,     ///< the folded word has no byte above 127
        Exact,     ///< no character of it knows upper and lower case
        NonAscii,  ///< can not be found in a text of ASCII alone
        Reference, ///< wildcards: the domain decides
    };
    [[nodiscard]] bool findAscii(const char *text, size_t size) const;
    [[nodiscard]] bool matchesAt(const char *text) const;
    void chooseAnchors();

    domain::Word m_word;
    QString m_folded;
    QByteArray m_needle; ///< UTF-8 of what is looked for; folded for Ascii
    Way m_way = Way::Reference;
    size_t m_anchor = 0; ///< offsets of its two rarest bytes: they are compared first
    size_t m_other = 0;
    bool m_foldsFromAbove = false; ///< holds k or s: the Kelvin sign and the long s fold to them
};

} // namespace waldesk::tables

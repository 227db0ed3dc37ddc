// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

/// Words of messages in Latin languages other than English: German, Dutch, Danish, Norwegian, Swedish, French, Spanish,
/// Portuguese, Italian, Finnish, Estonian, Latvian, Lithuanian, Polish, Czech, Slovak and Hungarian. They are compared
/// in small letters and without accents, with or without what German writes for an umlaut. A part of the key of rule
/// `w2`: what is taken out or put in changes keys of such messages.
namespace waldesk::domain::latinlexicon
{

/// `nicht`, `existe`, `puudub`: says that something is, was or failed. A name made of several words has none.
[[nodiscard]] bool saysSomething(QByteArrayView word);
/// A word of that kind, an article, a preposition, or a form of a word that messages are made of.
[[nodiscard]] bool isOrdinary(QByteArrayView word);
/// What all forms of an ordinary word begin with: `datei` of `Dateien`; the word itself where it has no other forms.
[[nodiscard]] QByteArray stem(QByteArrayView word);
/// `Benutzer`, `projektet`: a name follows.
[[nodiscard]] bool takesName(QByteArrayView word);
/// Ends as a word does that is derived from another in one of these languages: `-ung`, `-ción`, `-mine`.
[[nodiscard]] bool isDerived(QByteArrayView word);

} // namespace waldesk::domain::latinlexicon

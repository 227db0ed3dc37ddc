// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

/// What a word or a value of a text looks like: a secret, or one of the many things that are none. Pure; no table.
namespace waldesk::domain::secretwords
{

/// `X-Auth-Token`, `clientSecret`, `db.password` in one spelling: x_auth_token, client_secret, db_password.
[[nodiscard]] QByteArray normalised(QByteArrayView word);
[[nodiscard]] bool allOf(QByteArrayView text, bool (*test)(char));
[[nodiscard]] bool anyOf(QByteArrayView text, bool (*test)(char));
/// Words of letters, or plain numbers, joined by signs: a name of a thing, a version, a date, an address.
[[nodiscard]] bool isSlug(QByteArrayView word);
/// What no word of a language, no number and no name of a thing is.
[[nodiscard]] bool looksSecret(QByteArrayView word);
/// A message of a validator under the name of its field.
[[nodiscard]] bool isSentence(QByteArrayView value);
/// A path or an address: the place of a secret, not the secret.
[[nodiscard]] bool isPath(QByteArrayView value);
[[nodiscard]] bool isTypeWord(QByteArrayView word);
/// `bytes('...')`: a call that only says how its text is kept.
[[nodiscard]] bool isTextCall(const QByteArray &word);
/// `$PASSWORD`, `${PASSWORD}`, `$(cat f)`: the shell puts the value in. A hash of crypt begins with the same sign.
[[nodiscard]] bool isVariable(QByteArrayView value);
[[nodiscard]] bool isNumber(QByteArrayView value);
/// The name of the structure that says what the next value belongs to: `key="Password" value="..."`.
[[nodiscard]] bool isKeyWord(const QByteArray &word);
[[nodiscard]] bool isValueWord(const QByteArray &word);

} // namespace waldesk::domain::secretwords

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace waldesk::domain
{

/// Why something was masked.
enum class SecretKind : quint8 {
    PrivateKey,
    Authorization,
    Cookie,
    UrlCredentials,
    Password,
    Token,
    Jwt,
    AccessKey,
    Email
};

struct MaskedSecret {
    SecretKind kind = SecretKind::Token;
    int count = 0;
    QString preview; ///< of the first one: never more than two of its characters

    friend bool operator==(const MaskedSecret &, const MaskedSecret &) = default;
};

struct Redacted {
    QByteArray text;
    std::vector<MaskedSecret> masked; ///< one entry a kind, in the order of the kinds
};

/// Takes secrets out of a text before it leaves this machine: in any case, any quoting, in JSON, in Python's dicts, in
/// command lines, headers and addresses. Masks rather too much than too little. Pure.
[[nodiscard]] Redacted redacted(const QByteArray &text);

/// `password`, `e-mail`: for a person.
[[nodiscard]] QString secretName(SecretKind kind);

/// The sums of two lists.
void addMasked(std::vector<MaskedSecret> &sum, const std::vector<MaskedSecret> &more);

} // namespace waldesk::domain

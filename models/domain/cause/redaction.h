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
inline constexpr std::size_t SecretKinds = std::size_t(SecretKind::Email) + 1;

struct MaskedSecret {
    SecretKind kind = SecretKind::Token;
    int count = 0;
    QString preview; ///< of the first one: never more than two of its characters

    friend bool operator==(const MaskedSecret &, const MaskedSecret &) = default;
};

struct Redacted {
    QByteArray text;
    std::vector<MaskedSecret> masked; ///< one entry a kind, in the order of the kinds
    /// How many bytes were looked at for it, again and again where a look ahead needs it: the work, for tests and the
    /// benchmark, which hold it against the size of the text.
    qint64 bytesRead = 0;
};

/// Values that are secret wherever they stand: the connection's own token, a passphrase that was typed. Each is known
/// in the forms in which a server or a proxy may echo it: as it is, in base64 (also as a part of `user:token`),
/// percent-encoded, escaped in JSON. Values below four bytes are left out: they would mask letters. Never logged, never
/// kept on disk.
class KnownSecrets
{
public:
    KnownSecrets() = default;
    explicit KnownSecrets(const QByteArray &value) { add(value); }

    void add(const QByteArray &value);
    [[nodiscard]] bool isEmpty() const { return m_forms.empty(); }
    /// Every form to look for, longest first.
    [[nodiscard]] const std::vector<QByteArray> &forms() const { return m_forms; }

private:
    std::vector<QByteArray> m_forms;
};

/// What happens to e-mail addresses: no secret, but nobody else's business when a text is handed over.
enum class Emails : quint8 {
    Mask,
    Keep, ///< for the journal, which tells who did what; one that stands in a secret goes with it
};

/// Takes secrets out of a text before it leaves this machine or is kept: in any case, any quoting, in JSON, in Python's
/// dicts, in command lines, headers and addresses; and the known values by value. Used for all that is handed over,
/// copied, written to the journal, logged or shown in a sentence of the server. A text that was masked stays as it is.
/// Pure, linear in the size of the text, from any thread.
[[nodiscard]] Redacted redacted(const QByteArray &text, const KnownSecrets &known = {}, Emails emails = Emails::Mask);

/// The same for text of the window or the journal, where only the text counts.
[[nodiscard]] QString redactedText(const QString &text, const KnownSecrets &known = {}, Emails emails = Emails::Mask);

/// `password`, `e-mail`: for a person.
[[nodiscard]] QString secretName(SecretKind kind);

/// The sums of two lists.
void addMasked(std::vector<MaskedSecret> &sum, const std::vector<MaskedSecret> &more);

} // namespace waldesk::domain

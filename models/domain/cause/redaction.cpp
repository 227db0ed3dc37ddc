// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/redaction.h"

#include "models/domain/cause/secretfinder.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace waldesk::domain
{
namespace
{

QByteArray placeholder(SecretKind kind)
{
    switch (kind) {
    case SecretKind::PrivateKey:
        return "\xE2\x80\xB9"
               "private key masked\xE2\x80\xBA";
    case SecretKind::Authorization:
        return "\xE2\x80\xB9"
               "credentials masked\xE2\x80\xBA";
    case SecretKind::Cookie:
        return "\xE2\x80\xB9"
               "cookie masked\xE2\x80\xBA";
    case SecretKind::UrlCredentials:
        return "\xE2\x80\xB9"
               "credentials masked\xE2\x80\xBA";
    case SecretKind::Password:
        return "\xE2\x80\xB9"
               "password masked\xE2\x80\xBA";
    case SecretKind::Token:
        return "\xE2\x80\xB9"
               "token masked\xE2\x80\xBA";
    case SecretKind::Jwt:
        return "\xE2\x80\xB9"
               "token masked\xE2\x80\xBA";
    case SecretKind::AccessKey:
        return "\xE2\x80\xB9"
               "access key masked\xE2\x80\xBA";
    case SecretKind::Email:
        return "\xE2\x80\xB9"
               "e-mail masked\xE2\x80\xBA";
    }
    return "\xE2\x80\xB9"
           "masked\xE2\x80\xBA";
}

QString previewOf(QByteArrayView secret)
{
    constexpr qsizetype LongEnough = 12;
    const QString text = QString::fromUtf8(secret);
    QString shown;
    if (text.size() >= LongEnough && text.at(0).isLetterOrNumber() && text.at(1).isLetterOrNumber())
        shown = text.left(2);
    return shown + QStringLiteral("\u2026 (%1)").arg(text.size());
}

} // namespace

Redacted redacted(const QByteArray &text)
{
    Redacted out;
    out.text.reserve(text.size());
    qsizetype at = 0;
    for (const FoundSecret &secret : SecretFinder(text).run()) {
        out.text += QByteArrayView(text).sliced(at, secret.span.begin - at);
        out.text += placeholder(secret.kind);
        at = secret.span.end;
        addMasked(out.masked, {{secret.kind, 1, previewOf(secret.span.of(text))}});
    }
    out.text += QByteArrayView(text).sliced(at);
    return out;
}

void addMasked(std::vector<MaskedSecret> &sum, const std::vector<MaskedSecret> &more)
{
    for (const MaskedSecret &one : more) {
        const auto place = std::lower_bound(sum.begin(), sum.end(), one.kind,
                                            [](const MaskedSecret &a, SecretKind kind) { return a.kind < kind; });
        if (place != sum.end() && place->kind == one.kind)
            place->count += one.count;
        else
            sum.insert(place, one);
    }
}

QString secretName(SecretKind kind)
{
    static constexpr std::array Names{QT_TRANSLATE_NOOP("Redaction", "private key"),
                                      QT_TRANSLATE_NOOP("Redaction", "credentials of a header"),
                                      QT_TRANSLATE_NOOP("Redaction", "cookie"),
                                      QT_TRANSLATE_NOOP("Redaction", "credentials in an address"),
                                      QT_TRANSLATE_NOOP("Redaction", "password"),
                                      QT_TRANSLATE_NOOP("Redaction", "token"),
                                      QT_TRANSLATE_NOOP("Redaction", "signed token (JWT)"),
                                      QT_TRANSLATE_NOOP("Redaction", "access key"),
                                      QT_TRANSLATE_NOOP("Redaction", "e-mail address")};
    return QCoreApplication::translate("Redaction", Names[std::size_t(kind)]);
}

} // namespace waldesk::domain

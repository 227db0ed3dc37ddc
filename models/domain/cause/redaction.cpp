// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/redaction.h"

#include "models/domain/cause/secretfinder.h"
#include "models/domain/cause/secretviews.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace waldesk::domain
{
namespace
{

QString previewOf(QByteArrayView secret)
{
    constexpr qsizetype LongEnough = 12;
    const QString text = QString::fromUtf8(secret);
    QString shown;
    if (text.size() >= LongEnough && text.at(0).isLetterOrNumber() && text.at(1).isLetterOrNumber())
        shown = text.left(2);
    return shown + QStringLiteral("\u2026 (%1)").arg(text.size());
}

/// Where a known value stands, in the order of the text.
std::vector<FoundSecret> findKnown(QByteArrayView text, const KnownSecrets &known)
{
    std::vector<FoundSecret> found;
    std::vector<Span> masks;
    for (qsizetype at = text.indexOf(MaskLead); at >= 0; at = text.indexOf(MaskLead, at + 1)) {
        if (const qsizetype size = maskLength(text, at); size > 0)
            masks.push_back({at, at + size});
    }
    for (const QByteArray &form : known.forms()) {
        // A value may be a word of the masks themselves.
        auto mask = masks.cbegin();
        for (qsizetype at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.size())) {
            while (mask != masks.cend() && mask->end <= at)
                ++mask;
            if (mask == masks.cend() || at < mask->begin)
                found.push_back({SecretKind::Token, {at, at + form.size()}});
        }
        // A text that was cut may end inside of the value.
        constexpr qsizetype Telling = 8;
        for (qsizetype size = std::min(form.size() - 1, text.size()); size >= Telling; --size) {
            if (!text.endsWith(QByteArrayView(form).first(size)))
                continue;
            if (masks.empty() || masks.back().end <= text.size() - size)
                found.push_back({SecretKind::Token, {text.size() - size, text.size()}});
            break;
        }
    }
    return found;
}

/// An address and nothing else: what touches it was joined to it, and may be a secret.
bool isBareEmail(const FoundSecret &one, QByteArrayView text, const KnownSecrets &known)
{
    if (one.kind != SecretKind::Email)
        return false;
    const QByteArrayView value = one.span.of(text);
    const auto belongs = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayView("@.-_+%").contains(c);
    };
    return std::ranges::count(value, '@') == 1 && std::ranges::all_of(value, belongs) &&
           std::ranges::none_of(known.forms(), [&value](const QByteArray &form) { return value.contains(form); });
}

/// One pass: what is found is masked, and what was masked before stays.
bool maskOnce(Redacted &out, const KnownSecrets &secrets, Emails emails)
{
    const QByteArray text = out.text;
    const SecretViews views = secretViews(text);
    std::vector<FoundSecret> found;
    std::vector<FoundSecret> kept;
    if (!views.replaceText) {
        SecretFinder finder(text, SecretRules::builtIn());
        found = finder.run();
        out.bytesRead += finder.bytesRead();
    }
    for (const PlainForm &view : views.forms) {
        SecretFinder inner(view.text, SecretRules::builtIn());
        for (const FoundSecret &one : inner.run())
            found.push_back({one.kind, view.toRaw(one.span)});
        // What is known to be harmless as it was written is so in what was put around it.
        for (const FoundSecret &one : inner.kept())
            kept.push_back({one.kind, view.toRaw(one.span)});
        out.bytesRead += inner.bytesRead();
    }
    SecretFinder::dropKept(found, kept);
    SecretFinder::join(found);
    if (!secrets.isEmpty()) {
        const std::vector<FoundSecret> more = findKnown(text, secrets);
        found.insert(found.end(), more.begin(), more.end());
        SecretFinder::join(found);
    }
    if (emails == Emails::Keep)
        std::erase_if(found, [&](const FoundSecret &one) { return isBareEmail(one, text, secrets); });
    if (found.empty())
        return false;
    QByteArray masked;
    qsizetype size = text.size();
    for (const FoundSecret &secret : found)
        size += maskOf(secret.kind).size() - secret.span.size();
    masked.reserve(size);
    qsizetype at = 0;
    for (const FoundSecret &secret : found) {
        masked += QByteArrayView(text).sliced(at, secret.span.begin - at);
        masked += maskOf(secret.kind);
        at = secret.span.end;
        const auto known = std::find_if(out.masked.begin(), out.masked.end(),
                                        [&secret](const MaskedSecret &one) { return one.kind == secret.kind; });
        if (known != out.masked.end())
            ++known->count;
        else
            addMasked(out.masked, {{secret.kind, 1, previewOf(secret.span.of(text))}});
    }
    masked += QByteArrayView(text).sliced(at);
    out.text = masked;
    return true;
}

} // namespace

void KnownSecrets::add(const QByteArray &value)
{
    constexpr qsizetype Shortest = 4;
    if (value.size() < Shortest)
        return;
    const QByteArray percent = value.toPercentEncoding();
    QByteArray lowerPercent = percent;
    for (qsizetype at = percent.indexOf('%'); at >= 0; at = percent.indexOf('%', at + 3))
        lowerPercent.replace(at, 3, percent.mid(at, 3).toLower());
    std::vector<QByteArray> forms{value, percent, lowerPercent};
    QByteArray escaped = value;
    escaped.replace('\\', "\\\\").replace('"', "\\\"");
    forms.push_back(escaped);
    // In base64 the value looks different for each of the three places it can start at; the signs at both ends depend
    // on what stands beside it and are left out.
    for (qsizetype lead = 0; lead < 3; ++lead) {
        for (const auto options : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            const QByteArray form = (QByteArray(lead, '\0') + value).toBase64(options | QByteArray::OmitTrailingEquals);
            const qsizetype first = lead == 0 ? 0 : lead + 1;
            const qsizetype whole = (lead + value.size()) * 8 / 6;
            forms.push_back(form.mid(first, whole - first));
        }
    }
    for (const QByteArray &form : forms) {
        if (form.size() >= Shortest && std::find(m_forms.begin(), m_forms.end(), form) == m_forms.end())
            m_forms.push_back(form);
    }
    std::stable_sort(m_forms.begin(), m_forms.end(),
                     [](const QByteArray &a, const QByteArray &b) { return a.size() > b.size(); });
}

Redacted redacted(const QByteArray &text, const KnownSecrets &known, Emails emails)
{
    Redacted out{text, {}, 0};
    // What a mask uncovers (a pair that was part of a longer value) is masked by the next pass; each pass leaves less.
    constexpr qsizetype Large = 64 * 1024;
    const int passes = text.size() < Large ? 12 : 2;
    for (int i = 0; i < passes && maskOnce(out, known, emails); ++i) {
    }
    return out;
}

QString redactedText(const QString &text, const KnownSecrets &known, Emails emails)
{
    return QString::fromUtf8(redacted(text.toUtf8(), known, emails).text);
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

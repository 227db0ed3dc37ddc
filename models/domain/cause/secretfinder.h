// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/redaction.h"
#include "models/domain/cause/span.h"

#include <QByteArrayView>

#include <vector>

namespace waldesk::domain
{

struct FoundSecret {
    SecretKind kind = SecretKind::Token;
    Span span;
};

/// One pass over a text; used by redacted() alone. What is found never overlaps and is in the text's order.
class SecretFinder
{
public:
    explicit SecretFinder(QByteArrayView text) : m_text(text) {}
    [[nodiscard]] std::vector<FoundSecret> run();

private:
    bool takePrivateKey();
    bool takeUrlCredentials();
    bool takeEmail();
    bool takeKnownShape();
    bool takeNamed();
    bool takeScheme(qsizetype wordEnd);

    [[nodiscard]] qsizetype wordEnd(qsizetype from) const;
    [[nodiscard]] QByteArray lower(Span span) const;
    /// The value behind a name: over quotes, colons, equals signs; empty where there is none.
    struct Value {
        Span span;
        bool quoted = false;
        bool explicitly = false; ///< an equals sign or quotes stood there
    };
    [[nodiscard]] Value valueAfter(qsizetype nameEnd, bool option) const;
    [[nodiscard]] Span quotedValue(qsizetype open) const;
    void found(SecretKind kind, Span span);

    QByteArrayView m_text;
    qsizetype m_at = 0;
    std::vector<FoundSecret> m_found;
};

} // namespace waldesk::domain

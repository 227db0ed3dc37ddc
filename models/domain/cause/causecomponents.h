// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/rootcode.h"
#include "models/domain/cause/sdkfailure.h"

namespace waldesk::domain
{

/// An error cleaned and parsed once; what key, title and root cause are read from.
struct ParsedError {
    KeyRule rule = KeyRule::W2;
    QByteArray cleanedMessage; ///< as the server has it
    QByteArray message;        ///< cleaned; the traceback's own where the server has none
    QByteArray traceback;      ///< cleaned; the parsed spans are of this
    Traceback parsed;
    QByteArray typeName;     ///< last part, aliases of older interpreters resolved; empty without a traceback
    bool genericType = true; ///< the type is little more than a word for "error"
    QByteArray line;         ///< first line of the message that is not blank
    MessageTemplate lineTemplate;
    std::optional<SdkFailure> sdk; ///< spans of message
    QByteArray sdkGist;
    MessageTemplate gistTemplate;
    std::vector<RootCause> roots; ///< by rule `w2`
};

[[nodiscard]] ParsedError parseError(const ErrorText &error, const FingerprintRules &rules, KeyRule rule = KeyRule::W2);
[[nodiscard]] Fingerprint fingerprintOf(const ErrorText &error, const ParsedError &parsed,
                                        const FingerprintRules &rules);
[[nodiscard]] CauseComponents componentsOf(const ParsedError &error, const FingerprintRules &rules,
                                           KeyRule rule = KeyRule::W2);

/// `waldur_x.BackendError` -> `BackendError`; names that a newer Python, or a newer client of Kubernetes, gives to the
/// same type.
[[nodiscard]] QByteArray shortType(QByteArrayView type, KeyRule rule = KeyRule::W2);
/// The line that stands for a message: the first that is not blank, with the last one behind a colon.
[[nodiscard]] QByteArray telling(QByteArrayView message);
/// The parts of a path that are ids.
[[nodiscard]] std::vector<Span> idsOfPath(QByteArrayView path, const QByteArrayList &kept);

} // namespace waldesk::domain

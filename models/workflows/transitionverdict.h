// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"

#include <optional>

namespace waldesk::workflows
{

/// What is known of one write to a request when it is to be said how it went.
struct WriteEvidence {
    domain::Action action = domain::Action::Start;
    domain::ErrorText text;               ///< that was sent
    domain::Request base;                 ///< the row as read before the write
    std::optional<api::ApiError> answer;  ///< of the write; nullopt: 2xx
    std::optional<domain::Request> after; ///< the row as read after it; of a create: the newest of those that are new
    int fresh = 0;                        ///< of a create without its answer: how many rows are new since
    std::optional<api::ApiError> reading; ///< why it could not be read
    domain::Timestamp now;                ///< by the server's clock
};

/// How a write went. Word, exit status and journal are all made from the outcome.
struct Verdict {
    domain::WriteOutcome outcome = domain::WriteOutcome::Unknown;
    QString sentence;
    bool settled = true; ///< false: reading once more may say more
};

/// What is true after a transition was sent (contract 1.3 and 11): pure, for every answer and every row. The row tells
/// what is true, the status only what the server said: a wanted state without proof of who set it is Unknown, and
/// nobody is named who is not known.
[[nodiscard]] Verdict verdictOf(const WriteEvidence &evidence);
/// The same for a create; `after` is the new row, by the answer or found.
[[nodiscard]] Verdict createVerdictOf(const WriteEvidence &evidence);

[[nodiscard]] bool isCreate(domain::Action action);
[[nodiscard]] domain::State targetOf(domain::Action action); ///< of a transition
[[nodiscard]] QString verbOf(domain::Action action);         ///< of the journal
[[nodiscard]] int successStatusOf(domain::Action action);    ///< that the server gives it
/// Equal after what the server does to a text: blanks are trimmed as Python does, NUL and bad bytes are replaced.
[[nodiscard]] bool sameText(const domain::ErrorText &a, const domain::ErrorText &b);
/// `200` (or what successStatusOf() says), `409`, `no answer`.
[[nodiscard]] QString answerWord(domain::Action action, const std::optional<api::ApiError> &answer);
/// "it was started 12 s ago and is Processing now": without a word about who did it.
[[nodiscard]] QString whatHappened(const domain::Request &row, domain::Timestamp now);
/// Why the row as it is now must not be written to; empty when it may.
[[nodiscard]] QString refusalOf(const TransitionRunner::Job &job, const domain::Request &row, domain::Timestamp now);

} // namespace waldesk::workflows

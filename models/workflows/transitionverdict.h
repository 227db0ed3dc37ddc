// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"

#include <optional>

namespace waldesk::workflows
{

/// What is known of one write when it is to be said how it went.
struct WriteFacts {
    domain::Action action = domain::Action::Start;
    domain::ErrorText text;               ///< that was sent
    domain::Request base;                 ///< the row as read before the write
    std::optional<api::ApiError> answer;  ///< of the write; nullopt: 2xx
    std::optional<domain::Request> after; ///< the row as read after it
    std::optional<api::ApiError> reading; ///< why it could not be read
    domain::Timestamp now;                ///< by the server's clock
};

struct Verdict {
    TransitionRunner::Outcome outcome = TransitionRunner::Outcome::Unknown;
    archive::JournalEntry::Outcome journal = archive::JournalEntry::Outcome::Unknown;
    QString sentence;
    bool settled = true; ///< false: reading once more may say more
};

/// What is true after a transition was sent (contract 1.3 and 11): pure, for every answer and every row.
[[nodiscard]] Verdict verdictOf(const WriteFacts &facts);
/// The same for a create; `after` is the new row, by the answer or found.
[[nodiscard]] Verdict createVerdictOf(const WriteFacts &facts);

[[nodiscard]] bool isCreate(domain::Action action);
[[nodiscard]] domain::State targetOf(domain::Action action); ///< of a transition
[[nodiscard]] QString verbOf(domain::Action action);         ///< of the journal
/// Equal after what the server does to a text: blanks are trimmed as Python does, NUL and bad bytes are replaced.
[[nodiscard]] bool sameText(const domain::ErrorText &a, const domain::ErrorText &b);
/// `200`, `409`, `no answer`.
[[nodiscard]] QString answerWord(const std::optional<api::ApiError> &answer);
/// "the agent started it 12 s ago; it is Processing now": who was faster, as far as can be told.
[[nodiscard]] QString whatHappened(const domain::Request &row, domain::Timestamp now);
/// Why the row as it is now must not be written to; empty when it may.
[[nodiscard]] QString refusalOf(const TransitionRunner::Job &job, const domain::Request &row, domain::Timestamp now);

} // namespace waldesk::workflows

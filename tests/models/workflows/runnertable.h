// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"
#include "tests/support/builders.h"

#include <QList>

namespace waldesk::testsupport
{

inline constexpr int Short = 20;       ///< ms: for what never settles
inline constexpr int Patient = 60'000; ///< for what does

/// One write from the click to the report, as a row of a table: what the server says to each call and what must come
/// of it.
struct RunnerCase {
    QByteArray name;
    domain::Action action = domain::Action::Start;
    Row before;          ///< what the person saw
    QList<Reply> gets{}; ///< of the row (or, for a create, of the list), one after the other
    Reply post{};        ///< of the write
    workflows::TransitionRunner::Outcome outcome = workflows::TransitionRunner::Outcome::Done;
    bool sent = true;         ///< exactly one POST; else none
    QByteArray journal;       ///< outcome of the line after; empty: no lines
    const char *says = "";    ///< part of the sentence
    domain::ErrorText text{}; ///< of set_erred
    bool force = false;
    int settleMs = Short; ///< how long the row is watched
};

/// The row in a state, as the server would tell it `later` seconds after the person looked.
[[nodiscard]] Row rowIn(domain::State state, int later = 0, const QByteArray &message = {},
                        const QByteArray &traceback = {});
[[nodiscard]] Reply rowReply(const Row &row);
[[nodiscard]] QList<RunnerCase> transitionCases();
[[nodiscard]] QList<RunnerCase> createCases();
/// Verb x answer x row after it: before, wanted, other, not readable, and changing late.
[[nodiscard]] QList<RunnerCase> everyAnswer();

} // namespace waldesk::testsupport

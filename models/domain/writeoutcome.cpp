// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/writeoutcome.h"

#include <array>

namespace waldesk::domain
{
namespace
{

constexpr std::array Outcomes{WriteOutcome::Done, WriteOutcome::Refused, WriteOutcome::Overtaken, WriteOutcome::Unknown,
                              WriteOutcome::Failed};

} // namespace

QString outcomeWord(WriteOutcome outcome)
{
    switch (outcome) {
    case WriteOutcome::Done:
        return QStringLiteral("done");
    case WriteOutcome::Refused:
        return QStringLiteral("refused");
    case WriteOutcome::Overtaken:
        return QStringLiteral("overtaken");
    case WriteOutcome::Unknown:
        return QStringLiteral("unknown");
    case WriteOutcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

std::optional<WriteOutcome> outcomeFromWord(QStringView word)
{
    for (const WriteOutcome outcome : Outcomes) {
        if (word == outcomeWord(outcome))
            return outcome;
    }
    return word == QLatin1String("lost") ? std::optional(WriteOutcome::Overtaken) : std::nullopt;
}

} // namespace waldesk::domain

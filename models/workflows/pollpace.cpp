// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/pollpace.h"

#include <QSettings>

#include <algorithm>
#include <array>
#include <utility>

namespace waldesk::workflows
{

namespace
{

constexpr qint64 LongestSetting = 7LL * 24 * 3600;

} // namespace

PollPace PollPace::read(const QSettings &settings)
{
    PollPace pace;
    const std::array numbers{
        std::pair("live/open", &pace.open),
        std::pair("live/quiet", &pace.quiet),
        std::pair("live/unfocused", &pace.unfocused),
        std::pair("live/pauseAfter", &pace.pauseAfter),
        std::pair("live/firstWait", &pace.retry.first),
        std::pair("live/longestWait", &pace.retry.longest),
        std::pair("live/overlap", &pace.overlap),
        std::pair("live/countEvery", &pace.countEvery),
        std::pair("live/windowEvery", &pace.windowEvery),
    };
    for (const auto &[key, number] : numbers) {
        bool isNumber = false;
        const double seconds = settings.value(QLatin1String(key)).toDouble(&isNumber);
        const double least = number == &pace.overlap ? 0 : 1;
        if (isNumber && seconds >= least && seconds <= double(LongestSetting))
            *number = {qint64(seconds * 1'000'000)};
    }
    pace.on = settings.value(QStringLiteral("live/on"), pace.on).toBool();
    return pace;
}

bool isUnattended(const PollPace &pace, const PollSituation &situation)
{
    return situation.screenLocked || situation.sinceInput >= pace.pauseAfter;
}

std::optional<domain::Duration> pollDelay(const PollPace &pace, const PollSituation &situation, double jitter)
{
    if (!pace.on || situation.tokenRefused || isUnattended(pace, situation))
        return std::nullopt;
    const domain::Duration usual =
        !situation.focused ? pace.unfocused : (situation.openInSight ? pace.open : pace.quiet);
    if (situation.failures == 0)
        return usual;
    return std::max(usual, api::retryDelay(pace.retry, situation.failures, situation.wish, jitter));
}

} // namespace waldesk::workflows

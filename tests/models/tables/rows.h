// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/domain/request.h"

#include <QRandomGenerator>

#include <vector>

namespace waldesk::testsupport
{

/// 2026-08-01T10:00:00Z, the time at which these tests play.
[[nodiscard]] domain::Timestamp noon();
[[nodiscard]] domain::Uuid uuidOf(quint32 number, quint8 kind = 1);
/// Sent, of offering 1, created that many seconds after noon() minus an hour.
[[nodiscard]] domain::Request sent(quint32 number);
[[nodiscard]] domain::Request erred(quint32 number, const QByteArray &message, const QByteArray &traceback = {});
/// The same row a second later in another state.
[[nodiscard]] domain::Request moved(domain::Request request, domain::State state);
[[nodiscard]] std::vector<domain::Request> randomRequests(QRandomGenerator &random, quint32 count);
/// What the query line means at noon(); the test ends when it does not parse.
[[nodiscard]] domain::SplitQuery split(const QString &line);

} // namespace waldesk::testsupport

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/domain/request.h"
#include "tests/support/builders.h"

namespace waldesk::testsupport
{

/// The Sent row of that number as testsupport::Row has it, with nothing but what tells it apart. For tests that link
/// waldesk_domain.
[[nodiscard]] inline domain::Request sentRequest(int number)
{
    const Row row{.number = number};
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    request.state = domain::State::Sent;
    request.stateText = domain::stateName(domain::State::Sent);
    request.offering = *domain::Uuid::tryParse(QByteArrayView(row.offering));
    request.offeringName = QString::fromUtf8(row.offeringName);
    return request;
}

/// What a query line asks of a server that knows `created_before`, in November 2026; the test ends when it does not
/// parse.
[[nodiscard]] inline domain::SplitQuery split(const QByteArray &line)
{
    domain::QueryContext context;
    context.now = *domain::Timestamp::tryParse("2026-11-01T00:00:00Z");
    context.serverKnowsBefore = [] {
        return true;
    };
    return std::get<domain::Query>(domain::Query::parse(QString::fromUtf8(line))).split(context);
}

} // namespace waldesk::testsupport

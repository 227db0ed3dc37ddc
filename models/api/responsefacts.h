// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/httpattempt.h"
#include "models/api/httperrors.h"

namespace waldesk::api
{

/// What a response tells by its status and its headers, and by the look of a body that no reader could read. Pure
/// functions.

/// A complete answer of 2xx.
[[nodiscard]] bool isGood(const HttpResponse &response);
/// Not shown to this person, or not known to this version.
[[nodiscard]] bool isNotShown(const HttpResponse &response);
/// What a proxy may make of the 404 beyond the last page.
[[nodiscard]] bool mayMeanNoSuchPage(const HttpResponse &response);
/// Of all rows of the list, by X-Result-Count (contract 2); -1 without.
[[nodiscard]] qint64 totalOf(const HttpResponse &response);
/// The number of the last page by `Link`, where a page has one row, so the count of rows as well; -1 without.
[[nodiscard]] qint64 lastPageOf(const HttpResponse &response);
/// By `Link`.
[[nodiscard]] bool hasNext(const HttpResponse &response);
/// Why the body of a 2xx could not be read as one object.
[[nodiscard]] Unreadable bodyProblem(const HttpResponse &response);

} // namespace waldesk::api

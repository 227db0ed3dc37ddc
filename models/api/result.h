// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/domain/result.h"

namespace waldesk::api
{

template <typename T>
using Result = domain::Result<T, ApiError>;
using domain::Nothing;

} // namespace waldesk::api

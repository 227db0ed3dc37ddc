// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"

class QWidget;

namespace waldesk::ui
{

/// What exactly was asked and answered when a call failed: status, call, field errors, the start of the answer. Plain
/// text that can be copied into a ticket; there is no secret in it.
void openTroubleDialog(const api::ApiError &error, QWidget *parent);
/// The kind of a failure in three words: "Server does not answer".
[[nodiscard]] QString troubleHeadline(api::ApiError::Kind kind);
[[nodiscard]] QString troubleText(const api::ApiError &error);

} // namespace waldesk::ui

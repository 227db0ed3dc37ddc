// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QStringList>

#include <vector>

/// Errors that the tests of reading them share.
namespace samples
{

/// What a real interpreter printed; types of its steps as dotted names.
struct Golden {
    QByteArray name; ///< `notes-3.13.0`
    waldesk::domain::ErrorText error;
    QStringList types;
};
[[nodiscard]] const std::vector<Golden> &goldens();
[[nodiscard]] Golden golden(const QByteArray &name);

/// Three steps through httpcore, httpx and the agent, as the drawings show.
[[nodiscard]] waldesk::domain::ErrorText slurmrestd();
/// The agent's client was answered something it did not expect.
[[nodiscard]] waldesk::domain::ErrorText sdkFailure(int status, const QByteArray &body);
/// A failure as rich draws it: boxes, excerpts and the values of names.
[[nodiscard]] waldesk::domain::ErrorText richBox();
/// What a worker process sent, quoted by multiprocessing between three quotation marks.
[[nodiscard]] waldesk::domain::ErrorText remote();
[[nodiscard]] QByteArray manyFrames(int count, const QByteArray &package);

} // namespace samples

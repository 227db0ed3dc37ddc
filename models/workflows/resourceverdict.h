// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/backendresource.h"
#include "models/workflows/transitionverdict.h"

#include <optional>

namespace waldesk::workflows
{

/// What is known of an import or a dismissal when it is to be said how it went (contract 5).
struct ResourceEvidence {
    domain::Action action = domain::Action::ImportResource;
    QString name;                         ///< of the resource, as a sentence names it
    std::optional<api::ApiError> answer;  ///< of the write; nullopt: 2xx
    std::optional<bool> waits;            ///< the record still waits for import; nullopt: it could not be read
    std::optional<api::ApiError> reading; ///< why it could not be read
    /// The resource that the import made: named by the answer, or seen since; of a dismissal: somebody imported it.
    std::optional<domain::Uuid> made;
    bool isShown = true; ///< false: the resources of its id can be read, and what was made is not among them
};

/// How it went, by the same rules as verdictOf(): the record tells what is true, the status only what the server said,
/// and that it is gone without an answer does not say who did it.
[[nodiscard]] Verdict resourceVerdictOf(const ResourceEvidence &facts);
/// Why the resource as it is now must not be written to; empty when it may. now: nullopt: nothing waits under its uuid.
[[nodiscard]] QString resourceRefusalOf(const TransitionRunner::Job &job,
                                        const std::optional<domain::BackendResource> &now);
/// "its project was A, is B now": what differs from what was seen; empty when an import would do the same.
[[nodiscard]] QString whatDiffers(const domain::BackendResource &seen, const domain::BackendResource &now);
/// The name of a resource for a sentence: escaped, not too long, its id at the site where it has no name.
[[nodiscard]] QString nameOf(const domain::BackendResource &resource);
/// What the row of a resource has in common with a request: its uuid, offering and time of creation.
[[nodiscard]] domain::Request rowOf(const domain::BackendResource &resource);

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agentbook.h"

#include "app/demo/hash.h"

namespace waldesk::demo
{
AgentBook::AgentBook()
{
    const auto project = [this](const char *name, const char *slug) {
        projects.push_back({newUuid(), name, slug});
    };
    project("Geology of the Baltic shield", "geo");
    project("Protein folding", "bio");
    project("Climate of the Gulf of Riga", "climate");
    project("Plasma physics", "phys");
    project("Language models for small languages", "ml4hpc");
    project("Demo project", "demo");
}

Uuid AgentBook::newUuid()
{
    ++m_made;
    return Uuid::versionFour(mix(0xa6e70000ULL + m_made), mix(0xb00c0000ULL + m_made));
}
} // namespace waldesk::demo

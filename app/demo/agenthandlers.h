// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

namespace waldesk::demo
{
// What a site agent calls besides the requests themselves (the registrations are remembered, but lead to nothing), and
// the discovered resources it leaves behind, which staff may import.
Answer listIdentities(World &world, const Visit &visit);
Answer createIdentity(World &world, const Visit &visit);
Answer retrieveIdentity(World &world, const Visit &visit);
Answer updateIdentity(World &world, const Visit &visit);
Answer registerQueue(World &world, const Visit &visit);
Answer registerService(World &world, const Visit &visit);
Answer listServices(World &world, const Visit &visit);
Answer registerProcessor(World &world, const Visit &visit);
Answer listServiceProviders(World &world, const Visit &visit);
Answer listProviderResources(World &world, const Visit &visit);
Answer listProjects(World &world, const Visit &visit);
Answer listBackendResources(World &world, const Visit &visit);
Answer createBackendResource(World &world, const Visit &visit);
Answer retrieveBackendResource(World &world, const Visit &visit);
Answer importBackendResource(World &world, const Visit &visit);
Answer deleteBackendResource(World &world, const Visit &visit);
} // namespace waldesk::demo

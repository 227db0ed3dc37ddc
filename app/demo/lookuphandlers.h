// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

namespace waldesk::demo
{
// Who one is, what roles mean, what the server is.
Answer currentUser(World &world, const Visit &visit);
Answer listRoles(World &world, const Visit &visit);
/// The index of endpoints that stands at /api/.
Answer apiRoot(World &world, const Visit &visit);
Answer version(World &world, const Visit &visit);
Answer configuration(World &world, const Visit &visit);
Answer signIn(World &world, const Visit &visit);
Answer signOut(World &world, const Visit &visit);

Answer listOfferings(World &world, const Visit &visit);
Answer retrieveOffering(World &world, const Visit &visit);
// The same offerings as everybody sees them; the offering_url of a request leads here.
Answer listPublicOfferings(World &world, const Visit &visit);
Answer retrievePublicOffering(World &world, const Visit &visit);
} // namespace waldesk::demo

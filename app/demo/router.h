// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

#include <vector>

namespace waldesk::demo
{
/// Finds the handler for a call and makes the checks that come before every handler, in the server's order: route, last
/// slash, Accept, token, method.
class Router
{
public:
    Router();

    Answer answer(World &world, const Call &call) const;

private:
    using Handler = Answer (*)(World &, const Visit &);
    struct Route {
        QList<QByteArray> segments; ///< "*" stands for a key
        QByteArray allow;           ///< what the Allow header says, which is not always true
        bool open = false;          ///< needs no token
        QList<std::pair<QByteArray, Handler>> handlers;
    };

    void add(const QByteArray &pattern, const QByteArray &allow, QList<std::pair<QByteArray, Handler>> handlers,
             bool open = false);
    const Route *match(const QStringList &segments, QString *key) const;
    static Answer dispatch(World &world, const Route &route, Visit visit);

    std::vector<Route> m_routes;
};
} // namespace waldesk::demo

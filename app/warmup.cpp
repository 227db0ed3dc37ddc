// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/warmup.h"

#include "models/domain/cause/knownpatterns.h"

#include <QSslConfiguration>
#include <QThreadPool>

namespace waldesk::app
{

void warmUp()
{
    QThreadPool::globalInstance()->start([] {
        (void)domain::KnownPatterns::builtIn();
        (void)QSslConfiguration::defaultConfiguration();
    });
}

} // namespace waldesk::app

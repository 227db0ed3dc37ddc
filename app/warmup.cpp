// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/warmup.h"

#include "models/domain/cause/knownpatterns.h"
#include "models/domain/cause/secretrules.h"

#include <QSslConfiguration>
#include <QThreadPool>

namespace waldesk::app
{

void warmUp()
{
    QThreadPool::globalInstance()->start([] {
        (void)QSslConfiguration::defaultConfiguration(); // first: the first client needs it, before any error is read
        (void)domain::KnownPatterns::builtIn();
    });
}

void warmUpRest()
{
    QThreadPool::globalInstance()->start([] { (void)domain::SecretRules::builtIn(); });
}

} // namespace waldesk::app

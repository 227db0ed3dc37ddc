// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demoservice.h"

#include <QDebug>

#include <memory>

namespace waldesk::testsupport
{

/// The demo service, which answers when this returns; null, with a warning that says why, when it could not start. Its
/// agents do nothing by themselves. For tests that link waldesk_demo.
[[nodiscard]] inline std::unique_ptr<demo::DemoService> startDemo(int requests = demo::Settings().requests)
{
    demo::Settings settings;
    settings.agentSpeed = 0;
    settings.requests = requests;
    auto service = std::make_unique<demo::DemoService>(settings);
    QString error;
    if (!service->start(&error)) {
        qWarning().noquote() << error;
        return nullptr;
    }
    return service;
}

} // namespace waldesk::testsupport

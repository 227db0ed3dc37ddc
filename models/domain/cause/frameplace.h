// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace waldesk::domain
{

/// Whose code a frame is (fingerprint.md 4).
enum class FrameKind : quint8 {
    App, ///< the site agent and its plugins, though they live in site-packages
    Sdk, ///< the client the agent calls Waldur with
    Std, ///< the standard library
    Lib  ///< every other package
};

/// Which packages are the agent; a setting.
struct PlaceRules {
    QByteArrayList appPrefixes{"waldur_"};
    QByteArrayList sdkPackages{"waldur_api_client"};

    friend bool operator==(const PlaceRules &, const PlaceRules &) = default;
};

struct FramePlace {
    FrameKind kind = FrameKind::Lib;
    QByteArray module; ///< path below site-packages, `/`, without `.py` and `/__init__`; the same in every layout
};

[[nodiscard]] FramePlace placeOf(QByteArrayView path, const PlaceRules &rules = {});

} // namespace waldesk::domain

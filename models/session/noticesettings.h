// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/notice.h"

#include <QString>

namespace waldesk::session
{

/// What a person wants to be told of by the desktop, per profile: kept in `notifications.ini` of the profile's folder,
/// 0600. All of it is on until it is switched off; a file that can not be read says nothing.
/// Without a folder nothing is kept.
struct NoticeSettings {
    bool on = true; ///< false: nothing, whatever the others say
    bool newCauses = true;
    bool causesBack = true;
    bool askedAgain = true;
    bool views = true; ///< those views whose "Notify me" is on

    [[nodiscard]] bool wants(workflows::NoticeItem::Kind kind) const;
    [[nodiscard]] static NoticeSettings read(const QString &folder);
    /// One sentence when they could not be kept, else empty.
    [[nodiscard]] QString write(const QString &folder) const;
    friend bool operator==(const NoticeSettings &, const NoticeSettings &) = default;
};

} // namespace waldesk::session

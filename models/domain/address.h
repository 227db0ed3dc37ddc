// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/uuid.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace waldesk::domain
{

/// What a person pastes to get somewhere: a request's uuid (dashed or not), its API URL, an offering's API or portal
/// URL (contract 10), `waldesk://PROFILE/request/UUID` or `waldesk://PROFILE/query?q=LINE` (commandline.md).
struct Address {
    enum class Target : quint8 { Request, Offering, Query };
    Target target = Target::Request;
    Uuid uuid;       ///< Request, Offering
    QString line;    ///< Query
    QString profile; ///< of a waldesk: link; empty: the one at hand
    QUrl server;     ///< of an http(s) URL: scheme, host and port only; empty otherwise

    /// nullopt when it is none of these; blanks around it do not matter.
    [[nodiscard]] static std::optional<Address> tryParse(const QString &text);
    /// Our own link, `waldesk://PROFILE/...`, that tryParse() reads back; empty for an offering, which has none.
    [[nodiscard]] QString toLink() const;
    friend bool operator==(const Address &, const Address &) = default;
};

/// The address of a path of the API (`api/...`) under the root of a server. A gateway may show the API itself, without
/// that folder: the root's fragment says so (`https://gw/api/waldur/#api-root`); it is never sent.
[[nodiscard]] QUrl apiUrl(const QUrl &root, const QString &path);
inline constexpr QLatin1String ApiRootMark("api-root");

} // namespace waldesk::domain

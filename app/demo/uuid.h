// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringView>

#include <optional>

namespace waldesk::demo
{
/// 128 bits, printed as the server prints them: 32 lower-case hex digits without dashes.
struct Uuid {
    quint64 high = 0;
    quint64 low = 0;

    /// Accepts what Python's UUID() accepts: any case, dashes anywhere, braces, the urn prefix.
    static std::optional<Uuid> tryParse(QStringView text);
    /// A version 4 uuid made of any 128 bits.
    static Uuid versionFour(quint64 high, quint64 low);

    QByteArray toHex() const;
    QByteArray toDashed() const; ///< as the few end points print it that are not made of model fields
    void appendHex(QByteArray &out) const;

    bool operator==(const Uuid &) const = default;
};
} // namespace waldesk::demo

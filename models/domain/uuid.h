// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QHashFunctions>
#include <QString>
#include <QStringView>

#include <array>
#include <compare>
#include <optional>

namespace waldesk::domain
{

/// The name of a request, an offering, a customer: 16 bytes. The server prints 32 lower-case hex digits
/// without dashes and accepts any form (contract 1.1); so do we. A default-made Uuid is nil: "none".
class Uuid
{
public:
    constexpr Uuid() = default;
    /// 32 hex digits, with or without the four dashes, any case; anything else is nullopt.
    [[nodiscard]] static std::optional<Uuid> tryParse(QByteArrayView text);
    [[nodiscard]] static std::optional<Uuid> tryParse(QStringView text);
    [[nodiscard]] static constexpr Uuid fromBytes(const std::array<quint8, 16> &bytes)
    {
        Uuid uuid;
        uuid.m_bytes = bytes;
        return uuid;
    }
    [[nodiscard]] constexpr const std::array<quint8, 16> &bytes() const { return m_bytes; }
    [[nodiscard]] constexpr bool isNil() const { return *this == Uuid(); }
    /// 32 lower-case hex digits: the form of paths and of every output.
    [[nodiscard]] QString toString() const;
    [[nodiscard]] QByteArray toHex() const;
    /// The first six hex digits, for places that show a uuid beside words.
    [[nodiscard]] QString shortText() const;

    friend constexpr bool operator==(const Uuid &, const Uuid &) = default;
    friend constexpr auto operator<=>(const Uuid &, const Uuid &) = default;

private:
    std::array<quint8, 16> m_bytes{};
};

size_t qHash(const Uuid &uuid, size_t seed = 0) noexcept;

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/uuid.h"

#include <QString>

namespace waldesk::demo
{
namespace
{
void appendDigits(QByteArray &out, quint64 value)
{
    static constexpr char digits[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        out.append(digits[(value >> shift) & 0xf]);
}
} // namespace

std::optional<Uuid> Uuid::tryParse(QStringView text)
{
    QString plain = text.toString();
    plain.remove(QLatin1String("urn:")).remove(QLatin1String("uuid:"));
    while (plain.startsWith(u'{') || plain.startsWith(u'}'))
        plain.remove(0, 1);
    while (plain.endsWith(u'{') || plain.endsWith(u'}'))
        plain.chop(1);
    plain.remove(u'-');
    if (plain.size() != 32)
        return std::nullopt;
    for (const QChar c : std::as_const(plain)) {
        const char16_t lower = c.unicode() | 0x20;
        if (!(c >= u'0' && c <= u'9') && !(lower >= u'a' && lower <= u'f'))
            return std::nullopt;
    }
    const QStringView digits(plain);
    return Uuid{digits.first(16).toULongLong(nullptr, 16), digits.last(16).toULongLong(nullptr, 16)};
}

Uuid Uuid::versionFour(quint64 high, quint64 low)
{
    return Uuid{(high & ~0xf000ULL) | 0x4000ULL, (low & ~(3ULL << 62)) | (2ULL << 62)};
}

QByteArray Uuid::toDashed() const
{
    QByteArray text = toHex();
    for (const int at : {20, 16, 12, 8})
        text.insert(at, '-');
    return text;
}

QByteArray Uuid::toHex() const
{
    QByteArray out;
    out.reserve(32);
    appendHex(out);
    return out;
}

void Uuid::appendHex(QByteArray &out) const
{
    appendDigits(out, high);
    appendDigits(out, low);
}
} // namespace waldesk::demo

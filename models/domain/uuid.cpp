// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/uuid.h"

namespace waldesk::domain
{
namespace
{

constexpr qsizetype PlainLength = 32;
constexpr qsizetype DashedLength = 36;

constexpr int hexValue(char16_t c)
{
    if (c >= u'0' && c <= u'9')
        return c - u'0';
    if (c >= u'a' && c <= u'f')
        return c - u'a' + 10;
    if (c >= u'A' && c <= u'F')
        return c - u'A' + 10;
    return -1;
}

constexpr bool isDashPlace(qsizetype i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

constexpr quint8 NoDigit = 0xff;

constexpr std::array<quint8, 256> digitValues()
{
    std::array<quint8, 256> values{};
    for (size_t c = 0; c < values.size(); ++c) {
        const int value = hexValue(char16_t(c));
        values[c] = value < 0 ? NoDigit : quint8(value);
    }
    return values;
}

constexpr std::array<quint8, 256> DigitValues = digitValues();

quint8 valueOf(char16_t c)
{
    return c < DigitValues.size() ? DigitValues[c] : NoDigit;
}

template <typename At>
std::optional<Uuid> parse(qsizetype size, At at)
{
    if (size != PlainLength && size != DashedLength)
        return std::nullopt;
    const bool dashed = size == DashedLength;
    std::array<quint8, 16> bytes{};
    quint8 seen = 0;
    qsizetype i = 0;
    for (quint8 &byte : bytes) {
        if (dashed && isDashPlace(i) && at(i++) != u'-')
            return std::nullopt;
        const quint8 high = valueOf(at(i++));
        const quint8 low = valueOf(at(i++));
        seen = quint8(seen | high | low);
        byte = quint8(high << 4 | low);
    }
    return seen > 0xf ? std::nullopt : std::optional(Uuid::fromBytes(bytes));
}

} // namespace

std::optional<Uuid> Uuid::tryParse(QByteArrayView text)
{
    return parse(text.size(), [text](qsizetype i) { return char16_t(static_cast<unsigned char>(text[i])); });
}

std::optional<Uuid> Uuid::tryParse(QStringView text)
{
    return parse(text.size(), [text](qsizetype i) { return text[i].unicode(); });
}

QByteArray Uuid::toHex() const
{
    static constexpr char Digits[] = "0123456789abcdef";
    QByteArray hex(PlainLength, Qt::Uninitialized);
    qsizetype at = 0;
    for (const quint8 byte : m_bytes) {
        hex[at++] = Digits[byte >> 4];
        hex[at++] = Digits[byte & 15];
    }
    return hex;
}

QString Uuid::toString() const
{
    return QString::fromLatin1(toHex());
}

QString Uuid::shortText() const
{
    return toString().left(6);
}

size_t qHash(const Uuid &uuid, size_t seed) noexcept
{
    return qHashBits(uuid.bytes().data(), uuid.bytes().size(), seed);
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretmasks.h"

#include <array>

namespace waldesk::domain
{

namespace
{

/// In the order of the kinds. Another word between the signs hides nothing: a text could write it itself.
constexpr std::array Masks{QByteArrayView("\xE2\x80\xB9private key masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9"
                                          "credentials masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9"
                                          "cookie masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9"
                                          "credentials masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9password masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9token masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9token masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9"
                                          "access key masked\xE2\x80\xBA"),
                           QByteArrayView("\xE2\x80\xB9"
                                          "e-mail masked\xE2\x80\xBA")};
static_assert(Masks.size() == SecretKinds);

} // namespace

QByteArrayView maskOf(SecretKind kind)
{
    return Masks[std::size_t(kind)];
}

qsizetype maskLength(QByteArrayView text, qsizetype place)
{
    const QByteArrayView rest = text.sliced(place);
    for (const QByteArrayView mask : Masks) {
        if (rest.startsWith(mask))
            return mask.size();
    }
    return 0;
}

} // namespace waldesk::domain

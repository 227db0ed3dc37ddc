// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/redaction.h"

#include <cstdint>
#include <cstdlib>

using namespace waldesk::domain;

/// The input is a known value, a NUL, and a text; without a NUL it is a text. What was masked stays as it is when it is
/// masked again, and a known value is nowhere in the result.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype nul = input.indexOf('\0');
    const KnownSecrets known(nul < 0 ? QByteArray() : input.first(nul));
    const QByteArray text = input.sliced(nul + 1);
    const Redacted once = redacted(text, known);
    if (redacted(once.text, known).text != once.text)
        std::abort();
    return 0;
}

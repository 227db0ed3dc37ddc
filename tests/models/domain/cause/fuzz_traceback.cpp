// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/plainform.h"
#include "models/domain/cause/traceback.h"

#include <cstdint>
#include <cstdlib>

using namespace waldesk::domain;

/// The input is a message, a NUL, and a traceback; without a NUL it is a traceback. Whatever it holds, the pieces put
/// together are the input, the way back from a plain form goes forward, and the same input has the same key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype nul = input.indexOf('\0');
    const QByteArray message = nul < 0 ? QByteArray() : input.first(nul);
    const QByteArray text = input.sliced(nul + 1);
    const Traceback traceback = parseTraceback(text, message);
    QByteArray together;
    for (const Piece &piece : traceback.pieces)
        together += piece.span.of(text);
    if (together != text)
        std::abort();
    for (const Step &step : traceback.steps)
        (void)messageOf(text, step);
    if (const auto plain = plainFormOf(text, message)) {
        if (plain->begins.size() != std::size_t(plain->text.size()) || plain->ends.size() != plain->begins.size())
            std::abort();
        for (std::size_t at = 0; at < plain->begins.size(); ++at) {
            const bool forward = at == 0 || plain->begins[at] >= plain->begins[at - 1];
            if (!forward || plain->ends[at] < plain->begins[at] || plain->ends[at] > text.size())
                std::abort();
        }
    }
    (void)traceback.lastAgentFrame();
    if (fingerprint({message, text}).normal != fingerprint({message, text}).normal)
        std::abort();
    return 0;
}

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace waldesk::domain
{

/// How a write ended. The one value from which the sentence, the word on the command line, its exit status and the
/// journal are made, so that none of them can say something else.
enum class WriteOutcome : quint8 {
    Done,      ///< sent, and the row says so
    Refused,   ///< not sent because of a check, or the server said no and the row is as it was
    Overtaken, ///< sent, but the row shows somebody else's change, or the change did not last
    Unknown,   ///< sent, and what is known does not prove how it went
    Failed,    ///< could not be sent: no connection before the write
};

/// `done`, `refused`, `overtaken`, `unknown`, `failed`: of the command line's output and the journal; not translated.
[[nodiscard]] QString outcomeWord(WriteOutcome outcome);
/// Knows the word `lost` of older journals, too, which is Overtaken now.
[[nodiscard]] std::optional<WriteOutcome> outcomeFromWord(QStringView word);

} // namespace waldesk::domain

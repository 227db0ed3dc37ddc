// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// A traceback that a logger, a shell or a terminal printer reshaped, written again as CPython prints it, with the way
/// back to the bytes it came from. Knows: a prefix before every line (journald, logging, syslog, Kubernetes, GitLab, `>
/// `, a tab) or before the first; a record of JSON a line (Docker); a text escaped into one line once or several times
/// (JSON, repr); repr() of a group; the boxes of rich; loguru; IPython; stackprinter; all of it in one line.
struct PlainForm {
    QByteArray text;
    std::vector<qsizetype> begins; ///< of each byte of text, where its origin begins in the raw text
    std::vector<qsizetype> ends;   ///< and where it ends; the same place for what was added
    qsizetype tail = -1; ///< where what was wrapped around the traceback goes on; -1: to the end it is all here

    [[nodiscard]] Span toRaw(Span span) const;
};

/// @p second was made of the text of @p first: the same with the places of the first one's raw text.
[[nodiscard]] PlainForm composed(const PlainForm &first, PlainForm second);

/// nullopt where the text is in CPython's form already, or no traceback. Takes time in proportion to the text.
[[nodiscard]] std::optional<PlainForm> plainFormOf(QByteArrayView text, QByteArrayView message = {});

} // namespace waldesk::domain

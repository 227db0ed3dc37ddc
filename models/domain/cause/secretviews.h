// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/plainform.h"

#include <vector>

namespace waldesk::domain
{

/// The same text as it was before something was put around it, each with the way back to its own bytes: without colours
/// of a terminal, entities of a page and marks of a quotation, with signs beyond ASCII written in ASCII
/// (lookalikesign.h), and with one to three levels of escapes taken off. A name and its value that these stand between
/// are found in one of them. Empty where the text has none of it. Takes
/// time in proportion to the text.
struct SecretViews {
    std::vector<PlainForm> forms;
    bool replaceText = false; ///< the text has colours or is the source of a page: it is not to be read itself
};
[[nodiscard]] SecretViews secretViews(QByteArrayView text);

} // namespace waldesk::domain

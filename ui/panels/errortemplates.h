// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QList>
#include <QString>

namespace waldesk::ui
{

/// A reason why a person closes a request. The text goes to the server, where everybody reads it whatever their
/// language, so it is English and not translated; only the name on the button is.
struct ErrorTemplate {
    QString name; ///< "Not picked up"
    QString text; ///< the first sentence of the message; empty for Other
};

[[nodiscard]] QList<ErrorTemplate> errorTemplates();
/// The template's sentence with what is known of the row, and who wrote it: Waldur does not keep that.
[[nodiscard]] QString errorTemplateText(const ErrorTemplate &reason, const domain::Request &request,
                                        domain::Timestamp now, const QString &person);

} // namespace waldesk::ui

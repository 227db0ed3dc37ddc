// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/wire.h"

#include <QJsonObject>

#include <optional>

namespace waldesk::demo
{
/// The body of a request as a dictionary: JSON, a form or a multipart form; nothing at all counts as an empty one.
struct Body {
    QJsonObject fields;
    std::optional<Answer> refusal; ///< 400 or 415 when it could not be read
};

Body readBody(const Call &call);
/// A text field as Django REST framework's CharField reads it: numbers become text, blanks around it go.
QString readText(const QJsonObject &fields, const char *name, Problems &problems);
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/errortemplate.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace waldesk::domain
{

/// A reason for many requests at once: the kinds of errortemplate with blanks (reasonblanks) in place of what differs
/// from row to row. English, as the server keeps it; signed by the person where one is known.
[[nodiscard]] QString bulkReason(ErrorTemplate::Kind kind, const QString &person);
/// Translated: why it does not fit all of these rows; empty when it does.
[[nodiscard]] QString whyNoBulkReason(ErrorTemplate::Kind kind, const std::vector<Request> &rows);
/// The likely one for what the rows show.
[[nodiscard]] ErrorTemplate::Kind likelyBulkReason(const std::vector<Request> &rows);

/// A template of a person's own, kept in the settings and shared as a file.
struct OwnReason {
    QString name;
    QString text;

    friend bool operator==(const OwnReason &, const OwnReason &) = default;
};

/// A JSON array of objects with `name` and `text`.
[[nodiscard]] QByteArray reasonsToJson(const std::vector<OwnReason> &reasons);
/// The error is one sentence.
[[nodiscard]] Result<std::vector<OwnReason>, QString> reasonsFromJson(const QByteArray &json);
/// `added` into `known`: one of the same name takes the place of the old one, others come after.
[[nodiscard]] std::vector<OwnReason> withReasons(std::vector<OwnReason> known, const std::vector<OwnReason> &added);

} // namespace waldesk::domain

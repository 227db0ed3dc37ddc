// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QString>

#include <array>
#include <optional>

namespace waldesk::domain
{

/// What a template may state: the row, the clock, who signs, and another request of the same offering.
struct TemplateBasis {
    Request request;
    Timestamp now;                ///< by the server's clock
    QString person;               ///< signs, since Waldur does not keep who wrote it; empty: nobody
    std::optional<Request> other; ///< newer one of the same offering, if one is known
};

/// A reason why a person sets a request erred. It states nothing that the row does not show. The text goes to the
/// server, where everybody reads it whatever their language, so it is English and not translated.
struct ErrorTemplate {
    enum class Kind : quint8 { NotPickedUp, NotFinished, HostRetired, AskedTwice, Other };
    static constexpr std::array Kinds{Kind::NotPickedUp, Kind::NotFinished, Kind::HostRetired, Kind::AskedTwice,
                                      Kind::Other};

    Kind kind = Kind::Other;
    QString text;   ///< with its blanks filled from the basis; empty for Other without a person, and where not offered
    QString whyNot; ///< translated: why it does not fit this request; empty when it is offered

    [[nodiscard]] bool isOffered() const { return whyNot.isEmpty(); }
};

[[nodiscard]] ErrorTemplate errorTemplate(ErrorTemplate::Kind kind, const TemplateBasis &basis);
/// Translated, for its button: "Not picked up".
[[nodiscard]] QString errorTemplateName(ErrorTemplate::Kind kind);
/// The likely one for the state of the row.
[[nodiscard]] ErrorTemplate::Kind likelyErrorTemplate(const Request &request);
/// `typed` with the template's text: in the place of an earlier template's that still stands there as it was, else
/// after it. What a person typed stays.
[[nodiscard]] QString withErrorTemplate(const QString &typed, const QString &earlier, const QString &text);

} // namespace waldesk::domain

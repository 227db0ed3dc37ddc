// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace waldesk::domain
{

enum class BodyKind : quint8 { Empty, Json, Html, Text };

/// What the agent's client for Waldur says of an answer it did not expect (contract 7): `Unexpected status code: N`,
/// `Response content:`, the body, `URL:`, the address. Spans are those of the message given.
struct SdkFailure {
    int status = 0;
    Span body; ///< without the line ends around it
    BodyKind bodyKind = BodyKind::Empty;
    Span url;
    Span path;  ///< of the address, from `/api/` on where it has one, without the query
    Span query; ///< without `?`
};

/// nullopt where the message is something else; a body or an address that was cut off is empty.
[[nodiscard]] std::optional<SdkFailure> parseSdkFailure(QByteArrayView message);

/// `GET`, `POST` ... by the name of the client's module (`..._list`, `..._start_processing`); empty where it tells
/// none.
[[nodiscard]] QByteArray methodOfSdkModule(QByteArrayView module);

/// The body in one line: its `detail`, the title of its page, or the names of its fields, each with its first reason
/// (rule `w1` had the names alone); the line to be masked.
[[nodiscard]] QByteArray bodyGist(QByteArrayView body, BodyKind kind, bool withReasons = true);

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/domain/listfilter.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <array>
#include <optional>

namespace waldesk::domain
{

/// The tools that people use beside Waldesk.
enum class CopyFormat : quint8 { Httpie, Curl, PythonSdk, JavaScript };
inline constexpr std::array AllCopyFormats{CopyFormat::Httpie, CopyFormat::Curl, CopyFormat::PythonSdk,
                                           CopyFormat::JavaScript};
/// `httpie`, `Python SDK`: for a menu.
[[nodiscard]] QString copyFormatName(CopyFormat format);

/// One call of the API as a value: what a view asks for, or what a command would send.
struct ApiCall {
    enum class Kind : quint8 { List, Retrieve, Create, Start, SetDone, SetErred };

    Kind kind = Kind::List;
    QUrl root; ///< `https://host[:port]/[prefix/]`
    QByteArray schemeWord = "Token";
    ListFilter filter;  ///< of List
    int pageSize = 100; ///< of List; 0: the server's own
    Uuid uuid;          ///< of all but List and Create
    Uuid offering;      ///< of Create
    ErrorText text;     ///< of SetErred; both keys are always sent (contract 1.4)

    [[nodiscard]] bool isWrite() const { return kind != Kind::List && kind != Kind::Retrieve; }
    [[nodiscard]] QUrl url() const;
    /// Canonical JSON without bytes that a terminal would obey; empty where there is no body.
    [[nodiscard]] QString body() const;
};

/// The call behind a command on a request.
[[nodiscard]] ApiCall callOf(Action action, const Request &request, const ErrorText &text = {});

/// The very call for another tool, ready to paste. The token is the variable WALDUR_TOKEN; what came from elsewhere is
/// quoted so that neither the shell nor the language takes any of it for its own.
[[nodiscard]] QString copyAs(const ApiCall &call, CopyFormat format);

/// One word for a POSIX shell.
[[nodiscard]] QString shellQuoted(const QString &text);

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace waldesk::api
{

/// The messages of an error body in any shape of contract 1.6: lists by field, one text by field, a bare list,
/// `detail`, nested objects (`a.b`). `""` stands for no field (`detail`, `non_field_errors`, a list). At most 50.
[[nodiscard]] QList<std::pair<QString, QString>> errorFields(const QByteArray &json);

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/// The lists of words the message scanner knows; all ask in any case.
namespace waldesk::domain::messagewords
{

[[nodiscard]] bool isUnit(QByteArrayView word);              ///< of times, sizes, counts of hardware
[[nodiscard]] bool isCalendarWord(QByteArrayView word);      ///< names of days and months, zones
[[nodiscard]] bool isNamed(QByteArrayView word);             ///< `account`: a name follows
[[nodiscard]] bool isNoName(QByteArrayView word);            ///< `account limit`: what follows is no name
[[nodiscard]] bool followsName(QByteArrayView word);         ///< `account x does`
[[nodiscard]] bool namesConstant(QByteArrayView word);       ///< `attribute 'x'`: the quoted word is of the code
[[nodiscard]] bool isFieldBeforeNumber(QByteArrayView word); ///< `uid:5628` is no host with a port
[[nodiscard]] bool isTopLevelDomain(QByteArrayView word);

} // namespace waldesk::domain::messagewords

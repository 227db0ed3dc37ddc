// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/// The lists of words the message scanner knows; all ask in any case. Rule `w1` reads the older ones: they never
/// change.
namespace waldesk::domain::messagelexicon
{

[[nodiscard]] bool isUnit(QByteArrayView word);              ///< of times, sizes, counts of hardware
[[nodiscard]] bool isCalendarWord(QByteArrayView word);      ///< names of days and months, zones
[[nodiscard]] bool isNamed(QByteArrayView word);             ///< `account`: a name follows
[[nodiscard]] bool isNoName(QByteArrayView word);            ///< `account limit`: what follows is no name
[[nodiscard]] bool followsName(QByteArrayView word);         ///< `account x does`
[[nodiscard]] bool namesConstant(QByteArrayView word);       ///< `attribute 'x'`: the quoted word is of the code
[[nodiscard]] bool isFieldBeforeNumber(QByteArrayView word); ///< `uid:5628` is no host with a port
[[nodiscard]] bool isTopLevelDomain(QByteArrayView word);
[[nodiscard]] bool isOrdinary(QByteArrayView word); ///< a word of messages, no name; since rule `w2`
[[nodiscard]] bool quotesName(QByteArrayView word); ///< `named 'x'`: no word of the code after all; since rule `w2`
[[nodiscard]] bool takesName(QByteArrayView word);  ///< `component`: a name may follow; since rule `w2`
[[nodiscard]] bool saysOfName(QByteArrayView word); ///< `pool x does`: what goes before is a name; since rule `w2`
[[nodiscard]] bool maybeName(QByteArrayView word);  ///< `large`: a word of messages and a usual name; since rule `w2`
[[nodiscard]] bool leadsSentence(QByteArrayView word); ///< `"error": "..."`: a sentence follows; since rule `w2`

} // namespace waldesk::domain::messagelexicon

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/englishplurals.h"

#include "ui/base/look.h"

#include <QLatin1String>

namespace waldesk::app
{

QString EnglishPlurals::translate(const char *, const char *sourceText, const char *, int n) const
{
    if (n < 0)
        return {};
    QString text = QString::fromUtf8(sourceText);
    if (!text.contains(QLatin1String("%n")))
        return {};
    for (const QLatin1String ending : {QLatin1String("s"), QLatin1String("es")})
        text.replace(QLatin1Char('(') + ending + QLatin1Char(')'), n == 1 ? QString() : QString(ending));
    return text.replace(QLatin1String("%n"), ui::groupedNumber(n));
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/mergedkeys.h"

namespace waldesk::workflows
{

domain::LocalFilter afterMerges(domain::LocalFilter filter,
                                const std::function<QByteArray(const QByteArray &key)> &rootOf)
{
    if (!rootOf)
        return filter;
    for (domain::LocalTerm &term : filter.terms) {
        if (term.key != domain::QueryKey::Group)
            continue;
        for (domain::Word &word : term.words)
            word.text = QString::fromUtf8(rootOf(word.text.toUtf8()));
    }
    return filter;
}

QStringList groupKeysOf(const domain::LocalFilter &filter)
{
    QStringList keys;
    for (const domain::LocalTerm &term : filter.terms) {
        if (term.key != domain::QueryKey::Group)
            continue;
        for (const domain::Word &word : term.words)
            keys << word.text;
    }
    return keys;
}

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/json.h"
#include "app/demo/params.h"

namespace waldesk::demo
{
/// A JSON object of which only the fields named by `field=` (repeated) are written; all of them when none is named.
class SparseObject
{
public:
    SparseObject(QByteArray &out, const Params &params)
        : m_object(out), m_wanted(params.all(QLatin1StringView("field")))
    {
    }

    bool wants(const char *name) const { return m_wanted.isEmpty() || m_wanted.contains(QLatin1StringView(name)); }
    void text(const char *name, QByteArrayView utf8)
    {
        if (wants(name))
            m_object.text(name, utf8);
    }
    void flag(const char *name, bool value)
    {
        if (wants(name))
            m_object.flag(name, value);
    }
    void null(const char *name)
    {
        if (wants(name))
            m_object.null(name);
    }
    void raw(const char *name, QByteArrayView json)
    {
        if (wants(name))
            m_object.raw(name, json);
    }

private:
    JsonObject m_object;
    QStringList m_wanted;
};

/// A list of strings as a JSON array.
QByteArray jsonTexts(const QList<QByteArray> &texts);
} // namespace waldesk::demo

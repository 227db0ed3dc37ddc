// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/rows.h"

#include <QHash>

#include <vector>

namespace waldesk::demo
{
/// Every request of the server: the generated rows and what has happened to them since. The index of a row is its place
/// in the order of creation. Facts of a large set are computed when first needed; texts are kept only where they
/// changed.
class Store
{
public:
    Store(quint64 seed, quint32 count, qint64 start);

    quint32 size() const { return m_rows.count() + m_created; }
    /// Counts changes, so that a cached selection knows when it is stale.
    quint64 generation() const { return m_generation; }
    qint64 start() const { return m_start; }
    quint64 seed() const { return m_rows.seed(); }

    Fact fact(quint32 index) const;
    /// All of them, by index.
    const std::vector<Fact> &facts();
    ErrorText errorText(quint32 index) const;
    Uuid uuid(quint32 index) const { return m_rows.uuid(index); }
    std::optional<quint32> find(const Uuid &uuid) const;

    // Transitions do not judge: the caller has asked `fact(index).state`.
    quint32 create(quint8 offering);
    void startProcessing(quint32 index);
    void setDone(quint32 index);
    void setErred(quint32 index, const ErrorText &text);

private:
    Fact &changed(quint32 index);
    /// The present, but never the same twice and never going back.
    qint64 tick();

    Rows m_rows;
    qint64 m_start;
    qint64 m_lastTick;
    quint32 m_created = 0;
    quint64 m_generation = 0;
    std::vector<Fact> m_facts;
    QHash<quint32, ErrorText> m_texts;
};
} // namespace waldesk::demo

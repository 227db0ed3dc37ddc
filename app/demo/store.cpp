// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/store.h"

#include "app/demo/params.h"

namespace waldesk::demo
{
Store::Store(quint64 seed, quint32 count, qint64 start) : m_rows(seed, count, start), m_start(start), m_lastTick(start)
{
}

const std::vector<Fact> &Store::facts()
{
    if (m_facts.size() < size()) {
        m_facts.reserve(size() + 1024);
        for (auto index = static_cast<quint32>(m_facts.size()); index < size(); ++index)
            m_facts.push_back(m_rows.fact(index));
    }
    return m_facts;
}

Fact Store::fact(quint32 index) const
{
    return index < m_facts.size() ? m_facts[index] : m_rows.fact(index);
}

ErrorText Store::errorText(quint32 index) const
{
    const auto changedText = m_texts.constFind(index);
    if (changedText != m_texts.cend())
        return *changedText;
    return index < m_rows.count() ? m_rows.errorText(index, fact(index)) : ErrorText{};
}

std::optional<quint32> Store::find(const Uuid &uuid) const
{
    const std::optional<quint32> index = m_rows.indexOf(uuid);
    return index && *index < size() ? index : std::nullopt;
}

qint64 Store::tick()
{
    return m_lastTick = qMax(m_lastTick + 1, presentMicros());
}

Fact &Store::changed(quint32 index)
{
    facts();
    ++m_generation;
    Fact &fact = m_facts[index];
    fact.live = false;
    return fact;
}

quint32 Store::create(quint8 offering)
{
    facts();
    Fact fact;
    fact.created = tick();
    fact.touched = 212;
    fact.offering = offering;
    m_facts.push_back(fact);
    ++m_generation;
    return m_rows.count() + m_created++;
}

void Store::startProcessing(quint32 index)
{
    Fact &fact = changed(index);
    fact.state = Processing;
    fact.started = tick();
    fact.touched = 61;
}

void Store::setDone(quint32 index)
{
    Fact &fact = changed(index);
    fact.state = Done;
    fact.finished = tick();
    fact.touched = 58;
}

void Store::setErred(quint32 index, const ErrorText &text)
{
    Fact &fact = changed(index);
    fact.state = Erred;
    fact.finished = tick();
    // The server saves twice here: once for the state, once for the texts.
    fact.touched = 2130;
    m_texts.insert(index, text);
}
} // namespace waldesk::demo

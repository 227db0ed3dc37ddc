// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/plainform.h"

#include <utility>

namespace waldesk::domain
{

/// Writes a plain form; each byte knows where it came from. Places are those of the raw text, in bytes.
class PlainWriter
{
public:
    explicit PlainWriter(qsizetype size = 0)
    {
        m_form.text.reserve(size);
        m_form.begins.reserve(std::size_t(size));
        m_form.ends.reserve(std::size_t(size));
    }
    void copy(QByteArrayView raw, qsizetype from, qsizetype to)
    {
        for (qsizetype at = from; at < to; ++at)
            put(raw[at], at, at + 1);
    }
    void put(char c, qsizetype begin, qsizetype end)
    {
        m_form.text += c;
        m_form.begins.push_back(begin);
        m_form.ends.push_back(end);
    }
    /// What the raw text does not have.
    void add(QByteArrayView text, qsizetype at)
    {
        for (const char c : text)
            put(c, at, at);
    }
    /// Words that stand for a stretch of the raw text.
    void replace(QByteArrayView text, qsizetype begin, qsizetype end)
    {
        for (const char c : text)
            put(c, begin, end);
    }
    /// What follows in the raw text is none of the traceback.
    void leaveTail(qsizetype from) { m_form.tail = from; }
    [[nodiscard]] PlainForm take() { return std::move(m_form); }
    [[nodiscard]] bool atLineStart() const { return m_form.text.isEmpty() || m_form.text.endsWith('\n'); }

private:
    PlainForm m_form;
};

} // namespace waldesk::domain

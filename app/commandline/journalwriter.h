// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/output.h"
#include "models/archive/journalwrite.h"

#include <memory>
#include <vector>

namespace waldesk::app
{

/// Prints writes of the journal in one format, batch after batch: the head of the first one holds for all.
class JournalWriter
{
public:
    explicit JournalWriter(Output &output) : m_output(output) {}
    virtual ~JournalWriter() = default;
    Q_DISABLE_COPY_MOVE(JournalWriter)

    virtual void rows(const std::vector<const archive::JournalWrite *> &writes) = 0;

    [[nodiscard]] static std::unique_ptr<JournalWriter> make(Format format, Output &output);

protected:
    [[nodiscard]] Output &output() const { return m_output; }

private:
    Output &m_output;
};

} // namespace waldesk::app

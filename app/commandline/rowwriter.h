// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/output.h"
#include "models/workflows/stuckfinder.h"

#include <functional>
#include <memory>

namespace waldesk::app
{

/// Prints rows in one format. jsonl and csv go out as they come; json and table wait for the last one, so that a
/// failure in the middle leaves no half of them.
class RowWriter
{
public:
    /// With it each row says why it is stuck: `list --stuck`.
    using StuckOf = std::function<const workflows::StuckRequest *(const domain::Uuid &)>;

    RowWriter(Output &output, StuckOf stuckOf) : m_output(output), m_stuckOf(std::move(stuckOf)) {}
    virtual ~RowWriter() = default;
    Q_DISABLE_COPY_MOVE(RowWriter)

    /// raw: the object's own bytes.
    virtual void row(const domain::Request &request, const QByteArray &raw) = 0;
    virtual void finish() = 0;

    [[nodiscard]] static std::unique_ptr<RowWriter> make(Format format, Output &output, domain::Timestamp now,
                                                         StuckOf stuckOf = {});

protected:
    [[nodiscard]] Output &output() const { return m_output; }
    [[nodiscard]] bool saysWhy() const { return static_cast<bool>(m_stuckOf); }
    [[nodiscard]] const workflows::StuckRequest *stuck(const domain::Uuid &request) const
    {
        return m_stuckOf ? m_stuckOf(request) : nullptr;
    }
    /// The object with the key `stuck` after its own; as it is when the row is not stuck.
    [[nodiscard]] QByteArray withReason(const domain::Request &request, QByteArray raw) const;

private:
    Output &m_output;
    StuckOf m_stuckOf;
};

/// The object on one line: outside of strings JSON takes a blank for a line end.
[[nodiscard]] QByteArray onOneLine(QByteArray json);

} // namespace waldesk::app

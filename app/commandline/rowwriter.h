// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/output.h"

#include <memory>

namespace waldesk::app
{

/// Prints rows in one format. jsonl and csv go out as they come; json and table wait for the last one, so that a
/// failure in the middle leaves no half of them.
class RowWriter
{
public:
    explicit RowWriter(Output &output) : m_output(output) {}
    virtual ~RowWriter() = default;
    Q_DISABLE_COPY_MOVE(RowWriter)

    /// raw: the object's own bytes.
    virtual void row(const domain::Request &request, const QByteArray &raw) = 0;
    virtual void finish() = 0;

    [[nodiscard]] static std::unique_ptr<RowWriter> make(Format format, Output &output, domain::Timestamp now);

protected:
    [[nodiscard]] Output &output() const { return m_output; }

private:
    Output &m_output;
};

/// The object on one line: outside of strings JSON takes a blank for a line end.
[[nodiscard]] QByteArray onOneLine(QByteArray json);

} // namespace waldesk::app

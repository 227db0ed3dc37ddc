// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/rowwriter.h"

#include <array>
#include <vector>

namespace waldesk::app
{

/// State, offering, created, duration, first line of the error (or why it is stuck), uuid; times in UTC. As wide as the
/// terminal, whole when stdout is none.
class TableWriter : public RowWriter
{
public:
    TableWriter(Output &output, domain::Timestamp now, StuckOf stuckOf)
        : RowWriter(output, std::move(stuckOf)), m_now(now)
    {
    }
    void row(const domain::Request &request, const QByteArray &raw) override;
    void finish() override;

private:
    static constexpr size_t Columns = 6;
    using Line = std::array<QString, Columns>;
    struct Row {
        domain::State state;
        Line cells;
    };

    [[nodiscard]] std::array<int, Columns> widths(const Line &titles) const;
    void print(const Line &cells, const std::array<int, Columns> &widths, const QByteArray &colour);

    domain::Timestamp m_now;
    std::vector<Row> m_rows;
};

} // namespace waldesk::app

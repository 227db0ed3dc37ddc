// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/listing.h"
#include "app/commandline/querycommand.h"
#include "app/commandline/rowwriter.h"

#include <memory>

namespace waldesk::app
{

/// Requests in one format.
class ListCommand : public QueryCommand
{
    Q_OBJECT
public:
    ListCommand(CommandContext context, ListCall call, QObject *parent);
    void start() override;

private:
    void list(domain::SplitQuery query, const CauseBasis &causes);
    void sayPartial(const Listing &listing, qint64 written);
    void end();

    ListCall m_call;
    std::unique_ptr<RowWriter> m_writer;
};

} // namespace waldesk::app

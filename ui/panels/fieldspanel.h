// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "ui/panels/fieldgrid.h"
#include "ui/panels/requesttimes.h"

namespace waldesk::ui
{

/// Every field of a request as the server tells it, with times to the microsecond; each value can be selected.
class FieldsPanel : public FieldGrid
{
    Q_OBJECT
public:
    explicit FieldsPanel(QWidget *parent = nullptr);

    void setRequest(const domain::Request &request, const Clock &clock, const QString &customer);

private:
    enum Field {
        UuidField,
        StateField,
        OfferingField,
        OfferingUuidField,
        CustomerField,
        CreatedField,
        StartedField,
        FinishedField,
        ModifiedField,
        TookField,
        MessageField,
        TracebackField,
        FieldCount
    };
};

} // namespace waldesk::ui

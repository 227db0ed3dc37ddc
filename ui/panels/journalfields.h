// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalwrite.h"
#include "ui/panels/fieldgrid.h"
#include "ui/panels/requesttimes.h"

namespace waldesk::ui
{

/// All that the journal knows of one write but its long texts, with times to the microsecond; each value can be
/// selected.
class JournalFields : public FieldGrid
{
    Q_OBJECT
public:
    explicit JournalFields(QWidget *parent = nullptr);

    /// outcome: in words. together: how many were begun with it, itself too.
    void setWrite(const archive::JournalWrite &write, const QString &outcome, int together, const Clock &clock);

private:
    enum Field {
        TimeField,
        UserField,
        VerbField,
        ServerField,
        RequestField,
        OfferingField,
        BeforeField,
        AfterField,
        OutcomeField,
        AnswerField,
        ReasonField,
        SettledField,
        ReplacedField,
        SentField,
        IdField,
        TogetherField,
        FieldCount
    };
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/tables/requeststore.h"

#include <QCoreApplication>
#include <QString>

#include <vector>

namespace waldesk::workflows
{

class ErrorClassifier;

/// Why the errors of one cause are one: of what its key is made, and what differs from error to error. Made from its
/// newest errors by Triage, asked at once; store and classifier have to outlive it.
class CauseExplanation
{
    Q_DECLARE_TR_FUNCTIONS(waldesk::workflows::CauseExplanation)
public:
    static constexpr int SampledRows = 1'000; ///< the most that are looked at, newest first

    CauseExplanation(const tables::RequestStore &store, const ErrorClassifier &index, domain::GroupingLevel level,
                     std::vector<tables::RowIndex> samples);

    /// One part of a key ("why one group").
    struct Part {
        QString label; ///< "Type", translated
        QString value; ///< as it stands in the key; several lines for a stack
        bool inKey = true;
        int distinct = 1; ///< how many values the errors of the group have: above 1 it would split the group
    };
    /// One variable part of the title over the newest samples.
    struct VariableColumn {
        domain::ValueKind kind = domain::ValueKind::Word;
        int distinct = 0;
        struct Value {
            QString text;
            qint64 count = 0;
        };
        std::vector<Value> values; ///< most frequent first, at most 100
    };

    /// In the order of their weight; empty where there is no error.
    [[nodiscard]] std::vector<Part> parts() const;
    [[nodiscard]] std::vector<VariableColumn> variables() const;

private:
    const tables::RequestStore &m_store;
    const ErrorClassifier &m_index;
    domain::GroupingLevel m_level;
    std::vector<tables::RowIndex> m_samples;
};

} // namespace waldesk::workflows

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/causerules.h"

#include <array>
#include <memory>

namespace waldesk::domain
{

/// CauseRules in the form that is asked of many errors. Every expression is compiled once, by RE2, so that its time is
/// linear in the text; the rules of one field are searched in one pass over it. A value that is cheap to copy and may
/// be asked by several threads at once. A rule that CauseRules::problemOf() objects to fits nothing.
class CompiledCauseRules
{
public:
    CompiledCauseRules() = default;
    explicit CompiledCauseRules(const CauseRules &rules);

    [[nodiscard]] bool isEmpty() const { return d == nullptr; }
    [[nodiscard]] CauseAssignment groupOf(const ErrorText &error, const Fingerprint &print,
                                          GroupingLevel level = GroupingLevel::Normal) const;
    /// By GroupingLevel; the texts are searched once for all of them.
    [[nodiscard]] std::array<CauseAssignment, 3> groupsOf(const ErrorText &error, const Fingerprint &print) const;

private:
    class Private;
    std::shared_ptr<const Private> d;
};

/// What is wrong with the pattern of a rule, in RE2's words; empty: nothing.
[[nodiscard]] QString patternProblem(const CauseRule &rule);

} // namespace waldesk::domain

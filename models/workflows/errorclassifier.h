// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/tables/causegroup.h"
#include "models/tables/requeststore.h"
#include "models/workflows/classifierworker.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace waldesk::workflows
{

using KeyId = quint32; ///< of an interned key, any level

/// What the archive keeps of a text: ClassifiedText::toKept().
struct KeptFinding {
    tables::TextId text = 0;
    QByteArray bytes;
};

/// What every distinct error text of a RequestStore is: key, title, known pattern. Each text is looked at once, on one
/// thread beside the window's, in the order of the ids; what was found comes back in slices of a few hundred. What an
/// earlier window found by the same rules is taken instead of looking. A change of the rules, and a store that was
/// cleared, start over. Text 0 (no error at all) is known, too.
class ErrorClassifier : public QObject
{
    Q_OBJECT
public:
    explicit ErrorClassifier(tables::RequestStore &store, ClassifierRules rules = {}, QObject *parent = nullptr);
    ~ErrorClassifier() override;

    void setRules(ClassifierRules rules);
    [[nodiscard]] const ClassifierRules &rules() const;
    /// What the archive has of texts, told before the store emits merged() for their rows.
    void takeKept(const std::vector<KeptFinding> &kept);
    void cancel(); ///< what is not known yet stays unknown until the next merge or rules

    [[nodiscard]] tables::TextId known() const; ///< texts 0 to known()-1 have their facts
    [[nodiscard]] bool has(tables::TextId id) const { return id < known(); }
    [[nodiscard]] bool isSettled() const;   ///< every text of the store is known
    [[nodiscard]] quint64 computed() const; ///< texts looked at or taken since the start, for tests and benchmarks

    /// Key of a text at a level; what the user's rules file it under goes first. Without the archive's merges.
    [[nodiscard]] KeyId keyId(tables::TextId id, domain::GroupingLevel level) const;
    [[nodiscard]] const QByteArray &key(KeyId id) const;
    [[nodiscard]] KeyId keyCount() const;
    [[nodiscard]] QString userName(KeyId id) const; ///< what the user's rules call it; empty where they say nothing
    [[nodiscard]] const CauseSummary &summary(tables::TextId id) const;
    /// Components of a `w1:` key, of the first text that had it; nullptr for other keys.
    [[nodiscard]] const domain::CauseComponents *components(KeyId id) const;
    /// Which key rule `w1` gave the texts that stand for keys of now (@p samples); found on the thread beside the
    /// window's. @p handler gets all of them in one later turn, while @p context lives.
    void findOlderKeys(const QHash<QByteArray, tables::TextId> &samples, QObject *context,
                       std::function<void(const QHash<QByteArray, QByteArray> &olderOf)> handler);
    /// group (at the normal level) and who; the views live as long as the index and its rules.
    [[nodiscard]] domain::TextFacts factsOf(tables::TextId id) const;

signals:
    void learned(); ///< known() grew
    void
    classified(const std::vector<waldesk::workflows::KeptFinding> &found); ///< what takeKept() had not; then learned()
    void restarted();                                                      ///< all ids of keys are void
    void settled();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows

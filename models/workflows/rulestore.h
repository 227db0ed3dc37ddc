// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/filewatch.h"
#include "models/domain/cause/causerules.h"
#include "models/domain/cause/knownpatterns.h"
#include "models/workflows/classifierworker.h"

#include <QObject>
#include <QString>

namespace waldesk::workflows
{

/// The user's own word on causes, in the configuration folder: `cause-rules.json` (ordered rules, merges, names) and
/// the known patterns of `patterns/*.json`, which go before Waldesk's own. A damaged file is left alone and said. Rules
/// that another window writes come by themselves within some seconds; patterns are read once.
class RuleStore : public QObject
{
    Q_OBJECT
public:
    explicit RuleStore(QString folder, QObject *parent = nullptr);

    [[nodiscard]] const domain::CauseRules &rules() const { return m_rules; }
    [[nodiscard]] QString trouble() const { return m_trouble; } ///< of reading; empty: none
    [[nodiscard]] QString file() const;

    /// Kept on disk first; a sentence when that fails, and then nothing changed. Emits changed().
    [[nodiscard]] QString setRules(domain::CauseRules rules);
    [[nodiscard]] ClassifierRules classifierRules() const;
    void reload(); ///< what another window wrote meanwhile, now; a file that can not be read changes nothing

signals:
    void changed();

private:
    void readRules();
    void readPatterns();

    QString m_folder;
    archive::FileWatch m_watch;
    domain::CauseRules m_rules;
    domain::KnownPatterns m_patterns; ///< the user's
    QString m_trouble;
};

} // namespace waldesk::workflows

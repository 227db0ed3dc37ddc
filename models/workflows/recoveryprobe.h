// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// Whether an offering has been Done since a time: from rows that are loaded, and where those do not tell, by one small
/// request an offering (its newest Done since then). Few at once; answers are kept. The row that comes back is merged
/// into the store like every other.
class RecoveryProbe : public QObject
{
    Q_OBJECT
public:
    RecoveryProbe(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);

    /// A row of the store, any state; true: its offering was Done later than was known.
    bool observe(const tables::PackedRow &row);
    /// nullopt: not known; ask() then wants it.
    [[nodiscard]] std::optional<bool> doneSince(tables::OfferingId offering, qint64 time) const;
    void request(tables::OfferingId offering, qint64 time); ///< asked for soon
    void invalidateNegatives();                             ///< what was not Done may be by now
    void clear();
    void setActive(bool active); ///< nothing is asked before

signals:
    void changed();

private:
    static constexpr qint64 Never = tables::PackedRow::None;
    struct Known {
        qint64 newestDone = Never;
        qint64 askedFrom = Never;  ///< the answer told all that was Done since; Never: not asked
        qint64 wantedFrom = Never; ///< Never: nothing is wanted
        bool underWay = false;
        bool refused = false; ///< failed: not asked again before invalidateNegatives()
    };

    Known &known(tables::OfferingId offering);
    void askSoon();
    void askNext();
    void ask(tables::OfferingId offering);
    void take(tables::OfferingId offering, qint64 from, const api::Result<api::Page> &answer);

    api::WaldurClient &m_client;
    tables::RequestStore &m_store;
    std::vector<Known> m_known; ///< by offering
    quint64 m_generation = 0;
    int m_underWay = 0;
    bool m_active = false;
    bool m_soon = false;
};

} // namespace waldesk::workflows

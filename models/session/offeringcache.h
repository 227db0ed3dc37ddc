// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>

#include <deque>
#include <map>

namespace waldesk::session
{

/// The offerings that are known: those that rows name, completed by look-ups (whose customer is it?). When somebody
/// first needs one, all of them are read in the background up to a limit, then those that are not among them one by one
/// as they are needed. That a look-up is refused
/// is no failure: the rows' own names are enough to work with. Owned by the Session.
class OfferingCache : public QObject
{
    Q_OBJECT
public:
    OfferingCache(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);

    void readAll();
    [[nodiscard]] bool isWanted() const { return m_isWanted; } ///< readAll(), all() or find() was called
    [[nodiscard]] bool isMissing() const;                      ///< readAll() stopped at a page that may come later
    void readMissing();                                        ///< goes on there
    /// What is known; nullptr when it is nothing. Asked for in the background unless a look-up told it.
    [[nodiscard]] const api::Offering *find(const domain::Uuid &uuid);
    [[nodiscard]] std::vector<api::Offering> all(); ///< by name; more of them come, see changed()

signals:
    void changed();

private:
    struct Known {
        api::Offering offering;
        bool lookedUp = false;
    };

    void readPage(int page);
    void listEnded();
    void learnFromRows();
    void learn(const api::Offering &offering);
    void want(const domain::Uuid &uuid);
    void askNext();

    api::WaldurClient &m_client;
    tables::RequestStore &m_store;
    std::map<domain::Uuid, Known> m_known; ///< nodes do not move: find() gives pointers into it
    std::deque<domain::Uuid> m_wanted;
    QSet<domain::Uuid> m_asked; ///< waiting, under way, or refused for good
    std::map<domain::Uuid, QElapsedTimer> m_failed;
    tables::OfferingId m_rowsRead = 0;
    QSet<domain::Uuid> m_unlisted; ///< needed while the list is read
    int m_underWay = 0;
    bool m_isWanted = false;
    bool m_isReading = false; ///< the list
    int m_missingPage = 0;    ///< from 1; 0: none
};

} // namespace waldesk::session

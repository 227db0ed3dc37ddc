// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/domain/query.h"

#include <QObject>

#include <functional>
#include <vector>

namespace waldesk::app
{

/// Splits a query between the server and here after it asked the server what that takes: the offerings of a name, and
/// whether it knows upper bounds. What it does not tell is filtered here. Lives until it answered.
class QueryPreparer : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<void(const api::Result<domain::SplitQuery> &)>;

    QueryPreparer(api::WaldurClient &client, domain::Query query, Handler handler, QObject *parent);
    void start();

private:
    void collect();
    void askBefore();
    void askNames(size_t index, int page);
    void namesCame(size_t index, int page, const api::Result<api::OfferingPage> &result);
    void finish();
    [[nodiscard]] bool mayGoOn(const api::ApiError &error);

    struct Named {
        domain::Word word;
        std::vector<domain::Uuid> found;
        bool known = false;
    };
    api::WaldurClient &m_client;
    domain::Query m_query;
    Handler m_handler;
    std::vector<Named> m_names;
    bool m_needsBefore = false;
    bool m_knowsBefore = false;
};

} // namespace waldesk::app

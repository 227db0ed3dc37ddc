// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/foundresources.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>

namespace waldesk::workflows
{
namespace
{

constexpr int MostPages = 10;

/// Pages move while resources come and go: what is on two of them counts once.
void append(std::vector<domain::BackendResource> &all, std::set<domain::Uuid> &known,
            const std::vector<domain::BackendResource> &rows)
{
    for (const domain::BackendResource &row : rows) {
        if (known.insert(row.uuid).second)
            all.push_back(row);
    }
}

bool isNotShown(const api::ApiError &error)
{
    return error.kind == api::ApiError::Kind::Forbidden || error.kind == api::ApiError::Kind::NotFound;
}

struct Reading {
    api::WaldurClient &client;
    domain::Request request;
    QObject *context; ///< only handed to the client, which knows when it is gone
    std::function<void(const api::Result<FoundResources> &)> handler;
    FoundResources result;
    std::set<domain::Uuid> waitingKnown;
    std::set<domain::Uuid> foundKnown;
};
using SharedReading = std::shared_ptr<Reading>;

void readFound(const SharedReading &reading, int page);

void readWaiting(const SharedReading &reading, int page)
{
    domain::BackendResourceFilter filter;
    filter.offering = reading->request.offering;
    reading->client.backendResources(
        filter, page, reading->context, [reading, page](const api::Result<api::BackendResourcePage> &answer) {
            FoundResources &result = reading->result;
            // A later page that is gone was emptied meanwhile.
            const bool gone = !answer && page > 1 && answer.error().kind == api::ApiError::Kind::NotFound;
            if (!answer && !gone) {
                if (isNotShown(answer.error()))
                    reading->handler(result);
                else
                    reading->handler(answer.error());
                return;
            }
            result.shown = true;
            if (answer)
                append(result.waiting, reading->waitingKnown, answer->rows);
            const bool more = answer && answer->hasNext && !answer->rows.empty();
            if (more && page < MostPages) {
                readWaiting(reading, page + 1);
                return;
            }
            result.isWhole = !more;
            const auto read = static_cast<qint64>(result.waiting.size());
            result.waitingTotal = more && answer->total > read ? answer->total : read;
            if (!result.isWhole && reading->request.state == domain::State::Done) {
                readFound(reading, 1);
                return;
            }
            std::ranges::copy_if(
                result.waiting, std::back_inserter(result.found),
                [&](const domain::BackendResource &resource) { return mayBeFoundBy(resource, reading->request); });
            reading->handler(result);
        });
}

void readFound(const SharedReading &reading, int page)
{
    const domain::Request &request = reading->request;
    domain::BackendResourceFilter filter;
    filter.offering = request.offering;
    filter.createdFrom = request.started.value_or(request.created);
    filter.createdTo = request.finished;
    filter.oldestFirst = true; // so that the pages of an older server begin with those of the request
    reading->client.backendResources(
        filter, page, reading->context, [reading, page](const api::Result<api::BackendResourcePage> &answer) {
            FoundResources &result = reading->result;
            bool beyond = !answer;
            if (answer) {
                std::vector<domain::BackendResource> rows = answer->rows;
                beyond = !rows.empty() && reading->request.finished && rows.back().created > *reading->request.finished;
                std::erase_if(rows, [&](const domain::BackendResource &resource) {
                    return !mayBeFoundBy(resource, reading->request);
                });
                append(result.found, reading->foundKnown, rows);
            } else if (page == 1) {
                reading->handler(answer.error());
                return;
            }
            if (answer && answer->hasNext && !answer->rows.empty() && !beyond && page < MostPages) {
                readFound(reading, page + 1);
                return;
            }
            std::ranges::reverse(result.found);
            reading->handler(result);
        });
}

} // namespace

void readFoundResources(api::WaldurClient &client, const domain::Request &request, QObject *context,
                        std::function<void(const api::Result<FoundResources> &)> handler)
{
    readWaiting(std::make_shared<Reading>(Reading{client, request, context, std::move(handler), {}, {}, {}}), 1);
}

} // namespace waldesk::workflows

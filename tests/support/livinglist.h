// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "tests/support/builders.h"

#include <QLocale>

#include <algorithm>
#include <vector>

namespace waldesk::testsupport
{

/// The time as the Date header of a response says it, in whole seconds.
[[nodiscard]] inline QByteArray httpDate(domain::Timestamp time)
{
    return QLocale::c().toString(time.toDateTime(), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1();
}

/// The list of a server whose requests are created, move and go while it is asked: filters and order of contract 1.2,
/// pages of contract 2. Times are the test's own; nothing moves by itself. Put on a scripted server by serve().
class LivingList
{
public:
    struct Item {
        Row row;
        qint64 created = 0; ///< microseconds
        qint64 modified = 0;
    };

    /// Noon, in microseconds.
    static constexpr qint64 Noon = 1'785'578'400'000'000;

    [[nodiscard]] static QByteArray text(qint64 time) { return domain::Timestamp{time}.toWire().toLatin1(); }

    Item &add(int number, qint64 created, const QByteArray &state = "Sent", const QByteArray &offering = {})
    {
        Item item;
        item.row.number = number;
        item.row.state = state;
        if (!offering.isEmpty())
            item.row.offering = offering;
        item.created = item.modified = created;
        if (state == "Done" || state == "Erred")
            item.row.finished = text(created);
        items.push_back(item);
        return items.back();
    }
    Item &at(int number)
    {
        return *std::find_if(items.begin(), items.end(), [&](const Item &item) { return item.row.number == number; });
    }
    void move(int number, const QByteArray &state, qint64 when, const QByteArray &message = {})
    {
        Item &item = at(number);
        item.row.state = state;
        item.modified = when;
        item.row.message = message;
        if (state == "Processing")
            item.row.started = text(when);
        if (state == "Done" || state == "Erred")
            item.row.finished = text(when);
    }
    void remove(int number)
    {
        std::erase_if(items, [&](const Item &item) { return item.row.number == number; });
    }
    void removeOffering(const QByteArray &offering)
    {
        std::erase_if(items, [&](const Item &item) { return item.row.offering == offering; });
    }

    void serve(ScriptedServer &server)
    {
        server.on("GET", ListPath, [this](const Seen &seen) { return answer(seen); });
        server.on("HEAD", ListPath, [this](const Seen &seen) { return count(seen); });
    }
    Reply count(const Seen &seen)
    {
        ++counts;
        return Reply::json({}).with("X-Result-Count", QByteArray::number(chosen(seen).size()));
    }

    /// As the server writes it.
    [[nodiscard]] static QByteArray json(const Item &item)
    {
        Row row = item.row;
        row.created = text(item.created);
        row.modified = text(item.modified);
        return row.toJson();
    }

    /// What serve() answers to a GET, for rules of a test.
    [[nodiscard]] Reply reply(const Seen &seen) { return answer(seen); }

    std::vector<Item> items;
    int counts = 0;           ///< HEAD requests so far
    int pages = 0;            ///< of the list
    qint64 rowsGiven = 0;     ///< serialised into pages
    bool knowsBefore = false; ///< 8.0.7 and later

private:
    [[nodiscard]] Reply answer(const Seen &seen)
    {
        const QByteArray rest = seen.path().mid(qsizetype(qstrlen(ListPath)));
        if (!rest.isEmpty()) {
            for (const Item &item : items) {
                if (rest.startsWith(rowUuid(item.row.number)))
                    return Reply::json(json(item));
            }
            return Reply::json("{\"detail\":\"Not found.\"}", 404);
        }
        ++pages;
        const QList<QByteArray> rows = chosen(seen);
        const Reply page = pageOf(rows, seen);
        const int size = std::min(100, seen.number("page_size", 10));
        const int first = (seen.number("page", 1) - 1) * size;
        rowsGiven += std::clamp<qint64>(qint64(rows.size()) - first, 0, size);
        return page;
    }
    [[nodiscard]] QList<QByteArray> chosen(const Seen &seen) const
    {
        const QUrlQuery query = seen.query();
        const auto bound = [&query](const char *key) {
            const QByteArray value = query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded).toLatin1();
            return domain::Timestamp::tryParse(value);
        };
        const QStringList states = query.allQueryItemValues(QStringLiteral("state"));
        const QByteArray offering = query.queryItemValue(QStringLiteral("offering_uuid")).toLatin1();
        std::vector<const Item *> kept;
        for (const Item &item : items) {
            const auto createdFrom = bound("created");
            const auto modifiedFrom = bound("modified");
            const auto createdTo = knowsBefore ? bound("created_before") : std::nullopt;
            const auto finishedFrom = bound("finished");
            if ((!states.isEmpty() && !states.contains(QString::fromLatin1(item.row.state))) ||
                (!offering.isEmpty() && item.row.offering != offering) ||
                (createdFrom && item.created < createdFrom->microseconds) ||
                (createdTo && item.created > createdTo->microseconds) ||
                (modifiedFrom && item.modified < modifiedFrom->microseconds) ||
                (finishedFrom &&
                 (item.row.finished.isEmpty() || *domain::Timestamp::tryParse(item.row.finished) < *finishedFrom)))
                continue;
            kept.push_back(&item);
        }
        const bool oldestFirst = query.queryItemValue(QStringLiteral("o")) == QLatin1String("created");
        std::stable_sort(kept.begin(), kept.end(), [oldestFirst](const Item *a, const Item *b) {
            return oldestFirst ? a->created < b->created : a->created > b->created;
        });
        QList<QByteArray> rows;
        for (const Item *item : kept)
            rows.append(json(*item));
        return rows;
    }
};

} // namespace waldesk::testsupport

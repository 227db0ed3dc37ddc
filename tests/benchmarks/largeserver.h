// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "tests/support/builders.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <map>
#include <optional>

namespace waldesk::bench
{

/// A Waldur with as many requests as wanted, none of which is stored: each is made from its number when it is listed,
/// and counts are reckoned. One of ten ended Erred, with a text of its own; the others are Done. Filters, order and
/// pages as contract 1.2 and 2 have them, as far as the window uses them. Counts what a server's log would tell.
class LargeServer
{
public:
    static constexpr qint64 Second = 1'000'000;
    static constexpr qint64 Apart = 20 * Second;
    static constexpr qint64 Took = 60 * Second;

    explicit LargeServer(qint64 rows) : m_rows(rows), m_newest(domain::Timestamp::now().microseconds - 3600 * Second)
    {
        using testsupport::Reply;
        const QByteArray me = R"({"uuid":"11111111111111111111111111111111","username":"ada","full_name":"Ada",)"
                              R"("is_staff":true,"is_support":false,"permissions":[]})";
        on("*", "/", [](const auto &) { return Reply::json("[]").with("X-Result-Count", "0"); });
        on("GET", "/api/users/me/", [me](const auto &) { return Reply::json(me); });
        on("GET", "/api/marketplace-provider-offerings/", [](const auto &) { return offerings(); });
        on("GET", testsupport::ListPath, [this](const testsupport::Seen &seen) { return answer(seen); });
        on("HEAD", testsupport::ListPath, [this](const testsupport::Seen &seen) {
            return Reply::json({}).with("X-Result-Count", QByteArray::number(Chosen(*this, seen).count()));
        });
    }

    [[nodiscard]] QUrl url() const { return m_server.url(); }
    [[nodiscard]] testsupport::ScriptedServer &server() { return m_server; }

    /// The row was saved again then.
    void touch(qint64 number, qint64 when) { m_touched[number] = when; }
    [[nodiscard]] qint64 created(qint64 number) const { return m_newest - (m_rows - number) * Apart; }

    /// As the server writes it; touched: with what changed since the beginning.
    [[nodiscard]] QByteArray json(qint64 number, bool touched = true) const
    {
        testsupport::Row row;
        row.number = int(number);
        row.offering = offeringUuid(number);
        row.offeringName = "Offering " + QByteArray::number(number % Offerings);
        row.state = number % 10 == 0 ? "Erred" : "Done";
        row.created = text(created(number));
        row.started = text(created(number) + 5 * Second);
        row.finished = text(created(number) + Took);
        const auto again = m_touched.find(number);
        row.modified = touched && again != m_touched.end() ? text(again->second) : row.finished;
        if (number % 10 == 0) {
            row.message = "quota of project p" + QByteArray::number(number) + " is exceeded";
            row.traceback = "Traceback (most recent call last):\n";
            for (int frame = 0; frame < 20; ++frame)
                row.traceback += "  File \"/opt/waldur/backend.py\", line " + QByteArray::number(100 + frame) +
                                 ", in pull_resource\n    return self.client.get(resource_id)\n";
            row.traceback += "BackendError: " + row.message;
        }
        return row.toJson();
    }

    /// What the log tells since it was begun anew.
    struct Log {
        qint64 requests = 0;
        qint64 rows = 0; ///< serialised into pages
        qint64 bytes = 0;
    };
    [[nodiscard]] Log log() const { return {m_requests, m_given, m_server.bytesSent() - m_sentBefore}; }
    void beginLog()
    {
        m_server.forget();
        m_requests = 0;
        m_given = 0;
        m_sentBefore = m_server.bytesSent();
    }

private:
    static constexpr int Offerings = 40;

    /// The requests that a call is about: a range of numbers, all of it or the errors in it; or those that changed.
    struct Chosen {
        Chosen(const LargeServer &server, const testsupport::Seen &seen)
        {
            const QUrlQuery query = seen.query();
            const auto bound = [&query](const char *key) {
                const QByteArray value = query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded).toLatin1();
                return domain::Timestamp::tryParse(value);
            };
            const QStringList states = query.allQueryItemValues(QStringLiteral("state"));
            erred = states.isEmpty() || states.contains(QStringLiteral("Erred"));
            done = states.isEmpty() || states.contains(QStringLiteral("Done"));
            last = server.m_rows;
            const auto raise = [this, &server](qint64 time) {
                const qint64 back = time > server.m_newest ? -1 : (server.m_newest - time) / Apart;
                first = std::max(first, server.m_rows - back);
            };
            if (const auto from = bound("created"))
                raise(from->microseconds);
            if (const auto from = bound("finished"))
                raise(from->microseconds - Took);
            if (const auto from = bound("modified")) {
                isDelta = true;
                raise(from->microseconds - Took);
                for (const auto &[number, when] : server.m_touched) {
                    if (when >= from->microseconds && number < first && takes(number))
                        older.push_back(number);
                }
            }
        }
        [[nodiscard]] bool takes(qint64 number) const { return number % 10 == 0 ? erred : done; }
        [[nodiscard]] qint64 ofRange() const
        {
            const qint64 all = std::max<qint64>(0, last - first + 1);
            const qint64 failed = all == 0 ? 0 : last / 10 - (first - 1) / 10;
            return (erred ? failed : 0) + (done ? all - failed : 0);
        }
        [[nodiscard]] qint64 count() const { return ofRange() + qint64(older.size()); }

        qint64 first = 1;
        qint64 last = 0;
        bool erred = true;
        bool done = true;
        bool isDelta = false;
        std::vector<qint64> older; ///< changed, and below the range; ascending
    };

    void on(const QByteArray &method, const QByteArray &path, testsupport::ScriptedServer::Rule rule)
    {
        m_server.on(method, path, [this, rule = std::move(rule)](const testsupport::Seen &seen) {
            ++m_requests;
            const QString now = QLocale::c().toString(QDateTime::currentDateTimeUtc(),
                                                      QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
            return rule(seen).with("Date", now.toLatin1());
        });
    }

    static QByteArray text(qint64 time) { return domain::Timestamp{time}.toWire().toLatin1(); }
    static QByteArray offeringUuid(qint64 number)
    {
        return "0ff000000000000000000000000000" + QByteArray::number(10 + number % Offerings);
    }
    static testsupport::Reply offerings()
    {
        QList<QByteArray> all;
        for (int i = 0; i < Offerings; ++i)
            all.append("{\"uuid\":\"" + offeringUuid(i) + "\",\"name\":\"Offering " + QByteArray::number(i) +
                       "\",\"type\":\"Marketplace.Slurm\",\"state\":\"Active\"}");
        return testsupport::Reply::json(testsupport::jsonArray(all))
            .with("X-Result-Count", QByteArray::number(Offerings));
    }

    [[nodiscard]] testsupport::Reply answer(const testsupport::Seen &seen)
    {
        using testsupport::Reply;
        const QByteArray rest = seen.path().mid(qsizetype(qstrlen(testsupport::ListPath)));
        if (!rest.isEmpty())
            return Reply::json(json(rest.chopped(1).right(12).toLongLong()));
        const Chosen chosen(*this, seen);
        const qint64 size = std::clamp(seen.number("page_size", 10), 1, 300);
        const qint64 from = (seen.number("page", 1) - 1) * size;
        const qint64 total = chosen.count();
        if (from > 0 && from >= total)
            return Reply::json(R"({"detail":"Invalid page."})", 404);
        const bool oldestFirst = seen.query().queryItemValue(QStringLiteral("o")) == QLatin1String("created");
        QList<QByteArray> rows;
        for (const qint64 number : numbers(chosen, from, size, oldestFirst))
            rows.append(json(number));
        m_given += rows.size();
        Reply reply = Reply::json(testsupport::jsonArray(rows)).with("X-Result-Count", QByteArray::number(total));
        if (from + size < total)
            reply = reply.with("Link",
                               "<http://127.0.0.1/?page=" + QByteArray::number(from / size + 2) + ">; rel=\"next\"");
        return reply;
    }

    [[nodiscard]] static std::vector<qint64> numbers(const Chosen &chosen, qint64 from, qint64 size, bool oldestFirst)
    {
        const qint64 total = chosen.count();
        const qint64 end = std::min(from + size, total);
        std::vector<qint64> found;
        for (qint64 place = from; place < end; ++place) {
            const qint64 rank = oldestFirst ? place : total - 1 - place; // from the oldest
            const auto olders = qint64(chosen.older.size());
            found.push_back(rank < olders ? chosen.older[size_t(rank)] : ofRange(chosen, rank - olders));
        }
        return found;
    }
    /// The number at a place of the range, the oldest at 0.
    [[nodiscard]] static qint64 ofRange(const Chosen &chosen, qint64 place)
    {
        if (chosen.erred && chosen.done)
            return chosen.first + place;
        if (chosen.erred)
            return ((chosen.first + 9) / 10 + place) * 10;
        // Nine of ten: those before the range are skipped.
        const qint64 before = (chosen.first - 1) - (chosen.first - 1) / 10;
        return before + place + 1 + (before + place) / 9;
    }

    testsupport::ScriptedServer m_server;
    qint64 m_rows;
    qint64 m_newest;
    std::map<qint64, qint64> m_touched;
    qint64 m_requests = 0;
    qint64 m_given = 0;
    qint64 m_sentBefore = 0;
};

} // namespace waldesk::bench

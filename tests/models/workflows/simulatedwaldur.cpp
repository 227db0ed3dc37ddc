// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/workflows/simulatedwaldur.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <limits>

namespace waldesk::testsupport
{

namespace
{

using domain::State;

constexpr int Causes = 24;
/// Committed up to so long after their stamp: less than the overlap of the live updates.
constexpr qint64 LatestCommit = 4'500'000;
/// The newest are in each list that a window reads.
constexpr ptrdiff_t InEveryList = 300;

QByteArray timeText(qint64 time)
{
    return domain::Timestamp{time}.toWire().toLatin1();
}

QByteArray httpDate(qint64 time)
{
    return QLocale::c()
        .toString(domain::Timestamp{time}.toDateTime(), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
        .toLatin1();
}

std::optional<domain::Timestamp> timeOf(qint64 time)
{
    return time == 0 ? std::nullopt : std::optional(domain::Timestamp{time});
}

} // namespace

SimulatedWaldur::SimulatedWaldur(quint32 seed, qint64 start, int offerings)
    : m_random(seed), m_now(start), m_generation(size_t(offerings), 0), m_hidden(size_t(offerings), false),
      m_shownAgain(size_t(offerings), 0)
{
}

void SimulatedWaldur::serve(ScriptedServer &server)
{
    server.on("*", "/", Reply::html("<h1>Not Found</h1>", 404));
    server.on("GET", "/api/users/me/", [this](const Seen &seen) {
        if (seen.headers.value("authorization") != "Token " + m_token)
            return Reply::json("{\"detail\":\"Invalid token.\"}", 401).with("Date", httpDate(now()));
        return faulty(seen,
                      Reply::json("{\"uuid\":\"a0000000000000000000000000000001\",\"username\":\"ada\",\"full_name\":"
                                  "\"Ada\",\"is_staff\":true,\"is_support\":false,\"permissions\":[]}")
                          .with("Date", httpDate(now())));
    });
    server.on("*", ListPath, [this](const Seen &seen) { return answer(seen); });
}

void SimulatedWaldur::plan(qint64 until, qint64 count)
{
    const auto span = double(until - now());
    while (count > 0) {
        const qint64 at = m_now - m_paused + qint64(span * double(random()) / double(m_random.max()));
        // Now and then an incident, or a script of another client: many within seconds.
        const qint64 many = random() % 400 == 0 ? std::min<qint64>(count, 250) : 1;
        for (qint64 i = 0; i < many; ++i) {
            Event event{at + i * 7'000, at + i * 7'000, random()};
            if (random() % 16 == 0)
                event.stamp -= qint64(random()) % LatestCommit;
            m_events.push(event);
        }
        count -= many;
    }
}

void SimulatedWaldur::advance(qint64 microseconds)
{
    m_now += microseconds;
    if (!m_eventful)
        m_paused += microseconds; // what waits is written when it happens
    while (m_eventful && !m_events.empty() && m_events.top().at + m_paused <= m_now) {
        Event event = m_events.top();
        m_events.pop();
        event.stamp += m_paused - m_behind;
        happen(event);
    }
}

SimulatedWaldur::Item *SimulatedWaldur::pick(State state, quint32 dice)
{
    if (m_items.empty())
        return nullptr;
    // One of the younger ones first: what is old has mostly ended.
    const size_t from = m_items.size() - 1 - dice % std::min<size_t>(m_items.size(), 400);
    for (size_t i = 0; i < m_items.size(); ++i) {
        Item &item = m_items[(from + m_items.size() - i) % m_items.size()];
        if (item.state == state && isVisible(item))
            return &item;
    }
    return nullptr;
}

void SimulatedWaldur::happen(const Event &event)
{
    ++changes;
    const quint32 kind = event.dice % 1'000;
    const quint32 dice = event.dice / 1'000;
    if (kind < 330) {
        create(event.stamp, int(dice % m_generation.size()));
    } else if (kind < 630) {
        if (Item *item = pick(State::Sent, dice)) {
            item->state = State::Processing;
            item->started = event.stamp;
            touch(*item, event.stamp);
        }
    } else if (kind < 890) {
        if (Item *item = pick(State::Processing, dice))
            end(*item, event.stamp, dice);
    } else if (kind < 910) {
        if (Item *item = pick(State::Sent, dice))
            fail(*item, event.stamp, dice); // by an operator: it was never started
    } else if (kind < 930) {
        if (Item *item = pick(dice % 2 == 0 ? State::Erred : State::Done, dice)) {
            // set_erred works from every state and overwrites the text (contract 1.4).
            if (item->state == State::Erred)
                ++overwritten;
            fail(*item, event.stamp, dice / 2);
        }
    } else if (kind < 960) {
        if (Item *item = pick(State::Sent, dice))
            touch(*item, event.stamp); // saved again, with nothing to see
    } else if (kind < 998) {
        // Two writes in one microsecond, of which the cursor sees one (contract 11, "Lost update").
        const auto found = std::ranges::find(m_items, m_lastTouched, &Item::number);
        if (found != m_items.end() && domain::isOpen(found->state) && now() - found->modified < LatestCommit)
            fail(*found, found->modified, dice);
    } else if (dice % 4 == 0) {
        deleteOffering(int(dice / 4 % m_generation.size()));
    } else {
        // A role that is lost, and given back.
        const size_t offering = dice / 4 % m_hidden.size();
        // What changed, was hidden before anybody asked and is shown again is found by F5 alone: not played here.
        const bool isFresh = std::ranges::any_of(m_items, [&](const Item &item) {
            return item.offering == int(offering) && item.modified > m_deltaRead - LatestCommit;
        });
        if (!m_hidden[offering] && isFresh)
            return;
        m_hidden[offering] = !m_hidden[offering];
        if (!m_hidden[offering])
            m_shownAgain[offering] = now();
    }
}

void SimulatedWaldur::touch(Item &item, qint64 stamp)
{
    const bool isSetBack = stamp < item.modified - LatestCommit; // the clock, and not a late commit
    item.modified = isSetBack ? stamp : std::max(stamp, item.modified);
    item.isSilent = false;
    item.json.clear();
    m_lastTouched = item.number;
}

void SimulatedWaldur::create(qint64 stamp, int offering)
{
    Item item;
    item.number = ++m_last;
    item.offering = offering;
    item.created = item.modified = stamp;
    m_lastTouched = item.number;
    ++created;
    const auto place = std::ranges::upper_bound(m_items, stamp, {}, &Item::created);
    m_items.insert(place, std::move(item));
}

void SimulatedWaldur::end(Item &item, qint64 stamp, quint32 dice)
{
    if (dice % 5 == 0) {
        fail(item, stamp, dice / 5);
        return;
    }
    item.state = State::Done;
    item.finished = stamp;
    touch(item, stamp);
}

void SimulatedWaldur::fail(Item &item, qint64 stamp, quint32 dice)
{
    item.state = State::Erred;
    item.finished = std::max(stamp, item.modified);
    // Most causes tell the same each time, some name the request.
    const int cause = int(dice % Causes);
    item.text = cause % 3 == 0 ? Causes + item.number * Causes + cause : cause;
    if (!m_told.contains(item.text)) {
        m_told.insert(item.text, true);
        ++texts;
    }
    touch(item, stamp);
}

void SimulatedWaldur::createAtOnce(int count)
{
    const qint64 stamp = now();
    for (int i = 0; i < count; ++i)
        create(stamp, int(random() % m_generation.size()));
    changes += count;
}

void SimulatedWaldur::endAtOnce(int count)
{
    const qint64 stamp = now();
    for (auto item = m_items.rbegin(); item != m_items.rend() && count > 0; ++item) {
        if (!isVisible(*item) || !domain::isOpen(item->state))
            continue;
        end(*item, stamp, random());
        ++changes;
        --count;
    }
}

void SimulatedWaldur::changeSilently(int count, State to)
{
    for (int i = 0; i < count && !m_items.empty(); ++i) {
        Item &item = m_items[m_items.size() - 1 - random() % std::min<size_t>(m_items.size(), InEveryList)];
        if (mayBeSilent(item) && item.state != to)
            setSilently(item, to);
    }
}

void SimulatedWaldur::exchangeSilently(int count)
{
    // Far from each other: a difference that is narrow is met late (docs/live.md).
    const auto last = m_items.end();
    const auto first = last - std::min(std::ssize(m_items), InEveryList);
    const auto middle = first + (last - first) / 2;
    const auto nextIn = [this](auto from, auto end, State state) {
        return std::find_if(from, end, [&](const Item &item) { return item.state == state && mayBeSilent(item); });
    };
    auto older = nextIn(first, middle, State::Erred);
    auto newer = nextIn(middle, last, State::Done);
    for (; count > 0 && older != middle && newer != last; --count) {
        setSilently(*older, State::Done);
        setSilently(*newer, State::Erred);
        older = nextIn(older, middle, State::Erred);
        newer = nextIn(newer, last, State::Done);
    }
}

void SimulatedWaldur::setSilently(Item &item, State state)
{
    item.state = state;
    item.isSilent = true;
    item.started = state == State::Sent ? 0 : std::max(item.started, item.created);
    item.finished = domain::isOpen(state) ? 0 : std::max(item.finished, item.created);
    item.json.clear();
    ++silent;
}

void SimulatedWaldur::deleteOneOf(const std::vector<const Item *> &given)
{
    if (!m_deletesBetweenPages || !m_eventful || given.empty() || random() % 3 != 0)
        return;
    const int number = given[random() % given.size()]->number;
    std::erase_if(m_items, [number](const Item &item) { return item.number == number; });
    ++deleted;
    ++betweenPages;
}

void SimulatedWaldur::deleteOffering(int offering)
{
    deleted += qint64(std::erase_if(m_items, [offering](const Item &item) { return item.offering == offering; }));
    ++m_generation[size_t(offering)];
    m_hidden[size_t(offering)] = false;
}

QByteArray SimulatedWaldur::offeringUuid(int offering) const
{
    return "0ff0" + QByteArray::number(m_generation[size_t(offering)]).rightJustified(12, '0') +
           QByteArray::number(offering + 1).rightJustified(16, '0');
}

domain::ErrorText SimulatedWaldur::textOf(int text) const
{
    if (text < 0)
        return {};
    const int cause = text % Causes;
    const QByteArray name = "list_part_" + QByteArray::number(cause);
    domain::ErrorText error;
    error.message = "Plugin failure in " + name;
    if (text >= Causes)
        error.message += " of request " + QByteArray::number(text / Causes);
    error.traceback = "Traceback (most recent call last):\n"
                      "  File \"/opt/site-agent/lib/python3.11/site-packages/plugin" +
                      QByteArray::number(cause % 5) + "/backend.py\", line " + QByteArray::number(10 + cause) +
                      ", in " + name + "\n    return self." + name + "()\n" + "plugin.Failure" +
                      QByteArray::number(cause) + ": " + error.message;
    return error;
}

domain::Request SimulatedWaldur::requestOf(const Item &item) const
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(item.number)));
    request.state = item.state;
    request.stateText = domain::stateName(item.state);
    request.offering = *domain::Uuid::tryParse(QByteArrayView(offeringUuid(item.offering)));
    request.offeringName = QStringLiteral("Offering %1").arg(item.offering + 1);
    request.created = {item.created};
    request.modified = {item.modified};
    request.started = timeOf(item.started);
    request.finished = timeOf(item.finished);
    request.error = textOf(item.text);
    return request;
}

std::vector<domain::Request> SimulatedWaldur::listed(const domain::ListFilter &filter) const
{
    std::vector<domain::Request> rows;
    for (auto item = m_items.rbegin(); item != m_items.rend(); ++item) {
        if (!isVisible(*item))
            continue;
        domain::Request row = requestOf(*item);
        if (filter.matches(row))
            rows.push_back(std::move(row));
    }
    return rows;
}

bool SimulatedWaldur::isSilent(const domain::Uuid &request) const
{
    return std::ranges::any_of(m_items, [&](const Item &item) {
        return item.isSilent && *domain::Uuid::tryParse(QByteArrayView(rowUuid(item.number))) == request;
    });
}

qint64 SimulatedWaldur::shownAgain(const domain::Uuid &offering) const
{
    for (size_t i = 0; i < m_shownAgain.size(); ++i) {
        if (offering.toString().toLatin1() == offeringUuid(int(i)))
            return m_shownAgain[i];
    }
    return 0;
}

const QByteArray &SimulatedWaldur::jsonOf(const Item &item) const
{
    if (!item.json.isEmpty())
        return item.json;
    Row row;
    row.number = item.number;
    row.state = domain::stateName(item.state).toLatin1();
    row.offering = offeringUuid(item.offering);
    row.offeringName = "Offering " + QByteArray::number(item.offering + 1);
    const domain::ErrorText error = textOf(item.text);
    row.message = error.message;
    row.traceback = error.traceback;
    row.created = timeText(item.created);
    row.modified = timeText(item.modified);
    row.started = item.started == 0 ? QByteArray() : timeText(item.started);
    row.finished = item.finished == 0 ? QByteArray() : timeText(item.finished);
    item.json = row.toJson();
    return item.json;
}

std::vector<const SimulatedWaldur::Item *> SimulatedWaldur::chosen(const QUrlQuery &query) const
{
    const auto bound = [&query](const char *key) {
        const auto time =
            domain::Timestamp::tryParse(query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded).toLatin1());
        return time ? time->microseconds : std::numeric_limits<qint64>::min();
    };
    std::array<bool, domain::AllStates.size()> wanted{};
    const QStringList states = query.allQueryItemValues(QStringLiteral("state"));
    for (const QString &state : states)
        wanted[size_t(domain::stateFromWire(state.toLatin1()))] = true;
    const QByteArray offering = query.queryItemValue(QStringLiteral("offering_uuid")).toLatin1();
    std::vector<bool> offerings;
    for (size_t i = 0; i < m_generation.size(); ++i)
        offerings.push_back(!m_hidden[i] && (offering.isEmpty() || offering == offeringUuid(int(i))));
    const qint64 createdFrom = bound("created");
    const qint64 modifiedFrom = bound("modified");
    const qint64 startedFrom = bound("started");
    const qint64 finishedFrom = bound("finished");
    std::vector<const Item *> kept;
    const auto first = std::ranges::lower_bound(m_items, createdFrom, {}, &Item::created);
    for (auto item = first; item != m_items.end(); ++item) {
        if (offerings[size_t(item->offering)] && item->modified >= modifiedFrom &&
            (states.isEmpty() || wanted[size_t(item->state)]) &&
            (startedFrom < 0 || (item->started != 0 && item->started >= startedFrom)) &&
            (finishedFrom < 0 || (item->finished != 0 && item->finished >= finishedFrom)))
            kept.push_back(&*item);
    }
    for (auto tie = kept.begin(); m_tiesUnordered && tie != kept.end();) {
        const auto end = std::ranges::upper_bound(tie, kept.end(), (*tie)->created, {}, &Item::created);
        std::shuffle(tie, end, m_orders);
        tie = end;
    }
    if (query.queryItemValue(QStringLiteral("o")) != QLatin1String("created"))
        std::ranges::reverse(kept);
    return kept;
}

Reply SimulatedWaldur::listReply(const Seen &seen)
{
    const QByteArray rest = seen.path().mid(qsizetype(qstrlen(ListPath)));
    if (!rest.isEmpty()) {
        for (const Item &item : m_items) {
            if (isVisible(item) && rest.startsWith(rowUuid(item.number)))
                return Reply::json(jsonOf(item));
        }
        return Reply::json("{\"detail\":\"No BackendResourceRequest matches the given query.\"}", 404);
    }
    std::vector<const Item *> rows = chosen(seen.query());
    const QByteArray count = QByteArray::number(qint64(rows.size()));
    if (seen.method == "HEAD")
        return Reply::json({}).with("X-Result-Count", count);
    const int size = std::clamp(seen.number("page_size", 10), 1, 100);
    const int page = seen.number("page", 1);
    const int last = std::max(1, (int(rows.size()) + size - 1) / size);
    if (page < 1 || page > last)
        return Reply::json("{\"detail\":\"Invalid page.\"}", 404);
    QList<QByteArray> given;
    for (size_t i = size_t(page - 1) * size_t(size); i < rows.size() && given.size() < size; ++i)
        given.append(jsonOf(*rows[i]));
    rowsGiven += given.size();
    Reply reply = Reply::json(jsonArray(given)).with("X-Result-Count", count);
    if (page < last) {
        reply = reply.with("Link", "<https://waldur.example.org" + QByteArray(ListPath) +
                                       "?page=" + QByteArray::number(page + 1) + ">; rel=\"next\"");
        // A row of the pages so far: what follows moves up by one.
        rows.resize(size_t(page) * size_t(size));
        deleteOneOf(rows);
    }
    return reply;
}

Reply SimulatedWaldur::answer(const Seen &seen)
{
    ++requests;
    if (seen.headers.value("authorization") != "Token " + m_token)
        return Reply::json("{\"detail\":\"Invalid token.\"}", 401).with("Date", httpDate(now()));
    const Reply good = listReply(seen).with("Date", httpDate(now()));
    if (m_faulty == 0 && seen.method == "GET" && seen.query().hasQueryItem(QStringLiteral("modified"))) {
        if (seen.number("page", 1) == 1)
            m_deltaBegun = now();
        const auto isLink = [](const auto &header) {
            return header.first == "Link";
        };
        if (std::ranges::none_of(good.headers, isLink))
            m_deltaRead = m_deltaBegun;
    }
    // What happens next happens between this page and the one that follows.
    advance(150'000);
    return faulty(seen, good);
}

Reply SimulatedWaldur::faulty(const Seen &seen, const Reply &good)
{
    if (m_faulty == 0)
        return good;
    --m_faulty;
    ++faults;
    const Fault fault = m_fault == Fault::Mixed ? Fault(1 + random() % quint32(Fault::Mixed)) : m_fault;
    switch (fault) {
    case Fault::ServerError:
        return Reply::html("<h1>Server Error (500)</h1>", 500);
    case Fault::Gateway:
        return Reply::html("<h1>502 Bad Gateway</h1>", 502);
    case Fault::RateLimit:
        return Reply::json("{\"detail\":\"Request was throttled.\"}", 429).with("Retry-After", "0");
    case Fault::Silence:
        return Reply::silent();
    case Fault::CutBody:
        return good.truncatedAfter(good.body.size() / 2);
    case Fault::Reset:
        return Reply::reset();
    case Fault::Unheard:
        return Reply::closeUnheard();
    case Fault::SomethingElse:
        return Reply::html("<h1>Welcome</h1>", 200);
    case Fault::Now404:
        // Of one request a 404 is no fault but the truth: it is not there.
        if (seen.path() != ListPath)
            return good;
        return Reply::json("{\"detail\":\"Invalid page.\"}", 404);
    case Fault::None:
    case Fault::Mixed:
        break;
    }
    return good;
}

void SimulatedWaldur::breakDown(Fault fault, int count)
{
    m_fault = fault;
    m_faulty = count;
}

void SimulatedWaldur::backUp()
{
    m_backup = Backup{m_items, m_generation, m_hidden};
}

void SimulatedWaldur::restore()
{
    if (!m_backup)
        return;
    m_items = m_backup->items;
    m_generation = m_backup->generation;
    m_hidden = m_backup->hidden;
    m_restoredAt = now();
    ++restored;
}

void SimulatedWaldur::rotateToken()
{
    m_token = m_token.left(32) + QByteArray::number(++m_tokens).rightJustified(8, '0');
}

} // namespace waldesk::testsupport

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/tables/rows.h"

namespace waldesk::testsupport
{

using namespace domain;

Timestamp noon()
{
    return *Timestamp::tryParse("2026-08-01T10:00:00Z");
}

Uuid uuidOf(quint32 number, quint8 kind)
{
    std::array<quint8, 16> bytes{};
    quint32 mixed = number * 2654435761U; // spread over the whole uuid, one to one
    bytes[0] = kind;
    for (size_t i = 0; i < 4; ++i) {
        bytes[4 + i] = quint8(mixed >> (8 * i));
        bytes[12 + i] = quint8(number >> (24 - 8 * i));
    }
    return Uuid::fromBytes(bytes);
}

Request sent(quint32 number)
{
    Request request;
    request.uuid = uuidOf(number);
    request.state = State::Sent;
    request.stateText = stateName(State::Sent);
    request.offering = uuidOf(1, 2);
    request.offeringName = QStringLiteral("SLURM Tartu");
    request.created = noon() - Duration::seconds(3600) + Duration::seconds(number);
    request.modified = request.created;
    return request;
}

Request erred(quint32 number, const QByteArray &message, const QByteArray &traceback)
{
    Request request = sent(number);
    request.state = State::Erred;
    request.stateText = stateName(State::Erred);
    request.started = request.created + Duration::seconds(3);
    request.finished = request.created + Duration::seconds(44);
    request.modified = *request.finished;
    request.error = {message, traceback};
    return request;
}

Request moved(Request request, State state)
{
    request.state = state;
    request.stateText = stateName(state);
    request.modified = request.modified + Duration::seconds(1);
    return request;
}

std::vector<Request> randomRequests(QRandomGenerator &random, quint32 count)
{
    static const QList<QByteArray> Messages{
        {},
        "sacctmgr: error: Problem talking to the database: Connection refused",
        "[Errno 111] Connection refused\nsecond line",
        "'organization'",
        "\xc3\x9chenduse viga: \xc3\xbc\xc3\x95",
        "\xe8\xbf\x9e\xe6\x8e\xa5\xe8\xa2\xab\xe6\x8b\x92\xe7\xbb\x9d",
        "\xe2\x84\xaa"
        "elvin and \xc5\xbfoft",
        "deadbeef 0ff1",
        "broken \xff\xfe utf8",
    };
    static const QList<QByteArray> Tracebacks{
        {},
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in x\nKeyError: 'organization'\n",
        "Traceback\nhttpx.ConnectError: [Errno 111] CONNECTION REFUSED",
    };
    static const QStringList Names{QStringLiteral("SLURM Tartu"), QStringLiteral("OKD Vilnius"),
                                   QStringLiteral("M\u00dcP Helsinki"), QStringLiteral("slurm Riga")};
    std::vector<Request> requests;
    for (quint32 i = 0; i < count; ++i) {
        Request request = sent(i);
        request.state = State(random.bounded(5));
        request.stateText = request.state == State::Unknown ? QStringLiteral("Paused") : stateName(request.state);
        const int offering = random.bounded(int(Names.size()));
        request.offering = uuidOf(quint32(offering), 2);
        request.offeringName = Names[offering];
        request.created = noon() - Duration::seconds(random.bounded(200'000));
        request.modified = request.created + Duration::seconds(random.bounded(2'000));
        if (random.bounded(2) == 0)
            request.started = request.created + Duration::seconds(random.bounded(100));
        if (random.bounded(2) == 0)
            request.finished = request.created + Duration::seconds(random.bounded(2'000));
        if (random.bounded(2) == 0)
            request.error.message = Messages[random.bounded(int(Messages.size()))];
        if (random.bounded(2) == 0)
            request.error.traceback = Tracebacks[random.bounded(int(Tracebacks.size()))];
        requests.push_back(request);
    }
    return requests;
}

SplitQuery split(const QString &line)
{
    const Query::Parsed parsed = Query::parse(line);
    if (const auto *error = std::get_if<QueryError>(&parsed))
        qFatal("%s: %s", qPrintable(line), qPrintable(error->sentence));
    QueryContext context;
    context.now = noon();
    return std::get<Query>(parsed).split(context);
}

} // namespace waldesk::testsupport

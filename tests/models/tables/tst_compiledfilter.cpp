// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/compiledfilter.h"
#include "tests/models/tables/rows.h"

#include <QTest>

using namespace waldesk::domain;
using namespace waldesk::tables;
using namespace waldesk::testsupport;

namespace
{

QString pick(QRandomGenerator &random, const QStringList &from)
{
    return from[random.bounded(int(from.size()))];
}

QString randomTerm(QRandomGenerator &random)
{
    static const QStringList Terms{
        QStringLiteral("state:sent"),
        QStringLiteral("state:erred,done"),
        QStringLiteral("offering:slurm*"),
        QStringLiteral("offering:\"okd vilnius\""),
        QStringLiteral("offering:02000000000000000000000000000000"),
        QStringLiteral("created:1d"),
        QStringLiteral("created:>2h"),
        QStringLiteral("modified:<1d"),
        QStringLiteral("started:2h"),
        QStringLiteral("started:<1d"),
        QStringLiteral("finished:1d..2h"),
        QStringLiteral("uuid:01"),
        QStringLiteral("uuid:01000000-"),
        QStringLiteral("uuid:0100000000000000000000000000000a"),
        QStringLiteral("age:>2h"),
        QStringLiteral("took:<30s"),
        QStringLiteral("took:5m..1h"),
        QStringLiteral("has:traceback"),
        QStringLiteral("has:message,traceback"),
        QStringLiteral("has:error"),
        QStringLiteral("connection"),
        QStringLiteral("refused"),
        QStringLiteral("\"Errno 111\""),
        QStringLiteral("text:slurm,okd"),
        QStringLiteral("text:s"),
        QStringLiteral("dead"),
        QStringLiteral("0a"),
        QStringLiteral("0?00*1"),
        QStringLiteral("01000000-0000-0000-0000-000000000000"),
        QStringLiteral("m\u00fcp"),
        QStringLiteral("\u00fc"),
        QStringLiteral("kelvin"),
        QStringLiteral("message:organization"),
        QStringLiteral("message:\u88ab\u62d2"),
        QStringLiteral("message:*refused"),
        QStringLiteral("traceback:keyerror"),
        QStringLiteral("traceback:connection,key"),
        QStringLiteral("group:w1:even"),
        QStringLiteral("who:site*"),
        QStringLiteral("cause:new"),
        QStringLiteral("is:stuck"),
        QStringLiteral("is:open,new"),
        QStringLiteral("is:mine,new"),
        QStringLiteral("is:new"),
    };
    return (random.bounded(3) == 0 ? QStringLiteral("-") : QString()) + pick(random, Terms);
}

TextFacts factsOfText(TextId id)
{
    return {id % 2 == 0 ? u"w1:even" : u"w1:odd", id % 3 == 0 ? u"site operator" : u"service provider",
            id % 5 == 0 ? u"new" : u"ongoing"};
}

RowFacts factsOfRow(const Uuid &uuid)
{
    return {uuid.bytes()[15] % 2 == 0, uuid.bytes()[15] % 3 == 0};
}

} // namespace

class TestCompiledFilter : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTheReference();
    void agreesAsTheStoreGrows();
    void searchesEachTextOnce();
    void followsANewName();
};

void TestCompiledFilter::agreesWithTheReference()
{
    QRandomGenerator random(42);
    RequestStore store;
    const std::vector<Request> requests = randomRequests(random, 400);
    store.merge(requests);
    TextMemos memos;
    qint64 passed = 0;
    qint64 failed = 0;
    for (int round = 0; round < 400; ++round) {
        QString line;
        for (int terms = 1 + random.bounded(3); terms > 0; --terms)
            line += randomTerm(random) + u' ';
        const SplitQuery query = split(line);
        CompiledFilter filter(store, query.all, factsOfText, memos, factsOfRow);
        size_t work = 0;
        for (RowIndex row = 0; row < store.size(); ++row) {
            const TextId text = store.row(row).text;
            // An error without a word is an error; a request that ended well is none, with the same empty text.
            const bool isError = text > 0 || requests[row].state == State::Erred;
            const bool expected = query.all.matches(requests[row], isError ? factsOfText(text) : TextFacts(),
                                                    factsOfRow(requests[row].uuid));
            ++(expected ? passed : failed);
            if (filter.passes(row, work) != expected)
                QFAIL(qPrintable(QStringLiteral("row %1, query %2").arg(row).arg(line)));
        }
    }
    QVERIFY(passed > 10'000 && failed > 10'000);
}

void TestCompiledFilter::agreesAsTheStoreGrows()
{
    QRandomGenerator random(43);
    RequestStore store;
    TextMemos memos;
    const SplitQuery query = split(QStringLiteral("connection -offering:okd*"));
    CompiledFilter filter(store, query.all, {}, memos);
    const std::vector<Request> requests = randomRequests(random, 500);
    size_t work = 0;
    for (RowIndex row = 0; row < requests.size(); ++row) {
        store.merge(std::vector{requests[row]});
        QCOMPARE(filter.passes(row, work), query.all.matches(requests[row]));
    }
}

void TestCompiledFilter::searchesEachTextOnce()
{
    RequestStore store;
    std::vector<Request> requests;
    const QByteArray text(64'000, 'x');
    for (quint32 i = 0; i < 100; ++i)
        requests.push_back(erred(i, text, i % 2 == 0 ? "even" : "odd"));
    store.merge(requests);
    TextMemos memos;
    const auto cost = [&](const QString &line) {
        CompiledFilter filter(store, split(line).all, {}, memos);
        size_t work = 0;
        int hits = 0;
        for (RowIndex row = 0; row < store.size(); ++row)
            hits += filter.passes(row, work) ? 1 : 0;
        return std::pair(hits, work);
    };
    QCOMPARE(cost(QStringLiteral("ev")), (std::pair<int, size_t>(50, 100 + 2 * 1'000)));
    QCOMPARE(cost(QStringLiteral("eve")), (std::pair<int, size_t>(50, 100 + 1'000))); // only where "ev" was
    QCOMPARE(cost(QStringLiteral("ev")), (std::pair<int, size_t>(50, 100)));          // a backspace
}

void TestCompiledFilter::followsANewName()
{
    RequestStore store;
    store.merge(std::vector{sent(1)});
    TextMemos memos;
    CompiledFilter filter(store, split(QStringLiteral("offering:okd*")).all, {}, memos);
    size_t work = 0;
    QVERIFY(!filter.passes(0, work));
    Request request = sent(2);
    request.offeringName = QStringLiteral("OKD");
    connect(&store, &RequestStore::offeringRenamed, this, [&](OfferingId id) { filter.offeringChanged(id); });
    store.merge(std::vector{request});
    QVERIFY(filter.passes(0, work));
}

QTEST_GUILESS_MAIN(TestCompiledFilter)
#include "tst_compiledfilter.moc"

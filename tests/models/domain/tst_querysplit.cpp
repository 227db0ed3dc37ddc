// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/query.h"

#include <QTest>

using namespace waldesk::domain;

Q_DECLARE_METATYPE(waldesk::domain::Request)

namespace
{

Timestamp at(const QString &iso)
{
    const auto time = Timestamp::tryParse(iso.toLatin1());
    if (!time)
        qFatal("no time: %s", qPrintable(iso));
    return *time;
}

constexpr const char *SlurmHex = "0000000000000000000000000000000a";
constexpr const char *MoabHex = "0000000000000000000000000000000b";

Uuid named(const char *hex)
{
    return Uuid::tryParse(QByteArrayView(hex)).value();
}

QueryContext context(bool knowsBefore = true)
{
    QueryContext context;
    context.now = at(QStringLiteral("2026-11-10T12:00:00Z"));
    context.serverKnowsBefore = [knowsBefore] {
        return knowsBefore;
    };
    context.offeringsNamed = [](const Word &word) {
        std::vector<Uuid> found;
        if (offeringNameMatches(word, QStringLiteral("SLURM Tartu")))
            found.push_back(named(SlurmHex));
        if (offeringNameMatches(word, QStringLiteral("MOAB Tartu")))
            found.push_back(named(MoabHex));
        return found;
    };
    return context;
}

SplitQuery split(const QString &line, const QueryContext &with)
{
    return std::get<Query>(Query::parse(line)).split(with);
}

QString placesOf(const SplitQuery &query)
{
    QString text;
    for (const TermPlace place : query.places)
        text += QStringLiteral("SHB").at(static_cast<int>(place));
    return text;
}

Request sample()
{
    Request request;
    request.uuid = named("a1b2c3d4000000000000000000000001");
    request.state = State::Erred;
    request.offering = named(SlurmHex);
    request.offeringName = QStringLiteral("SLURM Tartu");
    request.created = at(QStringLiteral("2026-11-09T10:00:00Z"));
    request.modified = at(QStringLiteral("2026-11-09T10:05:00Z"));
    request.started = at(QStringLiteral("2026-11-09T10:01:00Z"));
    request.finished = at(QStringLiteral("2026-11-09T10:05:00Z"));
    request.error = {QByteArray("Connection refused by Õunapuu"), QByteArray("Traceback\nBackendError: sacctmgr: no")};
    return request;
}

} // namespace

class TestQuerySplit : public QObject
{
    Q_OBJECT
private slots:
    void aFilterFollowsTheClock_data();
    void aFilterFollowsTheClock();
    void theServerGetsWhatItCanFilter_data();
    void theServerGetsWhatItCanFilter();
    void whatContradictsItselfAsksNothing_data();
    void whatContradictsItselfAsksNothing();
    void aWholeUuidIsFetched();
    void rowsMatch_data();
    void rowsMatch();
    void factsAreCompared();
    void isLooksAtTheFactsOfTheRow_data();
    void isLooksAtTheFactsOfTheRow();
    void theJournalsFactsAreCompared();
    void openRowsHaveAnAge();
    void statesOfALaterServerPassNoStateTerm();
    void hereAndServerTogetherAreAll();
    void wordsAreFound_data();
    void wordsAreFound();
    void timesResolve_data();
    void timesResolve();
    void aTimeIsReadForTheCommandLine();
};

void TestQuerySplit::theServerGetsWhatItCanFilter_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("knowsBefore");
    QTest::addColumn<QString>("url"); // without the order
    QTest::addColumn<QString>("places");
    const auto row = [](const char *line, const char *url, const char *places, bool knows = true) {
        QTest::newRow(qPrintable(QString::fromUtf8(line) + (knows ? QString() : QStringLiteral(" (older server)"))))
            << line << knows << url << places;
    };
    row("", "", "");
    row("state:erred,sent", "state=Sent&state=Erred", "S");
    row("-state:sent", "state=Processing&state=Done&state=Erred", "S");
    row("state:sent,erred -state:sent", "state=Erred", "SS");
    row("offering:\"SLURM Tartu\"", "offering_uuid=0000000000000000000000000000000a", "S");
    row("offering:slurm*", "offering_uuid=0000000000000000000000000000000a", "S");
    row("offering:0000000000000000000000000000000A", "offering_uuid=0000000000000000000000000000000a", "S");
    row("offering:slurm*,00000000-0000-0000-0000-00000000000a", "offering_uuid=0000000000000000000000000000000a", "S");
    row("offering:*tartu", "", "H");
    row("offering:nobody", "", "H");
    row("offering:slurm*,nobody", "", "H");
    row("-offering:slurm*", "", "H");
    row("created:2d", "created=2026-11-08T12:00:00.000000Z", "S");
    row("created:>2d", "created=2026-11-08T12:00:00.000000Z", "S");
    row("created:<2d", "created_before=2026-11-08T12:00:00.000000Z", "S");
    row("created:<2d", "created_before=2026-11-08T12:00:00.000000Z", "B", false);
    row("created:2026-11-01", "created=2026-11-01T00:00:00.000000Z&created_before=2026-11-01T23:59:59.999999Z", "S");
    row("created:2026-11-01", "created=2026-11-01T00:00:00.000000Z&created_before=2026-11-01T23:59:59.999999Z", "B",
        false);
    row("created:>2026-11-01", "created=2026-11-01T00:00:00.000000Z", "S", false);
    row("created:<2026-11-01", "created_before=2026-11-01T23:59:59.999999Z", "S");
    row("created:<2026-11-01T10:00Z", "created_before=2026-11-01T10:00:00.000000Z", "S");
    row("created:2026-11-01..2026-11-02",
        "created=2026-11-01T00:00:00.000000Z&created_before=2026-11-02T23:59:59.999999Z", "S");
    row("created:3d..1d", "created=2026-11-07T12:00:00.000000Z&created_before=2026-11-09T12:00:00.000000Z", "S");
    row("created:>3d created:>2d created:<1d created:<1h",
        "created=2026-11-08T12:00:00.000000Z&created_before=2026-11-09T12:00:00.000000Z", "SSSS");
    row("created:2d,2026-10-01", "", "H");
    row("-created:2d", "", "H");
    row("modified:10:30", "modified=2026-11-10T10:30:00.000000Z&modified_before=2026-11-10T10:30:59.999999Z", "S");
    row("started:2d", "started=2026-11-08T12:00:00.000000Z", "S");
    row("started:<2d", "", "H");
    row("finished:2026-11-01", "finished=2026-11-01T00:00:00.000000Z", "B");
    row("finished:>1h started:>3h", "started=2026-11-10T09:00:00.000000Z&finished=2026-11-10T11:00:00.000000Z", "SS");
    row("age:>2h took:<1h has:error refused text:a message:b traceback:c group:w2:0* who:site-operator cause:new", "",
        "HHHHHHHHHH");
    row("is:open", "state=Sent&state=Processing", "S");
    row("-is:open", "state=Done&state=Erred", "S");
    row("is:open state:sent,done", "state=Sent", "SS");
    row("is:stuck", "state=Sent&state=Processing", "B");
    row("is:open,stuck", "state=Sent&state=Processing", "B");
    row("-is:stuck", "", "H");
    row("is:new is:mine is:open,mine", "", "HHH");
    row("uuid:a1b2", "", "H");
    row("uuid:a1b2c3d4000000000000000000000001", "", "S");
    row("uuid:a1b2c3d4000000000000000000000001,a1", "", "H");
    row("-uuid:a1b2c3d4000000000000000000000001", "", "H");
}

void TestQuerySplit::theServerGetsWhatItCanFilter()
{
    QFETCH(QString, line);
    QFETCH(bool, knowsBefore);
    QFETCH(QString, url);
    QFETCH(QString, places);
    const SplitQuery query = split(line, context(knowsBefore));
    QString got = query.server.toUrlQuery().toString(QUrl::FullyEncoded);
    got.chop(got.size() > 10 ? 11 : 10); // [&]o=-created
    QCOMPARE(got, url);
    QCOMPARE(placesOf(query), places);
    QCOMPARE(query.here.terms.size(), static_cast<size_t>(places.size() - places.count(u'S')));
    QCOMPARE(query.all.terms.size(), static_cast<size_t>(places.size()));
    QVERIFY(!query.impossible);
}

void TestQuerySplit::whatContradictsItselfAsksNothing_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"state:sent -state:sent", "is:open state:done", "is:open -is:open", "is:stuck state:erred",
                             "state:sent state:done", "-state:sent,processing,done,erred",
                             "offering:slurm* offering:moab*", "created:>1d created:<2d", "created:1h..2026-11-01",
                             "uuid:a1b2c3d4000000000000000000000001 uuid:a1b2c3d4000000000000000000000002"})
        QTest::newRow(line) << QString::fromUtf8(line);
}

void TestQuerySplit::whatContradictsItselfAsksNothing()
{
    QFETCH(QString, line);
    const SplitQuery query = split(line, context());
    QVERIFY(query.impossible);
    QVERIFY(!query.all.matches(sample()));
}

void TestQuerySplit::aWholeUuidIsFetched()
{
    const SplitQuery query = split(QStringLiteral("uuid:A1B2C3D4-0000-0000-0000-000000000001 state:erred"), context());
    QCOMPARE(query.whole, named("a1b2c3d4000000000000000000000001"));
    QVERIFY(query.all.matches(sample()));
    QVERIFY(!split(QStringLiteral("uuid:a1b2c3d4"), context()).whole);
}

void TestQuerySplit::rowsMatch_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("passes");
    const auto row = [](const char *line, bool passes) {
        QTest::newRow(line) << QString::fromUtf8(line) << passes;
    };
    row("", true);
    row("state:erred", true);
    row("state:sent", false);
    row("-state:sent", true);
    row("offering:\"slurm tartu\"", true);
    row("offering:slurm", true);
    row("offering:ART", true);
    row("offering:\"slurm\"", false);
    row("offering:slurmtartu", false);
    row("offering:slurm*", true);
    row("offering:SLURM?Tartu", true);
    row("offering:\"slurm*\"", false);
    row("offering:moab*,slurm*", true);
    row("-offering:moab*", true);
    row("offering:0000000000000000000000000000000a", true);
    row("offering:0000000000000000000000000000000b", false);
    row("created:2d", true);
    row("created:1h", false);
    row("created:2026-11-09", true);
    row("created:2026-11-08,2026-11-09", true);
    row("-created:2026-11-08,2026-11-09", false);
    row("created:2026-11-09T10:00", true);
    row("created:>2026-11-09T10:00Z", true);
    row("created:<2026-11-09T10:00Z", true);
    row("created:<2026-11-09T09:59:59.999999Z", false);
    row("started:<2026-11-09T10:01Z", true);
    row("started:<2026-11-09T10:00Z", false);
    row("finished:>2026-11-09T10:05Z", true);
    row("took:4m..4m", true);
    row("took:>5m", false);
    row("age:>1s", false);
    row("-age:>1s", true);
    row("has:traceback", true);
    row("-has:error", false);
    row("uuid:a1b2", true);
    row("uuid:A1B2C3D4-00", true);
    row("uuid:b2", false);
    row("uuid:b2,a1", true);
    row("refused", true);
    row("REFUSED", true);
    row("-refused", false);
    row("\"connection refused\"", true);
    row("connection*õunapuu", true);
    row("ÕUNAPUU", true);
    row("con?ection", true);
    row("\"con?ection\"", false);
    row("b2c3", true);
    row("a1b2c3d4-0000-0000-0000-000000000001", true);
    row("tartu", true);
    row("sacctmgr", true);
    row("message:sacctmgr", false);
    row("message:sacctmgr,refused", true);
    row("traceback:sacctmgr refused", true);
    row("traceback:sacctmgr nowhere", false);
    row("text:nowhere,tartu", true);
}

void TestQuerySplit::rowsMatch()
{
    QFETCH(QString, line);
    QFETCH(bool, passes);
    QCOMPARE(split(line, context()).all.matches(sample()), passes);
}

void TestQuerySplit::aFilterFollowsTheClock_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("moves");
    QTest::addColumn<bool>("passes"); // at 12:00
    QTest::addColumn<bool>("later");  // at 14:00 of the same day
    const auto row = [](const char *line, bool moves, bool passes, bool later) {
        QTest::newRow(line) << QString::fromUtf8(line) << moves << passes << later;
    };
    // An open request of 11:00.
    row("age:>2h", true, false, true);
    row("age:<2h", true, true, false);
    row("created:2h", true, true, false);
    row("created:>2h", true, true, false);
    row("created:<2h", true, false, true);
    row("-created:2h", true, false, true);
    row("modified:4h..2h", true, false, true);
    row("created:2026-11-10..1h", true, true, true);
    row("created:>10:30", false, true, true);
    row("created:2026-11-10", false, true, true);
    row("took:<2h", false, false, false);
    row("tartu", false, true, true);
}

void TestQuerySplit::aFilterFollowsTheClock()
{
    QFETCH(QString, line);
    Request open = sample();
    open.state = State::Sent;
    open.created = open.modified = at(QStringLiteral("2026-11-10T11:00:00Z"));
    open.started = open.finished = std::nullopt;
    const LocalFilter filter = split(line, context()).all;
    QTEST(filter.movesWithTheClock(), "moves");
    QTEST(filter.matches(open), "passes");
    const Timestamp then = context().now + Duration::seconds(7200);
    QTEST(filter.at(then).matches(open), "later");
    // A query that is resolved then says the same, but of a time of the day, which may be another day's.
    QueryContext moved = context();
    moved.now = then;
    QTEST(split(line, moved).all.matches(open), "later");
    QTEST(filter.at(then).at(context().now).matches(open), "passes");
}

void TestQuerySplit::factsAreCompared()
{
    const TextFacts facts{u"w1:0123456789abcdef", u"site-operator", u"new"};
    const auto passes = [&](const char *line) {
        return split(QString::fromUtf8(line), context()).here.matches(sample(), facts);
    };
    QVERIFY(passes("group:w1:0123456789abcdef"));
    QVERIFY(passes("group:w1:01*"));
    QVERIFY(!passes("group:w1:01"));
    QVERIFY(passes("who:Site-operator,nobody"));
    QVERIFY(!passes("-cause:new"));
    QVERIFY(!passes("cause:back,recovered"));
}

void TestQuerySplit::isLooksAtTheFactsOfTheRow_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("stuck");
    QTest::addColumn<bool>("mine");
    QTest::addColumn<bool>("isNew");
    QTest::addColumn<bool>("passes");
    const auto row = [](const char *line, bool stuck, bool mine, bool isNew, bool passes) {
        QTest::addRow("%s: stuck %d, mine %d, new %d", line, int(stuck), int(mine), int(isNew))
            << QString::fromUtf8(line) << stuck << mine << isNew << passes;
    };
    row("is:stuck", true, false, false, true);
    row("is:stuck", false, true, true, false);
    row("-is:stuck", true, false, false, false);
    row("-is:stuck", false, false, false, true);
    row("is:mine", false, true, false, true);
    row("is:mine", true, false, true, false);
    row("is:new", false, false, true, true);
    row("is:new", true, true, false, false);
    row("is:new,mine", false, true, false, true);
    row("is:new,mine", false, false, true, true);
    row("is:new is:mine", false, false, true, false);
    row("is:open,stuck", false, false, false, true);
    row("is:open,mine", false, false, false, true);
    row("-is:open", true, true, true, false);
}

void TestQuerySplit::isLooksAtTheFactsOfTheRow()
{
    QFETCH(QString, line);
    QFETCH(bool, stuck);
    QFETCH(bool, mine);
    QFETCH(bool, isNew);
    Request open = sample();
    open.state = State::Processing;
    const TextFacts text{{}, {}, isNew ? u"new" : u"ongoing"};
    QTEST(split(line, context()).all.matches(open, text, {stuck, mine}), "passes");
}

void TestQuerySplit::theJournalsFactsAreCompared()
{
    const auto matches = [](const char *line) {
        const Query query = std::get<Query>(Query::parse(QString::fromUtf8(line), QueryScope::Journal));
        RowFacts facts;
        facts.verb = u"err";
        facts.outcome = u"unknown";
        facts.user = u"anna.tamm";
        return query.split(context()).all.matches(sample(), {}, facts);
    };
    QVERIFY(matches("verb:done,err outcome:unknown user:ANNA"));
    QVERIFY(matches("user:anna*"));
    QVERIFY(!matches("user:\"anna\""));
    QVERIFY(!matches("verb:done"));
    QVERIFY(!matches("-outcome:unknown"));
}

void TestQuerySplit::openRowsHaveAnAge()
{
    Request request = sample();
    request.state = State::Sent;
    request.started = request.finished = std::nullopt;
    const auto passes = [&](const char *line) {
        return split(QString::fromUtf8(line), context()).all.matches(request);
    };
    QVERIFY(passes("age:>26h")); // inclusive
    QVERIFY(!passes("age:<25h"));
    QVERIFY(!passes("took:>0s"));
    QVERIFY(!passes("started:<1s"));
    QVERIFY(passes("-started:<1s"));
    QVERIFY(!passes("finished:>9999d"));
}

void TestQuerySplit::statesOfALaterServerPassNoStateTerm()
{
    Request request = sample();
    request.state = State::Unknown;
    QVERIFY(!split(QStringLiteral("-state:sent"), context()).all.matches(request));
    QVERIFY(split(QStringLiteral("tartu"), context()).all.matches(request));
}

void TestQuerySplit::hereAndServerTogetherAreAll()
{
    const QStringList lines{QStringLiteral("state:erred refused"),
                            QStringLiteral("created:2d -has:message"),
                            QStringLiteral("created:<2d"),
                            QStringLiteral("offering:slurm* took:>1m"),
                            QStringLiteral("finished:2026-11-09 started:2026-11-08"),
                            QStringLiteral("modified:2026-11-09..2026-11-10 state:done")};
    for (const QString &line : lines) {
        for (const bool knows : {false, true}) {
            const SplitQuery query = split(line, context(knows));
            for (int day = 7; day <= 11; ++day) {
                Request request = sample();
                request.created = at(QStringLiteral("2026-11-%1T10:00:00Z").arg(day, 2, 10, QLatin1Char('0')));
                request.modified = request.created;
                request.started = request.created;
                request.finished = request.created;
                QCOMPARE(query.server.matches(request) && query.here.matches(request), query.all.matches(request));
            }
        }
    }
}

void TestQuerySplit::wordsAreFound_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("quoted");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    const auto row = [](const char *word, bool quoted, const char *text, bool found) {
        QTest::addRow("%s in %s", word, text) << QString::fromUtf8(word) << quoted << QString::fromUtf8(text) << found;
    };
    row("abc", false, "xxABCxx", true);
    row("abc", false, "ab", false);
    row("a*c", false, "xxAbbbCxx", true);
    row("a*c", true, "abc", false);
    row("a*c", true, "xa*cx", true);
    row("a?c", false, "xa\U0001F600cx", true);
    row("a??c", false, "abc", false);
    row("*", false, "", true);
    row("?", false, "", false);
    row("a**b*", false, "a\nb", true);
    row("*?*?*", false, "x", false);
    row("õ", false, "XÕX", true);
    row("kelvin", false, "\u212AELVIN", true);
    row("s", false, "\u017F", true);
    row("aaab", false, "aaaaaab", true);
}

void TestQuerySplit::wordsAreFound()
{
    QFETCH(QString, word);
    QFETCH(bool, quoted);
    QFETCH(QString, text);
    QFETCH(bool, found);
    const Word what{word, quoted};
    QCOMPARE(wordFoundIn(what, QStringView(text)), found);
    QCOMPARE(wordFoundIn(what, QByteArrayView(text.toUtf8())), found);
}

void TestQuerySplit::timesResolve_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    const QByteArray tallinn("Europe/Tallinn"); // +02:00, +03:00 from the last Sunday of March to that of October
    const auto row = [](const char *name, const char *line, const QByteArray &zone, const char *from, const char *to) {
        QTest::newRow(name) << line << zone << from << to;
    };
    row("a day of the zone", "created:2026-11-01", tallinn, "2026-10-31T22:00:00Z", "2026-11-01T21:59:59.999999Z");
    row("the day of 25 hours", "created:2026-10-25", tallinn, "2026-10-24T21:00:00Z", "2026-10-25T21:59:59.999999Z");
    row("the day of 23 hours", "created:2026-03-29", tallinn, "2026-03-28T22:00:00Z", "2026-03-29T20:59:59.999999Z");
    row("a minute that comes twice", "created:2026-10-25T03:30", tallinn, "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:59.999999Z");
    row("an hour between two that come twice", "created:2026-10-25T03:00..2026-10-25T03:59", tallinn,
        "2026-10-25T00:00:00Z", "2026-10-25T01:59:00Z");
    row("a time that never comes", "created:2026-03-29T03:30..2026-03-29T05:00", tallinn, "2026-03-29T01:30:00Z",
        "2026-03-29T02:00:00Z");
    row("a bare time is today", "created:10:30..11:00:30.5", tallinn, "2026-11-10T08:30:00Z",
        "2026-11-10T09:00:30.500000Z");
    row("an own zone wins", "created:2026-11-01T10:00+05:30..2026-11-01T10:00-0100", tallinn, "2026-11-01T04:30:00Z",
        "2026-11-01T11:00:00Z");
    row("UTC", "created:2026-11-01T10:00..2026-11-02", "UTC", "2026-11-01T10:00:00Z", "2026-11-02T23:59:59.999999Z");
    row("today is the zone's", "created:00:30..00:45", "Pacific/Kiritimati", "2026-11-10T10:30:00Z",
        "2026-11-10T10:45:00Z");
    row("a second", "created:2026-11-01T10:00:05Z", "UTC", "2026-11-01T10:00:05Z", "2026-11-01T10:00:05.999999Z");
    row("a microsecond", "created:2026-11-01T10:00:05.000001Z", "UTC", "2026-11-01T10:00:05.000001Z",
        "2026-11-01T10:00:05.000001Z");
    row("a midnight left out", "created:2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z",
        "2018-11-05T01:59:59.999999Z");
}

void TestQuerySplit::timesResolve()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, zone);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QueryContext with = context();
    with.zone = QTimeZone(zone);
    QVERIFY(with.zone.isValid());
    const SplitQuery query = split(line, with);
    QVERIFY(query.server.createdFrom && query.server.createdTo);
    QCOMPARE(query.server.createdFrom->toServerText(), from);
    QCOMPARE(query.server.createdTo->toServerText(), to);
}

void TestQuerySplit::aTimeIsReadForTheCommandLine()
{
    const Timestamp now = at(QStringLiteral("2026-11-10T12:00:00Z"));
    const auto read = [&](const char *text) {
        return parseQueryTime(QString::fromUtf8(text), now, QTimeZone::utc());
    };
    QCOMPARE(read("2h"), at(QStringLiteral("2026-11-10T10:00:00Z")));
    QCOMPARE(read("1w"), at(QStringLiteral("2026-11-03T12:00:00Z")));
    QCOMPARE(read("2026-11-01"), at(QStringLiteral("2026-11-01T00:00:00Z")));
    QCOMPARE(read("10:30"), at(QStringLiteral("2026-11-10T10:30:00Z")));
    QCOMPARE(read("2026-11-01T10:00Z"), at(QStringLiteral("2026-11-01T10:00:00Z")));
    for (const char *text : {"", "2", "h", "-2h", ">2h", "yesterday", "2026-11", "2026-11-01T", "2026-11-01 10:00",
                             "2026-11-01T10", "10:30Zz", "1.5h", "1785578400"})
        QVERIFY2(!read(text), text);
}

QTEST_APPLESS_MAIN(TestQuerySplit)
#include "tst_querysplit.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/capabilities.h"
#include "models/domain/listfilter.h"
#include "models/domain/request.h"
#include "models/domain/result.h"

#include <QTest>
#include <QTimeZone>

using namespace waldesk::domain;

Q_DECLARE_METATYPE(waldesk::domain::Action)
Q_DECLARE_METATYPE(waldesk::domain::State)
Q_DECLARE_METATYPE(waldesk::domain::Capabilities)
Q_DECLARE_METATYPE(waldesk::domain::Why)

namespace
{

Timestamp at(const char *iso)
{
    return Timestamp::tryParse(QByteArrayView(iso)).value();
}

Uuid named(const char *hex)
{
    return Uuid::tryParse(QByteArrayView(hex)).value();
}

} // namespace

class TestValues : public QObject
{
    Q_OBJECT
private slots:
    void uuidIsReadInEveryForm_data();
    void uuidIsReadInEveryForm();
    void uuidPrintsDashlessLowerCase();
    void timesAreReadToTheMicrosecond_data();
    void timesAreReadToTheMicrosecond();
    void whatIsNoTimeIsRefused_data();
    void whatIsNoTimeIsRefused();
    void timesPrintAsTheServerDoes();
    void everyDayOfFourCenturiesGoesRound();
    void theDayOfATimeIsThatOfItsZone_data();
    void theDayOfATimeIsThatOfItsZone();
    void shortDurations();
    void ageAndTook();
    void errorSummaries_data();
    void errorSummaries();
    void permissions_data();
    void permissions();
    void reasonsAreSentences();
    void rolesDecideWhatAPersonManages();
    void listFilterBecomesAUrlQuery();
    void listFilterMatchesInclusively();
    void resultCarriesOneOfTwo();
};

void TestValues::uuidIsReadInEveryForm_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::newRow("32 digits") << "0123456789abcdef0123456789abcdef" << true;
    QTest::newRow("dashed") << "01234567-89ab-cdef-0123-456789abcdef" << true;
    QTest::newRow("upper case") << "01234567-89AB-CDEF-0123-456789ABCDEF" << true;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("short") << "0123456789abcdef0123456789abcde" << false;
    QTest::newRow("a dash at a wrong place") << "0123456-789ab-cdef-0123-456789abcdef" << false;
    QTest::newRow("braces") << "{0123456789abcdef0123456789abcde}" << false;
    QTest::newRow("not hex") << "g123456789abcdef0123456789abcdef" << false;
    QTest::newRow("full width digits") << QStringLiteral("\uff10123456789abcdef0123456789abcdef") << false;
}

void TestValues::uuidIsReadInEveryForm()
{
    QFETCH(QString, text);
    QFETCH(bool, valid);
    const auto uuid = Uuid::tryParse(QStringView(text));
    QCOMPARE(uuid.has_value(), valid);
    QCOMPARE(Uuid::tryParse(QByteArrayView(text.toUtf8())), uuid);
    if (uuid)
        QCOMPARE(uuid->toString(), QStringLiteral("0123456789abcdef0123456789abcdef"));
}

void TestValues::uuidPrintsDashlessLowerCase()
{
    const Uuid uuid = named("ABCDEF01-2345-6789-ABCD-EF0123456789");
    QCOMPARE(uuid.toHex(), QByteArray("abcdef0123456789abcdef0123456789"));
    QCOMPARE(uuid.shortText(), QStringLiteral("abcdef"));
    QVERIFY(!uuid.isNil());
    QVERIFY(Uuid().isNil());
    QCOMPARE(qHash(uuid, 7), qHash(named("abcdef0123456789abcdef0123456789"), 7));
}

void TestValues::timesAreReadToTheMicrosecond_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("microseconds");
    QTest::newRow("the epoch") << QByteArray("1970-01-01T00:00:00Z") << qint64(0);
    QTest::newRow("six digits") << QByteArray("1970-01-01T00:00:01.000002Z") << qint64(1'000'002);
    QTest::newRow("one digit") << QByteArray("1970-01-01T00:00:00.5Z") << qint64(500'000);
    QTest::newRow("nine digits are cut") << QByteArray("1970-01-01T00:00:00.123456999Z") << qint64(123'456);
    QTest::newRow("before the epoch") << QByteArray("1969-12-31T23:59:59.999999Z") << qint64(-1);
    QTest::newRow("east") << QByteArray("1970-01-01T02:00:00+02:00") << qint64(0);
    QTest::newRow("west without a colon") << QByteArray("1969-12-31T19:00:00-0500") << qint64(0);
    QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64(1'709'164'800'000'000);
    QTest::newRow("a blank for T") << QByteArray("1970-01-01 00:00:01Z") << qint64(1'000'000);
    QTest::newRow("without seconds") << QByteArray("1970-01-01T00:01Z") << qint64(60'000'000);
}

void TestValues::timesAreReadToTheMicrosecond()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, microseconds);
    const auto time = Timestamp::tryParse(text);
    QVERIFY(time);
    QCOMPARE(time->microseconds, microseconds);
}

void TestValues::whatIsNoTimeIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "2026", "2026-08-01", "2026-08-01T10:00:00", "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-08-01T24:00:00Z",
                             "2026-08-01T10:60:00Z", "2026-08-01T10:00:00.Z", "2026-08-01T10:00:00.1234567890Z",
                             "2026-08-01T10:00:00Zx", "2026-08-01T10:00:00+2", "1785578400", "08/01/2026"})
        QTest::newRow(text) << QByteArray(text);
}

void TestValues::whatIsNoTimeIsRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Timestamp::tryParse(text));
}

void TestValues::timesPrintAsTheServerDoes()
{
    QCOMPARE(at("2026-08-01T10:00:00Z").toWire(), QStringLiteral("2026-08-01T10:00:00.000000Z"));
    QCOMPARE(at("2026-08-01T10:00:00Z").toServerText(), QStringLiteral("2026-08-01T10:00:00Z"));
    QCOMPARE(at("2026-08-01T10:00:00.05Z").toServerText(), QStringLiteral("2026-08-01T10:00:00.050000Z"));
    QCOMPARE(Timestamp{-1}.toWire(), QStringLiteral("1969-12-31T23:59:59.999999Z"));
    QCOMPARE(Timestamp{std::numeric_limits<qint64>::min()}.toWire(), QStringLiteral("0001-01-01T00:00:00.000000Z"));
    QCOMPARE(Timestamp{std::numeric_limits<qint64>::max()}.toWire(), QStringLiteral("9999-12-31T23:59:59.999999Z"));
    const Timestamp now = Timestamp::now();
    QCOMPARE(Timestamp::tryParse(now.toWire().toLatin1()), now);
    QCOMPARE(Timestamp::fromDateTime(now.toDateTime()).microseconds, now.microseconds / 1000 * 1000);
}

void TestValues::everyDayOfFourCenturiesGoesRound()
{
    for (QDate day(1896, 1, 1); day.year() < 2300; day = day.addDays(1)) {
        const Timestamp time{QDateTime(day, QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch() * 1000};
        QCOMPARE(Timestamp::tryParse(time.toWire().toLatin1()), time);
        if (day.day() == 1)
            QCOMPARE(time.toWire().left(10), day.toString(Qt::ISODate));
    }
}

void TestValues::theDayOfATimeIsThatOfItsZone_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDate>("day");
    QTest::newRow("before midnight") << QByteArray("2026-08-01T23:59:59.999999Z") << QByteArray("UTC")
                                     << QDate(2026, 8, 1);
    QTest::newRow("midnight") << QByteArray("2026-08-02T00:00:00Z") << QByteArray("UTC") << QDate(2026, 8, 2);
    QTest::newRow("summer") << QByteArray("2026-08-01T22:00:00Z") << QByteArray("Europe/Tallinn") << QDate(2026, 8, 2);
    QTest::newRow("winter") << QByteArray("2026-12-31T21:59:59Z") << QByteArray("Europe/Tallinn")
                            << QDate(2026, 12, 31);
    QTest::newRow("west") << QByteArray("2026-08-02T03:59:59Z") << QByteArray("America/New_York") << QDate(2026, 8, 1);
    QTest::newRow("before 1970") << QByteArray("1969-12-31T23:59:59.999999Z") << QByteArray("UTC")
                                 << QDate(1969, 12, 31);
}

void TestValues::theDayOfATimeIsThatOfItsZone()
{
    QFETCH(QByteArray, time);
    QFETCH(QByteArray, zone);
    const QTimeZone there(zone);
    QVERIFY(there.isValid());
    QTEST(at(time.constData()).dateIn(there), "day");
}

void TestValues::shortDurations()
{
    QCOMPARE(shortDuration(Duration::seconds(4)), QStringLiteral("4 s"));
    QCOMPARE(shortDuration(Duration::seconds(31 * 60 + 59)), QStringLiteral("31 min"));
    QCOMPARE(shortDuration(Duration::seconds(3 * 3600)), QStringLiteral("3 h"));
    QCOMPARE(shortDuration(Duration::seconds(86'400)), QStringLiteral("1 d"));
    QCOMPARE(shortDuration(Duration::seconds(-5)), QStringLiteral("0 s"));
}

void TestValues::ageAndTook()
{
    Request request;
    request.created = at("2026-08-01T10:00:00Z");
    request.state = State::Sent;
    const Timestamp now = at("2026-08-01T11:00:00Z");
    QCOMPARE(age(request, now), Duration::seconds(3600));
    QVERIFY(!took(request));
    request.state = State::Erred;
    request.finished = at("2026-08-01T10:00:30Z");
    QVERIFY(!age(request, now));
    QCOMPARE(took(request), Duration::seconds(30));
    request.started = at("2026-08-01T10:00:20Z");
    QCOMPARE(took(request), Duration::seconds(10));
}

void TestValues::errorSummaries_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("traceback");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("first line") << QByteArray("one\ntwo") << QByteArray("T") << QByteArray("one");
    QTest::newRow("blank lines first") << QByteArray(" \r\n\t\r\n two \r\n") << QByteArray() << QByteArray("two");
    QTest::newRow("empty message") << QByteArray() << QByteArray("Traceback\n  x\nRuntimeError\n\n")
                                   << QByteArray("RuntimeError");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("blanks alone") << QByteArray("\n \n") << QByteArray(" \n") << QByteArray();
}

void TestValues::errorSummaries()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, traceback);
    QFETCH(QByteArray, line);
    QCOMPARE(errorSummary({message, traceback}), line);
}

void TestValues::permissions_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<State>("state");
    QTest::addColumn<Capabilities>("may");
    QTest::addColumn<Why>("why");
    Capabilities staff;
    staff.staff = true;
    Capabilities manager;
    manager.manages = true;
    Capabilities open = staff;
    open.openForOffering = true;
    Capabilities all = staff;
    all.pending = all.offline = all.locked = true;
    Capabilities offline = staff;
    offline.offline = offline.locked = true;
    Capabilities locked;
    locked.locked = true;
    const auto row = [](const char *name, Action action, State state, const Capabilities &may, Why why) {
        QTest::newRow(name) << action << state << may << why;
    };
    row("staff starts Sent", Action::Start, State::Sent, staff, Why::Allowed);
    row("manager starts Sent", Action::Start, State::Sent, manager, Why::Allowed);
    row("support starts nothing", Action::Start, State::Sent, {}, Why::NoRole);
    row("Processing is not started", Action::Start, State::Processing, staff, Why::NeedsSent);
    row("Done is not started", Action::Start, State::Done, staff, Why::NeedsSent);
    row("Processing is set done", Action::SetDone, State::Processing, manager, Why::Allowed);
    row("Sent is not set done", Action::SetDone, State::Sent, manager, Why::NeedsProcessing);
    row("Erred is not set done", Action::SetDone, State::Erred, manager, Why::NeedsProcessing);
    row("Sent is set erred", Action::SetErred, State::Sent, manager, Why::Allowed);
    row("Processing is set erred", Action::SetErred, State::Processing, manager, Why::Allowed);
    row("Done is not set erred", Action::SetErred, State::Done, staff, Why::WouldOverwrite);
    row("Erred is not set erred", Action::SetErred, State::Erred, staff, Why::WouldOverwrite);
    row("Done is overwritten", Action::OverwriteError, State::Done, staff, Why::Allowed);
    row("an open one is not overwritten", Action::OverwriteError, State::Sent, staff, Why::NothingToOverwrite);
    row("staff asks again", Action::AskAgain, State::Erred, staff, Why::Allowed);
    row("manager asks nothing", Action::AskAgain, State::Erred, manager, Why::StaffOnly);
    row("one is open", Action::AskAgain, State::Erred, open, Why::OneIsOpen);
    row("one is open, asked anyway", Action::AskAgainAnyway, State::Erred, open, Why::Allowed);
    row("none is open, asked anyway", Action::AskAgainAnyway, State::Erred, staff, Why::NothingOpen);
    row("an unknown state is never acted on", Action::SetErred, State::Unknown, staff, Why::UnknownState);
    row("an unknown state does not hinder a new one", Action::AskAgain, State::Unknown, staff, Why::Allowed);
    row("pending comes first", Action::Start, State::Done, all, Why::Pending);
    row("then offline", Action::Start, State::Done, offline, Why::Offline);
    row("then the lock", Action::Start, State::Done, locked, Why::Locked);
    Capabilities refused = offline;
    refused.answered = true;
    row("an error that came is an answer", Action::Start, State::Sent, refused, Why::AnswersWithErrors);
    Capabilities notSaid = locked;
    notSaid.kindKnown = false;
    row("a server of no known kind is not called production", Action::Start, State::Sent, notSaid, Why::KindUnknown);
    notSaid.locked = false;
    notSaid.staff = true;
    row("no lock without a lock", Action::Start, State::Sent, notSaid, Why::Allowed);
    Capabilities reading;
    reading.roleKnown = false;
    row("then the role that is not known yet", Action::AskAgain, State::Done, reading, Why::RoleUnknown);
}

void TestValues::permissions()
{
    QFETCH(Action, action);
    QFETCH(State, state);
    QFETCH(Capabilities, may);
    QFETCH(Why, why);
    QCOMPARE(permission(action, state, may), why);
    QCOMPARE(allowedTransitions(state, may)[static_cast<size_t>(action)], why);
}

void TestValues::reasonsAreSentences()
{
    QVERIFY(reasonText(Why::Allowed, State::Sent).isEmpty());
    for (int why = static_cast<int>(Why::Pending); why <= static_cast<int>(Why::UnknownState); ++why) {
        const QString text = reasonText(static_cast<Why>(why), State::Done);
        QVERIFY(text.endsWith(QLatin1Char('.')));
        QVERIFY(!text.contains(QLatin1Char('%')));
    }
}

void TestValues::rolesDecideWhatAPersonManages()
{
    const Uuid offering = named("00000000000000000000000000000001");
    const Uuid customer = named("00000000000000000000000000000002");
    Person person;
    QVERIFY(!person.manages(offering, customer));
    QVERIFY(person.roleWord().isEmpty());
    person.managedCustomers = {customer};
    QVERIFY(person.manages(offering, customer));
    QVERIFY(!person.manages(offering, {}));
    QCOMPARE(person.roleWord(), QStringLiteral("manager"));
    person.managedOfferings = {offering};
    QVERIFY(person.manages(offering, {}));
    person = {};
    person.rolesKnown = false;
    QVERIFY(person.manages(offering, {}));
    person.isSupport = true;
    QCOMPARE(person.roleWord(), QStringLiteral("support"));
    person.isStaff = true;
    QCOMPARE(person.roleWord(), QStringLiteral("staff"));
}

void TestValues::listFilterBecomesAUrlQuery()
{
    QCOMPARE(ListFilter().toUrlQuery().toString(QUrl::FullyEncoded), QStringLiteral("o=-created"));
    ListFilter filter;
    filter.states = {State::Sent, State::Erred};
    filter.offering = named("00000000-0000-0000-0000-00000000000a");
    filter.createdFrom = at("2026-08-01T12:00:00+02:00");
    filter.createdTo = at("2026-08-02T00:00:00Z");
    filter.modifiedFrom = filter.createdFrom;
    filter.modifiedTo = filter.createdTo;
    filter.startedFrom = filter.createdFrom;
    filter.finishedFrom = filter.createdFrom;
    filter.order = ListFilter::Order::OldestFirst;
    QCOMPARE(filter.toUrlQuery().toString(QUrl::FullyEncoded),
             QStringLiteral("state=Sent&state=Erred&offering_uuid=0000000000000000000000000000000a"
                            "&created=2026-08-01T10:00:00.000000Z&created_before=2026-08-02T00:00:00.000000Z"
                            "&modified=2026-08-01T10:00:00.000000Z&modified_before=2026-08-02T00:00:00.000000Z"
                            "&started=2026-08-01T10:00:00.000000Z&finished=2026-08-01T10:00:00.000000Z&o=created"));
}

void TestValues::listFilterMatchesInclusively()
{
    Request request;
    request.state = State::Done;
    request.created = at("2026-08-01T10:00:00Z");
    request.modified = at("2026-08-01T11:00:00Z");
    ListFilter filter;
    QVERIFY(filter.matches(request));
    filter.createdFrom = filter.createdTo = request.created;
    filter.modifiedFrom = filter.modifiedTo = request.modified;
    QVERIFY(filter.matches(request));
    filter.modifiedTo = Timestamp{request.modified.microseconds - 1};
    QVERIFY(!filter.matches(request));
    filter = {};
    filter.startedFrom = request.created;
    QVERIFY(!filter.matches(request)); // rows without the time drop out, as on the server
    request.started = request.created;
    QVERIFY(filter.matches(request));
    filter = {};
    filter.states = {State::Sent};
    QVERIFY(!filter.matches(request));
    filter = {};
    filter.offering = named("00000000000000000000000000000001");
    QVERIFY(!filter.matches(request));
}

void TestValues::resultCarriesOneOfTwo()
{
    const Result<int, QString> good(7);
    QVERIFY(good);
    QCOMPARE(*good, 7);
    const Result<int, QString> bad(QStringLiteral("no"));
    QVERIFY(!bad.has_value());
    QCOMPARE(bad.error(), QStringLiteral("no"));
}

QTEST_APPLESS_MAIN(TestValues)
#include "tst_values.moc"

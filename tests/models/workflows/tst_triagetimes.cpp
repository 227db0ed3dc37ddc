// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causetally.h"
#include "models/workflows/triageheadline.h"

#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

domain::Timestamp at(const QByteArray &utc)
{
    return domain::Timestamp::tryParse(utc).value();
}

QTimeZone zoneOf(const QByteArray &name)
{
    return name == "UTC" ? QTimeZone::utc() : QTimeZone(name);
}

} // namespace

/// What the calendar decides on the errors page, at the hours in which it changes: the words of a time, and the bars.
class TestTriageTimes : public QObject
{
    Q_OBJECT
private slots:
    void wordsFollowTheCalendarOfTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *zone, const char *now, const char *when, const char *words) {
            QTest::newRow(name) << QByteArray(zone) << QByteArray(now) << QByteArray(when)
                                << QString::fromLatin1(words);
        };
        row("before midnight", "UTC", "2026-11-30T23:59:59Z", "2026-11-30T09:00:00Z", "today 09:00");
        row("after midnight", "UTC", "2026-12-01T00:00:00Z", "2026-11-30T09:00:00Z", "yesterday 09:00");
        row("a clock that is ahead", "UTC", "2026-11-30T23:59:00Z", "2026-12-01T00:01:00Z", "today 00:01");
        row("six days ago", "UTC", "2026-12-06T00:01:00Z", "2026-11-30T23:58:00Z", "Monday 23:58");
        row("a week ago, the same weekday", "UTC", "2026-12-07T00:01:00Z", "2026-11-30T23:58:00Z", "30 Nov 23:58");
        row("last week was last year", "UTC", "2027-01-01T00:02:00Z", "2026-12-28T17:42:00Z", "Monday 17:42");
        row("of another year", "UTC", "2027-01-08T00:02:00Z", "2026-12-28T17:42:00Z", "28 Dec 2026 17:42");
        row("a leap day", "UTC", "2028-03-08T00:02:00Z", "2028-02-29T23:58:00Z", "29 Feb 23:58");
        row("the day after a leap day", "UTC", "2028-03-01T00:02:00Z", "2028-02-29T23:58:00Z", "yesterday 23:58");
        row("tomorrow in UTC already", "America/St_Johns", "2026-12-01T03:00:00Z", "2026-11-30T13:00:00Z",
            "today 09:30");
        row("still yesterday in UTC", "Pacific/Auckland", "2026-11-30T11:30:00Z", "2026-11-30T10:30:00Z",
            "yesterday 23:30");
        row("24 hours and a half, one day", "Europe/Berlin", "2026-10-25T22:45:00Z", "2026-10-24T22:15:00Z",
            "today 00:15");
        row("23 hours and a half, two days", "Europe/Berlin", "2027-03-28T22:15:00Z", "2027-03-27T22:45:00Z",
            "Saturday 23:45");
    }

    void wordsFollowTheCalendarOfTheZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, when);
        QVERIFY(zoneOf(zone).isValid());
        QTEST(workflows::whenInWords(at(when), at(now), zoneOf(zone)), "words");
    }

    void aBarIsADayOfTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QString>("lengths"); ///< of the last three whole days, in hours
        QTest::newRow("UTC just after midnight")
            << QByteArray("UTC") << QByteArray("2026-12-01T00:02:00Z") << u"24 24 24"_s;
        QTest::newRow("UTC just before midnight")
            << QByteArray("UTC") << QByteArray("2026-11-30T23:58:00Z") << u"24 24 24"_s;
        QTest::newRow("over a leap day") << QByteArray("UTC") << QByteArray("2028-03-01T00:02:00Z") << u"24 24 24"_s;
        QTest::newRow("after a day of 25 hours")
            << QByteArray("Europe/Berlin") << QByteArray("2026-10-25T23:02:00Z") << u"24 24 25"_s;
        QTest::newRow("after a day of 23 hours")
            << QByteArray("Europe/Berlin") << QByteArray("2027-03-28T22:02:00Z") << u"24 24 23"_s;
        QTest::newRow("in the hour that comes twice")
            << QByteArray("Europe/Berlin") << QByteArray("2026-10-25T01:30:00Z") << u"24 24 24"_s;
        QTest::newRow("autumn is in April")
            << QByteArray("Pacific/Auckland") << QByteArray("2027-04-04T12:02:00Z") << u"24 24 25"_s;
        QTest::newRow("a day without a midnight")
            << QByteArray("America/Santiago") << QByteArray("2026-09-08T03:02:00Z") << u"24 23 24"_s;
    }

    void aBarIsADayOfTheZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, now);
        QVERIFY(zoneOf(zone).isValid());
        workflows::TallyFrame frame;
        frame.setPeriod(at(now) - domain::Duration::seconds(14LL * 24 * 3600), at(now), zoneOf(zone));
        QVERIFY(!frame.barsAreHours);
        QVERIFY(std::ranges::is_sorted(frame.barStarts));
        const auto day = [&](qint64 microseconds) {
            return domain::Timestamp{microseconds}.toDateTime().toTimeZone(zoneOf(zone)).date();
        };
        const size_t bars = frame.barStarts.size();
        QCOMPARE(qint64(bars), day(frame.from).daysTo(day(at(now).microseconds)) + 1);
        QCOMPARE(day(frame.barStarts.back()), day(at(now).microseconds));
        QStringList lengths;
        for (size_t bar = 1; bar < bars; ++bar) {
            QCOMPARE(day(frame.barStarts[bar]), day(frame.barStarts[bar - 1]).addDays(1));
            QVERIFY(day(frame.barStarts[bar] - 1) < day(frame.barStarts[bar])); // begins as the day does
            if (bar + 3 >= bars)
                lengths += QString::number((frame.barStarts[bar] - frame.barStarts[bar - 1]) / 3'600'000'000);
        }
        QTEST(lengths.join(u' '), "lengths");
    }
};

QTEST_APPLESS_MAIN(TestTriageTimes)
#include "tst_triagetimes.moc"

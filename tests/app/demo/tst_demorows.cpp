// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "app/demo/store.h"
#include "app/demo/trace.h"
#include "app/demo/wire.h"
#include "tests/app/demo/wireclient.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace waldesk::demo;

namespace
{
constexpr qint64 start = 1'774'350'000'000'000; // a Tuesday in March 2026, 11:00 UTC
constexpr qint64 hour = 3'600'000'000;
} // namespace

/// The made-up requests: deterministic, ordered, with the incidents and the texts of the demo.
class TestDemoRows : public QObject
{
    Q_OBJECT

private slots:
    void oneSeedMakesTheSameRows();
    void seedsDiffer();
    void timesNeverFallWithTheIndex_data();
    void timesNeverFallWithTheIndex();
    void theStoryOfARowHoldsTogether();
    void uuidsLeadBackToTheirRow();
    void workingHoursAreBusy();
    void theOutageOfTodayHitsSeveralOfferingsAndGoesOn();
    void theFirstSightIsNewAndTheSecondComesBack_data();
    void theFirstSightIsNewAndTheSecondComesBack();
    void oneOfferingFailsAllNight();
    void openRequestsAreFewAndOld();
    void everyCauseHasItsText_data();
    void everyCauseHasItsText();
    void interpretersPrintTheirOwnMarkers();
    void strangeTextsComeAfterTheOutage();
    void thePartsOfAnErrorChange();
    void changesAreKeptApart();
    void aMillionRowsAnswer();
};

void TestDemoRows::oneSeedMakesTheSameRows()
{
    const Rows first(5, 300, start);
    const Rows second(5, 300, start);
    const Rows later(5, 300, start + 7 * hour);
    for (quint32 i = 0; i < 300; ++i) {
        const Fact fact = first.fact(i);
        QCOMPARE(second.fact(i).created, fact.created);
        QCOMPARE(second.fact(i).finished, fact.finished);
        QCOMPARE(second.fact(i).state, fact.state);
        QCOMPARE(second.uuid(i).toHex(), first.uuid(i).toHex());
        QCOMPARE(later.uuid(i).toHex(), first.uuid(i).toHex());
        QCOMPARE(second.errorText(i, fact).traceback, first.errorText(i, fact).traceback);
    }
}

void TestDemoRows::seedsDiffer()
{
    const Rows first(1, 300, start);
    const Rows second(2, 300, start);
    int same = 0;
    for (quint32 i = 0; i < 300; ++i)
        same += first.uuid(i) == second.uuid(i) ? 1 : 0;
    QCOMPARE(same, 0);
}

void TestDemoRows::timesNeverFallWithTheIndex_data()
{
    QTest::addColumn<quint32>("count");
    for (const quint32 count : {1U, 2U, 5U, 60U, 640U, 20'000U})
        QTest::newRow(QByteArray::number(count).constData()) << count;
}

void TestDemoRows::timesNeverFallWithTheIndex()
{
    QFETCH(quint32, count);
    const Rows rows(1, count, start);
    qint64 last = start - 30 * 24 * hour - 1;
    for (quint32 i = 0; i < count; ++i) {
        const Fact fact = rows.fact(i);
        QVERIFY(fact.created >= last);
        QVERIFY(fact.created <= start && fact.modified() <= start + 3000);
        last = fact.created;
    }
}

void TestDemoRows::theStoryOfARowHoldsTogether()
{
    const Rows rows(1, 5000, start);
    for (quint32 i = 0; i < 5000; ++i) {
        const Fact fact = rows.fact(i);
        const ErrorText text = rows.errorText(i, fact);
        QCOMPARE(fact.finished != 0, fact.state == Done || fact.state == Erred);
        QVERIFY(fact.started == 0 || fact.started > fact.created);
        QVERIFY(fact.finished == 0 || fact.finished > qMax(fact.created, fact.started));
        QVERIFY(fact.started != 0 || fact.state == Sent || fact.cause == Cause::Operator);
        QCOMPARE(fact.cause != Cause::None, fact.state == Erred);
        QCOMPARE(text.message, text.message.trimmed());
        QCOMPARE(text.traceback, text.traceback.trimmed());
        if (fact.state != Erred)
            QVERIFY(text.message.isEmpty() && text.traceback.isEmpty());
    }
}

void TestDemoRows::uuidsLeadBackToTheirRow()
{
    const Rows rows(9, 1000, start);
    QSet<QByteArray> seen;
    for (quint32 i = 0; i < 2000; ++i) { // beyond the generated ones too: created rows take their uuids from here
        const Uuid uuid = rows.uuid(i);
        QCOMPARE(rows.indexOf(uuid).value(), i);
        const QByteArray hex = uuid.toHex();
        QCOMPARE(hex.size(), 32);
        QCOMPARE(hex.at(12), '4'); // version 4, as the server makes them
        QVERIFY(QByteArray("89ab").contains(hex.at(16)));
        seen.insert(hex);
    }
    QCOMPARE(seen.size(), 2000);
    QVERIFY(!rows.indexOf(Uuid{1, 2}).has_value());
}

void TestDemoRows::workingHoursAreBusy()
{
    const Rows rows(1, 20'000, start);
    QMap<int, int> byHour;
    for (quint32 i = 0; i < 20'000; ++i)
        ++byHour[static_cast<int>(rows.fact(i).created / hour % 24)];
    QVERIFY(byHour.value(9) > 3 * byHour.value(1));
}

void TestDemoRows::theOutageOfTodayHitsSeveralOfferingsAndGoesOn()
{
    // Whenever the demo is opened: at night and at weekends there are fewer requests.
    for (qint64 moment = start; moment < start + 7 * 24 * hour; moment += 5 * hour) {
        const Rows rows(1, 640, moment);
        QMap<Cause, int> today;
        QSet<quint8> offerings;
        qint64 last = 0;
        for (quint32 i = 0; i < 640; ++i) {
            const Fact fact = rows.fact(i);
            if (fact.state != Erred || fact.finished <= moment - 24 * hour)
                continue;
            ++today[fact.cause];
            if (fact.cause == Cause::DatabaseDown) {
                offerings.insert(fact.offering);
                last = qMax(last, fact.finished);
            }
        }
        const int hits = today.take(Cause::DatabaseDown);
        QVERIFY2(hits >= 8, qPrintable(QString::number(hits)));
        QVERIFY(offerings.size() >= 3);
        QVERIFY2(last > moment - hour, qPrintable(QString::number((moment - last) / 60'000'000)));
        for (const Cause odd : {Cause::AnsiAndHtml, Cause::Huge, Cause::RightToLeft, Cause::Chinese, Cause::Estonian,
                                Cause::NestedGroup, Cause::BareClass, Cause::Note})
            QCOMPARE(today.value(odd), 0);
    }
}

void TestDemoRows::theFirstSightIsNewAndTheSecondComesBack_data()
{
    QTest::addColumn<quint32>("count");
    for (const quint32 count : {640U, 5'000U, 50'000U})
        QTest::newRow(QByteArray::number(count).constData()) << count;
}

/// The console calls a cause new that it first saw within a day, and back one that was quiet for a week.
void TestDemoRows::theFirstSightIsNewAndTheSecondComesBack()
{
    QFETCH(quint32, count);
    for (qint64 moment = start; moment < start + 2 * 24 * hour; moment += 5 * hour) {
        const Rows rows(1, count, moment);
        const Timeline timeline(moment);
        int rising = 0; // of the outage: errors of its later half, less those of its earlier one
        int odd = 0;
        qint64 before = 0; // last error of the night's cause before it
        qint64 night = moment;
        for (quint32 i = 0; i < count; ++i) {
            const Fact fact = rows.fact(i);
            if (fact.state != Erred)
                continue;
            if (fact.cause == Cause::DatabaseDown) {
                QVERIFY(timeline.inBurst(fact.created));
                rising += timeline.inBurst(fact.created - 2 * hour) ? 1 : -1;
            }
            if (fact.cause == Cause::RestRefused) {
                qint64 &bound = timeline.inBadNight(fact.created) ? night : before;
                bound = timeline.inBadNight(fact.created) ? qMin(night, fact.finished) : qMax(before, fact.finished);
            }
            if (fact.finished > moment - 24 * hour &&
                (fact.cause == Cause::AnsiAndHtml || fact.cause == Cause::Huge || fact.cause == Cause::RightToLeft ||
                 fact.cause == Cause::Chinese || fact.cause == Cause::Estonian))
                ++odd;
        }
        QVERIFY2(rising > 0, qPrintable(QString::number(rising)));
        QCOMPARE(odd, 0);
        QVERIFY(before > 0 && night < moment);
        QVERIFY2(night - before > 7 * 24 * hour, qPrintable(QString::number((night - before) / hour)));
    }
}

void TestDemoRows::oneOfferingFailsAllNight()
{
    const Rows rows(1, 640, start);
    const Timeline timeline(start);
    int failed = 0;
    for (quint32 i = 0; i < 640; ++i) {
        const Fact fact = rows.fact(i);
        if (!timeline.inBadNight(fact.created) || fact.offering != SlurmRiga)
            continue;
        failed += fact.state == Erred ? 1 : 0;
        QVERIFY(fact.state != Done);
    }
    QVERIFY2(failed >= 6, qPrintable(QString::number(failed)));
}

void TestDemoRows::openRequestsAreFewAndOld()
{
    const Rows rows(1, 640, start);
    int open = 0;
    int hours = 0;
    int days = 0;
    for (quint32 i = 0; i < 640; ++i) {
        const Fact fact = rows.fact(i);
        if (fact.state != Sent && fact.state != Processing)
            continue;
        ++open;
        hours += start - fact.created > hour ? 1 : 0;
        days += start - fact.created > 24 * hour ? 1 : 0;
    }
    QVERIFY(open >= 5 && open <= 15);
    QVERIFY(hours >= 3);
    QVERIFY(days >= 1);
}

void TestDemoRows::everyCauseHasItsText_data()
{
    QTest::addColumn<int>("cause");
    for (int cause = 1; cause < int(Cause::Count); ++cause)
        QTest::newRow(QByteArray::number(cause).constData()) << cause;
}

void TestDemoRows::everyCauseHasItsText()
{
    QFETCH(int, cause);
    const auto which = static_cast<Cause>(cause);
    for (quint8 offering = 0; offering < OfferingCount; ++offering) {
        for (const qint64 age : {qint64(0), 29 * 24 * hour}) {
            const ErrorText text = makeErrorText(which, {Dice(1, 2, 3), offering, QByteArray(32, 'a'), age});
            QVERIFY(!text.message.isEmpty() || !text.traceback.isEmpty());
            QCOMPARE(QString::fromUtf8(text.message).toUtf8(), text.message);
            QCOMPARE(QString::fromUtf8(text.traceback).toUtf8(), text.traceback);
            if (text.traceback.isEmpty())
                continue;
            QVERIFY(text.traceback.contains("Traceback (most recent call last):"));
            QVERIFY(text.traceback.contains("in process_request"));
            // The text ends with the message that the agent sent beside it, or has notes or a group's box below it.
            if (which != Cause::Note && which != Cause::Group && which != Cause::NestedGroup)
                QVERIFY2(text.traceback.endsWith(text.message), text.traceback.right(300).constData());
        }
    }
}

void TestDemoRows::interpretersPrintTheirOwnMarkers()
{
    static const QRegularExpression carets(QStringLiteral("^ +\\^+$"), QRegularExpression::MultilineOption);
    static const QRegularExpression tildes(QStringLiteral("^ +~+\\^+$"), QRegularExpression::MultilineOption);
    QSet<int> minors;
    for (quint8 offering = 0; offering < OfferingCount; ++offering) {
        for (const qint64 age : {qint64(0), 29 * 24 * hour}) {
            const ErrorContext context{Dice(1, 2, 3), offering, QByteArray(32, 'a'), age};
            const int minor = interpreterFor(context).minor;
            minors.insert(minor);
            const QString text = QString::fromUtf8(makeErrorText(Cause::RestToken, context).traceback);
            QVERIFY(text.contains(QStringLiteral("python3.%1/").arg(minor)));
            QCOMPARE(carets.match(text).hasMatch(), minor == 11 || minor == 12);
            QCOMPARE(tildes.match(text).hasMatch(), minor == 13);
        }
    }
    QCOMPARE(minors, QSet<int>({9, 10, 11, 12, 13}));
}

void TestDemoRows::strangeTextsComeAfterTheOutage()
{
    const Rows rows(1, 640, start);
    QSet<int> causes;
    qsizetype longest = 0;
    for (quint32 i = 640 - 300; i < 640 - 100; ++i) {
        const Fact fact = rows.fact(i);
        causes.insert(int(fact.cause));
        longest = qMax(longest, rows.errorText(i, fact).traceback.size());
    }
    for (const Cause cause : {Cause::Silent, Cause::Redacted, Cause::AnsiAndHtml, Cause::Estonian, Cause::Chinese,
                              Cause::Group, Cause::NestedGroup, Cause::DeliveredTwice, Cause::Note, Cause::RightToLeft})
        QVERIFY(causes.contains(int(cause)));
    QVERIFY(longest >= 200 * 1024 && longest < 300 * 1024);
}

void TestDemoRows::thePartsOfAnErrorChange()
{
    QSet<QByteArray> texts;
    for (quint64 row = 0; row < 20; ++row)
        texts.insert(makeErrorText(Cause::AccessDenied, {Dice(1, row, 3), TartuCpu, QByteArray(32, 'a'), 0}).message);
    QVERIFY(texts.size() > 15);
}

void TestDemoRows::changesAreKeptApart()
{
    Store store(1, 50, presentMicros());
    const quint32 made = store.create(TartuGpu);
    QCOMPARE(made, 50U);
    QCOMPARE(store.find(store.uuid(made)).value(), made);
    QVERIFY(!store.find(store.uuid(51)).has_value());
    const quint64 generation = store.generation();
    store.startProcessing(made);
    store.setErred(made, {"m", "t"});
    QVERIFY(store.generation() > generation);
    QCOMPARE(store.errorText(made).message, QByteArray("m"));
    QVERIFY(store.fact(made).finished > store.fact(made).started);
    QVERIFY(store.fact(made).created > store.fact(made - 1).created);
}

void TestDemoRows::aMillionRowsAnswer()
{
    DemoService service({0, 1'000'000, 1, 0});
    QVERIFY(service.start(nullptr));
    WireClient client(service.url(), service.tokens().staff);
    const QByteArray list = "/api/backend-resource-requests/";
    const WireReply last = client.get(list + "?page=last&page_size=300");
    QCOMPARE(last.header("X-Result-Count"), QByteArray("1000000"));
    QCOMPARE(last.array().size(), 100);
    int total = 0;
    for (const char *state : {"Sent", "Processing", "Done", "Erred"})
        total += client.head(list + "?state=" + state).header("X-Result-Count").toInt();
    QCOMPARE(total, 1'000'000);
    const QString uuid = last.array().at(50).toObject().value(QStringLiteral("uuid")).toString();
    QCOMPARE(client.get(list + uuid.toLatin1() + '/').object(), last.array().at(50).toObject());
}

QTEST_GUILESS_MAIN(TestDemoRows)
#include "tst_demorows.moc"

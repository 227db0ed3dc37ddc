// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/rowdecoder.h"
#include "tests/support/builders.h"

#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::Page;

/// One bad row never costs the others theirs.
class TestRowDecoder : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryMember();
    void livesWithWhatIsMissing_data();
    void livesWithWhatIsMissing();
    void skipsOnlyTheBadRow_data();
    void skipsOnlyTheBadRow();
    void mendsText_data();
    void mendsText();
    void sharesNames();
    void survivesHalfOfEverything();

private:
    static Page pageOfRows(const QByteArray &json, bool keepRaw = false)
    {
        api::RowDecoder decoder;
        const api::DecodedRows rows = decoder.rows(json, keepRaw);
        const Page *page = std::get_if<Page>(&rows);
        return page ? *page : Page();
    }
    static QByteArray uuidA() { return rowUuid(1); }
};

void TestRowDecoder::readsEveryMember()
{
    Row row;
    row.state = "Erred";
    row.created = "2026-08-01T10:00:00.000001Z";
    row.modified = "2026-08-01T10:00:01Z";
    row.started = "2026-08-01T12:00:00+02:00";
    row.finished = "2026-08-01T10:00:02.5Z";
    row.message = "m\n\"\\";
    row.traceback = QByteArray("a\0\x1b[0m", 6);
    const Page page = pageOfRows('[' + row.toJson() + ']');
    QCOMPARE(page.rows.size(), size_t(1));
    const domain::Request &got = page.rows.front();
    QCOMPARE(got.uuid.toHex(), uuidA());
    QCOMPARE(got.state, domain::State::Erred);
    QCOMPARE(got.stateText, QStringLiteral("Erred"));
    QCOMPARE(got.offering.toHex(), row.offering);
    QCOMPARE(got.offeringName, QStringLiteral("SLURM Tartu"));
    QCOMPARE(got.created.toServerText(), QStringLiteral("2026-08-01T10:00:00.000001Z"));
    QCOMPARE(got.modified.toServerText(), QStringLiteral("2026-08-01T10:00:01Z"));
    QCOMPARE(got.started->toServerText(), QStringLiteral("2026-08-01T10:00:00Z"));
    QCOMPARE(got.finished->toServerText(), QStringLiteral("2026-08-01T10:00:02.500000Z"));
    QCOMPARE(got.error.message, row.message);
    QCOMPARE(got.error.traceback, row.traceback);
}

void TestRowDecoder::livesWithWhatIsMissing_data()
{
    QTest::addColumn<QByteArray>("row");
    const QByteArray times = ",\"created\":\"2026-08-01T10:00:00Z\",\"modified\":\"2026-08-01T10:00:00Z\"";
    const QByteArray url = "\"url\":\"http://x/api/backend-resource-requests/" + uuidA() + "/\"";
    QTest::newRow("nothing but uuid and times") << "{\"uuid\":\"" + uuidA() + '"' + times + '}';
    QTest::newRow("no uuid but a url") << '{' + url + times + '}';
    QTest::newRow("a null uuid and a url") << "{\"uuid\":null," + url + times + '}';
    QTest::newRow("a mangled uuid and a url") << "{\"uuid\":\"12\"," + url + times + '}';
    QTest::newRow("a dashed uuid in capitals") << "{\"uuid\":\"A0000000-0000-0000-0000-000000000001\"" + times + '}';
    QTest::newRow("no modified") << "{\"uuid\":\"" + uuidA() + "\",\"created\":\"2026-08-01T10:00:00Z\"}";
    QTest::newRow("no created") << "{\"uuid\":\"" + uuidA() + "\",\"modified\":\"2026-08-01T10:00:00Z\"}";
    QTest::newRow("null texts") << "{\"uuid\":\"" + uuidA() + '"' + times +
                                       ",\"error_message\":null,\"error_traceback\":null,\"started\":null}";
    QTest::newRow("a null state") << "{\"uuid\":\"" + uuidA() + '"' + times + ",\"state\":null}";
    QTest::newRow("a state of the future") << "{\"uuid\":\"" + uuidA() + '"' + times + ",\"state\":\"Paused\"}";
    QTest::newRow("members of the future")
        << "{\"uuid\":\"" + uuidA() + '"' + times +
               ",\"x\":{\"y\":[1,{\"z\":null}]},\"huge\":1e999,\"big\":" + QByteArray(400, '9') +
               ",\"lone\":\"\\ud800\"}";
    QTest::newRow("deep members") << "{\"uuid\":\"" + uuidA() + '"' + times + ",\"deep\":" + QByteArray(900, '[') +
                                         QByteArray(900, ']') + '}';
    QTest::newRow("a member twice") << "{\"uuid\":\"" + rowUuid(2) + "\",\"uuid\":\"" + uuidA() + '"' + times + '}';
}

void TestRowDecoder::livesWithWhatIsMissing()
{
    QFETCH(QByteArray, row);
    const Page page = pageOfRows("[" + row + "," + rows(2).first() + "]", true);
    QCOMPARE(page.skipped, QStringList());
    QCOMPARE(page.rows.size(), size_t(2));
    const domain::Request &got = page.rows.front();
    QCOMPARE(got.uuid.toHex(), uuidA());
    QCOMPARE(got.state, domain::State::Unknown);
    QVERIFY(got.error.isEmpty());
    QCOMPARE(got.created.toServerText(), QStringLiteral("2026-08-01T10:00:00Z"));
    QCOMPARE(got.modified, got.created);
    QCOMPARE(page.raw.front(), row);
}

void TestRowDecoder::skipsOnlyTheBadRow_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QString>("why");
    const QByteArray good = rows(1).first();
    const auto with = [&](const QByteArray &member) {
        return good.chopped(1) + ',' + member + '}';
    };
    QTest::newRow("null") << QByteArray("null") << QStringLiteral("not a request");
    QTest::newRow("a number") << QByteArray("5") << QStringLiteral("not a request");
    QTest::newRow("a text") << QByteArray("\"{\"") << QStringLiteral("not a request");
    QTest::newRow("a list") << QByteArray("[{}]") << QStringLiteral("not a request");
    QTest::newRow("an empty object") << QByteArray("{}") << QStringLiteral("no uuid");
    QTest::newRow("no times") << "{\"uuid\":\"" + uuidA() + "\"}" << QStringLiteral("no time");
    QTest::newRow("a state that is a number") << with("\"state\":5") << QStringLiteral("state");
    QTest::newRow("a created that is a number") << with("\"created\":12345") << QStringLiteral("created");
    QTest::newRow("a created that is no time") << with("\"created\":\"yesterday\"") << QStringLiteral("created");
    QTest::newRow("a message that is an object")
        << with("\"error_message\":{\"a\":1}") << QStringLiteral("error_message");
    QTest::newRow("a traceback that is a list") << with("\"error_traceback\":[1]") << QStringLiteral("error_traceback");
    QTest::newRow("an offering that is true") << with("\"offering\":true") << QStringLiteral("offering");
    QTest::newRow("a missing colon") << with("\"x\" 1") << QStringLiteral("damaged");
    QTest::newRow("a bare word") << with("\"state\":Sent") << QStringLiteral("damaged");
    QTest::newRow("an unknown member that is a bare word") << with("\"x\":nope") << QString();
    QTest::newRow("a missing comma") << good.chopped(1) + "\"x\":1}" << QStringLiteral("damaged");
    QTest::newRow("two objects without a comma") << good + good << QStringLiteral("damaged");
    QTest::newRow("nothing between commas") << QByteArray("") << QStringLiteral("not a request");
}

void TestRowDecoder::skipsOnlyTheBadRow()
{
    QFETCH(QByteArray, row);
    QFETCH(QString, why);
    const QList<QByteArray> around = rows(9).mid(0, 2);
    const Page page = pageOfRows("[" + around.at(0) + "," + row + " ," + around.at(1) + "]", true);
    if (why.isEmpty()) {
        // Members we do not know are not looked at.
        QVERIFY(page.rows.size() >= size_t(2));
        return;
    }
    QCOMPARE(page.rows.size(), size_t(2));
    QCOMPARE(page.raw, (std::vector<QByteArray>{around.at(0), around.at(1)}));
    QCOMPARE(page.skipped.size(), 1);
    QVERIFY2(page.skipped.first().startsWith(QStringLiteral("Row 2 ")), qPrintable(page.skipped.first()));
    QVERIFY2(page.skipped.first().contains(why), qPrintable(page.skipped.first()));
}

void TestRowDecoder::mendsText_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a bad byte") << QByteArray("a\xFF"
                                              "b")
                                << QByteArray("a\uFFFDb");
    QTest::newRow("an overlong slash") << QByteArray("\xC0\xAF") << QByteArray("\uFFFD\uFFFD");
    QTest::newRow("a cut sequence") << QByteArray("\xE2\x82") << QByteArray("\uFFFD\uFFFD");
    QTest::newRow("a surrogate in UTF-8") << QByteArray("\xED\xA0\x80") << QByteArray("\uFFFD\uFFFD\uFFFD");
    QTest::newRow("a lone high surrogate") << QByteArray("a\\ud800b") << QByteArray("a\uFFFDb");
    QTest::newRow("a lone low surrogate") << QByteArray("\\udc00") << QByteArray("\uFFFD");
    QTest::newRow("a high surrogate before a letter") << QByteArray("\\ud83d\\u0041\\n") << QByteArray("\uFFFDA\n");
    QTest::newRow("a good pair") << QByteArray("\\ud83d\\ude00") << QByteArray("\xF0\x9F\x98\x80");
    QTest::newRow("a good pair and a lone one")
        << QByteArray("\\ud83d\\ude00\\ud83d") << QByteArray("\xF0\x9F\x98\x80\uFFFD");
    QTest::newRow("NUL") << QByteArray("a\\u0000b") << QByteArray("a\0b", 3);
    QTest::newRow("a raw newline") << QByteArray("a\nb\tc") << QByteArray("a\nb\tc");
    QTest::newRow("an escape nobody knows") << QByteArray("a\\qb") << QByteArray("aqb");
    QTest::newRow("an escape before a bad byte") << QByteArray("\\\\\xFF") << QByteArray("\\\uFFFD");
    QTest::newRow("right-to-left marks and HTML") << QByteArray("\u202E<b>&amp;") << QByteArray("\u202E<b>&amp;");
}

void TestRowDecoder::mendsText()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, text);
    const QByteArray row = rows(1).first().replace("\"error_message\":\"\"", "\"error_message\":\"" + wire + '"');
    const Page page = pageOfRows("[" + row + "," + rows(2).first() + "]");
    QCOMPARE(page.skipped, QStringList());
    QCOMPARE(page.rows.size(), size_t(2));
    QCOMPARE(page.rows.front().error.message, text);

    api::RowDecoder decoder;
    const api::DecodedRow one = decoder.row(row);
    QVERIFY(std::holds_alternative<api::OneRequest>(one));
    QCOMPARE(std::get<api::OneRequest>(one).request.error.message, text);
}

void TestRowDecoder::sharesNames()
{
    api::RowDecoder decoder;
    const Page first = std::get<Page>(decoder.rows(jsonArray(rows(3)), false));
    const Page second = std::get<Page>(decoder.rows(jsonArray(rows(3)), false));
    QCOMPARE(first.rows[0].offeringName.constData(), first.rows[2].offeringName.constData());
    QCOMPARE(first.rows[0].offeringName.constData(), second.rows[0].offeringName.constData());
    QCOMPARE(first.rows[0].stateText.constData(), second.rows[1].stateText.constData());
}

void TestRowDecoder::survivesHalfOfEverything()
{
    Row row;
    row.message = "a\\\"\u00e9";
    row.extra = ",\"x\":[{\"y\":[]},1.5e3,null]";
    const QByteArray json = "[" + row.toJson() + ", " + rows(1).first() + "]";
    api::RowDecoder decoder;
    for (qsizetype cut = 0; cut < json.size(); ++cut) {
        const api::DecodedRows half = decoder.rows(json.left(cut), true);
        QVERIFY2(std::holds_alternative<api::Unreadable>(half), qPrintable(QString::number(cut)));
        QByteArray holed = json;
        holed[cut] = '\xFE';
        (void)decoder.rows(holed, true);
        holed[cut] = '"';
        (void)decoder.rows(holed, true);
        holed[cut] = '}';
        (void)decoder.rows(holed, true);
    }
    QVERIFY(std::holds_alternative<Page>(decoder.rows(json, true)));
}

QTEST_GUILESS_MAIN(TestRowDecoder)
#include "tst_rowdecoder.moc"

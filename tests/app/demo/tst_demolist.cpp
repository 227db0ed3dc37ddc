// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/app/demo/wireclient.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace waldesk::demo;

namespace
{
const QByteArray list = "/api/backend-resource-requests/";

QString text(const QJsonValue &row, const char *key)
{
    return row.toObject().value(QLatin1StringView(key)).toString();
}

/// Sortable: the fraction that is left out when it is 0 is put back.
QString moment(const QJsonValue &row, const char *key)
{
    QString value = text(row, key).chopped(1);
    if (!value.isEmpty() && !value.contains(u'.'))
        value += QLatin1StringView(".000000");
    return value;
}
} // namespace

/// The list: parameters, pages, the shape of a row.
class TestDemoList : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aRowHasTheTwelveFields();
    void theOrderIsNewestFirst();
    void someTimesHaveNoFraction();
    void statesAreOred();
    void countsAddUp();
    void badValuesAreRefused_data();
    void badValuesAreRefused();
    void severalBadValuesAreToldTogether();
    void momentsAreAccepted_data();
    void momentsAreAccepted();
    void boundsAreInclusive_data();
    void boundsAreInclusive();
    void rowsWithoutATimeDropOut();
    void whatIsUnknownOrEmptyIsIgnored_data();
    void whatIsUnknownOrEmptyIsIgnored();
    void offeringsAreFoundInEveryForm();
    void ordersAreRead_data();
    void ordersAreRead();
    void pageSizesAreClamped_data();
    void pageSizesAreClamped();
    void pagesOutsideAreNotFound_data();
    void pagesOutsideAreNotFound();
    void linksNameTheNeighbours();
    void linksOfAnEmptyResult();
    void pagesCoverEveryRowOnce();

private:
    QJsonArray fetch(const QByteArray &query) { return m_client->get(list + "?" + query).array(); }
    int count(const QByteArray &query) { return m_client->head(list + "?" + query).header("X-Result-Count").toInt(); }

    DemoService m_service{{0, 640, 1, 0}};
    std::unique_ptr<WireClient> m_client;
};

void TestDemoList::initTestCase()
{
    QString error;
    QVERIFY2(m_service.start(&error), qPrintable(error));
    m_client = std::make_unique<WireClient>(m_service.url(), m_service.tokens().staff);
}

void TestDemoList::aRowHasTheTwelveFields()
{
    const QSet<QString> expected{
        QStringLiteral("url"),          QStringLiteral("uuid"),          QStringLiteral("created"),
        QStringLiteral("modified"),     QStringLiteral("started"),       QStringLiteral("finished"),
        QStringLiteral("state"),        QStringLiteral("offering"),      QStringLiteral("offering_name"),
        QStringLiteral("offering_url"), QStringLiteral("error_message"), QStringLiteral("error_traceback")};
    static const QRegularExpression hex(QStringLiteral("\\A[0-9a-f]{32}\\z"));
    static const QRegularExpression time(
        QStringLiteral("\\A\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z\\z"));
    const QString base = m_service.url().toString();
    const QJsonArray rows = fetch("page_size=300");
    QCOMPARE(rows.size(), 300);
    for (const QJsonValue &row : rows) {
        const QStringList keys = row.toObject().keys();
        QCOMPARE(QSet<QString>(keys.cbegin(), keys.cend()), expected);
        QVERIFY(hex.match(text(row, "uuid")).hasMatch());
        QVERIFY(hex.match(text(row, "offering")).hasMatch());
        QCOMPARE(text(row, "url"), base + QStringLiteral("api/backend-resource-requests/%1/").arg(text(row, "uuid")));
        QCOMPARE(text(row, "offering_url"),
                 base + QStringLiteral("api/marketplace-public-offerings/%1/").arg(text(row, "offering")));
        for (const char *key : {"created", "modified"})
            QVERIFY2(time.match(text(row, key)).hasMatch(), qPrintable(text(row, key)));
        for (const char *key : {"started", "finished"}) {
            const QJsonValue value = row.toObject().value(QLatin1StringView(key));
            QVERIFY(value.isNull() || time.match(value.toString()).hasMatch());
        }
        QVERIFY(row.toObject().value(QStringLiteral("error_message")).isString());
        QVERIFY(row.toObject().value(QStringLiteral("error_traceback")).isString());
        QVERIFY(moment(row, "modified") >= moment(row, "created"));
    }
}

void TestDemoList::theOrderIsNewestFirst()
{
    const QJsonArray rows = fetch("page_size=300");
    for (qsizetype i = 1; i < rows.size(); ++i)
        QVERIFY(moment(rows.at(i - 1), "created") >= moment(rows.at(i), "created"));
    QJsonArray oldest = fetch("page_size=300&o=created");
    QCOMPARE(oldest.at(0), fetch("page=last&page_size=1").at(0));
}

void TestDemoList::someTimesHaveNoFraction()
{
    int whole = 0;
    for (int page = 1; page <= 3; ++page) {
        for (const QJsonValue &row : fetch("page_size=300&page=" + QByteArray::number(page)))
            whole += text(row, "created").contains(u'.') ? 0 : 1;
    }
    QVERIFY(whole > 0);
}

void TestDemoList::statesAreOred()
{
    const QJsonArray rows = fetch("state=Sent&state=Processing&page_size=300");
    QVERIFY(!rows.isEmpty());
    for (const QJsonValue &row : rows)
        QVERIFY(text(row, "state") == u"Sent" || text(row, "state") == u"Processing");
    QCOMPARE(int(rows.size()), count("state=Sent") + count("state=Processing"));
}

void TestDemoList::countsAddUp()
{
    QCOMPARE(count("state=Sent") + count("state=Processing") + count("state=Done") + count("state=Erred"), 640);
    const double erred = count("state=Erred") / 640.0;
    QVERIFY2(erred > 0.08 && erred < 0.2, qPrintable(QString::number(erred)));
    QVERIFY(count("state=Sent") >= 4);
    QVERIFY(count("state=Processing") >= 3);
}

void TestDemoList::badValuesAreRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("body");
    const auto choice = [](const char *field, const char *value) {
        return QByteArray("{\"") + field + "\":[\"Select a valid choice. " + value +
               " is not one of the available choices.\"]}";
    };
    QTest::newRow("lower case state") << QByteArray("state=sent") << choice("state", "sent");
    QTest::newRow("state by number") << QByteArray("state=1") << choice("state", "1");
    QTest::newRow("states joined by a comma") << QByteArray("state=Sent,Done") << choice("state", "Sent,Done");
    QTest::newRow("empty state") << QByteArray("state=") << choice("state", "");
    QTest::newRow("one bad state among good ones") << QByteArray("state=Sent&state=x") << choice("state", "x");
    QTest::newRow("offering") << QByteArray("offering_uuid=12")
                              << QByteArray("{\"offering_uuid\":[\"Enter a valid UUID.\"]}");
    QTest::newRow("order") << QByteArray("o=modified") << choice("o", "modified");
    QTest::newRow("order in a list") << QByteArray("o=created,state") << choice("o", "state");
    for (const char *field : {"created", "modified", "started", "finished", "created_before", "modified_before"})
        QTest::newRow(field) << QByteArray(field) + "=soon"
                             << QByteArray("{\"") + field + "\":[\"Enter a valid date/time.\"]}";
}

void TestDemoList::badValuesAreRefused()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, body);
    const WireReply reply = m_client->get(list + "?" + query);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.body, body);
    QVERIFY(reply.header("X-Result-Count").isEmpty());
}

void TestDemoList::severalBadValuesAreToldTogether()
{
    const QJsonObject problems = m_client->get(list + "?state=x&created=y&o=z").object();
    QCOMPARE(problems.size(), 3);
}

void TestDemoList::momentsAreAccepted_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fine");
    const auto good = [](const char *value) {
        QTest::newRow(value) << QByteArray(value) << true;
    };
    const auto bad = [](const char *value) {
        QTest::newRow(value) << QByteArray(value) << false;
    };
    good("2026-08-01");
    good("2026-08-01T10:00:00");
    good("2026-08-01T10:00");
    good("2026-08-01T10:00:00.123");
    good("2026-08-01T10:00:00.123456Z");
    good("2026-08-01T10:00:00%2B02:00");
    good("2026-08-01T10:00:00-0500");
    good("2026-08-01%2010:00:00");
    good("2026-08-01+10:00:00");
    good("08/01/2026");
    bad("1754042400");
    bad("yesterday");
    bad("2026-08-01T10:00:00+02:00");
    bad("2026-02-30");
    bad("2026-08-01T25:00:00");
    bad("01.08.2026");
}

void TestDemoList::momentsAreAccepted()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, fine);
    QCOMPARE(m_client->head(list + "?created=" + value).status, fine ? 200 : 400);
}

void TestDemoList::boundsAreInclusive_data()
{
    QTest::addColumn<QByteArray>("lower");
    QTest::addColumn<QByteArray>("upper");
    QTest::newRow("created") << QByteArray("created") << QByteArray("created_before");
    QTest::newRow("modified") << QByteArray("modified") << QByteArray("modified_before");
}

void TestDemoList::boundsAreInclusive()
{
    QFETCH(QByteArray, lower);
    QFETCH(QByteArray, upper);
    const QJsonValue row = fetch("page=200&page_size=1").at(0);
    const QByteArray at = text(row, lower.constData()).toLatin1();
    const QJsonArray only = fetch(lower + '=' + at + '&' + upper + '=' + at);
    QCOMPARE(only.size(), 1);
    QCOMPARE(only.at(0), row);
    QCOMPARE(count(lower + '=' + at) + count(upper + '=' + at), 641);
    // The same moment in another zone, and naive, which is UTC.
    const QByteArray naive = at.chopped(1);
    QCOMPARE(count(lower + '=' + naive), count(lower + '=' + at));
}

void TestDemoList::rowsWithoutATimeDropOut()
{
    QCOMPARE(count("finished=2000-01-01"), count("state=Done") + count("state=Erred"));
    QVERIFY(count("started=2000-01-01") < 640 - count("state=Sent") + 1);
    QCOMPARE(count("started=2000-01-01&state=Sent"), 0);
}

void TestDemoList::whatIsUnknownOrEmptyIsIgnored_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query : {"colour=blue", "created=", "o=", "offering_uuid=", "field=uuid", "finished_before=x"})
        QTest::newRow(query) << QByteArray(query);
}

void TestDemoList::whatIsUnknownOrEmptyIsIgnored()
{
    QFETCH(QByteArray, query);
    QCOMPARE(count(query), 640);
    QCOMPARE(fetch(query).at(0).toObject().size(), 12);
}

void TestDemoList::offeringsAreFoundInEveryForm()
{
    const QByteArray hex = text(fetch("page_size=1").at(0), "offering").toLatin1();
    QByteArray dashed = hex;
    for (const int at : {20, 16, 12, 8})
        dashed.insert(at, '-');
    const int expected = count("offering_uuid=" + hex);
    QVERIFY(expected > 0 && expected < 640);
    QCOMPARE(count("offering_uuid=" + dashed), expected);
    QCOMPARE(count("offering_uuid=" + dashed.toUpper()), expected);
    const WireReply none = m_client->get(list + "?offering_uuid=00000000000000000000000000000001");
    QCOMPARE(none.status, 200);
    QCOMPARE(none.body, QByteArray("[]"));
}

void TestDemoList::ordersAreRead_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("oldest");
    QTest::newRow("created") << QByteArray("o=created") << true;
    QTest::newRow("-created") << QByteArray("o=-created") << false;
    QTest::newRow("the first of a list") << QByteArray("o=created,-created") << true;
    QTest::newRow("of a repeated key the last") << QByteArray("o=created&o=-created") << false;
    QTest::newRow("encoded comma") << QByteArray("o=-created%2Ccreated") << false;
}

void TestDemoList::ordersAreRead()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, oldest);
    const QJsonArray rows = fetch(query);
    QCOMPARE(moment(rows.at(0), "created") < moment(rows.at(9), "created"), oldest);
}

void TestDemoList::pageSizesAreClamped_data()
{
    QTest::addColumn<QByteArray>("size");
    QTest::addColumn<int>("rows");
    QTest::newRow("1") << QByteArray("1") << 1;
    QTest::newRow("300") << QByteArray("300") << 300;
    QTest::newRow("301") << QByteArray("301") << 300;
    QTest::newRow("a million") << QByteArray("1000000") << 300;
    QTest::newRow("0") << QByteArray("0") << 10;
    QTest::newRow("negative") << QByteArray("-5") << 10;
    QTest::newRow("no number") << QByteArray("many") << 10;
    QTest::newRow("empty") << QByteArray() << 10;
}

void TestDemoList::pageSizesAreClamped()
{
    QFETCH(QByteArray, size);
    QFETCH(int, rows);
    QCOMPARE(int(fetch("page_size=" + size).size()), rows);
}

void TestDemoList::pagesOutsideAreNotFound_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<int>("status");
    for (const char *page : {"0", "-1", "65", "x", "1.5", "Last"})
        QTest::newRow(page) << QByteArray(page) << 404;
    for (const char *page : {"1", "64", "last", ""})
        QTest::newRow(qPrintable(QStringLiteral("there: ") + QLatin1StringView(page))) << QByteArray(page) << 200;
}

void TestDemoList::pagesOutsideAreNotFound()
{
    QFETCH(QByteArray, page);
    QFETCH(int, status);
    const WireReply reply = m_client->get(list + "?page=" + page);
    QCOMPARE(reply.status, status);
    if (status == 404) {
        QCOMPARE(reply.body, QByteArray("{\"detail\":\"Invalid page.\"}"));
        QVERIFY(reply.header("Link").isEmpty());
    }
}

void TestDemoList::linksNameTheNeighbours()
{
    const QByteArray base = m_service.url().toString().toLatin1() + list.mid(1) + "?o=created%2C-created";
    const auto link = [&](const QByteArray &page, const char *rel) {
        return '<' + base + page + ">; rel=\"" + rel + '"';
    };
    const auto header = [&](const QByteArray &page) {
        return m_client->get(list + "?o=created,-created" + page).header("Link");
    };
    QCOMPARE(header(""), link("", "first") + ", " + link("&page=2", "next") + ", " + link("&page=64", "last"));
    QCOMPARE(header("&page=2"), link("", "first") + ", " + link("", "prev") + ", " + link("&page=3", "next") + ", " +
                                    link("&page=64", "last"));
    QCOMPARE(header("&page=last"),
             link("", "first") + ", " + link("&page=63", "prev") + ", " + link("&page=64", "last"));
    QCOMPARE(header("&page=2").count(','), 3); // none but the three between the links
}

void TestDemoList::linksOfAnEmptyResult()
{
    const WireReply reply = m_client->get(list + "?created=2999-01-01");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, QByteArray("[]"));
    QCOMPARE(reply.header("X-Result-Count"), QByteArray("0"));
    QVERIFY(reply.header("Link").contains("rel=\"first\""));
    QVERIFY(reply.header("Link").contains("rel=\"last\""));
    QVERIFY(!reply.header("Link").contains("next"));
}

void TestDemoList::pagesCoverEveryRowOnce()
{
    for (const QByteArray &query : {QByteArray("page_size=100"), QByteArray("page_size=7&state=Erred"),
                                    QByteArray("page_size=50&o=created&modified=2000-01-01")}) {
        QSet<QString> seen;
        const int total = count(query);
        for (int page = 1;; ++page) {
            const WireReply reply = m_client->get(list + '?' + query + "&page=" + QByteArray::number(page));
            if (reply.status == 404)
                break;
            for (const QJsonValue &row : reply.array())
                seen.insert(text(row, "uuid"));
        }
        QCOMPARE(int(seen.size()), total);
    }
}

QTEST_GUILESS_MAIN(TestDemoList)
#include "tst_demolist.moc"

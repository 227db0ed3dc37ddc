// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/bulkreason.h"
#include "models/domain/reasonblanks.h"

#include <QTest>

using namespace waldesk::domain;
using Kind = ErrorTemplate::Kind;

namespace
{

std::vector<Request> rowsIn(std::initializer_list<State> states)
{
    std::vector<Request> rows;
    for (const State state : states)
        rows.emplace_back().state = state;
    return rows;
}

} // namespace

/// Reasons for many requests: what each fits, and a person's own ones.
class TestBulkReason : public QObject
{
    Q_OBJECT
private slots:
    void aReasonFitsAllRowsOrIsNotOffered_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("sent");
        QTest::addColumn<bool>("open");
        QTest::addColumn<bool>("ended");
        QTest::newRow("not picked up") << Kind::NotPickedUp << true << false << false;
        QTest::newRow("not finished") << Kind::NotFinished << true << true << false;
        QTest::newRow("host retired") << Kind::HostRetired << true << true << false;
        QTest::newRow("asked twice") << Kind::AskedTwice << true << true << true;
        QTest::newRow("other") << Kind::Other << true << true << true;
    }
    void aReasonFitsAllRowsOrIsNotOffered()
    {
        QFETCH(Kind, kind);
        const auto fits = [kind](std::initializer_list<State> states) {
            return whyNoBulkReason(kind, rowsIn(states)).isEmpty();
        };
        QTEST(fits({State::Sent, State::Sent}), "sent");
        QTEST(fits({State::Sent, State::Processing}), "open");
        QTEST(fits({State::Sent, State::Erred}), "ended");
        QVERIFY(unknownBlanks(bulkReason(kind, QStringLiteral("Ada"))).isEmpty());
        QVERIFY(bulkReason(kind, QStringLiteral("Ada")).endsWith(QStringLiteral("\u2014 Ada")));
    }
    void theLikelyOneFits()
    {
        for (const auto &rows : {rowsIn({State::Sent}), rowsIn({State::Sent, State::Processing}),
                                 rowsIn({State::Erred}), std::vector<Request>()})
            QVERIFY(whyNoBulkReason(likelyBulkReason(rows), rows).isEmpty());
        QCOMPARE(likelyBulkReason(rowsIn({State::Sent})), Kind::NotPickedUp);
    }
    void ownOnesComeBack()
    {
        const std::vector<OwnReason> reasons{{QStringLiteral("Moved"), QStringLiteral("{offering} moved,\n{ticket}")},
                                             {QStringLiteral("\u00f5"), QStringLiteral("x")}};
        const auto back = reasonsFromJson(reasonsToJson(reasons));
        QVERIFY(back);
        QVERIFY(*back == reasons);
        const auto merged = withReasons(
            reasons, {{QStringLiteral("Moved"), QStringLiteral("new")}, {QStringLiteral("C"), QStringLiteral("c")}});
        QCOMPARE(merged.size(), size_t(3));
        QCOMPARE(merged[0].text, QStringLiteral("new"));
    }
    void aFileThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("an object") << QByteArray("{}");
        QTest::newRow("without a text") << QByteArray("[{\"name\":\"a\"}]");
        QTest::newRow("without a name") << QByteArray("[{\"name\":\" \",\"text\":\"a\"}]");
        QTest::newRow("numbers") << QByteArray("[1,2]");
        QTest::newRow("a name without end")
            << QByteArray("[{\"name\":\"") + QByteArray(500, 'n') + "\",\"text\":\"a\"}]";
        QTest::newRow("cut off") << QByteArray(R"([{"name":"a","text":"b"})");
        QTest::newRow("more than anyone has")
            << '[' + QByteArray(R"({"name":"a","text":"b"},)").repeated(200) + R"({"name":"a","text":"b"}])";
    }
    void aFileThatIsNoneIsRefused()
    {
        QFETCH(QByteArray, json);
        const auto read = reasonsFromJson(json);
        QVERIFY(!read && !read.error().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestBulkReason)
#include "tst_bulkreason.moc"

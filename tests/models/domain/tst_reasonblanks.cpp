// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/reasonblanks.h"

#include <QTest>

using namespace waldesk::domain;

/// The blanks of a reason that is given to many requests.
class TestReasonBlanks : public QObject
{
    Q_OBJECT
private slots:
    void fills_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::newRow("a text without blanks stays") << "Host retired."
                                                     << "Host retired.";
        QTest::newRow("all blanks, one twice") << "{offering}: {age} old, {ticket}, {offering}"
                                               << "SLURM {age}: 3 h old, HD-1, SLURM {age}";
        QTest::newRow("other braces stay") << "{\"a\": {1}} {Offering} {x"
                                           << "{\"a\": {1}} {Offering} {x";
        QTest::newRow("empty") << ""
                               << "";
    }
    void fills()
    {
        QFETCH(QString, text);
        Request request;
        request.offeringName = QStringLiteral("SLURM {age}"); // a name that holds a blank is a name
        request.created = {0};
        const ReasonBlanks blanks{Timestamp{3LL * 3600 * 1'000'000}, QStringLiteral(" HD-1 ")};
        QTEST(fillReason(text, request, blanks), "filled");
    }
    void aClockThatIsBehindMakesNoNegativeAge()
    {
        Request request;
        request.created = {5'000'000};
        QCOMPARE(fillReason(QStringLiteral("{age}"), request, {}), shortDuration({}));
    }
    void namesWhatLooksLikeABlank()
    {
        QCOMPARE(unknownBlanks(QStringLiteral("{age} {offring} {Ticket} {offring} {1} {}")),
                 (QStringList{QStringLiteral("{offring}"), QStringLiteral("{Ticket}")}));
        QVERIFY(asksForTicket(QStringLiteral("see {ticket}")));
        QVERIFY(!asksForTicket(QStringLiteral("see ticket")));
    }
};

QTEST_GUILESS_MAIN(TestReasonBlanks)
#include "tst_reasonblanks.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/rowfinder.h"

#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using tables::RowFinder;
using tables::RowIndex;

namespace
{

domain::Request request(int number, const QString &offering, const QByteArray &message)
{
    domain::Request row;
    row.uuid = *domain::Uuid::tryParse(QByteArray::number(number, 16).rightJustified(32, '0'));
    row.offering =
        *domain::Uuid::tryParse(QByteArray("0ff").leftJustified(31, '0') + (offering.contains(u'A') ? '1' : '2'));
    row.offeringName = offering;
    row.created = {qint64(number) * 1'000'000};
    row.modified = row.created;
    row.state = message.isEmpty() ? domain::State::Done : domain::State::Erred;
    row.error.message = message;
    return row;
}

} // namespace

class TestRowFinder : public QObject
{
    Q_OBJECT
private slots:
    void finds_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<std::vector<RowIndex>>("rows");
        QTest::newRow("an offering, newest first")
            << QStringList{QStringLiteral("slurm a")} << std::vector<RowIndex>{2, 0};
        QTest::newRow("a word of the error") << QStringList{QStringLiteral("REFUSED")} << std::vector<RowIndex>{2, 1};
        QTest::newRow("not of its second line") << QStringList{QStringLiteral("hidden")} << std::vector<RowIndex>();
        QTest::newRow("a state") << QStringList{QStringLiteral("don")} << std::vector<RowIndex>{0};
        QTest::newRow("two words, both") << QStringList{QStringLiteral("refused"), QStringLiteral("slurm b")}
                                         << std::vector<RowIndex>{1};
        QTest::newRow("a letter above ASCII") << QStringList{QStringLiteral("\u00D5UN")} << std::vector<RowIndex>{3};
        QTest::newRow("the beginning of a uuid")
            << QStringList{QStringLiteral("00000000000000000000000000000003")} << std::vector<RowIndex>{2};
        QTest::newRow("nothing") << QStringList{QStringLiteral("zzz")} << std::vector<RowIndex>();
    }

    void findsWhatIsShown_data()
    {
        QTest::addColumn<QString>("word");
        QTest::newRow("a word of the title") << QStringLiteral("ConnectionError");
        QTest::newRow("a word of the person's name") << QStringLiteral("outage");
        QTest::newRow("a word of the message") << QStringLiteral("refused");
    }

    void findsWhatIsShown()
    {
        QFETCH(QString, word);
        tables::RequestStore store;
        (void)store.merge(std::vector{request(1, QStringLiteral("SLURM A"), "refused"),
                                      request(2, QStringLiteral("SLURM A"), "other")});
        RowFinder finder(store, [&store](tables::TextId id) {
            return store.text(id).message == "refused"
                       ? tables::ErrorTitle{QStringLiteral("ConnectionError"), QStringLiteral("The outage")}
                       : tables::ErrorTitle{};
        });
        finder.find({word}, 5);
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.found(), std::vector<RowIndex>{0});
    }

    void finds()
    {
        QFETCH(QStringList, words);
        tables::RequestStore store;
        (void)store.merge(std::vector{request(1, QStringLiteral("SLURM A"), {}),
                                      request(2, QStringLiteral("SLURM B"), "connection refused\nhidden"),
                                      request(3, QStringLiteral("SLURM A"), "connection refused"),
                                      request(4, QStringLiteral("SLURM B"), "\xc3\xb5un")});
        RowFinder finder(store);
        finder.find(words, 6);
        QTRY_VERIFY(!finder.isSearching());
        QTEST(finder.found(), "rows");
    }

    void aLongSearchIsCutAndANewerOneWins()
    {
        tables::RequestStore store;
        std::vector<domain::Request> rows;
        for (int i = 1; i <= 60'000; ++i)
            rows.push_back(request(i, QStringLiteral("SLURM A"), "error " + QByteArray::number(i)));
        (void)store.merge(rows);
        RowFinder finder(store);
        finder.find({QStringLiteral("error")}, 3);
        finder.find({QStringLiteral("error"), QStringLiteral("59999")}, 3);
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.found(), std::vector<RowIndex>{59'998});
        finder.find({QStringLiteral("err")}, 3);
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.found(), (std::vector<RowIndex>{59'999, 59'998, 59'997}));
        finder.find({QStringLiteral("error")}, 2);
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.found(), (std::vector<RowIndex>{59'999, 59'998}));
    }
};

QTEST_GUILESS_MAIN(TestRowFinder)
#include "tst_rowfinder.moc"

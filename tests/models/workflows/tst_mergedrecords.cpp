// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/mergedrecords.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace waldesk;
using workflows::MergedRecords;

namespace
{

domain::Timestamp at(qint64 seconds)
{
    return {1'785'578'400'000'000 + seconds * 1'000'000};
}

} // namespace

class TestMergedRecords : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        archive = std::make_unique<archive::CauseArchive>(folder->filePath(QStringLiteral("causes.sqlite")));
        QTRY_VERIFY(archive->isOpen());
        archive->note({{"w2:a", at(20), at(30), QStringLiteral("A")}, {"w2:b", at(10), at(40), QStringLiteral("B")}});
    }
    void cleanup()
    {
        archive.reset();
        folder.reset();
    }

    void aCauseThatNobodyMergedHasItsOwnRecord()
    {
        MergedRecords records(*archive);
        records.takeMerges();
        QVERIFY(records.partsOf("w2:a").isEmpty());
        QCOMPARE(records.recordOf("w2:a")->firstSeen, at(20));
        QVERIFY(!records.recordOf("w2:unknown"));
    }

    void partsOfPartsBelongToTheRoot()
    {
        archive->setMerged("w2:c", "w2:b");
        archive->setMerged("w2:b", "w2:a");
        MergedRecords records(*archive);
        records.takeMerges();
        QByteArrayList parts = records.partsOf("w2:a");
        std::ranges::sort(parts);
        QCOMPARE(parts, QByteArrayList({"w2:b", "w2:c"}));
        const auto record = records.recordOf("w2:a");
        QCOMPARE(record->firstSeen, at(10));
        QCOMPARE(record->lastSeen, at(40));
    }

    void aRootWithoutARecordHasThatOfItsParts()
    {
        archive->setMerged("w2:b", "w2:root");
        MergedRecords records(*archive);
        records.takeMerges();
        QCOMPARE(records.recordOf("w2:root")->firstSeen, at(10));
    }

    void theRootsOwnWordsGoFirst_data()
    {
        QTest::addColumn<QString>("ofRoot");
        QTest::addColumn<QString>("ofPart");
        QTest::addColumn<QString>("said");
        QTest::newRow("both") << "mine"
                              << "its"
                              << "mine";
        QTest::newRow("the root alone") << "mine"
                                        << ""
                                        << "mine";
        QTest::newRow("the part alone") << ""
                                        << "its"
                                        << "its";
        QTest::newRow("none") << ""
                              << ""
                              << "";
    }
    void theRootsOwnWordsGoFirst()
    {
        QFETCH(QString, ofRoot);
        QFETCH(QString, ofPart);
        for (const auto &[key, text] : {std::pair("w2:a", ofRoot), std::pair("w2:b", ofPart)}) {
            archive->setName(key, text);
            archive->setNote(key, text);
        }
        archive->setMerged("w2:b", "w2:a");
        MergedRecords records(*archive);
        records.takeMerges();
        QTEST(records.recordOf("w2:a")->name, "said");
        QTEST(records.recordOf("w2:a")->note, "said");
    }

    void aMergeThatWasTakenBackCountsNoLonger()
    {
        archive->setMerged("w2:b", "w2:a");
        MergedRecords records(*archive);
        records.takeMerges();
        archive->setMerged("w2:b", {});
        records.takeMerges();
        QVERIFY(records.partsOf("w2:a").isEmpty());
        QCOMPARE(records.recordOf("w2:a")->firstSeen, at(20));
    }

private:
    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<archive::CauseArchive> archive;
};

QTEST_GUILESS_MAIN(TestMergedRecords)
#include "tst_mergedrecords.moc"

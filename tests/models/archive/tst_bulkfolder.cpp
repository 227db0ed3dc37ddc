// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/bulkfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace waldesk;
using archive::BulkFolder;
using archive::BulkRecord;

namespace
{

BulkRecord recordOf(const QString &id, int rows = 3)
{
    BulkRecord record;
    record.id = id;
    record.time = {1'700'000'000'000'000 + id.size()};
    record.server = QStringLiteral("https://waldur.example/");
    record.user = QStringLiteral("ada");
    record.reason = QStringLiteral("{offering} is \"gone\"\nwith its host");
    record.ticket = QStringLiteral("HD-1");
    for (int i = 0; i < rows; ++i) {
        BulkRecord::Row row;
        row.request.uuid = *domain::Uuid::tryParse(QByteArray::number(i + 1).rightJustified(32, '0'));
        row.request.offering = *domain::Uuid::tryParse(QByteArray(32, 'f'));
        row.request.offeringName = QString::fromUtf8("SLURM Tartu \xc3\xb5");
        row.request.state = domain::State::Processing;
        row.request.stateText = QStringLiteral("Processing");
        row.request.created = {1'600'000'000'000'001};
        row.request.modified = {1'600'000'000'000'002};
        row.text = {"SLURM is gone", "line\nline"};
        record.rows.push_back(row);
    }
    return record;
}

std::optional<BulkFolder::Saved> save(BulkFolder &folder, const BulkRecord &record)
{
    std::optional<BulkFolder::Saved> saved;
    QObject context;
    folder.save(record, &context, [&saved](const BulkFolder::Saved &result) { saved = result; });
    (void)QTest::qWaitFor([&saved] { return saved.has_value(); }, 20'000);
    return saved;
}

std::vector<BulkRecord> take(BulkFolder &folder)
{
    std::optional<std::vector<BulkRecord>> taken;
    QObject context;
    folder.takeAbandoned(&context, [&taken](const std::vector<BulkRecord> &found) { taken = found; });
    (void)QTest::qWaitFor([&taken] { return taken.has_value(); }, 20'000);
    return taken.value_or(std::vector<BulkRecord>());
}

} // namespace

/// What is kept of a run of many changes, and whose it is.
class TestBulkFolder : public QObject
{
    Q_OBJECT
private slots:
    void aRecordComesBackAsItWas_data()
    {
        QTest::addColumn<int>("action");
        for (const auto action : {domain::Action::Start, domain::Action::SetDone, domain::Action::SetErred,
                                  domain::Action::OverwriteError, domain::Action::AskAgain})
            QTest::addRow("action %d", int(action)) << int(action);
    }
    void aRecordComesBackAsItWas()
    {
        QFETCH(int, action);
        BulkRecord record = recordOf(QStringLiteral("a"));
        record.action = domain::Action(action);
        QCOMPARE(BulkRecord::fromJson(record.toJson()), std::optional(record));
    }

    void whatIsNoRecordIsNone_data()
    {
        QTest::addColumn<QByteArray>("json");
        const QByteArray whole = recordOf(QStringLiteral("a")).toJson();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut off") << whole.left(whole.size() / 2);
        QTest::newRow("an array") << QByteArray("[1]");
        QTest::newRow("an action of a later version") << QByteArray(whole).replace("\"err\"", "\"melt\"");
        QTest::newRow("a later version") << QByteArray(whole).replace("\"version\":1", "\"version\":2");
        QTest::newRow("a row without a uuid") << QByteArray(whole).replace("00000000000000000000000000000001", "x");
    }
    void whatIsNoRecordIsNone()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!BulkRecord::fromJson(json));
    }

    void aRecordOfAProcessThatLivesIsLeftAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("runs"));
        auto first = std::make_unique<BulkFolder>(path);
        const BulkRecord record = recordOf(QStringLiteral("one"));
        QVERIFY(save(*first, record).value());
        QCOMPARE(QFileInfo(path + QStringLiteral("/one.json")).permissions() & QFile::ReadGroup, QFile::Permissions());
        BulkFolder second(path);
        QVERIFY(take(second).empty());
        QVERIFY(take(*first).empty()); // its own run is not abandoned either
        first.reset();
        const auto found = take(second);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found.front(), record);
        QVERIFY(take(second).empty()); // told once
    }

    void aRunThatIsOverIsForgotten()
    {
        QTemporaryDir dir;
        {
            BulkFolder folder(dir.path());
            QVERIFY(save(folder, recordOf(QStringLiteral("one"))).value());
            QVERIFY(save(folder, recordOf(QStringLiteral("three"))).value());
            folder.remove(QStringLiteral("one"));
            folder.remove(QStringLiteral("never"));
        }
        BulkFolder next(dir.path());
        const auto found = take(next);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found.front().id, QStringLiteral("three"));
    }

    void aDamagedFileIsSetAside()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("x.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"version\":1,");
        file.close();
        BulkFolder folder(dir.path());
        QVERIFY(take(folder).empty());
        QVERIFY(QFile::exists(dir.filePath(QStringLiteral("x.json.damaged"))));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        QTemporaryDir dir;
        QFile blocker(dir.filePath(QStringLiteral("runs")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        BulkFolder folder(blocker.fileName());
        const auto saved = save(folder, recordOf(QStringLiteral("one")));
        QVERIFY(saved && !*saved);
        QVERIFY(saved->error().contains(QStringLiteral("runs")));
    }
};

QTEST_GUILESS_MAIN(TestBulkFolder)
#include "tst_bulkfolder.moc"

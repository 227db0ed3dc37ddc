// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/rowgroups.h"
#include "tests/models/tables/rows.h"
#include "tests/support/connections.h"
#include "tests/support/scriptedserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::GroupingLevel;
using workflows::RowGroups;

namespace
{

/// The same cause with another host.
QByteArray refused(int host)
{
    return "Cannot reach host" + QByteArray::number(host) + ":6819: [Errno 111] Connection refused";
}

const QByteArray Quota = "Disk quota exceeded";

/// Four errors of two causes, and one request that did not fail.
struct Desk {
    Desk()
        : client(connectionTo(server.url())), archive(folder.filePath(QStringLiteral("causes.sqlite"))), index(store),
          probe(client, store), groups(store, index, archive, probe)
    {
        frame.setPeriod(domain::Timestamp{noon().microseconds - 86'400'000'000},
                        domain::Timestamp{noon().microseconds + 86'400'000'000}, QTimeZone::utc());
        QObject::connect(&store, &tables::RequestStore::merged, &index,
                         [this](const tables::RequestStore::Merged &change) {
                             groups.add(change.added);
                             groups.add(change.changed);
                         });
        store.merge(
            std::vector{erred(1, refused(1)), erred(2, refused(2)), erred(3, Quota), erred(4, refused(3)), sent(5)});
    }
    bool classify()
    {
        if (!QTest::qWaitFor([this] { return index.isSettled() && archive.isOpen(); }, 20'000))
            return false;
        groups.takeLearned();
        return true;
    }
    void work()
    {
        while (groups.placeSome() || groups.countSome(frame)) {
        }
    }
    [[nodiscard]] qint64 count(const QByteArray &message, GroupingLevel level = GroupingLevel::Normal) const
    {
        const RowGroups::Group *group = groups.find(keyOf(message, level));
        return group ? group->tally.count() : 0;
    }
    [[nodiscard]] static QByteArray keyOf(const QByteArray &message, GroupingLevel level = GroupingLevel::Normal)
    {
        return domain::fingerprint({message, {}}).key(level);
    }
    [[nodiscard]] tables::RowIndex row(quint32 number) const { return *store.find(uuidOf(number)); }

    QTemporaryDir folder;
    ScriptedServer server;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::CauseArchive archive;
    workflows::ErrorClassifier index;
    workflows::RecoveryProbe probe;
    RowGroups groups;
    workflows::TallyFrame frame;
};

} // namespace

class TestRowGroups : public QObject
{
    Q_OBJECT
private slots:
    void eachErrorIsCountedInTheGroupOfItsKey()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        QCOMPARE(desk.groups.all().size(), size_t(2));
        QCOMPARE(desk.count(refused(1)), 3);
        QCOMPARE(desk.count(Quota), 1);
        QCOMPARE(desk.groups.groupOf(desk.row(3))->key, Desk::keyOf(Quota));
        QVERIFY(!desk.groups.groupOf(desk.row(5)));
        QVERIFY(desk.groups.isChanged());
    }

    void aTextThatIsNotClassifiedYetWaits()
    {
        Desk desk;
        desk.work(); // nothing has been classified: the classifier answers through the event loop
        QCOMPARE(desk.groups.waitingCount(), size_t(4));
        QVERIFY(desk.groups.all().empty());
        QVERIFY(desk.classify());
        desk.work();
        QCOMPARE(desk.groups.waitingCount(), size_t(0));
        QCOMPARE(desk.count(refused(1)), 3);
    }

    void eachGroupIsTakenOnceAfterItWasCounted()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        QVERIFY(desk.groups.takeCounted());
        QVERIFY(desk.groups.hasCounted());
        QVERIFY(desk.groups.takeCounted());
        QVERIFY(!desk.groups.takeCounted());
        desk.groups.compose(Desk::keyOf(Quota));
        QCOMPARE(desk.groups.takeCounted()->key, Desk::keyOf(Quota));
        QVERIFY(!desk.groups.hasCounted());
        desk.groups.composeAll();
        QVERIFY(desk.groups.takeCounted() && desk.groups.takeCounted() && !desk.groups.takeCounted());
    }

    void aRowThatChangesLeavesItsGroup()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        desk.store.merge(std::vector{moved(erred(2, refused(2)), domain::State::Processing)});
        desk.work();
        QCOMPARE(desk.count(refused(1)), 2);
        QVERIFY(!desk.groups.groupOf(desk.row(2)));
    }

    void aRowThatVanishedIsCountedAgainWhenItIsBack()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        desk.groups.takeVanished({desk.row(1), desk.row(3)});
        desk.work();
        QCOMPARE(desk.count(refused(1)), 2);
        QCOMPARE(desk.count(Quota), 0);
        desk.groups.noteBack({desk.row(3)});
        desk.groups.add({desk.row(3)});
        desk.work();
        QCOMPARE(desk.count(Quota), 1);
    }

    void causesThatWereMergedAreOneGroup()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        desk.archive.setMerged(Desk::keyOf(Quota), Desk::keyOf(refused(1)));
        const RowGroups::Contents before = desk.groups.startOver(GroupingLevel::Normal);
        QVERIFY(before.find(Desk::keyOf(Quota)));
        desk.work();
        QCOMPARE(desk.groups.all().size(), size_t(1));
        QCOMPARE(desk.count(refused(1)), 4);
    }

    void anotherLevelHasOtherGroups()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        QCOMPARE(desk.groups.startOver(GroupingLevel::Exact).groups.size(), size_t(2));
        desk.work();
        QCOMPARE(desk.groups.all().size(), size_t(4));
        QCOMPARE(desk.count(refused(2), GroupingLevel::Exact), 1);
    }

    void theNewestRowsComeFirstAndNoMoreThanAsked()
    {
        Desk desk;
        QVERIFY(desk.classify());
        desk.work();
        const RowGroups::Group &group = *desk.groups.find(Desk::keyOf(refused(1)));
        QCOMPARE(desk.groups.newestRows(group, desk.frame, 10), std::vector({desk.row(4), desk.row(2), desk.row(1)}));
        QCOMPARE(desk.groups.newestRows(group, desk.frame, 1), std::vector({desk.row(4)}));
    }
};

QTEST_GUILESS_MAIN(TestRowGroups)
#include "tst_rowgroups.moc"

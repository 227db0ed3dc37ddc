// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/ownrequests.h"

#include <QTest>

using namespace waldesk;
using archive::JournalEntry;
using domain::Uuid;
using domain::WriteOutcome;

namespace
{

const QString Here = QStringLiteral("https://waldur.example.org/");

Uuid request()
{
    return Uuid::tryParse(QByteArrayView("a1000000000000000000000000000001")).value();
}

JournalEntry line(const char *id, JournalEntry::Phase phase, const Uuid &of,
                  const std::optional<WriteOutcome> &outcome = std::nullopt)
{
    JournalEntry entry;
    entry.id = QLatin1String(id);
    entry.phase = phase;
    entry.server = Here;
    entry.request = of;
    entry.outcome = outcome;
    return entry;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<waldesk::archive::JournalEntry>)

class TestOwnRequests : public QObject
{
    Q_OBJECT
private slots:
    void whatWasWrittenFromHereIsOwn_data();
    void whatWasWrittenFromHereIsOwn();
};

void TestOwnRequests::whatWasWrittenFromHereIsOwn_data()
{
    using Phase = JournalEntry::Phase;
    QTest::addColumn<std::vector<JournalEntry>>("lines");
    QTest::addColumn<bool>("own");
    const auto row = [](const char *name, const std::vector<JournalEntry> &lines, bool own) {
        QTest::newRow(name) << lines << own;
    };
    const JournalEntry before = line("1", Phase::Before, request());
    row("nothing", {}, false);
    row("done", {before, line("1", Phase::After, request(), WriteOutcome::Done)}, true);
    row("refused", {before, line("1", Phase::After, request(), WriteOutcome::Refused)}, false);
    row("never left", {before, line("1", Phase::After, request(), WriteOutcome::Failed)}, false);
    row("unknown", {before, line("1", Phase::After, request(), WriteOutcome::Unknown)}, true);
    row("unknown, then settled as refused",
        {before, line("1", Phase::After, request(), WriteOutcome::Unknown),
         line("1", Phase::Settled, request(), WriteOutcome::Refused)},
        false);
    row("the program ended before it knew", {before}, true);
    row("created: the uuid comes later",
        {line("1", Phase::Before, Uuid()), line("1", Phase::After, request(), WriteOutcome::Done)}, true);
    row("created, but nothing came of it",
        {line("1", Phase::Before, Uuid()), line("1", Phase::After, Uuid(), WriteOutcome::Refused)}, false);
    row("refused once and done later",
        {before, line("1", Phase::After, request(), WriteOutcome::Refused), line("2", Phase::Before, request()),
         line("2", Phase::After, request(), WriteOutcome::Done)},
        true);
    JournalEntry elsewhere = line("1", Phase::After, request(), WriteOutcome::Done);
    elsewhere.server = QStringLiteral("https://other.example.org/");
    row("on another server", {elsewhere}, false);
}

void TestOwnRequests::whatWasWrittenFromHereIsOwn()
{
    QFETCH(std::vector<JournalEntry>, lines);
    const auto own = archive::ownRequests(lines, Here);
    QTEST(own.contains(request()), "own");
    QVERIFY(!own.contains(Uuid()));
}

QTEST_APPLESS_MAIN(TestOwnRequests)
#include "tst_ownrequests.moc"

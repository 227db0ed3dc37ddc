// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/requestsfromhere.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using archive::JournalEntry;
using domain::Uuid;
using domain::WriteOutcome;

namespace
{

const QString Here = QStringLiteral("https://waldur.example.org/");

Uuid request(char last)
{
    return Uuid::tryParse(QByteArray(31, 'a') + last).value();
}

JournalEntry line(const QString &id, JournalEntry::Phase phase, const Uuid &of,
                  const std::optional<WriteOutcome> &outcome = std::nullopt)
{
    JournalEntry entry;
    entry.time = domain::Timestamp::now();
    entry.id = id;
    entry.phase = phase;
    entry.verb = QStringLiteral("done");
    entry.server = Here;
    entry.request = of;
    entry.outcome = outcome;
    return entry;
}

} // namespace

/// What `is:mine` looks at in the window.
class TestRequestsFromHere : public QObject
{
    Q_OBJECT
private slots:
    void readsTheJournalAndFollowsIt();
    void whatIsWrittenWhileItReadsCountsLast();
    void whatAnotherProcessWritesIsFoundWhenLookedFor();
};

void TestRequestsFromHere::readsTheJournalAndFollowsIt()
{
    using Phase = JournalEntry::Phase;
    const QTemporaryDir folder;
    archive::Journal journal(folder.filePath(QStringLiteral("journal.jsonl")));
    journal.append(line(QStringLiteral("1"), Phase::Before, request('1')));
    journal.append(line(QStringLiteral("1"), Phase::After, request('1'), WriteOutcome::Done));
    session::JournalLines lines(journal);
    session::RequestsFromHere own(lines, Here);
    QSignalSpy changed(&own, &session::RequestsFromHere::changed);
    QTRY_VERIFY(own.contains(request('1')));
    QVERIFY(!own.contains(request('2')));
    QTRY_COMPARE(changed.count(), 1);

    journal.append(line(QStringLiteral("2"), Phase::Before, request('2')));
    QTRY_VERIFY(own.contains(request('2')));
    journal.append(line(QStringLiteral("2"), Phase::After, request('2'), WriteOutcome::Refused));
    QTRY_VERIFY(!own.contains(request('2')));
    QCOMPARE(changed.count(), 3);
}

void TestRequestsFromHere::whatIsWrittenWhileItReadsCountsLast()
{
    using Phase = JournalEntry::Phase;
    const QTemporaryDir folder;
    archive::Journal journal(folder.filePath(QStringLiteral("journal.jsonl")));
    journal.append(line(QStringLiteral("1"), Phase::After, request('1'), WriteOutcome::Unknown));
    session::JournalLines lines(journal);
    session::RequestsFromHere own(lines, Here);
    journal.append(line(QStringLiteral("1"), Phase::Settled, request('1'), WriteOutcome::Refused));
    bool written = false;
    journal.append(line(QStringLiteral("3"), Phase::Before, request('3')), this, [&](const auto &) { written = true; });
    QTRY_VERIFY(written);
    QTRY_VERIFY(own.contains(request('3')));
    QVERIFY(!own.contains(request('1')));
}

void TestRequestsFromHere::whatAnotherProcessWritesIsFoundWhenLookedFor()
{
    using Phase = JournalEntry::Phase;
    const QTemporaryDir folder;
    archive::Journal journal(folder.filePath(QStringLiteral("journal.jsonl")));
    session::JournalLines lines(journal);
    session::RequestsFromHere own(lines, Here);
    QSignalSpy read(&lines, &session::JournalLines::read);
    QTRY_COMPARE(read.count(), 1); // an empty one is told as well
    QCOMPARE(read.at(0).at(1).toBool(), true);
    bool written = false;
    archive::Journal other(journal.file());
    other.append(line(QStringLiteral("1"), Phase::After, request('1'), WriteOutcome::Done), this,
                 [&](const auto &) { written = true; });
    QTRY_VERIFY(written);
    QVERIFY(!own.contains(request('1')));
    // Who asks is answered when it has been told, however many ask at once, and not when they have gone.
    int answered = 0;
    auto gone = std::make_unique<QObject>();
    lines.refresh(this, [&] { answered += own.contains(request('1')) ? 1 : 0; });
    lines.refresh(this, [&] { answered += own.contains(request('1')) ? 10 : 0; });
    lines.refresh(gone.get(), [&] { answered += 100; });
    gone.reset();
    QTRY_COMPARE(answered, 11);
    QCOMPARE(read.count(), 2);
    QCOMPARE(read.at(1).at(1).toBool(), false);
}

QTEST_GUILESS_MAIN(TestRequestsFromHere)
#include "tst_requestsfromhere.moc"

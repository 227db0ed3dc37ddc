// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"
#include "models/archive/journalline.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace waldesk;
using archive::Journal;
using archive::JournalEntry;

namespace
{

JournalEntry entry(const QString &id = QStringLiteral("1"))
{
    JournalEntry made;
    made.time = domain::Timestamp{1'785'578'400'123'456};
    made.id = id;
    made.server = QStringLiteral("https://waldur.example.org/");
    made.user = QStringLiteral("mari");
    made.request = domain::Uuid::tryParse(QByteArrayView("a1b2c3d4000000000000000000000001")).value();
    made.offering = domain::Uuid::tryParse(QByteArrayView("0000000000000000000000000000000a")).value();
    made.verb = QStringLiteral("err");
    made.reason = QStringLiteral("agent host \"x\"\nis gone");
    made.state = domain::State::Processing;
    made.error = {QByteArray("old"), QByteArray("Traceback\n  õ\n")};
    return made;
}

QByteArray bytesOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void whatIsAppendedIsRead();
    void aLineIsOneJsonObject();
    void nilAndUnknownGoRound();
    void everyByteOfATextIsKept_data();
    void everyByteOfATextIsKept();
    void theFolderIsMadeAndPrivate();
    void aFolderThatCanNotBeMadeIsASentence();
    void whatIsNoFileIsRefused();
    void aLineThatDoesNotFitIsTakenBack();
    void aLineThatWasCutOffIsKept();
    void damagedLinesAreCounted();
    void writersDoNotMixTheirLines();
    void aMissingJournalIsEmpty();

private:
    QTemporaryDir m_folder;
    QString m_file;
};

void TestJournal::init()
{
    static int count = 0;
    m_file = m_folder.filePath(QStringLiteral("%1/journal.jsonl").arg(++count));
}

void TestJournal::whatIsAppendedIsRead()
{
    Journal journal(m_file);
    const JournalEntry before = entry();
    JournalEntry after = entry();
    after.phase = JournalEntry::Phase::After;
    after.outcome = JournalEntry::Outcome::Lost;
    after.state = domain::State::Done;
    after.answer = QStringLiteral("no answer: the connection was closed");
    QVERIFY(journal.append(before));
    QVERIFY(journal.append(after));
    const auto contents = Journal(m_file).read();
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries, (std::vector{before, after}));
}

void TestJournal::aLineIsOneJsonObject()
{
    Journal journal(m_file);
    QVERIFY(journal.append(entry()));
    const QByteArray bytes = bytesOf(m_file);
    QVERIFY(bytes.endsWith('\n'));
    QCOMPARE(bytes.count('\n'), 1);
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(object.value(QStringLiteral("time")).toString(), QStringLiteral("2026-08-01T10:00:00.123456Z"));
    QCOMPARE(object.value(QStringLiteral("request")).toString(), QStringLiteral("a1b2c3d4000000000000000000000001"));
    QCOMPARE(object.value(QStringLiteral("phase")).toString(), QStringLiteral("before"));
    QCOMPARE(object.value(QStringLiteral("state")).toString(), QStringLiteral("Processing"));
}

void TestJournal::nilAndUnknownGoRound()
{
    JournalEntry made = entry();
    made.request = {};
    made.state = domain::State::Unknown;
    made.error = {};
    QCOMPARE(archive::fromLine(archive::toLine(made)), made);
}

void TestJournal::everyByteOfATextIsKept_data()
{
    QTest::addColumn<QByteArray>("text");
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(static_cast<char>(i));
    QTest::newRow("every byte there is") << all;
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("invalid UTF-8") << QByteArray("a\xff\xfe");
    QTest::newRow("cut off UTF-8") << QByteArray("a\xe4\xb8");
    QTest::newRow("a byte order mark") << QByteArray("\xef\xbb\xbfx");
    QTest::newRow("a surrogate in UTF-8") << QByteArray("\xed\xa0\x80");
    QTest::newRow("line ends and escapes") << QByteArray("a\r\nb\u2028\x1b[31m\"\\\t");
    QTest::newRow("five megabytes") << QByteArray(5'000'000, 'x');
    QTest::newRow("the replacement character itself") << QByteArray("\xef\xbf\xbd");
}

void TestJournal::everyByteOfATextIsKept()
{
    QFETCH(QByteArray, text);
    JournalEntry made = entry();
    made.error = {text, text};
    Journal journal(m_file);
    QVERIFY(journal.append(made));
    const auto contents = journal.read();
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries.size(), size_t(1));
    QVERIFY(contents.entries.front().error.message == text);
    QVERIFY(contents.entries.front().error.traceback == text);
}

void TestJournal::theFolderIsMadeAndPrivate()
{
    Journal journal(m_file);
    QVERIFY(journal.append(entry()));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(m_file) & others));
    QVERIFY(!(QFile::permissions(QFileInfo(m_file).absolutePath()) & others));
}

void TestJournal::aFolderThatCanNotBeMadeIsASentence()
{
    // A file where the folder should be: not even an administrator can write there.
    const QString file = m_folder.filePath(QStringLiteral("file"));
    write(file, "x");
    Journal journal(file + QStringLiteral("/sub/journal.jsonl"));
    const auto done = journal.append(entry());
    QVERIFY(!done);
    QVERIFY(done.error().contains(journal.file()));
    QVERIFY(done.error().endsWith(QLatin1Char('.')));
}

void TestJournal::whatIsNoFileIsRefused()
{
    QVERIFY(QDir().mkpath(m_file)); // a folder of that name
    QVERIFY(!Journal(m_file).append(entry()));
    QVERIFY(Journal(m_file).read().entries.empty());
}

void TestJournal::aLineThatDoesNotFitIsTakenBack()
{
    Journal journal(m_file);
    QVERIFY(journal.append(entry()));
    const QByteArray before = bytesOf(m_file);
    // A limit on the size of files behaves as a full disk does: a part of the line is written.
    rlimit old{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &old), 0);
    rlimit small = old;
    small.rlim_cur = static_cast<rlim_t>(before.size() + 50);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto done = journal.append(entry(QStringLiteral("2")));
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!done);
    QCOMPARE(bytesOf(m_file), before);
    QVERIFY(journal.append(entry(QStringLiteral("3"))));
    QCOMPARE(journal.read().entries.size(), size_t(2));
}

void TestJournal::aLineThatWasCutOffIsKept()
{
    Journal journal(m_file);
    QVERIFY(journal.append(entry()));
    const QByteArray cut = bytesOf(m_file) + R"({"time":"2026-08-01T1)";
    write(m_file, cut);
    QCOMPARE(journal.read().damaged, 1);
    QVERIFY(journal.append(entry(QStringLiteral("2"))));
    QVERIFY(bytesOf(m_file).startsWith(cut + '\n'));
    const auto contents = journal.read();
    QCOMPARE(contents.damaged, 1);
    QCOMPARE(contents.entries.size(), size_t(2));
    QCOMPARE(contents.entries.back().id, QStringLiteral("2"));
}

void TestJournal::damagedLinesAreCounted()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    write(m_file, "\n[]\nnonsense\n{}\n\0\n" + archive::toLine(entry()) + "\r\n{\"time\":7}\n");
    const auto contents = Journal(m_file).read();
    QCOMPARE(contents.entries.size(), size_t(1));
    QVERIFY(contents.damaged >= 4);
}

void TestJournal::writersDoNotMixTheirLines()
{
    constexpr int Lines = 40;
    const auto work = [this](const QString &name) {
        Journal journal(m_file);
        JournalEntry made = entry(name);
        made.error.traceback = QByteArray(20'000, 'x');
        for (int i = 0; i < Lines; ++i) {
            if (!journal.append(made))
                qFatal("append failed");
        }
    };
    std::thread one(work, QStringLiteral("one"));
    std::thread two(work, QStringLiteral("two"));
    one.join();
    two.join();
    const auto contents = Journal(m_file).read();
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries.size(), size_t(2 * Lines));
}

void TestJournal::aMissingJournalIsEmpty()
{
    const auto contents = Journal(m_file).read();
    QVERIFY(contents.entries.empty());
    QCOMPARE(contents.damaged, 0);
}

QTEST_APPLESS_MAIN(TestJournal)
#include "tst_journal.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"
#include "tests/support/files.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace waldesk;
using archive::Journal;
using archive::JournalEntry;
using testsupport::bytesOf;
using testsupport::write;

static bool failsToSync = false;

/// Takes the place of the C library's in this program, so that a disk can fail.
extern "C" int fsync(int descriptor)
{
    if (failsToSync) {
        errno = EIO;
        return -1;
    }
    return int(syscall(SYS_fsync, descriptor));
}

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
    made.bulk = QStringLiteral("b7");
    made.reason = QStringLiteral("agent host \"x\"\nis gone");
    made.state = domain::State::Processing;
    made.error = {QByteArray("old"), QByteArray("Traceback\n  õ\n")};
    return made;
}

/// Waits for the handler, which comes when the line is on disk.
Journal::Appended append(Journal &journal, const JournalEntry &made)
{
    std::optional<Journal::Appended> result;
    QObject context;
    journal.append(made, &context, [&result](const Journal::Appended &appended) { result = appended; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, 30'000))
        return QStringLiteral("no answer");
    return *result;
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
    void aLineThatIsNotOnTheDiskIsTakenBack();
    void aLineThatWasCutOffIsKept();
    void damagedLinesAreCounted();
    void writersDoNotMixTheirLines();
    void aMissingJournalIsEmpty();
    void whatExistsBecomesPrivate();
    void linesOfOlderVersionsAreRead();
    void secretsAreNotKept();
    void theCallerIsNotHeldUp();
    void whatWaitsIsWrittenAtTheEnd();
    void nobodyIsCalledWhoIsGone();
    void readingComesAfterWhatWasAppended();

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
    JournalEntry before = entry();
    before.sent = {"new", "Traceback"};
    JournalEntry after = entry();
    after.phase = JournalEntry::Phase::After;
    after.outcome = domain::WriteOutcome::Overtaken;
    after.state = domain::State::Done;
    after.modified = domain::Timestamp{1'785'578'401'000'001};
    after.status = 409;
    after.answer = QStringLiteral("no answer: the connection was closed");
    QVERIFY(append(journal, before));
    QVERIFY(append(journal, after));
    const auto contents = Journal::readFile(m_file);
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries, (std::vector{before, after}));
}

void TestJournal::aLineIsOneJsonObject()
{
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
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
    QCOMPARE(JournalEntry::fromLine(made.toLine()), made);
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
    QVERIFY(append(journal, made));
    const auto contents = Journal::readFile(m_file);
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries.size(), size_t(1));
    QVERIFY(contents.entries.front().error.message == text);
    QVERIFY(contents.entries.front().error.traceback == text);
}

void TestJournal::theFolderIsMadeAndPrivate()
{
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(m_file) & others));
    QVERIFY(!(QFile::permissions(QFileInfo(m_file).absolutePath()) & others));
}

void TestJournal::aFolderThatCanNotBeMadeIsASentence()
{
    // A file where the folder should be: not even an administrator can write there.
    const QString file = m_folder.filePath(QStringLiteral("file"));
    QVERIFY(write(file, "x"));
    Journal journal(file + QStringLiteral("/sub/journal.jsonl"));
    const auto done = append(journal, entry());
    QVERIFY(!done);
    QVERIFY(done.error().contains(journal.file()));
    QVERIFY(done.error().endsWith(QLatin1Char('.')));
}

void TestJournal::whatIsNoFileIsRefused()
{
    QVERIFY(QDir().mkpath(m_file)); // a folder of that name
    Journal journal(m_file);
    QVERIFY(!append(journal, entry()));
    QVERIFY(Journal::readFile(m_file).entries.empty());
}

void TestJournal::aLineThatDoesNotFitIsTakenBack()
{
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
    const QByteArray before = bytesOf(m_file);
    // A limit on the size of files behaves as a full disk does: a part of the line is written.
    rlimit old{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &old), 0);
    rlimit small = old;
    small.rlim_cur = static_cast<rlim_t>(before.size() + 50);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto done = append(journal, entry(QStringLiteral("2")));
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!done);
    QCOMPARE(bytesOf(m_file), before);
    QVERIFY(append(journal, entry(QStringLiteral("3"))));
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(2));
}

void TestJournal::aLineThatIsNotOnTheDiskIsTakenBack()
{
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
    const QByteArray before = bytesOf(m_file);
    failsToSync = true;
    const auto done = append(journal, entry(QStringLiteral("2")));
    failsToSync = false;
    QVERIFY(!done);
    QCOMPARE(bytesOf(m_file), before);
    QVERIFY(append(journal, entry(QStringLiteral("3"))));
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(2));
}

void TestJournal::aLineThatWasCutOffIsKept()
{
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
    const QByteArray cut = bytesOf(m_file) + R"({"time":"2026-08-01T1)";
    QVERIFY(write(m_file, cut));
    QCOMPARE(Journal::readFile(m_file).damaged, 1);
    QVERIFY(append(journal, entry(QStringLiteral("2"))));
    QVERIFY(bytesOf(m_file).startsWith(cut + '\n'));
    const auto contents = Journal::readFile(m_file);
    QCOMPARE(contents.damaged, 1);
    QCOMPARE(contents.entries.size(), size_t(2));
    QCOMPARE(contents.entries.back().id, QStringLiteral("2"));
}

void TestJournal::damagedLinesAreCounted()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    QVERIFY(write(m_file, "\n[]\nnonsense\n{}\n\0\n" + entry().toLine() + "\r\n{\"time\":7}\n"));
    const auto contents = Journal::readFile(m_file);
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
            journal.append(made);
        }
    };
    std::thread one(work, QStringLiteral("one"));
    std::thread two(work, QStringLiteral("two"));
    one.join();
    two.join();
    const auto contents = Journal::readFile(m_file);
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries.size(), size_t(2 * Lines));
}

void TestJournal::aMissingJournalIsEmpty()
{
    const auto contents = Journal::readFile(m_file);
    QVERIFY(contents.entries.empty());
    QCOMPARE(contents.damaged, 0);
}

void TestJournal::whatExistsBecomesPrivate()
{
    const QString folder = QFileInfo(m_file).absolutePath();
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(write(m_file, entry(QStringLiteral("0")).toLine() + '\n'));
    QCOMPARE(::chmod(QFile::encodeName(folder).constData(), 0755), 0);
    QCOMPARE(::chmod(QFile::encodeName(m_file).constData(), 0644), 0);
    Journal journal(m_file);
    QVERIFY(append(journal, entry()));
    struct stat status {
    };
    QCOMPARE(::stat(QFile::encodeName(folder).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0700));
    QCOMPARE(::stat(QFile::encodeName(m_file).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(2));
}

void TestJournal::linesOfOlderVersionsAreRead()
{
    const auto read = JournalEntry::fromLine(
        R"({"time":"2026-08-01T10:00:00.123456Z","id":"1","phase":"after","verb":"err","outcome":"lost","answer":"200: x"})");
    QVERIFY(read);
    QCOMPARE(read->outcome, std::optional(domain::WriteOutcome::Overtaken));
    QVERIFY(!read->modified);
    QVERIFY(!JournalEntry::fromLine(
        R"({"time":"2026-08-01T10:00:00Z","phase":"after","verb":"err","outcome":"nonsense"})"));
}

void TestJournal::secretsAreNotKept()
{
    Journal journal(m_file);
    journal.hide("qwertzuiop12345");
    JournalEntry made = entry();
    made.error = {"echoed qwertzuiop12345.", "Authorization: Token 0123456789abcdef0123456789abcdef01234567"};
    made.sent = made.error;
    made.reason = QStringLiteral("qwertzuiop12345");
    made.answer =
        QStringLiteral("400: {\"headers\": \"Authorization: Token 0123456789abcdef0123456789abcdef01234567\"}");
    made.phase = JournalEntry::Phase::After;
    QVERIFY(append(journal, made));
    const QByteArray bytes = bytesOf(m_file);
    QVERIFY2(!bytes.contains("qwertz") && !bytes.contains("0123456789abcdef"), bytes.constData());
    QVERIFY(bytes.contains("echoed"));
}

/// Another process holds the lock: the thread waits for it, the caller does not.
void TestJournal::theCallerIsNotHeldUp()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    QVERIFY(write(m_file, {}));
    QFile other(m_file);
    QVERIFY(other.open(QIODevice::ReadWrite));
    QCOMPARE(::flock(other.handle(), LOCK_EX), 0);
    Journal journal(m_file);
    bool done = false;
    QObject context;
    journal.append(entry(), &context, [&done](const Journal::Appended &appended) { done = bool(appended); });
    QVERIFY(!done); // back at once, with nothing written
    QCOMPARE(bytesOf(m_file), QByteArray());
    QCOMPARE(::flock(other.handle(), LOCK_UN), 0);
    QTRY_VERIFY(done);
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(1));
}

void TestJournal::whatWaitsIsWrittenAtTheEnd()
{
    {
        Journal journal(m_file);
        for (int i = 0; i < 20; ++i)
            journal.append(entry(QString::number(i)));
    }
    const auto contents = Journal::readFile(m_file);
    QCOMPARE(contents.entries.size(), size_t(20));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(contents.entries[static_cast<size_t>(i)].id, QString::number(i));
}

void TestJournal::nobodyIsCalledWhoIsGone()
{
    Journal journal(m_file);
    bool called = false;
    {
        QObject context;
        journal.append(entry(), &context, [&called](const Journal::Appended &) { called = true; });
    }
    QVERIFY(append(journal, entry(QStringLiteral("2")))); // comes after it
    QVERIFY(!called);
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(2));
}

void TestJournal::readingComesAfterWhatWasAppended()
{
    Journal journal(m_file);
    journal.append(entry());
    size_t found = 0;
    QObject context;
    journal.read(&context, [&found](const Journal::Contents &contents) { found = contents.entries.size(); });
    QTRY_COMPARE(found, size_t(1));
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"

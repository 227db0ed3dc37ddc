// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"
#include "models/archive/journalchain.h"
#include "models/archive/journalfiles.h"
#include "models/archive/journalwriter.h"
#include "tests/support/files.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <sys/wait.h>
#include <unistd.h>

using namespace waldesk;
using archive::Journal;
using archive::JournalEntry;
using archive::JournalVerification;
using testsupport::bytesOf;
using testsupport::write;
using Result = JournalVerification::Result;

Q_DECLARE_METATYPE(waldesk::archive::JournalVerification::Result)

namespace
{

JournalEntry entry(int id)
{
    JournalEntry made;
    made.time = domain::Timestamp{1'785'578'400'000'000 + id};
    made.id = QString::number(id);
    made.server = QStringLiteral("https://waldur.example.org/");
    made.user = QStringLiteral("mari");
    made.verb = QStringLiteral("done");
    made.state = domain::State::Processing;
    return made;
}

/// One that holds no chain: what a version before it wrote.
QByteArray oldLine(int id)
{
    return entry(id).toLine() + '\n';
}

QList<QByteArray> linesOf(const QString &name)
{
    QList<QByteArray> lines = bytesOf(name).split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

bool writeLines(const QString &name, const QList<QByteArray> &lines)
{
    return write(name, lines.join('\n') + '\n');
}

void appendLines(const QString &file, int first, int count, qint64 limit = Journal::DefaultLimit)
{
    Journal journal(file);
    journal.setLimit(limit);
    for (int i = first; i < first + count; ++i)
        journal.append(entry(i));
}

QStringList idsOf(const QString &file)
{
    QStringList ids;
    for (const JournalEntry &each : Journal::readFile(file).entries)
        ids += each.id;
    return ids;
}

QStringList idsUpTo(int count)
{
    QStringList ids;
    for (int i = 1; i <= count; ++i)
        ids += QString::number(i);
    return ids;
}

/// What somebody does to five lines in one file.
using Tamper = std::function<void(const QString &file)>;

Tamper onLines(const std::function<void(QList<QByteArray> &)> &change)
{
    return [change](const QString &file) {
        QList<QByteArray> lines = linesOf(file);
        change(lines);
        writeLines(file, lines);
    };
}

} // namespace

Q_DECLARE_METATYPE(Tamper)

class TestJournalChain : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void eachLineCarriesTheHashOfTheOneBefore();
    void aLinkIsReadByItsFormAlone_data();
    void aLinkIsReadByItsFormAlone();
    void whatIsUntouchedIsWhole();
    void tamperingIsNamed_data();
    void tamperingIsNamed();
    void anyByteThatChangesIsNoticed();
    void linesThatWereCutOffAtTheEndStayMissing();
    void aLineCutOffByACrashIsKeptAndNamed();
    void withoutItsSideFileTheEndIsNotVouchedFor();
    void aSideFileThatIsBehindSaysNothingFalse();
    void theSideFileOfAnEmptiedFolderTellsOfIt();
    void aMissingJournalIsSaid();
    void anOldJournalGoesOn();
    void theOldBeginningIsVouchedFor_data();
    void theOldBeginningIsVouchedFor();
    void linesOfAnOlderVersionInTheMiddleAreRead();
    void aFullFileIsPutAside();
    void aRemovedFileIsNoticed_data();
    void aRemovedFileIsNoticed();
    void aReaderGoesOnAcrossARotation();
    void aReaderLeavesALineThatIsBeingWritten();
    void processesShareOneChain();
    void theEndOfALongLineIsFound();
    void verifyingDoesNotHoldTheCallerUp();
    void addressesOfPeopleStay();

private:
    QTemporaryDir m_folder;
    QString m_file;
};

void TestJournalChain::init()
{
    static int count = 0;
    const QString folder = m_folder.filePath(QString::number(++count));
    QVERIFY(QDir().mkpath(folder));
    m_file = folder + QStringLiteral("/journal.jsonl");
}

void TestJournalChain::eachLineCarriesTheHashOfTheOneBefore()
{
    appendLines(m_file, 1, 3);
    const QList<QByteArray> lines = linesOf(m_file);
    QCOMPARE(lines.size(), 3);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QJsonObject object = QJsonDocument::fromJson(lines[i]).object();
        QCOMPARE(object.value(QStringLiteral("number")).toInt(), static_cast<int>(i) + 1);
        const QByteArray before = i == 0 ? QByteArray() : lines[i - 1];
        // As `head -n I journal.jsonl | tail -n 1 | tr -d '\n' | sha256sum` says it.
        QCOMPARE(object.value(QStringLiteral("previous")).toString().toLatin1(),
                 QCryptographicHash::hash(before, QCryptographicHash::Sha256).toHex());
        QCOMPARE(archive::withoutLink(lines[i]), entry(static_cast<int>(i) + 1).toLine());
    }
}

void TestJournalChain::aLinkIsReadByItsFormAlone_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isLink");
    const QByteArray hash(64, 'a');
    const QByteArray good = archive::chained("{\"verb\":\"err\"}", 12, hash);
    QTest::newRow("a chained line") << good << true;
    QTest::newRow("an old line") << QByteArray("{\"verb\":\"err\"}") << false;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("a brace") << QByteArray("}") << false;
    QTest::newRow("cut off") << good.chopped(1) << false;
    QTest::newRow("a blank at the end") << good + ' ' << false;
    QTest::newRow("a number that is none") << QByteArray(good).replace(":12,", ":1x,") << false;
    QTest::newRow("the number nought") << QByteArray(good).replace(":12,", ":0,") << false;
    QTest::newRow("a number that is too long") << QByteArray(good).replace(":12,", ":1234567890123456789012,") << false;
    QTest::newRow("a hash in capitals") << QByteArray(good).replace(hash, hash.toUpper()) << false;
    QTest::newRow("the words of a link in a text")
        << QByteArray(R"({"reason":",\"number\":1,\"previous\":\")" + hash + R"(\",\"hash\":\")" + hash + "\\\"\"}")
        << false;
}

void TestJournalChain::aLinkIsReadByItsFormAlone()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isLink);
    QCOMPARE(archive::linkOf(line).has_value(), isLink);
    if (!isLink)
        QCOMPARE(archive::withoutLink(line), line);
}

void TestJournalChain::whatIsUntouchedIsWhole()
{
    appendLines(m_file, 1, 5);
    const auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, 5);
    QCOMPARE(found.unchained, 0);
    QCOMPARE(found.remarks, QStringList());
    QVERIFY(linesOf(m_file).last().endsWith(",\"hash\":\"" + found.lastHash + "\"}"));
}

void TestJournalChain::tamperingIsNamed_data()
{
    QTest::addColumn<Tamper>("tamper");
    QTest::addColumn<Result>("result");
    QTest::addColumn<qint64>("line");
    const auto row = [](const char *name, Result result, qint64 line, const Tamper &tamper) {
        QTest::newRow(name) << tamper << result << line;
    };
    row("a byte of the first line changed", Result::Changed, 1,
        onLines([](auto &lines) { lines[0].replace("mari", "maru"); }));
    row("a byte in the middle changed", Result::Changed, 3,
        onLines([](auto &lines) { lines[2].replace("mari", "maru"); }));
    row("a byte of the last line changed", Result::Changed, 5,
        onLines([](auto &lines) { lines[4].replace("mari", "maru"); }));
    row("a hash changed", Result::Changed, 3, onLines([](auto &lines) {
            char &digit = lines[2][lines[2].size() - 3];
            digit = digit == '0' ? '1' : '0';
        }));
    row("the hash of the line before changed", Result::Changed, 3, onLines([](auto &lines) {
            const qsizetype at = lines[2].indexOf("\"previous\":\"") + 12;
            lines[2][at] = lines[2][at] == '0' ? '1' : '0';
        }));
    row("a number changed", Result::Changed, 3,
        onLines([](auto &lines) { lines[2].replace("\"number\":3", "\"number\":4"); }));
    row("the link taken off a line", Result::Changed, 3,
        onLines([](auto &lines) { lines[2] = archive::withoutLink(lines[2]); }));
    row("the link taken off the last line", Result::Inserted, 5,
        onLines([](auto &lines) { lines[4] = archive::withoutLink(lines[4]); }));
    row("a line written anew, with a hash of its own", Result::Changed, 3, onLines([](auto &lines) {
            const auto link = archive::linkOf(lines[2]);
            lines[2] =
                archive::chained(archive::withoutLink(lines[2]).replace("mari", "maru"), link->number, link->previous);
        }));
    row("the last line written anew, with a hash of its own", Result::Changed, 5, onLines([](auto &lines) {
            const auto link = archive::linkOf(lines[4]);
            lines[4] =
                archive::chained(archive::withoutLink(lines[4]).replace("mari", "maru"), link->number, link->previous);
        }));
    row("the first line removed", Result::Missing, 1, onLines([](auto &lines) { lines.removeFirst(); }));
    row("a line removed", Result::Missing, 3, onLines([](auto &lines) { lines.removeAt(2); }));
    row("two lines removed", Result::Missing, 3, onLines([](auto &lines) { lines.remove(2, 2); }));
    row("the last line removed", Result::EndMissing, 5, onLines([](auto &lines) { lines.removeLast(); }));
    row("the last lines removed", Result::EndMissing, 3, onLines([](auto &lines) { lines.remove(2, 3); }));
    row("the file cut in the middle of a line", Result::EndMissing, 5,
        [](const QString &file) { write(file, bytesOf(file).chopped(20)); });
    row("the file emptied", Result::EndMissing, 1, [](const QString &file) { write(file, {}); });
    row("an invented line inserted", Result::Inserted, 3,
        onLines([](auto &lines) { lines.insert(2, entry(9).toLine()); }));
    row("an invented line at the beginning", Result::Changed, 1,
        onLines([](auto &lines) { lines.prepend(entry(9).toLine()); }));
    row("an invented line at the end", Result::Inserted, 6,
        onLines([](auto &lines) { lines.append(entry(9).toLine()); }));
    row("a line repeated", Result::Inserted, 4, onLines([](auto &lines) { lines.insert(3, lines[2]); }));
    row("two lines swapped", Result::Missing, 2, onLines([](auto &lines) { lines.swapItemsAt(1, 2); }));
    row("an empty line inserted", Result::Inserted, 3, onLines([](auto &lines) { lines.insert(2, QByteArray()); }));
    row("line ends of another system", Result::EndMissing, 6,
        [](const QString &file) { write(file, bytesOf(file).replace("\n", "\r\n")); });
}

void TestJournalChain::tamperingIsNamed()
{
    QFETCH(Tamper, tamper);
    QFETCH(Result, result);
    QFETCH(qint64, line);
    appendLines(m_file, 1, 5);
    QVERIFY(archive::verifyJournal(m_file).isWhole());
    tamper(m_file);
    const auto found = archive::verifyJournal(m_file);
    QVERIFY(!found.isWhole());
    QCOMPARE(found.file, QStringLiteral("journal.jsonl"));
    QCOMPARE(found.line, line);
    QVERIFY2(found.sentence.contains(QStringLiteral("line %1").arg(line)) && found.sentence.endsWith(QLatin1Char('.')),
             qPrintable(found.sentence));
    QCOMPARE(found.result, result);
}

void TestJournalChain::anyByteThatChangesIsNoticed()
{
    appendLines(m_file, 1, 2);
    const QByteArray good = bytesOf(m_file);
    for (qsizetype at = 0; at < good.size(); ++at) {
        QByteArray bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        QVERIFY(write(m_file, bad));
        QVERIFY2(!archive::verifyJournal(m_file).isWhole(), qPrintable(QStringLiteral("byte %1").arg(at)));
    }
}

/// Appending after that does not hide it.
void TestJournalChain::linesThatWereCutOffAtTheEndStayMissing()
{
    appendLines(m_file, 1, 5);
    onLines([](auto &lines) { lines.remove(3, 2); })(m_file);
    appendLines(m_file, 6, 2);
    const auto found = archive::verifyJournal(m_file);
    QCOMPARE(found.result, Result::Missing);
    QCOMPARE(found.line, 4);
    QVERIFY2(found.sentence.contains(QStringLiteral("4 to 5")), qPrintable(found.sentence));
}

void TestJournalChain::aLineCutOffByACrashIsKeptAndNamed()
{
    appendLines(m_file, 1, 2);
    const QByteArray cut = bytesOf(m_file) + R"({"time":"2026-08-01T1)";
    QVERIFY(write(m_file, cut));
    auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.remarks.size(), 1);
    QVERIFY2(found.remarks[0].contains(QStringLiteral("line 3")), qPrintable(found.remarks[0]));
    appendLines(m_file, 3, 1);
    QVERIFY(bytesOf(m_file).startsWith(cut + '\n'));
    found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, 3);
    QVERIFY2(found.remarks.value(0).contains(QStringLiteral("line 3")), qPrintable(found.remarks.value(0)));
    // It is part of the chain from then on.
    onLines([](auto &lines) { lines[2].append('x'); })(m_file);
    QCOMPARE(archive::verifyJournal(m_file).line, 3);
}

void TestJournalChain::withoutItsSideFileTheEndIsNotVouchedFor()
{
    appendLines(m_file, 1, 2);
    QVERIFY(QFile::remove(archive::headFile(m_file)));
    const auto found = archive::verifyJournal(m_file);
    QVERIFY(found.isWhole());
    QVERIFY2(found.remarks.value(0).contains(QStringLiteral("journal.head")), qPrintable(found.remarks.value(0)));
}

void TestJournalChain::aSideFileThatIsBehindSaysNothingFalse()
{
    appendLines(m_file, 1, 2);
    const QByteArray old = bytesOf(archive::headFile(m_file));
    appendLines(m_file, 3, 2);
    QVERIFY(write(archive::headFile(m_file), old));
    QVERIFY(archive::verifyJournal(m_file).isWhole());
    appendLines(m_file, 5, 1);
    QVERIFY(archive::verifyJournal(m_file).isWhole());
}

void TestJournalChain::theSideFileOfAnEmptiedFolderTellsOfIt()
{
    appendLines(m_file, 1, 2);
    QVERIFY(QFile::remove(m_file));
    const auto found = archive::verifyJournal(m_file);
    QCOMPARE(found.result, Result::EndMissing);
    QCOMPARE(found.line, 1);
}

void TestJournalChain::aMissingJournalIsSaid()
{
    const auto found = archive::verifyJournal(m_file);
    QCOMPARE(found.result, Result::Unreadable);
    QVERIFY(found.sentence.contains(QDir::toNativeSeparators(m_file)));
}

void TestJournalChain::anOldJournalGoesOn()
{
    QVERIFY(write(m_file, oldLine(1) + oldLine(2) + oldLine(3)));
    auto found = archive::verifyJournal(m_file);
    QVERIFY(found.isWhole());
    QCOMPARE(found.chained, 0);
    QCOMPARE(found.remarks.size(), 1);
    appendLines(m_file, 4, 2);
    found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, 2);
    QCOMPARE(found.unchained, 3);
    QCOMPARE(idsOf(m_file), idsUpTo(5));
}

void TestJournalChain::theOldBeginningIsVouchedFor_data()
{
    QTest::addColumn<Tamper>("tamper");
    QTest::newRow("an old line changed") << onLines([](auto &lines) { lines[1].replace("mari", "maru"); });
    QTest::newRow("an old line removed") << onLines([](auto &lines) { lines.removeAt(1); });
    QTest::newRow("all old lines removed") << onLines([](auto &lines) { lines.remove(0, 3); });
    QTest::newRow("an old line inserted") << onLines([](auto &lines) { lines.insert(1, lines[0]); });
}

void TestJournalChain::theOldBeginningIsVouchedFor()
{
    QFETCH(Tamper, tamper);
    QVERIFY(write(m_file, oldLine(1) + oldLine(2) + oldLine(3)));
    appendLines(m_file, 4, 2);
    tamper(m_file);
    const auto found = archive::verifyJournal(m_file);
    QVERIFY(!found.isWhole());
    QCOMPARE(found.line, 1);
}

void TestJournalChain::linesOfAnOlderVersionInTheMiddleAreRead()
{
    appendLines(m_file, 1, 2);
    QVERIFY(write(m_file, bytesOf(m_file) + oldLine(3)));
    QCOMPARE(archive::verifyJournal(m_file).result, Result::Inserted); // nothing vouches for it yet
    appendLines(m_file, 4, 1);
    const auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.remarks.size(), 1);
    QCOMPARE(idsOf(m_file), idsUpTo(4));
}

void TestJournalChain::aFullFileIsPutAside()
{
    appendLines(m_file, 1, 10, 1'500);
    const QStringList rotated = archive::rotatedFiles(m_file);
    QVERIFY(rotated.size() >= 2);
    QVERIFY(rotated[0].endsWith(QStringLiteral("journal-000001.jsonl")));
    for (const QString &name : rotated)
        QVERIFY(!(QFile::permissions(name) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(idsOf(m_file), idsUpTo(10));
    const auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, 10);
    // A changed line is named with its own file.
    onLines([](auto &lines) { lines[0].replace("mari", "maru"); })(rotated[1]);
    const auto changed = archive::verifyJournal(m_file);
    QCOMPARE(changed.result, Result::Changed);
    QCOMPARE(changed.file, QStringLiteral("journal-000002.jsonl"));
    QCOMPARE(changed.line, 1);
}

void TestJournalChain::aRemovedFileIsNoticed_data()
{
    QTest::addColumn<int>("which"); // -1: the current one
    QTest::addColumn<Result>("result");
    QTest::newRow("the first one") << 0 << Result::Missing;
    QTest::newRow("one in the middle") << 1 << Result::Missing;
    QTest::newRow("the current one") << -1 << Result::EndMissing;
}

void TestJournalChain::aRemovedFileIsNoticed()
{
    QFETCH(int, which);
    QFETCH(Result, result);
    appendLines(m_file, 1, 10, 1'000);
    const QStringList rotated = archive::rotatedFiles(m_file);
    QVERIFY(rotated.size() >= 3);
    QVERIFY(QFile::remove(which < 0 ? m_file : rotated[which]));
    QCOMPARE(archive::verifyJournal(m_file).result, result);
}

void TestJournalChain::aReaderGoesOnAcrossARotation()
{
    archive::JournalReader reader(m_file);
    QStringList ids;
    for (int i = 1; i <= 12; ++i) {
        appendLines(m_file, i, 1, 900);
        if (i % 5 == 0 || i == 12) {
            for (const JournalEntry &each : reader.next().entries)
                ids += each.id;
        }
    }
    QVERIFY(archive::rotatedFiles(m_file).size() >= 3);
    QCOMPARE(ids, idsUpTo(12));
    QVERIFY(reader.next().entries.empty());
}

void TestJournalChain::aReaderLeavesALineThatIsBeingWritten()
{
    appendLines(m_file, 1, 1);
    const QByteArray whole = bytesOf(m_file);
    archive::JournalReader reader(m_file);
    QVERIFY(write(m_file, whole.chopped(5)));
    QVERIFY(reader.next().entries.empty());
    QVERIFY(write(m_file, whole));
    QCOMPARE(reader.next().entries.size(), size_t(1));
}

/// Real processes: a lock on a file belongs to one.
void TestJournalChain::processesShareOneChain()
{
    constexpr int Processes = 4;
    constexpr int Lines = 30;
    std::vector<pid_t> children;
    for (int process = 0; process < Processes; ++process) {
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            bool good = true;
            for (int i = 0; i < Lines; ++i)
                good = bool(archive::appendToJournal(m_file, entry(process * Lines + i).toLine(), 4'000)) && good;
            ::_exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    const auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, Processes * Lines);
    QCOMPARE(Journal::readFile(m_file).entries.size(), size_t(Processes * Lines));
    QVERIFY(archive::rotatedFiles(m_file).size() >= 2);
}

void TestJournalChain::theEndOfALongLineIsFound()
{
    JournalEntry large = entry(1);
    large.error.traceback = QByteArray(3'000'000, 'x');
    {
        Journal journal(m_file);
        journal.append(large);
        large.id = QStringLiteral("2");
        journal.append(large);
    }
    appendLines(m_file, 3, 1);
    const auto found = archive::verifyJournal(m_file);
    QVERIFY2(found.isWhole(), qPrintable(found.sentence));
    QCOMPARE(found.chained, 3);
}

void TestJournalChain::verifyingDoesNotHoldTheCallerUp()
{
    Journal journal(m_file);
    journal.append(entry(1));
    std::optional<JournalVerification> found;
    QObject context;
    journal.verify(&context, [&found](const JournalVerification &each) { found = each; });
    QVERIFY(!found);
    QTRY_VERIFY(found);
    QVERIFY2(found->isWhole(), qPrintable(found->sentence));
    QCOMPARE(found->chained, 1); // what was appended before it is in it
}

void TestJournalChain::addressesOfPeopleStay()
{
    Journal journal(m_file);
    journal.hide("qwertzuiop12345");
    JournalEntry made = entry(1);
    made.user = QStringLiteral("mari@example.org");
    made.reason = QStringLiteral("asked by jaan.tamm@example.org");
    made.error = {"user mari@example.org is unknown", "https://mari:s3cr3tpass@example.org/ password=hunter2hunter2"};
    made.error.message += " qwertzuiop12345@example.org";
    bool done = false;
    QObject context;
    journal.append(made, &context, [&done](const Journal::Appended &written) { done = bool(written); });
    QTRY_VERIFY(done);
    const QByteArray bytes = bytesOf(m_file);
    QVERIFY2(bytes.contains("asked by jaan.tamm@example.org") && bytes.contains("user mari@example.org is unknown"),
             bytes.constData());
    QVERIFY2(!bytes.contains("s3cr3tpass") && !bytes.contains("hunter2") && !bytes.contains("qwertzuiop"),
             bytes.constData());
}

QTEST_GUILESS_MAIN(TestJournalChain)
#include "tst_journalchain.moc"

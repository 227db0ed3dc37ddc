// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A process that writes the archive is killed at random points; the file must open whole each time: each transaction
// with all of its rows or with none. The test is its own writer: `tst_rowarchivekill --write FILE`.
#include "models/archive/rowarchive.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <cstdio>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

constexpr int Batch = 25;

domain::Request row(qint64 batch, int number)
{
    domain::Request request;
    const auto n = batch * Batch + number;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(QByteArray::number(n).rightJustified(32, '0')));
    request.offering = request.uuid;
    request.offeringName = u"Offering"_s;
    request.state = domain::State::Erred;
    request.created = {n};
    request.modified = {n};
    request.finished = domain::Timestamp{n};
    request.error = {"error " + QByteArray::number(n / 3), QByteArray(2000, char('a' + n % 26))};
    return request;
}

/// Batch after batch, each with the word that everything up to it is here, and one row of an earlier batch taken away.
class Writer : public QObject
{
public:
    explicit Writer(const QString &file) : m_archive(file, {})
    {
        connect(&m_archive, &archive::RowArchive::opened, this, [this] {
            m_next = m_archive.coverage().cursor ? m_archive.coverage().cursor->microseconds + 1 : 0;
            writeNext();
        });
    }

private:
    void writeNext()
    {
        std::vector<domain::Request> rows;
        for (int i = 0; i < Batch; ++i)
            rows.push_back(row(m_next, i));
        m_archive.keep(rows);
        if (m_next >= 3)
            m_archive.remove({row(m_next - 3, 0).uuid});
        m_archive.setCoverage({domain::Timestamp{m_next}, {}, {}, {}});
        ++m_next;
        m_archive.search(u"none"_s, 1, this, [this](const auto &) {
            std::puts(".");
            std::fflush(stdout);
            writeNext();
        });
    }

    archive::RowArchive m_archive;
    qint64 m_next = 0;
};

} // namespace

class TestRowArchiveKill : public QObject
{
    Q_OBJECT
private slots:
    void opensWholeAfterEachKill()
    {
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("WALDESK_KILLS", &given);
        const int rounds = given ? asked : 200;
        QTemporaryDir folder;
        const QString file = folder.filePath(u"rows.sqlite"_s);
        qint64 written = 0;
        for (int round = 0; round < rounds; ++round) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(), {u"--write"_s, file});
            QVERIFY(writer.waitForStarted());
            for (int left = QRandomGenerator::global()->bounded(12); left > 0; --left) {
                while (!writer.canReadLine())
                    QVERIFY(writer.waitForReadyRead());
                writer.readLine();
            }
            ::kill(pid_t(writer.processId()), SIGKILL);
            QVERIFY(writer.waitForFinished());
            written = lookAt(file, round);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(written > rounds, qPrintable(QString::number(written)));
    }

private:
    /// The newest batch in the file.
    static qint64 lookAt(const QString &file, int round)
    {
        archive::RowDatabase database(file);
        const QString sentence = database.open();
        const auto cursor = database.coverage().cursor;
        const qint64 last = cursor ? cursor->microseconds : -1;
        const qint64 rows = database.rowCount();
        database.close();
        const auto look = [&] {
            QCOMPARE(sentence, QString());
            const qint64 removed = std::max<qint64>(0, last + 1 - 3);
            QVERIFY2(rows == (last + 1) * Batch - removed,
                     qPrintable(u"round %1: %2 rows after batch %3"_s.arg(round).arg(rows).arg(last)));
            if (round % 20 != 0)
                return;
            SQLite::Database raw(file.toStdString(), SQLite::OPEN_READWRITE);
            QCOMPARE(raw.execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
            raw.exec("INSERT INTO text_words (text_words) VALUES ('integrity-check')");
            QCOMPARE(raw.execAndGet("SELECT count(*) FROM request LEFT JOIN text ON text.id = request.text "
                                    "WHERE text.id IS NULL")
                         .getInt(),
                     0);
        };
        look();
        return last;
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--write"_s) {
        const Writer writer(application.arguments().value(2));
        return QCoreApplication::exec();
    }
    TestRowArchiveKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_rowarchivekill.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/journalcommand.h"

#include "models/archive/journalfiles.h"
#include "models/archive/journalverification.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::app
{
namespace
{

using archive::JournalVerification;
using Result = JournalVerification::Result;

constexpr int FollowMs = 250;

QByteArray wordOf(Result result)
{
    switch (result) {
    case Result::Whole:
        return "whole";
    case Result::Changed:
        return "changed";
    case Result::Missing:
        return "missing";
    case Result::Inserted:
        return "inserted";
    case Result::EndMissing:
        return "end-missing";
    case Result::Unreadable:
        break;
    }
    return "unreadable";
}

QByteArray asLines(const JournalVerification &found)
{
    QByteArray text = "Result\t" + wordOf(found.result) + '\n';
    if (!found.isWhole())
        text += "File\t" + found.file.toUtf8() + "\nLine\t" + QByteArray::number(found.line) + '\n';
    text += "Chained\t" + QByteArray::number(found.chained) + '\n';
    text += "Unchained\t" + QByteArray::number(found.unchained) + '\n';
    return text + "Hash\t" + found.lastHash + '\n';
}

QByteArray asJson(const JournalVerification &found)
{
    QJsonObject object;
    object[QStringLiteral("result")] = QString::fromLatin1(wordOf(found.result));
    if (!found.isWhole()) {
        object[QStringLiteral("file")] = found.file;
        object[QStringLiteral("line")] = found.line;
        object[QStringLiteral("sentence")] = found.sentence;
    }
    object[QStringLiteral("chained")] = found.chained;
    object[QStringLiteral("unchained")] = found.unchained;
    object[QStringLiteral("hash")] = QString::fromLatin1(found.lastHash);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

JournalCommand::JournalCommand(Output &output, JournalCall call, const QString &folder, QObject *parent)
    : QObject(parent), m_output(output), m_call(std::move(call)),
      m_file(QDir(folder).filePath(QStringLiteral("journal.jsonl"))), m_reader(m_file),
      m_filter(archive::journalFilter(m_call.query, domain::Timestamp::now())),
      m_writer(JournalWriter::make(m_call.format, output))
{
    m_again.setSingleShot(true);
    m_again.setInterval(FollowMs);
    connect(&m_again, &QTimer::timeout, this, &JournalCommand::readOn);
}

JournalCommand::~JournalCommand() = default;

void JournalCommand::start()
{
    if (m_call.verify) {
        verify();
        return;
    }
    connect(&m_interrupt, &Interrupt::happened, this, [this] {
        m_again.stop();
        end(Exit::Done);
    });
    if (m_call.follow && !m_interrupt.listen()) {
        m_output.sentence(tr("The command can not listen for its end."));
        end(Exit::Failed);
        return;
    }
    if (!QFileInfo::exists(m_file) && archive::rotatedFiles(m_file).isEmpty())
        m_output.sentence(
            tr("Nothing was done from this machine yet: there is no %1.").arg(QDir::toNativeSeparators(m_file)));
    readOn();
}

void JournalCommand::verify()
{
    const JournalVerification found = archive::verifyJournal(m_file);
    const bool isNone = found.result == Result::Unreadable && found.line == 0 && !QFileInfo::exists(m_file);
    if (isNone) {
        m_output.sentence(found.sentence);
        end(Exit::NotFound);
        return;
    }
    m_output.data(m_call.format == Format::JsonLines ? asJson(found) : asLines(found));
    m_output.flush();
    for (const QString &remark : found.remarks)
        m_output.sentence(remark);
    if (!found.isWhole())
        m_output.sentence(found.sentence);
    end(found.isWhole() && !m_output.hasFailed() ? Exit::Done : Exit::Failed);
}

void JournalCommand::readOn()
{
    using Cut = archive::JournalReader::CutLine;
    const auto contents = m_reader.next(m_call.follow ? Cut::Leave : Cut::Take);
    std::vector<const archive::JournalWrite *> rows;
    for (const size_t place : m_writes.add(contents.entries)) {
        const archive::JournalWrite &write = m_writes.all()[place];
        if (write.matches(m_filter))
            rows.push_back(&write);
    }
    m_writer->rows(rows);
    m_output.flush();
    if (!contents.trouble.isEmpty()) {
        m_output.sentence(contents.trouble);
        end(Exit::Failed);
        return;
    }
    if (contents.damaged > 0)
        m_output.sentence(
            contents.damaged == 1
                ? tr("A line of the journal can not be read; --verify says more.")
                : tr("%1 lines of the journal can not be read; --verify says more.").arg(contents.damaged));
    if (m_call.follow && !m_output.isClosed())
        m_again.start();
    else
        end(m_output.hasFailed() ? Exit::Failed : Exit::Done);
}

void JournalCommand::end(Exit exit)
{
    emit finished(exit);
}

} // namespace waldesk::app

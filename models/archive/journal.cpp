// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"

#include "models/archive/journalwriter.h"

#include <QPointer>
#include <QThread>

namespace waldesk::archive
{
namespace
{

using Appended = Journal::Appended;

/// `sent` and `reason` too: people paste what a server wrote. Who is named stays: the journal is there to tell it.
JournalEntry withoutSecrets(JournalEntry entry, const domain::KnownSecrets &hidden)
{
    for (QByteArray *text : {&entry.error.message, &entry.error.traceback, &entry.sent.message, &entry.sent.traceback})
        *text = domain::redacted(*text, hidden, domain::Emails::Keep).text;
    for (QString *text : {&entry.reason, &entry.answer})
        *text = domain::redactedText(*text, hidden, domain::Emails::Keep);
    return entry;
}

} // namespace

Journal::Journal(QString file, QObject *parent) : QObject(parent), m_file(std::move(file))
{
}

Journal::~Journal()
{
    if (!m_thread)
        return;
    // Behind all lines that wait: they are written before the thread ends.
    QMetaObject::invokeMethod(
        m_worker, [thread = m_thread] { thread->quit(); }, Qt::QueuedConnection);
    m_thread->wait();
    delete m_worker;
    delete m_thread;
}

void Journal::hide(const QByteArray &secret)
{
    m_hidden.add(secret);
}

void Journal::setLimit(qint64 bytes)
{
    m_limit = bytes;
}

template <typename T>
void Journal::answer(QObject *context, std::function<T()> work, std::function<void(const T &)> handler)
{
    run([this, work = std::move(work), alive = QPointer(context), handler = std::move(handler)] {
        QMetaObject::invokeMethod(
            this,
            [alive, handler, result = work()] {
                if (alive)
                    handler(result);
            },
            Qt::QueuedConnection);
    });
}

void Journal::run(std::function<void()> work)
{
    if (!m_thread) {
        m_thread = new QThread;
        m_thread->setObjectName(QStringLiteral("journal"));
        m_worker = new QObject;
        m_worker->moveToThread(m_thread);
        m_thread->start();
    }
    QMetaObject::invokeMethod(m_worker, std::move(work), Qt::QueuedConnection);
}

void Journal::append(const JournalEntry &entry, QObject *context, std::function<void(const Appended &)> handler)
{
    run([this, file = m_file, limit = m_limit, entry, hidden = m_hidden, alive = QPointer(context),
         hasHandler = context != nullptr, handler = std::move(handler)] {
        const JournalEntry kept = withoutSecrets(entry, hidden);
        const Appended result = appendToJournal(file, kept.toLine(), limit);
        // Back on the thread of the journal, where the context may be looked at. The destructor waits for this thread.
        QMetaObject::invokeMethod(
            this,
            [this, alive, hasHandler, handler, result, kept] {
                const QPointer<Journal> self(this);
                if (hasHandler && alive)
                    handler(result);
                if (self && result)
                    emit appended(kept);
            },
            Qt::QueuedConnection);
    });
}

void Journal::append(const JournalEntry &entry)
{
    append(entry, nullptr, {});
}

void Journal::read(QObject *context, std::function<void(const Contents &)> handler)
{
    answer<Contents>(
        context, [file = m_file] { return readFile(file); }, std::move(handler));
}

void Journal::readOn(std::shared_ptr<JournalReader> reader, QObject *context,
                     std::function<void(const Contents &)> handler)
{
    answer<Contents>(
        context, [reader = std::move(reader)] { return reader->next(); }, std::move(handler));
}

void Journal::verify(QObject *context, std::function<void(const JournalVerification &)> handler)
{
    answer<JournalVerification>(
        context, [file = m_file] { return verifyJournal(file); }, std::move(handler));
}

Journal::Contents Journal::readFile(const QString &file)
{
    return JournalReader(file).next(JournalReader::CutLine::Take);
}

} // namespace waldesk::archive

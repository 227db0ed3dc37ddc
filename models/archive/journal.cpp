// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace waldesk::archive
{
namespace
{

using Appended = Journal::Appended;

constexpr int LockPatienceMs = 5'000;
constexpr unsigned long LockPauseMs = 10;

/// A file descriptor that is closed on every way out; closing it gives the lock back.
class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

/// Another process holds it for the time of one line; one that was stopped in the middle must not hold us for ever.
bool lock(int fd, int how)
{
    const QDeadlineTimer patience(LockPatienceMs);
    while (::flock(fd, how | LOCK_NB) != 0) {
        if (errno != EINTR && errno != EWOULDBLOCK)
            return false;
        if (patience.hasExpired()) {
            errno = EWOULDBLOCK;
            return false;
        }
        if (errno == EWOULDBLOCK)
            QThread::msleep(LockPauseMs);
    }
    return true;
}

/// A line that was begun and not ended is left as it is: what follows starts on its own line.
bool endsInsideLine(int fd, off_t size)
{
    char last = '\n';
    return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/// The whole line in one write. What could be written of a line that did not fit is taken back, under the lock.
bool writeWhole(int fd, const QByteArray &line, off_t sizeBefore)
{
    ssize_t written = -1;
    do {
        written = ::write(fd, line.constData(), static_cast<size_t>(line.size()));
    } while (written < 0 && errno == EINTR);
    if (written == line.size())
        return true;
    const int reason = written < 0 ? errno : ENOSPC;
    if (written > 0 && ::ftruncate(fd, sizeBefore) != 0)
        return false;
    errno = reason;
    return false;
}

void syncFolder(const QString &file)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(file).absolutePath());
    const Descriptor fd(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.isOpen())
        ::fsync(fd.get());
}

Appended failure(const QString &file, int error)
{
    return QCoreApplication::translate("journal", "The journal %1 can not be written: %2.")
        .arg(QDir::toNativeSeparators(file), qt_error_string(error));
}

/// Whose requests failed and why is nobody else's business.
bool makeFolder(const QString &folder)
{
    constexpr QFile::Permissions OwnerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    constexpr QFile::Permissions Others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    if (!QFileInfo(folder).isDir() && !QDir().mkpath(folder))
        return false;
    if (QFileInfo(folder).permissions() & Others)
        QFile::setPermissions(folder, OwnerOnly); // may fail on a foreign file system; the file's own mode still holds
    return true;
}

Appended appendLine(const QString &file, const JournalEntry &entry)
{
    errno = 0;
    if (!makeFolder(QFileInfo(file).absolutePath()))
        return failure(file, errno == 0 ? ENOENT : errno);
    const bool isNew = !QFileInfo::exists(file);
    const QByteArray name = QFile::encodeName(file);
    const Descriptor fd(::open(name.constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!fd.isOpen())
        return failure(file, errno);
    struct stat status {
    };
    if (!lock(fd.get(), LOCK_EX) || ::fstat(fd.get(), &status) != 0)
        return failure(file, errno);
    if (!S_ISREG(status.st_mode))
        return failure(file, EINVAL);
    if ((status.st_mode & 0077) != 0)
        (void)::fchmod(fd.get(), 0600);
    QByteArray line = entry.toLine() + '\n';
    if (endsInsideLine(fd.get(), status.st_size))
        line.prepend('\n');
    if (!writeWhole(fd.get(), line, status.st_size) || ::fsync(fd.get()) != 0)
        return failure(file, errno);
    if (isNew)
        syncFolder(file);
    return domain::Nothing{};
}

/// `sent` and `reason` too: people paste what a server wrote.
JournalEntry withoutSecrets(JournalEntry entry, const domain::KnownSecrets &hidden)
{
    for (QByteArray *text : {&entry.error.message, &entry.error.traceback, &entry.sent.message, &entry.sent.traceback})
        *text = domain::redacted(*text, hidden).text;
    for (QString *text : {&entry.reason, &entry.answer})
        *text = domain::redactedText(*text, hidden);
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
    run([this, file = m_file, entry, hidden = m_hidden, alive = QPointer(context), handler = std::move(handler)] {
        const Appended result = appendLine(file, withoutSecrets(entry, hidden));
        // Back on the thread of the journal, where the context may be looked at. The destructor waits for this thread.
        QMetaObject::invokeMethod(
            this,
            [alive, handler, result] {
                if (alive)
                    handler(result);
            },
            Qt::QueuedConnection);
    });
}

void Journal::append(const JournalEntry &entry)
{
    run([file = m_file, entry, hidden = m_hidden] { (void)appendLine(file, withoutSecrets(entry, hidden)); });
}

void Journal::read(QObject *context, std::function<void(const Contents &)> handler)
{
    run([this, file = m_file, alive = QPointer(context), handler = std::move(handler)] {
        QMetaObject::invokeMethod(
            this,
            [alive, handler, contents = readFile(file)] {
                if (alive)
                    handler(contents);
            },
            Qt::QueuedConnection);
    });
}

Journal::Contents Journal::readFile(const QString &name)
{
    Contents contents;
    QFile file(name);
    if (!QFileInfo(name).isFile() || !file.open(QIODevice::ReadOnly))
        return contents;
    lock(file.handle(), LOCK_SH);
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (line.isEmpty())
            continue;
        if (auto entry = JournalEntry::fromLine(line))
            contents.entries.push_back(std::move(*entry));
        else
            ++contents.damaged;
    }
    return contents;
}

} // namespace waldesk::archive

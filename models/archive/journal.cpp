// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"

#include "models/archive/journalline.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace waldesk::archive
{
namespace
{

using Appended = domain::Result<domain::Nothing, QString>;

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

bool lock(int fd, int how)
{
    while (::flock(fd, how) != 0) {
        if (errno != EINTR)
            return false;
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

bool makeFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return true;
    if (!QDir().mkpath(folder))
        return false;
    // Whose requests failed and why is nobody else's business.
    return QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

} // namespace

Journal::Journal(QString file) : m_file(std::move(file))
{
}

Journal::~Journal() = default;

QString Journal::file() const
{
    return m_file;
}

Appended Journal::append(const JournalEntry &entry)
{
    errno = 0;
    if (!makeFolder(QFileInfo(m_file).absolutePath()))
        return failure(m_file, errno == 0 ? ENOENT : errno);
    const bool isNew = !QFileInfo::exists(m_file);
    const QByteArray name = QFile::encodeName(m_file);
    const Descriptor fd(::open(name.constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!fd.isOpen())
        return failure(m_file, errno);
    struct stat status {
    };
    if (!lock(fd.get(), LOCK_EX) || ::fstat(fd.get(), &status) != 0)
        return failure(m_file, errno);
    if (!S_ISREG(status.st_mode))
        return failure(m_file, EINVAL);
    QByteArray line = toLine(entry) + '\n';
    if (endsInsideLine(fd.get(), status.st_size))
        line.prepend('\n');
    if (!writeWhole(fd.get(), line, status.st_size) || ::fsync(fd.get()) != 0)
        return failure(m_file, errno);
    if (isNew)
        syncFolder(m_file);
    return domain::Nothing{};
}

Journal::Contents Journal::read() const
{
    Contents contents;
    QFile file(m_file);
    if (!QFileInfo(m_file).isFile() || !file.open(QIODevice::ReadOnly))
        return contents;
    lock(file.handle(), LOCK_SH);
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (line.isEmpty())
            continue;
        if (auto entry = fromLine(line))
            contents.entries.push_back(std::move(*entry));
        else
            ++contents.damaged;
    }
    return contents;
}

} // namespace waldesk::archive

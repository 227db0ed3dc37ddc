// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalwriter.h"

#include "models/archive/journalchain.h"
#include "models/archive/journalfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <optional>
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
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    ~Descriptor() { reset(-1); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    void reset(int fd)
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = fd;
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

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

/// Whether the name still belongs to the open file: another process may have rotated it while the lock was waited for.
bool isNamed(const QByteArray &name, const struct stat &opened)
{
    struct stat named {
    };
    return ::stat(name.constData(), &named) == 0 && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev;
}

/// The current file, locked, with room for another line. False: errno says why.
bool openLocked(const QString &file, qint64 limit, Descriptor &fd, struct stat &status)
{
    constexpr int Tries = 100;
    const QByteArray name = QFile::encodeName(file);
    for (int i = 0; i < Tries; ++i) {
        const bool isNew = !QFileInfo::exists(file);
        fd.reset(::open(name.constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
        if (!fd.isOpen() || !lockFile(fd.get(), FileLock::Exclusive) || ::fstat(fd.get(), &status) != 0)
            return false;
        if (!S_ISREG(status.st_mode)) {
            errno = EINVAL;
            return false;
        }
        if (!isNamed(name, status))
            continue;
        if ((status.st_mode & 0077) != 0)
            (void)::fchmod(fd.get(), 0600);
        const bool isFull = limit > 0 && status.st_size >= limit;
        if (isFull && std::rename(name.constData(), QFile::encodeName(nextRotatedName(file)).constData()) != 0)
            return false;
        if (isNew || isFull)
            syncFolder(file);
        if (!isFull)
            return true;
    }
    errno = EBUSY;
    return false;
}

/// What a new line follows.
struct ChainEnd {
    qint64 number = 0; ///< 0: no line is chained yet
    QByteArray block;  ///< its hash
};

/// From the last bytes of a file; nullopt when no chained line is among its last ones.
std::optional<ChainEnd> endIn(const QString &name)
{
    constexpr qint64 FirstWindow = 64 * 1024;
    constexpr qint64 Most = 64 * 1024 * 1024;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const qint64 size = file.size();
    for (qint64 window = std::min(size, FirstWindow); window > 0; window = std::min(size, window * 8)) {
        file.seek(size - window);
        QByteArray bytes = file.read(window);
        if (bytes.endsWith('\n'))
            bytes.chop(1);
        qsizetype end = bytes.size();
        while (end >= 0) {
            const qsizetype start = end == 0 ? 0 : bytes.lastIndexOf('\n', end - 1) + 1;
            if (start == 0 && window < size)
                break; // the line may have begun before the window
            if (const auto link = linkOf(QByteArrayView(bytes).sliced(start, end - start))) {
                ChainBlock block;
                block.restart(QByteArrayView(bytes).sliced(start));
                return ChainEnd{link->number, block.hash()};
            }
            end = start - 1;
        }
        if (window == size || window > Most)
            break;
    }
    return std::nullopt;
}

/// By reading all of it: where no chained line is near the end. Once, for a journal of a version before the chain.
ChainEnd endOfAll(const QString &file)
{
    ChainEnd end;
    ChainBlock block;
    QStringList names = rotatedFiles(file);
    names.append(file);
    for (const QString &name : names) {
        QFile part(name);
        if (!part.open(QIODevice::ReadOnly))
            continue;
        while (!part.atEnd()) {
            QByteArray line = part.readLine();
            if (line.endsWith('\n'))
                line.chop(1);
            if (const auto link = linkOf(line)) {
                end.number = link->number;
                block.restart(line);
            } else {
                block.add(line);
            }
        }
    }
    end.block = block.hash();
    return end;
}

ChainEnd chainEnd(const QString &file, off_t size)
{
    if (size > 0) {
        const auto end = endIn(file);
        return end ? *end : endOfAll(file);
    }
    const QStringList rotated = rotatedFiles(file);
    if (rotated.isEmpty())
        return endOfAll(file);
    const auto end = endIn(rotated.last());
    return end ? *end : endOfAll(file);
}

} // namespace

Appended appendToJournal(const QString &file, const QByteArray &object, qint64 limit)
{
    errno = 0;
    if (!makeFolder(QFileInfo(file).absolutePath()))
        return failure(file, errno == 0 ? ENOENT : errno);
    Descriptor fd;
    struct stat status {
    };
    if (!openLocked(file, limit, fd, status))
        return failure(file, errno);
    const ChainEnd end = chainEnd(file, status.st_size);
    // Lines that were taken away at the end stay missing: their numbers are not given out again.
    const auto head = readHead(file);
    const qint64 number = std::max(end.number, head ? head->number : 0) + 1;
    const QByteArray chainedLine = chained(object, number, end.block);
    QByteArray line = chainedLine + '\n';
    if (endsInsideLine(fd.get(), status.st_size))
        line.prepend('\n');
    if (!writeWhole(fd.get(), line, status.st_size))
        return failure(file, errno);
    if (::fsync(fd.get()) != 0) {
        const int why = errno;
        // The write that it announces is not sent: the line must not stand for it. Where even this fails it is a write
        // whose outcome nobody knows, which the next reading looks at.
        const bool isTakenBack = ::ftruncate(fd.get(), status.st_size) == 0;
        return failure(file, isTakenBack ? why : errno);
    }
    if (const auto link = linkOf(chainedLine))
        (void)writeHead(file, {number, link->hash}); // the line is on the disk, which is what counts
    return domain::Nothing{};
}

} // namespace waldesk::archive

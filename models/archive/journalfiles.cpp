// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalfiles.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <sys/file.h>
#include <sys/stat.h>

namespace waldesk::archive
{
namespace
{

constexpr int LockPatienceMs = 5'000;
constexpr unsigned long LockPauseMs = 10;
constexpr int NumberDigits = 6;

QString partName(const QFileInfo &file, const QString &middle)
{
    return file.dir().filePath(file.completeBaseName() + middle);
}

qint64 numberOf(const QFileInfo &file, const QString &rotated)
{
    const QString name = QFileInfo(rotated).completeBaseName();
    return name.mid(file.completeBaseName().size() + 1).toLongLong();
}

/// The current file with a shared lock on it, so that no line is being written to it and none of the files is being
/// renamed. Null when there is none. A lock that can not be had is done without: reading matters more.
std::unique_ptr<QFile> lockedCurrent(const QString &name)
{
    constexpr int Tries = 100;
    for (int i = 0; i < Tries; ++i) {
        auto file = std::make_unique<QFile>(name);
        if (!QFileInfo(name).isFile() || !file->open(QIODevice::ReadOnly))
            return nullptr;
        if (!lockFile(file->handle(), FileLock::Shared))
            return file;
        struct stat opened {
        };
        struct stat named {
        };
        // It may have been rotated while the lock was waited for.
        if (::fstat(file->handle(), &opened) == 0 && ::stat(QFile::encodeName(name).constData(), &named) == 0 &&
            opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
            return file;
    }
    return nullptr;
}

std::optional<JournalPart> partOf(const QString &name, std::unique_ptr<QFile> file)
{
    struct stat status {
    };
    if (::fstat(file->handle(), &status) != 0)
        return std::nullopt;
    JournalPart part;
    part.name = name;
    part.file = std::move(file);
    part.size = status.st_size;
    part.device = status.st_dev;
    part.inode = status.st_ino;
    return part;
}

} // namespace

bool lockFile(int descriptor, FileLock lock)
{
    const int how = (lock == FileLock::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    const QDeadlineTimer patience(LockPatienceMs);
    while (::flock(descriptor, how) != 0) {
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

QStringList rotatedFiles(const QString &name)
{
    const QFileInfo file(name);
    static const QRegularExpression form(QStringLiteral("^-[0-9]{6,15}\\.$"));
    QStringList found;
    const QString base = file.completeBaseName();
    for (const QString &entry : file.dir().entryList({base + QStringLiteral("-*.") + file.suffix()}, QDir::Files)) {
        if (form.match(entry.mid(base.size(), entry.size() - base.size() - file.suffix().size())).hasMatch())
            found.append(file.dir().filePath(entry));
    }
    std::ranges::sort(found, {}, [&file](const QString &each) { return numberOf(file, each); });
    return found;
}

QString nextRotatedName(const QString &name)
{
    const QFileInfo file(name);
    const QStringList taken = rotatedFiles(name);
    const qint64 number = taken.isEmpty() ? 1 : numberOf(file, taken.last()) + 1;
    return partName(file, QStringLiteral("-%1.").arg(number, NumberDigits, 10, QLatin1Char('0')) + file.suffix());
}

QString headFile(const QString &file)
{
    return partName(QFileInfo(file), QStringLiteral(".head"));
}

std::optional<JournalHead> readHead(const QString &file)
{
    constexpr qint64 Most = 1024;
    QFile side(headFile(file));
    if (!QFileInfo(side.fileName()).isFile() || !side.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(side.read(Most)).object();
    JournalHead head;
    head.number = object.value(QLatin1String("number")).toInteger();
    head.hash = object.value(QLatin1String("hash")).toString().toLatin1();
    return head.number > 0 && !head.hash.isEmpty() ? std::optional(head) : std::nullopt;
}

bool writeHead(const QString &file, const JournalHead &head)
{
    const QString name = headFile(file);
    QFile fresh(name + QStringLiteral(".new"));
    if (!fresh.open(QIODevice::WriteOnly | QIODevice::Truncate, QFile::ReadOwner | QFile::WriteOwner))
        return false;
    const QByteArray bytes = R"({"number":)" + QByteArray::number(head.number) + R"(,"hash":")" + head.hash + "\"}\n";
    if (fresh.write(bytes) != bytes.size() || !fresh.flush())
        return false;
    fresh.close();
    return std::rename(QFile::encodeName(fresh.fileName()).constData(), QFile::encodeName(name).constData()) == 0;
}

std::vector<JournalPart> openJournal(const QString &name)
{
    std::vector<JournalPart> parts;
    std::unique_ptr<QFile> current = lockedCurrent(name);
    for (const QString &each : rotatedFiles(name)) {
        auto file = std::make_unique<QFile>(each);
        if (!file->open(QIODevice::ReadOnly))
            continue;
        if (auto part = partOf(each, std::move(file)))
            parts.push_back(std::move(*part));
    }
    if (!current)
        return parts;
    const int descriptor = current->handle();
    if (auto part = partOf(name, std::move(current)))
        parts.push_back(std::move(*part));
    ::flock(descriptor, LOCK_UN); // only the sizes had to be those of one moment
    return parts;
}

std::optional<JournalLine> nextLine(JournalPart &part)
{
    const qint64 left = part.size - part.file->pos();
    if (left <= 0)
        return std::nullopt;
    JournalLine line;
    line.bytes = part.file->readLine();
    if (line.bytes.isEmpty())
        return std::nullopt;
    if (line.bytes.size() > left)
        line.bytes.truncate(left); // written since
    line.isCut = !line.bytes.endsWith('\n');
    if (!line.isCut)
        line.bytes.chop(1);
    return line;
}

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/toldnotices.h"

#include "models/archive/privatefiles.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::session
{

using workflows::NoticeItem;

namespace
{

constexpr qint64 KeptSeconds = 3'600;
constexpr qint64 LargestFile = 1 << 20;
constexpr int LockMs = 100; ///< the thread of the window waits

/// As NoticeItem::isSame() compares them.
QByteArray digestOf(const NoticeItem &item)
{
    const bool isCause = item.kind == NoticeItem::Kind::NewCause || item.kind == NoticeItem::Kind::CauseBack;
    const QByteArray view = item.kind == NoticeItem::Kind::ViewMatch ? item.view.toUtf8() : QByteArray();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::number(int(item.kind)) + '\n');
    hash.addData(isCause ? item.cause : item.request.toString().toLatin1() + '\n' + view);
    return hash.result().toHex();
}

struct Line {
    qint64 seconds = 0;
    QByteArray window;
    QByteArray digest;
};

std::vector<Line> readLines(const QString &name, qint64 now)
{
    std::vector<Line> lines;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return lines;
    for (const QByteArray &text : file.read(LargestFile).split('\n')) {
        const QList<QByteArray> words = text.split(' ');
        const qint64 seconds = words.front().toLongLong();
        // A time to come is of a clock that was set back.
        if (words.size() == 3 && seconds > now - KeptSeconds && seconds <= now)
            lines.push_back({seconds, words[1], words[2]});
    }
    return lines;
}

void writeLines(const QString &name, const std::vector<Line> &lines)
{
    QSaveFile out(name);
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return;
    for (const Line &line : lines)
        out.write(QByteArray::number(line.seconds) + ' ' + line.window + ' ' + line.digest + '\n');
    out.commit();
}

} // namespace

ToldNotices::ToldNotices(const QString &folder)
    : m_file(folder.isEmpty() ? QString() : QDir(folder).filePath(u"notices-told"_s)),
      m_window(QUuid::createUuid().toByteArray(QUuid::Id128))
{
}

bool ToldNotices::isOthersTurn() const
{
    if (m_file.isEmpty())
        return false;
    const std::vector<Line> lines = readLines(m_file, QDateTime::currentSecsSinceEpoch());
    return !lines.empty() && lines.back().window != m_window;
}

std::vector<NoticeItem> ToldNotices::claim(std::vector<NoticeItem> items)
{
    if (m_file.isEmpty() || items.empty() || !archive::makePrivateFolder(QFileInfo(m_file).absolutePath()))
        return items;
    QLockFile lock(m_file + u".lock"_s);
    if (!lock.tryLock(LockMs))
        return items;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    std::vector<Line> lines = readLines(m_file, now);
    std::erase_if(items, [&](const NoticeItem &item) {
        const QByteArray digest = digestOf(item);
        const auto told = std::ranges::find(lines, digest, &Line::digest);
        if (told != lines.end())
            return told->window != m_window;
        lines.push_back({now, m_window, digest});
        return false;
    });
    writeLines(m_file, lines);
    return items;
}

} // namespace waldesk::session

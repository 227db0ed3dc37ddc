// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalchain.h"

#include <algorithm>

namespace waldesk::archive
{
namespace
{

constexpr qsizetype HashDigits = 64;
constexpr QByteArrayView HashStart(R"(,"hash":")");
constexpr QByteArrayView PreviousStart(R"(,"previous":")");
constexpr QByteArrayView NumberStart(R"(,"number":)");
constexpr QByteArrayView End("\"}");
constexpr qsizetype MostDigits = 18; // fits into 63 bits

QByteArray sha256(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result().toHex();
}

/// Takes `start` and a hash off the end; empty when they do not stand there.
QByteArray takeHash(QByteArrayView &line, QByteArrayView start)
{
    const qsizetype length = start.size() + HashDigits;
    if (line.size() < length || !line.sliced(line.size() - length).startsWith(start))
        return {};
    const QByteArrayView hash = line.last(HashDigits);
    const bool isHex =
        std::ranges::all_of(hash, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!isHex)
        return {};
    line.chop(length);
    return hash.toByteArray();
}

/// The link, and what stands before it in `line`.
std::optional<ChainLink> takeLink(QByteArrayView &line)
{
    if (!line.startsWith('{') || !line.endsWith(End))
        return std::nullopt;
    line.chop(End.size());
    ChainLink link;
    link.hash = takeHash(line, HashStart);
    if (link.hash.isEmpty() || !line.endsWith('"'))
        return std::nullopt;
    line.chop(1);
    link.previous = takeHash(line, PreviousStart);
    const qsizetype at = line.lastIndexOf(NumberStart);
    if (link.previous.isEmpty() || at < 0)
        return std::nullopt;
    const QByteArrayView digits = line.sliced(at + NumberStart.size());
    const bool isNumber = !digits.isEmpty() && digits.size() <= MostDigits && digits.front() != '0' &&
                          std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber)
        return std::nullopt;
    link.number = digits.toByteArray().toLongLong();
    line.truncate(at);
    return link;
}

} // namespace

void ChainBlock::add(QByteArrayView line)
{
    if (!m_isEmpty)
        m_hash.addData(QByteArrayView("\n"));
    m_hash.addData(line);
    m_isEmpty = false;
}

void ChainBlock::restart(QByteArrayView chainedLine)
{
    m_hash.reset();
    m_isEmpty = true;
    add(chainedLine);
}

QByteArray ChainBlock::hash() const
{
    return m_hash.result().toHex();
}

QByteArray chained(const QByteArray &object, qint64 number, const QByteArray &previous)
{
    QByteArray line = object.chopped(1); // the closing brace
    line += NumberStart;
    line += QByteArray::number(number);
    line += PreviousStart;
    line += previous;
    line += '"';
    const QByteArray own = sha256(line);
    line += HashStart;
    line += own;
    line += End;
    return line;
}

std::optional<ChainLink> linkOf(QByteArrayView line)
{
    return takeLink(line);
}

bool isIntact(QByteArrayView line, const ChainLink &link)
{
    return sha256(line.chopped(HashStart.size() + HashDigits + End.size())) == link.hash;
}

QByteArray withoutLink(const QByteArray &line)
{
    QByteArrayView rest(line);
    while (rest.endsWith('\n') || rest.endsWith('\r'))
        rest.chop(1);
    const qsizetype length = rest.size();
    if (!takeLink(rest))
        return line;
    return rest.toByteArray() + '}' + line.mid(length);
}

} // namespace waldesk::archive

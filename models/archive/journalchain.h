// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QCryptographicHash>

#include <optional>

namespace waldesk::archive
{

/// What ties a line of the journal to those before it (docs/journal.md). The last three members of its JSON object, in
/// this order: `number` counts the chained lines from 1, `previous` is the SHA-256 of the block before it, `hash` that
/// of the line itself up to its `hash` member. Hashes are 64 lower-case hex digits.
struct ChainLink {
    qint64 number = 0;
    QByteArray previous;
    QByteArray hash;
    friend bool operator==(const ChainLink &, const ChainLink &) = default;
};

/// The block before a line: the last chained line and all that stands after it (a line that was cut off, lines of older
/// versions), or, where no line is chained yet, all there is. Lines are joined by a line feed, across files.
class ChainBlock
{
public:
    void add(QByteArrayView line); ///< without its line end
    void restart(QByteArrayView chainedLine);
    [[nodiscard]] QByteArray hash() const;

private:
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    bool m_isEmpty = true;
};

/// The JSON object with its link at the end.
[[nodiscard]] QByteArray chained(const QByteArray &object, qint64 number, const QByteArray &previous);
/// By form alone; nullopt for a line that carries none.
[[nodiscard]] std::optional<ChainLink> linkOf(QByteArrayView line);
/// Whether the line is as it was when its hash was made.
[[nodiscard]] bool isIntact(QByteArrayView line, const ChainLink &link);
/// The line as it was before it was chained; one without a link stays as it is.
[[nodiscard]] QByteArray withoutLink(const QByteArray &line);

} // namespace waldesk::archive

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalverification.h"

#include "models/archive/journalchain.h"
#include "models/archive/journalentry.h"
#include "models/archive/journalfiles.h"
#include "models/domain/groupednumber.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace waldesk::archive
{
namespace
{

using Result = JournalVerification::Result;

QString tr(const char *text)
{
    return QCoreApplication::translate("journal", text);
}

/// Follows the chain from its first line to its last, or to the first line that is not as it was written.
class ChainWalk
{
public:
    explicit ChainWalk(const QString &file) : m_head(readHead(file)), m_journal(file) {}

    JournalVerification run()
    {
        std::vector<JournalPart> parts = openJournal(m_journal);
        if (parts.empty())
            return nothingThere();
        for (JournalPart &part : parts) {
            m_at = {QFileInfo(part.name).fileName(), 0};
            while (const auto line = nextLine(part)) {
                ++m_at.line;
                if (!take(*line))
                    return m_found;
            }
            if (part.file->error() != QFileDevice::NoError)
                return fail(Result::Unreadable, m_at,
                            tr("%1 can not be read: %2.").arg(m_at.file, part.file->errorString()));
        }
        takeEnd();
        return m_found;
    }

private:
    struct Place {
        QString file;
        qint64 line = 0;
    };

    JournalVerification nothingThere()
    {
        const QString name = QDir::toNativeSeparators(m_journal);
        m_at = {QFileInfo(m_journal).fileName(), 1};
        if (m_head)
            return fail(Result::EndMissing, m_at,
                        tr("All %1 lines that were written are missing: there is no %2.")
                            .arg(domain::groupedNumber(m_head->number), name));
        return fail(Result::Unreadable, {m_at.file, 0}, tr("There is no journal yet: %1.").arg(name));
    }

    const JournalVerification &fail(Result result, const Place &place, const QString &sentence)
    {
        m_found.result = result;
        m_found.file = place.file;
        m_found.line = place.line;
        m_found.sentence = sentence;
        return m_found;
    }

    [[nodiscard]] static QString at(const Place &place) { return tr("%1, line %2").arg(place.file).arg(place.line); }

    bool take(const JournalLine &line)
    {
        const auto link = linkOf(line.bytes);
        if (!link) {
            takeUnchained(line);
            return true;
        }
        if (!isIntact(line.bytes, *link)) {
            fail(Result::Changed, m_at, tr("%1 was changed after it was written.").arg(at(m_at)));
            return false;
        }
        const qint64 expected = m_found.chained + 1;
        if (link->number != expected)
            return failNumber(*link, expected);
        if (link->previous != m_block.hash())
            return failBlock();
        if (m_head && m_head->number == link->number && m_head->hash != link->hash) {
            fail(Result::Changed, m_at,
                 tr("%1 is not the line that was written there: the side file has another hash for it.").arg(at(m_at)));
            return false;
        }
        noteGap();
        m_block.restart(line.bytes);
        m_last = m_at;
        m_found.chained = link->number;
        m_found.lastHash = link->hash;
        return true;
    }

    void takeUnchained(const JournalLine &line)
    {
        m_block.add(line.bytes);
        ++m_found.unchained;
        if (m_gap == 0)
            m_firstOfGap = m_at;
        ++m_gap;
        m_gapCut = line.isCut || !JournalEntry::fromLine(line.bytes);
        m_lastCut = line.isCut;
    }

    bool failNumber(const ChainLink &link, qint64 expected)
    {
        if (m_gap > 0 && m_found.chained > 0) {
            fail(Result::Changed, m_firstOfGap,
                 tr("%1 was changed or inserted after it was written.").arg(at(m_firstOfGap)));
        } else if (link.number > expected) {
            fail(Result::Missing, m_at,
                 link.number - 1 == expected
                     ? tr("Before %1 a line is missing: number %2 of the chain was removed or moved.")
                           .arg(at(m_at))
                           .arg(expected)
                     : tr("Before %1 lines are missing: numbers %2 to %3 of the chain were removed or moved.")
                           .arg(at(m_at))
                           .arg(expected)
                           .arg(link.number - 1));
        } else {
            fail(Result::Inserted, m_at,
                 tr("%1 was inserted or moved: it is number %2 of the chain, and number %3 should stand there.")
                     .arg(at(m_at))
                     .arg(link.number)
                     .arg(expected));
        }
        return false;
    }

    bool failBlock()
    {
        if (m_gap > 0 && m_found.chained > 0)
            fail(Result::Inserted, m_firstOfGap,
                 tr("%1 was changed or inserted after it was written.").arg(at(m_firstOfGap)));
        else if (m_gap > 0)
            fail(Result::Changed, m_firstOfGap,
                 tr("A line from %1 on was changed, inserted or removed: they were written before the chain began, so "
                    "it is not known which.")
                     .arg(at(m_firstOfGap)));
        else if (m_found.chained > 0)
            fail(Result::Changed, m_last, tr("%1 was replaced, or lines after it were removed.").arg(at(m_last)));
        else
            fail(Result::Missing, m_at, tr("Before %1 lines of an older version are missing.").arg(at(m_at)));
        return false;
    }

    /// Lines between two chained ones that the later one vouches for.
    void noteGap()
    {
        if (m_gap > 0 && m_found.chained > 0)
            m_found.remarks +=
                m_gapCut ? tr("%1 was cut off when it was written; it is kept as it is.").arg(at(m_firstOfGap))
                         : tr("From %1 on, lines of an older version stand in the chain.").arg(at(m_firstOfGap));
        else if (m_gap > 0)
            m_found.remarks += tr("The lines before %1 are of an older version: the chain vouches for them from its "
                                  "first line on.")
                                   .arg(at(m_at));
        m_gap = 0;
        m_lastCut = false;
    }

    void takeEnd()
    {
        if (m_gap > 0 && !m_lastCut && m_found.chained > 0) {
            fail(Result::Inserted, m_firstOfGap,
                 m_head && m_head->number > m_found.chained
                     ? tr("%1 was changed after it was written.").arg(at(m_firstOfGap))
                     : tr("%1 is not part of the chain: it was inserted, or written by an older version.")
                           .arg(at(m_firstOfGap)));
            return;
        }
        if (m_head && m_head->number > m_found.chained) {
            Place place = m_at;
            if (!m_lastCut)
                ++place.line;
            fail(Result::EndMissing, place,
                 tr("From %1 on lines are missing at the end: %2 were written, %3 are there.")
                     .arg(at(place), domain::groupedNumber(m_head->number), domain::groupedNumber(m_found.chained)));
            return;
        }
        if (m_gap > 0 && m_found.chained > 0)
            m_found.remarks += tr("%1 was cut off when it was written; it is kept as it is.").arg(at(m_firstOfGap));
        if (m_found.chained == 0)
            m_found.remarks +=
                tr("No line is part of a chain yet: nothing can be told about them. The next change begins "
                   "the chain.");
        else if (!m_head)
            m_found.remarks +=
                tr("The side file %1 is missing: lines that were removed at the end would not be noticed.")
                    .arg(QFileInfo(headFile(m_journal)).fileName());
    }

    std::optional<JournalHead> m_head; ///< read before the files: they may only have grown since
    QString m_journal;
    JournalVerification m_found;
    ChainBlock m_block;
    Place m_at;
    Place m_last; ///< of the last chained line
    Place m_firstOfGap;
    qint64 m_gap = 0; ///< lines since the last chained one
    bool m_gapCut = false;
    bool m_lastCut = false;
};

} // namespace

JournalVerification verifyJournal(const QString &file)
{
    return ChainWalk(file).run();
}

} // namespace waldesk::archive

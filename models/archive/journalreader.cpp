// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalreader.h"

#include "models/archive/journalfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace waldesk::archive
{

JournalReader::Contents JournalReader::next(CutLine cut)
{
    Contents contents;
    std::vector<JournalPart> parts = openJournal(m_file);
    const bool isOpen = std::ranges::any_of(parts, [this](const JournalPart &each) { return each.name == m_file; });
    if (!isOpen && QFileInfo::exists(m_file))
        contents.trouble = QCoreApplication::translate("journal", "The journal %1 can not be read.")
                               .arg(QDir::toNativeSeparators(m_file));
    for (JournalPart &part : parts) {
        qint64 &read = m_read[{part.device, part.inode}];
        if (read > part.size)
            read = 0; // another file in its place
        if (read == part.size || !part.file->seek(read))
            continue;
        const bool mayGrow = part.name == m_file;
        while (const auto line = nextLine(part)) {
            if (line->isCut && mayGrow && cut == CutLine::Leave)
                break;
            read = part.file->pos();
            const QByteArray bytes = line->bytes.trimmed();
            if (bytes.isEmpty())
                continue;
            if (auto entry = JournalEntry::fromLine(bytes))
                contents.entries.push_back(std::move(*entry));
            else
                ++contents.damaged;
        }
    }
    return contents;
}

} // namespace waldesk::archive

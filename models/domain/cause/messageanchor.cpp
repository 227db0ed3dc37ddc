// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/messageanchor.h"

#include "models/domain/cause/tracebackgrammar.h"

namespace waldesk::domain
{
namespace
{

/// More places than this are tried only by a text that was made to cost time.
constexpr int MostTrials = 64;

struct Content {
    QByteArrayView text;
    qsizetype column = 0;
    qint32 depth = 0;
};

Content contentOf(TextLines &lines, qsizetype line)
{
    const QByteArrayView seen = lines.seen(line);
    if (const auto margin = grammar::margin(seen); margin && !margin->plus)
        return {seen.sliced(margin->content), margin->content, margin->depth};
    return {seen, 0, 0};
}

QByteArrayView trimmedEnd(QByteArrayView text)
{
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.chop(1);
    return text;
}

class Search
{
public:
    Search(TextLines &lines, QByteArrayView message) : m_lines(lines), m_message(message.trimmed()), m_wanted(m_message)
    {
        m_first = m_wanted.count() > 0 ? m_wanted.seen(0).toByteArray() : QByteArray();
    }

    std::optional<MessageAnchor> run()
    {
        std::optional<MessageAnchor> best;
        if (m_first.isEmpty())
            return best;
        int trials = 0;
        for (qsizetype line = m_lines.count() - m_wanted.count(); line >= 0 && trials < MostTrials; --line) {
            std::optional<MessageAnchor> here = beginsAt(line, true);
            if (!here)
                here = beginsAt(line, false);
            if (!here)
                continue;
            ++trials;
            if ((best && best->depth <= here->depth) || !goesOnFrom(*here))
                continue;
            best = here;
            if (best->depth == 0)
                break;
        }
        return best;
    }

private:
    std::optional<MessageAnchor> beginsAt(qsizetype line, bool asRaw)
    {
        Content content = asRaw ? Content{m_lines.seen(line), 0, 0} : contentOf(m_lines, line);
        if (!asRaw && content.depth == 0)
            return std::nullopt;
        if (!content.text.endsWith(m_first))
            return std::nullopt;
        MessageAnchor found;
        found.typeLine = found.firstLine = line;
        found.depth = content.depth;
        found.messageColumn = content.column + content.text.size() - m_first.size();
        found.typeColumn = content.column;
        const QByteArrayView lead = content.text.first(content.text.size() - m_first.size());
        if (!trimmedEnd(lead).isEmpty())
            return isType(lead) ? std::optional(found) : std::nullopt;
        return typeAbove(found);
    }

    /// `Type:` and blanks, nothing else.
    static bool isType(QByteArrayView lead)
    {
        lead = trimmedEnd(lead);
        const auto exception = grammar::exception(lead);
        return exception && exception->typeEnd == lead.size() - 1;
    }

    /// A message that began with line ends was trimmed by the server: its type stands alone, further up.
    std::optional<MessageAnchor> typeAbove(MessageAnchor found)
    {
        for (qsizetype line = found.firstLine - 1, tries = 0; line >= 0 && tries < 8; --line, ++tries) {
            const Content above = contentOf(m_lines, line);
            if (above.depth != found.depth && !above.text.isEmpty())
                return std::nullopt;
            if (above.text.isEmpty())
                continue;
            if (!isType(above.text))
                return std::nullopt;
            found.typeLine = line;
            found.typeColumn = above.column;
            return found;
        }
        return std::nullopt;
    }

    bool goesOnFrom(MessageAnchor &found)
    {
        const qsizetype count = m_wanted.count();
        for (qsizetype k = 1; k < count; ++k) {
            const QByteArrayView seen = m_lines.seen(found.firstLine + k);
            const auto margin = found.depth > 0 ? grammar::margin(seen) : std::nullopt;
            if (found.depth > 0 && (!margin || margin->depth != found.depth))
                return false;
            if ((margin ? seen.sliced(margin->content) : seen) != m_wanted.seen(k))
                return false;
        }
        found.lastLine = found.firstLine + count - 1;
        return true;
    }

    TextLines &m_lines;
    QByteArrayView m_message;
    TextLines m_wanted;
    QByteArray m_first;
};

} // namespace

std::optional<MessageAnchor> findAnchor(TextLines &lines, QByteArrayView message)
{
    return Search(lines, message).run();
}

} // namespace waldesk::domain

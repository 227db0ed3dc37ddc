// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/tracebackparser.h"

#include <algorithm>

namespace waldesk::domain
{

TracebackParser::TracebackParser(QByteArrayView text, QByteArrayView message, const PlaceRules &rules, bool remote)
    : m_text(text), m_rules(rules), m_lines(text), m_anchor(findAnchor(m_lines, message)), m_remote(remote)
{
    m_out.anchored = m_anchor.has_value();
}

Traceback TracebackParser::run()
{
    for (qsizetype line = 0; line < m_lines.count(); ++line)
        takeLine(line);
    m_line = m_lines.count();
    flushBlanks(PieceKind::Text);
    findFinal();
    if (m_newestFirst >= 0) {
        std::vector<Frame> &frames = m_out.steps[std::size_t(m_newestFirst)].frames;
        std::reverse(frames.begin(), frames.end());
        for (Piece &piece : m_out.pieces) {
            if (piece.step == m_newestFirst && piece.frame >= 0)
                piece.frame = qint32(frames.size()) - 1 - piece.frame;
        }
    }
    return std::move(m_out);
}

/// `x.RemoteTraceback:` and the `"""` around what a worker process sent: its exceptions are steps of their own, and the
/// wrapper is none.
bool TracebackParser::takeRemote(const Line &line)
{
    constexpr QByteArrayView Quotes("\"\"\"");
    if (!m_remote || m_depth > 0)
        return false;
    if (m_quoted) {
        if (line.content != Quotes)
            return false;
        flushBlanks(PieceKind::Message);
        m_quoted = false;
        m_mode = Mode::Outside;
        addPiece(PieceKind::Text, line.index);
        return true;
    }
    const bool opens = line.content == Quotes && !m_out.pieces.empty() && m_remoteLine == line.index - 1;
    if (opens) {
        m_quoted = true;
        addPiece(PieceKind::Text, line.index);
        return true;
    }
    QByteArrayView type = line.content;
    if (type.endsWith(':'))
        type.chop(1);
    if (!type.endsWith("RemoteTraceback") || type.contains(' ') || line.index + 1 >= m_lines.count() ||
        !m_lines.whole(line.index + 1).of(m_text).startsWith(Quotes))
        return false;
    flushBlanks(PieceKind::Message);
    m_remoteLine = line.index;
    m_mode = Mode::Outside;
    addPiece(PieceKind::Text, line.index);
    return true;
}

/// Some loggers print the exception first and its frames below, the newest first.
bool TracebackParser::takeNewestFirst(const Line &line)
{
    if (!m_remote || m_depth > 0 || m_out.steps.size() != 1 || (m_mode != Mode::Message && m_mode != Mode::Ended) ||
        m_current != 0)
        return false;
    const Step &step = m_out.steps.front();
    if (step.hasHeader || !step.frames.empty() || !words::frame(line.content))
        return false;
    flushBlanks(PieceKind::Text);
    m_newestFirst = 0;
    m_mode = Mode::Frames;
    return takeFrame(line);
}

/// Levels are the depths of what is printed; a group at the top and plain steps share the first one.
qint32 &TracebackParser::lastInChain()
{
    return m_levels.back().last;
}

void TracebackParser::takeLine(qsizetype index)
{
    m_line = index;
    if (m_anchor && index >= m_anchor->typeLine && index <= m_anchor->lastLine && takeAnchored(index))
        return;
    Line line{index, m_lines.seen(index), {}, 0};
    line.content = line.seen;
    if (takeBorder(line))
        return;
    enterDepth(line);
    if (m_indent > 0 && line.column == 0) {
        qsizetype blanks = 0;
        while (blanks < m_indent && blanks < line.content.size() && line.content[blanks] == ' ')
            ++blanks;
        line.content = line.content.sliced(blanks);
        line.column = blanks;
    }
    if (takeNewestFirst(line) || takeRemote(line))
        return;
    if (m_mode == Mode::Ended) {
        takeNote(line);
        return;
    }
    if (line.content.isEmpty() && m_mode == Mode::Message) {
        if (m_blankFrom < 0)
            m_blankFrom = index;
        return;
    }
    if (takeSeparator(line) || takeHeader(line) || takeInFrames(line))
        return;
    if (m_mode == Mode::Message)
        takeMessageLine(line);
    else
        addPiece(m_linked && line.content.isEmpty() ? PieceKind::Separator : PieceKind::Text, index);
}

bool TracebackParser::takeAnchored(qsizetype index)
{
    const QByteArrayView seen = m_lines.seen(index);
    if (index == m_anchor->typeLine) {
        flushBlanks(PieceKind::Message);
        if (m_anchor->depth == 0)
            leaveGroups();
        else if (m_anchor->depth < m_depth)
            riseTo(m_anchor->depth);
        else
            m_depth = m_anchor->depth;
        const bool continues = m_mode == Mode::Frames && m_current >= 0 && current().type.isEmpty();
        Step &step = continues ? current() : openStep();
        const auto words = words::exception(seen.sliced(m_anchor->typeColumn));
        const qsizetype typeEnd = m_anchor->typeColumn + (words ? words->typeEnd : 0);
        step.type = rawSpan(m_anchor->typeColumn, typeEnd);
        m_anchoredStep = m_current;
        m_mode = Mode::Message;
        if (m_anchor->firstLine == index)
            extendMessage(step.message, {m_lines.raw(m_anchor->messageColumn), m_lines.body(index).end});
        addPiece(PieceKind::Exception, index);
    } else {
        const auto margin = m_anchor->depth > 0 ? words::margin(seen) : std::nullopt;
        if (index >= m_anchor->firstLine)
            extendMessage(current().message, {m_lines.raw(margin ? margin->content : 0), m_lines.body(index).end});
        addPiece(PieceKind::Message, index);
    }
    if (index == m_anchor->lastLine)
        m_mode = Mode::Ended;
    return true;
}

bool TracebackParser::takeBorder(const Line &line)
{
    if (m_depth == 0)
        return false;
    const auto border = words::border(line.seen);
    if (!border || border->depth < 2 || border->depth > m_depth + 1)
        return false;
    flushBlanks(PieceKind::Message);
    const auto owner = std::size_t(border->depth - 2);
    if (owner >= m_levels.size() || m_levels[owner].last < 0)
        return false;
    if (border->closing) {
        m_levels.resize(owner + 1);
        m_depth = border->depth - 1;
        m_current = m_levels.back().last;
    } else {
        m_levels.resize(owner + 1);
        m_levels.push_back({m_levels[owner].last, border->number, -1});
        m_depth = border->depth;
        m_current = m_levels[owner].last;
        m_pending = Relation::First;
        m_linked = false;
    }
    m_mode = Mode::Expecting;
    addPiece(PieceKind::Border, line.index);
    return true;
}

/// Takes the margin off, and follows the text out of the groups that ended.
void TracebackParser::enterDepth(Line &line)
{
    const auto margin = words::margin(line.seen);
    if (margin && margin->plus) {
        const auto header = words::header(line.seen.sliced(margin->content));
        if (m_depth == 0 && header && header->group && margin->depth == 1) {
            flushBlanks(PieceKind::Message);
            m_depth = 1;
        } else if (m_depth == 0 || !header) {
            return;
        }
    } else if (margin && m_depth == 0) {
        // The head was cut off inside a group.
        const QByteArrayView content = line.seen.sliced(margin->content);
        if (!m_out.steps.empty() || (!words::header(content) && !words::frame(content)))
            return;
        m_depth = margin->depth;
        m_levels.resize(std::size_t(margin->depth));
    } else if (!margin) {
        if (m_depth > 0 && !line.seen.isEmpty())
            leaveGroups();
        return;
    } else if (margin->depth > m_depth) {
        return;
    }
    if (margin->depth < m_depth)
        riseTo(margin->depth);
    line.content = line.seen.sliced(margin->content);
    line.column = margin->content;
}

/// To the lines of an outer group.
void TracebackParser::riseTo(qint32 depth)
{
    flushBlanks(PieceKind::Message);
    m_depth = depth;
    if (m_levels.size() > std::size_t(depth))
        m_levels.resize(std::size_t(depth));
    m_current = m_levels.back().last;
    m_mode = Mode::Expecting;
}

void TracebackParser::leaveGroups()
{
    if (m_depth == 0)
        return;
    flushBlanks(PieceKind::Message);
    m_depth = 0;
    m_levels.resize(1);
    m_current = m_levels.back().last;
    m_mode = m_mode == Mode::Ended ? Mode::Ended : Mode::Outside;
}

bool TracebackParser::takeSeparator(const Line &line)
{
    const words::Link link = words::separator(line.content);
    if (link == words::Link::None)
        return false;
    demoteEmbedded();
    flushBlanks(PieceKind::Separator);
    m_current = lastInChain();
    m_pending = link == words::Link::Cause ? Relation::Cause : Relation::Context;
    m_linked = true;
    m_mode = Mode::Expecting;
    addPiece(PieceKind::Separator, line.index);
    return true;
}

bool TracebackParser::takeHeader(const Line &line)
{
    QByteArrayView content = line.content;
    qsizetype indent = 0;
    if (m_out.steps.empty() && m_depth == 0) {
        while (indent < content.size() && content[indent] == ' ')
            ++indent;
        content = content.sliced(indent);
    }
    const auto header = words::header(content);
    if (!header)
        return false;
    if (m_out.steps.empty())
        m_indent = indent;
    flushBlanks(PieceKind::Message);
    Step &step = openStep();
    step.hasHeader = true;
    step.isGroup = header->group;
    m_mode = Mode::Frames;
    addPiece(PieceKind::Header, line.index);
    return true;
}

bool TracebackParser::takeInFrames(const Line &line)
{
    if (m_mode == Mode::Frames)
        return takeFrame(line) || takeUnderFrame(line) || takeException(line);
    if (m_mode == Mode::Expecting)
        return takeFrame(line) || takeException(line);
    if (m_mode == Mode::Outside && m_out.steps.empty()) {
        if (takeFrame(line))
            return true;
        const auto words = words::exception(line.content);
        return words && words::namesAnException(line.content.first(words->typeEnd)) && takeException(line);
    }
    return false;
}

} // namespace waldesk::domain

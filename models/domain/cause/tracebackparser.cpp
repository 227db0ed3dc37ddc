// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/tracebackparser.h"

#include <algorithm>
#include <utility>

namespace waldesk::domain
{
namespace
{

/// The byte behind the character at @p at.
qsizetype nextCharacter(QByteArrayView text, qsizetype at)
{
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        ++at;
    return at;
}

} // namespace

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
    if (step.hasHeader || !step.frames.empty() || !grammar::frame(line.content))
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
        const auto words = grammar::exception(seen.sliced(m_anchor->typeColumn));
        const qsizetype typeEnd = m_anchor->typeColumn + (words ? words->typeEnd : 0);
        step.type = rawSpan(m_anchor->typeColumn, typeEnd);
        m_anchoredStep = m_current;
        m_mode = Mode::Message;
        if (m_anchor->firstLine == index)
            extendMessage(step.message, {m_lines.raw(m_anchor->messageColumn), m_lines.body(index).end});
        addPiece(PieceKind::Exception, index);
    } else {
        const auto margin = m_anchor->depth > 0 ? grammar::margin(seen) : std::nullopt;
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
    const auto border = grammar::border(line.seen);
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
    const auto margin = grammar::margin(line.seen);
    if (margin && margin->plus) {
        const auto header = grammar::header(line.seen.sliced(margin->content));
        if (m_depth == 0 && header && header->group && margin->depth == 1) {
            flushBlanks(PieceKind::Message);
            m_depth = 1;
        } else if (m_depth == 0 || !header) {
            return;
        }
    } else if (margin && m_depth == 0) {
        // The head was cut off inside a group.
        const QByteArrayView content = line.seen.sliced(margin->content);
        if (!m_out.steps.empty() || (!grammar::header(content) && !grammar::frame(content)))
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
    const grammar::Link link = grammar::separator(line.content);
    if (link == grammar::Link::None)
        return false;
    demoteEmbedded();
    flushBlanks(PieceKind::Separator);
    m_current = lastInChain();
    m_pending = link == grammar::Link::Cause ? Relation::Cause : Relation::Context;
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
    const auto header = grammar::header(content);
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
        const auto words = grammar::exception(line.content);
        return words && grammar::namesAnException(line.content.first(words->typeEnd)) && takeException(line);
    }
    return false;
}

Step &TracebackParser::openStep()
{
    const qint32 before = lastInChain();
    Step step;
    step.depth = m_depth;
    step.parent = m_levels.back().owner;
    step.number = m_levels.back().number;
    step.previous = before;
    if (before >= 0)
        step.relation = m_linked ? m_pending : Relation::Unrelated;
    else
        step.relation = m_linked ? m_pending : Relation::First;
    m_linked = false;
    m_pending = Relation::First;
    m_current = qint32(m_out.steps.size());
    m_out.steps.push_back(std::move(step));
    m_firstPieces.push_back(m_out.pieces.size());
    if (const qint32 owner = m_levels.back().owner; owner >= 0) {
        std::vector<qint32> &members = m_out.steps[std::size_t(owner)].members;
        if (before < 0)
            members.push_back(m_current);
        else
            members.back() = m_current;
    }
    lastInChain() = m_current;
    return current();
}

/// A header without a word before it stood in a message when a separator follows: the message quoted a traceback.
void TracebackParser::demoteEmbedded()
{
    qint32 keep = lastInChain();
    const auto isEmbedded = [this](qint32 step) {
        const Step &one = m_out.steps[std::size_t(step)];
        return step != m_anchoredStep && one.relation == Relation::Unrelated && one.previous >= 0 &&
               one.previous == step - 1 && one.parent < 0 && one.members.empty() &&
               !m_out.steps[std::size_t(one.previous)].type.isEmpty();
    };
    if (keep < 0 || keep != qint32(m_out.steps.size()) - 1 || m_depth > 0 || keep == m_anchoredStep)
        return;
    while (isEmbedded(keep))
        keep = m_out.steps[std::size_t(keep)].previous;
    if (keep == lastInChain() || keep < 0)
        return;
    const std::size_t first = m_firstPieces[std::size_t(keep) + 1];
    if (first >= m_out.pieces.size())
        return;
    const Span span{m_out.pieces[first].span.begin, m_out.pieces.back().span.end};
    m_out.pieces.resize(first);
    m_out.pieces.push_back({PieceKind::Message, span, keep, -1});
    m_out.steps.resize(std::size_t(keep) + 1);
    m_firstPieces.resize(m_out.steps.size());
    lastInChain() = keep;
    m_current = keep;
    Span message = span;
    while (!message.isEmpty() && (m_text[message.end - 1] == '\n' || m_text[message.end - 1] == '\r'))
        --message.end;
    extendMessage(current().message, message);
}

bool TracebackParser::takeFrame(const Line &line)
{
    const auto words = grammar::frame(line.content);
    if (!words)
        return false;
    if (m_mode != Mode::Frames) {
        openStep();
        m_mode = Mode::Frames;
    }
    Frame frame;
    frame.span = {m_lines.raw(line.column), m_lines.body(line.index).end};
    frame.path = rawSpan(line.column + words->pathBegin, line.column + words->pathEnd);
    frame.function = rawSpan(line.column + words->functionBegin, line.column + words->functionEnd);
    frame.line = words->line;
    FramePlace place = placeOf(line.content.sliced(words->pathBegin, words->pathEnd - words->pathBegin), m_rules);
    frame.kind = place.kind;
    frame.module = std::move(place.module);
    std::vector<Frame> &frames = current().frames;
    frames.push_back(std::move(frame));
    addPiece(PieceKind::Frame, line.index, qint32(frames.size()) - 1);
    return true;
}

bool TracebackParser::takeUnderFrame(const Line &line)
{
    std::vector<Frame> &frames = current().frames;
    if (frames.empty())
        return false;
    const qint32 at = qint32(frames.size()) - 1;
    if (const auto times = grammar::repeated(line.content)) {
        frames.back().repeated = *times;
        addPiece(PieceKind::Repeat, line.index, at);
        return true;
    }
    if (line.content.startsWith("    ")) {
        if (grammar::isMarker(line.content) && !frames.back().source.empty()) {
            markSource(line);
            addPiece(PieceKind::Marker, line.index, at);
        } else {
            frames.back().source.push_back({{m_lines.raw(line.column + 4), m_lines.body(line.index).end}, {}});
            addPiece(PieceKind::Source, line.index, at);
        }
        return true;
    }
    if (line.content.isEmpty() && line.index + 1 < m_lines.count() &&
        m_lines.whole(line.index + 1).of(m_text).startsWith("    ")) {
        frames.back().source.push_back({m_lines.body(line.index), {}});
        addPiece(PieceKind::Source, line.index, at);
        return true;
    }
    return false;
}

/// Columns of a marker count characters of the source above it, not bytes.
void TracebackParser::markSource(const Line &line)
{
    const QByteArrayView marks = line.content.sliced(4);
    SourceLine &source = current().frames.back().source.back();
    const QByteArrayView code = source.text.of(m_text);
    qsizetype at = 0;
    for (qsizetype column = 0; column < marks.size() && at < code.size(); ++column) {
        while (const qsizetype skip = escapeLength(code.sliced(at)))
            at += skip;
        if (at >= code.size())
            break;
        const qsizetype next = nextCharacter(code, at);
        if (marks[column] != ' ') {
            const bool core = marks[column] == '^';
            const Span here{source.text.begin + at, source.text.begin + next};
            if (!source.marks.empty() && source.marks.back().core == core &&
                source.marks.back().range.end == here.begin)
                source.marks.back().range.end = here.end;
            else
                source.marks.push_back({here, core});
        }
        at = next;
    }
}

bool TracebackParser::takeException(const Line &line)
{
    if (m_mode == Mode::Expecting && line.content.startsWith("... (max_group_depth is ")) {
        addPiece(PieceKind::More, line.index);
        return true;
    }
    if (m_mode == Mode::Expecting && m_depth > 1) {
        if (const auto count = grammar::moreExceptions(line.content)) {
            if (const qint32 owner = m_levels.back().owner; owner >= 0)
                m_out.steps[std::size_t(owner)].hidden = *count;
            addPiece(PieceKind::More, line.index);
            return true;
        }
    }
    const bool mayBegin = m_mode != Mode::Expecting || m_linked || lastInChain() < 0;
    const auto words = grammar::exception(line.content);
    if (!words || !mayBegin || (m_mode == Mode::Frames && m_current == m_newestFirst))
        return false;
    if (m_mode != Mode::Frames)
        openStep();
    Step &step = current();
    step.type = rawSpan(line.column, line.column + words->typeEnd);
    if (words->messageBegin < line.content.size())
        extendMessage(step.message, {m_lines.raw(line.column + words->messageBegin), m_lines.body(line.index).end});
    m_mode = Mode::Message;
    addPiece(PieceKind::Exception, line.index);
    return true;
}

void TracebackParser::takeMessageLine(const Line &line)
{
    if (m_blankFrom >= 0) {
        for (qsizetype blank = std::exchange(m_blankFrom, -1); blank < line.index; ++blank) {
            const Span body = m_lines.body(blank);
            extendMessage(current().message, m_depth > 0 ? Span{body.end, body.end} : body);
            addPiece(PieceKind::Message, blank);
        }
    }
    extendMessage(current().message, {m_lines.raw(line.column), m_lines.body(line.index).end});
    addPiece(PieceKind::Message, line.index);
}

/// Below the final exception: notes while the margin is the same, then text.
void TracebackParser::takeNote(const Line &line)
{
    const bool sameDepth = m_anchoredStep >= 0 && m_depth == m_out.steps[std::size_t(m_anchoredStep)].depth;
    const bool isStructure = grammar::header(line.content) || grammar::separator(line.content) != grammar::Link::None;
    if (!sameDepth || m_current != m_anchoredStep || isStructure) {
        m_mode = m_depth > 0 ? Mode::Expecting : Mode::Outside;
        m_current = -1;
        addPiece(PieceKind::Text, line.index);
        return;
    }
    if (line.content.isEmpty()) {
        addPiece(PieceKind::Text, line.index);
        return;
    }
    current().notes.push_back({m_lines.raw(line.column), m_lines.body(line.index).end});
    addPiece(PieceKind::Note, line.index);
}

void TracebackParser::flushBlanks(PieceKind kind)
{
    if (m_blankFrom < 0)
        return;
    const qsizetype from = std::exchange(m_blankFrom, -1);
    for (qsizetype blank = from; blank < m_line; ++blank)
        addPiece(kind, blank);
}

void TracebackParser::addPiece(PieceKind kind, qsizetype line, qint32 frame)
{
    const Span span = m_lines.whole(line);
    const bool owned = kind != PieceKind::Text && kind != PieceKind::Separator;
    const qint32 step = owned ? m_current : -1;
    if (!m_out.pieces.empty()) {
        Piece &last = m_out.pieces.back();
        if (last.kind == kind && last.step == step && last.frame == frame && kind != PieceKind::Frame &&
            kind != PieceKind::Border) {
            last.span.end = span.end;
            return;
        }
    }
    m_out.pieces.push_back({kind, span, step, frame});
}

/// One span as long as the lines follow each other without margin or colours between.
void TracebackParser::extendMessage(std::vector<Span> &spans, Span span) const
{
    if (!spans.empty()) {
        const Span gap{spans.back().end, span.begin};
        const QByteArrayView between = gap.isEmpty() ? QByteArrayView() : gap.of(m_text);
        if (between == QByteArrayView("\n") || between == QByteArrayView("\r\n")) {
            spans.back().end = span.end;
            return;
        }
    }
    spans.push_back(span);
}

Span TracebackParser::rawSpan(qsizetype from, qsizetype to) const
{
    return from >= to ? Span{m_lines.raw(from), m_lines.raw(from)} : Span{m_lines.raw(from), m_lines.rawEnd(to)};
}

void TracebackParser::findFinal()
{
    if (m_anchoredStep >= 0) {
        m_out.finalStep = m_anchoredStep;
        return;
    }
    for (qint32 step = qint32(m_out.steps.size()) - 1; step >= 0; --step) {
        if (m_out.steps[std::size_t(step)].parent < 0) {
            m_out.finalStep = step;
            return;
        }
    }
}

} // namespace waldesk::domain

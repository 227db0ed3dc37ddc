// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/messageanchor.h"
#include "models/domain/cause/traceback.h"
#include "models/domain/cause/tracebackgrammar.h"

namespace waldesk::domain
{

/// One pass over the lines of a traceback; used by parseTraceback() alone. Each line goes into exactly one piece. What
/// is open (a step in its frames, a step in its message, a group) is the whole state; nothing recurses.
class TracebackParser
{
public:
    /// Without @p remote, what other processes sent is read as rule `w1` read it.
    TracebackParser(QByteArrayView text, QByteArrayView message, const PlaceRules &rules, bool remote = true);
    [[nodiscard]] Traceback run();

private:
    enum class Mode : quint8 { Outside, Expecting, Frames, Message, Ended };
    /// One line, its margin taken off.
    struct Line {
        qsizetype index = 0;
        QByteArrayView seen;
        QByteArrayView content;
        qsizetype column = 0;
    };

    void takeLine(qsizetype index);
    bool takeAnchored(qsizetype index);
    bool takeBorder(const Line &line);
    void enterDepth(Line &line);
    bool takeSeparator(const Line &line);
    bool takeHeader(const Line &line);
    bool takeInFrames(const Line &line);
    bool takeRemote(const Line &line);
    bool takeNewestFirst(const Line &line);
    bool takeFrame(const Line &line);
    bool takeUnderFrame(const Line &line);
    bool takeException(const Line &line);
    void takeMessageLine(const Line &line);
    void takeNote(const Line &line);

    Step &openStep();
    void riseTo(qint32 depth);
    void leaveGroups();
    void demoteEmbedded();
    void markSource(const Line &line);
    void addPiece(PieceKind kind, qsizetype line, qint32 frame = -1);
    void extendMessage(std::vector<Span> &spans, Span span) const;
    void flushBlanks(PieceKind kind);
    [[nodiscard]] Span rawSpan(qsizetype from, qsizetype to) const;
    [[nodiscard]] qint32 &lastInChain();
    [[nodiscard]] Step &current() { return m_out.steps[std::size_t(m_current)]; }
    void findFinal();

    QByteArrayView m_text;
    const PlaceRules &m_rules;
    TextLines m_lines;
    std::optional<MessageAnchor> m_anchor;
    bool m_remote;
    qsizetype m_remoteLine = -2;
    bool m_quoted = false;     ///< between the `"""` of a RemoteTraceback
    qint32 m_newestFirst = -1; ///< the step whose frames stand below its exception
    Traceback m_out;

    qsizetype m_line = 0;
    std::vector<std::size_t> m_firstPieces; ///< of each step
    Mode m_mode = Mode::Outside;
    qint32 m_current = -1;
    Relation m_pending = Relation::First;
    bool m_linked = false; ///< a separator was seen and its exception was not yet
    qint32 m_depth = 0;
    qint32 m_anchoredStep = -1;
    qsizetype m_indent = 0;     ///< blanks before every line of a traceback that is indented as a whole
    qsizetype m_blankFrom = -1; ///< blank lines that may be the message's or the separator's

    /// The chain that is written at a depth: who owns it, and its last step.
    struct Level {
        qint32 owner = -1;
        qint32 number = 0;
        qint32 last = -1;
    };
    std::vector<Level> m_levels{Level{}};
};

} // namespace waldesk::domain

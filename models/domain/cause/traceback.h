// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/frameplace.h"
#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// What a stretch of a traceback's text is. Every byte of the input is in exactly one piece, in the input's order.
enum class PieceKind : quint8 {
    Text,      ///< not understood, or around the traceback: shown as it came
    Header,    ///< `Traceback (most recent call last):`
    Frame,     ///< `  File "...", line N, in f`
    Source,    ///< the code of a frame
    Marker,    ///< `~~~^^^` below the code
    Repeat,    ///< `[Previous line repeated N more times]`
    Exception, ///< `Type: first line of the message`
    Message,   ///< further lines of the message
    Note,      ///< lines of add_note, known only where the message is
    Separator, ///< `The above exception was the direct cause ...` and the blank lines around
    Border,    ///< `+---- 1 ----` of exception groups
    More       ///< `and 3 more exceptions`
};

struct Piece {
    PieceKind kind = PieceKind::Text;
    Span span;
    qint32 step = -1;  ///< index into Traceback::steps
    qint32 frame = -1; ///< index into its frames

    friend bool operator==(const Piece &, const Piece &) = default;
};

/// A marked range of a source line: `^` is the place itself (Core), `~` the rest of the expression.
struct Mark {
    Span range; ///< in the raw text of the source line
    bool core = true;
};

struct SourceLine {
    Span text; ///< without the margin and the four blanks
    std::vector<Mark> marks;
};

struct Frame {
    Span span; ///< the line `File ...` without margin
    Span path;
    Span function; ///< empty where none is printed (SyntaxError)
    qint64 line = 0;
    qint64 repeated = 0; ///< `[Previous line repeated N more times]`
    std::vector<SourceLine> source;
    FrameKind kind = FrameKind::Lib;
    QByteArray module; ///< `waldur_site_agent/common/processors`
};

/// How a step came after the one before it in its chain.
enum class Relation : quint8 {
    First,
    Cause,    ///< raised `from` it
    Context,  ///< raised while it was handled
    Unrelated ///< printed after it without a word
};

/// One exception of a chain, oldest first, or one member of an exception group.
struct Step {
    Span type;                 ///< dotted, as printed; empty where the tail was cut off
    std::vector<Span> message; ///< one span, or one a line where a margin or colours stand between
    std::vector<Span> notes;
    std::vector<Frame> frames;
    Relation relation = Relation::First;
    qint32 previous = -1;        ///< the step before it in the chain
    qint32 parent = -1;          ///< the group it is a member of
    qint32 number = 0;           ///< its number in the group, 1 and up
    qint32 depth = 0;            ///< margins to its left
    qint64 hidden = 0;           ///< members the interpreter left out
    std::vector<qint32> members; ///< last steps of the chains of the group's members
    bool hasHeader = false;
    bool isGroup = false;
};

/// A place in a traceback.
struct FrameAt {
    qint32 step = -1;
    qint32 frame = -1;

    friend bool operator==(const FrameAt &, const FrameAt &) = default;
};

/// What CPython 3.8 to 3.14 printed, taken apart into spans of the raw UTF-8 (contract 7, fingerprint.md 2 and 3). A
/// value: the text stays with the caller, who keeps it alive for as long as spans are read.
struct Traceback {
    std::vector<Piece> pieces;
    std::vector<Step> steps; ///< in the order of the text
    qint32 finalStep = -1;   ///< the exception that ended the work; -1: none was found
    bool anchored = false;   ///< the final exception was known from the message
    [[nodiscard]] bool isEmpty() const { return steps.empty(); }
    [[nodiscard]] const Step * final() const { return finalStep < 0 ? nullptr : &steps[std::size_t(finalStep)]; }
    /// The chain that ends in @p step, oldest first.
    [[nodiscard]] std::vector<qint32> chain(qint32 step) const;
    /// The exceptions that decide: the leaves of the group at the end of the chain or within it, each the last of its
    /// own chain; without a group the final exception.
    [[nodiscard]] std::vector<qint32> leaves() const;
    /// The oldest exception of the chain that ends in @p step.
    [[nodiscard]] qint32 rootOf(qint32 step) const;
    /// The last line of the site agent in the earliest step that has one: where to look first. Of a group whose leaves
    /// failed in different lines, the line of the innermost group around all of them.
    [[nodiscard]] std::optional<FrameAt> lastAgentFrame() const;
};

/// Never throws, never loses a byte, takes time in proportion to the text. With @p message (what the server stores
/// beside it) the final exception is known exactly and nothing inside the message can be mistaken for structure.
[[nodiscard]] Traceback parseTraceback(QByteArrayView text, QByteArrayView message = {}, const PlaceRules &rules = {});

/// The message of a step without margins and colours; lines joined by LF.
[[nodiscard]] QByteArray messageOf(QByteArrayView text, const Step &step);

/// A run of frames of one sort, for a viewer that folds what is not the agent's.
struct FrameRun {
    qint32 first = 0;
    qint32 count = 0;
    bool folded = false; ///< library, standard library or SDK
    friend bool operator==(const FrameRun &, const FrameRun &) = default;
};
[[nodiscard]] std::vector<FrameRun> frameRuns(const Step &step);

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/traceback.h"

#include "models/domain/cause/plainform.h"
#include "models/domain/cause/textlines.h"
#include "models/domain/cause/tracebackparser.h"

#include <algorithm>

namespace waldesk::domain
{

std::vector<qint32> Traceback::chain(qint32 step) const
{
    std::vector<qint32> found;
    for (qint32 at = step; at >= 0 && at < qint32(steps.size()); at = steps[std::size_t(at)].previous)
        found.push_back(at);
    std::reverse(found.begin(), found.end());
    return found;
}

std::vector<qint32> Traceback::leaves() const
{
    std::vector<qint32> found;
    if (finalStep < 0)
        return found;
    qint32 group = finalStep;
    while (group >= 0 && steps[std::size_t(group)].members.empty())
        group = steps[std::size_t(group)].relation == Relation::Unrelated ? -1 : steps[std::size_t(group)].previous;
    if (group < 0)
        return {finalStep};
    std::vector<bool> under(steps.size());
    under[std::size_t(group)] = true;
    // Members stand below their group in the text, so that one pass is enough.
    for (std::size_t at = std::size_t(group); at < steps.size(); ++at) {
        under[at] = under[at] || (steps[at].parent >= 0 && under[std::size_t(steps[at].parent)]);
        if (!under[at])
            continue;
        for (const qint32 member : steps[at].members) {
            if (steps[std::size_t(member)].members.empty())
                found.push_back(member);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

qint32 Traceback::rootOf(qint32 step) const
{
    while (step >= 0) {
        const Step &one = steps[std::size_t(step)];
        if (one.previous < 0 || one.relation == Relation::Unrelated)
            return step;
        step = one.previous;
    }
    return -1;
}

std::optional<FrameAt> Traceback::lastAgentFrame() const
{
    const auto within = [this](qint32 step) -> std::optional<FrameAt> {
        const std::vector<Frame> &frames = steps[std::size_t(step)].frames;
        for (auto frame = frames.size(); frame > 0; --frame) {
            if (frames[frame - 1].kind == FrameKind::App)
                return FrameAt{step, qint32(frame - 1)};
        }
        return std::nullopt;
    };
    const auto lineOf = [this](const FrameAt &at) {
        const Frame &frame = steps[std::size_t(at.step)].frames[std::size_t(at.frame)];
        return std::pair(frame.module, frame.line);
    };
    // What decides comes before the group around it, and a root before what was raised from it.
    std::optional<FrameAt> first;
    bool agree = true;
    const std::vector<qint32> deciding = leaves();
    for (const qint32 leaf : deciding) {
        for (const qint32 step : chain(leaf)) {
            if (const std::optional<FrameAt> found = within(step)) {
                first = first ? first : found;
                agree = agree && lineOf(*found) == lineOf(*first);
                break;
            }
        }
    }
    // No one leaf stands for others that failed elsewhere: their group's line is where all of them were begun.
    if (!agree) {
        qint32 around = steps[std::size_t(deciding.front())].parent;
        for (qint32 at : deciding) {
            // A group stands above its members in the text.
            while (at != around) {
                qint32 &lower = at > around ? at : around;
                lower = steps[std::size_t(lower)].parent;
            }
        }
        for (; around >= 0; around = steps[std::size_t(around)].parent) {
            if (const std::optional<FrameAt> found = within(around))
                return found;
        }
    }
    if (first)
        return first;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        if (const std::optional<FrameAt> found = within(qint32(step)))
            return found;
    }
    return std::nullopt;
}

namespace
{

/// From the plain form back to the text that was given.
void mapBack(Traceback &parsed, const PlainForm &plain, qsizetype size)
{
    qsizetype at = 0;
    const qsizetype stop = plain.tail < 0 ? size : plain.tail;
    for (Piece &piece : parsed.pieces) {
        const qsizetype end = std::max(at, plain.toRaw(piece.span).end);
        piece.span = {at, &piece == &parsed.pieces.back() ? stop : end};
        at = end;
    }
    if (stop < size)
        parsed.pieces.push_back({PieceKind::Text, {stop, size}, -1, -1});
    const auto lines = [&plain](std::vector<Span> &spans) {
        std::vector<Span> mapped;
        for (const Span &span : spans) {
            qsizetype begin = span.begin;
            for (;;) {
                const qsizetype newLine = plain.text.indexOf('\n', begin);
                const qsizetype end = newLine < 0 || newLine > span.end ? span.end : newLine;
                mapped.push_back(plain.toRaw({begin, end}));
                if (end >= span.end)
                    break;
                begin = end + 1;
            }
        }
        spans = std::move(mapped);
    };
    for (Step &step : parsed.steps) {
        step.type = plain.toRaw(step.type);
        lines(step.message);
        lines(step.notes);
        for (Frame &frame : step.frames) {
            frame.span = plain.toRaw(frame.span);
            frame.path = plain.toRaw(frame.path);
            frame.function = plain.toRaw(frame.function);
            for (SourceLine &line : frame.source) {
                line.text = plain.toRaw(line.text);
                for (Mark &mark : line.marks)
                    mark.range = plain.toRaw(mark.range);
            }
        }
    }
}

} // namespace

Traceback parseTraceback(QByteArrayView text, QByteArrayView message, const PlaceRules &rules)
{
    const std::optional<PlainForm> plain = plainFormOf(text, message);
    if (!plain)
        return TracebackParser(text, message, rules).run();
    Traceback parsed = TracebackParser(plain->text, message, rules).run();
    mapBack(parsed, *plain, text.size());
    return parsed;
}

QByteArray messageOf(QByteArrayView text, const Step &step)
{
    QByteArray joined;
    for (const Span &span : step.message) {
        if (&span != &step.message.front())
            joined += '\n';
        const QByteArrayView bytes = span.of(text);
        for (qsizetype at = 0; at < bytes.size();) {
            const qsizetype escape = bytes.indexOf('\x1b', at);
            const qsizetype end = escape < 0 ? bytes.size() : escape;
            joined += bytes.sliced(at, end - at);
            at = escape < 0 ? end : end + escapeLength(bytes.sliced(end));
            if (escape >= 0 && at == end) {
                joined += '\x1b';
                ++at;
            }
        }
    }
    return joined;
}

std::vector<FrameRun> frameRuns(const Step &step)
{
    std::vector<FrameRun> runs;
    for (std::size_t at = 0; at < step.frames.size(); ++at) {
        const bool folded = step.frames[at].kind != FrameKind::App;
        if (!runs.empty() && runs.back().folded == folded)
            ++runs.back().count;
        else
            runs.push_back({qint32(at), 1, folded});
    }
    return runs;
}

} // namespace waldesk::domain

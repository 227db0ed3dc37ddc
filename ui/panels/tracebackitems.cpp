// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackitems.h"

#include "models/domain/cause/sdkfailure.h"
#include "models/domain/cause/textlines.h"

#include <QHash>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr qint32 LongestCycle = 48;
constexpr qint32 FewestRepeated = 4; // frames: less is read faster than unfolded

using Item = TracebackItem;
using domain::Piece;
using domain::PieceKind;

/// Colours alone say nothing either.
bool isBlank(QByteArrayView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype escape = domain::escapeLength(text.sliced(at));
        if (escape == 0 && !QByteArrayView(" \t\r\n").contains(text[at]))
            return false;
        at += std::max<qsizetype>(1, escape);
    }
    return true;
}

class ItemBuilder
{
public:
    ItemBuilder(QByteArrayView text, const domain::Traceback &traceback) : m_text(text), m_traceback(traceback) {}

    std::vector<Item> build()
    {
        m_begun.resize(m_traceback.steps.size());
        m_noted.resize(m_traceback.steps.size());
        for (const Piece &piece : m_traceback.pieces)
            take(piece);
        return std::move(m_items);
    }

private:
    void take(const Piece &piece)
    {
        if (piece.kind == PieceKind::Text) {
            if (!isBlank(piece.span.of(m_text)))
                addText(piece.span);
            return;
        }
        if (piece.step >= 0)
            beginStep(piece.step);
        if (piece.kind == PieceKind::Frame && piece.frame >= 0) {
            m_items.push_back({Item::Kind::Frame, piece.step, piece.frame, piece.span, -1});
        } else if (piece.kind == PieceKind::Repeat) {
            m_items.push_back({Item::Kind::Repeat, piece.step, piece.frame, piece.span, -1});
        } else if (piece.kind == PieceKind::More) {
            m_items.push_back({Item::Kind::More, piece.step, -1, piece.span, -1});
        } else if (piece.kind == PieceKind::Note && piece.step >= 0 && !m_noted[size_t(piece.step)]) {
            m_noted[size_t(piece.step)] = true;
            m_items.push_back({Item::Kind::Note, piece.step, -1, piece.span, -1});
        }
    }

    void beginStep(qint32 step)
    {
        if (m_begun[size_t(step)])
            return;
        m_begun[size_t(step)] = true;
        m_items.push_back({Item::Kind::Step, step, -1, {}, -1});
        const QByteArray message = domain::messageOf(m_text, m_traceback.steps[size_t(step)]);
        if (domain::parseSdkFailure(message))
            m_items.push_back({Item::Kind::Response, step, -1, {}, -1});
    }

    /// Lines of text that follow each other make one row, up to its size.
    void addText(const domain::Span &span)
    {
        domain::Span rest = span;
        while (!rest.isEmpty()) {
            domain::Span part = rest;
            if (part.size() > TextRowBytes) {
                part.end = part.begin + TextRowBytes;
                const qsizetype lineEnd = part.of(m_text).lastIndexOf('\n');
                if (lineEnd > 0)
                    part.end = part.begin + lineEnd + 1;
                while (part.end > part.begin + 1 && (static_cast<quint8>(m_text[part.end]) & 0xC0U) == 0x80U)
                    --part.end;
            }
            rest.begin = part.end;
            if (joinsLast(part)) {
                m_items.back().span.end = part.end;
                ++m_lines;
            } else {
                m_items.push_back({Item::Kind::Text, -1, -1, part, -1});
                m_lines = 1;
            }
        }
    }

    [[nodiscard]] bool joinsLast(const domain::Span &part) const
    {
        return !m_items.empty() && m_items.back().kind == Item::Kind::Text && m_items.back().span.end == part.begin &&
               part.end - m_items.back().span.begin <= TextRowBytes && m_lines < TextRowLines;
    }

    QByteArrayView m_text;
    const domain::Traceback &m_traceback;
    std::vector<Item> m_items;
    std::vector<bool> m_begun;
    std::vector<bool> m_noted;
    int m_lines = 0; ///< of the text row at the end
};

/// Frames, by step, that frameRuns() would fold.
std::vector<std::vector<bool>> foldedFrames(const domain::Traceback &traceback)
{
    std::vector<std::vector<bool>> folded;
    folded.reserve(traceback.steps.size());
    for (const domain::Step &step : traceback.steps) {
        std::vector<bool> each(step.frames.size());
        for (const domain::FrameRun &run : domain::frameRuns(step)) {
            for (qint32 i = 0; i < run.count; ++i)
                each[size_t(run.first + i)] = run.folded;
        }
        folded.push_back(std::move(each));
    }
    return folded;
}

void addFold(TracebackItems &all, qint32 first, qint32 end, bool libraries, qint32 period = 0)
{
    const qint32 most = period > 0 ? MostRowsAtOnce - MostRowsAtOnce % period : MostRowsAtOnce;
    while (first < end) {
        const qint32 count = std::min(end - first, most);
        const auto fold = qint32(all.folds.size());
        all.folds.push_back({first, count, libraries, false, period});
        for (qint32 i = 0; i < count; ++i)
            all.items[size_t(first + i)].fold = fold;
        first += count;
    }
}

/// A number for each item that is a frame: equal for the same line of the same function. Others are all different.
std::vector<qint32> frameNumbers(const TracebackItems &all, QByteArrayView text, const domain::Traceback &traceback)
{
    std::vector<qint32> numbers;
    numbers.reserve(all.items.size());
    QHash<QByteArrayView, qint32> known;
    qint32 next = 0;
    for (const Item &item : all.items) {
        if (item.kind != Item::Kind::Frame) {
            numbers.push_back(--next); // negative: never met again
            continue;
        }
        const domain::Frame &frame = traceback.steps[size_t(item.step)].frames[size_t(item.frame)];
        const QByteArrayView place = frame.span.of(text);
        auto found = known.find(place);
        if (found == known.end())
            found = known.insert(place, qint32(known.size()));
        numbers.push_back(*found);
    }
    return numbers;
}

/// Recursion: what repeats at least twice more is shown once, and the repetitions are one row.
void foldCycles(TracebackItems &all, QByteArrayView text, const domain::Traceback &traceback)
{
    const std::vector<qint32> numbers = frameNumbers(all, text, traceback);
    const auto count = qint32(numbers.size());
    const auto runOf = [&](qint32 at, qint32 period) {
        qint32 run = 0;
        while (at + run + period < count && numbers[size_t(at + run)] >= 0 &&
               numbers[size_t(at + run)] == numbers[size_t(at + run + period)])
            ++run;
        return run - run % period;
    };
    for (qint32 at = 0; at < count;) {
        qint32 repeated = 0;
        qint32 period = 1;
        for (; numbers[size_t(at)] >= 0 && period <= LongestCycle; ++period) {
            repeated = runOf(at, period);
            if (repeated >= 2 * period && repeated >= FewestRepeated)
                break;
            repeated = 0;
        }
        if (repeated > 0)
            addFold(all, at + period, at + period + repeated, false, period);
        at += repeated > 0 ? period + repeated : 1;
    }
}

void foldLibraries(TracebackItems &all, const domain::Traceback &traceback)
{
    const auto folded = foldedFrames(traceback);
    const auto count = qint32(all.items.size());
    for (qint32 at = 0; at < count;) {
        qint32 end = at;
        while (end < count) {
            const Item &item = all.items[size_t(end)];
            const bool ofFrame = item.kind == Item::Kind::Frame || item.kind == Item::Kind::Repeat;
            if (!ofFrame || item.frame < 0 || item.fold >= 0 || item.step != all.items[size_t(at)].step ||
                !folded[size_t(item.step)][size_t(item.frame)])
                break;
            ++end;
        }
        if (end > at)
            addFold(all, at, end, true);
        at = std::max(end, at + 1);
    }
}

/// With tens of thousands of rows the first and the last are what is read.
void foldMiddle(TracebackItems &all)
{
    qint32 rows = 0;
    std::vector<qint32> rowOf;
    rowOf.reserve(all.items.size());
    qint32 last = -1;
    for (const Item &item : all.items) {
        if (item.fold < 0 || item.fold != last)
            ++rows;
        last = item.fold;
        rowOf.push_back(rows - 1);
    }
    if (rows <= 2 * MostRowsAtOnce)
        return;
    const auto first = std::ranges::lower_bound(rowOf, MostRowsAtOnce) - rowOf.begin();
    const auto end = std::ranges::lower_bound(rowOf, rows - MostRowsAtOnce) - rowOf.begin();
    std::vector<TracebackFold> folds = std::move(all.folds);
    all.folds.clear();
    for (Item &item : all.items)
        item.fold = -1;
    const auto keep = [&](bool before) {
        for (const TracebackFold &fold : folds) {
            if (before ? fold.first + fold.count <= first : fold.first >= end)
                addFold(all, fold.first, fold.first + fold.count, fold.libraries, fold.period);
        }
    };
    keep(true);
    addFold(all, qint32(first), qint32(end), false);
    keep(false);
}

} // namespace

TracebackItems tracebackItems(QByteArrayView text, const domain::Traceback &traceback)
{
    TracebackItems all;
    all.items = ItemBuilder(text, traceback).build();
    foldCycles(all, text, traceback);
    foldLibraries(all, traceback);
    // Rows are made in the order of the items.
    std::ranges::sort(all.folds, {}, &TracebackFold::first);
    for (size_t fold = 0; fold < all.folds.size(); ++fold) {
        for (qint32 i = 0; i < all.folds[fold].count; ++i)
            all.items[size_t(all.folds[fold].first + i)].fold = qint32(fold);
    }
    foldMiddle(all);
    return all;
}

} // namespace waldesk::ui

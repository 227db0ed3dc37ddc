// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/comparelines.h"

#include "ui/panels/tracebackmodel.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace waldesk::ui
{

namespace
{

using Kind = CompareLine::Kind;
using Pairs = std::vector<std::pair<qsizetype, qsizetype>>;

constexpr qsizetype MostWords = 400;
constexpr qsizetype LineLength = 2000;

/// The longest common subsequence of two lists, as pairs of places. Equal ends are taken off first, so that two errors
/// that differ in a word cost next to nothing.
template <typename List, typename Equal>
Pairs commonPairs(const List &a, const List &b, const Equal &equal)
{
    const auto sizeA = qsizetype(a.size());
    const auto sizeB = qsizetype(b.size());
    const auto same = [&](qsizetype i, qsizetype j) {
        return equal(a[size_t(i)], b[size_t(j)]);
    };
    qsizetype head = 0;
    while (head < qMin(sizeA, sizeB) && same(head, head))
        ++head;
    qsizetype tail = 0;
    while (tail < qMin(sizeA, sizeB) - head && same(sizeA - 1 - tail, sizeB - 1 - tail))
        ++tail;
    Pairs pairs;
    for (qsizetype i = 0; i < head; ++i)
        pairs.emplace_back(i, i);
    const qsizetype rows = sizeA - head - tail;
    const qsizetype columns = sizeB - head - tail;
    std::vector<quint16> length(size_t((rows + 1) * (columns + 1)), 0);
    const auto at = [&](qsizetype i, qsizetype j) -> quint16 & {
        return length[size_t(i * (columns + 1) + j)];
    };
    for (qsizetype i = rows - 1; i >= 0; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j)
            at(i, j) = same(head + i, head + j) ? quint16(at(i + 1, j + 1) + 1) : qMax(at(i + 1, j), at(i, j + 1));
    }
    for (qsizetype i = 0, j = 0; i < rows && j < columns;) {
        if (same(head + i, head + j)) {
            pairs.emplace_back(head + i++, head + j++);
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    for (qsizetype i = tail; i > 0; --i)
        pairs.emplace_back(sizeA - i, sizeB - i);
    return pairs;
}

struct WordAt {
    qsizetype begin = 0;
    qsizetype length = 0;
};

std::vector<WordAt> wordsOf(const QString &text)
{
    std::vector<WordAt> words;
    const auto inWord = [](QChar c) {
        return c.isLetterOrNumber() || c == QLatin1Char('_');
    };
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at + 1;
        // The last one is all the rest, so that a huge line is not compared for ever.
        if (qsizetype(words.size()) == MostWords - 1)
            end = text.size();
        else if (inWord(text[at]))
            while (end < text.size() && inWord(text[end]))
                ++end;
        else if (text[at].isHighSurrogate() && end < text.size())
            ++end;
        words.push_back({at, end - at});
        at = end;
    }
    return words;
}

void addMark(std::vector<CompareMark> &marks, const WordAt &word)
{
    if (!marks.empty() && marks.back().begin + marks.back().length == word.begin)
        marks.back().length += word.length;
    else
        marks.push_back({word.begin, word.length});
}

void markWords(CompareRow &row)
{
    struct Word {
        QStringView text;
        WordAt at;
    };
    const auto listOf = [](const QString &text) {
        std::vector<Word> list;
        for (const WordAt &word : wordsOf(text))
            list.push_back({QStringView(text).sliced(word.begin, word.length), word});
        return list;
    };
    const std::vector<Word> left = listOf(row.left);
    const std::vector<Word> right = listOf(row.right);
    std::vector<bool> keptLeft(left.size());
    std::vector<bool> keptRight(right.size());
    for (const auto &pair : commonPairs(left, right, [](const Word &a, const Word &b) { return a.text == b.text; })) {
        keptLeft[size_t(pair.first)] = true;
        keptRight[size_t(pair.second)] = true;
    }
    for (size_t i = 0; i < left.size(); ++i) {
        if (!keptLeft[i])
            addMark(row.leftMarks, left[i].at);
    }
    for (size_t i = 0; i < right.size(); ++i) {
        if (!keptRight[i])
            addMark(row.rightMarks, right[i].at);
    }
}

CompareRow rowOf(const CompareLine *left, const CompareLine *right)
{
    CompareRow row;
    row.kind = left ? left->kind : right->kind;
    row.hasLeft = left;
    row.hasRight = right;
    row.left = left ? left->text : QString();
    row.right = right ? right->text : QString();
    if (left && right && row.left != row.right)
        markWords(row);
    return row;
}

void addLine(std::vector<CompareLine> &lines, Kind kind, const QString &text, const QString &key)
{
    lines.push_back({kind, text.left(LineLength), QChar(u'0' + char16_t(kind)) + key});
}

void addRow(std::vector<CompareLine> &lines, const TracebackRow &row)
{
    switch (row.kind) {
    case TracebackRow::Kind::Step: {
        const QString message = row.message.section(QLatin1Char('\n'), 0, 0);
        addLine(lines, Kind::Step, row.type + (message.isEmpty() ? QString() : QStringLiteral(": ") + message),
                row.type);
        break;
    }
    case TracebackRow::Kind::Frame:
        addLine(lines, Kind::Frame,
                row.place + QStringLiteral("  ") + row.function + QStringLiteral("  ") + row.package,
                row.package + QLatin1Char('/') + row.place.section(QLatin1Char(':'), 0, -2) + QLatin1Char('/') +
                    row.function);
        for (const TracebackSource &source : row.source)
            addLine(lines, Kind::Source, QStringLiteral("    ") + source.text, source.text);
        break;
    case TracebackRow::Kind::Fold:
    case TracebackRow::Kind::Reason:
        break;
    case TracebackRow::Kind::Note:
    case TracebackRow::Kind::Text:
    case TracebackRow::Kind::Response:
        for (const QString &line : row.lines)
            addLine(lines, Kind::Text, line, line);
        break;
    }
}

} // namespace

std::vector<CompareLine> compareLines(const domain::ErrorText &error)
{
    std::vector<CompareLine> lines;
    const QByteArray head = error.message.left(MostCompareLines * 200);
    for (const QString &line : QString::fromUtf8(head).split(QLatin1Char('\n'))) {
        if (!line.trimmed().isEmpty())
            addLine(lines, Kind::Message, line, line);
    }
    TracebackModel model;
    model.setError(error, {});
    for (int row = 0; row < model.rowCount() && qsizetype(lines.size()) <= MostCompareLines; ++row) {
        model.setOpen(row, true);
        addRow(lines, model.rowAt(row));
    }
    if (qsizetype(lines.size()) > MostCompareLines) {
        lines.resize(size_t(MostCompareLines));
        const QString more = QCoreApplication::translate("waldesk::ui::CompareDialog", "[… more is not compared …]");
        addLine(lines, Kind::Text, more, more);
    }
    return lines;
}

std::vector<CompareRow> compared(const std::vector<CompareLine> &left, const std::vector<CompareLine> &right)
{
    std::vector<CompareRow> rows;
    Pairs pairs = commonPairs(left, right, [](const CompareLine &a, const CompareLine &b) { return a.key == b.key; });
    pairs.emplace_back(qsizetype(left.size()), qsizetype(right.size()));
    qsizetype i = 0;
    qsizetype j = 0;
    for (const auto &pair : pairs) {
        // Between two common lines, lines of one sort stand beside each other.
        while (i < pair.first || j < pair.second) {
            const CompareLine *a = i < pair.first ? &left[size_t(i)] : nullptr;
            const CompareLine *b = j < pair.second ? &right[size_t(j)] : nullptr;
            if (a && b && a->kind != b->kind)
                (pair.first - i >= pair.second - j ? b : a) = nullptr;
            rows.push_back(rowOf(a, b));
            i += a ? 1 : 0;
            j += b ? 1 : 0;
        }
        if (i < qsizetype(left.size()) && j < qsizetype(right.size()))
            rows.push_back(rowOf(&left[size_t(i)], &right[size_t(j)]));
        ++i;
        ++j;
    }
    return rows;
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/tracebacklayout.h"

#include "ui/base/tametext.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextOption>
#include <QtMath>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype ShortMessage = 1200; ///< more does not fit into the lines of a step that is not unfolded
constexpr qsizetype LongestLine = 4100;  ///< what one row holds at most
constexpr qsizetype KeptLeft = 3;        ///< characters before a marked range that stay when the left is cut
constexpr qsizetype WorthCutting = 8;    ///< `return ` stays: cutting it would show little more
constexpr qsizetype RangesPainted = 40;
const QString Ellipsis(QChar(0x2026));

} // namespace

StepText stepText(const TracebackRow &row, const Look &look, int width, int mostLines)
{
    const QString type = tameText(shortened(row.type, 200));
    QString message = row.message;
    while (message.endsWith(QLatin1Char('\n')))
        message.chop(1);
    const bool shortOne = mostLines <= 3;
    message = tameLines(shortOne ? shortened(message, ShortMessage) : message);
    message.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
    QString text = type + (message.isEmpty() ? QString() : QStringLiteral(": ") + message);
    // "[Errno 111]" does not break at its space.
    text.replace(QStringLiteral("[Errno "), QStringLiteral("[Errno\u00A0"));

    StepText result;
    result.layout = std::make_unique<QTextLayout>(text, look.body);
    QTextLayout::FormatRange bold;
    bold.start = 0;
    bold.length = int(type.size());
    bold.format.setFont(look.strong);
    result.layout->setFormats({bold});
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    result.layout->setTextOption(option);
    result.layout->beginLayout();
    for (int count = 0;; ++count) {
        QTextLine line = result.layout->createLine();
        if (!line.isValid())
            break;
        if (count == mostLines) {
            line.setNumColumns(0);
            line.setPosition({0, -4.0 * look.h});
            result.cut = true;
            break;
        }
        line.setLineWidth(qMax(width, look.chars(4)));
        line.setPosition({0, qreal(count * look.h)});
        result.height = (count + 1) * look.h;
    }
    result.layout->endLayout();
    return result;
}

FoldedLines foldedLines(const QStringList &lines, const QFont &font, int width, int mostLines)
{
    const qreal letter = QFontMetricsF(font).horizontalAdvance(QLatin1Char('m'));
    const auto columns = qMax<qsizetype>(12, qsizetype(width / qMax(1.0, letter)));
    FoldedLines folded;
    for (const QString &line : lines) {
        const QString tamed = tameText(shortened(line, LongestLine));
        qsizetype at = 0;
        do {
            if (folded.lines.size() == mostLines) {
                folded.cut = true;
                return folded;
            }
            qsizetype end = qMin(at + columns, tamed.size());
            if (end < tamed.size() && tamed[end].isLowSurrogate())
                --end;
            folded.lines += tamed.mid(at, end - at);
            at = end;
        } while (at < tamed.size());
    }
    return folded;
}

TracebackSource fittedSource(const TracebackSource &source, const QFont &font, int width)
{
    // Taming makes text longer, so the ranges are built anew, piece by piece.
    TracebackSource fitted;
    qsizetype at = 0;
    const auto add = [&](qsizetype end) {
        if (end > at)
            fitted.text += tameText(source.text.mid(at, end - at));
        at = qMax(at, end);
    };
    for (const TracebackSource::Mark &mark : source.marks) {
        add(mark.begin);
        const qsizetype begin = fitted.text.size();
        add(mark.begin + mark.length);
        if (fitted.text.size() > begin)
            fitted.marks.push_back({begin, fitted.text.size() - begin, mark.core});
    }
    add(source.text.size());

    const QFontMetricsF metrics(font);
    qsizetype cut = 0;
    if (!fitted.marks.empty()) {
        const qsizetype begin = fitted.marks.front().begin;
        const qsizetype end = fitted.marks.back().begin + fitted.marks.back().length;
        const qreal whole = metrics.horizontalAdvance(fitted.text.first(end));
        // What goes on behind the range ends in an ellipsis of its own.
        const qreal after = end < fitted.text.size() ? metrics.horizontalAdvance(Ellipsis) : 0;
        const qsizetype most = begin - KeptLeft;
        const bool fits = metrics.horizontalAdvance(fitted.text) <= width || whole + after <= width;
        if (begin > WorthCutting && !fits) {
            qreal over = whole + after + metrics.horizontalAdvance(Ellipsis + QLatin1Char(' ')) - width;
            while (cut < most && over > 0) {
                over -= metrics.horizontalAdvance(fitted.text[cut]);
                ++cut;
            }
        }
    }
    if (cut > 0 && cut < fitted.text.size() && fitted.text[cut].isLowSurrogate())
        ++cut;
    if (cut > 0 || source.cutLeft) {
        while (cut < fitted.text.size() && fitted.text[cut].isSpace())
            ++cut;
        const QString lead = Ellipsis + QLatin1Char(' ');
        fitted.text = lead + fitted.text.sliced(cut);
        for (TracebackSource::Mark &mark : fitted.marks)
            mark.begin = qMax<qsizetype>(0, mark.begin - cut) + lead.size();
    }
    return fitted;
}

std::vector<WordRange> rangesOf(const QString &text, const QStringList &words)
{
    std::vector<WordRange> ranges;
    for (const QString &word : words) {
        if (word.isEmpty())
            continue;
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
             at >= 0 && qsizetype(ranges.size()) < RangesPainted;
             at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive))
            ranges.push_back({at, word.size()});
    }
    return ranges;
}

void underlineWords(QPainter *painter, const QPointF &origin, const QString &text, const QFont &font,
                    const QStringList &words, const Look &look, int right)
{
    if (words.isEmpty())
        return;
    const QFontMetricsF metrics(font);
    const qreal y = origin.y() + metrics.descent() - 1;
    for (const WordRange &range : rangesOf(text, words)) {
        const qreal from = origin.x() + metrics.horizontalAdvance(text.first(range.begin));
        const qreal to = from + metrics.horizontalAdvance(text.sliced(range.begin, range.length));
        if (from < right)
            painter->fillRect(QRectF(from, y, qMin<qreal>(to, right) - from, 2), look.accent);
    }
}

} // namespace waldesk::ui

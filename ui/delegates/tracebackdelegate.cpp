// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/tracebackdelegate.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QAbstractItemView>
#include <QCoreApplication>
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
    const QString type = escapeForDisplay(shortened(row.type, 200));
    QString message = row.message;
    while (message.endsWith(QLatin1Char('\n')))
        message.chop(1);
    const bool shortOne = mostLines <= 3;
    message = escapeLinesForDisplay(shortOne ? shortened(message, ShortMessage) : message);
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
        const QString tamed = escapeForDisplay(shortened(line, LongestLine));
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
            fitted.text += escapeForDisplay(source.text.mid(at, end - at));
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

namespace
{

using Row = TracebackRow;

constexpr int MostIndents = 8;
constexpr qsizetype LongestLabel = 160;

QString words(const char *text)
{
    return QCoreApplication::translate("waldesk::ui::TracebackDelegate", text);
}

int discSide(const Look &look)
{
    return look.h + look.units(0.5);
}

int linesOf(const Row &row)
{
    if (row.kind == Row::Kind::Response && !row.unfolded)
        return TracebackDelegate::BodyLines;
    return TracebackDelegate::UnfoldedLines;
}

const QFont &fontOfLines(const Row &row, const Look &look)
{
    return row.kind == Row::Kind::Reason ? look.body : look.mono;
}

int heightOfLines(const Row &row, const Look &look)
{
    return row.kind == Row::Kind::Reason ? look.h : look.hMono();
}

/// A sentence for a person is wrapped by words, which few rows are.
FoldedLines wrapped(const Row &row, const Look &look, int width)
{
    if (row.kind != Row::Kind::Reason)
        return foldedLines(row.lines, look.mono, width, linesOf(row));
    FoldedLines folded;
    const QFontMetrics metrics(look.body);
    QString line;
    for (const QString &word : row.lines.join(QLatin1Char(' ')).split(QLatin1Char(' '))) {
        const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
        if (!line.isEmpty() && metrics.horizontalAdvance(longer) > width) {
            folded.lines += line;
            line = word;
        } else {
            line = longer;
        }
    }
    folded.lines += line;
    return folded;
}

} // namespace

struct TracebackDelegate::Frame {
    QPainter *painter;
    const Look &look;
    QRect rect;
    const Row &row;
    QColor background;
    int left;  ///< of words
    int right; ///< behind the last of them
    [[nodiscard]] int width() const { return right - left; }
};

int TracebackDelegate::textLeft(const Look &look, int indent)
{
    return look.units(2) + discSide(look) + look.units(1.5) + look.units(4) * qMin(indent, MostIndents);
}

QSize TracebackDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const Row row = index.data(TracebackRowRole).value<Row>();
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int whole = view ? view->viewport()->width() : option.rect.width();
    const int width = whole - textLeft(look, row.indent) - look.units(2.5);
    int height = 0;
    switch (row.kind) {
    case Row::Kind::Step:
        height = look.units(2) + look.hSmall + look.units(0.5) +
                 stepText(row, look, width, row.unfolded ? UnfoldedLines : MessageLines).height + look.units(1.25);
        break;
    case Row::Kind::Frame:
        height = look.units(1.25) + look.h + int(row.source.size()) * (look.hMono() + 1) + look.units(1.5);
        break;
    case Row::Kind::Fold:
        height = look.h + look.units(2);
        break;
    case Row::Kind::Response:
    case Row::Kind::Note:
    case Row::Kind::Text:
    case Row::Kind::Reason: {
        const FoldedLines folded = wrapped(row, look, width);
        height = look.units(2) + int(folded.lines.size()) * heightOfLines(row, look);
        if (!row.caption.isEmpty())
            height += look.h + look.units(0.5);
        if (folded.cut)
            height += look.hSmall;
        if (row.kind == Row::Kind::Response)
            height += look.units(1.5); // air below the box
        break;
    }
    }
    return {look.chars(20), height};
}

void TracebackDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const Row row = index.data(TracebackRowRole).value<Row>();
    const bool focused = option.widget && option.widget->hasFocus();
    const bool current = focused && option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->save();
    painter->setClipRect(option.rect);
    const QColor background = current ? look.sel : hovered && row.kind == Row::Kind::Fold ? look.hover : look.base;
    painter->fillRect(option.rect, background);
    const Frame frame{painter,
                      look,
                      option.rect,
                      row,
                      background,
                      option.rect.x() + textLeft(look, row.indent),
                      option.rect.right() + 1 - look.units(2.5)};
    paintRail(frame);
    switch (row.kind) {
    case Row::Kind::Step:
        paintStep(frame);
        break;
    case Row::Kind::Frame:
        paintFrame(frame, current);
        break;
    case Row::Kind::Fold:
        paintFold(frame);
        break;
    case Row::Kind::Note:
    case Row::Kind::Text:
    case Row::Kind::Response:
    case Row::Kind::Reason:
        paintLines(frame);
        break;
    }
    if (current)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(paint::BarWidth, option.rect.height())), look.accent);
    painter->restore();
}

void TracebackDelegate::paintRail(const Frame &frame)
{
    const Look &look = frame.look;
    for (int level = 0; level <= qMin(frame.row.indent, MostIndents); ++level) {
        const bool own = level == qMin(frame.row.indent, MostIndents);
        if (!frame.row.rail && !(own && frame.row.kind == Row::Kind::Step))
            continue;
        const int x = frame.rect.x() + textLeft(look, level) - look.units(1.5) - discSide(look) / 2;
        // The chain begins at its first disc.
        const int top = frame.row.rail ? frame.rect.y() : frame.rect.y() + look.units(2) + look.hSmall;
        frame.painter->fillRect(QRect(x, top, 1, frame.rect.bottom() + 1 - top), look.line2);
    }
}

void TracebackDelegate::paintStep(const Frame &frame)
{
    const Look &look = frame.look;
    const Row &row = frame.row;
    const bool quiet = row.rank == Row::Rank::Between;
    const QRect caption(frame.left, frame.rect.y() + look.units(2), frame.width(), look.hSmall);
    paintRuns(frame.painter, caption, fitted({{row.caption, look.small, look.text2, false}}, caption.width()));

    const int top = caption.bottom() + 1 + look.units(0.5);
    const StepText text = stepText(row, look, frame.width(), row.unfolded ? UnfoldedLines : MessageLines);
    const QString whole = text.layout->text();
    QList<QTextLayout::FormatRange> marks;
    for (const WordRange &range : rangesOf(whole, row.words)) {
        QTextLayout::FormatRange mark;
        mark.start = int(range.begin);
        mark.length = int(range.length);
        mark.format.setFontUnderline(true);
        mark.format.setUnderlineColor(look.accent);
        marks += mark;
    }
    frame.painter->setPen(quiet ? look.text2 : look.text);
    frame.painter->save();
    frame.painter->setClipRect(QRect(frame.left, top, frame.width(), text.height), Qt::IntersectClip);
    text.layout->draw(frame.painter, QPointF(frame.left, top), marks);
    frame.painter->restore();
    if (text.cut) {
        const std::vector<TextRun> more{
            {QStringLiteral("\u2026 "), look.body, look.text2, false},
            {words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "more")), look.small, look.accent, false}};
        const int width = widthOf(more);
        const QRect end(frame.right - width, top + text.height - look.h, width, look.h);
        frame.painter->fillRect(end.adjusted(-look.units(1), 0, 0, 0), frame.background);
        paintRuns(frame.painter, end, more);
    }

    const int side = discSide(look);
    const QString digits = QString::number(row.number);
    const int wide = qMax(side, QFontMetrics(look.smallStrong).horizontalAdvance(digits) + look.units(1.5));
    QRect disc(0, 0, wide, side);
    disc.moveCenter(QPoint(frame.left - look.units(1.5) - side / 2, top + look.h / 2));
    const QColor ink = quiet ? look.text2 : look.ink(Shade::Erred);
    const bool filled = row.rank == Row::Rank::Root;
    frame.painter->setRenderHint(QPainter::Antialiasing);
    frame.painter->setPen(QPen(ink, 1.4));
    frame.painter->setBrush(filled ? ink : look.base);
    frame.painter->drawRoundedRect(QRectF(disc).adjusted(0.7, 0.7, -0.7, -0.7), side / 2.0, side / 2.0);
    frame.painter->setRenderHint(QPainter::Antialiasing, false);
    frame.painter->setFont(look.smallStrong);
    frame.painter->setPen(filled ? look.accentText : ink);
    frame.painter->drawText(disc, Qt::AlignCenter | Qt::TextSingleLine, digits);
}

void TracebackDelegate::paintFrame(const Frame &frame, bool selected)
{
    const Look &look = frame.look;
    const Row &row = frame.row;
    if (row.lastAgent) {
        const QRect tint(frame.left - look.units(1), frame.rect.y(), frame.width() + look.units(2),
                         frame.rect.height() - look.units(0.5));
        if (!selected)
            frame.painter->fillRect(tint, look.tint(Shade::Erred));
        frame.painter->fillRect(QRect(tint.topLeft(), QSize(paint::BarWidth, tint.height())), look.ink(Shade::Erred));
    }
    const QRect head(frame.left, frame.rect.y() + look.units(1.25), frame.width(), look.h);
    std::vector<TextRun> where{{escapeForDisplay(shortened(row.place, LongestLabel)), row.own ? look.strong : look.body,
                                row.own ? look.text : look.text2, false}};
    if (!row.function.isEmpty())
        where.push_back({QStringLiteral("  ") + escapeForDisplay(shortened(row.function, LongestLabel)), look.body,
                         look.text2, false});
    std::vector<TextRun> tail;
    if (row.lastAgent)
        tail.push_back(
            {QStringLiteral("  ") + words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "last agent line")),
             look.smallStrong, look.ink(Shade::Erred), false});
    const int tailWidth = tail.empty() ? 0 : widthOf(tail);
    const int whereWidth = qMin(widthOf(where), head.width() - tailWidth);
    const int room = head.width() - whereWidth - tailWidth - look.units(2);
    if (room > look.chars(5) && !row.package.isEmpty()) {
        const QString package =
            QFontMetrics(look.small)
                .elidedText(escapeForDisplay(shortened(row.package, LongestLabel)), Qt::ElideLeft, room);
        tail.insert(tail.begin(), {package, look.small, look.text2, false});
    }
    paintRuns(frame.painter, head, fitted(where, whereWidth));
    const qreal ascent = QFontMetricsF(look.body).ascent();
    underlineWords(frame.painter, QPointF(head.x(), head.y() + ascent), where.front().text, where.front().font,
                   row.matchedAside ? QStringList{where.front().text} : row.words, look, head.x() + whereWidth);
    if (where.size() > 1)
        underlineWords(
            frame.painter,
            QPointF(head.x() + QFontMetricsF(where[0].font).horizontalAdvance(where[0].text), head.y() + ascent),
            where[1].text, where[1].font, row.words, look, head.x() + whereWidth);
    if (!tail.empty()) {
        const int wide = widthOf(tail);
        const QRect end(head.right() + 1 - wide, head.y(), wide, head.height());
        paintRuns(frame.painter, end, tail);
        if (!row.lastAgent || tail.size() > 1)
            underlineWords(frame.painter, QPointF(end.x(), head.y() + ascent), tail[0].text, tail[0].font, row.words,
                           look, head.right());
    }
    QRect line(frame.left, head.bottom() + 1, frame.width(), look.hMono());
    for (const TracebackSource &source : row.source) {
        paintSource(frame, source, line);
        line.translate(0, look.hMono() + 1);
    }
}

void TracebackDelegate::paintSource(const Frame &frame, const TracebackSource &source, const QRect &line)
{
    const Look &look = frame.look;
    const TracebackSource shown = fittedSource(source, look.mono, line.width());
    const QFontMetricsF metrics(look.mono);
    const QString text = metrics.elidedText(shown.text, Qt::ElideRight, line.width());
    const qreal baseLine = line.y() + metrics.ascent();
    frame.painter->setFont(look.mono);
    frame.painter->setPen(frame.row.lastAgent ? look.text : look.text2);
    frame.painter->drawText(QPointF(line.x(), baseLine), text);
    // Below the descent, or it would hide the underscores of some fonts.
    const qreal y = qRound(baseLine + metrics.descent()) + 1;
    const QColor ink = frame.row.lastAgent ? look.ink(Shade::Erred) : look.dim;
    for (const TracebackSource::Mark &mark : shown.marks) {
        const qreal from = metrics.horizontalAdvance(shown.text.first(mark.begin));
        const qreal to = metrics.horizontalAdvance(shown.text.first(mark.begin + mark.length));
        if (from < line.width())
            frame.painter->fillRect(QRectF(line.x() + from, y, qMin<qreal>(to, line.width()) - from,
                                           mark.core && frame.row.lastAgent ? 2 : 1),
                                    mark.core ? ink : mixed(ink, look.base, 0.6));
    }
    underlineWords(frame.painter, QPointF(line.x(), baseLine), text, look.mono, frame.row.words, look, line.right());
}

void TracebackDelegate::paintFold(const Frame &frame)
{
    const Look &look = frame.look;
    const QRect icon(frame.left, frame.rect.y() + (frame.rect.height() - look.iconSmall) / 2, look.iconSmall,
                     look.iconSmall);
    paintIcon(frame.painter, icon, frame.row.unfolded ? QStringLiteral("unfold") : QStringLiteral("fold"), look.text2);
    const int left = icon.right() + 1 + look.units(1.25);
    const QRect line(left, frame.rect.y(), frame.right - left, frame.rect.height());
    std::vector<TextRun> runs{
        {escapeForDisplay(shortened(frame.row.message, LongestLabel)), look.small, look.text2, false}};
    if (frame.row.matches > 0) {
        const QString count = frame.row.matches == 1
                                  ? words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "1 match inside"))
                                  : words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "%1 matches inside"))
                                        .arg(frame.row.matches);
        runs.push_back({QStringLiteral("  \u00B7  ") + count, look.smallStrong, look.accent, false});
    }
    paintRuns(frame.painter, line, fitted(runs, line.width()));
}

void TracebackDelegate::paintLines(const Frame &frame)
{
    const Look &look = frame.look;
    const Row &row = frame.row;
    int top = frame.rect.y() + look.units(1);
    const bool answer = row.kind == Row::Kind::Response;
    if (answer) {
        paint::box(frame.painter,
                   QRect(frame.left - look.units(1), frame.rect.y() + 1, frame.width() + look.units(2),
                         frame.rect.height() - 2 - look.units(1.5)),
                   look.raised, look.line, paint::ChipRadius);
    }
    if (!row.caption.isEmpty()) {
        const QRect line(frame.left, top, frame.width(), look.h);
        const QString caption = escapeForDisplay(shortened(row.caption, 400));
        paintRuns(frame.painter, line,
                  fitted({{caption, answer ? look.strong : look.small, answer ? look.text : look.text2, false}},
                         line.width()));
        underlineWords(frame.painter, QPointF(line.x(), line.y() + QFontMetricsF(look.strong).ascent()), caption,
                       look.strong, answer ? row.words : QStringList(), look, line.right());
        top += look.h + look.units(0.5);
    }
    const QFont &font = fontOfLines(row, look);
    const int height = heightOfLines(row, look);
    const FoldedLines folded = wrapped(row, look, frame.width());
    const QFontMetricsF metrics(font);
    for (const QString &text : folded.lines) {
        const QPointF origin(frame.left, top + metrics.ascent());
        frame.painter->setFont(font);
        frame.painter->setPen(answer || row.kind == Row::Kind::Note ? look.text : look.text2);
        frame.painter->drawText(origin, text);
        underlineWords(frame.painter, origin, text, font, row.words, look, frame.right);
        top += height;
    }
    if (folded.cut) {
        frame.painter->setFont(look.small);
        frame.painter->setPen(answer ? look.accent : look.text2);
        frame.painter->drawText(QRect(frame.left, top, frame.width(), look.hSmall), Qt::AlignVCenter,
                                answer && !row.unfolded
                                    ? words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "more"))
                                    : words(QT_TRANSLATE_NOOP("waldesk::ui::TracebackDelegate", "the rest is in Raw")));
    }
}
} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/causerowdelegate.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QCoreApplication>
#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestMessage = 400;
constexpr int DaysChars = 12;
constexpr qint64 WidestCount = 888'888; // the room of a count is kept free whatever its digits are

/// Lines of a row share these columns.
struct Columns {
    int text;  ///< left edge of all words
    int right; ///< right edge of all
};

Columns columnsOf(const QRect &rect, const Look &look)
{
    return {rect.x() + look.units(2.5) + look.iconSide + look.units(1.25), rect.right() + 1 - look.units(2.5)};
}

/// Fonts of many scripts have no demi-bold face, and what has none is painted regular: those get the bold one.
QFont boldFor(const QString &text, const QFont &strong)
{
    const bool everywhere = std::ranges::all_of(text, [](QChar c) {
        const auto script = c.script();
        return script == QChar::Script_Latin || script == QChar::Script_Common || script == QChar::Script_Inherited ||
               script == QChar::Script_Greek || script == QChar::Script_Cyrillic;
    });
    QFont font(strong);
    if (!everywhere)
        font.setWeight(QFont::Bold);
    return font;
}

/// The message as pieces: what varies is dim and regular. Spans count the raw text, so each piece is tamed by itself.
std::vector<TextRun> messageRuns(const CauseRow &row, const Look &look)
{
    const QString message = shortened(row.message, LongestMessage);
    const QFont plain = row.unread ? boldFor(message, look.strong) : look.body;
    std::vector<TextRun> runs;
    qsizetype at = 0;
    const auto add = [&](qsizetype end, bool variable) {
        if (end > at)
            runs.push_back({escapeForDisplay(message.mid(at, end - at)), variable ? look.body : plain,
                            variable ? look.dim : look.text, variable});
        at = qMax(at, end);
    };
    for (const CauseRow::Span &span : row.variable) {
        if (span.start < at || span.start >= message.size())
            continue;
        add(span.start, false);
        add(qMin(message.size(), span.start + span.length), true);
    }
    add(message.size(), false);
    return runs;
}

int countWidth(const Look &look)
{
    return qMax(QFontMetrics(look.head).horizontalAdvance(groupedNumber(WidestCount)),
                QFontMetrics(look.small)
                    .horizontalAdvance(QCoreApplication::translate("waldesk::ui::CauseRow", "errors"))) +
           look.units(2);
}

/// The beginning and the end of a long text: what a failed command said stands behind its arguments.
QString withEnd(const QString &text)
{
    constexpr qsizetype Beginning = 120;
    constexpr qsizetype End = LongestMessage - Beginning;
    return text.size() <= LongestMessage ? text : text.left(Beginning) + QChar(0x2026) + text.right(End);
}

/// Shortened to a width so that two thirds of it show the end.
QString keepingEnd(const QString &text, const QFontMetrics &metrics, int width)
{
    if (metrics.horizontalAdvance(text) <= width || width <= 0)
        return text;
    const QString head = metrics.elidedText(text, Qt::ElideRight, width / 3);
    const QString tail = metrics.elidedText(text, Qt::ElideLeft, width - metrics.horizontalAdvance(head));
    return head.chopped(head.endsWith(QChar(0x2026)) ? 1 : 0) + tail;
}

QString kindWord(CauseKind kind)
{
    switch (kind) {
    case CauseKind::New:
        return QCoreApplication::translate("waldesk::ui::CauseRow", "New");
    case CauseKind::Back:
        return QCoreApplication::translate("waldesk::ui::CauseRow", "Back");
    case CauseKind::Recovered:
        return QCoreApplication::translate("waldesk::ui::CauseRow", "Recovered");
    case CauseKind::Ongoing:
        break;
    }
    return QCoreApplication::translate("waldesk::ui::CauseRow", "Ongoing");
}

} // namespace

QString CauseRowDelegate::spoken(const CauseRow &row)
{
    const QString errors = QCoreApplication::translate("waldesk::ui::CauseRow", "%n error(s)", nullptr,
                                                       int(qMin<qint64>(row.count, INT_MAX)));
    const QString kind = row.name.isEmpty() ? kindWord(row.kind)
                                            : kindWord(row.kind) + QStringLiteral(", ") + escapeForDisplay(row.name);
    const QString type = row.type.isEmpty() ? QString() : escapeForDisplay(row.type) + QStringLiteral(": ");
    const QString marked =
        row.marked ? QStringLiteral(", ") + QCoreApplication::translate("waldesk::ui::CauseRow", "marked") : QString();
    return QStringLiteral("%1, %2%3, %4, %5")
               .arg(kind, type, escapeForDisplay(shortened(row.message, LongestMessage)), errors, row.where) +
           marked;
}

QSize CauseRowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const QVariant cause = index.data(CauseRowRole);
    const int height =
        cause.isValid() ? look.causeRowHeight(cause.value<CauseRow>().hasCause()) : look.hSmall + look.units(2.75);
    return {look.chars(40), height};
}

void CauseRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    painter->save();
    painter->setClipRect(option.rect);
    const QVariant section = index.data(CauseSectionRole);
    const bool focused = option.widget && option.widget->hasFocus();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool current = focused && option.state.testFlag(QStyle::State_HasFocus) && !selected;
    if (section.isValid()) {
        paintSection(painter, option.rect, section.value<CauseSection>(), look);
    } else {
        QColor background = option.state.testFlag(QStyle::State_MouseOver) ? look.hover : look.base;
        if (selected)
            background = focused ? look.sel : look.selq;
        painter->fillRect(option.rect, background);
        if (selected && focused)
            painter->fillRect(QRect(option.rect.topLeft(), QSize(paint::BarWidth, option.rect.height())), look.accent);
        paintRow(painter, option.rect, index.data(CauseRowRole).value<CauseRow>(), background, look);
    }
    if (current)
        paint::box(painter, option.rect, QColor(), look.accent, 0, 1.4);
    painter->restore();
}

void CauseRowDelegate::paintSection(QPainter *painter, const QRect &rect, const CauseSection &section,
                                    const Look &look) const
{
    painter->fillRect(rect, look.raised);
    painter->fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.line);
    const Columns columns = columnsOf(rect, look);
    paintIcon(painter, QRect(rect.x() + look.units(2.5), rect.y(), look.iconSide, rect.height()),
              section.folded ? QStringLiteral("fold") : QStringLiteral("unfold"), look.text2);
    const int countLeft = columns.right - countWidth(look);
    const int daysLeft = countLeft - look.chars(DaysChars);
    const std::vector<TextRun> words{{section.title, look.smallStrong, look.text, false},
                                     {QStringLiteral("  ") + section.summary, look.small, look.dim, false}};
    const QRect line(columns.text, rect.y(), daysLeft - look.units(2) - columns.text, rect.height() - 1);
    paintRuns(painter, line, fitted(words, line.width()));
    painter->setFont(look.small);
    painter->setPen(look.dim);
    if (!m_compact)
        painter->drawText(QRect(daysLeft, rect.y(), countLeft - daysLeft, rect.height() - 1),
                          Qt::AlignVCenter | Qt::TextSingleLine, section.bars);
    painter->drawText(QRect(countLeft, rect.y(), columns.right - countLeft, rect.height() - 1),
                      Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
                      QCoreApplication::translate("waldesk::ui::CauseRow", "errors"));
}

void CauseRowDelegate::paintRow(QPainter *painter, const QRect &rect, const CauseRow &row, const QColor &background,
                                const Look &look) const
{
    const Columns columns = columnsOf(rect, look);
    painter->fillRect(columns.text, rect.bottom(), rect.right() + 1 - columns.text, 1, look.line);
    QRect line(columns.text, rect.y() + look.units(1.2), columns.right - columns.text, look.h);
    const QRect mark(rect.x() + look.units(2.5), line.y(), look.iconSide, look.h);
    if (row.marked)
        paint::tickedBox(painter, mark, look);
    else
        paintIcon(painter, mark, causeIcon(row.kind), look.ink(row.kind));
    paintHeadline(painter, line, row, background, look);
    line.translate(0, look.h + look.units(0.4));
    line.setHeight(look.hSmall);
    if (row.hasCause()) {
        paintCause(painter, line, row, look);
        line.translate(0, look.hSmall + look.units(0.4));
    }
    paintFoot(painter, line, row, background, look);
}

/// The root cause with its telling end, and where the agent failed: what tells two rows apart is never cut.
void CauseRowDelegate::paintCause(QPainter *painter, const QRect &line, const CauseRow &row, const Look &look)
{
    int left = line.x();
    int right = line.right() + 1;
    const QFontMetrics small(look.small);
    const QFontMetrics strong(look.smallStrong);
    if (!row.place.isEmpty()) {
        const QString place = strong.elidedText(escapeForDisplay(row.place), Qt::ElideMiddle, line.width() / 2);
        const int wide = strong.horizontalAdvance(place);
        painter->setFont(look.smallStrong);
        painter->setPen(look.text2);
        const bool alone = row.rootType.isEmpty() && row.rootMessage.isEmpty();
        painter->drawText(QRect(alone ? left : right - wide, line.y(), wide, line.height()),
                          Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, place);
        if (alone)
            return;
        right -= wide + look.units(2);
    }
    std::vector<TextRun> runs{{QString(QChar(0x2190)) + QLatin1Char(' '), look.small, look.text2, false}};
    if (!row.rootType.isEmpty())
        runs.push_back({escapeForDisplay(row.rootType), look.smallStrong, look.text2, false});
    for (const TextRun &run : runs)
        left += QFontMetrics(run.font).horizontalAdvance(run.text);
    if (!row.rootMessage.isEmpty())
        runs.push_back({keepingEnd((row.rootType.isEmpty() ? QString() : QStringLiteral(": ")) +
                                       escapeForDisplay(withEnd(row.rootMessage)),
                                   small, right - left),
                        look.small, look.text2, false});
    paintRuns(painter, line, fitted(std::move(runs), right - line.x()));
}

void CauseRowDelegate::paintHeadline(QPainter *painter, const QRect &line, const CauseRow &row,
                                     const QColor &background, const Look &look) const
{
    const int right = line.right() + 1;
    const int countLeft = right - countWidth(look);
    const int daysLeft = m_compact ? countLeft : countLeft - look.chars(DaysChars);
    painter->setFont(look.head);
    painter->setPen(row.unread ? look.text : look.text2);
    painter->drawText(QRect(countLeft, line.y(), right - countLeft, line.height()),
                      Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
                      groupedNumber(row.count));
    if (!m_compact) {
        const QColor bars = row.kind == CauseKind::Ongoing ? look.text2 : look.ink(row.kind);
        paintSparkline(painter, QRect(daysLeft, line.y() + 2, countLeft - daysLeft, line.height() - 4), row.bars, bars,
                       background, look);
    }
    const int left = line.x() + paint::label(painter, line, row.name, background, look);
    std::vector<TextRun> runs;
    if (!row.type.isEmpty())
        runs.push_back({escapeForDisplay(shortened(row.type, 60)) + QStringLiteral("  "),
                        row.telling && row.unread ? look.strong : look.body, row.telling ? look.text : look.text2,
                        false});
    std::vector<TextRun> message = messageRuns(row, look);
    runs.insert(runs.end(), message.begin(), message.end());
    paintRuns(painter, line.adjusted(left - line.x(), 0, 0, 0),
              fitted(std::move(runs), daysLeft - look.units(2) - left));
}

void CauseRowDelegate::paintFoot(QPainter *painter, const QRect &line, const CauseRow &row, const QColor &background,
                                 const Look &look)
{
    const QFontMetrics metrics(look.small);
    int right = line.right() + 1;
    painter->setFont(look.small);
    painter->setPen(look.text2);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, row.age);
    right -= metrics.horizontalAdvance(row.age) + look.units(3);
    if (!row.who.isEmpty()) {
        const int wide = qMin(metrics.horizontalAdvance(row.who) + look.units(3), line.width() / 2);
        const QRect pill(right - wide, line.y() - 1, wide, line.height() + 2);
        paint::box(painter, pill, mixed(background, look.text, 0.07), QColor(), paint::ChipRadius);
        painter->drawText(pill, Qt::AlignCenter | Qt::TextSingleLine,
                          metrics.elidedText(row.who, Qt::ElideRight, wide - look.units(3) + 2));
        right -= wide + look.units(2);
    }
    std::vector<TextRun> runs;
    if (!row.back.isEmpty()) {
        runs.push_back({row.back, look.smallStrong, look.ink(Shade::Stuck), false});
        runs.push_back({QStringLiteral(" · "), look.small, look.text2, false});
    }
    runs.push_back({escapeForDisplay(row.where), look.small, look.text2, false});
    paintRuns(painter, line, fitted(std::move(runs), right - line.x()));
}

} // namespace waldesk::ui

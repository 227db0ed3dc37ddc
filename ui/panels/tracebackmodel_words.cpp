// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/textlines.h"
#include "ui/base/tametext.h"
#include "ui/panels/tracebackmodel.h"

namespace waldesk::ui
{

QByteArray TracebackModel::textOf(const Item &item) const
{
    switch (item.kind) {
    case Item::Kind::Step:
        return slice(stepOf(item).type).toByteArray() + ": " + domain::messageOf(m_error.traceback, stepOf(item));
    case Item::Kind::Frame: {
        QByteArray text = slice(frameOf(item).span).toByteArray();
        for (const domain::SourceLine &line : frameOf(item).source)
            text += "\n    " + slice(line.text).toByteArray();
        return text;
    }
    case Item::Kind::Note: {
        QByteArray text;
        for (const domain::Span &note : stepOf(item).notes)
            text += (text.isEmpty() ? QByteArray() : QByteArray("\n")) + slice(note).toByteArray();
        return text;
    }
    case Item::Kind::Repeat:
    case Item::Kind::More:
    case Item::Kind::Text:
        return slice(item.span).toByteArray();
    case Item::Kind::Response: {
        const Answer &answer = answerOf(item);
        return (answer.caption + QLatin1Char('\n') + answer.lines.join(QLatin1Char('\n'))).toUtf8();
    }
    case Item::Kind::Reason:
        break;
    }
    return m_reason.toUtf8();
}

QByteArray TracebackModel::rawText(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    if (!isFold(row))
        return textOf(itemIn(row));
    QByteArray text;
    for (qint32 i = foldAt(row).first; i < foldAt(row).first + foldAt(row).count; ++i)
        text += textOf(m_all.items[size_t(i)]) + '\n';
    return text;
}

QByteArray TracebackModel::pathWithLine(int row) const
{
    if (row < 0 || row >= rowCount() || isFold(row) || itemIn(row).kind != Item::Kind::Frame)
        return {};
    const domain::Frame &frame = frameOf(itemIn(row));
    return withoutColours(slice(frame.path)).toUtf8() + ':' + QByteArray::number(frame.line);
}

int TracebackModel::lineOf(int row) const
{
    const int item = itemAt(row);
    if (item < 0)
        return 0;
    const Item &at = m_all.items[size_t(item)];
    qsizetype offset = at.span.begin;
    if (at.kind == Item::Kind::Step)
        offset = stepOf(at).type.begin;
    return int(QByteArrayView(m_error.traceback).first(offset).count('\n'));
}

QString TracebackModel::spoken(const TracebackRow &row) const
{
    const auto tamed = [](const QString &text) {
        return tameText(shortened(text, 400));
    };
    switch (row.kind) {
    case TracebackRow::Kind::Step:
        return tr("Step %1, %2, %3: %4")
            .arg(QString::number(row.number), row.caption, tamed(row.type), tamed(row.message));
    case TracebackRow::Kind::Frame: {
        const qsizetype colon = row.place.lastIndexOf(QLatin1Char(':'));
        QString words = tr("Frame %1 line %2").arg(tamed(row.place.left(colon)), row.place.mid(colon + 1));
        if (!row.function.isEmpty())
            words = tr("%1 in %2").arg(words, tamed(row.function));
        if (row.lastAgent)
            words = tr("%1, last agent line").arg(words);
        QStringList code;
        for (const TracebackSource &source : row.source)
            code += tamed(source.text);
        return code.isEmpty() ? words : words + QStringLiteral(": ") + code.join(QLatin1Char(' '));
    }
    case TracebackRow::Kind::Fold: {
        QString words = tamed(row.message) + QStringLiteral(", ") + (row.unfolded ? tr("open") : tr("folded"));
        if (row.matches > 0)
            words += QStringLiteral(", ") +
                     (row.matches == 1 ? tr("1 match inside") : tr("%1 matches inside").arg(row.matches));
        return words;
    }
    case TracebackRow::Kind::Response:
        return tr("Answer of Waldur %1: %2").arg(tamed(row.caption), tamed(row.lines.join(QLatin1Char(' '))));
    case TracebackRow::Kind::Note:
        return tr("Note: %1").arg(tamed(row.lines.join(QLatin1Char(' '))));
    case TracebackRow::Kind::Text:
    case TracebackRow::Kind::Reason:
        break;
    }
    return tamed(row.lines.join(QLatin1Char(' ')));
}

} // namespace waldesk::ui

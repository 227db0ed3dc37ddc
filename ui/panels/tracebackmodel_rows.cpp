// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/sdkfailure.h"
#include "models/domain/cause/textlines.h"
#include "ui/base/tametext.h"
#include "ui/panels/tracebackbody.h"
#include "ui/panels/tracebackmodel.h"

#include <algorithm>

namespace waldesk::ui
{

namespace
{

/// Of a message no more than that is laid out; the raw text has the rest.
constexpr qsizetype MessageBytes = 8000;
constexpr qsizetype CodeBytes = 1200;
constexpr size_t CodeLines = 4; ///< of a call over several lines
constexpr qsizetype WordBytes = 400;
constexpr qsizetype PackagesNamed = 3;
const QString Dot = QStringLiteral(" \u00B7 ");

QByteArrayView firstBytes(QByteArrayView text, qsizetype count)
{
    if (text.size() <= count)
        return text;
    while (count > 0 && (static_cast<quint8>(text[count]) & 0xC0U) == 0x80U)
        --count;
    return text.first(count);
}

/// The step with as much of its message as is laid out.
domain::Step withShortMessage(const domain::Step &step)
{
    domain::Step head;
    qsizetype bytes = 0;
    for (domain::Span span : step.message) {
        if (bytes >= MessageBytes)
            break;
        span.end = qMin(span.end, span.begin + MessageBytes - bytes);
        bytes += span.size() + 1;
        head.message.push_back(span);
    }
    return head;
}

QString lastPart(const QString &dotted)
{
    // `make.<locals>.Local` is the class Local, `C:\x.py` has no dots to split at.
    return dotted.mid(dotted.lastIndexOf(QLatin1Char('.')) + 1);
}

QString fileName(const QString &path)
{
    const qsizetype slash = qMax(path.lastIndexOf(QLatin1Char('/')), path.lastIndexOf(QLatin1Char('\\')));
    return path.mid(slash + 1);
}

/// `waldur_site_agent.common` of `waldur_site_agent/common/processors`.
QString packageOf(const QByteArray &module)
{
    QString dotted = QString::fromUtf8(module);
    const qsizetype slash = dotted.lastIndexOf(QLatin1Char('/'));
    if (slash > 0)
        dotted.truncate(slash);
    return dotted.replace(QLatin1Char('/'), QLatin1Char('.'));
}

QStringList textLines(QByteArrayView text)
{
    QString all = withoutColours(text);
    while (all.endsWith(QLatin1Char('\n')) || all.endsWith(QLatin1Char('\r')))
        all.chop(1);
    return all.split(QLatin1Char('\n'));
}

} // namespace

QString withoutColours(QByteArrayView bytes)
{
    if (!bytes.contains('\x1b'))
        return QString::fromUtf8(bytes);
    QByteArray clean;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype escape = domain::escapeLength(bytes.sliced(at));
        if (escape == 0)
            clean += bytes[at];
        at += qMax<qsizetype>(1, escape);
    }
    return QString::fromUtf8(clean);
}

TracebackSource sourceText(QByteArrayView text, const domain::SourceLine &line)
{
    TracebackSource source;
    domain::Span part = line.text;
    if (part.size() > CodeBytes) {
        if (!line.marks.empty() && line.marks.front().range.begin > part.begin + CodeBytes / 2)
            part.begin = line.marks.front().range.begin - CodeBytes / 8;
        while (part.begin > line.text.begin && (static_cast<quint8>(text[part.begin]) & 0xC0U) == 0x80U)
            --part.begin;
        part.end = qMin(part.end, part.begin + CodeBytes);
        part.end = part.begin + firstBytes(text.sliced(part.begin, line.text.end - part.begin), part.size()).size();
    }
    source.cutLeft = part.begin > line.text.begin;
    qsizetype at = part.begin;
    const auto addUpTo = [&](qsizetype end) {
        if (end > at)
            source.text += withoutColours(text.sliced(at, end - at));
        at = qMax(at, end);
    };
    for (const domain::Mark &mark : line.marks) {
        const domain::Span range{qMax(mark.range.begin, at), qMin(mark.range.end, part.end)};
        if (range.isEmpty())
            continue;
        addUpTo(range.begin);
        const qsizetype begin = source.text.size();
        addUpTo(range.end);
        source.marks.push_back({begin, source.text.size() - begin, mark.core});
    }
    addUpTo(part.end);
    if (part.end < line.text.end)
        source.text += QChar(0x2026);
    return source;
}

TracebackRow TracebackModel::rowAt(int at) const
{
    TracebackRow row;
    row.rail = itemAt(at) > m_firstStep && m_firstStep >= 0;
    if (isFold(at)) {
        row.indent = levelOf(m_all.items[size_t(foldAt(at).first)]);
        fillFold(row, foldAt(at));
        return row;
    }
    const Item &item = itemIn(at);
    row.indent = levelOf(item);
    row.unfolded = isOpen(at);
    switch (item.kind) {
    case Item::Kind::Step:
        fillStep(row, item);
        break;
    case Item::Kind::Frame:
        fillFrame(row, item);
        break;
    case Item::Kind::Repeat:
    case Item::Kind::More:
        row.kind = TracebackRow::Kind::Note;
        row.lines = {withoutColours(firstBytes(slice(item.span), WordBytes)).simplified()};
        if (item.kind == Item::Kind::More)
            row.lines.front().remove(QLatin1Char('|'));
        break;
    case Item::Kind::Note:
        row.kind = TracebackRow::Kind::Note;
        row.caption = tr("Added to the exception"); // add_note()
        for (const domain::Span &note : stepOf(item).notes)
            row.lines += textLines(firstBytes(slice(note), TextRowBytes));
        break;
    case Item::Kind::Text:
        row.kind = TracebackRow::Kind::Text;
        row.lines = textLines(slice(item.span));
        break;
    case Item::Kind::Response:
        fillResponse(row, item);
        break;
    case Item::Kind::Reason:
        row.kind = TracebackRow::Kind::Reason;
        row.lines = {m_reason};
        break;
    }
    fillWords(row, item);
    return row;
}

QString TracebackModel::captionOf(qint32 at) const
{
    const domain::Step &step = m_traceback.steps[size_t(at)];
    const bool first = step.previous < 0;
    QString caption;
    if (step.parent >= 0) {
        caption = first && m_hasNext[size_t(at)] ? tr("Root cause of member %1").arg(step.number)
                                                 : tr("Member %1").arg(step.number);
        caption += tr(" of group %1").arg(step.parent + 1);
    } else if (first && m_hasNext[size_t(at)]) {
        caption = tr("Root cause");
    } else {
        caption = at == m_traceback.finalStep ? tr("Reported error")
                  : m_hasNext[size_t(at)]     ? tr("Passed on")
                                              : tr("Error");
    }
    switch (step.relation) {
    case domain::Relation::First:
        break;
    case domain::Relation::Cause:
        if (step.previous >= 0)
            caption += Dot + tr("raised from %1").arg(step.previous + 1);
        break;
    case domain::Relation::Context:
        if (step.previous >= 0)
            caption += Dot + tr("raised while %1 was handled").arg(step.previous + 1);
        break;
    case domain::Relation::Unrelated:
        if (step.previous >= 0)
            caption += Dot + tr("printed after %1").arg(step.previous + 1);
        break;
    }
    return caption;
}

void TracebackModel::fillStep(TracebackRow &row, const Item &item) const
{
    const domain::Step &step = stepOf(item);
    row.kind = TracebackRow::Kind::Step;
    row.number = item.step + 1;
    row.caption = captionOf(item.step);
    if (step.previous < 0 && step.parent < 0)
        row.rank = TracebackRow::Rank::Root;
    else if (item.step == m_traceback.finalStep)
        row.rank = TracebackRow::Rank::Reported;
    const QString dotted = withoutColours(firstBytes(slice(step.type), WordBytes));
    row.type = lastPart(dotted);
    row.path = dotted == row.type ? QString() : dotted;
    row.message = QString::fromUtf8(domain::messageOf(m_error.traceback, withShortMessage(step)));
    if (m_answers.count(item.step) > 0 || domain::parseSdkFailure(row.message.toUtf8()))
        row.message = row.message.section(QLatin1Char('\n'), 0, 0); // the answer has a row of its own
}

void TracebackModel::fillFrame(TracebackRow &row, const Item &item) const
{
    const domain::Frame &frame = frameOf(item);
    row.kind = TracebackRow::Kind::Frame;
    row.path = withoutColours(firstBytes(slice(frame.path), TextRowBytes));
    row.place = shortened(fileName(row.path), WordBytes) + QLatin1Char(':') + QString::number(frame.line);
    row.function = withoutColours(firstBytes(slice(frame.function), WordBytes));
    row.package = packageOf(frame.module.first(qMin(frame.module.size(), WordBytes)));
    row.own = frame.kind == domain::FrameKind::App;
    row.lastAgent = m_lastAgent == domain::FrameAt{item.step, item.frame};
    // Where a call spans many lines, the marked ones are read.
    const auto marked = [](const domain::SourceLine &line) {
        return !line.marks.empty();
    };
    const auto &lines = frame.source;
    size_t from = size_t(std::ranges::find_if(lines, marked) - lines.begin());
    from = lines.size() <= CodeLines || from == lines.size() ? 0 : qMin(from, lines.size() - CodeLines);
    for (size_t i = from; i < qMin(lines.size(), from + CodeLines); ++i)
        row.source.push_back(sourceText(m_error.traceback, lines[i]));
}

QString TracebackModel::foldWords(const TracebackFold &fold) const
{
    QStringList packages;
    int frames = 0;
    bool more = false;
    for (qint32 i = fold.first; i < fold.first + fold.count; ++i) {
        const Item &item = m_all.items[size_t(i)];
        if (item.kind != Item::Kind::Frame)
            continue;
        ++frames;
        const QByteArray &module = frameOf(item).module;
        const qsizetype slash = module.indexOf('/');
        const QString package = QString::fromUtf8(module.left(qMin(WordBytes, slash < 0 ? module.size() : slash)));
        if (package.isEmpty() || packages.contains(package))
            continue;
        if (packages.size() < PackagesNamed)
            packages += package;
        else
            more = true;
    }
    if (!fold.libraries)
        return fold.count == 1 ? tr("1 row of the middle") : tr("%1 rows of the middle").arg(fold.count);
    QString words = frames == 1 ? tr("1 library frame") : tr("%1 library frames").arg(frames);
    if (!packages.isEmpty())
        words += Dot + packages.join(QStringLiteral(", ")) + (more ? QStringLiteral("\u2026") : QString());
    return words;
}

void TracebackModel::fillFold(TracebackRow &row, const TracebackFold &fold) const
{
    row.kind = TracebackRow::Kind::Fold;
    row.unfolded = fold.open;
    row.message = foldWords(fold);
    row.words = m_words;
    if (fold.open || m_words.isEmpty())
        return;
    int &matches = m_matches[size_t(&fold - m_all.folds.data())];
    if (matches < 0) {
        matches = 0;
        for (qint32 i = fold.first; i < fold.first + fold.count; ++i)
            matches += holds(m_all.items[size_t(i)], m_words) ? 1 : 0;
    }
    row.matches = matches;
}

const TracebackModel::Answer &TracebackModel::answerOf(const Item &item) const
{
    const auto known = m_answers.find(item.step);
    if (known != m_answers.end())
        return known->second;
    const QByteArray message = item.step < 0 ? m_error.message : domain::messageOf(m_error.traceback, stepOf(item));
    Answer answer;
    if (const auto failure = domain::parseSdkFailure(message)) {
        QByteArray method;
        if (item.step >= 0) {
            for (const domain::Frame &frame : stepOf(item).frames) {
                if (frame.kind == domain::FrameKind::Sdk && method.isEmpty())
                    method = domain::methodOfSdkModule(frame.module);
            }
        }
        const QString status = QString::number(failure->status) + QLatin1Char(' ') + statusWords(failure->status);
        const QString path = QString::fromUtf8(firstBytes(failure->path.of(message), WordBytes));
        QStringList parts{status.trimmed()};
        if (!path.isEmpty() || !method.isEmpty())
            parts += (QString::fromUtf8(method) + QLatin1Char(' ') + path).trimmed();
        answer.caption = parts.join(Dot);
        if (!failure->query.isEmpty())
            answer.lines += QLatin1Char('?') + QString::fromUtf8(firstBytes(failure->query.of(message), WordBytes));
        answer.lines += responseLines(failure->body.of(message), failure->bodyKind);
        if (failure->bodyKind == domain::BodyKind::Empty)
            answer.lines += tr("(no body)");
    }
    return m_answers.emplace(item.step, std::move(answer)).first->second;
}

void TracebackModel::fillResponse(TracebackRow &row, const Item &item) const
{
    const Answer &answer = answerOf(item);
    row.kind = TracebackRow::Kind::Response;
    row.caption = answer.caption;
    row.lines = answer.lines;
}

void TracebackModel::fillWords(TracebackRow &row, const Item &item) const
{
    row.words = m_words;
    if (m_words.isEmpty() || !holds(item, m_words))
        return;
    QString drawn = row.caption + QLatin1Char('\n') + row.type + QLatin1Char('\n') + row.message + QLatin1Char('\n') +
                    row.place + QLatin1Char('\n') + row.function + QLatin1Char('\n') + row.package;
    for (const TracebackSource &source : row.source)
        drawn += QLatin1Char('\n') + source.text;
    drawn += row.lines.join(QLatin1Char('\n'));
    row.matchedAside =
        std::ranges::none_of(m_words, [&](const QString &word) { return drawn.contains(word, Qt::CaseInsensitive); });
}

} // namespace waldesk::ui

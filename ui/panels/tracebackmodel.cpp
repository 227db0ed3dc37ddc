// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackmodel.h"

#include "models/domain/cause/sdkfailure.h"
#include "models/domain/cause/textlines.h"
#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/panels/tracebackbody.h"

#include <algorithm>

namespace waldesk::ui
{
TracebackModel::TracebackModel(QObject *parent) : QAbstractListModel(parent)
{
}

void TracebackModel::setError(const domain::ErrorText &error, const QString &emptyReason)
{
    if (error == m_error && emptyReason == m_reason && !m_rows.empty())
        return;
    beginResetModel();
    m_error = error;
    m_reason = emptyReason;
    m_traceback = domain::parseTraceback(m_error.traceback, m_error.message);
    m_all = tracebackItems(m_error.traceback, m_traceback);
    if (m_error.traceback.trimmed().isEmpty()) {
        if (domain::parseSdkFailure(m_error.message))
            m_all.items.push_back({Item::Kind::Response, -1, -1, {}, -1});
        m_all.items.push_back({Item::Kind::Reason, -1, -1, {}, -1});
    }
    m_hasNext.assign(m_traceback.steps.size(), false);
    m_level.assign(m_traceback.steps.size(), 0);
    for (size_t i = 0; i < m_traceback.steps.size(); ++i) {
        const domain::Step &step = m_traceback.steps[i];
        if (step.previous >= 0)
            m_hasNext[size_t(step.previous)] = true;
        if (step.parent >= 0)
            m_level[i] = m_level[size_t(step.parent)] + 1;
    }
    m_lastAgent = m_traceback.lastAgentFrame();
    const auto first =
        std::ranges::find_if(m_all.items, [](const Item &item) { return item.kind == Item::Kind::Step; });
    m_firstStep = first == m_all.items.end() ? -1 : int(first - m_all.items.begin());
    m_whole.clear();
    m_answers.clear();
    m_matches.assign(m_all.folds.size(), -1);
    makeRows();
    endResetModel();
}

void TracebackModel::makeRows()
{
    m_rows.clear();
    qint32 last = -1;
    for (size_t i = 0; i < m_all.items.size(); ++i) {
        const qint32 fold = m_all.items[i].fold;
        if (fold < 0)
            m_rows.push_back(qint32(i));
        else if (fold != last)
            m_rows.push_back(-1 - fold);
        last = fold;
    }
}

QString TracebackModel::summary() const
{
    if (m_traceback.isEmpty())
        return {};
    int own = 0;
    int folded = 0;
    for (const Item &item : m_all.items) {
        if (item.kind != Item::Kind::Frame)
            continue;
        ++(frameOf(item).kind == domain::FrameKind::App ? own : folded);
    }
    const auto steps = int(m_traceback.steps.size());
    QStringList parts{steps == 1 ? tr("1 step") : tr("%1 steps, cause first").arg(steps),
                      own == 1 ? tr("1 agent frame") : tr("%1 agent frames").arg(own)};
    if (folded > 0)
        parts += tr("%1 folded").arg(folded);
    return parts.join(QStringLiteral(" \u00B7 "));
}

int TracebackModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TracebackModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == TracebackRowRole)
        return QVariant::fromValue(rowAt(index.row()));
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return spoken(rowAt(index.row()));
    if (role == Qt::ToolTipRole) {
        // A tooltip guesses what is rich text; escaped and said to be rich it can not guess wrong.
        const QString path = escapeForDisplay(shortened(rowAt(index.row()).path, 400));
        return path.isEmpty() ? QVariant() : QVariant(QStringLiteral("<qt>%1</qt>").arg(path.toHtmlEscaped()));
    }
    return {};
}

const domain::Step &TracebackModel::stepOf(const Item &item) const
{
    return m_traceback.steps[size_t(item.step)];
}

const domain::Frame &TracebackModel::frameOf(const Item &item) const
{
    return stepOf(item).frames[size_t(item.frame)];
}

int TracebackModel::levelOf(const Item &item) const
{
    return item.step < 0 ? 0 : m_level[size_t(item.step)];
}

bool TracebackModel::canOpen(int row) const
{
    if (row < 0 || row >= rowCount())
        return false;
    if (isFold(row))
        return true;
    const Item::Kind kind = itemIn(row).kind;
    return kind == Item::Kind::Step || kind == Item::Kind::Response;
}

bool TracebackModel::isOpen(int row) const
{
    if (row < 0 || row >= rowCount())
        return false;
    return isFold(row) ? foldAt(row).open : m_whole.count(m_rows[size_t(row)]) > 0;
}

bool TracebackModel::setOpen(int row, bool open)
{
    if (!canOpen(row) || isOpen(row) == open)
        return false;
    if (!isFold(row)) {
        if (open)
            m_whole.insert(m_rows[size_t(row)]);
        else
            m_whole.erase(m_rows[size_t(row)]);
        emit dataChanged(index(row), index(row));
        return true;
    }
    TracebackFold &fold = m_all.folds[size_t(-1 - m_rows[size_t(row)])];
    const auto begin = m_rows.begin() + row + 1;
    // What a row says may not change while others come or go.
    if (open) {
        fold.open = true;
        emit dataChanged(index(row), index(row));
        beginInsertRows({}, row + 1, row + fold.count);
        std::vector<qint32> inside(size_t(fold.count));
        for (qint32 i = 0; i < fold.count; ++i)
            inside[size_t(i)] = fold.first + i;
        m_rows.insert(begin, inside.begin(), inside.end());
        endInsertRows();
    } else {
        beginRemoveRows({}, row + 1, row + fold.count);
        m_rows.erase(begin, begin + fold.count);
        endRemoveRows();
        fold.open = false;
        emit dataChanged(index(row), index(row));
    }
    return true;
}

int TracebackModel::foldRowOf(int row) const
{
    if (row < 0 || row >= rowCount() || isFold(row) || itemIn(row).fold < 0)
        return -1;
    return row - 1 - (m_rows[size_t(row)] - m_all.folds[size_t(itemIn(row).fold)].first);
}

int TracebackModel::itemAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    return isFold(row) ? foldAt(row).first : m_rows[size_t(row)];
}

int TracebackModel::rowOf(int item) const
{
    // Rows are in the order of their items, and a fold stands before its first one.
    const auto before = [this](qint32 row, int wanted) {
        return (row < 0 ? m_all.folds[size_t(-1 - row)].first - 1 : row) < wanted;
    };
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), item, before);
    if (found != m_rows.end() && *found == item)
        return int(found - m_rows.begin());
    return int(found - m_rows.begin()) - 1;
}

int TracebackModel::reveal(int item)
{
    if (item < 0 || item >= int(m_all.items.size()))
        return -1;
    const int row = rowOf(item);
    if (row >= 0 && isFold(row) && !foldAt(row).open && m_all.items[size_t(item)].fold >= 0)
        setOpen(row, true);
    return rowOf(item);
}

int TracebackModel::lastAgentItem() const
{
    if (!m_lastAgent)
        return -1;
    const auto found = std::ranges::find_if(m_all.items, [this](const Item &item) {
        return item.kind == Item::Kind::Frame && domain::FrameAt{item.step, item.frame} == *m_lastAgent;
    });
    return found == m_all.items.end() ? -1 : int(found - m_all.items.begin());
}

void TracebackModel::setWords(const QStringList &words)
{
    QStringList some;
    for (const QString &word : words) {
        if (!word.isEmpty())
            some += word;
    }
    if (some == m_words)
        return;
    m_words = some;
    m_matches.assign(m_all.folds.size(), -1);
    if (!m_rows.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {TracebackRowRole});
}

bool TracebackModel::holds(const Item &item, const QStringList &words) const
{
    const QString text = QString::fromUtf8(textOf(item));
    return std::ranges::any_of(words, [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

std::vector<int> TracebackModel::itemsWith(const QStringList &words) const
{
    std::vector<int> found;
    for (size_t i = 0; i < m_all.items.size(); ++i) {
        if (!words.isEmpty() && holds(m_all.items[i], words))
            found.push_back(int(i));
    }
    return found;
}

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
    if (fold.period > 0)
        //: frames of a recursion: these 12 frames, 100 times more
        return fold.period == 1 ? tr("This frame, %1 times more").arg(groupedNumber(fold.count))
                                : tr("These %1 frames, %2 times more")
                                      .arg(groupedNumber(fold.period), groupedNumber(fold.count / fold.period));
    if (!fold.libraries)
        return fold.count == 1 ? tr("1 row of the middle") : tr("%1 rows of the middle").arg(groupedNumber(fold.count));
    QString words = frames == 1 ? tr("1 library frame") : tr("%1 library frames").arg(groupedNumber(frames));
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
        return escapeForDisplay(shortened(text, 400));
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

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackmodel.h"

#include "models/domain/cause/sdkfailure.h"
#include "ui/base/tametext.h"

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
        const QString path = tameText(shortened(rowAt(index.row()).path, 400));
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

} // namespace waldesk::ui

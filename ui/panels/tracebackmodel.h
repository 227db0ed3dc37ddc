// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/traceback.h"
#include "models/domain/request.h"
#include "ui/delegates/tracebackrow.h"
#include "ui/panels/tracebackitems.h"

#include <QAbstractListModel>

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace waldesk::ui
{

/// A parsed traceback as a flat list: steps from cause to effect, their frames, folds over what is not the agent's,
/// notes, answers of Waldur, and text that was not understood in its place. Rows are made when they are asked for; only
/// folds insert and remove them. TracebackRowRole answers a TracebackRow, AccessibleTextRole a sentence.
class TracebackModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit TracebackModel(QObject *parent = nullptr);

    /// The reason is said where there is no traceback.
    void setError(const domain::ErrorText &error, const QString &emptyReason);
    [[nodiscard]] const domain::ErrorText &error() const { return m_error; }
    [[nodiscard]] const QString &reason() const { return m_reason; }
    [[nodiscard]] const domain::Traceback &traceback() const { return m_traceback; }
    /// "3 steps, cause first · 4 agent frames · 6 folded"; empty where nothing was parsed.
    [[nodiscard]] QString summary() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] TracebackRow rowAt(int row) const;

    /// Opens or closes a fold, or shows a message or a body whole. False where the row is nothing of that.
    bool setOpen(int row, bool open);
    [[nodiscard]] bool canOpen(int row) const;
    [[nodiscard]] bool isOpen(int row) const;
    [[nodiscard]] bool isClosedFold(int row) const
    {
        return row >= 0 && row < rowCount() && isFold(row) && !isOpen(row);
    }
    [[nodiscard]] int foldRowOf(int row) const; ///< of the open fold that this row is in; -1: none

    void setWords(const QStringList &words);
    /// Items, in the order they are read, that hold one of the words; folds are no hindrance.
    [[nodiscard]] std::vector<int> itemsWith(const QStringList &words) const;
    [[nodiscard]] int itemAt(int row) const; ///< of a fold its first one
    [[nodiscard]] int rowOf(int item) const; ///< of the closed fold that hides it
    int reveal(int item);                    ///< opens what hides it; its row
    [[nodiscard]] int lastAgentItem() const; ///< -1: none

    /// The text of a row as it came.
    [[nodiscard]] QByteArray rawText(int row) const;
    [[nodiscard]] QByteArray pathWithLine(int row) const; ///< `/opt/…/clients.py:48`; empty where it is no frame
    [[nodiscard]] int lineOf(int row) const;              ///< which line of the raw text, from 0

private:
    using Item = TracebackItem;
    struct Answer {
        QString caption;
        QStringList lines;
    };
    /// One row: an item, or a fold (-1 - its number).
    [[nodiscard]] bool isFold(int row) const { return m_rows[size_t(row)] < 0; }
    [[nodiscard]] const TracebackFold &foldAt(int row) const { return m_all.folds[size_t(-1 - m_rows[size_t(row)])]; }
    [[nodiscard]] const Item &itemIn(int row) const { return m_all.items[size_t(m_rows[size_t(row)])]; }
    [[nodiscard]] const domain::Frame &frameOf(const Item &item) const;
    [[nodiscard]] const domain::Step &stepOf(const Item &item) const;
    [[nodiscard]] QByteArrayView slice(const domain::Span &span) const { return span.of(m_error.traceback); }

    void fillStep(TracebackRow &row, const Item &item) const;
    void fillFrame(TracebackRow &row, const Item &item) const;
    void fillFold(TracebackRow &row, const TracebackFold &fold) const;
    void fillResponse(TracebackRow &row, const Item &item) const;
    void fillWords(TracebackRow &row, const Item &item) const;
    [[nodiscard]] QString captionOf(qint32 step) const;
    [[nodiscard]] QString foldWords(const TracebackFold &fold) const;
    [[nodiscard]] QString spoken(const TracebackRow &row) const;
    [[nodiscard]] QByteArray textOf(const Item &item) const;
    [[nodiscard]] bool holds(const Item &item, const QStringList &words) const;
    [[nodiscard]] int levelOf(const Item &item) const;
    [[nodiscard]] const Answer &answerOf(const Item &item) const;
    void makeRows();

    domain::ErrorText m_error;
    QString m_reason;
    domain::Traceback m_traceback;
    TracebackItems m_all;
    std::vector<qint32> m_rows;
    std::vector<bool> m_hasNext;        ///< by step: another was raised from it
    std::vector<qint32> m_level;        ///< by step: groups around it
    std::unordered_set<qint32> m_whole; ///< items whose message or body is shown whole
    int m_firstStep = -1;               ///< item
    std::optional<domain::FrameAt> m_lastAgent;
    QStringList m_words;
    mutable std::vector<int> m_matches;                   ///< by fold; -1: not counted
    mutable std::unordered_map<qint32, Answer> m_answers; ///< by step
};

[[nodiscard]] QString withoutColours(QByteArrayView bytes);
/// Code cut to what a screen can show, with the marked range in it.
[[nodiscard]] TracebackSource sourceText(QByteArrayView text, const domain::SourceLine &line);

} // namespace waldesk::ui

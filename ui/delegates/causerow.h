// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QMetaType>
#include <QString>

#include <vector>

namespace waldesk::ui
{

/// One cause in the list of errors, ready to be painted: words are made by the model, looks by the delegate.
struct CauseRow {
    /// A variable part of the message, in UTF-16 units: dim, and the first to shrink to an ellipsis.
    struct Span {
        qsizetype start = 0;
        qsizetype length = 0;
        friend bool operator==(const Span &, const Span &) = default;
    };

    CauseKind kind = CauseKind::Ongoing;
    bool unread = false;  ///< new or returned: the message is demi-bold
    QString type;         ///< "BackendError", "HTTP 409"
    bool telling = false; ///< the type says something by itself, so it is not quiet
    QString name;         ///< what a person called it: a label before the message
    QString message;
    std::vector<Span> variable;
    QString rootType; ///< empty with rootMessage: the row has no second line
    QString rootMessage;
    QString place;         ///< "slurm: backend.py:48": plugin and line of the agent
    QString back;          ///< "back since 14:05, after 12 quiet days" of a returned one
    QString where;         ///< "SLURM Tartu CPU and 2 more · since 02:14"
    QString who;           ///< "slurmdbd down → Site operator"
    QString age;           ///< "4 min ago"
    std::vector<int> bars; ///< errors of the period in equal parts, oldest first
    qint64 count = 0;
    bool marked = false; ///< for an action on several

    [[nodiscard]] bool hasCause() const { return !rootType.isEmpty() || !rootMessage.isEmpty() || !place.isEmpty(); }
    friend bool operator==(const CauseRow &, const CauseRow &) = default;
};

/// A row above its causes: cannot be selected; Space folds it.
struct CauseSection {
    QString title;   ///< "New"
    QString summary; ///< "4 causes, 25 errors"
    bool folded = false;
    QString bars; ///< "14 days": what stands above the bars
    friend bool operator==(const CauseSection &, const CauseSection &) = default;
};

/// Roles of the model behind a CauseRowDelegate: a row has either.
enum CauseRole : int { CauseRowRole = Qt::UserRole + 100, CauseSectionRole };

} // namespace waldesk::ui

Q_DECLARE_METATYPE(waldesk::ui::CauseRow)
Q_DECLARE_METATYPE(waldesk::ui::CauseSection)

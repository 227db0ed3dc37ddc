// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>

#include <vector>

namespace waldesk::ui
{

/// One line of code as Python printed it, cut to what a screen can show. Ranges count its UTF-16 units.
struct TracebackSource {
    struct Mark {
        qsizetype begin = 0;
        qsizetype length = 0;
        bool core = true; ///< `^^^^`; else `~~~`, the rest of the expression
        friend bool operator==(const Mark &, const Mark &) = default;
    };
    QString text;
    std::vector<Mark> marks;
    bool cutLeft = false; ///< the line began before this text
    friend bool operator==(const TracebackSource &, const TracebackSource &) = default;
};

/// One row of a parsed traceback, ready to be painted: words are made by the model, looks by the delegate. All of it
/// is the server's text as it came; the delegate tames it.
struct TracebackRow {
    enum class Kind : quint8 {
        Step,     ///< an exception: numbered disc, caption, type, message
        Frame,    ///< place, function, package, code
        Fold,     ///< frames that are not the agent's, or the middle of something huge
        Note,     ///< add_note, "and 3 more exceptions", "previous line repeated"
        Text,     ///< not understood, in its place
        Response, ///< what Waldur answered the agent's client
        Reason    ///< why there is no traceback
    };
    enum class Rank : quint8 { Between, Root, Reported };

    Kind kind = Kind::Text;
    int indent = 0;    ///< levels of exception groups
    bool rail = false; ///< the line of the chain goes on above this row

    int number = 0; ///< of a step
    Rank rank = Rank::Between;
    QString caption; ///< of a step and of an answer
    QString type;
    QString message;

    QString place; ///< `clients.py:48`
    QString function;
    QString package;
    QString path; ///< the whole of it
    std::vector<TracebackSource> source;
    bool own = false;       ///< the agent's code
    bool lastAgent = false; ///< where to look first

    QStringList lines;         ///< of Note, Text, Response, Reason
    bool unfolded = false;     ///< a fold, or a message or body that is shown whole
    int matches = 0;           ///< of a closed fold: rows inside that hold a word that is looked for
    QStringList words;         ///< what is looked for
    bool matchedAside = false; ///< a word stands in a part that is not drawn

    friend bool operator==(const TracebackRow &, const TracebackRow &) = default;
};

inline constexpr int TracebackRowRole = Qt::UserRole + 120;

} // namespace waldesk::ui

Q_DECLARE_METATYPE(waldesk::ui::TracebackRow)

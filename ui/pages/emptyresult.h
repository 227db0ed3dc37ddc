// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/domain/query.h"
#include "models/domain/stuck.h"
#include "ui/base/look.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace waldesk::session
{
class StuckRequests;
}

namespace waldesk::ui
{

/// All that decides why no stuck request is shown.
struct EmptyStuckCase {
    bool known = false; ///< all open requests were looked at
    qint64 stuck = 0;   ///< without the filter
    qint64 open = 0;    ///< requests that were looked at
    domain::StuckSettings rule;
    QString remark; ///< why some may be missing; empty: none is
    QString error;  ///< why the open requests could not be read; empty: it is no failure
    QString server;
};
[[nodiscard]] EmptyStuckCase emptyStuckCaseOf(const session::StuckRequests &stuck, const QString &server);

/// All that decides why no request is shown.
struct EmptyCase {
    domain::Query query;
    std::vector<domain::TermPlace> places;
    const domain::Person *person = nullptr;
    qint64 loaded = 0;
    qint64 total = -1;
    bool complete = false;
    bool impossible = false;
    bool whole = false; ///< one request was named by its uuid
    QString server;
    QString asOf; ///< when what is kept here was read, while the server has not answered; empty: it has
    std::optional<EmptyStuckCase> stuck; ///< only stuck ones are asked for
};
/// What the page says then, and what one can do about it.
struct EmptyResult {
    enum class Remedy : quint8 { LoadAll, DropTerm, ClearAll, AllStates, AllPeriods, OpenCauses, ShowRequests };
    struct Way {
        Remedy remedy = Remedy::ClearAll;
        QString words;
        size_t term = 0; ///< of DropTerm
    };
    QString icon;
    QString title;
    QStringList paragraphs;
    std::vector<Way> ways;
    Shade shade = Shade::Unknown;
};
[[nodiscard]] EmptyResult emptyResult(const EmptyCase &why);
[[nodiscard]] EmptyResult emptyResult(const EmptyStuckCase &why);

/// All that decides why no cause is shown.
struct EmptyErrorsCase {
    bool filtered = false;
    bool nothingLoaded = false;
    QString awaited;                        ///< the server, where all is from an earlier window; empty: it answered
    QString asOf;                           ///< with awaited: when it had answered last, in words
    const domain::Person *person = nullptr; ///< null: not known yet
    QString since;                          ///< where the period begins, in words; empty: no beginning
    qint64 done = 0;                        ///< requests that ended Done in the period
    qint64 muted = 0;                       ///< causes
    qint64 grouped = 0;                     ///< errors of 21 days
    qint64 unread = 0;                      ///< causes of 21 days
    qint64 errorsWithoutFilter = 0;         ///< of the period
};
[[nodiscard]] EmptyResult emptyResult(const EmptyErrorsCase &why);
[[nodiscard]] QString earlierErrors(qint64 count); ///< a sentence
[[nodiscard]] QString allDaysTitle();              ///< of the way to them

} // namespace waldesk::ui

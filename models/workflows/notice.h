// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// What in the window a notification leads to.
struct NoticePlace {
    enum class Kind : quint8 { Errors, Cause, Requests, Request, View };
    Kind kind = Kind::Errors;
    QByteArray cause;     ///< Cause
    domain::Uuid request; ///< Request
    QString line;         ///< View: its query line

    friend bool operator==(const NoticePlace &, const NoticePlace &) = default;
};

/// One thing that is worth telling a person who looks elsewhere.
struct NoticeItem {
    enum class Kind : quint8 { NewCause, CauseBack, AskedAgain, ViewMatch };
    Kind kind = Kind::NewCause;
    QByteArray cause;                             ///< NewCause, CauseBack
    QString title;                                ///< of the cause: hostile text
    domain::Uuid request;                         ///< of a cause its newest error
    QString offering;                             ///< its name
    domain::State state = domain::State::Unknown; ///< AskedAgain: how it ended; ViewMatch: the state it is in
    QString view;                                 ///< ViewMatch: the name its user gave it
    QString line;                                 ///< ViewMatch

    /// Of the same thing: only one of them is told.
    [[nodiscard]] bool isSame(const NoticeItem &other) const;
    [[nodiscard]] NoticePlace place() const;
    friend bool operator==(const NoticeItem &, const NoticeItem &) = default;
};

/// A desktop notification in words: plain text, without markup, masked and made fit for display. Several items become
/// one. On a production profile it says numbers and the names of offerings only: no error text, no name of a cause or
/// a view, since a notification may be shown on a locked screen and be kept by the desktop.
struct Notice {
    QString summary; ///< one line
    QString body;    ///< a few lines; may be empty
    NoticePlace place;

    /// profile: its name, the last line of the body; empty: none. nullopt when there is nothing to tell.
    [[nodiscard]] static std::optional<Notice> of(const std::vector<NoticeItem> &items, bool production,
                                                  const QString &profile);
    friend bool operator==(const Notice &, const Notice &) = default;
};

} // namespace waldesk::workflows

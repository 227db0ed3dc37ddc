// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/domain/request.h"
#include "ui/base/commands.h"

#include <QObject>

#include <array>
#include <optional>

class QAction;

namespace waldesk::ui
{

class ActionBar;

/// The commands that act on the request that is read, each with the reason why it is off. They are shared by the pages
/// that have them; what is on comes from domain::allowedTransitions() and from nowhere else.
class RequestActions : public QObject
{
    Q_OBJECT
public:
    /// All that decides what is on.
    struct Situation {
        std::optional<domain::Request> request; ///< that is read
        bool isGone = false;                    ///< it is no longer on the server
        domain::Capabilities capabilities;      ///< for that request; without one, those that hold for any
        domain::Timestamp now;
        QString connectionSentence; ///< why nothing can be sent; empty: the general one
        QString pendingSentence;    ///< why a row that is being written is off; empty: nothing is pending
        int marked = 0;             ///< requests that are marked: the commands are about these, and begin with a plan
        int markedOfferings = 0;    ///< of them
    };

    /// actions: those that this page has.
    RequestActions(Commands &commands, QWidget *host, const QList<domain::Action> &actions);

    void show(const Situation &situation);
    /// Puts the buttons into the bar; the bar then follows show(). Others stand beside Ask again, and in More.
    void fill(ActionBar &bar, const QList<QAction *> &beside = {}, const QList<QAction *> &inMore = {});
    [[nodiscard]] QAction *action(domain::Action which) const;        ///< null: this page does not have it
    [[nodiscard]] QString reasonLine() const { return m_reasonLine; } ///< one line for all that is off

signals:
    void wanted(waldesk::domain::Action action);

private:
    void showOne(const Situation &situation);
    void showMarked(const Situation &situation);
    void setLikelyOfMany(bool many);
    void updateBar();
    [[nodiscard]] QList<domain::Action> saidActions() const; ///< that the line of reasons is about

    std::array<QAction *, domain::AllActions.size()> m_actions{};
    std::array<QString, domain::AllActions.size()> m_words; ///< of one request
    ActionBar *m_bar = nullptr;
    QString m_reasonLine;
    QAction *m_primary = nullptr;
};

/// The command that is probably meant, if it is allowed: close what waits too long, ask again for what ended.
[[nodiscard]] std::optional<domain::Action> likelyAction(const domain::Request &request, domain::Timestamp now);
/// Why the commands that are off are off, in as few words as possible.
[[nodiscard]] QString reasonLine(const RequestActions::Situation &situation,
                                 const QList<domain::Action> &actions = {domain::Action::Start, domain::Action::SetDone,
                                                                         domain::Action::SetErred,
                                                                         domain::Action::AskAgain});

} // namespace waldesk::ui

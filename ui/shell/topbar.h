// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/liveupdates.h"
#include "models/session/session.h"
#include "models/workflows/requestfeed.h"
#include "ui/widgets/environmentframe.h"

#include <QString>

#include <initializer_list>
#include <optional>

class QAction;
class QMenu;
class QToolButton;

namespace waldesk::ui
{

struct Clock;

/// The bar above every page: which server this is and whether it may be written to, the command field, how fresh what
/// is shown is, who is signed in, the menu.
class TopBar : public EnvironmentBar
{
    Q_OBJECT
public:
    struct Content {
        Environment environment = Environment::Other;
        bool locked = false;
        QString timeLeft; ///< "14:32 left" while a production profile is unlocked
        QString profile;
        bool mayWrite = true; ///< the person's role allows to change something
        QString role;         ///< "support"; empty: none, or not known yet
        QString freshness;    ///< "Live · 12 s ago", "Paused, as of 09:41", "Offline, as of 09:41"
        QString liveness;     ///< last success, next poll, requests a minute; empty: nothing is read by itself
        bool offline = false; ///< nothing was reached
        bool trouble = false; ///< something is wrong with the connection; offline is one kind of it
        QString sentence;     ///< what is wrong, and what to do
        QString person;       ///< "Ada · staff"
        friend bool operator==(const Content &, const Content &) = default;
    };

    /// The actions behind "Lock now" and the command field.
    TopBar(QMenu *menu, QAction *lock, QAction *palette, QWidget *parent = nullptr);

    /// live may be null. clock: this machine's time, by which the answers are stamped, and the zone of the window.
    [[nodiscard]] static Content contentOf(const session::Session &session, const workflows::RequestFeed &feed,
                                           session::LiveUpdates *live, const Clock &clock);
    void setContent(const Content &content); ///< paints only what has other words

    [[nodiscard]] QSize minimumSizeHint() const override; ///< without what is left out where there is no room

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int roomFor(std::initializer_list<const QWidget *> rare) const;
    void showWhatFits();

    std::optional<Content> m_content;
    BarItem *m_profile;
    BarItem *m_lockNow;
    BarItem *m_freshness;
    BarItem *m_person;
    QToolButton *m_menuButton;
};

} // namespace waldesk::ui

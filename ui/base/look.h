// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/environment.h"
#include "models/domain/request.h"

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>

class QWidget;

namespace waldesk::ui
{

/// How a window of some width is laid out; decided by width / ch, never by pixels.
enum class Fold { Wide, Narrow, Tight };

/// What a colour may mean: the states of a request, and Stuck, which is a judgement on an open one.
enum class Shade : quint8 { Sent, Processing, Done, Erred, Stuck, Unknown };
[[nodiscard]] Shade shadeOf(domain::State state);
[[nodiscard]] QString shadeIcon(Shade shade);         ///< `state-erred`: a name for icon() and paintIcon()
[[nodiscard]] QString stateWord(domain::State state); ///< translated, as the window says it

/// What kind of server this is: a colour and a word in the frame.
using domain::Environment;

/// What is known of a cause since the last visit.
enum class CauseKind : quint8 { New, Back, Ongoing, Recovered };
[[nodiscard]] QString causeIcon(CauseKind kind);

/// Every colour, font and length of the window, as one value: nothing else in ui/ names a colour, a point size or a
/// pixel but hairlines. Made from "dark or not" and the system font; the style owns the one in use and hands it out by
/// Look::of(). It is rebuilt when the desktop changes its mind, so keep no copy over a turn of the event loop: ask
/// again in paintEvent, and recompute kept sizes in changeEvent (lookChanged() says when).
struct Look {
    Look() = default;
    Look(bool isDark, const QFont &font);

    /// The look in use where this widget is; a light one where no WaldeskStyle is installed.
    [[nodiscard]] static const Look &of(const QWidget *widget);

    bool dark = false;

    // Colours
    QColor window; ///< chrome
    QColor base;   ///< views
    QColor raised; ///< bars, section rows
    QColor hover;
    QColor sel;
    QColor selq;  ///< selected while the focus is elsewhere
    QColor line;  ///< hairline
    QColor line2; ///< button edge
    QColor edge;  ///< input border
    QColor text;
    QColor text2;
    QColor dim;
    QColor off; ///< words of what is disabled; the reason stands near in dim
    QColor accent;
    QColor accentText; ///< on accent, and on danger
    QColor undoFill;   ///< the undo bar
    QColor undoText;
    QColor undoText2;
    QColor undoEdge;
    QColor veil; ///< over everything behind an overlay
    std::array<QColor, 4> series;
    QColor seriesRest;

    [[nodiscard]] QColor ink(Shade shade) const { return m_ink[static_cast<size_t>(shade)]; }
    [[nodiscard]] QColor tint(Shade shade) const { return m_tint[static_cast<size_t>(shade)]; }
    [[nodiscard]] QColor ink(CauseKind kind) const;
    [[nodiscard]] QColor environment(Environment environment) const
    {
        return m_environment[static_cast<size_t>(environment)];
    }
    [[nodiscard]] QColor environmentText() const { return m_environmentText; }

    // Fonts by role
    QFont body;
    QFont strong;
    QFont small;
    QFont smallStrong;
    QFont head;
    QFont title;
    QFont mono;

    // Measures, in pixels
    int u = 4;    ///< the unit of space
    qreal ch = 7; ///< the width of a common character of the body font
    int h = 18;   ///< heights of a line, by role
    int hSmall = 16;
    // These ask for their font when they are first wanted: a start shows nothing in it.
    [[nodiscard]] int hHead() const;
    [[nodiscard]] int hMono() const;
    int iconSide = 14; ///< beside body text
    int iconSmall = 12;

    [[nodiscard]] int units(qreal count) const { return qRound(count * u); }
    [[nodiscard]] int chars(qreal count) const { return qRound(count * ch); }
    [[nodiscard]] int rowHeight() const { return h + units(2.2); }
    [[nodiscard]] int headerHeight() const { return hSmall + units(2); }
    [[nodiscard]] int controlHeight() const { return h + units(2.6); } ///< buttons and fields
    [[nodiscard]] int slotHeight() const { return h + units(3); }      ///< coverage line and banner
    [[nodiscard]] int topBarHeight() const { return h + units(5); }
    [[nodiscard]] int causeRowHeight(bool withCause) const
    {
        return withCause ? h + 2 * hSmall + units(3.8) : h + hSmall + units(3.2);
    }
    [[nodiscard]] int sidebarWidth() const { return chars(30); }
    [[nodiscard]] int railWidth() const { return iconSide + units(6.5); }
    [[nodiscard]] Fold fold(int width) const;

    /// What QPalette has a role for.
    [[nodiscard]] QPalette palette() const;

private:
    void setLight();
    void setDark();
    void measure(const QFont &font);

    mutable int m_hHead = 0; ///< 0: not measured yet
    mutable int m_hMono = 0;
    std::array<QColor, 6> m_ink;
    std::array<QColor, 6> m_tint;
    std::array<QColor, 4> m_environment;
    QColor m_environmentText;
};

/// Whether a changeEvent means that fonts, colours or units are new ones.
[[nodiscard]] bool lookChanged(const QEvent *event);
/// `amount` of b in a, 0 to 1.
[[nodiscard]] QColor mixed(const QColor &a, const QColor &b, qreal amount);
/// Contrast by WCAG 2, 1 to 21.
[[nodiscard]] qreal contrast(const QColor &a, const QColor &b);
/// 2134 as "2 134", with a space that does not break.
[[nodiscard]] QString groupedNumber(qint64 number);

} // namespace waldesk::ui

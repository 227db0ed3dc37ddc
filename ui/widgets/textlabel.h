// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QLabel>

namespace waldesk::ui
{

/// Which of the look's fonts a text takes.
enum class TextRole : quint8 { Body, Strong, Small, SmallStrong, Head, Title, Mono };
/// Which of the look's colours a text takes.
enum class Ink : quint8 { Text, Text2, Dim, Accent, Done, Erred, Stuck };

[[nodiscard]] const QFont &fontOf(const Look &look, TextRole role);
[[nodiscard]] QColor colourOf(const Look &look, Ink ink);

/// A label that takes font and colour from the look, keeps them right when it changes, and never guesses rich text.
/// Text of the server goes through setServerText().
class TextLabel : public QLabel
{
    Q_OBJECT

public:
    explicit TextLabel(TextRole role, Ink ink = Ink::Text, QWidget *parent = nullptr);
    TextLabel(const QString &text, TextRole role, Ink ink = Ink::Text, QWidget *parent = nullptr);

    void setRole(TextRole role);
    void setInk(Ink ink);
    void setStruck(bool struck); ///< a line through it: what it says is no longer there
    [[nodiscard]] TextRole role() const { return m_role; }
    [[nodiscard]] Ink ink() const { return m_ink; }
    void setServerText(const QString &text); ///< control characters made visible, lines kept

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    TextRole m_role;
    Ink m_ink;
    bool m_struck = false;
};

/// One line that shrinks to an ellipsis; the whole text is the tooltip while it is cut.
class ElidedLabel : public TextLabel
{
    Q_OBJECT

public:
    using TextLabel::TextLabel;

    void setElideMode(Qt::TextElideMode mode);
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool isElided() const;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QAbstractButton>
#include <QWidget>

#include <optional>

class QHBoxLayout;

namespace waldesk::ui
{

/// The edge of the whole window in the colour of its environment; hatched for the demo, so that a picture of it is
/// never taken for the real thing. Its content lies inside.
class EnvironmentFrame : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentFrame(QWidget *parent = nullptr);

    /// Nothing: no server is open, and the edge is as quiet as the window.
    void setEnvironment(std::optional<Environment> environment);
    [[nodiscard]] std::optional<Environment> environment() const { return m_environment; }
    void setContent(QWidget *content); ///< takes ownership

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyMargins();

    std::optional<Environment> m_environment;
};

class EnvironmentBar;

/// Words, with an icon where there is one, on the environment bar: profile name, live mark, person, menu. White while
/// the bar is filled. Without a tab stop unless setActive(true) makes it a button.
class BarItem : public QAbstractButton
{
    Q_OBJECT

public:
    BarItem(const QString &iconName, const QString &word, EnvironmentBar *bar);

    void set(const QString &iconName, const QString &word);
    void setIconShade(Shade shade); ///< colour of the icon while the bar is not filled: Done for "Live"
    void setBold(bool bold);
    void setBoxed(bool boxed);   ///< a darker box behind it: Lock now
    void setActive(bool active); ///< can be pressed
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void measure();

    EnvironmentBar *m_bar;
    QString m_iconName;
    int m_width = 0; ///< what the words take: measuring them is most of what a second costs an idle window
    Shade m_iconShade = Shade::Unknown;
    bool m_bold = false;
    bool m_boxed = false;
    bool m_active = false;
};

/// The top bar. At its left a block in the colour of the environment says which one it is and whether it can be
/// written to; for a production that can be written the whole bar is filled.
class EnvironmentBar : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentBar(QWidget *parent = nullptr);

    /// The note stands after the word: "read-only", "writing · 14:32 left", "nothing leaves this computer".
    void setEnvironment(Environment environment, bool writing, const QString &note);
    [[nodiscard]] bool isFilled() const;
    [[nodiscard]] QColor pointedColour() const; ///< behind an item of a filled bar that the mouse is on
    [[nodiscard]] QString blockText() const;    ///< "PRODUCTION · read-only"
    [[nodiscard]] Environment environment() const { return m_environment; }
    [[nodiscard]] static QString environmentWord(Environment environment);

    /// What stands right of the block; the page adds items and stretches.
    [[nodiscard]] QHBoxLayout *row() const { return m_row; }
    BarItem *addItem(const QString &iconName, const QString &word);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    Environment m_environment = Environment::Other;
    bool m_writing = false;
    QString m_note;
    int m_blockWidth = 0;
    QHBoxLayout *m_row;
};

} // namespace waldesk::ui

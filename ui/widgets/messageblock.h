// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QWidget>

#include <vector>

class QPlainTextEdit;

namespace waldesk::ui
{

class LinkButton;
class TextLabel;

/// The error, the largest thing on the screen: its state's tint, a 3 px bar, the head font, three lines, variable parts
/// dim. More lines are one link away; the text can be selected and copied, and is always plain. Only the first
/// characters of a very long message are laid out; copyAll() gives all of it,
/// its secrets masked.
class MessageBlock : public QWidget
{
    Q_OBJECT

public:
    /// A variable part of the message, in UTF-16 units.
    struct Span {
        qsizetype start = 0;
        qsizetype length = 0;
        friend bool operator==(const Span &, const Span &) = default;
    };

    explicit MessageBlock(QWidget *parent = nullptr);

    void setMessage(const QString &message, const std::vector<Span> &dim = {}, Shade shade = Shade::Erred);
    /// The line below: a link ("1 of 6 with this cause") and words ("slurmrestd down → Site operator"); both may be
    /// empty.
    void setFootnote(const QString &link, const QString &words);
    [[nodiscard]] QString message() const { return m_message; }
    [[nodiscard]] QPlainTextEdit *textView() const { return m_text; } ///< for its accessible name
    [[nodiscard]] int visibleLines() const { return m_lines; }

public slots:
    void copyAll() const;

signals:
    void linkClicked();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyLook();
    void write();
    void fitHeight();

    QString m_message;
    std::vector<Span> m_dim;
    Shade m_shade = Shade::Erred;
    bool m_unfolded = false;
    int m_lines = 1;
    QPlainTextEdit *m_text;
    LinkButton *m_more;
    QWidget *m_foot;
    LinkButton *m_link;
    TextLabel *m_words;
};

} // namespace waldesk::ui

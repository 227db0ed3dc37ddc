// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

namespace waldesk::ui
{

class IconButton;
class LinkButton;
class TextLabel;

/// What came of something, at the foot of the list, in one sentence: it stays until it is closed, or until the next one
/// where it is only in passing ("copied"). Read out by assistive tools when it appears.
class NoteBar : public QWidget
{
    Q_OBJECT
public:
    enum class Tone : quint8 { Passing, Good, Bad };

    explicit NoteBar(QWidget *parent = nullptr);

    /// link: what one can do about it; empty for none.
    void say(Tone tone, const QString &sentence, const QString &link = {}, std::function<void()> follow = {});
    void dismiss();
    [[nodiscard]] QString sentence() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setLook();

    Tone m_tone = Tone::Passing;
    std::function<void()> m_follow;
    QTimer m_passing;
    QWidget *m_mark;
    TextLabel *m_text;
    LinkButton *m_link;
    IconButton *m_close;
};

} // namespace waldesk::ui

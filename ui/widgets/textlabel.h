// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace waldesk::ui
{

/// A label in one of the look's fonts and text colours, always plain text; follows a change of scheme or font by
/// itself.
class TextLabel : public QLabel
{
    Q_OBJECT
public:
    enum class Role : quint8 { Title, Head, Strong, Body, Small };
    enum class Tone : quint8 { Text, Text2, Dim };

    explicit TextLabel(const QString &text, Role role, Tone tone = Tone::Text, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    Role m_role;
    Tone m_tone;
    bool m_applying = false;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/querychip.h"

#include <QWidget>

#include <vector>

class QLineEdit;

namespace waldesk::ui
{

/// The query line: chips for the terms that hold, then a text field for the next ones. It knows nothing of queries: the
/// page gives the chips and answers the signals by setting new ones. Backspace at the start of the text removes the
/// last chip, Left and Right walk from the text through the chips, Delete or Backspace on a chip removes it, Enter or a
/// click on it asks to edit it, typing on a chip goes on in the text, and Down goes to what is below. With more chips
/// than fit they scroll, so that the text always has room; the field's accessible name is "Filter".
class QueryLine : public QWidget
{
    Q_OBJECT

public:
    explicit QueryLine(QWidget *parent = nullptr);

    void setChips(std::vector<Chip> chips);
    [[nodiscard]] const std::vector<Chip> &chips() const { return m_chips; }
    [[nodiscard]] QAbstractButton *chipButton(int index) const;

    [[nodiscard]] QString text() const;
    void setText(const QString &text); ///< emits nothing
    void focusText();                  ///< and select all of it
    /// Why the text is not understood, shown in the line; empty takes it away.
    void setTextError(const QString &reason);
    [[nodiscard]] QString textError() const { return m_textError; }
    [[nodiscard]] QLineEdit *textField() const { return m_text; } ///< for completers

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void textEdited(const QString &text);
    void submitted(const QString &text); ///< Enter in the text
    void wentDown();                     ///< Down, in the text or on a chip
    void chipRemoved(int index);         ///< asked for; the page sets the chips that are left
    void chipActivated(int index);       ///< edit it

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    bool onTextKey(QKeyEvent *key);
    bool onChipKey(int index, QKeyEvent *key);
    void addButton();
    void focusChip(int index);
    [[nodiscard]] int focusedChip() const;
    [[nodiscard]] QRect errorRect() const;
    void arrange();

    std::vector<Chip> m_chips;
    std::vector<ChipButton *> m_buttons;
    QWidget *m_window; ///< clips the chips
    QWidget *m_row;    ///< moves in it
    QLineEdit *m_text;
    QString m_textError;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QLineEdit;
class QPlainTextEdit;

namespace waldesk::ui
{

class TextLabel;

/// The line above a traceback that looks for something in it: Enter next, Shift+Enter previous, Esc closes.
class TracebackFind : public QWidget
{
    Q_OBJECT
public:
    explicit TracebackFind(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void open();
    void setResult(const QString &words); ///< "3 of 12"

signals:
    void textChanged();
    void nextAsked();
    void previousAsked();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setLook();

    QLineEdit *m_line;
    TextLabel *m_result;
};

/// Marks the words in a plain text and goes to the next one; false where there is none.
bool findInText(QPlainTextEdit *editor, const QStringList &words, bool forward, bool fromHere);
/// An accent underline below every one of them, as far as anybody looks.
void markInText(QPlainTextEdit *editor, const QStringList &words);

} // namespace waldesk::ui

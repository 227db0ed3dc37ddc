// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTimer>
#include <QWidget>

class QPlainTextEdit;

namespace waldesk::ui
{

class LinkButton;
class TextLabel;

/// A traceback as text: monospaced, plain, never wrapped, hostile characters made visible. A huge one is cut in the
/// middle and its long lines are broken, so that it opens at once; "Show all" brings the rest in pieces. What is copied
/// and saved is always the whole of what the server sent.
class RawTraceback : public QWidget
{
    Q_OBJECT
public:
    /// What is shown of a text without "Show all", and of one line of it.
    static constexpr qsizetype ShownBytes = 128 * 1024;
    static constexpr qsizetype LineLength = 1000;
    static constexpr qsizetype SliceBytes = 64 * 1024; ///< of one turn of the event loop

    explicit RawTraceback(QWidget *parent = nullptr);

    void setText(const QByteArray &utf8); ///< the same text again moves nothing
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] bool isCut() const; ///< not all of it is on screen
    [[nodiscard]] QPlainTextEdit *editor() const { return m_edit; }

    void copyAll() const;
    void showAll();

signals:
    void shownChanged(); ///< a piece more is on screen

protected:
    void changeEvent(QEvent *event) override;

private:
    void appendSlice();
    void setLook();
    void sayWhatIsCut();

    QByteArray m_text;
    qsizetype m_done = 0; ///< of Show all, in bytes
    bool m_cut = false;
    QTimer m_slices;
    QWidget *m_notice = nullptr;
    TextLabel *m_noticeText = nullptr;
    LinkButton *m_showAll = nullptr;
    QPlainTextEdit *m_edit = nullptr;
};

/// Writes a file as a whole or not at all; a sentence when it can not be written, else empty.
[[nodiscard]] QString saveBytes(const QByteArray &bytes, const QString &file);
/// Text with no line longer than `limit`: longer ones go on in the next line.
[[nodiscard]] QString withShortLines(const QString &text, qsizetype limit);

} // namespace waldesk::ui

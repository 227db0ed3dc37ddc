// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QList>
#include <QTimer>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QProgressBar;
class QVBoxLayout;

namespace waldesk::ui
{

class TextLabel;

/// What a page shows instead of rows when it is Empty or Failed: an icon, one sentence, why it may be so, and what one
/// can do about it.
class StatePage : public QWidget
{
    Q_OBJECT

public:
    explicit StatePage(QWidget *parent = nullptr);

    /// The icon takes the shade's colour; Unknown is the plain one.
    void setContent(const QString &iconName, Shade shade, const QString &title, const QStringList &paragraphs,
                    const QList<QAction *> &actions = {});
    [[nodiscard]] QString title() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    QString m_iconName;
    Shade m_shade = Shade::Unknown;
    QWidget *m_column;
    QWidget *m_iconSpace;
    TextLabel *m_title;
    QVBoxLayout *m_paragraphs;
    QHBoxLayout *m_buttons;
    QList<QAction *> m_actions; ///< of the buttons
};

/// Grey bars where rows will be. They stand still; after one second there are words and, where the total is known, a
/// bar of progress.
class LoadingRows : public QWidget
{
    Q_OBJECT

public:
    explicit LoadingRows(QWidget *parent = nullptr);

    void start(const QString &words); ///< "Reading waldur.example.org"; starts the second afresh
    void setWords(const QString &words);
    void setProgress(qint64 done, qint64 total); ///< total 0: not known
    [[nodiscard]] bool wordsShown() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();

    QTimer m_second;
    TextLabel *m_words;
    QProgressBar *m_progress;
    bool m_late = false;
};

} // namespace waldesk::ui

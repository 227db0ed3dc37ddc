// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/workspace.h"

#include <QScrollArea>
#include <QTimer>

class QPlainTextEdit;
class QVBoxLayout;

namespace waldesk::ui
{

/// What is known of a cause beside its errors: the person's note, why these errors are one group, what varies in them,
/// which causes look alike, and what was put together by hand.
class CauseAbout : public QScrollArea
{
    Q_OBJECT
public:
    struct Content {
        QByteArray key;
        QString note;
        std::vector<workflows::CauseExplanation::Part> components;
        std::vector<workflows::CauseExplanation::VariableColumn> variables;
        std::vector<workflows::Triage::Similar> similar;
        std::vector<std::pair<QByteArray, QString>> merged; ///< keys put into it, with their titles
    };

    /// What is known of that cause now.
    [[nodiscard]] static Content contentOf(const CauseWorkspace &causes, const QByteArray &key);

    explicit CauseAbout(QWidget *parent = nullptr);

    /// What is typed into the note of the same cause and not saved yet is never overwritten.
    void setContent(const Content &content);
    void focusNote();
    void keepNote(); ///< now, not when typing pauses

signals:
    void noteChanged(QByteArray key, QString note, QString shown); ///< shown: what stood there when typing began
    void mergeWanted(QByteArray key, QByteArray into);             ///< the shown one into the other
    void unmergeWanted(QByteArray key);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addSection(const QString &title, const QString &explanation);
    void addComponents();
    void addVariables();
    void addSimilar();
    void addMerged();
    void setLook();

    void showNote();

    Content m_content;
    QString m_shownNote; ///< what stood in the field before it was typed into
    QTimer m_typing{this};
    QVBoxLayout *m_column = nullptr;
    QWidget *m_sections = nullptr; ///< made anew with each content
    QPlainTextEdit *m_note = nullptr;
};

} // namespace waldesk::ui

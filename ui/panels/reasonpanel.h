// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bulkreason.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <vector>

class QAbstractButton;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace waldesk::ui
{

class TextLabel;

/// The reason for many requests: templates with their keys, the text with its blanks, the ticket where the text asks
/// for one. A person's own templates are kept in the window's settings file and go to others as a file. The first
/// template is there from the start, selected, so that typing takes its place. Owned by the plan page.
class ReasonPanel : public QWidget
{
    Q_OBJECT
public:
    /// settingsFile: where own templates are kept; empty keeps nothing.
    explicit ReasonPanel(QString settingsFile, QWidget *parent = nullptr);

    /// A new plan: the likely template of these rows, signed by the person.
    void begin(const std::vector<domain::Request> &rows, const QString &person);
    /// What does not fit these rows says so; a template that nobody has touched gives way to the likely one.
    void offerFor(const std::vector<domain::Request> &rows);
    void setRows(const std::vector<domain::Request> &rows);
    void setText(const QString &text, const QString &ticket);
    void setReadOnly(bool readOnly);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString ticket() const;
    [[nodiscard]] bool isOwn() const; ///< the text was written by hand, or a ticket was
    /// What is still missing, as a sentence; empty: it can be sent.
    [[nodiscard]] QString missing() const;
    void focusText();
    /// Takes the templates of a file (UTF-8 JSON, domain::reasonsToJson, at most 4 MiB) to the own ones; one of the
    /// same name takes the place of the old one. A file that breaks a rule changes nothing. The sentence that tells
    /// what came of it, for the person.
    QString importFrom(const QString &file);
    /// Writes the own templates, in place of what was in the file; the sentence that tells what came of it.
    QString exportTo(const QString &file) const;
    void choose(int index); ///< of the templates, from 0; nothing where there is none or it does not fit

signals:
    void changed();
    void noted(const QString &sentence); ///< in passing: a template was kept, a file could not be read

private:
    void buildTemplates();
    void putText(const QString &text);
    void textChanged();
    void readOwn();
    QString keepOwn(); ///< why they are not kept beyond this window, a sentence; empty: they are
    /// Why they were not taken or not kept, a sentence; empty: they are kept.
    QString addOwn(const std::vector<domain::OwnReason> &added);
    void askName();
    void importOwn();
    void exportOwn();
    void removeOwn(const QString &name);
    [[nodiscard]] QString templateAt(int index) const;

    QString m_settingsFile;
    QString m_person;
    std::vector<domain::Request> m_rows;
    std::vector<domain::OwnReason> m_own;
    QList<QAbstractButton *> m_buttons;
    QString m_templateText; ///< the last one that was put into the text
    bool m_readOnly = false;
    QWidget *m_templates = nullptr;
    QGridLayout *m_grid = nullptr;
    QPushButton *m_menu = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QWidget *m_ticketRow = nullptr;
    QLineEdit *m_ticket = nullptr;
    TextLabel *m_hint = nullptr;
};

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/environment.h"
#include "models/domain/errortemplate.h"
#include "models/domain/request.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QList>

#include <optional>

class QAbstractButton;
class QPlainTextEdit;
class QPushButton;

namespace waldesk::ui
{

class StateBadge;
class TextLabel;

/// Asks why a request is set erred, or with what its error is overwritten: environment on top, what becomes what, a
/// reason by template or by hand, what this does, the text that will be lost. The likely template is there from the
/// start, selected, so that typing takes its place. Opened with open(), never exec().
class SetErredDialog : public QDialog
{
    Q_OBJECT
public:
    struct Place {
        domain::Environment environment = domain::Environment::Other;
        QString server;                         ///< name of the profile
        QString person;                         ///< signs the templates
        std::optional<domain::Request> other{}; ///< a newer request of the same offering, if one is known
    };

    SetErredDialog(Place place, domain::Request request, domain::Timestamp now, QWidget *parent = nullptr);

    [[nodiscard]] bool overwrites() const { return m_overwrites; } ///< the row ended already: its text will be lost
    [[nodiscard]] const domain::Request &request() const { return m_request; }
    [[nodiscard]] domain::ErrorText errorText() const;
    /// What was written by hand; nullopt: the texts are those of a template, or empty.
    [[nodiscard]] std::optional<domain::ErrorText> draft() const;
    /// Texts that were written before, in the place of the likely template.
    void setDraft(const domain::ErrorText &draft);
    /// The row changed while the dialog stood open: it says so.
    void setRequest(const domain::Request &request);

signals:
    void confirmed(const waldesk::domain::ErrorText &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildStrip();
    QWidget *buildBody();
    void buildChange(QWidget *body);
    void buildReasons(QWidget *body);
    void buildTexts(QWidget *body);
    void buildConsequences(QWidget *body);
    QWidget *buildFoot();
    void addKeys();
    void choose(int index);
    void offerReasons();
    [[nodiscard]] domain::ErrorTemplate reasonAt(int index) const;
    void putText(const QString &text);
    void messageChanged();
    void send();
    [[nodiscard]] QString factsLine() const;
    [[nodiscard]] QStringList consequences() const;

    Place m_place;
    domain::Request m_request;
    domain::Timestamp m_now;
    bool m_overwrites = false;
    QElapsedTimer m_open; ///< since it was made: durations go on while it stands there
    QList<QAbstractButton *> m_reasons;
    QString m_templateText; ///< the last one put into the message
    StateBadge *m_from = nullptr;
    TextLabel *m_facts = nullptr;
    TextLabel *m_changed = nullptr;
    QPlainTextEdit *m_message = nullptr;
    QPlainTextEdit *m_traceback = nullptr;
    TextLabel *m_hint = nullptr;
    QPushButton *m_send = nullptr;
};

} // namespace waldesk::ui

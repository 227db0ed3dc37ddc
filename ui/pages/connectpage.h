// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connection.h"
#include "models/session/session.h"
#include "models/workflows/connectiontest.h"

#include <QWidget>

#include <memory>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace waldesk::ui
{

class ConnectionLines;

/// First run, and "Connect to another server": address, token, environment, a test in four lines, and the demo as an
/// equal. Owns the test of the connection; the composition saves the profile and opens the window on it.
class ConnectPage : public QWidget
{
    Q_OBJECT
public:
    struct Form {
        QString name; ///< to save it under; empty: one that fits
        QString server;
        QByteArray token;
        QByteArray schemeWord = "Token";
        bool remember = true; ///< keep the token in the system keychain
        domain::Environment environment = domain::Environment::Production;
        bool environmentAgreed = false; ///< that it replaces another one that is saved
        QString caFile;
        bool insecureHttp = false;
    };

    explicit ConnectPage(QWidget *parent = nullptr);
    ~ConnectPage() override;

    void setForm(const Form &form);
    [[nodiscard]] Form form() const;
    /// One sentence above the fields: why this page stands here (a damaged settings file, no keychain, a token that
    /// ended).
    void setNotice(const QString &sentence);
    /// The name that was typed cannot be used.
    void refuseName(const QString &sentence);
    /// What was chosen is not what is saved under that name: asks which one counts, then connects with the answer.
    void askAboutEnvironment(const QString &name, domain::Environment saved);

signals:
    /// The test passed with exactly this; the root is the one that was found, the user the one the server named. By
    /// value: who receives it deletes the page.
    void connectRequested(waldesk::api::Connection connection, waldesk::ui::ConnectPage::Form form, QString user);
    void demoRequested();

private:
    QWidget *buildForm();
    QWidget *buildDemoCard();
    QWidget *buildServerFields();
    QWidget *buildTokenFields();
    QWidget *buildEnvironmentFields();
    QWidget *buildNameField();
    QWidget *buildButtons();
    void chooseCaFile();
    void formEdited();
    void startTest(bool connectAfter);
    void testChanged();
    void testFinished();
    /// nullopt after it said on the page what is off.
    [[nodiscard]] std::optional<api::Connection> readConnection();
    void requestConnection();
    void refuse(const QString &sentence, QWidget *field);

    QLabel *m_notice = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_server = nullptr;
    QLineEdit *m_token = nullptr;
    QComboBox *m_scheme = nullptr;
    QCheckBox *m_remember = nullptr;
    QCheckBox *m_insecure = nullptr;
    QButtonGroup *m_environment = nullptr;
    QLabel *m_environmentHint = nullptr;
    QLineEdit *m_caFile = nullptr;
    QWidget *m_caRow = nullptr;
    ConnectionLines *m_lines = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_connect = nullptr;
    std::unique_ptr<workflows::ConnectionTest> m_running;
    bool m_connectAfter = false;
    bool m_environmentAgreed = false;
};

} // namespace waldesk::ui

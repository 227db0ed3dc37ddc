// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/connectiontest.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace waldesk::ui
{

class ConnectionLines;

/// Another token for the connection that is open, because the server takes the old one no more. Tests it against the
/// same server; one that is another person's is refused, since what stands on the screen would be somebody else's.
/// Deletes itself when it is closed.
class TokenDialog : public QDialog
{
    Q_OBJECT
public:
    struct Renewed {
        QByteArray token;
        QByteArray schemeWord;
        bool remember = true;
    };

    /// user: whose connection it is; empty: the server has not told yet.
    TokenDialog(api::Connection connection, QString user, QWidget *parent);
    ~TokenDialog() override;

signals:
    void renewed(waldesk::ui::TokenDialog::Renewed renewed);

private:
    void buildFields();
    void startTest();
    void testFinished();

    api::Connection m_connection;
    QString m_user;
    QComboBox *m_scheme = nullptr;
    QLineEdit *m_token = nullptr;
    QCheckBox *m_remember = nullptr;
    ConnectionLines *m_lines = nullptr;
    QPushButton *m_use = nullptr;
    std::unique_ptr<workflows::ConnectionTest> m_test;
};

} // namespace waldesk::ui

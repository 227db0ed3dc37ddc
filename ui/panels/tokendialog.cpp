// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tokendialog.h"

#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/connectionlines.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

TokenDialog::TokenDialog(api::Connection connection, QString user, QWidget *parent)
    : QDialog(parent), m_connection(std::move(connection)), m_user(std::move(user))
{
    setObjectName(u"tokenDialog"_s);
    setWindowTitle(tr("Paste a new token"));
    setAttribute(Qt::WA_DeleteOnClose);
    buildFields();
    m_token->setFocus();
}

TokenDialog::~TokenDialog() = default;

void TokenDialog::buildFields()
{
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(2));
    auto *title = new TextLabel(m_user.isEmpty() ? tr("A token for %1").arg(m_connection.serverName())
                                                 : tr("A token of %1 for %2").arg(m_user, m_connection.serverName()),
                                TextRole::Strong, Ink::Text, this);
    column->addWidget(title);
    m_scheme = new QComboBox(this);
    m_scheme->setObjectName(u"newTokenScheme"_s);
    m_scheme->setAccessibleName(tr("Scheme word of the token"));
    m_scheme->addItems({u"Token"_s, u"Bearer"_s});
    m_scheme->setCurrentText(QString::fromLatin1(m_connection.schemeWord));
    m_token = new QLineEdit(this);
    m_token->setObjectName(u"newTokenField"_s);
    m_token->setAccessibleName(tr("New token"));
    m_token->setEchoMode(QLineEdit::Password);
    auto *line = new QHBoxLayout;
    line->addWidget(m_scheme);
    line->addWidget(m_token, 1);
    column->addLayout(line);
    m_remember = new QCheckBox(tr("&Remember in the system keychain"), this);
    m_remember->setObjectName(u"newTokenRemember"_s);
    m_remember->setChecked(true);
    column->addWidget(m_remember);
    m_lines = new ConnectionLines(this);
    m_lines->setSentence(tr("The rows, the filter and changes that wait stay as they are."), false);
    column->addWidget(m_lines);
    m_use = new QPushButton(tr("Use this token"), this);
    m_use->setObjectName(u"newTokenUse"_s);
    m_use->setDefault(true);
    setTone(m_use, ButtonTone::Primary);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"newTokenCancel"_s);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_use);
    column->addLayout(buttons);
    connect(m_use, &QPushButton::clicked, this, &TokenDialog::startTest);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    setMinimumWidth(look.chars(60));
}

void TokenDialog::startTest()
{
    const auto token = api::parseToken(m_token->text().toUtf8());
    if (!token) {
        m_lines->setSentence(token.error().sentence, true);
        m_token->setFocus();
        return;
    }
    api::Connection tested = m_connection;
    tested.token = *token;
    tested.schemeWord = m_scheme->currentText().toLatin1();
    m_use->setEnabled(false);
    m_test = std::make_unique<workflows::ConnectionTest>(tested);
    connect(m_test.get(), &workflows::ConnectionTest::changed, this, [this] { m_lines->setLines(m_test->lines()); });
    connect(m_test.get(), &workflows::ConnectionTest::finished, this, &TokenDialog::testFinished);
    m_test->start();
}

void TokenDialog::testFinished()
{
    m_use->setEnabled(true);
    m_lines->setLines(m_test->lines());
    if (!m_test->succeeded()) {
        return;
    }
    const QString user = m_test->person().username;
    if (!m_user.isEmpty() && user != m_user) {
        m_lines->setSentence(
            tr("This token belongs to %1, and this connection is that of %2. Choose “Connect to another "
               "server” to work as %1.")
                .arg(user, m_user),
            true);
        return;
    }
    const Renewed value{m_test->connection().token, m_test->connection().schemeWord, m_remember->isChecked()};
    accept();
    emit renewed(value);
}

} // namespace waldesk::ui

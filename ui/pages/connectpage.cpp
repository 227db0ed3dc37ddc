// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/connectpage.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/base/painting.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/connectionlines.h"
#include "ui/widgets/choicechip.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

/// The demo's box: base colour, hairline, rounded as a sheet.
class Card : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Look &look = Look::of(this);
        QPainter painter(this);
        paint::box(&painter, rect(), look.base, look.line2, paint::SheetRadius);
    }
};

class Mark : public QWidget
{
public:
    explicit Mark(QWidget *parent) : QWidget(parent)
    {
        const int side = Look::of(this).units(14);
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.drawPixmap(0, 0, appMark(width(), devicePixelRatioF()));
    }
};

TextLabel *wrapped(const QString &text, TextRole role, Ink tone, QWidget *parent)
{
    auto *label = new TextLabel(text, role, tone, parent);
    label->setWordWrap(true);
    return label;
}

TextLabel *fieldLabel(const QString &text, QWidget *field, QWidget *parent)
{
    auto *label = new TextLabel(text, TextRole::Strong, Ink::Text, parent);
    label->setBuddy(field);
    return label;
}

} // namespace

ConnectPage::ConnectPage(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"connectPage"_s);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    auto *inside = new QWidget(scroll);
    const Look &look = Look::of(this);
    auto *row = new QHBoxLayout(inside);
    row->setContentsMargins(look.units(6), look.units(6), look.units(6), look.units(6));
    row->setSpacing(look.units(14));
    row->addStretch(1);
    row->addWidget(buildForm(), 0, Qt::AlignVCenter);
    row->addWidget(buildDemoCard(), 0, Qt::AlignVCenter);
    row->addStretch(1);
    scroll->setWidget(inside);
    formEdited();
}

ConnectPage::~ConnectPage() = default;

QWidget *ConnectPage::buildForm()
{
    const Look &look = Look::of(this);
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look.units(1));
    column->addWidget(new TextLabel(tr("Connect to a Waldur"), TextRole::Title, Ink::Text, box));
    column->addWidget(wrapped(tr("Waldesk shows which backend resource requests failed, why, and who must act."),
                              TextRole::Body, Ink::Text2, box));
    m_notice = wrapped({}, TextRole::Strong, Ink::Text, box);
    m_notice->setObjectName(u"connectNotice"_s);
    m_notice->hide();
    column->addSpacing(look.units(1));
    column->addWidget(m_notice);
    column->addSpacing(look.units(2));
    column->addWidget(buildServerFields());
    column->addSpacing(look.units(2));
    column->addWidget(buildTokenFields());
    column->addSpacing(look.units(2));
    column->addWidget(buildEnvironmentFields());
    column->addSpacing(look.units(2));
    column->addWidget(buildNameField());
    column->addSpacing(look.units(2));
    m_lines = new ConnectionLines(box);
    column->addWidget(m_lines);
    column->addSpacing(look.units(2));
    column->addWidget(buildButtons());
    box->setFixedWidth(look.chars(66));
    return box;
}

QWidget *ConnectPage::buildServerFields()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Look::of(this).units(1));
    m_server = new QLineEdit(box);
    m_server->setObjectName(u"serverField"_s);
    m_server->setAccessibleName(tr("Server address"));
    m_server->setPlaceholderText(u"https://waldur.example.org"_s);
    column->addWidget(fieldLabel(tr("&Server address"), m_server, box));
    column->addWidget(m_server);
    column->addWidget(
        wrapped(tr("The portal’s address or its API root, both work."), TextRole::Small, Ink::Text2, box));
    m_insecure = new QCheckBox(tr("Send the token over plain http, unencrypted"), box);
    m_insecure->setObjectName(u"insecureBox"_s);
    m_insecure->hide();
    column->addWidget(m_insecure);
    m_caRow = new QWidget(box);
    m_caRow->setObjectName(u"caRow"_s);
    auto *caLine = new QHBoxLayout(m_caRow);
    caLine->setContentsMargins(0, 0, 0, 0);
    m_caFile = new QLineEdit(m_caRow);
    m_caFile->setObjectName(u"caFileField"_s);
    m_caFile->setAccessibleName(tr("CA file"));
    m_caFile->setPlaceholderText(tr("Certificate authority, a PEM file; the system’s own count as well"));
    auto *browse = new QPushButton(tr("Choose…"), m_caRow);
    browse->setObjectName(u"caBrowse"_s);
    connect(browse, &QPushButton::clicked, this, &ConnectPage::chooseCaFile);
    caLine->addWidget(m_caFile, 1);
    caLine->addWidget(browse);
    m_caRow->hide();
    column->addWidget(m_caRow);
    connect(m_server, &QLineEdit::textEdited, this, &ConnectPage::formEdited);
    connect(m_server, &QLineEdit::returnPressed, this, [this] { startTest(true); });
    connect(m_insecure, &QCheckBox::toggled, this, &ConnectPage::formEdited);
    connect(m_caFile, &QLineEdit::textEdited, this, &ConnectPage::formEdited);
    return box;
}

QWidget *ConnectPage::buildTokenFields()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Look::of(this).units(1));
    m_token = new QLineEdit(box);
    m_token->setObjectName(u"tokenField"_s);
    m_token->setAccessibleName(tr("Token"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->addAction(icon(u"lock"_s), QLineEdit::LeadingPosition);
    m_scheme = new QComboBox(box);
    m_scheme->setObjectName(u"schemeBox"_s);
    m_scheme->setAccessibleName(tr("Scheme word of the token"));
    m_scheme->addItems({u"Token"_s, u"Bearer"_s});
    m_scheme->setToolTip(tr("Token for the key of your profile page; Bearer for a personal access token or a JWT."));
    auto *line = new QHBoxLayout;
    line->addWidget(m_scheme);
    line->addWidget(m_token, 1);
    m_remember = new QCheckBox(tr("&Remember in the system keychain"), box);
    m_remember->setObjectName(u"rememberBox"_s);
    m_remember->setChecked(true);
    column->addWidget(fieldLabel(tr("&Token"), m_token, box));
    column->addLayout(line);
    column->addWidget(
        wrapped(tr("From your profile page, “API token”. Never written to a file."), TextRole::Small, Ink::Text2, box));
    column->addWidget(m_remember);
    connect(m_token, &QLineEdit::textEdited, this, &ConnectPage::formEdited);
    connect(m_token, &QLineEdit::returnPressed, this, [this] { startTest(true); });
    connect(m_scheme, &QComboBox::currentIndexChanged, this, &ConnectPage::formEdited);
    return box;
}

QWidget *ConnectPage::buildEnvironmentFields()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Look::of(this).units(1));
    column->addWidget(new TextLabel(tr("Environment"), TextRole::Strong, Ink::Text, box));
    auto *line = new QHBoxLayout;
    m_environment = new QButtonGroup(box);
    const auto add = [&](Environment environment, const QString &name, const QString &id) {
        auto *button = new ChoiceChip(name, box);
        button->setObjectName(id);
        button->setSwatch(environment);
        m_environment->addButton(button, int(environment));
        line->addWidget(button);
    };
    add(Environment::Production, tr("Production"), u"environmentProduction"_s);
    add(Environment::Test, tr("Test"), u"environmentTest"_s);
    add(Environment::Other, tr("Other"), u"environmentOther"_s);
    m_environmentHint = new TextLabel({}, TextRole::Small, Ink::Text2, box);
    line->addSpacing(Look::of(this).units(1));
    line->addWidget(m_environmentHint);
    line->addStretch(1);
    column->addLayout(line);
    const auto hint = [this](int id) {
        m_environmentHint->setText(id == int(Environment::Production) ? tr("starts read-only") : QString());
    };
    connect(m_environment, &QButtonGroup::idToggled, this, [this, hint](int id, bool on) {
        if (on) {
            m_environmentAgreed = false;
            hint(id);
        }
    });
    m_environment->button(int(Environment::Production))->setChecked(true);
    return box;
}

QWidget *ConnectPage::buildNameField()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Look::of(this).units(1));
    m_name = new QLineEdit(box);
    m_name->setObjectName(u"nameField"_s);
    m_name->setAccessibleName(tr("Name of the connection"));
    m_name->setPlaceholderText(tr("The server’s name, with the account where there are several"));
    column->addWidget(fieldLabel(tr("Save as"), m_name, box));
    column->addWidget(m_name);
    connect(m_name, &QLineEdit::returnPressed, this, [this] { startTest(true); });
    return box;
}

QWidget *ConnectPage::buildButtons()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    m_test = new QPushButton(icon(u"act-refresh"_s), tr("Test the connection"), box);
    m_test->setObjectName(u"testButton"_s);
    auto *more = new QPushButton(tr("CA file…"), box);
    more->setObjectName(u"caButton"_s);
    m_connect = new QPushButton(tr("Connect"), box);
    m_connect->setObjectName(u"connectButton"_s);
    setTone(m_connect, ButtonTone::Primary);
    line->addWidget(m_test);
    line->addStretch(1);
    line->addWidget(more);
    line->addWidget(m_connect);
    connect(m_test, &QPushButton::clicked, this, [this] { startTest(false); });
    connect(m_connect, &QPushButton::clicked, this, [this] { startTest(true); });
    connect(more, &QPushButton::clicked, this, [this] {
        m_caRow->show();
        m_caFile->setFocus();
    });
    return box;
}

QWidget *ConnectPage::buildDemoCard()
{
    const Look &look = Look::of(this);
    auto *card = new Card(this);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(look.units(6), look.units(6), look.units(6), look.units(5));
    column->setSpacing(look.units(2));
    column->addWidget(new Mark(card));
    column->addSpacing(look.units(1));
    column->addWidget(new TextLabel(tr("No account at hand?"), TextRole::Head, Ink::Text, card));
    column->addWidget(wrapped(tr("The demo runs a small Waldur inside this program: 9 offerings, 15 kinds of error, "
                                 "stuck requests, and an agent that sometimes wins the race. Nothing leaves this "
                                 "computer."),
                              TextRole::Body, Ink::Text2, card));
    auto *demo = new QPushButton(icon(u"act-start"_s), tr("Try the &demo"), card);
    demo->setObjectName(u"demoButton"_s);
    demo->setAccessibleName(tr("Try the demo"));
    column->addSpacing(look.units(1));
    column->addWidget(demo, 0, Qt::AlignLeft);
    column->addSpacing(look.units(1));
    column->addWidget(
        wrapped(tr("Everything works there, also Set erred and Ask again. Its data is made anew at each start."),
                TextRole::Small, Ink::Text2, card));
    card->setFixedWidth(look.chars(46));
    connect(demo, &QPushButton::clicked, this, &ConnectPage::demoRequested);
    return card;
}

void ConnectPage::setForm(const Form &form)
{
    m_name->setText(form.name);
    m_server->setText(form.server);
    m_token->setText(QString::fromLatin1(form.token));
    m_scheme->setCurrentText(QString::fromLatin1(form.schemeWord));
    m_remember->setChecked(form.remember);
    m_insecure->setChecked(form.insecureHttp);
    m_caFile->setText(form.caFile);
    m_caRow->setVisible(!form.caFile.isEmpty());
    if (auto *button = m_environment->button(int(form.environment))) {
        button->setChecked(true);
    }
    formEdited();
    (form.server.isEmpty() ? m_server : m_token)->setFocus();
}

ConnectPage::Form ConnectPage::form() const
{
    Form form;
    form.name = m_name->text().simplified();
    form.server = m_server->text();
    form.token = m_token->text().toUtf8();
    form.schemeWord = m_scheme->currentText().toLatin1();
    form.remember = m_remember->isChecked();
    form.environment = Environment(m_environment->checkedId());
    form.environmentAgreed = m_environmentAgreed;
    form.caFile = m_caFile->text().trimmed();
    form.insecureHttp = m_insecure->isChecked();
    return form;
}

void ConnectPage::setNotice(const QString &sentence)
{
    m_notice->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
}

void ConnectPage::chooseCaFile()
{
    openOnce(this, u"caFileDialog"_s, [this] {
        auto *dialog = new QFileDialog(this, tr("Certificate authority"), QString(),
                                       tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
            m_caFile->setText(file);
            formEdited();
        });
        return dialog;
    });
}

void ConnectPage::formEdited()
{
    // What was tested is not what stands there any more.
    m_running.reset();
    m_connectAfter = false;
    const bool plain = m_server->text().trimmed().startsWith("http://"_L1, Qt::CaseInsensitive) &&
                       !api::parseServerUrl(m_server->text(), false) && api::parseServerUrl(m_server->text(), true);
    m_insecure->setVisible(plain);
    m_test->setText(tr("Test the connection"));
    m_test->setEnabled(true);
    m_connect->setEnabled(true);
    m_lines->setSentence(tr("Connect tests the address, the token and what you may do, and says what it found."),
                         false);
}

std::optional<api::Connection> ConnectPage::readConnection()
{
    const Form typed = form();
    const auto root = api::parseServerUrl(typed.server, typed.insecureHttp);
    if (!root) {
        refuse(root.error().sentence, m_server);
        return std::nullopt;
    }
    const auto token = api::parseToken(typed.token);
    if (!token) {
        refuse(token.error().sentence, m_token);
        return std::nullopt;
    }
    api::Connection connection;
    connection.root = *root;
    connection.token = *token;
    connection.schemeWord = typed.schemeWord;
    connection.caFile = typed.caFile;
    connection.insecureHttp = typed.insecureHttp;
    return connection;
}

void ConnectPage::refuse(const QString &sentence, QWidget *field)
{
    m_lines->setSentence(sentence, true);
    field->setFocus();
}

void ConnectPage::startTest(bool connectAfter)
{
    m_connectAfter = connectAfter;
    if (m_running && m_running->isFinished() && m_running->succeeded() && connectAfter) {
        testFinished(); // tested a moment ago and nothing was edited since
        return;
    }
    if (m_running && !m_running->isFinished()) {
        return; // the test under way answers both buttons
    }
    const auto connection = readConnection();
    if (!connection) {
        return;
    }
    m_running = std::make_unique<workflows::ConnectionTest>(*connection);
    connect(m_running.get(), &workflows::ConnectionTest::changed, this, &ConnectPage::testChanged);
    connect(m_running.get(), &workflows::ConnectionTest::finished, this, &ConnectPage::testFinished);
    m_test->setEnabled(false);
    m_running->start();
    testChanged();
}

void ConnectPage::testChanged()
{
    m_lines->setLines(m_running->lines());
}

void ConnectPage::testFinished()
{
    m_lines->setLines(m_running->lines());
    m_test->setEnabled(true);
    m_test->setText(tr("Test again"));
    if (m_connectAfter && m_running->succeeded()) {
        m_connectAfter = false;
        requestConnection();
    }
}

void ConnectPage::requestConnection()
{
    emit connectRequested(m_running->connection(), form(), m_running->person().username);
}

void ConnectPage::refuseName(const QString &sentence)
{
    refuse(sentence, m_name);
}

void ConnectPage::askAboutEnvironment(const QString &name, Environment saved)
{
    const auto word = [this](Environment environment) {
        const QAbstractButton *button = m_environment->button(int(environment));
        return button ? button->text() : tr("Demo");
    };
    const auto chosen = Environment(m_environment->checkedId());
    openOnce(this, u"environmentQuestion"_s, [&] {
        auto *question = new QMessageBox(QMessageBox::Question, tr("Environment"),
                                         tr("“%1” is saved as %2. You chose %3.").arg(name, word(saved), word(chosen)),
                                         QMessageBox::NoButton, this);
        question->setTextFormat(Qt::PlainText);
        QPushButton *keep = question->addButton(tr("Keep %1").arg(word(saved)), QMessageBox::RejectRole);
        QPushButton *change = question->addButton(tr("Change it to %1").arg(word(chosen)), QMessageBox::AcceptRole);
        keep->setObjectName(u"environmentKeep"_s);
        change->setObjectName(u"environmentChange"_s);
        question->setDefaultButton(keep);
        question->setEscapeButton(question->addButton(QMessageBox::Cancel));
        connect(question, &QDialog::finished, this, [this, question, keep, change, saved] {
            if (question->clickedButton() == change) {
                m_environmentAgreed = true;
            } else if (question->clickedButton() != keep) {
                return;
            } else if (QAbstractButton *button = m_environment->button(int(saved))) {
                button->setChecked(true);
            }
            if (m_running && m_running->isFinished() && m_running->succeeded()) {
                requestConnection();
            }
        });
        return question;
    });
}

} // namespace waldesk::ui

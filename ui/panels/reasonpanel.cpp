// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/reasonpanel.h"

#include "models/domain/reasonblanks.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/panels/rawtraceback.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>

namespace waldesk::ui
{

namespace
{

using Kind = domain::ErrorTemplate::Kind;

const QString OwnKey = QStringLiteral("plan/reasons");
constexpr qint64 LargestFile = 4 << 20;
constexpr int MostButtons = 9; ///< as many as there are digits
constexpr int ButtonsARow = 2;
constexpr int TextLines = 5;

} // namespace

ReasonPanel::ReasonPanel(QString settingsFile, QWidget *parent)
    : QWidget(parent), m_settingsFile(std::move(settingsFile))
{
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(look.units(1.5));
    auto *title =
        new TextLabel(tr("Reason, stored in each request and shown to everyone"), TextRole::Strong, Ink::Text, this);
    title->setWordWrap(true);
    column->addWidget(title);
    m_templates = new QWidget(this);
    m_grid = new QGridLayout(m_templates);
    m_grid->setContentsMargins({});
    m_grid->setSpacing(look.u);
    column->addWidget(m_templates);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("plan.reason"));
    m_text->setAccessibleName(tr("Reason"));
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("Why? Everyone who sees the requests reads this."));
    m_text->setFixedHeight(QFontMetrics(look.body).lineSpacing() * TextLines + look.units(4));
    column->addWidget(m_text);
    m_ticketRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_ticketRow);
    row->setContentsMargins({});
    row->setSpacing(look.units(1.5));
    m_ticket = new QLineEdit(m_ticketRow);
    m_ticket->setObjectName(QStringLiteral("plan.ticket"));
    m_ticket->setAccessibleName(tr("Ticket"));
    auto *caption = new TextLabel(tr("Ticket"), TextRole::Body, Ink::Text2, m_ticketRow);
    caption->setBuddy(m_ticket);
    row->addWidget(caption);
    row->addWidget(m_ticket, 1);
    column->addWidget(m_ticketRow);
    m_hint = new TextLabel(TextRole::Small, Ink::Text2, this);
    m_hint->setObjectName(QStringLiteral("plan.reasonHint"));
    m_hint->setWordWrap(true);
    column->addWidget(m_hint);
    readOwn();
    buildTemplates();
    connect(m_text, &QPlainTextEdit::textChanged, this, &ReasonPanel::textChanged);
    connect(m_ticket, &QLineEdit::textChanged, this, &ReasonPanel::textChanged);
    textChanged();
}

void ReasonPanel::readOwn()
{
    if (m_settingsFile.isEmpty())
        return;
    const QSettings settings(m_settingsFile, QSettings::IniFormat);
    const auto own = domain::reasonsFromJson(settings.value(OwnKey).toByteArray());
    if (own)
        m_own = *own;
}

QString ReasonPanel::keepOwn()
{
    buildTemplates();
    setRows(m_rows);
    if (m_settingsFile.isEmpty())
        return {};
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    settings.setValue(OwnKey, domain::reasonsToJson(m_own));
    settings.sync();
    if (settings.status() == QSettings::NoError)
        return {};
    return tr("%1 can not be written: the templates are lost when the window closes.").arg(m_settingsFile);
}

void ReasonPanel::buildTemplates()
{
    qDeleteAll(m_buttons);
    m_buttons.clear();
    delete m_menu;
    QStringList names;
    for (const Kind kind : domain::ErrorTemplate::Kinds)
        names += domain::errorTemplateName(kind);
    for (const domain::OwnReason &reason : m_own)
        names += reason.name;
    int place = 0;
    for (int i = 0; i < names.size() && i < MostButtons; ++i, ++place) {
        auto *button = new QPushButton(
            QStringLiteral("%1  %2").arg(i + 1).arg(QString(names[i]).replace(u'&', QStringLiteral("&&"))),
            m_templates);
        button->setObjectName(QStringLiteral("plan.reason%1").arg(i + 1));
        button->setAccessibleName(names[i]);
        button->setAutoDefault(false);
        button->setCheckable(true);
        connect(button, &QPushButton::clicked, this, [this, i] { choose(i); });
        m_grid->addWidget(button, place / ButtonsARow, place % ButtonsARow);
        m_buttons.append(button);
    }
    m_menu = new QPushButton(tr("Templates"), m_templates);
    m_menu->setObjectName(QStringLiteral("plan.templates"));
    m_menu->setAccessibleName(tr("Your own templates"));
    auto *menu = new QMenu(m_menu);
    connect(menu->addAction(tr("Keep this text as a template\u2026")), &QAction::triggered, this,
            &ReasonPanel::askName);
    connect(menu->addAction(tr("Take templates from a file\u2026")), &QAction::triggered, this,
            &ReasonPanel::importOwn);
    QAction *give = menu->addAction(tr("Write your templates to a file\u2026"));
    give->setEnabled(!m_own.empty());
    connect(give, &QAction::triggered, this, &ReasonPanel::exportOwn);
    QMenu *removing = menu->addMenu(tr("Remove"));
    removing->setEnabled(!m_own.empty());
    for (const domain::OwnReason &reason : m_own) {
        connect(removing->addAction(QString(reason.name).replace(u'&', QStringLiteral("&&"))), &QAction::triggered,
                this, [this, name = reason.name] { removeOwn(name); });
    }
    m_menu->setMenu(menu);
    m_grid->addWidget(m_menu, place / ButtonsARow, place % ButtonsARow);
}

QString ReasonPanel::templateAt(int index) const
{
    const auto kinds = static_cast<int>(domain::ErrorTemplate::Kinds.size());
    if (index < kinds)
        return domain::bulkReason(domain::ErrorTemplate::Kinds.at(static_cast<size_t>(index)), m_person);
    return m_own.at(static_cast<size_t>(index - kinds)).text;
}

void ReasonPanel::begin(const std::vector<domain::Request> &rows, const QString &person)
{
    m_person = person;
    m_text->clear();
    m_ticket->clear();
    m_templateText.clear();
    setReadOnly(false);
    setRows(rows);
    choose(static_cast<int>(domain::likelyBulkReason(rows)));
    m_text->selectAll();
}

bool ReasonPanel::isOwn() const
{
    return (!text().trimmed().isEmpty() && text() != m_templateText) || !ticket().isEmpty();
}

void ReasonPanel::offerFor(const std::vector<domain::Request> &rows)
{
    setRows(rows);
    const auto likely = static_cast<int>(domain::likelyBulkReason(rows));
    if (m_readOnly || text() != m_templateText || m_buttons[likely]->isChecked())
        return;
    const bool hadFocus = m_text->hasFocus();
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(i == likely);
    putText(templateAt(likely));
    if (hadFocus)
        m_text->selectAll();
}

void ReasonPanel::setRows(const std::vector<domain::Request> &rows)
{
    m_rows = rows;
    const auto kinds = static_cast<int>(domain::ErrorTemplate::Kinds.size());
    for (int i = 0; i < m_buttons.size(); ++i) {
        const QString why = i < kinds
                                ? domain::whyNoBulkReason(domain::ErrorTemplate::Kinds.at(static_cast<size_t>(i)), rows)
                                : QString();
        m_buttons[i]->setEnabled(why.isEmpty() && !m_readOnly);
        m_buttons[i]->setToolTip(why.isEmpty() ? tr("Alt+%1").arg(i + 1) : why);
    }
}

void ReasonPanel::setText(const QString &text, const QString &ticket)
{
    m_templateText.clear();
    m_text->setPlainText(text);
    m_ticket->setText(ticket);
    for (QAbstractButton *button : m_buttons)
        button->setChecked(false);
}

void ReasonPanel::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_text->setReadOnly(readOnly);
    m_ticket->setReadOnly(readOnly);
    m_menu->setEnabled(!readOnly);
    setRows(m_rows);
    textChanged();
}

QString ReasonPanel::text() const
{
    return m_text->toPlainText();
}

QString ReasonPanel::ticket() const
{
    return m_ticket->text().trimmed();
}

QString ReasonPanel::missing() const
{
    const QStringList unknown = domain::unknownBlanks(text());
    if (text().trimmed().isEmpty())
        return tr("A reason is needed: it is all that others will know.");
    if (!unknown.isEmpty())
        return tr("%1 is no blank: there are {offering}, {age} and {ticket}.").arg(unknown.front());
    if (domain::asksForTicket(text()) && ticket().isEmpty())
        return tr("The text asks for a ticket: type its number.");
    return {};
}

void ReasonPanel::focusText()
{
    m_text->setFocus();
}

void ReasonPanel::choose(int index)
{
    if (index < 0 || index >= m_buttons.size() || !m_buttons[index]->isEnabled() || m_readOnly)
        return;
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(i == index);
    putText(templateAt(index));
    m_text->moveCursor(QTextCursor::End);
    m_text->setFocus();
}

void ReasonPanel::putText(const QString &text)
{
    const QString changed = domain::withErrorTemplate(m_text->toPlainText(), m_templateText, text);
    m_templateText = text;
    if (changed == m_text->toPlainText())
        return;
    // Through a cursor, so that Ctrl+Z brings back what was there before.
    QTextCursor cursor(m_text->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(changed);
}

void ReasonPanel::textChanged()
{
    m_ticketRow->setVisible(domain::asksForTicket(text()));
    const QString why = missing();
    m_hint->setInk(why.isEmpty() ? Ink::Text2 : Ink::Erred);
    m_hint->setText(!why.isEmpty()
                        ? why
                        : tr("{offering}, {age} and {ticket} are filled in for each request. Waldur does not "
                             "keep who wrote it."));
    emit changed();
}

void ReasonPanel::askName()
{
    if (text().trimmed().isEmpty()) {
        emit noted(tr("There is no text to keep."));
        return;
    }
    openOnce(this, QStringLiteral("reasons.keepDialog"), [this] {
        auto *dialog = new QInputDialog(this);
        dialog->setWindowTitle(tr("Keep as a template"));
        dialog->setLabelText(tr("Its name:"));
        connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
            if (name.simplified().isEmpty())
                return;
            // Through the form of the file, which has the rules for names and lengths.
            const auto checked = domain::reasonsFromJson(domain::reasonsToJson({{name.simplified(), text()}}));
            const QString trouble = checked ? addOwn(*checked) : checked.error();
            emit noted(!trouble.isEmpty() ? trouble : tr("The template \"%1\" was kept.").arg(name.simplified()));
        });
        return dialog;
    });
}

QString ReasonPanel::addOwn(const std::vector<domain::OwnReason> &added)
{
    // What is kept is read by the rules of a file at the next start, so that the whole has to pass them now.
    const auto whole = domain::reasonsFromJson(domain::reasonsToJson(domain::withReasons(m_own, added)));
    if (!whole)
        return whole.error();
    m_own = *whole;
    return keepOwn();
}

QString ReasonPanel::importFrom(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return tr("%1 can not be read: %2.").arg(name, file.errorString());
    // One byte more than is taken tells a file that is too large, one without a size (a pipe) as well.
    const QByteArray json = file.read(LargestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return tr("%1 can not be read: %2.").arg(name, file.errorString());
    if (json.size() > LargestFile)
        return tr("%1 can not be read: a file of templates has at most %2.")
            .arg(name, QLocale::c().formattedDataSize(LargestFile, 0));
    const auto read = domain::reasonsFromJson(json);
    const QString trouble = read ? addOwn(*read) : read.error();
    if (!trouble.isEmpty())
        return tr("%1: %2").arg(name, trouble);
    return tr("%n template(s) taken from the file.", nullptr, static_cast<int>(read->size()));
}

QString ReasonPanel::exportTo(const QString &name) const
{
    const QString trouble = saveBytes(domain::reasonsToJson(m_own), name);
    return trouble.isEmpty() ? tr("The templates are in %1.").arg(name) : trouble;
}

void ReasonPanel::importOwn()
{
    openOnce(this, QStringLiteral("reasons.importDialog"), [this] {
        auto *dialog = new QFileDialog(this, tr("Take templates from a file"), {}, tr("Templates (*.json)"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this,
                [this](const QString &name) { emit noted(importFrom(name)); });
        return dialog;
    });
}

void ReasonPanel::exportOwn()
{
    openOnce(this, QStringLiteral("reasons.exportDialog"), [this] {
        auto *dialog = new QFileDialog(this, tr("Write your templates to a file"), QStringLiteral("templates.json"),
                                       tr("Templates (*.json)"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("json"));
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &name) { emit noted(exportTo(name)); });
        return dialog;
    });
}

void ReasonPanel::removeOwn(const QString &name)
{
    std::erase_if(m_own, [&name](const domain::OwnReason &each) { return each.name == name; });
    // The button of its menu is the sender: it may only go after the signal.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const QString trouble = keepOwn(); !trouble.isEmpty())
                emit noted(trouble);
        },
        Qt::QueuedConnection);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/forgetquestion.h"

#include "ui/base/look.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

ForgetQuestion::ForgetQuestion(const Facts &facts, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"forgetQuestion"_s);
    setWindowTitle(facts.isSaved ? tr("Forget this profile") : tr("Forget this server"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new QLabel(textOf(facts), this);
    text->setObjectName(u"forgetText"_s);
    text->setTextFormat(Qt::PlainText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setWordWrap(true);
    setAccessibleDescription(text->text());
    const auto button = [this](const QString &words, const QString &id) {
        auto *made = new QPushButton(words, this);
        made->setObjectName(id);
        made->setAccessibleName(words);
        made->setAutoDefault(false);
        return made;
    };
    QPushButton *forget = button(tr("Forget"), u"forgetYes"_s);
    QPushButton *cancel = button(tr("Cancel"), u"forgetNo"_s);
    cancel->setDefault(true);
    cancel->setFocus();
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(forget);
    buttons->addWidget(cancel);
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(3));
    column->addWidget(text);
    column->addLayout(buttons);
    setMinimumWidth(look.chars(60));
    connect(forget, &QPushButton::clicked, this, [this] {
        emit confirmed();
        close();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

QString ForgetQuestion::textOf(const Facts &facts)
{
    QStringList sentences;
    sentences << tr("What this computer keeps of %1 is deleted (%2):")
                     .arg(facts.profile, QLocale::c().formattedDataSize(facts.bytes, 1, QLocale::DataSizeSIFormat));
    sentences << u"\u2022 "_s + tr("%n request(s) seen, with their errors", nullptr, int(facts.requests));
    sentences << u"\u2022 "_s + tr("what is known of causes: first seen, your names and notes");
    sentences << u"\u2022 "_s + tr("your saved views, and changes of many requests that were not finished");
    if (facts.isSaved) {
        sentences << u"\u2022 "_s + tr("the saved address, and the token in the keychain");
    }
    sentences << QString();
    sentences
        << (facts.journal.isEmpty()
                ? tr("Nothing changes on the server.")
                : tr("The journal of what was done stays: %1. Nothing changes on the server.").arg(facts.journal));
    return sentences.join(u'\n');
}

} // namespace waldesk::ui

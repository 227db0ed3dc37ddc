// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/troubledialog.h"

#include "ui/base/openonce.h"
#include "ui/panels/rawtraceback.h"
#include "ui/widgets/textlabel.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDialog>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace waldesk::ui
{

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(waldesk::ui::TroubleDialog)
};

} // namespace

QString troubleHeadline(api::ApiError::Kind kind)
{
    using Kind = api::ApiError::Kind;
    switch (kind) {
    case Kind::Network:
    case Kind::Timeout:
        return Words::tr("Server does not answer");
    case Kind::Tls:
        return Words::tr("No trusted connection");
    case Kind::Auth:
        return Words::tr("The token is not accepted");
    case Kind::Forbidden:
        return Words::tr("Not allowed");
    case Kind::RateLimited:
        return Words::tr("The server asks to wait");
    case Kind::Server:
        return Words::tr("The server has a problem");
    case Kind::NotFound:
    case Kind::Validation:
    case Kind::Conflict:
    case Kind::Protocol:
    case Kind::Cancelled:
        break;
    }
    return Words::tr("The answer can not be used");
}

QString troubleText(const api::ApiError &error)
{
    QStringList lines{error.sentence, {}, error.call};
    lines.append(error.status > 0 ? Words::tr("HTTP status %1").arg(error.status) : Words::tr("No HTTP status"));
    for (const auto &field : error.fields)
        lines.append(field.first.isEmpty() ? field.second : field.first + QStringLiteral(": ") + field.second);
    if (!error.sample.isEmpty())
        lines.append({QString(), Words::tr("The answer begins with:"), QString::fromUtf8(error.sample)});
    return lines.join(QLatin1Char('\n'));
}

void openTroubleDialog(const api::ApiError &error, QWidget *parent)
{
    openOnce(parent, QStringLiteral("trouble"), [&] {
        auto *dialog = new QDialog(parent);
        dialog->setWindowTitle(Words::tr("Details"));
        const Look &look = Look::of(dialog);
        auto *text = new RawTraceback(dialog);
        text->setText(troubleText(error).toUtf8());
        text->editor()->setAccessibleName(Words::tr("Details of the error"));
        auto *copy = new QPushButton(Words::tr("Copy"), dialog);
        auto *close = new QPushButton(Words::tr("Close"), dialog);
        close->setDefault(true);
        auto *buttons = new QHBoxLayout;
        buttons->addStretch(1);
        buttons->addWidget(copy);
        buttons->addWidget(close);
        auto *column = new QVBoxLayout(dialog);
        column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
        column->addWidget(text, 1);
        column->addLayout(buttons);
        QObject::connect(copy, &QPushButton::clicked, text, [text] { text->copyAll(); });
        QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
        dialog->resize(look.chars(80), look.rowHeight() * 14);
        return dialog;
    });
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/saveviewdialog.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using domain::SavedView;

SaveViewDialog::SaveViewDialog(session::SavedViews &views, const QString &line, QWidget *parent)
    : QDialog(parent), m_views(views), m_line(line)
{
    setObjectName(u"saveViewDialog"_s);
    setWindowTitle(tr("Save this view"));
    setAttribute(Qt::WA_DeleteOnClose);
    buildFields();
    const SavedView *same = m_views.findLine(line);
    m_name->setText(same ? same->name : SavedView::tidyName(line));
    m_notify->setChecked(same && same->notify);
    m_name->selectAll();
    m_name->setFocus();
    nameChanged();
}

void SaveViewDialog::buildFields()
{
    const Look &look = Look::of(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    column->setSpacing(look.units(2));
    auto *line = new ElidedLabel(m_line.isEmpty() ? tr("All requests") : escapeForDisplay(m_line), TextRole::Small,
                                 Ink::Text2, this);
    m_name = new QLineEdit(this);
    m_name->setObjectName(u"saveViewName"_s);
    m_name->setAccessibleName(tr("Name of the view"));
    m_name->setPlaceholderText(tr("Name of the view"));
    m_notify = new QCheckBox(tr("&Notify me of requests that come to match"), this);
    m_notify->setObjectName(u"saveViewNotify"_s);
    m_sentence = new TextLabel(TextRole::Small, Ink::Dim, this);
    m_sentence->setObjectName(u"saveViewSentence"_s);
    m_sentence->setWordWrap(true);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(u"saveViewSave"_s);
    m_save->setDefault(true);
    setTone(m_save, ButtonTone::Primary);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    column->addWidget(m_name);
    column->addWidget(line);
    column->addWidget(m_notify);
    column->addWidget(m_sentence);
    column->addLayout(buttons);
    setMinimumWidth(look.chars(60));
    connect(m_name, &QLineEdit::textChanged, this, &SaveViewDialog::nameChanged);
    connect(m_save, &QPushButton::clicked, this, &SaveViewDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void SaveViewDialog::nameChanged()
{
    const QString name = SavedView::tidyName(m_name->text());
    const SavedView *taken = name.isEmpty() ? nullptr : m_views.find(name);
    m_save->setEnabled(!name.isEmpty());
    m_save->setText(taken ? tr("Replace") : tr("Save"));
    m_sentence->setInk(Ink::Dim);
    if (name.isEmpty())
        m_sentence->setText(tr("A view needs a name."));
    else if (taken && taken->line == m_line)
        m_sentence->setText(tr("This line is saved as “%1” already.").arg(escapeForDisplay(taken->name)));
    else if (taken)
        m_sentence->setText(tr("“%1” shows %2 now.")
                                .arg(escapeForDisplay(taken->name),
                                     taken->line.isEmpty() ? tr("all requests") : escapeForDisplay(taken->line)));
    else
        m_sentence->setText(tr("It stands in the sidebar, and in the palette (%1).")
                                .arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText)));
}

void SaveViewDialog::save()
{
    SavedView view{SavedView::tidyName(m_name->text()), m_line, m_notify->isChecked()};
    const QString refused = m_views.find(view.name) ? m_views.replace(view) : m_views.add(view);
    if (!refused.isEmpty()) {
        m_sentence->setInk(Ink::Erred);
        m_sentence->setText(refused);
        return;
    }
    accept();
    emit saved(view.name);
}

} // namespace waldesk::ui

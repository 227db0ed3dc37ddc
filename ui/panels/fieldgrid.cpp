// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fieldgrid.h"

#include "ui/base/look.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>

namespace waldesk::ui
{

FieldGrid::FieldGrid(const QString &objectName, const QStringList &names, QWidget *parent) : QScrollArea(parent)
{
    setObjectName(objectName);
    setAccessibleName(tr("All fields"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    auto *content = new QWidget(this);
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    const Look &look = Look::of(this);
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(look.units(2.5), look.units(2), look.units(2.5), look.units(2));
    grid->setHorizontalSpacing(look.units(3));
    grid->setVerticalSpacing(look.u);
    for (const QString &name : names) {
        const auto row = static_cast<int>(m_values.size());
        auto *label = new TextLabel(name, TextRole::Small, Ink::Dim, content);
        auto *value = new TextLabel(TextRole::Body, Ink::Text, content);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setBuddy(value);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
        m_values.push_back(value);
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(static_cast<int>(m_values.size()), 1);
    setWidget(content);
}

} // namespace waldesk::ui

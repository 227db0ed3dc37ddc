// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/importchoices.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QComboBox>

namespace waldesk::ui
{

ImportChoices::ImportChoices(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("plan.choices"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins({});
}

void ImportChoices::setChoices(const std::vector<workflows::BulkPlan::ImportChoice> &choices)
{
    if (choices == m_choices && m_rows)
        return;
    m_choices = choices;
    if (m_rows)
        m_rows->deleteLater(); // it may be one of its lists that has just chosen
    m_rows = new QWidget(this);
    auto *column = new QVBoxLayout(m_rows);
    column->setContentsMargins({});
    column->setSpacing(Look::of(this).u);
    m_column->addWidget(m_rows);
    for (const workflows::BulkPlan::ImportChoice &choice : choices)
        addChoice(choice);
}

void ImportChoices::addChoice(const workflows::BulkPlan::ImportChoice &choice)
{
    if (choice.plans.empty())
        return; // then there is nothing to choose
    //: above a list of plans; %1 is an offering
    const QString caption = tr("Plan for %1").arg(escapeForDisplay(choice.offeringName));
    auto *label = new TextLabel(caption, TextRole::Strong, Ink::Text, m_rows);
    label->setWordWrap(true);
    auto *list = new QComboBox(m_rows);
    list->setObjectName(QStringLiteral("plan.choice.") + choice.offering.toString());
    list->setAccessibleName(caption);
    list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    if (!choice.required || !choice.chosen)
        list->addItem(choice.required ? tr("Choose a plan\u2026") : tr("No plan"));
    for (const domain::OfferingPlan &plan : choice.plans) {
        list->addItem(escapeForDisplay(plan.name.isEmpty() ? plan.uuid.toString() : plan.name),
                      QVariant::fromValue(plan.uuid));
        if (choice.chosen && choice.chosen->uuid == plan.uuid)
            list->setCurrentIndex(list->count() - 1);
    }
    label->setBuddy(list);
    connect(list, &QComboBox::activated, this, [this, list, offering = choice.offering](int index) {
        const QVariant plan = list->itemData(index);
        emit chosen(offering, plan.isValid() ? std::optional(plan.value<domain::Uuid>()) : std::nullopt);
    });
    m_rows->layout()->addWidget(label);
    m_rows->layout()->addWidget(list);
}

} // namespace waldesk::ui

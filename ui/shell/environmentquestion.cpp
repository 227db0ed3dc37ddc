// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/environmentquestion.h"

#include "ui/base/look.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using domain::Environment;

EnvironmentQuestion::EnvironmentQuestion(const QString &server, QWidget *parent) : QWidget(parent)
{
    setObjectName(u"environmentQuestion"_s);
    auto *text = new TextLabel(tr("What is %1? It is read-only until you choose.").arg(server), TextRole::Strong,
                               Ink::Text, this);
    auto *row = new QHBoxLayout(this);
    row->addWidget(text);
    const auto add = [&](const QString &word, const QString &id, Environment environment) {
        auto *button = new QPushButton(word, this);
        button->setObjectName(id);
        button->setAccessibleName(word);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, environment] { emit answered(environment); });
    };
    add(tr("Production"), u"answerProduction"_s, Environment::Production);
    add(tr("Test"), u"answerTest"_s, Environment::Test);
    add(tr("Other"), u"answerOther"_s, Environment::Other);
    row->addStretch(1);
    setLook();
}

void EnvironmentQuestion::setLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(look.units(2.5), look.u, look.units(2.5), look.u);
    layout()->setSpacing(look.units(2));
}

void EnvironmentQuestion::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        setLook();
    }
}

void EnvironmentQuestion::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    painter.setPen(look.line2);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace waldesk::ui

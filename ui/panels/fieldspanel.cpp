// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fieldspanel.h"

#include "ui/widgets/textlabel.h"

#include <QGridLayout>
#include <QLocale>

namespace waldesk::ui
{

namespace
{

QString sizeText(const QByteArray &text)
{
    return text.isEmpty() ? QStringLiteral("\u2014") : QLocale::c().formattedDataSize(text.size());
}

} // namespace

FieldsPanel::FieldsPanel(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("detail.fields"));
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
    const std::array<QString, FieldCount> names{tr("Request"),  tr("State"),   tr("Offering"), tr("Offering uuid"),
                                                tr("Customer"), tr("Created"), tr("Started"),  tr("Finished"),
                                                tr("Modified"), tr("Took"),    tr("Message"),  tr("Traceback")};
    for (int i = 0; i < FieldCount; ++i) {
        const auto field = static_cast<size_t>(i);
        auto *name = new TextLabel(names[field], TextRole::Small, Ink::Dim, content);
        m_values[field] = new TextLabel(TextRole::Body, Ink::Text, content);
        m_values[field]->setWordWrap(true);
        m_values[field]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        name->setBuddy(m_values[field]);
        grid->addWidget(name, i, 0, Qt::AlignTop);
        grid->addWidget(m_values[field], i, 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(FieldCount, 1);
    setWidget(content);
}

void FieldsPanel::setRequest(const domain::Request &request, const Clock &clock, const QString &customer)
{
    const auto time = [&clock](const std::optional<domain::Timestamp> &value) {
        return value ? clock.fullText(*value) : QStringLiteral("\u2014");
    };
    const auto span = domain::took(request);
    const std::array<QString, FieldCount> values{
        request.uuid.toString(),
        request.state == domain::State::Unknown ? request.stateText : stateWord(request.state),
        request.offeringName,
        request.offering.toString(),
        customer.isEmpty() ? QStringLiteral("\u2014") : customer,
        time(request.created),
        time(request.started),
        time(request.finished),
        time(request.modified),
        span ? domain::shortDuration(*span) : QStringLiteral("\u2014"),
        sizeText(request.error.message),
        sizeText(request.error.traceback),
    };
    for (size_t i = 0; i < values.size(); ++i)
        m_values[i]->setServerText(values[i]);
}

} // namespace waldesk::ui

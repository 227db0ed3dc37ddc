// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fieldspanel.h"

#include "ui/widgets/textlabel.h"

#include <QLocale>

#include <array>

namespace waldesk::ui
{

namespace
{

QString sizeText(const QByteArray &text)
{
    return text.isEmpty() ? QStringLiteral("\u2014") : QLocale::c().formattedDataSize(text.size());
}

} // namespace

FieldsPanel::FieldsPanel(QWidget *parent)
    : FieldGrid(QStringLiteral("detail.fields"),
                {tr("Request"), tr("State"), tr("Offering"), tr("Offering uuid"), tr("Customer"), tr("Created"),
                 tr("Started"), tr("Finished"), tr("Modified"), tr("Took"), tr("Message"), tr("Traceback")},
                parent)
{
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
    for (int field = 0; field < FieldCount; ++field)
        value(field)->setServerText(values[static_cast<size_t>(field)]);
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/planwriter.h"

#include "app/commandline/visibletext.h"
#include "models/workflows/transitionverdict.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace waldesk::app
{
namespace
{

using workflows::BulkPlan;
using Group = BulkPlan::Group;

constexpr size_t Columns = 6;
constexpr size_t OfferingColumn = 2;
constexpr size_t PlanColumn = 4;
constexpr int Gap = 2;
constexpr int LeastWidth = 10;
using Line = std::array<QString, Columns>;

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("commandline", text, nullptr, n);
}

QString stateText(const domain::Request &row)
{
    return row.state == domain::State::Unknown ? row.stateText : domain::stateName(row.state);
}

void printTable(const BulkPlan &plan, domain::Timestamp now, Output &output)
{
    const QString becomes = domain::stateName(workflows::targetOf(plan.action()));
    std::vector<Line> lines{{tr("STATE"), tr("BECOMES"), tr("OFFERING"), tr("SINCE"), tr("PLAN"), tr("UUID")}};
    for (const BulkPlan::Row &row : plan.rows()) {
        const domain::Request &request = row.request();
        const auto age = domain::age(request, now);
        lines.push_back(
            {visibleText(stateText(request), Lines::One), row.included ? becomes : QStringLiteral("-"),
             visibleText(request.offeringName, Lines::One), age ? domain::shortDuration(*age) : QStringLiteral("-"),
             row.included ? tr("will change") : visibleText(row.sentence, Lines::One), request.uuid.toString()});
    }
    std::array<int, Columns> widths{};
    int total = static_cast<int>(Columns - 1) * Gap;
    for (size_t i = 0; i < Columns; ++i) {
        for (const Line &line : lines)
            widths[i] = std::max(widths[i], columnsOf(line[i]));
        total += widths[i];
    }
    for (const size_t column : {PlanColumn, OfferingColumn}) {
        const int excess = output.width() > 0 ? std::max(0, total - output.width()) : 0;
        const int by = std::clamp(excess, 0, std::max(0, widths[column] - LeastWidth));
        widths[column] -= by;
        total -= by;
    }
    for (const Line &line : lines) {
        QByteArray text;
        for (size_t i = 0; i < Columns; ++i) {
            const QString cell = fitted(line[i], widths[i]);
            text += (i + 1 < Columns ? padded(cell, widths[i]) + QString(Gap, u' ') : cell).toUtf8();
        }
        output.data(text + '\n');
    }
}

void printJsonLines(const BulkPlan &plan, Output &output)
{
    const QString becomes = domain::stateName(workflows::targetOf(plan.action()));
    for (const BulkPlan::Row &row : plan.rows()) {
        const domain::Request &request = row.request();
        const bool isKnown = row.now || !row.unseen;
        QJsonObject object;
        object[QStringLiteral("uuid")] = request.uuid.toString();
        object[QStringLiteral("plan")] = BulkPlan::groupWord(row.group);
        object[QStringLiteral("sentence")] = row.sentence;
        if (row.included)
            object[QStringLiteral("becomes")] = becomes;
        if (isKnown) {
            object[QStringLiteral("state")] = stateText(request);
            object[QStringLiteral("offering")] = request.offering.isNil() ? QString() : request.offering.toString();
            object[QStringLiteral("offering_name")] = request.offeringName;
            object[QStringLiteral("created")] = request.created.toServerText();
        }
        const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
        output.data(output.isTerminal() ? visibleJson(json) : json);
    }
}

} // namespace

void printPlan(const BulkPlan &plan, Format format, domain::Timestamp now, Output &output)
{
    if (format == Format::JsonLines)
        printJsonLines(plan, output);
    else
        printTable(plan, now, output);
    output.flush();
}

QString planSummary(const BulkPlan &plan)
{
    QStringList parts;
    for (const BulkPlan::Tally &tally : plan.tallies())
        parts += tally.text.arg(grouped(tally.rows));
    return parts.join(QStringLiteral(", ")) + u'.';
}

} // namespace waldesk::app

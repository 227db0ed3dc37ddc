// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/tablewriter.h"

#include "app/commandline/visibletext.h"

#include <QCoreApplication>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr size_t OfferingColumn = 1;
constexpr size_t ErrorColumn = 4;
constexpr int Gap = 2;
constexpr int LeastOffering = 10;
constexpr int LeastError = 10;
constexpr qsizetype LongestCell = 4'096; ///< a line of a megabyte is no line of a table

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

QString durationOf(const domain::Request &request, domain::Timestamp now)
{
    if (const auto span = took(request))
        return shortDuration(*span);
    if (const auto span = age(request, now))
        return shortDuration(*span);
    return {};
}

QByteArray colourOf(domain::State state)
{
    switch (state) {
    case domain::State::Erred:
        return "\x1b[31m";
    case domain::State::Done:
        return "\x1b[32m";
    case domain::State::Processing:
        return "\x1b[34m";
    case domain::State::Sent:
    case domain::State::Unknown:
        break;
    }
    return {};
}

} // namespace

void TableWriter::row(const domain::Request &request, const QByteArray &)
{
    const QString state = request.state == domain::State::Unknown ? request.stateText : stateName(request.state);
    QString error = QString::fromUtf8(errorSummary(request.error).left(LongestCell));
    if (const workflows::StuckRequest *why = stuck(request.uuid))
        //: of a stuck request: "nobody listens: its queue has no reader; usually 40 s"
        error = tr("%1; %2").arg(why->reason.words, stuckUsual(why->stuck));
    m_rows.push_back({request.state,
                      {visibleText(state, Lines::One), visibleText(request.offeringName, Lines::One),
                       request.created.toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                       durationOf(request, m_now), visibleText(error, Lines::One), request.uuid.toString()}});
}

std::array<int, TableWriter::Columns> TableWriter::widths(const Line &titles) const
{
    std::array<int, Columns> widths{};
    for (size_t i = 0; i < Columns; ++i) {
        widths[i] = columnsOf(titles[i]);
        for (const Row &row : m_rows)
            widths[i] = std::max(widths[i], columnsOf(row.cells[i]));
    }
    const int width = output().width();
    if (width <= 0)
        return widths;
    int excess = static_cast<int>(Columns - 1) * Gap - width;
    for (const int column : widths)
        excess += column;
    const auto shrink = [&](size_t column, int least) {
        const int by = std::clamp(excess, 0, std::max(0, widths[column] - least));
        widths[column] -= by;
        excess -= by;
    };
    shrink(ErrorColumn, LeastError);
    shrink(OfferingColumn, LeastOffering);
    shrink(ErrorColumn, 0);
    return widths;
}

void TableWriter::print(const Line &cells, const std::array<int, Columns> &widths, const QByteArray &colour)
{
    QByteArray line;
    for (size_t i = 0; i < Columns; ++i) {
        const QString cell = fitted(cells[i], widths[i]);
        const QByteArray text = (i + 1 < Columns ? padded(cell, widths[i]) : cell).toUtf8();
        const bool coloured = i == 0 && !colour.isEmpty() && output().hasColour();
        line += coloured ? colour + text + "\x1b[0m" : text;
        if (i + 1 < Columns)
            line += QByteArray(Gap, ' ');
    }
    output().data(line + '\n');
}

void TableWriter::finish()
{
    const Line titles{
        tr("STATE"), tr("OFFERING"), tr("CREATED (UTC)"), tr("DURATION"), saysWhy() ? tr("WHY") : tr("ERROR"),
        tr("UUID")};
    const auto fit = widths(titles);
    print(titles, fit, {});
    for (const Row &row : m_rows)
        print(row.cells, fit, colourOf(row.state));
    output().flush();
}

} // namespace waldesk::app

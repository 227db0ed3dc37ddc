// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/journalwriter.h"

#include "app/commandline/visibletext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace waldesk::app
{
namespace
{

using archive::JournalWrite;

constexpr size_t Columns = 8;
constexpr int Gap = 2;
constexpr int LeastReason = 10;
constexpr int LeastName = 8;
constexpr qsizetype LongestCell = 4'096;
using Line = std::array<QString, Columns>;
enum Column : size_t { Time, User, Verb, Outcome, States, Offering, Reason, Request };

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

QString cell(const QString &text)
{
    return visibleText(text.left(LongestCell), Lines::One);
}

QString statesOf(const JournalWrite &write)
{
    const auto word = [](domain::State state) {
        return state == domain::State::Unknown ? QStringLiteral("?") : stateName(state);
    };
    if (write.before.resource)
        return QStringLiteral("waits > ") + write.resourceAfter();
    const bool isCreate = write.before.verb == QLatin1String("create");
    const QString after = word(write.stateAfter());
    return isCreate ? after : word(write.before.state) + QStringLiteral(" > ") + after;
}

Line lineOf(const JournalWrite &write)
{
    const QString offering =
        write.before.offeringName.isEmpty() ? write.before.offering.toString() : write.before.offeringName;
    const domain::Uuid uuid = write.before.resource ? write.before.resource->uuid : write.request();
    const QString reason = write.before.reason.isEmpty() ? write.answer() : write.before.reason;
    return {write.before.time.toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
            cell(write.before.user),
            cell(write.before.verb),
            write.outcomeWord(),
            statesOf(write),
            cell(offering),
            cell(reason),
            uuid.isNil() ? QString() : uuid.toString()};
}

class JournalTable : public JournalWriter
{
public:
    using JournalWriter::JournalWriter;
    void rows(const std::vector<const JournalWrite *> &writes) override
    {
        std::vector<Line> lines;
        lines.reserve(writes.size());
        for (const JournalWrite *write : writes)
            lines.push_back(lineOf(*write));
        if (!std::exchange(m_hasHead, true)) {
            const Line titles{tr("TIME (UTC)"), tr("USER"),     tr("VERB"),   tr("OUTCOME"),
                              tr("STATE"),      tr("OFFERING"), tr("REASON"), tr("UUID")};
            fit(titles, lines);
            print(titles);
        }
        for (const Line &line : lines)
            print(line);
    }

private:
    void fit(const Line &titles, const std::vector<Line> &lines)
    {
        for (size_t i = 0; i < Columns; ++i) {
            m_widths[i] = columnsOf(titles[i]);
            for (const Line &line : lines)
                m_widths[i] = std::max(m_widths[i], columnsOf(line[i]));
        }
        // Of the words that may come later when the first batch has none of them.
        m_widths[Time] = std::max(m_widths[Time], 19);
        m_widths[Outcome] = std::max(m_widths[Outcome], 9);
        const int width = output().width();
        if (width <= 0)
            return;
        int excess = static_cast<int>(Columns - 1) * Gap - width;
        for (const int column : m_widths)
            excess += column;
        const auto shrink = [&](Column column, int least) {
            const int by = std::clamp(excess, 0, std::max(0, m_widths[column] - least));
            m_widths[column] -= by;
            excess -= by;
        };
        shrink(Reason, LeastReason);
        shrink(Offering, LeastName);
        shrink(User, LeastName);
        shrink(Reason, 0);
    }

    void print(const Line &cells)
    {
        const bool whole = output().width() == 0;
        QByteArray line;
        for (size_t i = 0; i < Columns; ++i) {
            const QString text = whole ? cells[i] : fitted(cells[i], m_widths[i]);
            line += (i + 1 < Columns ? padded(text, m_widths[i]) : text).toUtf8();
            if (i + 1 < Columns)
                line += QByteArray(Gap, ' ');
        }
        output().data(line + '\n');
    }

    std::array<int, Columns> m_widths{};
    bool m_hasHead = false;
};

class JournalJsonLines : public JournalWriter
{
public:
    using JournalWriter::JournalWriter;
    void rows(const std::vector<const JournalWrite *> &writes) override
    {
        for (const JournalWrite *write : writes) {
            const QByteArray line = archive::journalJsonLine(*write) + '\n';
            output().data(output().isTerminal() ? visibleJson(line) : line);
        }
    }
};

class JournalCsv : public JournalWriter
{
public:
    explicit JournalCsv(Output &output) : JournalWriter(output) { output.data(archive::journalCsvHeader()); }
    void rows(const std::vector<const JournalWrite *> &writes) override
    {
        for (const JournalWrite *write : writes) {
            const QByteArray line = archive::journalCsvLine(*write);
            output().data(output().isTerminal() ? visibleBytes(line, Lines::Keep) : line);
        }
    }
};

} // namespace

std::unique_ptr<JournalWriter> JournalWriter::make(Format format, Output &output)
{
    switch (format) {
    case Format::JsonLines:
        return std::make_unique<JournalJsonLines>(output);
    case Format::Csv:
        return std::make_unique<JournalCsv>(output);
    case Format::Table:
    case Format::Json:
    case Format::Text:
    case Format::Markdown:
        break;
    }
    return std::make_unique<JournalTable>(output);
}

} // namespace waldesk::app

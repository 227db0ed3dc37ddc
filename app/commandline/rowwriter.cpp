// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/rowwriter.h"

#include "app/commandline/stuckreader.h"
#include "app/commandline/tablewriter.h"
#include "app/commandline/visibletext.h"
#include "models/domain/csv.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace waldesk::app
{
namespace
{

using domain::csvCell;
using domain::Request;

QByteArray shownJson(const Output &output, const QByteArray &json)
{
    return output.isTerminal() ? visibleJson(json) : json;
}

class JsonLinesWriter : public RowWriter
{
public:
    using RowWriter::RowWriter;
    void row(const Request &request, const QByteArray &raw) override
    {
        output().data(shownJson(output(), onOneLine(withReason(request, raw))) + '\n');
    }
    void finish() override { output().flush(); }
};

class JsonWriter : public RowWriter
{
public:
    using RowWriter::RowWriter;
    void row(const Request &request, const QByteArray &raw) override
    {
        m_rows += m_rows.isEmpty() ? "\n" : ",\n";
        m_rows += shownJson(output(), withReason(request, raw));
    }
    void finish() override
    {
        output().data(m_rows.isEmpty() ? QByteArray("[]\n") : "[" + m_rows + "\n]\n");
        output().flush();
    }

private:
    QByteArray m_rows;
};

/// Times as the server wrote them: read from the row's own bytes, since our own print may differ from a later server's.
class CsvWriter : public RowWriter
{
public:
    CsvWriter(Output &output, StuckOf stuckOf) : RowWriter(output, std::move(stuckOf))
    {
        output.data("uuid,state,offering,offering_name,created,modified,started,finished,error_message,"
                    "error_traceback");
        output.data(saysWhy() ? ",stuck_since,stuck_usual_seconds,stuck_reason,stuck_sentence,stuck_rests_on\r\n"
                              : "\r\n");
    }
    void row(const Request &request, const QByteArray &raw) override
    {
        const QJsonObject object = QJsonDocument::fromJson(raw).object();
        const auto time = [&object](const char *key, const std::optional<domain::Timestamp> &known) {
            const QString text = object.value(QLatin1String(key)).toString();
            return text.isEmpty() && known ? known->toServerText().toUtf8() : text.toUtf8();
        };
        const QString state = request.state == domain::State::Unknown ? request.stateText : stateName(request.state);
        QByteArrayList cells{
            request.uuid.toHex(),
            csvCell(state.toUtf8()),
            request.offering.toHex(),
            csvCell(request.offeringName.toUtf8()),
            csvCell(time("created", request.created)),
            csvCell(time("modified", request.modified)),
            csvCell(time("started", request.started)),
            csvCell(time("finished", request.finished)),
            csvCell(request.error.message),
            csvCell(request.error.traceback),
        };
        if (saysWhy())
            cells += reasonCells(request);
        const QByteArray line = cells.join(',') + "\r\n";
        output().data(output().isTerminal() ? visibleBytes(line, Lines::Keep) : line);
    }
    void finish() override { output().flush(); }

private:
    QByteArrayList reasonCells(const Request &request) const
    {
        const workflows::StuckRequest *why = stuck(request.uuid);
        if (!why)
            return QByteArrayList(5);
        const QJsonObject object = QJsonDocument::fromJson(stuckJson(*why)).object();
        QByteArrayList cells;
        for (const char *key : {"since", "usual_seconds", "reason", "sentence", "rests_on"})
            cells += csvCell(object.value(QLatin1String(key)).toVariant().toString().toUtf8());
        return cells;
    }
};

} // namespace

QByteArray RowWriter::withReason(const Request &request, QByteArray raw) const
{
    const workflows::StuckRequest *why = stuck(request.uuid);
    const qsizetype end = raw.lastIndexOf('}');
    if (!why || end < 0)
        return raw;
    return raw.insert(end, ",\"stuck\":" + stuckJson(*why));
}

QByteArray onOneLine(QByteArray json)
{
    std::ranges::replace_if(
        json, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return json;
}

std::unique_ptr<RowWriter> RowWriter::make(Format format, Output &output, domain::Timestamp now, StuckOf stuckOf)
{
    switch (format) {
    case Format::Json:
        return std::make_unique<JsonWriter>(output, std::move(stuckOf));
    case Format::JsonLines:
        return std::make_unique<JsonLinesWriter>(output, std::move(stuckOf));
    case Format::Csv:
        return std::make_unique<CsvWriter>(output, std::move(stuckOf));
    case Format::Table:
    case Format::Text:
    case Format::Markdown:
        break;
    }
    return std::make_unique<TableWriter>(output, now, std::move(stuckOf));
}

} // namespace waldesk::app

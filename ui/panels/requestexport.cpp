// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requestexport.h"

#include "models/domain/csv.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

QByteArray stateBytes(const domain::Request &request)
{
    return (request.state == domain::State::Unknown ? request.stateText : domain::stateName(request.state)).toUtf8();
}

QByteArray timeBytes(const std::optional<domain::Timestamp> &time)
{
    return time ? time->toServerText().toUtf8() : QByteArray();
}

/// A string or null as JSON writes it; QJsonDocument is the escaper, the order of the fields stays the server's.
QByteArray jsonString(const QString &text)
{
    const QByteArray object = QJsonDocument(QJsonObject{{QString(), text}}).toJson(QJsonDocument::Compact);
    const qsizetype start = object.indexOf(':') + 1;
    return object.mid(start, object.size() - start - 1);
}

QByteArray jsonTime(const std::optional<domain::Timestamp> &time)
{
    return time ? jsonString(time->toServerText()) : QByteArrayLiteral("null");
}

QByteArray csvRow(const domain::Request &request)
{
    const std::array<QByteArray, 10> cells{
        request.uuid.toHex(),
        domain::csvCell(stateBytes(request)),
        request.offering.toHex(),
        domain::csvCell(request.offeringName.toUtf8()),
        timeBytes(request.created),
        timeBytes(request.modified),
        timeBytes(request.started),
        timeBytes(request.finished),
        domain::csvCell(request.error.message),
        domain::csvCell(request.error.traceback),
    };
    QByteArray line;
    for (const QByteArray &cell : cells) {
        if (!line.isEmpty())
            line += ',';
        line += cell;
    }
    return line + "\r\n";
}

QByteArray jsonRow(const domain::Request &request, const QUrl &root)
{
    const auto address = [&root](const QString &path) {
        return jsonString(root.resolved(QUrl(path)).toString(QUrl::FullyEncoded));
    };
    const QByteArray url = address(QStringLiteral("api/backend-resource-requests/%1/").arg(request.uuid.toString()));
    const QByteArray offering =
        address(QStringLiteral("api/marketplace-public-offerings/%1/").arg(request.offering.toString()));
    return "{\"url\":" + url + ",\"uuid\":" + jsonString(request.uuid.toString()) +
           ",\"created\":" + jsonTime(request.created) + ",\"modified\":" + jsonTime(request.modified) +
           ",\"started\":" + jsonTime(request.started) + ",\"finished\":" + jsonTime(request.finished) +
           ",\"state\":" + jsonString(QString::fromUtf8(stateBytes(request))) +
           ",\"offering\":" + jsonString(request.offering.toString()) +
           ",\"offering_name\":" + jsonString(request.offeringName) + ",\"offering_url\":" + offering +
           ",\"error_message\":" + jsonString(QString::fromUtf8(request.error.message)) +
           ",\"error_traceback\":" + jsonString(QString::fromUtf8(request.error.traceback)) + "}\n";
}

} // namespace

QByteArray exportHead(ExportFormat format)
{
    if (format == ExportFormat::JsonLines)
        return {};
    return QByteArrayLiteral("uuid,state,offering,offering_name,created,modified,started,finished,error_message,"
                             "error_traceback\r\n");
}

QByteArray exportRow(ExportFormat format, const domain::Request &request, const QUrl &root)
{
    return format == ExportFormat::Csv ? csvRow(request) : jsonRow(request, root);
}

ExportJob::ExportJob(Content content, const QString &file, QObject *parent)
    : QObject(parent), m_content(std::move(content)), m_file(file)
{
    m_turns.setInterval(0);
    connect(&m_turns, &QTimer::timeout, this, &ExportJob::writeSome);
}

ExportJob::ExportJob(tables::RequestStore &store, std::vector<tables::RowIndex> rows, ExportFormat format, QUrl root,
                     const QString &file, QObject *parent)
    : ExportJob({exportHead(format), rows.size(),
                 [&store, rows, format, root = std::move(root)](size_t i) {
                     return exportRow(format, store.request(rows[i]), root);
                 },
                 [](size_t count) {
                     return count == 1 ? tr("1 request written to %1.")
                                       : groupedNumber(static_cast<qint64>(count)) + tr(" requests written to %1.");
                 }},
                file, parent)
{
}

void ExportJob::start()
{
    if (m_file.open(QIODevice::WriteOnly))
        m_file.write(m_content.head);
    m_turns.start();
}

void ExportJob::writeSome()
{
    if (!m_file.isOpen() || m_file.error() != QFileDevice::NoError || m_next >= m_content.count) {
        end();
        return;
    }
    const size_t last = std::min(m_content.count, m_next + RowsATurn);
    QByteArray bytes;
    for (; m_next < last; ++m_next)
        bytes += m_content.line(m_next);
    m_file.write(bytes);
}

void ExportJob::end()
{
    m_turns.stop();
    const bool good = m_file.isOpen() && m_file.error() == QFileDevice::NoError && m_file.commit();
    emit finished(good, good ? m_content.wordsAfter(m_content.count).arg(m_file.fileName())
                             : tr("%1 could not be written: %2.").arg(m_file.fileName(), m_file.errorString()));
    deleteLater();
}

void openExportDialog(const QString &name, QWidget *parent, std::function<void(const QString &)> chosen)
{
    openOnce(parent, name + QStringLiteral(".exportDialog"), [&] {
        auto *dialog = new QFileDialog(parent, ExportJob::tr("Export what I see"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setNameFilters({ExportJob::tr("CSV (*.csv)"), ExportJob::tr("JSON Lines (*.jsonl)")});
        dialog->setDefaultSuffix(QStringLiteral("csv"));
        dialog->selectFile(name + QStringLiteral(".csv"));
        QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
            const bool lines = filter.contains(QLatin1String("jsonl"));
            dialog->setDefaultSuffix(lines ? QStringLiteral("jsonl") : QStringLiteral("csv"));
        });
        QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
        return dialog;
    });
}

ExportFormat exportFormatOf(const QString &file)
{
    const bool lines = file.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ||
                       file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    return lines ? ExportFormat::JsonLines : ExportFormat::Csv;
}

} // namespace waldesk::ui

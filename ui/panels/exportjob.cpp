// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/exportjob.h"

#include "ui/base/look.h"

#include <QFileDialog>

#include <algorithm>

namespace waldesk::ui
{

ExportJob::ExportJob(tables::RequestStore &store, std::vector<tables::RowIndex> rows, ExportFormat format, QUrl root,
                     const QString &file, QObject *parent)
    : QObject(parent), m_store(store), m_rows(std::move(rows)), m_format(format), m_root(std::move(root)), m_file(file)
{
    m_turns.setInterval(0);
    connect(&m_turns, &QTimer::timeout, this, &ExportJob::writeSome);
}

void ExportJob::start()
{
    if (m_file.open(QIODevice::WriteOnly))
        m_file.write(exportHead(m_format));
    m_turns.start();
}

void ExportJob::writeSome()
{
    if (!m_file.isOpen() || m_file.error() != QFileDevice::NoError || m_next >= m_rows.size()) {
        end();
        return;
    }
    const size_t last = std::min(m_rows.size(), m_next + RowsATurn);
    QByteArray bytes;
    for (; m_next < last; ++m_next)
        bytes += exportRow(m_format, m_store.request(m_rows[m_next]), m_root);
    m_file.write(bytes);
}

void ExportJob::end()
{
    m_turns.stop();
    const bool good = m_file.isOpen() && m_file.error() == QFileDevice::NoError && m_file.commit();
    const auto count = static_cast<qint64>(m_rows.size());
    const QString written =
        count == 1 ? tr("1 request written to %1.") : groupedNumber(count) + tr(" requests written to %1.");
    emit finished(good, good ? written.arg(m_file.fileName())
                             : tr("%1 could not be written: %2.").arg(m_file.fileName(), m_file.errorString()));
    deleteLater();
}

void openExportDialog(const QString &name, QWidget *parent, std::function<void(const QString &)> chosen)
{
    auto *dialog = new QFileDialog(parent, ExportJob::tr("Export what I see"));
    dialog->setObjectName(name + QStringLiteral(".exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({ExportJob::tr("CSV (*.csv)"), ExportJob::tr("JSON Lines (*.jsonl)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(name + QStringLiteral(".csv"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        const bool lines = filter.contains(QLatin1String("jsonl"));
        dialog->setDefaultSuffix(lines ? QStringLiteral("jsonl") : QStringLiteral("csv"));
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

ExportFormat exportFormatOf(const QString &file)
{
    const bool lines = file.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ||
                       file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    return lines ? ExportFormat::JsonLines : ExportFormat::Csv;
}

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "models/tables/requeststore.h"

#include <QByteArray>
#include <QSaveFile>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <vector>

namespace waldesk::ui
{

/// "Export what I see": the bytes of a file, row by row, in the columns and with the guards of commandline.md. JSON
/// Lines carry the twelve fields of the contract (1.1) with the server's names, written by Waldesk from what it keeps:
/// an unknown field of a later server is not in them.
enum class ExportFormat : quint8 { Csv, JsonLines };

/// The CSV's header line, or nothing.
[[nodiscard]] QByteArray exportHead(ExportFormat format);
/// One line with its end. root is where the server's own addresses start (`https://host/`).
[[nodiscard]] QByteArray exportRow(ExportFormat format, const domain::Request &request, const QUrl &root);

/// Writes rows, or other things a line each, to a file in pieces, so that the window stays alive; the file appears
/// whole or not at all. Deletes itself when it is finished.
class ExportJob : public QObject
{
    Q_OBJECT
public:
    static constexpr size_t RowsATurn = 200;

    /// What is written, in its own order.
    struct Content {
        QByteArray head;
        size_t count = 0;
        std::function<QByteArray(size_t)> line;    ///< of each, with its end
        std::function<QString(size_t)> wordsAfter; ///< "3 requests written to %1."; %1 is the file
    };

    ExportJob(Content content, const QString &file, QObject *parent);
    ExportJob(tables::RequestStore &store, std::vector<tables::RowIndex> rows, ExportFormat format, QUrl root,
              const QString &file, QObject *parent);
    void start();

signals:
    void finished(bool good, const QString &sentence);

private:
    void writeSome();
    void end();

    Content m_content;
    QSaveFile m_file;
    QTimer m_turns;
    size_t m_next = 0;
};

/// Asks for the file; a name that ends in .json or .jsonl means JSON Lines.
void openExportDialog(const QString &name, QWidget *parent, std::function<void(const QString &)> chosen);
[[nodiscard]] ExportFormat exportFormatOf(const QString &file);

} // namespace waldesk::ui

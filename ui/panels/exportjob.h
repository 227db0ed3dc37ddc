// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"
#include "ui/panels/requestexport.h"

#include <QSaveFile>
#include <QTimer>

#include <functional>
#include <vector>

namespace waldesk::ui
{

/// Writes rows to a file in pieces, so that the window stays alive; the file appears whole or not at all. Deletes
/// itself when it is finished.
class ExportJob : public QObject
{
    Q_OBJECT
public:
    static constexpr size_t RowsATurn = 200;

    ExportJob(tables::RequestStore &store, std::vector<tables::RowIndex> rows, ExportFormat format, QUrl root,
              const QString &file, QObject *parent);
    void start();

signals:
    void finished(bool good, const QString &sentence);

private:
    void writeSome();
    void end();

    tables::RequestStore &m_store;
    std::vector<tables::RowIndex> m_rows;
    ExportFormat m_format;
    QUrl m_root;
    QSaveFile m_file;
    QTimer m_turns;
    size_t m_next = 0;
};

/// Asks for the file; a name that ends in .json or .jsonl means JSON Lines.
void openExportDialog(const QString &name, QWidget *parent, std::function<void(const QString &)> chosen);
[[nodiscard]] ExportFormat exportFormatOf(const QString &file);

} // namespace waldesk::ui

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/mainwindow.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace waldesk::app
{

/// `--screenshot FILE.png`: waits until the page is Ready, Empty or Failed, writes the picture and ends the program
/// with 0; with 1 when the file can not be written, with 3 when nothing was there after 30 s (commandline.md).
class Screenshot : public QObject
{
    Q_OBJECT
public:
    Screenshot(ui::MainWindow &window, QString file);

private:
    void windowSettled();
    void take();

    ui::MainWindow &m_window;
    QString m_file;
    QTimer m_timeout;
    QTimer m_rest; ///< the counts of the strip come a moment after the rows
};

} // namespace waldesk::app

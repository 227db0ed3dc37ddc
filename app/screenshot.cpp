// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include <QCoreApplication>
#include <QPixmap>

#include <cstdio>

namespace waldesk::app
{

namespace
{

constexpr int TimeoutMs = 30'000;
constexpr int RestMs = 400;
constexpr int CouldNotWrite = 1;
constexpr int NothingCame = 3;

void complain(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
}

} // namespace

Screenshot::Screenshot(ui::MainWindow &window, QString file) : m_window(window), m_file(std::move(file))
{
    m_timeout.setSingleShot(true);
    m_rest.setSingleShot(true);
    connect(&m_window, &ui::MainWindow::settled, this, &Screenshot::windowSettled);
    connect(&m_rest, &QTimer::timeout, this, &Screenshot::take);
    connect(&m_timeout, &QTimer::timeout, this, [] {
        complain(tr("No picture: the page was still loading after 30 s."));
        QCoreApplication::exit(NothingCame);
    });
    m_timeout.start(TimeoutMs);
}

void Screenshot::windowSettled()
{
    if (m_window.isSettled() && !m_rest.isActive()) {
        m_rest.start(RestMs);
    }
}

void Screenshot::take()
{
    m_timeout.stop();
    if (!m_window.grab().save(m_file, "PNG")) {
        complain(tr("The picture could not be written to %1.").arg(m_file));
        QCoreApplication::exit(CouldNotWrite);
        return;
    }
    QCoreApplication::exit(0);
}

} // namespace waldesk::app

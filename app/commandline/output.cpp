// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/output.h"

#include "app/commandline/visibletext.h"

#include <QCoreApplication>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace waldesk::app
{
namespace
{

constexpr qsizetype FlushAt = 64 << 10;

/// True when all was written; else errno says why not.
bool writeAll(int fd, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

void guardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) < 0) // open() takes the lowest number, which is this one
            (void)::open("/dev/null", O_RDWR);
    }
}

Output::Output()
    : m_outIsTerminal(::isatty(STDOUT_FILENO) == 1), m_errIsTerminal(::isatty(STDERR_FILENO) == 1),
      m_colour(m_outIsTerminal && qgetenv("NO_COLOR").isEmpty() && qgetenv("TERM") != "dumb")
{
}

Output::~Output()
{
    flush();
    clearProgress();
}

int Output::width() const
{
    if (!m_outIsTerminal)
        return 0;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

void Output::data(const QByteArray &bytes)
{
    if (m_closed)
        return;
    m_buffer += bytes;
    if (m_buffer.size() >= FlushAt)
        flush();
}

void Output::flush()
{
    if (m_buffer.isEmpty() || m_closed)
        return;
    clearProgress();
    const bool done = writeAll(STDOUT_FILENO, m_buffer);
    const int reason = errno;
    m_buffer.clear();
    if (done)
        return;
    m_closed = true;
    if (reason != EPIPE) {
        m_failed = true;
        sentence(QCoreApplication::translate("commandline", "The output can not be written: %1.")
                     .arg(qt_error_string(reason)));
    }
}

void Output::sentence(const QString &text)
{
    clearProgress();
    // Numbers are grouped by a blank that a script would not expect.
    QString words = visibleText(text, Lines::One);
    words.replace(QChar(QChar::Nbsp), u' ');
    const QString line = QStringLiteral("waldesk: ") + words + u'\n';
    (void)writeAll(STDERR_FILENO, line.toUtf8());
}

void Output::progress(qint64 done, qint64 total)
{
    if (!m_errIsTerminal)
        return;
    const QString text = total < 0 ? grouped(done) : QStringLiteral("%1 / %2").arg(grouped(done), grouped(total));
    (void)writeAll(STDERR_FILENO, ("\r\x1b[K" + text.toUtf8()));
    m_progressShown = true;
}

void Output::clearProgress()
{
    if (m_progressShown)
        (void)writeAll(STDERR_FILENO, "\r\x1b[K");
    m_progressShown = false;
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace waldesk::app
{

/// The streams of the process: data on stdout, everything else on stderr. A reader that went away ends the output
/// quietly; a full disk is a failure.
class Output
{
public:
    Output();
    ~Output();
    Q_DISABLE_COPY_MOVE(Output)

    [[nodiscard]] bool isTerminal() const { return m_outIsTerminal; }
    [[nodiscard]] bool hasColour() const { return m_colour; }
    [[nodiscard]] int width() const; ///< of the terminal in columns; 0: stdout is none

    void data(const QByteArray &bytes); ///< buffered
    void flush();
    [[nodiscard]] bool isClosed() const { return m_closed; }  ///< nobody reads any more: stop making data
    [[nodiscard]] bool hasFailed() const { return m_failed; } ///< and the user was told

    void sentence(const QString &text);       ///< `waldesk: ...` on stderr
    void progress(qint64 done, qint64 total); ///< only on a terminal; total may be unknown (-1)

private:
    void clearProgress();

    QByteArray m_buffer;
    bool m_outIsTerminal = false;
    bool m_errIsTerminal = false;
    bool m_colour = false;
    bool m_closed = false;
    bool m_failed = false;
    bool m_progressShown = false;
};

/// First thing of all: a stream that the caller closed must not become the number of a socket or a file, and a reader
/// that goes away must not kill the process.
void guardStreams();

} // namespace waldesk::app

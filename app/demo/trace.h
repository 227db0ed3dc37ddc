// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/errortexts.h"

#include <QByteArray>

namespace waldesk::demo
{
/// Which CPython runs the agent, where it is installed and how new the agent is: what the same error looks like.
struct Interpreter {
    int minor = 11;       ///< 3.9 to 3.13
    QByteArray site;      ///< site-packages, with the last slash
    QByteArray standard;  ///< the standard library, with the last slash
    int agentRelease = 0; ///< line numbers of the agent move with it
};
/// The interpreter at the site of an offering at the time; sites upgrade once in the 30 days of the demo.
Interpreter interpreterFor(const ErrorContext &context);

/// Prints tracebacks as CPython does: no markers up to 3.10, carets in 3.11 and 3.12, tildes and carets in 3.13.
class Trace
{
public:
    explicit Trace(Interpreter python);

    /// "Traceback (most recent call last):"
    Trace &begin();
    /// Paths: "@pkg/file.py" lies in site-packages, "%pkg/file.py" is the agent's own there (its lines move with the
    /// release), "#file.py" is the standard library. `marked` is the part of the source the interpreter points at.
    /// `rest` is what only 3.13 prints below the source: the further lines of the statement, with their markers.
    Trace &frame(const QByteArray &path, int line, const QByteArray &function, const QByteArray &source,
                 const QByteArray &marked = {}, const QByteArray &rest = {});
    /// The two outermost frames of every listing: the processor and the backend.
    Trace &listing();
    Trace &error(const QByteArray &line);
    /// "... was the direct cause ..."
    Trace &cause();
    /// "During handling ..."
    Trace &context();

    const Interpreter &python() const { return m_python; }
    qsizetype size() const { return m_text.size(); }
    /// Trimmed, as the server keeps it.
    QByteArray text() const { return m_text.trimmed(); }

private:
    void mark(const QByteArray &source, const QByteArray &marked);

    Interpreter m_python;
    QByteArray m_text;
};

/// Frames of `subprocess.check_output` as the interpreter's own version numbers them.
void addCheckOutput(Trace &trace, bool missing);
} // namespace waldesk::demo

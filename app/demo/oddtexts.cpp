// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/texts.h"

#include <QList>

namespace waldesk::demo
{
namespace
{
const QByteArray backendError = "waldur_site_agent.backend.exceptions.BackendError: ";

/// One block that ends in the backend's own error.
ErrorText plainFailure(ErrorContext &context, int line, const QByteArray &message)
{
    Trace trace(interpreterFor(context));
    trace.begin().listing();
    trace.frame("%" + pluginOf(context) + "/client.py", line, "list_resources", "raise BackendError(message)");
    trace.error(backendError + message);
    return {message, trace.text()};
}

/// Puts the margin of an exception group before every line.
QByteArray indented(const QByteArray &text, const QByteArray &margin)
{
    QByteArray out;
    for (const QByteArray &line : text.split('\n'))
        out += margin + line + '\n';
    return out;
}

QByteArray clusterFailure(ErrorContext &context, int cluster)
{
    Trace trace(interpreterFor(context));
    trace.begin();
    addCheckOutput(trace, false);
    trace.error("subprocess.CalledProcessError: Command '['/usr/bin/sinfo', '-M', 'c" + number(cluster) +
                "']' returned non-zero exit status 1.");
    trace.cause().begin();
    trace.frame("%waldur_site_agent_slurm/client.py", 131, "list_cluster", "self.execute_command([\"/usr/bin/sinfo\"])",
                "self.execute_command([\"/usr/bin/sinfo\"])");
    trace.frame("%waldur_site_agent/backend/clients.py", 31, "execute_command", "raise BackendError(stdout) from e");
    trace.error(backendError + "cluster c" + number(cluster) +
                ": Unable to contact slurm controller (connect failure)");
    return trace.text();
}

QByteArray groupHead(ErrorContext &context, const QByteArray &title)
{
    Trace trace(interpreterFor(context));
    trace.listing();
    trace.frame("%" + pluginOf(context) + "/client.py", 140, "list_resources", "raise ExceptionGroup(title, errors)");
    trace.error("ExceptionGroup: " + title);
    QByteArray text = trace.text();
    // Trimming took the indent of the first frame.
    return "Exception Group Traceback (most recent call last):\n  " + text;
}
} // namespace

ErrorText redacted(ErrorContext &)
{
    return {"Internal backend error. Please contact the service provider.", {}};
}

ErrorText setByOperator(ErrorContext &context)
{
    constexpr const char *reasons[] = {"Cancelled by operator: agent host decommissioned",
                                       "Cancelled by operator: maintenance of the cluster, ask again on Monday",
                                       "Closed by hand, the agent had been restarted (ticket #"};
    const QByteArray reason = oneOf(context.dice, reasons);
    return {reason.endsWith('#') ? reason + number(context.dice.between(4000, 4999)) + ')' : reason, {}};
}

ErrorText withNotes(ErrorContext &context)
{
    ErrorText text = plainFailure(context, 118, "accounting storage is down");
    if (interpreterFor(context).minor >= 11) // notes came with 3.11, as exception groups did
        text.traceback += "\nmaintenance window until 18:00 EEST\nsee ticket #4711";
    return text;
}

ErrorText exceptionGroup(ErrorContext &context)
{
    if (interpreterFor(context).minor < 11)
        return accessDenied(context);
    const QByteArray message = "two clusters failed (2 sub-exceptions)";
    const int first = static_cast<int>(context.dice.between(1, 4));
    QByteArray text = "  + " + indented(groupHead(context, message), "  | ").mid(4);
    text += "  +-+---------------- 1 ----------------\n";
    text += indented(clusterFailure(context, first), "    | ");
    text += "    +---------------- 2 ----------------\n";
    text += indented(clusterFailure(context, first + 1), "    | ");
    text += "    +------------------------------------\n";
    return {message, text.trimmed()};
}

ErrorText nestedGroup(ErrorContext &context)
{
    const QByteArray message = "VDCs and images could not be listed (2 sub-exceptions)";
    QByteArray text = "  + " + indented(groupHead(context, message), "  | ").mid(4);
    text += "  +-+---------------- 1 ----------------\n";
    text += indented(oneAuthentication(context).traceback, "    | ");
    text += "    +---------------- 2 ----------------\n";
    text += "    | " + QByteArray("ExceptionGroup: two image stores failed (2 sub-exceptions)\n");
    text += "    +-+---------------- 1 ----------------\n";
    text += "      | TimeoutError: [Errno 110] Connection timed out\n";
    text += "      +---------------- 2 ----------------\n";
    text += "      | PermissionError: [Errno 13] Permission denied: '/var/lib/one/datastores/" +
            number(context.dice.between(100, 140)) + "'\n";
    text += "      +------------------------------------\n";
    return {message, text.trimmed()};
}

ErrorText bareClass(ErrorContext &context)
{
    Trace trace(interpreterFor(context));
    trace.begin().listing();
    trace.frame("%" + pluginOf(context) + "/client.py", 211, "list_resources", "raise RuntimeError");
    trace.error("RuntimeError");
    return {{}, trace.text()};
}

ErrorText ansiAndHtml(ErrorContext &context)
{
    return plainFailure(context, 97,
                        "\x1b[1;31merror\x1b[0m: gateway said <b>503</b> <img src=\"http://portal.example/x.png\"> "
                        "<script>alert('sacctmgr')</script> &amp; \x1b[2Jgave up after \x1b[33m" +
                            number(context.dice.between(3, 9)) + "\x1b[0m tries");
}

ErrorText huge(ErrorContext &context)
{
    constexpr qsizetype size = 200 * 1024;
    const QByteArray message = "maximum recursion depth exceeded while walking the account tree";
    Trace trace(interpreterFor(context));
    trace.begin().listing();
    for (int depth = 0; trace.size() < size && depth < 1000; ++depth) {
        // Every level differs, so that the interpreter does not fold the frames.
        for (int step = 0; step < 12; ++step)
            trace.frame(
                "%waldur_site_agent_slurm/client.py", 300 + step, "_walk_" + number(step),
                "yield from self._walk_" + number((step + 1) % 12) + "(tree[\"" + account(context.dice) + "\"])", {});
    }
    trace.error("RecursionError: " + message);
    return {message, trace.text()};
}

ErrorText estonian(ErrorContext &context)
{
    return plainFailure(context, 97,
                        "sacctmgr: viga: kontot „" + account(context.dice) +
                            "“ ei õnnestunud lugeda, sest ühendus andmebaasiga katkes: õigused puuduvad (möödas " +
                            number(context.dice.between(5, 90)) + " s)");
}

ErrorText chinese(ErrorContext &context)
{
    return plainFailure(context, 92,
                        "无法列出资源：身份验证失败，请检查访问令牌（区域 ams3，尝试 " +
                            number(context.dice.between(2, 6)) + " 次）");
}

ErrorText rightToLeft(ErrorContext &context)
{
    return plainFailure(context, 1190,
                        "פג תוקף האסימון של המשתמש " + account(context.dice) + " \u202Etxt.exe\u202C (HTTP 401)");
}
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/trace.h"

#include "app/demo/catalog.h"

#include <array>

namespace waldesk::demo
{
namespace
{
struct Site {
    const char *prefix; ///< without libX.Y
    int before;         ///< minor version until the upgrade
    int after;
    int upgradeDay; ///< days before the start
};
constexpr std::array<Site, OfferingCount> sites{
    Site{"/opt/site-agent/", 9, 11, 12},  Site{"/opt/site-agent/", 9, 11, 12},
    Site{"/srv/waldur/venv/", 10, 10, 0}, Site{"/opt/waldur-site-agent/", 11, 13, 9},
    Site{"/usr/local/", 9, 9, 0},         Site{"/opt/waldur-site-agent/", 12, 12, 0},
    Site{"/usr/local/", 12, 13, 18},      Site{"/home/agent/.local/", 11, 12, 6},
    Site{"/usr/local/", 13, 13, 0},
};

/// Where the arguments (or the index) of the marked expression begin: what 3.13 draws with carets.
qsizetype argumentsBegin(const QByteArray &marked)
{
    if (!marked.endsWith(')') && !marked.endsWith(']'))
        return marked.endsWith('(') ? marked.size() - 1 : -1;
    int depth = 0;
    for (qsizetype i = marked.size() - 1; i >= 0; --i) {
        const char c = marked[i];
        if (c == ')' || c == ']')
            ++depth;
        else if ((c == '(' || c == '[') && --depth == 0)
            return i;
    }
    return -1;
}
} // namespace

Interpreter interpreterFor(const ErrorContext &context)
{
    const Site &site = sites[context.offering % OfferingCount];
    const bool upgraded = context.age < qint64(site.upgradeDay) * 24 * 3600 * 1'000'000;
    Interpreter python;
    python.minor = upgraded ? site.after : site.before;
    python.agentRelease = upgraded ? 1 : 0;
    const QByteArray library = "lib/python3." + QByteArray::number(python.minor) + '/';
    python.site = site.prefix + library + "site-packages/";
    // An image or a source build has its library beside it; a virtual environment uses the system's.
    python.standard = (QByteArray(site.prefix) == "/usr/local/" ? "/usr/local/" : "/usr/") + library;
    return python;
}

Trace::Trace(Interpreter python) : m_python(std::move(python))
{
}

Trace &Trace::begin()
{
    m_text += "Traceback (most recent call last):\n";
    return *this;
}

Trace &Trace::frame(const QByteArray &path, int line, const QByteArray &function, const QByteArray &source,
                    const QByteArray &marked, const QByteArray &rest)
{
    QByteArray file = path.mid(1);
    if (path.startsWith('#'))
        file.prepend(m_python.standard);
    else
        file.prepend(m_python.site);
    if (path.startsWith('%'))
        line += 31 * m_python.agentRelease;
    m_text +=
        "  File \"" + file + "\", line " + QByteArray::number(line) + ", in " + function + "\n    " + source + '\n';
    if (m_python.minor >= 13 && !rest.isEmpty())
        m_text += rest + '\n';
    else if (!marked.isEmpty())
        mark(source, marked);
    return *this;
}

void Trace::mark(const QByteArray &source, const QByteArray &marked)
{
    const qsizetype at = source.lastIndexOf(marked);
    if (m_python.minor < 11 || at < 0)
        return;
    const qsizetype arguments = argumentsBegin(marked);
    const bool split = arguments > 0 && (m_python.minor >= 13 || marked.endsWith(']'));
    if (!split && marked.size() == source.size())
        return; // a marker under the whole line says nothing, and is left out
    m_text += QByteArray(4 + at, ' ') +
              (split ? QByteArray(arguments, '~') + QByteArray(marked.size() - arguments, '^')
                     : QByteArray(marked.size(), '^')) +
              '\n';
}

Trace &Trace::listing()
{
    frame("%waldur_site_agent/common/processors.py", 3876, "process_request",
          "local_resource_list = self.resource_backend.list_resources()", "self.resource_backend.list_resources()");
    return frame("%waldur_site_agent/backend/backends.py", 367, "list_resources",
                 "resources = self.client.list_resources()", "self.client.list_resources()");
}

Trace &Trace::error(const QByteArray &line)
{
    m_text += line + '\n';
    return *this;
}

Trace &Trace::cause()
{
    m_text += "\nThe above exception was the direct cause of the following exception:\n\n";
    return *this;
}

Trace &Trace::context()
{
    m_text += "\nDuring handling of the above exception, another exception occurred:\n\n";
    return *this;
}

void addCheckOutput(Trace &trace, bool missing)
{
    const int minor = trace.python().minor;
    const auto line = [minor](int nine, int ten, int eleven, int thirteen) {
        return minor == 9 ? nine : minor == 10 ? ten : minor < 13 ? eleven : thirteen;
    };
    trace.frame("%waldur_site_agent/backend/clients.py", 21, "execute_command",
                "return subprocess.check_output(command, stderr=subprocess.STDOUT, encoding=\"utf-8\")",
                "subprocess.check_output(command, stderr=subprocess.STDOUT, encoding=\"utf-8\")");
    trace.frame("#subprocess.py", line(424, 421, 466, 472), "check_output",
                "return run(*popenargs, stdout=PIPE, timeout=timeout, check=True,",
                "run(*popenargs, stdout=PIPE, timeout=timeout, check=True,",
                "           ~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                "               **kwargs).stdout\n"
                "               ^^^^^^^^^");
    if (!missing) {
        trace.frame("#subprocess.py", line(528, 526, 571, 577), "run",
                    "raise CalledProcessError(retcode, process.args,", {},
                    "                             output=stdout, stderr=stderr)");
        return;
    }
    trace.frame("#subprocess.py", line(505, 503, 548, 554), "run",
                "with Popen(*popenargs, **kwargs) as process:", "Popen(*popenargs, **kwargs)");
    trace.frame("#subprocess.py", line(951, 971, 1026, 1036), "__init__",
                "self._execute_child(args, executable, preexec_fn, close_fds,", {},
                "    ~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                "                        pass_fds, cwd, env,\n"
                "                        ^^^^^^^^^^^^^^^^^^^\n"
                "    ...<5 lines>...\n"
                "                        gid, gids, uid, umask,\n"
                "                        ^^^^^^^^^^^^^^^^^^^^^^\n"
                "                        start_new_session, process_group)\n"
                "                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^");
    trace.frame("#subprocess.py", line(1837, 1863, 1950, 1966), "_execute_child",
                "raise child_exception_type(errno_num, err_msg, err_filename)");
}
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/texts.h"

#include "app/demo/catalog.h"

namespace waldesk::demo
{
namespace
{
const QByteArray backendError = "waldur_site_agent.backend.exceptions.BackendError: ";

QByteArray sacctmgrFailure(int code)
{
    return "subprocess.CalledProcessError: Command '['sacctmgr', '--parsable2', '--noheader', '--immediate', 'list', "
           "'account']' returned non-zero exit status " +
           number(code) + ".";
}

/// The frames from the listing down to the command, then the error that hides the command's own.
void raiseFromCommand(Trace &trace, int line, const QByteArray &raise, const QByteArray &error)
{
    trace.cause().begin().listing();
    trace.frame("%waldur_site_agent_slurm/client.py", 75, "list_resources",
                "output = self._execute_command([\"list\", \"account\"], \"sacctmgr\", immediate=True)",
                "self._execute_command([\"list\", \"account\"], \"sacctmgr\", immediate=True)");
    trace.frame("%waldur_site_agent_slurm/client.py", 516, "_execute_command",
                "return self.execute_command(account_command, silent=silent)",
                "self.execute_command(account_command, silent=silent)");
    trace.frame("%waldur_site_agent/backend/clients.py", line, "execute_command", raise);
    trace.error(error);
}

ErrorText commandFailed(ErrorContext &context, const QByteArray &message, int code)
{
    Trace trace(interpreterFor(context));
    trace.begin();
    addCheckOutput(trace, false);
    trace.error(sacctmgrFailure(code));
    // A blank message leaves the bare class, without even the colon's space.
    raiseFromCommand(trace, 31, "raise BackendError(stdout) from e",
                     message.isEmpty() ? backendError.chopped(2) : backendError + message);
    return {message, trace.text()};
}

QByteArray restVersion(const ErrorContext &context)
{
    return interpreterFor(context).agentRelease != 0 ? "v0.0.43" : "v0.0.41";
}

void addRestRequest(Trace &trace, int line)
{
    trace.listing();
    trace.frame("%waldur_site_agent_slurm/rest_client.py", 462, "list_resources",
                "payload = self._request(\"GET\", self._db(\"accounts/\"))",
                "self._request(\"GET\", self._db(\"accounts/\"))");
    trace.frame("%waldur_site_agent_slurm/rest_client.py", line, "_request",
                line == 277 ? "raise BackendError(msg)" : "raise BackendError(msg) from exc");
}

void addPool(Trace &trace)
{
    trace.frame("@httpx/_transports/default.py", 101, "map_httpcore_exceptions", "yield");
    trace.frame("@httpx/_transports/default.py", 250, "handle_request", "resp = self._pool.handle_request(req)",
                "self._pool.handle_request(req)");
    trace.frame("@httpcore/_sync/connection_pool.py", 256, "handle_request", "raise exc from None");
    trace.frame("@httpcore/_sync/connection_pool.py", 236, "handle_request", "response = connection.handle_request(",
                "connection.handle_request(", "        pool_request.request\n    )");
    trace.frame("@httpcore/_sync/connection.py", 101, "handle_request", "raise exc");
    trace.frame("@httpcore/_sync/connection.py", 78, "handle_request", "stream = self._connect(request)",
                "self._connect(request)");
    trace.frame("@httpcore/_sync/connection.py", 124, "_connect",
                "stream = self._network_backend.connect_tcp(**kwargs)", "self._network_backend.connect_tcp(**kwargs)");
    trace.frame("@httpcore/_backends/sync.py", 207, "connect_tcp",
                "with map_exceptions(exc_map):", trace.python().minor >= 13 ? "map_exceptions(exc_map)" : "");
    trace.frame("#contextlib.py",
                trace.python().minor < 11   ? 137
                : trace.python().minor < 13 ? 155
                                            : 162,
                "__exit__",
                trace.python().minor < 12 ? "self.gen.throw(typ, value, traceback)" : "self.gen.throw(value)",
                trace.python().minor < 12 ? "self.gen.throw(typ, value, traceback)" : "self.gen.throw(value)");
    trace.frame("@httpcore/_exceptions.py", 14, "map_exceptions", "raise to_exc(exc) from exc");
}

void addClient(Trace &trace)
{
    trace.frame("%waldur_site_agent_slurm/rest_client.py", 237, "_request", "response = self._http.request(",
                "self._http.request(",
                "        method, path, json=json, params=params, headers=self._headers()\n    )");
    trace.frame("@httpx/_client.py", 825, "request",
                "return self.send(request, auth=auth, follow_redirects=follow_redirects)",
                "self.send(request, auth=auth, follow_redirects=follow_redirects)");
    trace.frame("@httpx/_client.py", 914, "send", "response = self._send_handling_auth(", "self._send_handling_auth(",
                "        request,\n    ...<2 lines>...\n        history=[],\n    )");
    trace.frame("@httpx/_client.py", 1014, "_send_single_request", "response = transport.handle_request(request)",
                "transport.handle_request(request)");
    trace.frame("@httpx/_transports/default.py", 249, "handle_request",
                "with map_httpcore_exceptions():", trace.python().minor >= 13 ? "map_httpcore_exceptions()" : "");
    trace.frame("@httpx/_transports/default.py", 118, "map_httpcore_exceptions", "raise mapped_exc(message) from exc");
}
} // namespace

ErrorText databaseDown(ErrorContext &context)
{
    const QByteArray host =
        context.offering == Tallinn ? "slurmdb.taltech.example" : "dbd" + number(context.dice.between(1, 2));
    return commandFailed(
        context,
        "sacctmgr: error: Problem talking to the database: Connection refused\n"
        "sacctmgr: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host:" +
            host + ":6819, will retry in " + number(context.dice.between(1, 30)) + " s",
        1);
}

ErrorText binaryMissing(ErrorContext &context)
{
    const bool moab = context.offering == MoabKaunas;
    const QByteArray missing = QByteArray("[Errno 2] No such file or directory: '") +
                               (moab ? "/opt/mam/bin/mam-list-accounts" : "/usr/bin/sacctmgr") + "'";
    const QByteArray message = "Command not found: " + missing;
    const QByteArray raise = "raise BackendError(f\"Command not found: {e}\") from e";
    Trace trace(interpreterFor(context));
    trace.begin();
    addCheckOutput(trace, true);
    trace.error("FileNotFoundError: " + missing);
    if (!moab) {
        raiseFromCommand(trace, 27, raise, backendError + message);
        return {message, trace.text()};
    }
    trace.cause().begin().listing();
    trace.frame("%waldur_site_agent_moab/client.py", 44, "list_resources",
                "output = self.execute_command(command.split())", "self.execute_command(command.split())");
    trace.frame("%waldur_site_agent/backend/clients.py", 27, "execute_command", raise);
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText silentCommand(ErrorContext &context)
{
    return commandFailed(context, {}, 1);
}

ErrorText accessDenied(ErrorContext &context)
{
    const QByteArray user = account(context.dice);
    return commandFailed(context,
                         "sacctmgr: error: Access/permission denied for user " + user +
                             " (uid=" + number(context.dice.between(20000, 69999)) + ")",
                         1);
}

ErrorText restRefused(ErrorContext &context)
{
    const QByteArray refused = "[Errno 111] Connection refused";
    const QByteArray message =
        "slurmrestd request failed (GET /slurmdb/" + restVersion(context) + "/accounts/): " + refused;
    Trace trace(interpreterFor(context));
    trace.begin();
    addPool(trace);
    trace.error("httpcore.ConnectError: " + refused).cause().begin();
    addClient(trace);
    trace.error("httpx.ConnectError: " + refused).cause().begin();
    addRestRequest(trace, 246);
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText restToken(ErrorContext &context)
{
    const QByteArray message =
        "slurmrestd error (GET /slurmdb/" + restVersion(context) + "/accounts/): Authentication failure";
    Trace trace(interpreterFor(context));
    trace.begin();
    addRestRequest(trace, 277);
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText restTokenFile(ErrorContext &context)
{
    const QByteArray denied = "[Errno 13] Permission denied: '/etc/site-agent/slurm.jwt'";
    const QByteArray message = "Cannot read slurmrestd token file /etc/site-agent/slurm.jwt: " + denied;
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent_slurm/rest_client.py", 188, "_token",
                "return Path(self._token_file).read_text(encoding=\"utf-8\").strip()",
                "Path(self._token_file).read_text(encoding=\"utf-8\")");
    const int minor = trace.python().minor;
    const QByteArray path = minor >= 13 ? "#pathlib/_local.py" : "#pathlib.py";
    trace.frame(path,
                minor < 11   ? 1266
                : minor < 13 ? 1058
                             : 546,
                "read_text",
                minor >= 13 ? "return PathBase.read_text(self, encoding, errors, newline)"
                            : "with self.open(mode='r', encoding=encoding, errors=errors) as f:",
                minor >= 13 ? "PathBase.read_text(self, encoding, errors, newline)"
                            : "self.open(mode='r', encoding=encoding, errors=errors)");
    trace.error("PermissionError: " + denied).cause().begin().listing();
    trace.frame("%waldur_site_agent_slurm/rest_client.py", 462, "list_resources",
                "payload = self._request(\"GET\", self._db(\"accounts/\"))",
                "self._request(\"GET\", self._db(\"accounts/\"))");
    trace.frame("%waldur_site_agent_slurm/rest_client.py", 193, "_token", "raise BackendError(msg) from exc");
    trace.error(backendError + message);
    return {message, trace.text()};
}
} // namespace waldesk::demo

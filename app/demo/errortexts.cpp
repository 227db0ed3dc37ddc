// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/errortexts.h"

#include "app/demo/catalog.h"
#include "app/demo/trace.h"

#include <array>

namespace waldesk::demo
{
namespace
{
/// Picks one of the entries.
template <typename T, std::size_t N>
const T &oneOf(Dice &dice, const T (&entries)[N])
{
    return entries[dice.below(N)];
}

/// The agent's plugin for the site of the offering: "waldur_site_agent_slurm".
QByteArray pluginOf(const ErrorContext &context)
{
    switch (context.offering) {
    case MoabKaunas:
        return "waldur_site_agent_moab";
    case OpenNebulaRiga:
        return "waldur_site_agent_opennebula";
    case OkdVilnius:
        return "waldur_site_agent_okd";
    case MupHelsinki:
        return "waldur_site_agent_mup";
    case DigitalOceanEu:
        return "waldur_site_agent_digitalocean";
    default:
        return "waldur_site_agent_slurm";
    }
}

/// "hpc_proj0421": an account of the site.
QByteArray account(Dice &dice)
{
    constexpr const char *stems[] = {"hpc_proj", "ut_geo", "bio", "phys_", "climate", "ml4hpc_", "chem", "astro_"};
    return oneOf(dice, stems) + QByteArray::number(dice.between(10, 9999));
}

/// Lower-case hex digits.
QByteArray hexDigits(Dice &dice, int count)
{
    QByteArray out;
    while (out.size() < count)
        out += QByteArray::number(dice.next() | (1ULL << 63), 16).right(8);
    return out.left(count);
}

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

// The makers of the texts, one a cause. Each draws its ids, hosts and accounts from the dice.

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

const QByteArray statusHelp =
    "\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/401";

void addRequestsPool(Trace &trace, const QByteArray &host, const QByteArray &refusal, const QByteArray &retries)
{
    trace.begin();
    trace.frame("@urllib3/connection.py", 239, "_new_conn", "sock = connection.create_connection(",
                "connection.create_connection(",
                "        (self._dns_host, self.port),\n    ...<2 lines>...\n        "
                "socket_options=self.socket_options,\n    )");
    trace.frame("@urllib3/util/connection.py", 85, "create_connection", "raise err");
    trace.frame("@urllib3/util/connection.py", 73, "create_connection", "sock.connect(sa)", "sock.connect(sa)");
    trace.error("ConnectionRefusedError: " + refusal).cause().begin();
    trace.frame("@urllib3/connectionpool.py", 793, "urlopen", "response = self._make_request(", "self._make_request(",
                "        conn,\n    ...<10 lines>...\n        **response_kw,\n    )");
    trace.frame("@urllib3/connectionpool.py", 499, "_make_request", "conn.request(", "conn.request(",
                "        method,\n    ...<6 lines>...\n        enforce_content_length=enforce_content_length,\n    )");
    trace.frame("@urllib3/connection.py", 567, "request", "self.endheaders()", "self.endheaders()");
    trace.frame("#http/client.py", trace.python().minor < 13 ? 1277 : 1333, "endheaders",
                "self._send_output(message_body, encode_chunked=encode_chunked)",
                "self._send_output(message_body, encode_chunked=encode_chunked)");
    trace.frame("@urllib3/connection.py", 254, "_new_conn", "raise NewConnectionError(", {},
                "        self, f\"Failed to establish a new connection: {e}\"\n    ) from e");
    trace.error("urllib3.exceptions.NewConnectionError: HTTPConnection(" + host +
                "): Failed to establish a new connection: " + refusal);
    trace.cause().begin();
    trace.frame("@requests/adapters.py", 696, "send", "resp = conn.urlopen(", "conn.urlopen(",
                "        method=request.method,\n    ...<9 lines>...\n        chunked=chunked,\n    )");
    trace.frame("@urllib3/connectionpool.py", 847, "urlopen", "retries = retries.increment(", "retries.increment(",
                "        method, url, error=new_e, _pool=self, _stacktrace=sys.exc_info()[2]\n    )");
    trace.frame("@urllib3/util/retry.py", 555, "increment",
                "raise MaxRetryError(_pool, url, reason) from reason  # type: ignore[arg-type]",
                trace.python().minor >= 13 ? "" : "raise MaxRetryError(_pool, url, reason) from reason");
    trace.error("urllib3.exceptions.MaxRetryError: " + retries);
}

ErrorText mamTimeout(ErrorContext &context)
{
    const QByteArray server = "mam0" + number(context.dice.between(1, 3)) + ":7112";
    const QByteArray message = "mam-list-accounts: Unable to connect to MAM server at " + server + " (timeout)";
    Trace trace(interpreterFor(context));
    trace.begin();
    addCheckOutput(trace, false);
    trace.error("subprocess.CalledProcessError: Command '['/opt/mam/bin/mam-list-accounts', '--raw', '--quiet', "
                "'--show', 'Name,Organization']' returned non-zero exit status 110.");
    trace.cause().begin().listing();
    trace.frame("%waldur_site_agent_moab/client.py", 44, "list_resources",
                "output = self.execute_command(command.split())", "self.execute_command(command.split())");
    trace.frame("%waldur_site_agent/backend/clients.py", 31, "execute_command", "raise BackendError(stdout) from e");
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText oneAuthentication(ErrorContext &context)
{
    const QByteArray reason = "[one.vdcpool.info] User couldn't be authenticated, aborting call.";
    const QByteArray message = "Failed to list VDCs: " + reason;
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent_opennebula/client.py", 1181, "list_resources", "vdc_pool = self.one.vdcpool.info()",
                "self.one.vdcpool.info()");
    trace.frame("@pyone/__init__.py", 240, "__call__", "return self.__send(self.__name, args)",
                "self.__send(self.__name, args)");
    trace.frame("@pyone/__init__.py", 301, "_do_request", "return self._response(ret)", "self._response(ret)");
    trace.frame("@pyone/__init__.py", 322, "_response", "raise OneAuthenticationException(ret)");
    trace.error("pyone.OneAuthenticationException: " + reason).cause().begin().listing();
    trace.frame("%waldur_site_agent_opennebula/client.py", 1184, "list_resources",
                "raise BackendError(f\"Failed to list VDCs: {e}\") from e");
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText oneUnreachable(ErrorContext &context)
{
    const QByteArray host = "host='one-" + number(context.dice.between(1, 4)) + ".hpc-latvia.example', port=2633";
    const QByteArray refusal = "[Errno 111] Connection refused";
    const QByteArray message =
        "HTTPConnectionPool(" + host +
        "): Max retries exceeded with url: /RPC2 (Caused by NewConnectionError(\"HTTPConnection(" + host +
        "): Failed to establish a new connection: " + refusal + "\"))";
    Trace trace(interpreterFor(context));
    addRequestsPool(trace, host, refusal, message);
    trace.context().begin().listing();
    trace.frame("%waldur_site_agent_opennebula/client.py", 1181, "list_resources", "vdc_pool = self.one.vdcpool.info()",
                "self.one.vdcpool.info()");
    trace.frame("@pyone/__init__.py", 298, "_do_request", "ret = self.__session.post(self.__address, data=body)",
                "self.__session.post(self.__address, data=body)");
    trace.frame("@requests/sessions.py", 637, "post",
                "return self.request(\"POST\", url, data=data, json=json, **kwargs)",
                "self.request(\"POST\", url, data=data, json=json, **kwargs)");
    trace.frame("@requests/adapters.py", 729, "send", "raise ConnectionError(e, request=request)");
    trace.error("requests.exceptions.ConnectionError: " + message);
    return {message, trace.text()};
}

ErrorText okdToken(ErrorContext &context)
{
    const QByteArray status = "Client error '401 Unauthorized' for url "
                              "'https://api.okd.example:6443/apis/project.openshift.io/v1/projects'";
    const QByteArray message = "Failed to list OKD projects: OKD API request failed: " + status;
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent_okd/client.py", 86, "_make_basic_request", "response.raise_for_status()",
                "response.raise_for_status()");
    trace.frame("@httpx/_models.py", 829, "raise_for_status",
                "raise HTTPStatusError(message, request=request, response=self)");
    trace.error("httpx.HTTPStatusError: " + status + statusHelp).cause().begin();
    trace.frame("%waldur_site_agent_okd/client.py", 113, "list_resources",
                "response = self._make_request(\"GET\", endpoint)", "self._make_request(\"GET\", endpoint)");
    trace.frame("%waldur_site_agent_okd/client.py", 96, "_make_basic_request",
                "raise BackendError(f\"OKD API request failed: {e}\") from e");
    trace.error(backendError + "OKD API request failed: " + status + statusHelp).cause().begin().listing();
    trace.frame("%waldur_site_agent_okd/client.py", 137, "list_resources",
                "raise BackendError(f\"Failed to list OKD projects: {e}\") from e");
    trace.error(backendError + message + statusHelp);
    return {message + statusHelp, trace.text()};
}

ErrorText okdStaticToken(ErrorContext &context)
{
    const QByteArray reason = "Authentication failed and token refresh unsuccessful: Authentication token error: No "
                              "valid authentication token available";
    const QByteArray message = "Failed to list OKD projects: " + reason;
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent_okd/client.py", 113, "list_resources",
                "response = self._make_request(\"GET\", endpoint)", "self._make_request(\"GET\", endpoint)");
    trace.frame("%waldur_site_agent_okd/token_manager.py", 220, "_make_authenticated_request", "raise BackendError(",
                {}, "        f\"Authentication failed and token refresh unsuccessful: {refresh_error}\"\n    ) from e");
    trace.error(backendError + reason).cause().begin().listing();
    trace.frame("%waldur_site_agent_okd/client.py", 137, "list_resources",
                "raise BackendError(f\"Failed to list OKD projects: {e}\") from e");
    trace.error(backendError + message);
    return {message, trace.text()};
}

ErrorText mupTimeout(ErrorContext &context)
{
    // The plugin masks only the capitalised key, so that a made-up credential stands here as real ones do.
    const QByteArray secret = ("demo-agent:" + hexDigits(context.dice, 12)).toBase64();
    const QByteArray message = "API request failed: The read operation timed out. Headers: {'accept': '*/*', "
                               "'host': 'portal.mup.example', 'user-agent': 'python-httpx/0.28.1', 'authorization': "
                               "'Basic " +
                               secret + "'}, Body: No body";
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("@httpx/_transports/default.py", 101, "map_httpcore_exceptions", "yield");
    trace.frame("@httpcore/_sync/http11.py", 217, "_receive_event", "data = self._network_stream.read(",
                "self._network_stream.read(", "        self.READ_NUM_BYTES, timeout=timeout\n    )");
    trace.frame("@httpcore/_exceptions.py", 14, "map_exceptions", "raise to_exc(exc) from exc");
    trace.error("httpcore.ReadTimeout: The read operation timed out").cause().begin();
    trace.frame("%waldur_site_agent_mup/client.py", 58, "_make_request", "response = self.session.request(",
                "self.session.request(", "        method, url, json=data, params=params\n    )");
    trace.frame("@httpx/_transports/default.py", 118, "map_httpcore_exceptions", "raise mapped_exc(message) from exc");
    trace.error("httpx.ReadTimeout: The read operation timed out").cause().begin().listing();
    trace.frame("%waldur_site_agent_mup/client.py", 71, "_make_request", "raise MUPError(error_message) from e");
    trace.error("waldur_site_agent_mup.client.MUPError: " + message);
    return {message, trace.text()};
}

ErrorText unauthorized(ErrorContext &context)
{
    const QByteArray message = "Unable to authenticate you";
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("@digitalocean/baseapi.py", 196, "get_data", "raise DataReadError(msg)");
    trace.error("digitalocean.baseapi.DataReadError: " + message).cause().begin().listing();
    trace.frame("%waldur_site_agent_digitalocean/client.py", 92, "list_resources",
                "droplets = self.manager.get_all_droplets()", "self.manager.get_all_droplets()");
    trace.frame("%waldur_site_agent_digitalocean/client.py", 41, "wrapped", "raise UnauthorizedError(str(e)) from e");
    trace.error("waldur_site_agent_digitalocean.exceptions.UnauthorizedError: " + message);
    return {message, trace.text()};
}

/// The five parts that the agent's client library makes of every answer it did not expect.
QByteArray unexpected(int status, const QByteArray &body, const QByteArray &url)
{
    return "Unexpected status code: " + number(status) + "\n\nResponse content:\n" + body + "\n\nURL:\n" + url;
}

const QByteArray portal = "https://portal.example/api/";

ErrorText startRefused(ErrorContext &context, int status, const QByteArray &reason)
{
    const QByteArray message =
        unexpected(status, "{\"detail\":\"" + reason + "\"}",
                   portal + "backend-resource-requests/" + context.requestHex + "/start_processing/");
    const QByteArray module =
        "@waldur_api_client/api/backend_resource_requests/backend_resource_requests_start_processing.py";
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent/common/processors.py", 3873, "process_request",
                "self._pre_process_backend_resource_request(request_uuid)",
                "self._pre_process_backend_resource_request(request_uuid)");
    trace.frame("%waldur_site_agent/common/processors.py", 3832, "_pre_process_backend_resource_request",
                "backend_resource_requests_start_processing.sync(", "backend_resource_requests_start_processing.sync(",
                "        uuid=request_uuid, client=self.waldur_rest_client\n    )");
    trace.frame(module, 96, "sync", "return sync_detailed(", "sync_detailed(",
                "           ~~~~~~~~~~~~~^\n"
                "        uuid=uuid,\n"
                "        ^^^^^^^^^^\n"
                "        client=client,\n"
                "        ^^^^^^^^^^^^^^\n"
                "    ).parsed\n"
                "    ^");
    trace.frame(module, 72, "sync_detailed", "return _build_response(client=client, response=response)",
                "_build_response(client=client, response=response)");
    trace.frame(module, 39, "_build_response", "parsed=_parse_response(client=client, response=response),",
                "_parse_response(client=client, response=response)");
    trace.frame(module, 31, "_parse_response",
                "raise errors.UnexpectedStatus(response.status_code, response.content, response.url)");
    trace.error("waldur_api_client.errors.UnexpectedStatus: " + message);
    return {message, trace.text()};
}

/// A bug in the agent or a plugin: one block, the message is what Python makes of it.
ErrorText bug(ErrorContext &context, int line, const QByteArray &source, const QByteArray &marked,
              const QByteArray &type, const QByteArray &message)
{
    Trace trace(interpreterFor(context));
    trace.begin().listing();
    trace.frame("%" + pluginOf(context) + "/client.py", line, "list_resources", source, marked);
    trace.error(type + ": " + message);
    return {message, trace.text()};
}

ErrorText apiForbidden(ErrorContext &context)
{
    return startRefused(context, 403, "You do not have permission to perform this action.");
}

ErrorText deliveredTwice(ErrorContext &context)
{
    return startRefused(context, 409, "Valid states for operation: Sent.");
}

ErrorText apiBadGateway(ErrorContext &context)
{
    const QByteArray hex = hexDigits(context.dice, 32);
    const QByteArray message =
        unexpected(502,
                   "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                   "Gateway</h1></center>\r\n<hr><center>nginx/1.26.2</center>\r\n</body>\r\n</html>",
                   portal + "marketplace-provider-resources/?offering_uuid=" + hex +
                       "&state=OK&state=Erred&state=Creating&page_size=100");
    const QByteArray module =
        "@waldur_api_client/api/marketplace_provider_resources/marketplace_provider_resources_list.py";
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent/common/processors.py", 3875, "process_request",
                "waldur_resource_list = self._get_waldur_resources()", "self._get_waldur_resources()");
    trace.frame("%waldur_site_agent/common/processors.py", 3790, "_get_waldur_resources",
                "return marketplace_provider_resources_list.sync_all(", "marketplace_provider_resources_list.sync_all(",
                "        client=self.waldur_rest_client,\n    ...<6 lines>...\n        ],\n    )");
    trace.frame(module, 1104, "sync_all", "parsed = _parse_response(client=client, response=response)",
                "_parse_response(client=client, response=response)");
    trace.frame(module, 266, "_parse_response",
                "raise errors.UnexpectedStatus(response.status_code, response.content, response.url)");
    trace.error("waldur_api_client.errors.UnexpectedStatus: " + message);
    return {message, trace.text()};
}

ErrorText keyMissing(ErrorContext &context)
{
    return bug(context, 88, "organization=account[\"organization\"],", "account[\"organization\"]", "KeyError",
               "'organization'");
}

ErrorText indexBug(ErrorContext &context)
{
    return bug(context, 81, "self._parse_account(line) for line in output.splitlines() if line.split(\"|\")[3]",
               "line.split(\"|\")[3]", "IndexError", "list index out of range");
}

ErrorText noneBug(ErrorContext &context)
{
    Trace trace(interpreterFor(context));
    trace.begin();
    trace.frame("%waldur_site_agent/common/processors.py", 3876, "process_request",
                "local_resource_list = self.resource_backend.list_resources()",
                "self.resource_backend.list_resources()");
    // 3.13 points at what was iterated, older ones at the list that was to be made of it.
    if (trace.python().minor >= 13)
        trace.frame("%waldur_site_agent/backend/backends.py", 370, "list_resources", "for resource in resources",
                    "resources");
    else
        trace.frame("%waldur_site_agent/backend/backends.py", 368, "list_resources", "return [", "[");
    trace.error("TypeError: 'NoneType' object is not iterable");
    return {"'NoneType' object is not iterable", trace.text()};
}

ErrorText numberBug(ErrorContext &context)
{
    constexpr const char *units[] = {"T", "G", "P"};
    const QByteArray value = number(context.dice.between(2, 990)) + oneOf(context.dice, units);
    return bug(context, 104, "limit = int(limits.get(\"fs/disk\", \"0\"))", "int(limits.get(\"fs/disk\", \"0\"))",
               "ValueError", "invalid literal for int() with base 10: '" + value + "'");
}

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

using Maker = ErrorText (*)(ErrorContext &);

// In the order of the enumeration.
constexpr std::array<Maker, static_cast<std::size_t>(Cause::Count)> makers{
    nullptr,       databaseDown,   binaryMissing,     silentCommand,  restRefused,    restToken,
    restTokenFile, mamTimeout,     oneAuthentication, oneUnreachable, okdToken,       okdStaticToken,
    mupTimeout,    unauthorized,   apiForbidden,      apiBadGateway,  deliveredTwice, keyMissing,
    indexBug,      noneBug,        numberBug,         accessDenied,   redacted,       setByOperator,
    withNotes,     exceptionGroup, nestedGroup,       bareClass,      ansiAndHtml,    huge,
    estonian,      chinese,        rightToLeft,
};

Cause slurmCause(quint8 offering, Dice &dice)
{
    if (offering == SlurmRiga) {
        constexpr Cause riga[] = {Cause::RestRefused,   Cause::RestToken, Cause::RestToken,
                                  Cause::RestTokenFile, Cause::NumberBug, Cause::NumberBug};
        return oneOf(dice, riga);
    }
    constexpr Cause command[] = {Cause::DatabaseDown, Cause::BinaryMissing, Cause::Silent, Cause::AccessDenied,
                                 Cause::AccessDenied, Cause::AccessDenied,  Cause::Group,  Cause::KeyMissing};
    return oneOf(dice, command);
}

Cause cloudCause(quint8 offering, Dice &dice)
{
    switch (offering) {
    case MoabKaunas:
        return dice.chance(0.8) ? Cause::MamTimeout : Cause::BinaryMissing;
    case OpenNebulaRiga:
        return dice.chance(0.5) ? Cause::OneAuthentication : Cause::OneUnreachable;
    case OkdVilnius:
        return dice.chance(0.4) ? Cause::OkdToken : dice.chance(0.5) ? Cause::OkdStaticToken : Cause::DeliveredTwice;
    case MupHelsinki:
        return dice.chance(0.4) ? Cause::MupTimeout : Cause::Redacted;
    default:
        return dice.chance(0.7) ? Cause::Unauthorized : Cause::NoneBug;
    }
}
} // namespace

ErrorText makeErrorText(Cause cause, ErrorContext context)
{
    const Maker maker = makers[static_cast<std::size_t>(cause)];
    return maker == nullptr ? ErrorText{} : maker(context);
}

Cause usualCause(quint8 offering, Dice &dice)
{
    // What comes from Waldur's side, from a bug or from a person may hit every offering.
    const double share = dice.real();
    if (share < 0.18)
        return Cause::ApiBadGateway;
    if (share < 0.22)
        return Cause::ApiForbidden;
    if (share < 0.25)
        return Cause::Operator;
    if (share < 0.27)
        return Cause::IndexBug;
    if (share < 0.29)
        return Cause::DeliveredTwice;
    return offering <= SlurmRiga ? slurmCause(offering, dice) : cloudCause(offering, dice);
}

} // namespace waldesk::demo

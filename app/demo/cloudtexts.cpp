// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/texts.h"

namespace waldesk::demo
{
namespace
{
const QByteArray backendError = "waldur_site_agent.backend.exceptions.BackendError: ";
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
} // namespace

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
} // namespace waldesk::demo

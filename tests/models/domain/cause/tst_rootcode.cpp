// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/rootcode.h"

#include <QTest>

using namespace waldesk::domain;

namespace
{

QByteArray textOf(const std::vector<RootCode> &codes)
{
    QByteArrayList parts;
    for (const RootCode &code : codes)
        parts.append(code.text());
    return parts.join(", ");
}

QByteArray frameText(const char *path, const char *function)
{
    return QByteArray("  File \"/opt/a/lib/python3.12/") + path + "\", line 7, in " + function + "\n    call()\n";
}

} // namespace

class TestRootCode : public QObject
{
    Q_OBJECT

private slots:
    void codes_data();
    void codes();
    void chains_data();
    void chains();
    void leavesOfAGroup();
    void messageAlone();
};

void TestRootCode::codes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("codes");
    const auto row = [](const char *name, const char *type, const char *message, const char *codes) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(message) << QByteArray(codes);
    };
    row("errno by name", "OSError", "[Errno 24] Too many open files: '/proc/1/fd'", "errno EMFILE");
    row("errno in another language", "ConnectionRefusedError",
        "[Errno 111] Connexion refus\xC3\xA9"
        "e",
        "errno ECONNREFUSED");
    row("errno of macOS", "ConnectionRefusedError", "[Errno 61] Connection refused", "errno ECONNREFUSED");
    row("errno of Windows", "ConnectionRefusedError", "[WinError 10061] Es konnte keine Verbindung hergestellt werden",
        "errno ECONNREFUSED");
    row("errno by the type alone", "PermissionError", "", "errno EACCES");
    row("refused, as aiohttp says it", "aiohttp.client_exceptions.ClientConnectorError",
        "Cannot connect to host a:443 ssl:default [Connect call failed ('10.0.0.1', 443)]", "errno ECONNREFUSED");
    row("missing program, as a shell says it", "BackendError", "sh: 1: kubectl: not found", "");
    row("missing program, as Go says it", "BackendError", "exec: \"helper\": executable file not found in $PATH",
        "errno ENOENT");
    row("a status in the text of an exception", "elasticsearch.AuthorizationException",
        "AuthorizationException(403, 'security_exception', 'action [x] is unauthorized')", "http 403");
    row("code of Azure", "azure.core.exceptions.HttpResponseError",
        "(AuthorizationFailed) The client 'a' has no right\nCode: AuthorizationFailed", "request AuthorizationFailed");
    row("fault of vSphere", "pyVmomi.VmomiSupport.InvalidLogin", "(vim.fault.InvalidLogin) {\n}",
        "request InvalidLogin");
    row("state of ODBC", "pyodbc.InterfaceError", "('28000', \"[28000] [Microsoft]Login failed\")", "sqlstate 28000");
    row("no more threads", "RuntimeError", "can't start new thread", "errno EAGAIN");
    row("resolver on Linux", "socket.gaierror", "[Errno -2] Name or service not known", "dns EAI_NONAME");
    row("resolver on Windows", "socket.gaierror", "[Errno 11001] getaddrinfo failed", "dns EAI_NONAME");
    row("resolver out of order", "httpx.ConnectError", "[Errno -3] Temporary failure in name resolution",
        "dns EAI_AGAIN");
    row("certificate expired", "ssl.SSLCertVerificationError",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
        "tls expired");
    row("self-signed, OpenSSL 1.1", "ssl.SSLError",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate (_ssl.c:1129)",
        "tls self-signed");
    row("self-signed, OpenSSL 3", "ssl.SSLError",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
        "tls self-signed");
    row("a TLS reason without a phrase", "ssl.SSLError", "[SSL: NO_CIPHERS_AVAILABLE] no ciphers (_ssl.c:1)",
        "tls no_ciphers_available");
    row("timeout by type", "httpx.ReadTimeout", "", "timeout");
    row("timeout by phrase", "TimeoutError", "timed out", "timeout");
    row("timeout of the system", "OSError", "[Errno 110] Connection timed out", "errno ETIMEDOUT");
    row("closed without an answer", "httpx.RemoteProtocolError", "Server disconnected without sending a response.",
        "disconnected");
    row("HTTP of httpx", "httpx.HTTPStatusError", "Client error '401 Unauthorized' for url 'https://a/b'", "http 401");
    row("HTTP of requests", "requests.exceptions.HTTPError", "403 Client Error: Forbidden for url: https://a/v1",
        "http 403");
    row("HTTP of aiohttp", "aiohttp.client_exceptions.ClientResponseError",
        "502, message='Bad Gateway', url=URL('https://a/b')", "http 502");
    row("HTTP of keystone", "keystoneauth1.exceptions.http.Unauthorized",
        "The request you have made requires authentication. (HTTP 401) (Request-ID: req-1)", "http 401");
    row("HTTP of the agent's client", "waldur_api_client.errors.UnexpectedStatus",
        "Unexpected status code: 503\n\nResponse content:\n<h1>x</h1>", "http 503");
    row("HTTP that is no status of Python's", "ValueError", "522 is not a valid HTTPStatus", "http 522");
    row("HTTP by phrase alone", "ipalib.errors.NetworkError", "cannot connect to 'https://a/ipa/json': Unauthorized",
        "http 401");
    row("HTTP by the type alone", "novaclient.exceptions.Forbidden", "", "http 403");
    row("a count is no status", "ValueError", "404 rows are too many", "");
    row("OAuth", "keycloak.exceptions.KeycloakAuthenticationError", "401: b'{\"error\":\"invalid_grant\"}'",
        "http 401, oauth invalid_grant");
    row("an invalid token of XML is no OAuth", "xml.parsers.expat.ExpatError",
        "not well-formed (invalid token): line 1, column 70", "format xml");
    row("Kubernetes", "kubernetes.client.exceptions.ApiException",
        "(404)\nReason: Not Found\nHTTP response body: {\"kind\":\"Status\",\"reason\":\"NotFound\",\"code\":404}",
        "http 404, k8s NotFound");
    row("Kubernetes, a quota", "kubernetes.client.exceptions.ApiException",
        "(403)\nReason: Forbidden\nHTTP response body: {\"kind\":\"Status\",\"message\":\"exceeded quota: q\","
        "\"reason\":\"Forbidden\"}",
        "http 403, k8s Forbidden, limit quota");
    row("LDAP of ldap3", "ldap3.core.exceptions.LDAPBindError", "automatic bind not successful - invalidCredentials",
        "ldap invalidCredentials");
    row("LDAP of python-ldap", "ldap.INVALID_CREDENTIALS", "{'result': 49, 'desc': 'Invalid credentials'}",
        "ldap invalidCredentials");
    row("LDAP, the number of the system", "ldap.SERVER_DOWN", "{'result': -1, 'errno': 104, 'info': 'x'}",
        "errno ECONNRESET, ldap serverDown");
    row("PostgreSQL by phrase", "psycopg.OperationalError", "FATAL:  no pg_hba.conf entry for host \"10.0.0.1\"",
        "sqlstate 28000");
    row("PostgreSQL by type", "psycopg.errors.UndefinedTable", "relation \"x\"", "sqlstate 42P01");
    row("SQLSTATE", "pyodbc.Error", "SQLSTATE[08001] no", "sqlstate 08001");
    row("MySQL", "pymysql.err.OperationalError", "(2003, \"Can't connect ([Errno 113] No route to host)\")",
        "errno EHOSTUNREACH, code 2003");
    row("gRPC of Python", "grpc._channel._InactiveRpcError", "status = StatusCode.UNAUTHENTICATED",
        "grpc UNAUTHENTICATED");
    row("gRPC of Go", "RuntimeError", "rpc error: code = PermissionDenied desc = x", "grpc PERMISSION_DENIED");
    row("AMQP", "pika.exceptions.ProbableAuthenticationError",
        "ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused'", "amqp 403");
    row("S3", "botocore.exceptions.ClientError",
        "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied", "s3 AccessDenied");
    row("OpenNebula", "pyone.OneAuthorizationException", "[one.vdcpool.info] User [2] : Not authorized",
        "one Authorization");
    row("a request's id", "elasticsearch.exceptions.RequestError", "RequestError(400, 'index_not_found', 'x')",
        "request index_not_found");
    row("exit code", "subprocess.CalledProcessError", "Command '['x']' returned non-zero exit status 127.", "exit 127");
    row("signal", "subprocess.CalledProcessError", "Command '['x']' died with <Signals.SIGKILL: 9>.", "signal SIGKILL");
    row("no JSON", "json.decoder.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "format json");
    row("XML-RPC fault", "xmlrpc.client.Fault", "<Fault 2100: 'Insufficient access'>", "fault 2100");
    row("pydantic", "pydantic_core._pydantic_core.ValidationError",
        "1 validation error for Settings\napi_url\n  Field required [type=missing, input_value={}]",
        "format schema missing");
    row("Active Directory", "ldap3.core.exceptions.LDAPBindError",
        "invalidCredentials - 80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data 775, v1db1",
        "ldap invalidCredentials, code 775");
    row("nothing known", "KeyError", "'organization'", "");
}

void TestRootCode::codes()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, message);
    QTEST(textOf(codesOf(type, message)), "codes");
}

void TestRootCode::chains_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<int>("raisedBy");
    QTest::addColumn<int>("through");
    const QByteArray agent = frameText("site-packages/waldur_site_agent/common/processors.py", "process");
    const QByteArray plugin = frameText("site-packages/waldur_site_agent_okd/client.py", "list_resources");
    const QByteArray sdk = frameText("site-packages/waldur_api_client/api/x_list.py", "sync");
    const QByteArray httpx = frameText("site-packages/httpx/_client.py", "send");
    const QByteArray pyone = frameText("site-packages/pyone/server.py", "call");
    const QByteArray socket = frameText("socket.py", "connect");
    QTest::newRow("the agent itself") << agent << int(FrameOwner::Agent) << int(FrameOwner::Agent);
    QTest::newRow("a plugin itself") << agent + plugin << int(FrameOwner::Plugin) << int(FrameOwner::Plugin);
    QTest::newRow("the client of Waldur, over HTTP")
        << agent + sdk + httpx + socket << int(FrameOwner::Standard) << int(FrameOwner::Sdk);
    QTest::newRow("a plugin's own HTTP") << agent + plugin + httpx << int(FrameOwner::Transport)
                                         << int(FrameOwner::Transport);
    QTest::newRow("a backend's client, over sockets")
        << agent + plugin + pyone + socket << int(FrameOwner::Standard) << int(FrameOwner::Backend);
    QTest::newRow("a standard library call")
        << agent + plugin + socket << int(FrameOwner::Standard) << int(FrameOwner::Standard);
}

void TestRootCode::chains()
{
    QFETCH(QByteArray, frames);
    const QByteArray text = "Traceback (most recent call last):\n" + frames + "OSError: [Errno 104] x\n";
    const Traceback parsed = parseTraceback(text, "[Errno 104] x");
    const std::vector<RootCause> causes = rootCausesOf(parsed, text, "[Errno 104] x");
    QCOMPARE(causes.size(), std::size_t(1));
    QCOMPARE(causes.front().value(CodeKind::Errno), std::optional<QByteArray>("ECONNRESET"));
    QTEST(int(causes.front().raisedBy), "raisedBy");
    QTEST(int(causes.front().calledThrough), "through");

    // The same below a failure of the plugin's own: the oldest exception still decides.
    const QByteArray wrapped = text + "\nThe above exception was the direct cause of the following exception:\n\n" +
                               "Traceback (most recent call last):\n" +
                               frameText("site-packages/waldur_site_agent_okd/client.py", "f") +
                               "waldur_site_agent.backend.exceptions.BackendError: no list\n";
    const std::vector<RootCause> again = rootCausesOf(parseTraceback(wrapped, "no list"), wrapped, "no list");
    QCOMPARE(again.front().step, 0);
    QCOMPARE(textOf(again.front().codes), QByteArray("errno ECONNRESET"));
    QTEST(int(again.front().raisedBy), "raisedBy");
}

void TestRootCode::leavesOfAGroup()
{
    const QByteArray text = "  + Exception Group Traceback (most recent call last):\n"
                            "  |   File \"/opt/lib/python3.12/site-packages/waldur_site_agent/a.py\", line 1, in f\n"
                            "  | ExceptionGroup: two failed (2 sub-exceptions)\n"
                            "  +-+---------------- 1 ----------------\n"
                            "    | ConnectionRefusedError: [Errno 111] Connection refused\n"
                            "    +---------------- 2 ----------------\n"
                            "    | Exception: HTTP 403\n"
                            "    +------------------------------------\n";
    const QByteArray message = "two failed (2 sub-exceptions)";
    const std::vector<RootCause> causes = rootCausesOf(parseTraceback(text, message), text, message);
    QCOMPARE(causes.size(), std::size_t(2));
    QCOMPARE(textOf(causes[0].codes), QByteArray("errno ECONNREFUSED"));
    QCOMPARE(causes[1].value(CodeKind::Http), std::optional<QByteArray>("403"));
}

void TestRootCode::messageAlone()
{
    const std::vector<RootCause> causes = rootCausesOf({}, {}, "sacctmgr: error: Connection refused");
    QCOMPARE(causes.size(), std::size_t(1));
    QCOMPARE(causes.front().step, -1);
    QVERIFY(causes.front().has(CodeKind::Errno));
}

QTEST_APPLESS_MAIN(TestRootCode)
#include "tst_rootcode.moc"

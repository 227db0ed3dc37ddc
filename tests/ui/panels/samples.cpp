// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/samples.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace samples
{

namespace
{

constexpr auto Site = "/opt/site-agent/lib/python3.11/site-packages/";

QByteArray frame(const QByteArray &file, int line, const QByteArray &function, const QByteArray &code,
                 const QByteArray &marked = {})
{
    QByteArray text =
        "  File \"" + file + "\", line " + QByteArray::number(line) + ", in " + function + "\n    " + code + '\n';
    const qsizetype at = code.indexOf(marked);
    if (!marked.isEmpty() && at >= 0)
        text += "    " + QByteArray(at, ' ') + QByteArray(marked.size(), '^') + '\n';
    return text;
}

} // namespace

const std::vector<Golden> &goldens()
{
    static const std::vector<Golden> all = [] {
        std::vector<Golden> read;
        QFile file(QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/tracebacks.jsonl"));
        if (!file.open(QIODevice::ReadOnly))
            return read;
        while (!file.atEnd()) {
            const QJsonObject object = QJsonDocument::fromJson(file.readLine()).object();
            Golden golden;
            golden.name = (object["case"_L1].toString() + u'-' + object["python"_L1].toString()).toUtf8();
            if (object["layout"_L1].toString() != "posix"_L1)
                golden.name += "-" + object["layout"_L1].toString().toUtf8();
            if (object["colours"_L1].toBool())
                golden.name += "-colours";
            golden.error.message = object["error_message"_L1].toString().toUtf8();
            golden.error.traceback = object["error_traceback"_L1].toString().toUtf8();
            for (const QJsonValue &step : object["steps"_L1].toArray())
                golden.types += step.toObject()["type"_L1].toString();
            read.push_back(golden);
        }
        return read;
    }();
    return all;
}

Golden golden(const QByteArray &name)
{
    for (const Golden &each : goldens()) {
        if (each.name == name)
            return each;
    }
    return {};
}

waldesk::domain::ErrorText slurmrestd()
{
    const QByteArray site(Site);
    const QByteArray link = "\nThe above exception was the direct cause of the following exception:\n\n";
    const QByteArray head = "Traceback (most recent call last):\n";
    const QByteArray message =
        "slurmrestd request failed (GET /slurmdb/v0.0.41/accounts): [Errno 111] Connection refused";
    QByteArray text = head;
    text += frame(site + "httpcore/_sync/connection.py", 101, "handle_request", "raise exc");
    text += frame(site + "httpcore/_backends/sync.py", 208, "connect_tcp", "sock = socket.create_connection(",
                  "socket.create_connection(");
    text += frame("/usr/lib/python3.11/socket.py", 851, "create_connection", "raise exceptions[0]");
    text += frame("/usr/lib/python3.11/socket.py", 836, "create_connection", "sock.connect(sa)");
    text += "ConnectionRefusedError: [Errno 111] Connection refused\n" + link + head;
    text += frame(site + "waldur_site_agent_slurm/rest_client.py", 133, "_request",
                  "response = self._http.request(method, path, headers=self._headers())",
                  "self._http.request(method, path, headers=self._headers())");
    text += frame(site + "httpx/_client.py", 825, "request", "return self.send(request, auth=auth)",
                  "self.send(request, auth=auth)");
    text += frame(site + "httpx/_transports/default.py", 232, "handle_request", "with map_httpcore_exceptions():");
    text += "httpx.ConnectError: [Errno 111] Connection refused\n" + link + head;
    text +=
        frame(site + "waldur_site_agent/common/processors.py", 1187, "process_request",
              "local_resource_list = self.resource_backend.list_resources()", "self.resource_backend.list_resources()");
    text += frame(site + "waldur_site_agent_slurm/backend.py", 94, "list_resources",
                  "return self.client.list_resources()", "self.client.list_resources()");
    text += frame(site + "waldur_site_agent_slurm/rest_client.py", 139, "_request",
                  "raise BackendError(f\"slurmrestd request failed ({method} {path}): {error}\") from error");
    text += "waldur_site_agent.backend.exceptions.BackendError: " + message + '\n';
    return {message, text};
}

waldesk::domain::ErrorText sdkFailure(int status, const QByteArray &body)
{
    const QByteArray site(Site);
    const QByteArray message =
        "Unexpected status code: " + QByteArray::number(status) + "\n\nResponse content:\n" + body +
        "\n\nURL:\nhttps://waldur.example.org/api/backend-resource-requests/1f2e/start_processing/";
    QByteArray text = "Traceback (most recent call last):\n";
    text += frame(site + "waldur_site_agent/common/processors.py", 1170, "process_request",
                  "backend_resource_requests_start_processing.sync(uuid, client=self.client)");
    text +=
        frame(site + "waldur_api_client/api/backend_resource_requests/backend_resource_requests_start_processing.py",
              85, "sync", "return sync_detailed(uuid=uuid, client=client).parsed");
    text += "waldur_api_client.errors.UnexpectedStatus: " + message + '\n';
    return {message, text};
}

waldesk::domain::ErrorText richBox()
{
    const QString text = uR"(╭──────────────────── Traceback (most recent call last) ────────────────────╮
│ /opt/site-agent/lib/python3.12/site-packages/waldur_site_agent/common/pro │
│ cessors.py:1187 in process_request                                        │
│                                                                           │
│   1186 │   │   backend = self.resource_backend                            │
│ ❱ 1187 │   │   local_resource_list = backend.list_resources()             │
│   1188 │   │   return local_resource_list                                 │
│ ╭───── locals ─────╮                                                      │
│ │ backend = <Okd>  │                                                      │
│ ╰──────────────────╯                                                      │
│ /opt/site-agent/lib/python3.12/site-packages/waldur_site_agent_okd/client │
│ .py:94 in list_resources                                                  │
│                                                                           │
│ ❱   94 │   raise BackendError(msg)                                        │
╰───────────────────────────────────────────────────────────────────────────╯
BackendError: No quota is left for project alpha
)"_s;
    return {"No quota is left for project alpha", text.toUtf8()};
}

waldesk::domain::ErrorText remote()
{
    const QByteArray site(Site);
    QByteArray text = "multiprocessing.pool.RemoteTraceback: \n\"\"\"\nTraceback (most recent call last):\n";
    text += frame("/usr/lib/python3.11/multiprocessing/pool.py", 125, "worker", "result = (True, func(*args, **kwds))");
    text += frame(site + "waldur_site_agent_slurm/usage.py", 48, "pull_usage", "account, cpu, gpu = line.split('|')");
    text += "ValueError: not enough values to unpack (expected 3, got 1)\n\"\"\"\n\n";
    text +=
        "The above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n";
    text += frame(site + "waldur_site_agent/common/processors.py", 1187, "process_request",
                  "local_resource_list = self.resource_backend.list_resources()");
    text += frame("/usr/lib/python3.11/multiprocessing/pool.py", 774, "get", "raise self._value");
    text += "ValueError: not enough values to unpack (expected 3, got 1)\n";
    return {"not enough values to unpack (expected 3, got 1)", text};
}

QByteArray manyFrames(int count, const QByteArray &package)
{
    QByteArray text = "Traceback (most recent call last):\n";
    for (int i = 0; i < count; ++i)
        text += frame(Site + package + "/module" + QByteArray::number(i % 17) + ".py", i + 1,
                      "f" + QByteArray::number(i), "return self.call(" + QByteArray::number(i) + ")");
    return text + "ValueError: deep\n";
}

} // namespace samples

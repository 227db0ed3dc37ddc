// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/texts.h"

namespace waldesk::demo
{
namespace
{
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
} // namespace

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
} // namespace waldesk::demo

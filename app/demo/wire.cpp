// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/wire.h"

#include "app/demo/json.h"

namespace waldesk::demo
{
namespace
{
Answer page(int status, const QByteArray &title, const QByteArray &heading, const QByteArray &paragraph)
{
    Answer answer;
    answer.status = status;
    answer.type = "text/html; charset=utf-8";
    answer.body = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>" + title +
                  "</title>\n</head>\n<body>\n  <h1>" + heading + "</h1><p>" + paragraph + "</p>\n</body>\n</html>\n";
    return answer;
}
} // namespace

void Problems::add(const QByteArray &field, const QString &message)
{
    m_items.append({field, message});
}

Answer Problems::toAnswer() const
{
    Answer answer;
    answer.status = 400;
    {
        JsonObject object(answer.body);
        for (const auto &[field, message] : m_items) {
            object.key(field);
            answer.body.append('[');
            appendJsonString(answer.body, message.toUtf8());
            answer.body.append(']');
        }
    }
    return answer;
}

Answer ok(const QByteArray &json)
{
    Answer answer;
    answer.body = json;
    return answer;
}

Answer created(const QByteArray &json, const QByteArray &location)
{
    Answer answer;
    answer.status = 201;
    answer.body = json;
    answer.addHeader("Location", location);
    return answer;
}

Answer detail(int status, const QString &text)
{
    Answer answer;
    answer.status = status;
    JsonObject(answer.body).text("detail", text.toUtf8());
    return answer;
}

Answer notFoundPage()
{
    return page(404, "Not Found", "Not Found", "The requested resource was not found on this server.");
}

Answer serverErrorPage()
{
    return page(500, "Server Error (500)", "Server Error (500)", "");
}

Answer slashRedirect(const Call &call)
{
    Answer answer;
    answer.status = 301;
    answer.type = "text/html; charset=utf-8";
    QByteArray location = call.rawPath + '/';
    if (!call.rawQuery.isEmpty())
        location += '?' + call.rawQuery;
    answer.addHeader("Location", location);
    return answer;
}
} // namespace waldesk::demo

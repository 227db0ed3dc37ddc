// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/sdkfailure.h"

#include "models/domain/cause/characters.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr QByteArrayView Lead("Unexpected status code:");
constexpr QByteArrayView BodyLead("Response content:");
constexpr QByteArrayView UrlLead("URL:");

bool isSpace(char c)
{
    return isBlank(c) || c == '\n';
}

Span trimmed(QByteArrayView text, Span span)
{
    while (!span.isEmpty() && isSpace(text[span.begin]))
        ++span.begin;
    while (!span.isEmpty() && isSpace(text[span.end - 1]))
        --span.end;
    return span;
}

/// Case does not count; only ASCII.
qsizetype indexOfWord(QByteArrayView text, QByteArrayView lowerWord, qsizetype from = 0)
{
    const auto found = std::search(text.begin() + from, text.end(), lowerWord.begin(), lowerWord.end(),
                                   [](char a, char b) { return (isUpper(a) ? char(a + 32) : a) == b; });
    return found == text.end() ? -1 : found - text.begin();
}

BodyKind kindOf(QByteArrayView body)
{
    if (body.isEmpty())
        return BodyKind::Empty;
    if (body.startsWith('{') || body.startsWith('['))
        return BodyKind::Json;
    const QByteArrayView head = body.first(std::min<qsizetype>(body.size(), 512));
    if (body.startsWith('<') && (indexOfWord(head, "<html") >= 0 || indexOfWord(head, "<!doctype") >= 0 ||
                                 indexOfWord(head, "<head") >= 0 || indexOfWord(head, "<h1") >= 0))
        return BodyKind::Html;
    return BodyKind::Text;
}

void splitUrl(QByteArrayView text, SdkFailure &failure)
{
    const QByteArrayView url = failure.url.of(text);
    const qsizetype scheme = url.indexOf("://");
    qsizetype begin = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
    if (begin < 0)
        begin = url.size();
    qsizetype end = begin;
    while (end < url.size() && url[end] != '?' && url[end] != '#')
        ++end;
    // A portal may live below a path of its own; the API's part is what tells.
    const qsizetype api = url.sliced(begin, end - begin).indexOf("/api/");
    if (api > 0)
        begin += api;
    failure.path = {failure.url.begin + begin, failure.url.begin + end};
    if (end < url.size() && url[end] == '?')
        failure.query = {failure.url.begin + end + 1, failure.url.end};
}

QByteArray firstLine(QByteArrayView text)
{
    const QByteArray bytes = text.trimmed().toByteArray();
    const qsizetype end = bytes.indexOf('\n');
    return (end < 0 ? bytes : bytes.first(end)).trimmed();
}

QByteArray jsonGist(QByteArrayView body, bool withReasons)
{
    const QJsonDocument document = QJsonDocument::fromJson(body.toByteArray());
    if (document.isArray()) {
        const QJsonArray array = document.array();
        return array.isEmpty()            ? QByteArray("[]")
               : array.first().isString() ? array.first().toString().toUtf8()
                                          : QByteArray("[...]");
    }
    if (!document.isObject())
        return firstLine(body);
    const QJsonObject object = document.object();
    for (const auto *const name : {"detail", "message", "error"}) {
        const QJsonValue value = object.value(QLatin1String(name));
        if (value.isString() && !value.toString().trimmed().isEmpty())
            return firstLine(value.toString().toUtf8());
    }
    QByteArrayList names;
    const QStringList keys = object.keys();
    for (const QString &key : keys) {
        const QJsonValue value = object.value(key);
        const QJsonValue first = value.isArray() ? value.toArray().first() : QJsonValue();
        // A refused field says why: two reasons are two causes.
        names.append(withReasons && first.isString() ? key.toUtf8() + ": " + firstLine(first.toString().toUtf8())
                                                     : key.toUtf8());
    }
    std::sort(names.begin(), names.end());
    return '{' + names.join(", ") + '}';
}

QByteArray htmlGist(QByteArrayView body)
{
    for (const QByteArrayView tag : {QByteArrayView("title"), QByteArrayView("h1")}) {
        const qsizetype at = indexOfWord(body, QByteArray("<" + tag.toByteArray()));
        if (at < 0)
            continue;
        const qsizetype open = body.indexOf('>', at);
        const qsizetype close = open < 0 ? -1 : indexOfWord(body, "<", open);
        if (close > open + 1) {
            const QByteArray text = body.sliced(open + 1, close - open - 1).toByteArray().simplified();
            if (!text.isEmpty())
                return text;
        }
    }
    return "HTML";
}

} // namespace

std::optional<SdkFailure> parseSdkFailure(QByteArrayView message)
{
    qsizetype at = 0;
    while (at < message.size() && isSpace(message[at]))
        ++at;
    if (!message.sliced(at).startsWith(Lead))
        return std::nullopt;
    at += Lead.size();
    while (at < message.size() && message[at] == ' ')
        ++at;
    SdkFailure failure;
    qsizetype digits = 0;
    for (; at < message.size() && isDigit(message[at]) && digits < 3; ++at, ++digits)
        failure.status = failure.status * 10 + (message[at] - '0');
    if (digits != 3)
        return std::nullopt;
    qsizetype bodyAt = message.indexOf(BodyLead, at);
    // The body may hold the words too: the last address is the client's own.
    qsizetype urlAt = message.lastIndexOf(UrlLead);
    while (urlAt > at && message[urlAt - 1] != '\n')
        urlAt = message.first(urlAt).lastIndexOf(UrlLead);
    if (urlAt < at)
        urlAt = message.size();
    if (bodyAt >= 0 && bodyAt < urlAt) {
        failure.body = trimmed(message, {bodyAt + BodyLead.size(), urlAt});
        failure.bodyKind = kindOf(failure.body.of(message));
    }
    if (urlAt < message.size()) {
        Span url = trimmed(message, {urlAt + UrlLead.size(), message.size()});
        const auto stop = std::find_if(message.begin() + url.begin, message.begin() + url.end, isSpace);
        url.end = stop - message.begin();
        failure.url = url;
        splitUrl(message, failure);
    }
    return failure;
}

QByteArray methodOfSdkModule(QByteArrayView module)
{
    const QByteArrayView name = module.sliced(module.lastIndexOf('/') + 1);
    struct Ending {
        QByteArrayView word;
        const char *method;
    };
    static constexpr Ending Endings[] = {{QByteArrayView("_list"), "GET"},
                                         {QByteArrayView("_retrieve"), "GET"},
                                         {QByteArrayView("_me"), "GET"},
                                         {QByteArrayView("_count"), "HEAD"},
                                         {QByteArrayView("_head"), "HEAD"},
                                         {QByteArrayView("_create"), "POST"},
                                         {QByteArrayView("_partial_update"), "PATCH"},
                                         {QByteArrayView("_update"), "PUT"},
                                         {QByteArrayView("_destroy"), "DELETE"},
                                         {QByteArrayView("_start_processing"), "POST"},
                                         {QByteArrayView("_set_done"), "POST"},
                                         {QByteArrayView("_set_erred"), "POST"},
                                         {QByteArrayView("_import_resource"), "POST"},
                                         {QByteArrayView("_register_queue"), "POST"},
                                         {QByteArrayView("_register_service"), "POST"},
                                         {QByteArrayView("_register_processor"), "POST"}};
    for (const Ending &ending : Endings) {
        if (name.endsWith(ending.word))
            return ending.method;
    }
    return {};
}

QByteArray bodyGist(QByteArrayView body, BodyKind kind, bool withReasons)
{
    switch (kind) {
    case BodyKind::Empty:
        return {};
    case BodyKind::Json:
        return jsonGist(body, withReasons);
    case BodyKind::Html:
        return htmlGist(body);
    case BodyKind::Text:
        break;
    }
    return firstLine(body);
}

} // namespace waldesk::domain

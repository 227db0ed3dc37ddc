// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/responsefacts.h"

#include "models/api/jsontext.h"

#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>

namespace waldesk::api
{

Unreadable bodyProblem(const HttpResponse &response)
{
    if (response.body.trimmed().isEmpty())
        return Unreadable::Empty;
    if (response.isHtml() || response.body.trimmed().startsWith('<'))
        return Unreadable::WebPage;
    return parseSmall(response.body).isNull() ? Unreadable::NotJson : Unreadable::NotAnObject;
}

bool isGood(const HttpResponse &response)
{
    return response.end == HttpResponse::End::Complete && response.status >= 200 && response.status < 300;
}

bool mayMeanNoSuchPage(const HttpResponse &response)
{
    return response.end == HttpResponse::End::Complete &&
           (response.status == 404 || response.status == 400 || (isGood(response) && response.isHtml()));
}

qint64 totalOf(const HttpResponse &response)
{
    bool ok = false;
    const qint64 total = response.resultCount.toLongLong(&ok);
    return ok && total >= 0 ? total : -1;
}

qint64 lastPageOf(const HttpResponse &response)
{
    const QList<QByteArray> links = response.link.split(',');
    for (const QByteArray &link : links) {
        const qsizetype begin = link.indexOf('<');
        const qsizetype end = link.indexOf('>', begin);
        const QByteArray rest = link.mid(end).toLower();
        if (begin < 0 || end < 0 || !(rest.contains("rel=\"last\"") || rest.contains("rel=last")))
            continue;
        bool isNumber = false;
        const QUrlQuery query(QUrl::fromEncoded(link.mid(begin + 1, end - begin - 1)));
        const qint64 page = query.queryItemValue(QStringLiteral("page")).toLongLong(&isNumber);
        if (query.queryItemValue(QStringLiteral("page_size")) == QLatin1String("1") && isNumber && page > 0)
            return page;
    }
    return -1;
}

bool isNotShown(const HttpResponse &response)
{
    if (response.end != HttpResponse::End::Complete)
        return false;
    switch (response.status) {
    case 400:
    case 403:
    case 404:
    case 405:
    case 406:
    case 410:
    case 424:
    case 501:
        return true;
    default:
        return false;
    }
}

bool hasNext(const HttpResponse &response)
{
    const QByteArray link = response.link.toLower();
    return link.contains("rel=\"next\"") || link.contains("rel=next");
}

} // namespace waldesk::api

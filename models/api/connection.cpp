// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connection.h"

#include "models/api/httpattempt.h"
#include "models/domain/address.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>

namespace waldesk::api
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::api::Connection", text);
}

ApiError refused(const QString &sentence)
{
    ApiError error;
    error.kind = ApiError::Kind::Validation;
    error.sentence = sentence;
    return error;
}

bool hasScheme(const QString &typed)
{
    const qsizetype mark = typed.indexOf(QLatin1String("://"));
    return mark > 0 && typed.left(mark).toStdU16String().find_first_of(u"/?#@:") == std::u16string::npos;
}

/// `host:8000/api` without a scheme: the host alone decides between http and https.
QString hostOf(const QString &typed)
{
    return QUrl(QStringLiteral("https://") + typed, QUrl::StrictMode).host();
}

/// What follows the last `/api/` is a path of the API that was copied along, not a folder of a gateway.
bool isApiPath(QStringView rest)
{
    static const QStringList names{QStringLiteral("backend-resource-requests"),
                                   QStringLiteral("backend-resources"),
                                   QStringLiteral("users"),
                                   QStringLiteral("roles"),
                                   QStringLiteral("version"),
                                   QStringLiteral("configuration"),
                                   QStringLiteral("customers"),
                                   QStringLiteral("projects")};
    const QStringView first =
        rest.left(rest.indexOf(QLatin1Char('/')) < 0 ? rest.size() : rest.indexOf(QLatin1Char('/')));
    return first.isEmpty() || first.startsWith(QLatin1String("marketplace-")) || names.contains(first.toString());
}

/// Cuts what people copy along: the API's own path and the pages of the portal are not part of the root.
QString rootPath(QString path)
{
    static const QStringList ends{QStringLiteral("/api-auth"), QStringLiteral("/login"), QStringLiteral("/profile"),
                                  QStringLiteral("/dashboard")};
    const qsizetype api = path.lastIndexOf(QLatin1String("/api/"));
    if (api >= 0 && isApiPath(QStringView(path).sliced(api + 5)))
        path.truncate(api);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    if (path.endsWith(QLatin1String("/api")))
        path.chop(4);
    for (const QString &end : ends) {
        if (path.endsWith(end))
            path.chop(end.size());
    }
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    return path + QLatin1Char('/');
}

Result<QUrl> parsed(const QString &text)
{
    const bool strange =
        std::ranges::any_of(text, [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; });
    if (strange)
        return refused(tr("The server's address has a blank in it: type it like https://waldur.example.org/."));
    QString whole = text;
    if (!hasScheme(text)) {
        const bool here = isLoopback(hostOf(text));
        whole.prepend(here ? QStringLiteral("http://") : QStringLiteral("https://"));
    }
    const QUrl url(whole, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return refused(tr("This is not the address of a server: type it like https://waldur.example.org/."));
    return url;
}

} // namespace

qint64 Connection::tokenMark() const
{
    const QByteArray digest = QCryptographicHash::hash("waldesk\n" + token, QCryptographicHash::Blake2b_256);
    return qFromLittleEndian<qint64>(digest.constData()) | 1;
}

QString Connection::serverName() const
{
    const QString host = root.host(QUrl::PrettyDecoded);
    const QString shown = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return root.port() < 0 ? shown : shown + QLatin1Char(':') + QString::number(root.port());
}

Result<QUrl> parseServerUrl(const QString &typed, bool insecureHttpAllowed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return refused(tr("Type the address of a Waldur server, like https://waldur.example.org/."));
    const Result<QUrl> result = parsed(text);
    if (!result)
        return result;
    QUrl url = result.value();
    const QString scheme = url.scheme();
    if (scheme != QLatin1String("https") && scheme != QLatin1String("http"))
        return refused(tr("The address begins with “%1:”, but a Waldur is reached by https.").arg(scheme));
    if (!url.userInfo().isEmpty() || text.contains(QLatin1Char('@')))
        return refused(
            tr("The address has a user name or password in it: leave them out, the token says who you are."));
    if (url.hasQuery())
        return refused(
            tr("The address has a query (“?…”) in it: type only the server, like https://waldur.example.org/."));
    if (scheme == QLatin1String("http") && !isLoopback(url.host()) && !insecureHttpAllowed)
        return refused(
            tr("Plain http would show your token to everybody on the way to %1: use https, or allow it explicitly.")
                .arg(url.host()));
    // Where a gateway shows the API was found out once and is kept with the address.
    if (url.fragment() != domain::ApiRootMark)
        url.setFragment(QString());
    url.setPath(rootPath(url.path()));
    return url;
}

Result<QByteArray> parseToken(const QByteArray &typed)
{
    const QByteArray token = typed.trimmed();
    if (token.isEmpty())
        return refused(tr("The token is empty: copy it from your profile in Waldur."));
    const bool broken = token.contains('\n') || token.contains('\r');
    if (broken)
        return refused(tr("The token has a line break in it: copy it again, in one piece."));
    if (token.contains(' ') || token.contains('\t'))
        return refused(tr("The token has a blank in it: copy only the token, without the word before it."));
    const bool plain = std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7F; });
    if (!plain)
        return refused(tr("The token has a character in it that no token has: copy it again."));
    return token;
}

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/httperrors.h"

#include "models/api/errorbody.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QSslCertificate>

#include <algorithm>

namespace waldesk::api
{

namespace
{

using Kind = ApiError::Kind;
constexpr qsizetype SampleBytes = 64 * 1024;
constexpr qsizetype QuotedChars = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::api::ApiError", text);
}

/// What the server wrote, as one line of plain text that fits a sentence.
QString quoted(const QList<std::pair<QString, QString>> &fields)
{
    QStringList parts;
    for (const auto &field : fields.mid(0, 3))
        parts += field.first.isEmpty() ? field.second : field.first + QStringLiteral(": ") + field.second;
    QString line = parts.join(QStringLiteral("; ")).simplified();
    line.removeIf([](QChar c) { return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format; });
    if (line.size() > QuotedChars)
        line = line.left(QuotedChars) + QChar(0x2026);
    return line;
}

QString said(const ApiError &error)
{
    const QString line = quoted(error.fields);
    return line.isEmpty() ? QString::number(error.status) : line;
}

QString waitText(const std::optional<domain::Duration> &wait)
{
    if (!wait)
        return tr("try again in a while");
    return tr("try again in %1 s").arg(std::max<qint64>(1, (wait->microseconds + 999'999) / 1'000'000));
}

QString networkSentence(const HttpResponse &response, const HttpRequest &request, const QString &server)
{
    switch (response.networkError) {
    case QNetworkReply::HostNotFoundError:
        return tr("There is no server named %1: check the address, or the network.").arg(server);
    case QNetworkReply::ConnectionRefusedError:
        return tr("%1 refuses the connection: check the address and port, or whether the server runs.").arg(server);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return tr("The proxy on the way to %1 does not let the connection through: check the system's proxy settings.")
            .arg(server);
    default:
        break;
    }
    if (response.status != 0)
        return tr("%1 closed the connection in the middle of its answer: try again.").arg(server);
    if (request.isWrite() && response.sent)
        return tr("%1 closed the connection without an answer: whether it did what was asked is not known.")
            .arg(server);
    if (response.sent)
        return tr("%1 closed the connection without an answer: try again.").arg(server);
    return tr("%1 can not be reached: check the network.").arg(server);
}

QString timeoutSentence(const HttpResponse &response, const HttpRequest &request, const QString &server, int timeoutMs)
{
    const QString seconds = QLocale::c().toString(std::max(timeoutMs, 1000) / 1000);
    if (response.end == HttpResponse::End::Slow)
        return tr("%1 answers too slowly to be of use: try again later.").arg(server);
    if (request.isWrite() && response.sent)
        return tr("%1 did not answer within %2 s: whether it did what was asked is not known.").arg(server, seconds);
    return tr("%1 did not answer within %2 s: try again, or check the network.").arg(server, seconds);
}

QString redirectSentence(const HttpResponse &response, const QString &server)
{
    if (response.location.isEmpty())
        return tr("%1 sent us on to nowhere (%2): this is not how a Waldur answers.").arg(server).arg(response.status);
    QUrl target = QUrl::fromEncoded(response.location);
    target.setUserInfo(QString());
    target.setQuery(QString());
    return tr("%1 sent us on to %2, which was not followed: check the server's address.")
        .arg(server, target.toDisplayString().left(200));
}

Kind kindOfStatus(const HttpResponse &response)
{
    switch (response.status) {
    case 401:
        return Kind::Auth;
    case 403:
        return Kind::Forbidden;
    case 404:
        return response.isJson() ? Kind::NotFound : Kind::Protocol;
    case 409:
        return Kind::Conflict;
    case 429:
        return Kind::RateLimited;
    default:
        break;
    }
    if (response.status >= 500)
        return Kind::Server;
    return response.status >= 400 ? Kind::Validation : Kind::Protocol;
}

QString notFoundSentence(const ApiError &error, const QString &server)
{
    if (error.kind == Kind::NotFound)
        return tr("%1 does not know this, or your roles do not show it.").arg(server);
    return tr("%1 has no such page: it is not a Waldur, or one too old to know backend resource requests (before "
              "7.9.0).")
        .arg(server);
}

QString serverSentence(const ApiError &error, const QString &server)
{
    if (error.status == 503 || error.status == 429 || error.retryAfter)
        return tr("%1 is not available at the moment (%2): %3.")
            .arg(server)
            .arg(error.status)
            .arg(waitText(error.retryAfter));
    if (error.status == 502 || error.status == 504)
        return tr("%1 does not reach its own service (%2): try again in a while, or tell its operator.")
            .arg(server)
            .arg(error.status);
    return tr("%1 failed with an error of its own (%2): tell its operator.").arg(server).arg(error.status);
}

QString statusSentence(const ApiError &error, const HttpResponse &response, const QString &server)
{
    switch (error.kind) {
    case Kind::Auth:
        return tr("%1 does not accept the token: it is wrong or has expired, paste a new one.").arg(server);
    case Kind::Forbidden:
        return tr("%1 does not permit this for your account.").arg(server);
    case Kind::NotFound:
        return notFoundSentence(error, server);
    case Kind::Conflict:
        return tr("%1 refused, because the request is in another state by now (%2): read it again.")
            .arg(server, said(error));
    case Kind::RateLimited:
        return tr("%1 was asked too often: %2.").arg(server, waitText(error.retryAfter));
    case Kind::Server:
        return serverSentence(error, server);
    case Kind::Validation:
        if (error.status == 413)
            return tr("%1 refused the text, because it is too long: shorten the traceback.").arg(server);
        return tr("%1 refused what was asked: %2").arg(server, said(error));
    default:
        break;
    }
    if (error.status == 404)
        return notFoundSentence(error, server);
    if (error.status >= 300 && error.status < 400)
        return redirectSentence(response, server);
    return tr("%1 answered with the status %2, which a Waldur does not use here.").arg(server).arg(error.status);
}

/// A definite no leaves a write undone; no answer, a failure inside the server or of its proxy leaves it open.
bool outcomeOpen(const HttpRequest &request, const HttpResponse &response)
{
    if (!request.isWrite() || !response.sent)
        return false;
    return response.end != HttpResponse::End::Complete || response.status >= 500 || response.status < 300;
}

ApiError plain(Kind kind, const HttpRequest &request, const HttpResponse &response)
{
    ApiError error;
    error.kind = kind;
    error.status = response.status;
    error.call = request.call();
    error.sample = response.body.left(SampleBytes);
    error.written = outcomeOpen(request, response);
    return error;
}

} // namespace

QString tlsPhrase(const QList<QSslError> &errors, const QString &fallback)
{
    // Several come at once; what the server's operator can mend is told before what its certificate is signed by.
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto has = [&](std::initializer_list<QSslError::SslError> kinds) {
        return std::ranges::any_of(
            errors, [&](const QSslError &error) { return std::ranges::find(kinds, error.error()) != kinds.end(); });
    };
    // An expired certificate that is its own authority is told to be untrusted alone.
    const bool isOver = std::ranges::any_of(errors, [&](const QSslError &error) {
        return !error.certificate().isNull() && error.certificate().expiryDate() < now;
    });
    if (isOver || has({QSslError::CertificateExpired}))
        return tr("its certificate has expired");
    if (has({QSslError::CertificateNotYetValid}))
        return tr("its certificate is not valid yet: check this machine's clock");
    if (has({QSslError::HostNameMismatch}))
        return tr("its certificate is made for another name");
    if (has({QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
             QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToVerifyFirstCertificate,
             QSslError::CertificateUntrusted}))
        return tr("its certificate is signed by nobody this machine knows: name the authority's file (CA) in the "
                  "connection");
    return errors.isEmpty() ? fallback.simplified() : errors.first().errorString();
}

ApiError errorOf(const HttpRequest &request, const HttpResponse &response, const Connection &connection)
{
    const QString server = connection.serverName();
    const auto with = [&](Kind kind, const QString &sentence) {
        ApiError error = plain(kind, request, response);
        error.sentence = sentence;
        return error;
    };
    switch (response.end) {
    case HttpResponse::End::Network:
        return with(Kind::Network, networkSentence(response, request, server));
    case HttpResponse::End::Timeout:
    case HttpResponse::End::Slow:
        return with(Kind::Timeout, timeoutSentence(response, request, server, connection.timeoutMs));
    case HttpResponse::End::Tls:
        return with(Kind::Tls, tr("There is no safe connection to %1: %2.").arg(server, response.detail));
    case HttpResponse::End::TooLarge:
        return with(Kind::Protocol, tr("The answer of %1 is larger than %2 MiB and was cut off.")
                                        .arg(server)
                                        .arg(std::max<qint64>(1, request.maxBytes / (1024 * 1024))));
    case HttpResponse::End::Redirected:
        return with(Kind::Protocol, redirectSentence(response, server));
    case HttpResponse::End::Complete:
        break;
    }
    ApiError error = plain(kindOfStatus(response), request, response);
    if (response.status >= 400 && response.isJson())
        error.fields = errorFields(response.body);
    if (response.status == 429 || response.status == 503)
        error.retryAfter = retryAfterOf(response);
    error.sentence = statusSentence(error, response, server);
    return error;
}

ApiError unreadable(Unreadable why, const HttpRequest &request, const HttpResponse &response,
                    const Connection &connection)
{
    ApiError error = plain(Kind::Protocol, request, response);
    const QString server = connection.serverName();
    switch (why) {
    case Unreadable::Empty:
        error.sentence = tr("%1 answered with nothing: check that the address is that of a Waldur.").arg(server);
        break;
    case Unreadable::WebPage:
        error.sentence =
            tr("%1 answered with a web page, not with the API: check the address, or a login page on the way.")
                .arg(server);
        break;
    case Unreadable::NotJson:
        error.sentence = tr("The answer of %1 is not JSON: check that the address is that of a Waldur.").arg(server);
        break;
    case Unreadable::Truncated:
        error.sentence = tr("The answer of %1 ends in the middle: try again.").arg(server);
        break;
    case Unreadable::NotAList:
        error.sentence =
            tr("The answer of %1 is not a list of requests: check that the address is that of a Waldur.").arg(server);
        break;
    case Unreadable::Envelope:
        error.sentence = tr("%1 wraps its list in “results”, which a Waldur does not: check the address.").arg(server);
        break;
    case Unreadable::NotAnObject:
        error.sentence = tr("The answer of %1 is not what a Waldur sends here: check the address.").arg(server);
        break;
    }
    return error;
}

ApiError cancelled(const HttpRequest &request, const Connection &connection)
{
    ApiError error;
    error.kind = Kind::Cancelled;
    error.call = request.call();
    error.written = request.isWrite();
    error.sentence = tr("The call to %1 was cancelled.").arg(connection.serverName());
    return error;
}

ApiError badCaFile(const HttpRequest &request, const QString &sentence)
{
    ApiError error;
    error.kind = Kind::Tls;
    error.call = request.call();
    error.sentence = sentence;
    return error;
}

std::optional<domain::Timestamp> httpDate(const QByteArray &text)
{
    // "Sun, 06 Nov 1994 08:49:37 GMT". Comes with every page: Qt's own parser looks at the time zone's file ten times.
    constexpr qsizetype Length = 29;
    static constexpr QByteArrayView Months("JanFebMarAprMayJunJulAugSepOctNovDec");
    if (text.size() != Length || !text.endsWith(" GMT") || text.at(16) != ' ')
        return std::nullopt;
    const QByteArrayView view(text);
    const qsizetype month = Months.indexOf(view.sliced(8, 3));
    if (month < 0 || month % 3 != 0)
        return std::nullopt;
    const qsizetype number = month / 3 + 1;
    const QByteArray iso = text.sliced(12, 4) + (number < 10 ? "-0" : "-") + QByteArray::number(number) + '-' +
                           text.sliced(5, 2) + 'T' + text.sliced(17, 8) + 'Z';
    return domain::Timestamp::tryParse(iso);
}

std::optional<domain::Duration> retryAfterOf(const HttpResponse &response)
{
    bool isNumber = false;
    const double seconds = response.retryAfter.toDouble(&isNumber);
    constexpr double Longest = 366.0 * 86400;
    if (isNumber)
        return domain::Duration{qint64(std::clamp(seconds, 0.0, Longest) * 1e6)};
    const std::optional<domain::Timestamp> until = httpDate(response.retryAfter);
    if (!until)
        return std::nullopt;
    const domain::Timestamp from = httpDate(response.date).value_or(domain::Timestamp::now());
    return std::max(*until - from, domain::Duration{});
}

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/httperrors.h"

#include "models/api/errorbody.h"
#include "models/domain/cause/redaction.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>
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

/// What the server wrote may hold the token: some echo the request. It goes to sentences, logs and the journal.
void mask(QString &text, const domain::KnownSecrets &token)
{
    text = domain::redactedText(text, token);
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
    const qint64 seconds = std::max<qint64>(1, (wait->microseconds + 999'999) / 1'000'000);
    constexpr qint64 Countable = 120;
    return seconds <= Countable ? tr("try again in %1 s").arg(seconds)
                                : tr("try again in %1").arg(domain::shortDuration(domain::Duration::seconds(seconds)));
}

/// Qt would send a request again whose connection was closed before the answer; a body that is given once ends that
/// with an error of its own.
bool wasClosed(const HttpResponse &response)
{
    return response.networkError == QNetworkReply::RemoteHostClosedError ||
           response.networkError == QNetworkReply::ContentReSendError;
}

bool isWithProxy(const HttpResponse &response)
{
    return !response.proxy.isEmpty();
}

/// An address is found without a name server: what was not found is something else.
bool hasName(const QString &proxy)
{
    const QString host = QUrl(QStringLiteral("http://") + proxy).host();
    return QHostAddress(host).isNull() && host != u"localhost";
}

QString proxySentence(const HttpResponse &response, const QString &server)
{
    const QString unreached =
        tr("%2 can not be reached through the proxy %1: check the proxy settings.").arg(response.proxy, server);
    switch (response.networkError) {
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::ProxyNotFoundError:
        if (!hasName(response.proxy))
            return unreached;
        return tr("There is no proxy named %1: check the proxy settings (https_proxy, http_proxy, all_proxy) of this "
                  "session.")
            .arg(response.proxy);
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::ProxyConnectionRefusedError:
        return tr("The proxy %1 refuses the connection to %2: check that it runs, or the proxy settings.")
            .arg(response.proxy, server);
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return tr("The proxy %1 closed the connection to %2: it may not permit it, check the proxy settings.")
            .arg(response.proxy, server);
    case QNetworkReply::ProxyTimeoutError:
        return tr("The proxy %1 does not answer: check the proxy settings.").arg(response.proxy);
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return tr("The proxy %1 asks for a user name and a password: add them to its address in the proxy settings.")
            .arg(response.proxy);
    default:
        return unreached;
    }
}

QString reasonOfNetwork(const HttpResponse &response, const HttpRequest &request, const QString &server)
{
    if (isWithProxy(response) && response.status == 0)
        return proxySentence(response, server);
    switch (response.networkError) {
    case QNetworkReply::HostNotFoundError:
        return tr("There is no server named %1: check the address, or the network.").arg(server);
    case QNetworkReply::ConnectionRefusedError:
        return tr("%1 refuses the connection: check the address and port, or whether the server runs.").arg(server);
    default:
        break;
    }
    if (response.status != 0)
        return tr("%1 closed the connection in the middle of its answer: try again.").arg(server);
    if (request.isWrite() && response.sent)
        return tr("%1 closed the connection without an answer: whether it did what was asked is not known.")
            .arg(server);
    if (response.sent || wasClosed(response))
        return tr("%1 closed the connection without an answer: check that this is the port of its web server, and "
                  "https or http.")
            .arg(server);
    return tr("%1 can not be reached: check the network.").arg(server);
}

QString networkSentence(const HttpResponse &response, const HttpRequest &request, const QString &server)
{
    const QString sentence = reasonOfNetwork(response, request, server);
    if (response.unusedProxy.isEmpty() || response.status != 0)
        return sentence;
    return sentence + QLatin1Char(' ') +
           tr("It was tried without a proxy: one of the kind %1 can not be used.").arg(response.unusedProxy);
}

QString timeoutSentence(const HttpResponse &response, const HttpRequest &request, const QString &server, int timeoutMs)
{
    const QString seconds = QLocale::c().toString(std::max(timeoutMs, 1000) / 1000);
    if (response.end == HttpResponse::End::Slow)
        return tr("%1 answers too slowly to be of use: try again later.").arg(server);
    if (request.isWrite() && response.sent)
        return tr("%1 did not answer within %2 s: whether it did what was asked is not known.").arg(server, seconds);
    if (isWithProxy(response) && response.status == 0)
        return tr("%1 did not answer within %2 s through the proxy %3: try again, or check the proxy settings.")
            .arg(server, seconds, response.proxy);
    return tr("%1 did not answer within %2 s: try again, or check the network.").arg(server, seconds);
}

QString gatewaySentence(const QString &server)
{
    return tr("A gateway in front of %1 asks for its own sign-in: sign in there (VPN, browser), or ask its operator to "
              "let the API through.")
        .arg(server);
}

QString redirectSentence(const HttpRequest &request, const HttpResponse &response, const Connection &connection)
{
    const QString server = connection.serverName();
    if (response.location.isEmpty())
        return tr("%1 sent us on to nowhere (%2): this is not how a Waldur answers.").arg(server).arg(response.status);
    QUrl target = QUrl::fromEncoded(response.location);
    target.setUserInfo(QString());
    target.setQuery(QString());
    QString where = target.toDisplayString().left(200);
    mask(where, domain::KnownSecrets(connection.token));
    // A path alone leads to the gateway's own page on this host.
    if (isSignInRedirect(request, response))
        return gatewaySentence(server) + QLatin1Char(' ') +
               tr("It sent us on to %1, which was not followed.").arg(where);
    return tr("%1 sent us on to %2, which was not followed: check the server's address.").arg(server, where);
}

/// Something in front of the Waldur has answered: decided by the way it asks who we are and by the content type.
bool isOfGateway(const HttpRequest &request, const HttpResponse &response)
{
    const QByteArray asks = response.authenticate.toLower();
    const bool asksForToken = asks.contains("token");
    const bool asksOtherwise = asks.contains("basic") || asks.contains("negotiate") || asks.contains("ntlm") ||
                               asks.contains("digest") || asks.contains("kerberos");
    switch (response.status) {
    case 401:
        return !asksForToken && (asksOtherwise || response.isHtml());
    case 403:
        return response.isHtml();
    case 404:
    case 405:
        return !response.isJson() && (request.isWrite() || response.listWasRead);
    case 407:
    case 511:
        return true;
    default:
        return isSignInRedirect(request, response);
    }
}

Kind kindOfStatus(const HttpResponse &response)
{
    switch (response.status) {
    case 401:
    case 511:
        return Kind::Auth;
    case 403:
        return Kind::Forbidden;
    case 404:
        return response.isJson() ? Kind::NotFound : Kind::Protocol;
    case 407:
        return isWithProxy(response) ? Kind::Network : Kind::Auth;
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

QString signInSentence(const ApiError &error, const QString &server)
{
    const QString line = quoted(error.fields);
    // Only its words tell a wrong token from one that has expired and from a person who was deactivated.
    if (!line.isEmpty())
        return tr("%1 does not accept the token and says: “%2” Paste a new token, or ask whether your account is "
                  "active.")
            .arg(server, line);
    return tr("%1 does not accept the token: it is wrong or has expired, or your account is not active. Paste a new "
              "one, or ask the operator.")
        .arg(server);
}

QString gatewayStatusSentence(const ApiError &error, const HttpRequest &request, const HttpResponse &response,
                              const QString &server)
{
    if (response.status == 407 && isWithProxy(response)) {
        HttpResponse refused = response;
        refused.networkError = QNetworkReply::ProxyAuthenticationRequiredError;
        return proxySentence(refused, server);
    }
    if (error.status == 404 || error.status == 405)
        return tr("A gateway in front of %1 does not let this call through (%2): tell its operator which call it is, "
                  "%3.")
            .arg(server)
            .arg(error.status)
            .arg(request.call());
    if (error.status == 403)
        return tr("A gateway in front of %1 refuses this, or asks for its own sign-in (403): sign in there (VPN, "
                  "browser), or ask its operator to let the API through.")
            .arg(server);
    return gatewaySentence(server);
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
    // Of Cloudflare and others like it: the service behind them was not reached, or made no sense to them.
    if (error.status >= 520 && error.status <= 530)
        return tr("A proxy in front of %1 gets no answer from it (%2): try again in a while, or tell its operator.")
            .arg(server)
            .arg(error.status);
    return tr("%1 failed with an error of its own (%2): tell its operator.").arg(server).arg(error.status);
}

QString statusSentence(const ApiError &error, const HttpRequest &request, const HttpResponse &response,
                       const Connection &connection)
{
    const QString server = connection.serverName();
    const bool isRedirect = error.status >= 300 && error.status < 400;
    if (error.fromGateway && !isRedirect)
        return gatewayStatusSentence(error, request, response, server);
    switch (error.kind) {
    case Kind::Auth:
        return signInSentence(error, server);
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
        if (error.status == 413 && request.path.endsWith(QLatin1String("/set_erred/")))
            return tr("%1 refused the text, because it is too long: shorten the traceback.").arg(server);
        if (error.status == 413)
            return tr("%1 refused what was sent as too large (status 413), though it is small: whoever runs it, or the "
                      "proxy before it, has to look why.")
                .arg(server);
        return tr("%1 refused what was asked: %2").arg(server, said(error));
    default:
        break;
    }
    if (error.status == 404)
        return notFoundSentence(error, server);
    if (error.status >= 300 && error.status < 400)
        return redirectSentence(request, response, connection);
    return tr("%1 answered with the status %2, which a Waldur does not use here.").arg(server).arg(error.status);
}

/// A definite no leaves a write undone; no answer, a failure inside the server or of its proxy leaves it open.
bool outcomeOpen(const HttpRequest &request, const HttpResponse &response)
{
    if (!request.isWrite() || !response.sent)
        return false;
    return response.end != HttpResponse::End::Complete || response.status >= 500 || response.status < 300;
}

ApiError plain(Kind kind, const HttpRequest &request, const HttpResponse &response, const Connection &connection)
{
    ApiError error;
    error.kind = kind;
    error.status = response.status;
    error.call = request.call();
    error.sample = domain::redacted(response.body.left(SampleBytes), domain::KnownSecrets(connection.token)).text;
    error.written = outcomeOpen(request, response);
    return error;
}

} // namespace

bool isSignInRedirect(const HttpRequest &request, const HttpResponse &response)
{
    if (response.status != 302 && response.status != 303 && response.status != 307)
        return false;
    QString there = QUrl::fromEncoded(response.location).path();
    if (!there.endsWith(QLatin1Char('/')))
        there += QLatin1Char('/');
    return !response.location.isEmpty() && !there.endsWith(QLatin1Char('/') + request.path);
}

bool namesHost(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    if (names.isEmpty())
        return true; // Qt has compared the CN
    const QHostAddress address(host);
    if (!address.isNull()) {
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        return std::ranges::any_of(addresses, [&](const QString &each) { return QHostAddress(each) == address; });
    }
    const QString wanted = QString::fromLatin1(QUrl::toAce(host)).toLower();
    const QStringList dnsNames = names.values(QSsl::DnsEntry);
    return std::ranges::any_of(dnsNames, [&](const QString &each) {
        const QString name = each.toLower();
        if (!name.startsWith(QLatin1String("*.")))
            return name == wanted;
        // The star stands for the first label alone.
        const qsizetype dot = wanted.indexOf(QLatin1Char('.'));
        return dot > 0 && QStringView(wanted).sliced(dot) == QStringView(name).sliced(1) &&
               name.count(QLatin1Char('.')) >= 2;
    });
}

QString wrongNamePhrase(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    names.sort();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    if (names.isEmpty())
        return tr("its certificate is made for another name");
    return tr("its certificate is made for another name (%1)").arg(names.mid(0, 3).join(QLatin1String(", ")).left(200));
}

QString tlsPhrase(const TlsFailure &failure)
{
    const QList<QSslError> &errors = failure.errors;
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
        return wrongNamePhrase(failure.chain.isEmpty() ? QSslCertificate() : failure.chain.first());
    const bool isAlone = failure.chain.size() == 1 && !failure.chain.first().isSelfSigned();
    if (isAlone && has({QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToVerifyFirstCertificate})) {
        const QString issuer = failure.chain.first().issuerDisplayName();
        if (failure.hasOwnAuthority)
            return tr("the server does not send its intermediate certificate (“%1”), or the authority's file (CA) of "
                      "the connection is another one: ask the server's operator to send the whole chain")
                .arg(issuer);
        return tr("the server sends no certificate of “%1”, which has signed its own: if that is an intermediate "
                  "certificate, ask the server's operator to send it, else name the authority's file (CA) in the "
                  "connection")
            .arg(issuer);
    }
    if (has({QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
             QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToVerifyFirstCertificate,
             QSslError::CertificateUntrusted}))
        return tr("its certificate is signed by nobody this machine knows: name the authority's file (CA) in the "
                  "connection");
    if (!errors.isEmpty())
        return errors.first().errorString();
    // OpenSSL's own names of what was read; they are not translated.
    if (failure.text.contains(QLatin1String("certificate required")) ||
        failure.text.contains(QLatin1String("alert bad certificate")))
        return tr("it wants a client certificate, which Waldesk can not give: ask its operator for another way in");
    if (failure.text.contains(QLatin1String("alert handshake failure")))
        return tr("it refused the handshake: it may want a client certificate, which Waldesk can not give");
    if (failure.text.contains(QLatin1String("wrong version number")) ||
        failure.text.contains(QLatin1String("packet length too long")))
        return tr("what answers at this port speaks no TLS: check the port, or whether it is http");
    return failure.text.simplified();
}

ApiError errorOf(const HttpRequest &request, const HttpResponse &response, const Connection &connection)
{
    const QString server = connection.serverName();
    const auto with = [&](Kind kind, const QString &sentence) {
        ApiError error = plain(kind, request, response, connection);
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
    case HttpResponse::End::BadHeader:
        return with(Kind::Protocol,
                    tr("The header of the answer of %1 can not be read: it has more than 100 lines, or none. Tell the "
                       "operator of the server or of a proxy on the way.")
                        .arg(server));
    case HttpResponse::End::Complete:
        break;
    }
    ApiError error = plain(kindOfStatus(response), request, response, connection);
    error.fromGateway = isOfGateway(request, response);
    if (response.status >= 400 && response.isJson())
        error.fields = errorFields(response.body);
    const domain::KnownSecrets token(connection.token);
    for (auto &field : error.fields) {
        mask(field.first, token);
        mask(field.second, token);
    }
    if (response.status == 429 || response.status == 503)
        error.retryAfter = retryAfterOf(response);
    error.sentence = statusSentence(error, request, response, connection);
    return error;
}

ApiError unreadable(Unreadable why, const HttpRequest &request, const HttpResponse &response,
                    const Connection &connection)
{
    ApiError error = plain(Kind::Protocol, request, response, connection);
    error.fromGateway = why == Unreadable::WebPage && response.listWasRead;
    const QString server = connection.serverName();
    switch (why) {
    case Unreadable::Empty:
        error.sentence = tr("%1 answered with nothing: check that the address is that of a Waldur.").arg(server);
        break;
    case Unreadable::WebPage:
        error.sentence =
            error.fromGateway
                ? gatewaySentence(server)
                : tr("%1 answered with a web page, not with the API: check the address, or a login page on the way.")
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
    constexpr domain::Duration Longest = domain::Duration::seconds(86'400);
    const QByteArray &text = response.retryAfter;
    const bool isNumber = !text.isEmpty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    domain::Duration wait;
    if (isNumber) {
        bool fits = false;
        const qint64 seconds = text.toLongLong(&fits);
        if (!fits || seconds > Longest.microseconds / 1'000'000)
            return std::nullopt;
        wait = domain::Duration::seconds(seconds);
    } else {
        const std::optional<domain::Timestamp> until = httpDate(text);
        if (!until)
            return std::nullopt;
        wait = std::max(*until - httpDate(response.date).value_or(domain::Timestamp::now()), domain::Duration{});
    }
    return wait > Longest ? std::nullopt : std::optional(wait);
}

} // namespace waldesk::api

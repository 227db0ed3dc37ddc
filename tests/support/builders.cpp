// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/builders.h"

#include <QDateTime>
#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTimeZone>

namespace waldesk::testsupport
{

QByteArray rowUuid(int number)
{
    return QByteArray::number(number).rightJustified(12, '0').prepend("a0000000000000000000");
}

QByteArray jsonString(const QByteArray &utf8)
{
    QByteArray out = "\"";
    for (const char c : utf8) {
        if (c == '"' || c == '\\')
            out += QByteArray(1, '\\') + c;
        else if (static_cast<unsigned char>(c) < 0x20)
            out += "\\u" + QByteArray::number(int(c), 16).rightJustified(4, '0');
        else
            out += c;
    }
    return out + '"';
}

QByteArray jsonArray(const QList<QByteArray> &items)
{
    return '[' + items.join(',') + ']';
}

QByteArray Row::toJson() const
{
    const auto orNull = [](const QByteArray &time) {
        return time.isEmpty() ? QByteArray("null") : jsonString(time);
    };
    const QByteArray id = uuid.isEmpty() ? rowUuid(number) : uuid;
    const QDateTime when = QDateTime::fromSecsSinceEpoch(1'785'000'000 + qint64(number) * 60, QTimeZone::utc());
    const QByteArray at = created.isEmpty() ? when.toString(Qt::ISODate).toUtf8() : created;
    QByteArray out = "{\"url\":\"https://waldur.example.org/api/backend-resource-requests/" + id + "/\"";
    out += ",\"uuid\":\"" + id + "\",\"created\":" + jsonString(at);
    out += ",\"modified\":" + jsonString(modified.isEmpty() ? at : modified);
    out += ",\"started\":" + orNull(started) + ",\"finished\":" + orNull(finished);
    out += ",\"state\":" + jsonString(state) + ",\"offering\":\"" + offering + '"';
    out += ",\"offering_name\":" + jsonString(offeringName);
    out += ",\"offering_url\":\"https://waldur.example.org/api/marketplace-public-offerings/" + offering + "/\"";
    out += ",\"error_message\":" + jsonString(message) + ",\"error_traceback\":" + jsonString(traceback);
    return out + extra + '}';
}

QList<QByteArray> rows(int count)
{
    QList<QByteArray> out;
    out.reserve(count);
    for (int number = count; number >= 1; --number) {
        Row row;
        row.number = number;
        out.append(row.toJson());
    }
    return out;
}

Reply pageOf(const QList<QByteArray> &all, const Seen &request, int largest)
{
    const int size = std::clamp(request.number("page_size", 10), 1, largest);
    const int page = request.number("page", 1);
    const int last = std::max(1, int((all.size() + size - 1) / size));
    if (page < 1 || page > last)
        return Reply::json("{\"detail\":\"Invalid page.\"}", 404);
    const auto link = [&](int number, const char *rel) {
        return "<https://waldur.example.org" + QByteArray(ListPath) + "?page=" + QByteArray::number(number) +
               "&page_size=" + QByteArray::number(size) + ">; rel=\"" + rel + '"';
    };
    QList<QByteArray> links{link(1, "first")};
    if (page > 1)
        links.append(link(page - 1, "prev"));
    if (page < last)
        links.append(link(page + 1, "next"));
    links.append(link(last, "last"));
    return Reply::json(jsonArray(all.mid((page - 1) * size, size)))
        .with("X-Result-Count", QByteArray::number(all.size()))
        .with("Link", links.join(", "));
}

QSslConfiguration TestCertificate::serverConfiguration() const
{
    QFile key(keyFile);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certFile));
    if (key.open(QIODevice::ReadOnly))
        configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

TestCertificate makeCertificate(const QString &folder, const QString &host, int days)
{
    const bool isAddress = !QHostAddress(host).isNull();
    const QString names =
        (isAddress ? QStringLiteral("subjectAltName=IP:%1") : QStringLiteral("subjectAltName=DNS:%1"));
    const TestCertificate made{folder + QStringLiteral("/cert.pem"), folder + QStringLiteral("/key.pem")};
    // `openssl req -days` refuses a past end; `ca` would want a folder of its own. `x509 -days -1` signs it until
    // OpenSSL 3.4, which refuses an end before the start and takes the two times instead.
    const QString request = folder + QStringLiteral("/request.pem");
    const QString extra = folder + QStringLiteral("/names.txt");
    QFile file(extra);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write(names.arg(host).toUtf8() + '\n');
    file.close();
    const auto openssl = [](const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("openssl"), arguments);
        return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    };
    using List = QStringList;
    const List sign{QStringLiteral("x509"),     QStringLiteral("-req"), QStringLiteral("-in"),      request,
                    QStringLiteral("-signkey"), made.keyFile,           QStringLiteral("-extfile"), extra,
                    QStringLiteral("-out"),     made.certFile};
    const List past{QStringLiteral("-not_before"), QStringLiteral("20200101000000Z"), QStringLiteral("-not_after"),
                    QStringLiteral("20200102000000Z")};
    const bool ok =
        openssl(List{QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("rsa:2048"),
                     QStringLiteral("-nodes"), QStringLiteral("-keyout"), made.keyFile, QStringLiteral("-out"), request,
                     QStringLiteral("-subj"), QStringLiteral("/CN=%1").arg(host)}) &&
        (openssl(sign + List{QStringLiteral("-days"), QString::number(days)}) || (days < 0 && openssl(sign + past)));
    return ok ? made : TestCertificate{};
}

} // namespace waldesk::testsupport

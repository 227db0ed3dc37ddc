// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/address.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace waldesk::domain
{

namespace
{

std::optional<Address> fromOwnLink(const QUrl &url)
{
    Address address;
    // QUrl lower-cases a host; the profile is what stands there, percent-decoded.
    address.profile = url.host(QUrl::FullyDecoded);
    const QStringList parts = url.path().split(u'/', Qt::SkipEmptyParts);
    if (parts.size() == 2 && parts.at(0) == "request"_L1) {
        if (const auto uuid = Uuid::tryParse(QStringView(parts.at(1)))) {
            address.uuid = *uuid;
            return address;
        }
    }
    if (parts.size() == 1 && parts.at(0) == "query"_L1) {
        const QUrlQuery query(url);
        if (query.hasQueryItem(u"q"_s)) {
            address.target = Address::Target::Query;
            address.line = query.queryItemValue(u"q"_s, QUrl::FullyDecoded);
            return address;
        }
    }
    return std::nullopt;
}

std::optional<Address::Target> targetOf(const QString &part)
{
    if (part == "backend-resource-requests"_L1) {
        return Address::Target::Request;
    }
    static const QStringList offeringParts{
        u"marketplace-public-offerings"_s,
        u"marketplace-provider-offerings"_s,
        u"marketplace-public-offering"_s,
        u"marketplace-provider-offering-details"_s,
        u"offerings"_s,
        u"offering-update"_s,
    };
    if (offeringParts.contains(part)) {
        return Address::Target::Offering;
    }
    return std::nullopt;
}

std::optional<Address> fromWebUrl(const QUrl &url)
{
    const QStringList parts = url.path().split(u'/', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
        const auto target = targetOf(parts.at(i));
        const auto uuid = Uuid::tryParse(QStringView(parts.at(i + 1)));
        if (target && uuid) {
            Address address;
            address.target = *target;
            address.uuid = *uuid;
            address.server.setScheme(url.scheme());
            address.server.setHost(url.host());
            address.server.setPort(url.port());
            return address;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Address> Address::tryParse(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (const auto uuid = Uuid::tryParse(QStringView(trimmed))) {
        Address address;
        address.uuid = *uuid;
        return address;
    }
    const QUrl url(trimmed, QUrl::StrictMode);
    if (!url.isValid()) {
        return std::nullopt;
    }
    if (url.scheme() == "waldesk"_L1) {
        return fromOwnLink(url);
    }
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1) {
        return fromWebUrl(url);
    }
    return std::nullopt;
}

QString Address::toLink() const
{
    QUrl url;
    url.setScheme(u"waldesk"_s);
    url.setHost(profile);
    switch (target) {
    case Target::Request:
        url.setPath(u"/request/"_s + uuid.toString());
        break;
    case Target::Query: {
        url.setPath(u"/query"_s);
        // QUrlQuery leaves `+` and `&` of a value as they are; percent-encoding all of it is what reads back.
        url.setQuery(u"q="_s + QString::fromLatin1(QUrl::toPercentEncoding(line)), QUrl::StrictMode);
        break;
    }
    case Target::Offering:
        return {};
    }
    return url.toString(QUrl::FullyEncoded);
}

QUrl apiUrl(const QUrl &root, const QString &path)
{
    QUrl url = root;
    url.setFragment(QString());
    QString folder = root.path();
    if (!folder.endsWith(u'/'))
        folder += u'/';
    const bool isApi = root.fragment() == ApiRootMark && path.startsWith("api/"_L1);
    url.setPath(folder + (isApi ? path.sliced(4) : path));
    return url;
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/rowreader.h"

#include "models/api/jsontext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace waldesk::api
{

namespace
{

using simdjson::ondemand::json_type;

/// In the server's order, so that the one behind the last is nearly always the next.
constexpr std::array<std::string_view, 12> Names{"url",           "uuid",         "created",       "modified",
                                                 "started",       "finished",     "state",         "offering",
                                                 "offering_name", "offering_url", "error_message", "error_traceback"};

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::api::RowReader", text);
}

QByteArrayView view(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

/// An early server tells no uuid; it is the last segment of the row's own address (contract 9).
std::optional<domain::Uuid> uuidOfUrl(std::string_view url)
{
    const size_t query = url.find_first_of("?#");
    if (query != std::string_view::npos)
        url = url.substr(0, query);
    while (!url.empty() && url.back() == '/')
        url.remove_suffix(1);
    const size_t slash = url.find_last_of('/');
    return domain::Uuid::tryParse(view(slash == std::string_view::npos ? url : url.substr(slash + 1)));
}

/// The place of the key in Names, Names.size() when it is none of them; guess: where it may stand.
size_t placeOf(simdjson::ondemand::raw_json_string key, size_t guess)
{
    if (guess < Names.size() && key.unsafe_is_equal(Names[guess]))
        return guess;
    const auto found = std::ranges::find_if(Names, [&](std::string_view name) { return key.unsafe_is_equal(name); });
    return size_t(found - Names.begin());
}

} // namespace

QString skippedSentence(qint64 position, const domain::Uuid &uuid, const QString &why)
{
    if (uuid.isNil())
        return tr("Row %1 was left out: %2.").arg(position).arg(why);
    return tr("Row %1 (%2) was left out: %3.").arg(position).arg(uuid.toString(), why);
}

QString notAnObjectPhrase()
{
    return tr("it is not a request");
}

QString damagedPhrase()
{
    return tr("its text is damaged");
}

bool RowReader::read(simdjson::ondemand::object &object)
{
    size_t guess = 0;
    for (auto field : object) {
        simdjson::ondemand::raw_json_string rawKey;
        simdjson::ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.key().get(rawKey) != simdjson::SUCCESS)
            return false;
        const size_t place = placeOf(rawKey, guess);
        if (field.value().get(value) != simdjson::SUCCESS)
            return false;
        if (place == Names.size())
            continue;
        guess = place + 1;
        if (!member(Member(place), value))
            return false;
    }
    return true;
}

RowReader::Got RowReader::text(simdjson::ondemand::value value, std::string_view &into)
{
    json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS)
        return Got::Broken;
    if (type == json_type::null)
        return Got::Null;
    if (type != json_type::string)
        return Got::Wrong;
    const std::string_view token = value.raw_json_token();
    if (value.get_string().get(into) != simdjson::SUCCESS) {
        m_lenient.push_back(lenientString(view(token)));
        into = {m_lenient.back().constData(), size_t(m_lenient.back().size())};
    }
    return Got::Text;
}

bool RowReader::member(Member which, simdjson::ondemand::value value)
{
    std::string_view content;
    switch (text(value, content)) {
    case Got::Broken:
        return false;
    case Got::Wrong:
        wrong(which);
        return true;
    case Got::Null:
        return true;
    case Got::Text:
        keep(which, content);
        return true;
    }
    return true;
}

void RowReader::wrong(Member which)
{
    if (m_why.isEmpty())
        m_why = tr("“%1” is not what it should be").arg(QString::fromLatin1(view(Names[size_t(which)])));
}

void RowReader::time(Member which, std::string_view text, std::optional<domain::Timestamp> &into)
{
    const std::optional<domain::Timestamp> when = domain::Timestamp::tryParse(view(text));
    if (when)
        into = when;
    else
        wrong(which);
}

void RowReader::keep(Member which, std::string_view text)
{
    switch (which) {
    case Member::Url:
        // Parsed only where the uuid is missing: it is what costs most in a row.
        m_url = text;
        break;
    case Member::Uuid:
        m_uuid = domain::Uuid::tryParse(view(text));
        break;
    case Member::Created:
        time(which, text, m_created);
        break;
    case Member::Modified:
        time(which, text, m_modified);
        break;
    case Member::Started:
        time(which, text, m_request.started);
        break;
    case Member::Finished:
        time(which, text, m_request.finished);
        break;
    case Member::State:
        m_request.state = domain::stateFromWire(view(text));
        m_request.stateText = m_names.shared(text);
        break;
    case Member::Offering:
        m_offering = uuidOfUrl(text);
        break;
    case Member::OfferingName:
        m_request.offeringName = m_names.shared(text);
        break;
    case Member::OfferingUrl:
        m_offeringUrl = text;
        break;
    case Member::ErrorMessage:
        m_request.error.message = view(text).toByteArray();
        break;
    case Member::ErrorTraceback:
        m_request.error.traceback = view(text).toByteArray();
        break;
    }
}

QString RowReader::finish(domain::Request &request)
{
    const auto first = [](const auto &a, const auto &b) {
        return a ? a : b;
    };
    m_request.uuid = (m_uuid ? m_uuid : uuidOfUrl(m_url)).value_or(domain::Uuid());
    m_request.offering = (m_offering ? m_offering : uuidOfUrl(m_offeringUrl)).value_or(domain::Uuid());
    if (m_why.isEmpty() && m_request.uuid.isNil())
        m_why = tr("it has no uuid");
    if (m_why.isEmpty() && !m_created && !m_modified)
        m_why = tr("it has no time");
    m_request.created = first(m_created, m_modified).value_or(domain::Timestamp());
    m_request.modified = first(m_modified, m_created).value_or(domain::Timestamp());
    request = std::move(m_request);
    return m_why;
}

} // namespace waldesk::api

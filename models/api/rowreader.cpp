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

constexpr std::array<std::string_view, 12> Known{"url",           "uuid",         "created",       "modified",
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
    for (auto field : object) {
        simdjson::ondemand::raw_json_string rawKey;
        simdjson::ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.key().get(rawKey) != simdjson::SUCCESS)
            return false;
        const auto known =
            std::ranges::find_if(Known, [&](std::string_view key) { return rawKey.unsafe_is_equal(key); });
        if (field.value().get(value) != simdjson::SUCCESS)
            return false;
        if (known != Known.end() && !member(*known, value))
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
        m_lenient = lenientString(view(token));
        into = {m_lenient.constData(), size_t(m_lenient.size())};
    }
    return Got::Text;
}

bool RowReader::member(std::string_view key, simdjson::ondemand::value value)
{
    std::string_view content;
    switch (text(value, content)) {
    case Got::Broken:
        return false;
    case Got::Wrong:
        wrong(key);
        return true;
    case Got::Null:
        return true;
    case Got::Text:
        keep(key, content);
        return true;
    }
    return true;
}

void RowReader::wrong(std::string_view key)
{
    if (m_why.isEmpty())
        m_why = tr("“%1” is not what it should be").arg(QString::fromLatin1(view(key)));
}

void RowReader::time(std::string_view key, std::string_view text)
{
    const std::optional<domain::Timestamp> when = domain::Timestamp::tryParse(view(text));
    if (!when) {
        wrong(key);
        return;
    }
    if (key == "created")
        m_created = when;
    else if (key == "modified")
        m_modified = when;
    else if (key == "started")
        m_request.started = when;
    else
        m_request.finished = when;
}

void RowReader::keep(std::string_view key, std::string_view text)
{
    if (key == "uuid") {
        m_uuid = domain::Uuid::tryParse(view(text));
    } else if (key == "url") {
        m_uuidOfUrl = uuidOfUrl(text);
    } else if (key == "state") {
        m_request.state = domain::stateFromWire(view(text));
        m_request.stateText = m_names.shared(text);
    } else if (key == "offering") {
        m_offering = uuidOfUrl(text);
    } else if (key == "offering_url") {
        m_offeringOfUrl = uuidOfUrl(text);
    } else if (key == "offering_name") {
        m_request.offeringName = m_names.shared(text);
    } else if (key == "error_message") {
        m_request.error.message = view(text).toByteArray();
    } else if (key == "error_traceback") {
        m_request.error.traceback = view(text).toByteArray();
    } else {
        time(key, text);
    }
}

QString RowReader::finish(domain::Request &request)
{
    const auto first = [](const auto &a, const auto &b) {
        return a ? a : b;
    };
    m_request.uuid = first(m_uuid, m_uuidOfUrl).value_or(domain::Uuid());
    m_request.offering = first(m_offering, m_offeringOfUrl).value_or(domain::Uuid());
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

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/rowdecoder.h"

#include <simdjson.h>

#include <vector>

namespace waldesk::api
{

/// Reads the members of one request as they come. What is wrong with the row is kept as a phrase and does not stop the
/// reading: only text that is no JSON does. Looks into the parser's strings until finish().
class RowReader
{
public:
    explicit RowReader(NamePool &names) : m_names(names) {}

    [[nodiscard]] bool read(simdjson::ondemand::object &object);
    /// Fills the request; the phrase that says why the row can not be used, or empty.
    [[nodiscard]] QString finish(domain::Request &request);

private:
    enum class Member : quint8 {
        Url,
        Uuid,
        Created,
        Modified,
        Started,
        Finished,
        State,
        Offering,
        OfferingName,
        OfferingUrl,
        ErrorMessage,
        ErrorTraceback
    };
    enum class Got : quint8 { Text, Null, Wrong, Broken };

    [[nodiscard]] Got text(simdjson::ondemand::value value, std::string_view &into);
    [[nodiscard]] bool member(Member which, simdjson::ondemand::value value);
    void keep(Member which, std::string_view text);
    void wrong(Member which);
    void time(Member which, std::string_view text, std::optional<domain::Timestamp> &into);

    NamePool &m_names;
    domain::Request m_request;
    std::vector<QByteArray> m_lenient; ///< what the views below may look into
    std::string_view m_url;
    std::string_view m_offeringUrl;
    std::optional<domain::Uuid> m_uuid;
    std::optional<domain::Uuid> m_offering;
    std::optional<domain::Timestamp> m_created;
    std::optional<domain::Timestamp> m_modified;
    QString m_why;
};

/// "Row 3 (a1b2c3) was left out: ...".
[[nodiscard]] QString skippedSentence(qint64 position, const domain::Uuid &uuid, const QString &why);
[[nodiscard]] QString notAnObjectPhrase();
[[nodiscard]] QString damagedPhrase();

} // namespace waldesk::api

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/backendresource.h"
#include "models/domain/capabilities.h"
#include "models/domain/request.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace waldesk::archive
{

/// What a person decided to do with many requests, kept from before the first is sent until each has its result: after
/// the program has ended in the middle it tells, with the journal, what was sent and what was not. One JSON object.
struct BulkRecord {
    struct Row {
        domain::Request request; ///< as it was planned: uuid, offering, its name, state, times
        domain::ErrorText text;  ///< what it is set erred with
        std::optional<domain::BackendResource> resource{}; ///< of import and dismiss; `request` stands for it
        std::optional<domain::OfferingPlan> plan{};        ///< of an import

        friend bool operator==(const Row &, const Row &) = default;
    };

    QString id; ///< `bulk` of its lines in the journal
    domain::Timestamp time;
    QString server; ///< root URL
    QString user;
    domain::Action action = domain::Action::SetErred;
    QString reason; ///< as it was typed, with its blanks
    QString ticket;
    std::vector<Row> rows; ///< in the order in which they are sent

    [[nodiscard]] QByteArray toJson() const;
    /// nullopt for what is no record, is cut off, or is of an action that is not known.
    [[nodiscard]] static std::optional<BulkRecord> fromJson(const QByteArray &json);

    friend bool operator==(const BulkRecord &, const BulkRecord &) = default;
};

} // namespace waldesk::archive

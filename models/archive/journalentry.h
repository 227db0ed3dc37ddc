// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "models/domain/writeoutcome.h"

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace waldesk::archive
{

/// Who acted, on what, and what it overwrote: the only trace there is (the server keeps none, design). One JSON object
/// a line of the journal. A write has a line Before and a line After with the same id; one whose outcome was unknown
/// has a line Settled when more was learnt.
struct JournalEntry {
    /// What was imported or dismissed; these writes have no request.
    struct Resource {
        domain::Uuid uuid; ///< of the record that waits for import
        QString name;
        QString backendId;
        domain::Uuid project;
        QString projectName;
        domain::Uuid plan; ///< nil: none was given
        QString planName;
        domain::Uuid made; ///< After only: what the import made; nil: none, or not known
        bool waits = true; ///< the record was there at that time

        friend bool operator==(const Resource &, const Resource &) = default;
    };

    enum class Phase : quint8 { Before, After, Settled };

    domain::Timestamp time;
    QString id;   ///< joins the lines of one write
    QString bulk; ///< joins the writes that were begun together; empty: it was one alone
    Phase phase = Phase::Before;
    QString server; ///< root URL
    QString user;
    domain::Uuid request; ///< nil before a create, and of import and dismiss
    domain::Uuid offering;
    QString offeringName;                         ///< empty in lines of older versions
    domain::Uuid askedFrom;                       ///< of a create: the request that was asked again; nil: none
    QString verb;                                 ///< `start`, `done`, `err`, `create`, `import`, `dismiss`
    QString reason;                               ///< what the person gave, or empty
    domain::State state = domain::State::Unknown; ///< before, or after
    domain::ErrorText error;                      ///< before: what may be overwritten; after: what stands there now
    domain::ErrorText sent;                       ///< Before only: the text that is sent
    std::optional<domain::Timestamp> modified;    ///< of the row at that time
    std::optional<domain::WriteOutcome> outcome;  ///< not of Before
    int status = 0;                               ///< After only: HTTP status of the answer; 0: none came
    std::optional<Resource> resource;             ///< of import and dismiss
    QString answer;                               ///< `200`, `409`, `no answer`; with the sentence

    /// One JSON object, without the line end. Error texts stand as strings; one that is no valid UTF-8 stands as its
    /// base64 under the same key with `_base64`, beside the readable form, so that not a byte of it is lost.
    [[nodiscard]] QByteArray toLine() const;
    /// nullopt for what is no entry: cut off, not JSON, without a time or a verb.
    [[nodiscard]] static std::optional<JournalEntry> fromLine(QByteArrayView line);

    friend bool operator==(const JournalEntry &, const JournalEntry &) = default;
};

} // namespace waldesk::archive

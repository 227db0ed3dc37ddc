// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "models/domain/result.h"

#include <QString>

#include <memory>
#include <vector>

namespace waldesk::archive
{

/// Who acted, on what, and what it overwrote: the only trace there is (the server keeps none, design). One JSON object
/// a line.
struct JournalEntry {
    enum class Phase : quint8 { Before, After };
    enum class Outcome : quint8 { None, Done, Refused, Lost, Unknown }; ///< After only

    domain::Timestamp time;
    QString id; ///< joins the two lines of one write
    Phase phase = Phase::Before;
    QString server; ///< root URL
    QString user;
    domain::Uuid request; ///< nil before a create
    domain::Uuid offering;
    QString verb;                                 ///< `start`, `done`, `err`, `create`
    QString reason;                               ///< what the person gave, or empty
    domain::State state = domain::State::Unknown; ///< before, or after
    domain::ErrorText error;                      ///< before: what may be overwritten; after: what stands there now
    Outcome outcome = Outcome::None;
    QString answer; ///< `200`, `409`, `no answer`; with the sentence
    friend bool operator==(const JournalEntry &, const JournalEntry &) = default;
};

/// Append-only JSON Lines in the profile's folder; a line is on disk (fsync) when append() returns, so no write leaves
/// before. A last line that was cut off by a crash is kept as it is and a new line starts after it. Several processes
/// may append (O_APPEND, one write a line, advisory lock).
class Journal
{
public:
    explicit Journal(QString file);
    ~Journal();
    /// Failure (disk full, no permission) is one sentence; the write it announces must then not be sent.
    [[nodiscard]] domain::Result<domain::Nothing, QString> append(const JournalEntry &entry);
    /// Every line that can be read, oldest first; damaged ones are counted.
    struct Contents {
        std::vector<JournalEntry> entries;
        int damaged = 0;
    };
    [[nodiscard]] Contents read() const;
    [[nodiscard]] QString file() const;

private:
    QString m_file;
};

} // namespace waldesk::archive

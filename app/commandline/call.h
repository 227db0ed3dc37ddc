// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/rawarguments.h"
#include "app/commandline/windowoptions.h"
#include "models/domain/capabilities.h"
#include "models/domain/cause/causerules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/query.h"
#include "models/domain/result.h"

#include <optional>
#include <variant>
#include <vector>

namespace waldesk::app
{

enum class Format : quint8 { Table, Json, JsonLines, Csv, Text, Markdown };

struct ListCall {
    domain::Query query; ///< `--query` and the options of their own, as one query
    domain::ListFilter::Order order = domain::ListFilter::Order::NewestFirst;
    qint64 limit = 50; ///< -1: all
    Format format = Format::Table;
    std::optional<domain::CauseRules> rules; ///< of `--rules`, for `group:` and `cause:`
    bool stuck = false;                      ///< `--stuck`: is:stuck is in the query, and the reason is printed
};

struct CountCall {
    domain::Query query;
    std::optional<domain::CauseRules> rules;
    bool stuck = false; ///< as in ListCall
};

struct ShowCall {
    domain::Uuid uuid;
    Format format = Format::Text;
};

/// `--wait` of create.
struct WaitFor {
    std::optional<qint64> seconds; ///< nullopt: until it ends
};

struct CreateCall {
    domain::Uuid offering;
    std::optional<WaitFor> wait;
    int settleSeconds = 15;
};

struct TransitionCall {
    domain::Action action = domain::Action::Start; ///< Start, SetDone, SetErred
    std::vector<domain::Uuid> uuids;               ///< each once
    domain::ErrorText text;                        ///< its message may have blanks: domain::fillReason
    QString ticket;                                ///< for `{ticket}`
    bool force = false;
    int settleSeconds = 15; ///< how long a row is watched after a lost or a gateway's answer
};

/// start, done, err and create for many: planned first, or named by a list.
struct ManyCall {
    domain::Action action = domain::Action::Start; ///< Start, SetDone, SetErred, AskAgain
    std::optional<domain::Query> query;            ///< nullopt: rows
    std::optional<domain::CauseRules> rules;       ///< of `--rules`
    std::vector<domain::Request> rows;             ///< as they were listed; of a uuid alone nothing else is set
    domain::ErrorText text;                        ///< as in TransitionCall
    QString ticket;
    bool force = false;
    int settleSeconds = 15;
    bool planOnly = false;
    std::optional<qint64> yes; ///< so many rows must change; nullopt: a query is planned only, a list is run
    Format format = Format::Table;
    std::optional<WaitFor> wait; ///< AskAgain
};

/// Events as they come.
struct WatchCall {
    domain::Query query;
    std::optional<domain::CauseRules> rules;
    Format format = Format::Text;
};

using DemoCall = RawArguments::Demo;

struct GroupCall {
    QStringList files; ///< as typed, `-` for stdin; never empty
    domain::GroupingLevel level = domain::GroupingLevel::Normal;
    domain::CauseRules rules;
    Format format = Format::JsonLines;
};

struct JournalCall {
    domain::Query query; ///< of the journal's scope
    Format format = Format::Table;
    bool follow = false;
    bool verify = false; ///< instead of the lines
};

/// A command, checked: what is left to go wrong is the server.
struct CommandCall {
    using Command = std::variant<ListCall, CountCall, ShowCall, CreateCall, TransitionCall, ManyCall, DemoCall,
                                 GroupCall, WatchCall, JournalCall>;
    ConnectionChoice connection;
    Command command;
};

using Call = std::variant<ImmediateExit, WindowOptions, CommandCall>;

/// A sentence about the arguments; carries no exit status, it is always Usage.
struct ArgumentError {
    QString sentence;
};

template <typename T>
using Checked = domain::Result<T, ArgumentError>;

/// Reads the arguments of the call, token files included. Never throws, never ends the process.
[[nodiscard]] Call parseCall(int argc, const char *const *argv);

} // namespace waldesk::app

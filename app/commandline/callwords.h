// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"

#include <string>
#include <vector>

namespace waldesk::app
{

/// The words of the call as they were typed, before anything is concluded from them.
struct CallWords {
    std::string demoRole;
    std::string profile;
    std::string server;
    std::string tokenFile;
    std::string schemeWord;
    std::string caFile;
    bool insecureHttp = false;

    std::string address;
    std::string page;
    std::string screenshot;
    std::string size;
    std::string scheme;

    std::string query;
    std::vector<std::string> states;
    std::string offering;
    std::string createdAfter;
    std::string createdBefore;
    std::string modifiedAfter;
    std::string modifiedBefore;
    std::string startedAfter;
    std::string finishedAfter;
    std::string order = "-created";
    qint64 limit = 50;
    bool all = false;
    std::string format;

    std::vector<std::string> uuids;
    std::string message;
    std::string tracebackFile;
    bool force = false;
    bool wait = false;
    std::string waitSeconds; ///< empty: until it ends

    std::vector<std::string> files;
    std::string level;
    std::string rules;

    DemoCall demo;
};

/// A sentence about the words; carries no exit status, it is always Usage.
struct WordError {
    QString sentence;
};

template <typename T>
using Read = domain::Result<T, WordError>;

[[nodiscard]] Read<ConnectionChoice> readConnection(const CallWords &words);
[[nodiscard]] Read<WindowOptions> readWindow(const CallWords &words);
[[nodiscard]] Read<CommandCall> readCommand(const std::string &name, const CallWords &words);
[[nodiscard]] QString fromWord(const std::string &word);

} // namespace waldesk::app

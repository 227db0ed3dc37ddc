// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>
#include <variant>
#include <vector>

namespace waldesk::app
{

/// The call is answered already: help, the version, or a sentence about its words.
struct ImmediateExit {
    int status = 0;
    QString out;
    QString error;
};

/// The arguments as they were typed, before anything is concluded from them.
struct RawArguments {
    std::string command; ///< `list`, ...; empty: the window

    std::string demoRole;
    std::string profile;
    std::string server;
    std::string tokenFile;
    std::string schemeWord;
    std::string environment;
    std::string caFile;
    bool insecureHttp = false;

    std::string address;
    std::string page;
    std::string screenshot;
    std::string size;
    std::string scheme;

    std::string query;
    bool hasQuery = false; ///< it was given, empty or not
    bool stuck = false;
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
    std::string from; ///< `-` or a file: uuids or JSON Lines
    bool plan = false;
    qint64 yes = -1; ///< -1: not told
    std::string message;
    std::string ticket;
    std::string tracebackFile;
    bool force = false;
    bool wait = false;
    std::string waitSeconds; ///< empty: until it ends
    int settleSeconds = 15;

    bool follow = false;
    bool verify = false;

    std::vector<std::string> files;
    std::string level;
    std::string rules;

    struct Demo {
        quint16 port = 0;
        int requests = 640;
        quint64 seed = 1;
        double agentSpeed = 1.0;
        bool races = false;
    };
    Demo demo;

    /// Reads them with CLI11; help, the version and what it does not know end at once. Never throws.
    [[nodiscard]] static std::variant<ImmediateExit, RawArguments> parse(int argc, const char *const *argv);
};

/// `waldesk: ...` for a call that can not be used, with the exit status for it.
[[nodiscard]] ImmediateExit usageError(const QString &sentence);
[[nodiscard]] QString fromArgument(const std::string &word);

} // namespace waldesk::app

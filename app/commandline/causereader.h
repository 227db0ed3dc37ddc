// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "app/commandline/errorfacts.h"
#include "models/archive/causearchive.h"

#include <functional>
#include <memory>
#include <optional>

namespace waldesk::app
{

/// Finds out by what a command's query groups and judges errors, as the window does it: with the rules and patterns of
/// the user and the merges of the profile; for `cause:` it reads the errors of the last 21 days, and the archive of
/// causes tells what is new, back or recovered among them. It writes nothing: a command is no visit. Without a profile,
/// and where `--rules` were given, `group:` means what `waldesk group` prints. Owned by the command, and outlived by
/// nothing that uses its basis.
class CauseReader : public QObject
{
    Q_OBJECT
public:
    struct Failure {
        Exit exit = Exit::Usage;
        QString sentence;
    };
    using Handler = std::function<void(const domain::Result<CauseBasis, Failure> &)>;

    /// rules: of `--rules`.
    CauseReader(CommandContext context, const domain::Query &query, std::optional<domain::CauseRules> rules,
                Handler handler, QObject *parent);
    ~CauseReader() override;

    void start(); ///< the handler runs once, later

private:
    class Judging;

    void archiveOpened();
    void judgingChanged();
    void failForgotten();
    void succeed();
    void fail(Exit exit, const QString &sentence);

    CommandContext m_context;
    bool m_needsGroups = false;
    bool m_needsKinds = false;
    std::optional<domain::CauseRules> m_given;
    Handler m_handler;
    CauseBasis m_basis;
    std::unique_ptr<archive::CauseArchive> m_archive;
    std::unique_ptr<Judging> m_judging;
};

} // namespace waldesk::app

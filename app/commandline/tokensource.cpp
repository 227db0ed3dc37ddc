// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/tokensource.h"

#include "app/profiles/savedprofile.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <optional>

namespace waldesk::app
{
namespace
{

constexpr qint64 LargestToken = 64 << 10;

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

Checked<QByteArray> checked(const QByteArray &typed, const QString &source)
{
    auto token = api::parseToken(typed);
    if (!token)
        return ArgumentError{source + QStringLiteral(": ") + token.error().sentence};
    return std::move(*token);
}

/// In the spelling that the server insists on.
std::optional<QByteArray> schemeWordOf(const std::string &typed)
{
    for (const char *word : {"Token", "Bearer"}) {
        if (fromArgument(typed).compare(QLatin1String(word), Qt::CaseInsensitive) == 0)
            return QByteArray(word);
    }
    return std::nullopt;
}

Checked<ConnectionChoice> demoChoice(const RawArguments &arguments)
{
    if (!arguments.environment.empty())
        return ArgumentError{tr("--environment goes with --server; a profile and the demo have their own.")};
    if (!arguments.tokenFile.empty() || !arguments.schemeWord.empty() || !arguments.caFile.empty())
        return ArgumentError{
            tr("--demo has its own token; --token-file, --scheme-word and --ca-file do not go with it.")};
    ConnectionChoice choice;
    choice.kind = ConnectionChoice::Kind::Demo;
    choice.demoRole = fromArgument(arguments.demoRole);
    const QStringList roles{QStringLiteral("staff"), QStringLiteral("support"), QStringLiteral("manager")};
    if (!roles.contains(choice.demoRole))
        return ArgumentError{tr("--demo: \"%1\" is none of staff, support, manager.").arg(choice.demoRole)};
    return choice;
}

} // namespace

Checked<QByteArray> readToken(const std::string &tokenFile)
{
    if (tokenFile.empty()) {
        const QByteArray variable = qgetenv("WALDESK_TOKEN");
        return variable.isEmpty() ? Checked<QByteArray>(QByteArray())
                                  : checked(variable, QStringLiteral("WALDESK_TOKEN"));
    }
    QFile file(fromArgument(tokenFile));
    const bool open = tokenFile == "-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return ArgumentError{
            tr("--token-file: %1 can not be read: %2.").arg(fromArgument(tokenFile), file.errorString())};
    return checked(file.read(LargestToken), QStringLiteral("--token-file"));
}

Checked<ConnectionChoice> readConnection(const RawArguments &arguments, TokenUse use)
{
    const int named =
        int(!arguments.demoRole.empty()) + int(!arguments.profile.empty()) + int(!arguments.server.empty());
    if (named > 1)
        return ArgumentError{tr("--demo, --profile and --server exclude each other.")};
    if (!arguments.demoRole.empty())
        return demoChoice(arguments);
    ConnectionChoice choice;
    if (!arguments.profile.empty())
        choice.kind = ConnectionChoice::Kind::Profile;
    choice.profile = fromArgument(arguments.profile);
    choice.caFile = fromArgument(arguments.caFile);
    choice.insecureHttp = arguments.insecureHttp;
    if (!arguments.caFile.empty() && !QFile(choice.caFile).open(QIODevice::ReadOnly))
        return ArgumentError{tr("--ca-file: %1 can not be read.").arg(choice.caFile)};
    if (!arguments.schemeWord.empty() && !schemeWordOf(arguments.schemeWord))
        return ArgumentError{
            tr("--scheme-word: \"%1\" is neither Token nor Bearer.").arg(fromArgument(arguments.schemeWord))};
    // A profile has its token in the keychain. The variable may belong to another server: there it comes last.
    if (use == TokenUse::Needed && (!arguments.tokenFile.empty() || !arguments.server.empty())) {
        auto token = readToken(arguments.tokenFile);
        if (!token)
            return token.error();
        choice.server.token = std::move(*token);
    }
    if (!arguments.schemeWord.empty())
        choice.server.schemeWord = *schemeWordOf(arguments.schemeWord);
    choice.schemeWordGiven = !arguments.schemeWord.empty();
    if (!arguments.environment.empty()) {
        if (arguments.server.empty())
            return ArgumentError{tr("--environment goes with --server; a profile and the demo have their own.")};
        for (const auto known :
             {domain::Environment::Production, domain::Environment::Test, domain::Environment::Other}) {
            if (fromArgument(arguments.environment) == environmentWord(known))
                choice.environment = known;
        }
        if (!choice.environment)
            return ArgumentError{tr("--environment: \"%1\" is none of production, test, other.")
                                     .arg(fromArgument(arguments.environment))};
    }
    if (arguments.server.empty())
        return choice;
    choice.kind = ConnectionChoice::Kind::Server;
    auto root = api::parseServerUrl(fromArgument(arguments.server), arguments.insecureHttp);
    if (!root)
        return ArgumentError{root.error().sentence};
    if (use == TokenUse::Needed && choice.server.token.isEmpty())
        return ArgumentError{
            tr("--server needs a token: --token-file FILE (- for stdin), or the variable WALDESK_TOKEN.")};
    choice.server.root = *root;
    choice.server.caFile = choice.caFile;
    choice.server.insecureHttp = arguments.insecureHttp;
    return choice;
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/tokensource.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace waldesk::app
{
namespace
{

constexpr qint64 LargestToken = 64 << 10;

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

Read<QByteArray> checked(const QByteArray &typed, const QString &source)
{
    auto token = api::parseToken(typed);
    if (!token)
        return WordError{source + QStringLiteral(": ") + token.error().sentence};
    return std::move(*token);
}

Read<ConnectionChoice> demoChoice(const CallWords &words)
{
    if (!words.tokenFile.empty() || !words.schemeWord.empty() || !words.caFile.empty())
        return WordError{tr("--demo has its own token; --token-file, --scheme-word and --ca-file do not go with it.")};
    ConnectionChoice choice;
    choice.kind = ConnectionChoice::Kind::Demo;
    choice.demoRole = fromWord(words.demoRole);
    const QStringList roles{QStringLiteral("staff"), QStringLiteral("support"), QStringLiteral("manager")};
    if (!roles.contains(choice.demoRole))
        return WordError{tr("--demo: \"%1\" is none of staff, support, manager.").arg(choice.demoRole)};
    return choice;
}

} // namespace

Read<QByteArray> readToken(const std::string &tokenFile)
{
    if (tokenFile.empty()) {
        const QByteArray variable = qgetenv("WALDESK_TOKEN");
        return variable.isEmpty() ? Read<QByteArray>(QByteArray()) : checked(variable, QStringLiteral("WALDESK_TOKEN"));
    }
    QFile file(fromWord(tokenFile));
    const bool open = tokenFile == "-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return WordError{tr("--token-file: %1 can not be read: %2.").arg(fromWord(tokenFile), file.errorString())};
    return checked(file.read(LargestToken), QStringLiteral("--token-file"));
}

Read<ConnectionChoice> readConnection(const CallWords &words)
{
    const int named = int(!words.demoRole.empty()) + int(!words.profile.empty()) + int(!words.server.empty());
    if (named > 1)
        return WordError{tr("--demo, --profile and --server exclude each other.")};
    if (!words.demoRole.empty())
        return demoChoice(words);
    ConnectionChoice choice;
    if (!words.profile.empty())
        choice.kind = ConnectionChoice::Kind::Profile;
    choice.profile = fromWord(words.profile);
    choice.caFile = fromWord(words.caFile);
    choice.insecureHttp = words.insecureHttp;
    if (!words.caFile.empty() && !QFile(choice.caFile).open(QIODevice::ReadOnly))
        return WordError{tr("--ca-file: %1 can not be read.").arg(choice.caFile)};
    if (!words.schemeWord.empty() && words.schemeWord != "Token" && words.schemeWord != "Bearer")
        return WordError{tr("--scheme-word: \"%1\" is neither Token nor Bearer.").arg(fromWord(words.schemeWord))};
    // A profile has its token in the keychain. The variable may belong to another server: there it comes last.
    if (!words.tokenFile.empty() || !words.server.empty()) {
        auto token = readToken(words.tokenFile);
        if (!token)
            return token.error();
        choice.server.token = std::move(*token);
    }
    if (!words.schemeWord.empty())
        choice.server.schemeWord = QByteArray::fromStdString(words.schemeWord);
    choice.schemeWordGiven = !words.schemeWord.empty();
    if (words.server.empty())
        return choice;
    choice.kind = ConnectionChoice::Kind::Server;
    auto root = api::parseServerUrl(fromWord(words.server), words.insecureHttp);
    if (!root)
        return WordError{root.error().sentence};
    if (choice.server.token.isEmpty())
        return WordError{tr("--server needs a token: --token-file FILE (- for stdin), or the variable WALDESK_TOKEN.")};
    choice.server.root = *root;
    choice.server.caFile = choice.caFile;
    choice.server.insecureHttp = words.insecureHttp;
    return choice;
}

} // namespace waldesk::app

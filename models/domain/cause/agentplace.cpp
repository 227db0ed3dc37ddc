// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/agentplace.h"

namespace waldesk::domain
{

namespace
{

constexpr qsizetype LongestPart = 60;

/// `waldur_site_agent_slurm/backend` is the plugin slurm; the agent itself has no plugin's name.
QByteArray pluginOf(const QByteArray &module)
{
    const QByteArray package = module.left(module.indexOf('/'));
    constexpr QByteArrayView Prefix("waldur_site_agent_");
    return package.startsWith(Prefix)                       ? package.mid(Prefix.size())
           : QByteArrayView(package) == "waldur_site_agent" ? QByteArray("agent")
                                                            : package;
}

} // namespace

QString agentPlace(const ParsedError &error)
{
    const auto at = error.parsed.lastAgentFrame();
    if (!at)
        return {};
    const Frame &frame = error.parsed.steps[size_t(at->step)].frames[size_t(at->frame)];
    const QByteArrayView text(error.traceback);
    const QByteArrayView path = text.sliced(frame.path.begin, frame.path.size());
    const QByteArrayView file = path.sliced(path.lastIndexOf('/') + 1);
    const QString place =
        QString::fromUtf8(file.first(qMin(file.size(), LongestPart))) + u':' + QString::number(frame.line);
    const QByteArray plugin = pluginOf(frame.module).left(LongestPart);
    return plugin.isEmpty() ? place : QString::fromUtf8(plugin) + QStringLiteral(": ") + place;
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/frameplace.h"

#include <algorithm>

namespace waldesk::domain
{
namespace
{

bool isAnyOf(QByteArrayView word, const QByteArrayList &list)
{
    return std::any_of(list.begin(), list.end(), [word](const QByteArray &one) { return word == one; });
}

bool startsWithAnyOf(QByteArrayView word, const QByteArrayList &list)
{
    return std::any_of(list.begin(), list.end(),
                       [word](const QByteArray &one) { return !one.isEmpty() && word.startsWith(one); });
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Where the directory after @p name starts, looking for `/name/`; the last one wins; -1.
qsizetype afterDirectory(QByteArrayView path, QByteArrayView name)
{
    for (qsizetype at = path.lastIndexOf(name); at >= 0;) {
        const qsizetype end = at + name.size();
        if ((at == 0 || path[at - 1] == '/') && end < path.size() && path[end] == '/')
            return end + 1;
        if (at == 0)
            break;
        at = path.first(at).lastIndexOf(name);
    }
    return -1;
}

/// After `lib/python3.11/`, `Python311/Lib/` or the zip of an embedded interpreter; -1.
qsizetype afterStandardLibrary(QByteArrayView path)
{
    for (const QByteArrayView lead :
         {QByteArrayView("lib/python"), QByteArrayView("lib64/python"), QByteArrayView("lib/pypy")}) {
        const qsizetype at = path.lastIndexOf(lead);
        if (at < 0 || (at > 0 && path[at - 1] != '/'))
            continue;
        qsizetype end = at + lead.size();
        while (end < path.size() && (isDigit(path[end]) || path[end] == '.' || path[end] == 't'))
            ++end;
        if (end < path.size() && path[end] == '/')
            return end + 1;
        if (path.sliced(end).startsWith(".zip/"))
            return end + 5;
    }
    for (const QByteArrayView lead : {QByteArrayView("/Lib/"), QByteArrayView("/lib/")}) {
        const qsizetype at = path.lastIndexOf(lead);
        if (at <= 0)
            continue;
        const qsizetype slash = path.first(at).lastIndexOf('/');
        const QByteArray parent = path.first(at).sliced(slash + 1).toByteArray().toLower();
        if (parent.startsWith("python") || parent.startsWith("cpython"))
            return at + lead.size();
    }
    return -1;
}

QByteArrayView firstPart(QByteArrayView module)
{
    const qsizetype slash = module.indexOf('/');
    return slash < 0 ? module : module.first(slash);
}

bool isPackageName(QByteArrayView part)
{
    return std::all_of(part.begin(), part.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    });
}

/// The agent run from a checkout: `.../waldur_site_agent_slurm/client.py`. A whole package name beats a mere prefix, so
/// that a home folder `waldur_admin` is not taken for one, and the inner one beats a checkout of the same name.
qsizetype packageInCheckout(QByteArrayView path, const PlaceRules &rules)
{
    qsizetype byPrefix = -1;
    qsizetype byName = -1;
    for (qsizetype from = 0; from < path.size();) {
        const qsizetype slash = path.indexOf('/', from);
        if (slash < 0)
            break;
        const QByteArrayView part = path.sliced(from, slash - from);
        if (isPackageName(part)) {
            if (isAnyOf(part, rules.sdkPackages) || part.startsWith("waldur_site_agent"))
                byName = from;
            if (byPrefix < 0 && startsWithAnyOf(part, rules.appPrefixes))
                byPrefix = from;
        }
        from = slash + 1;
    }
    return byName >= 0 ? byName : byPrefix;
}

QByteArrayView lastTwoParts(QByteArrayView path)
{
    const qsizetype slash = path.lastIndexOf('/');
    if (slash <= 0)
        return slash == 0 ? path.sliced(1) : path;
    return path.sliced(path.first(slash).lastIndexOf('/') + 1);
}

QByteArrayView withoutSuffix(QByteArrayView module)
{
    for (const QByteArrayView suffix : {QByteArrayView(".pyc"), QByteArrayView(".pyx"), QByteArrayView(".py")}) {
        if (module.endsWith(suffix)) {
            module.chop(suffix.size());
            break;
        }
    }
    if (module.endsWith("/__init__"))
        module.chop(9);
    return module;
}

FrameKind packageKind(QByteArrayView module, const PlaceRules &rules)
{
    const QByteArrayView package = withoutSuffix(firstPart(module));
    if (isAnyOf(package, rules.sdkPackages))
        return FrameKind::Sdk;
    return startsWithAnyOf(package, rules.appPrefixes) ? FrameKind::App : FrameKind::Lib;
}

} // namespace

FramePlace placeOf(QByteArrayView path, const PlaceRules &rules)
{
    QByteArray slashed;
    if (path.contains('\\')) {
        slashed = path.toByteArray();
        slashed.replace('\\', '/');
        path = slashed;
    }
    if (path.startsWith("<frozen "))
        return {FrameKind::Std, path.toByteArray()};
    for (const QByteArrayView packages : {QByteArrayView("site-packages"), QByteArrayView("dist-packages")}) {
        const qsizetype at = afterDirectory(path, packages);
        if (at >= 0) {
            QByteArrayView module = path.sliced(at);
            if (const QByteArrayView egg = firstPart(module); egg.endsWith(".egg") && egg.size() < module.size())
                module = module.sliced(egg.size() + 1);
            return {packageKind(module, rules), withoutSuffix(module).toByteArray()};
        }
    }
    if (const qsizetype at = afterStandardLibrary(path); at >= 0)
        return {FrameKind::Std, withoutSuffix(path.sliced(at)).toByteArray()};
    if (const qsizetype at = packageInCheckout(path, rules); at >= 0) {
        const QByteArrayView module = path.sliced(at);
        return {packageKind(module, rules), withoutSuffix(module).toByteArray()};
    }
    return {FrameKind::Lib, withoutSuffix(lastTwoParts(path)).toByteArray()};
}

} // namespace waldesk::domain

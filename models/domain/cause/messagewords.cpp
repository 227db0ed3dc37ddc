// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/messagewords.h"

#include <QByteArray>
#include <QByteArrayList>

#include <string>
#include <unordered_set>

namespace waldesk::domain::messagewords
{
namespace
{

struct Words {
    explicit Words(const char *list)
    {
        const QList<QByteArray> all = QByteArray(list).split(' ');
        for (const QByteArray &word : all) {
            if (!word.isEmpty())
                m_words.insert(std::string(word.constData(), std::size_t(word.size())));
        }
    }
    [[nodiscard]] bool has(QByteArrayView word) const
    {
        constexpr qsizetype Longest = 24;
        if (word.isEmpty() || word.size() > Longest)
            return false;
        std::string lower(word.data(), std::size_t(word.size()));
        for (char &c : lower)
            c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
        return m_words.count(lower) > 0;
    }

private:
    std::unordered_set<std::string> m_words;
};

} // namespace

bool isUnit(QByteArrayView word)
{
    static const Words Known(
        "ns us ms s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days "
        "week weeks month months year years b kb mb gb tb pb k g t kib mib gib tib pib byte bytes "
        "kilobytes megabytes gigabytes terabytes bits bit core cores cpu cpus gpu gpus vcpu vcpus "
        "mhz ghz percent msec msecs usec milliseconds millisecond");
    return Known.has(word);
}

bool isCalendarWord(QByteArrayView word)
{
    static const Words Known(
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan "
        "feb mar apr may jun jul aug sep oct nov dec january february march april june july august "
        "september october november december am pm utc gmt cet cest eet eest est edt pst pdt msk");
    return Known.has(word);
}

bool isNamed(QByteArrayView word)
{
    static const Words Known(
        "user users username account accounts project projects cluster partition host hostname node "
        "customer organization organisation tenant namespace resource offering reservation volume "
        "bucket database pool vdc login role principal team queue member allocation group instance "
        "vm image network flavor droplet repository share realm server qos");
    return Known.has(word);
}

bool isNoName(QByteArrayView word)
{
    static const Words Known(
        "is are was were be been being has have had not no does do did can cannot could should would will must may "
        "might "
        "already with without for from to of in on at by and or but the a an this that its it id ids uuid name names "
        "named "
        "list listing limit limits quota usage key keys password email token error errors failed failure failures "
        "exists "
        "exist existing found missing unknown invalid valid down up lost unavailable unreachable unauthorized denied "
        "disabled enabled locked expired available data info information request requests response object objects path "
        "file "
        "directory manager controller controllers server servers client api credentials credential session connection "
        "membership management creation deletion update updates sync record records field fields value values state "
        "status "
        "authentication authorization account accounts user users group groups project projects cluster clusters node "
        "nodes "
        "host hosts type types pool pools storage database service services daemon configuration config agent backend "
        "mapping lookup query queries returned returns timed timeout refused rejected does't which where when while "
        "because "
        "if than then via as all any every each some other another same accounting operator administrator admins "
        "associations "
        "association");
    return Known.has(word);
}

bool followsName(QByteArrayView word)
{
    static const Words Known(
        "is are was were not does do has have had already cannot could can in on at from to for of with "
        "by and or exists failed doesn't isn't via because as while during but returned rejected refused "
        "timed");
    return Known.has(word);
}

bool namesConstant(QByteArrayView word)
{
    static const Words Known(
        "attribute module argument arguments option setting settings key keys parameter parameters field "
        "column relation table variable property header function method import type named label");
    return Known.has(word);
}

bool isFieldBeforeNumber(QByteArrayView word)
{
    static const Words Known(
        "id uid gid pid line column col char error errno code status port job jobid rc exit offset "
        "position pos size count page retry attempt timeout version user account project node host "
        "level depth step returned got expected number total limit");
    return Known.has(word);
}

bool isTopLevelDomain(QByteArrayView word)
{
    static const Words Known(
        "com org net edu gov mil int eu de ee fi se no dk lv lt pl cz at ch fr it es uk nl be io dev "
        "cloud local lan internal intranet example test localdomain hpc corp home cluster ac");
    return Known.has(word);
}

} // namespace waldesk::domain::messagewords

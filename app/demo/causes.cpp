// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/causes.h"

#include "app/demo/catalog.h"
#include "app/demo/texts.h"

#include <array>

namespace waldesk::demo
{
namespace
{
using Maker = ErrorText (*)(ErrorContext &);

// In the order of the enumeration.
constexpr std::array<Maker, static_cast<std::size_t>(Cause::Count)> makers{
    nullptr,       databaseDown,   binaryMissing,     silentCommand,  restRefused,    restToken,
    restTokenFile, mamTimeout,     oneAuthentication, oneUnreachable, okdToken,       okdStaticToken,
    mupTimeout,    unauthorized,   apiForbidden,      apiBadGateway,  deliveredTwice, keyMissing,
    indexBug,      noneBug,        numberBug,         accessDenied,   redacted,       setByOperator,
    withNotes,     exceptionGroup, nestedGroup,       bareClass,      ansiAndHtml,    huge,
    estonian,      chinese,        rightToLeft,
};

Cause slurmCause(quint8 offering, Dice &dice)
{
    if (offering == SlurmRiga) {
        constexpr Cause riga[] = {Cause::RestRefused,   Cause::RestToken, Cause::RestToken,
                                  Cause::RestTokenFile, Cause::NumberBug, Cause::NumberBug};
        return oneOf(dice, riga);
    }
    constexpr Cause command[] = {Cause::DatabaseDown, Cause::BinaryMissing, Cause::Silent, Cause::AccessDenied,
                                 Cause::AccessDenied, Cause::AccessDenied,  Cause::Group,  Cause::KeyMissing};
    return oneOf(dice, command);
}

Cause cloudCause(quint8 offering, Dice &dice)
{
    switch (offering) {
    case MoabKaunas:
        return dice.chance(0.8) ? Cause::MamTimeout : Cause::BinaryMissing;
    case OpenNebulaRiga:
        return dice.chance(0.5) ? Cause::OneAuthentication : Cause::OneUnreachable;
    case OkdVilnius:
        return dice.chance(0.4) ? Cause::OkdToken : dice.chance(0.5) ? Cause::OkdStaticToken : Cause::DeliveredTwice;
    case MupHelsinki:
        return dice.chance(0.4) ? Cause::MupTimeout : Cause::Redacted;
    default:
        return dice.chance(0.7) ? Cause::Unauthorized : Cause::NoneBug;
    }
}
} // namespace

ErrorText makeErrorText(Cause cause, ErrorContext context)
{
    const Maker maker = makers[static_cast<std::size_t>(cause)];
    return maker == nullptr ? ErrorText{} : maker(context);
}

Cause usualCause(quint8 offering, Dice &dice)
{
    // What comes from Waldur's side, from a bug or from a person may hit every offering.
    const double share = dice.real();
    if (share < 0.18)
        return Cause::ApiBadGateway;
    if (share < 0.22)
        return Cause::ApiForbidden;
    if (share < 0.25)
        return Cause::Operator;
    if (share < 0.27)
        return Cause::IndexBug;
    if (share < 0.29)
        return Cause::DeliveredTwice;
    return offering <= SlurmRiga ? slurmCause(offering, dice) : cloudCause(offering, dice);
}

QByteArray pluginOf(const ErrorContext &context)
{
    switch (context.offering) {
    case MoabKaunas:
        return "waldur_site_agent_moab";
    case OpenNebulaRiga:
        return "waldur_site_agent_opennebula";
    case OkdVilnius:
        return "waldur_site_agent_okd";
    case MupHelsinki:
        return "waldur_site_agent_mup";
    case DigitalOceanEu:
        return "waldur_site_agent_digitalocean";
    default:
        return "waldur_site_agent_slurm";
    }
}

QByteArray account(Dice &dice)
{
    constexpr const char *stems[] = {"hpc_proj", "ut_geo", "bio", "phys_", "climate", "ml4hpc_", "chem", "astro_"};
    return oneOf(dice, stems) + QByteArray::number(dice.between(10, 9999));
}

QByteArray hexDigits(Dice &dice, int count)
{
    QByteArray out;
    while (out.size() < count)
        out += QByteArray::number(dice.next() | (1ULL << 63), 16).right(8);
    return out.left(count);
}

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/store.h"

#include "app/demo/hash.h"
#include "app/demo/wire.h"

#include <algorithm>
#include <array>

namespace waldesk::demo
{
namespace
{
constexpr qint64 minute = 60'000'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 localOffset = 2 * hour; // the sites of the demo live two hours east of UTC
constexpr qint64 nightBegin = 22 * hour; // local time
constexpr qint64 nightLength = 8 * hour;
constexpr qint64 leastNight = 3 * hour;
constexpr qint64 burstLength = 4 * hour;
constexpr qint64 quietBefore = 10 * day;

double habit(qint64 moment)
{
    const qint64 local = moment + localOffset;
    const qint64 weekday = (local / day + 3) % 7; // 1 January 1970 was a Thursday
    const qint64 hourOfDay = local % day / hour;
    if (weekday >= 5)
        return 0.12;
    if (hourOfDay >= 8 && hourOfDay < 18)
        return hourOfDay == 12 ? 0.7 : 1.0;
    return hourOfDay >= 6 && hourOfDay < 22 ? 0.3 : 0.08;
}
} // namespace

Timeline::Timeline(qint64 start)
    // The newest minutes are left to the requests that are under way when the service starts.
    : m_start(start), m_begin(start - 30 * day), m_step((30 * day - 6 * minute) / hourCount)
{
    const qint64 localMidnight = (start + localOffset) / day * day - localOffset;
    m_nightBegin = localMidnight - day + nightBegin;
    // Two incidents at once would take each other's requests.
    if (m_nightBegin + leastNight > start - burstLength)
        m_nightBegin -= day;
    m_nightEnd = qMin(m_nightBegin + nightLength, start - burstLength);
    for (int i = 0; i < hourCount; ++i)
        m_cumulative[static_cast<std::size_t>(i) + 1] =
            m_cumulative[static_cast<std::size_t>(i)] + weightOf(m_begin + i * m_step + m_step / 2);
    const double total = m_cumulative.back();
    for (double &sum : m_cumulative)
        sum /= total;
}

double Timeline::weightOf(qint64 moment) const
{
    const double into = static_cast<double>(moment - (m_start - burstLength)) / burstLength;
    return habit(moment) + (inBurst(moment) ? 0.3 + 8.1 * into * into : 0.0) + (inBadNight(moment) ? 1.0 : 0.0);
}

bool Timeline::inBurst(qint64 moment) const
{
    return moment >= m_start - burstLength;
}

bool Timeline::inBadNight(qint64 moment) const
{
    return moment >= m_nightBegin && moment < m_nightEnd;
}

bool Timeline::longBeforeBadNight(qint64 moment) const
{
    return moment < m_nightBegin - quietBefore;
}

double Timeline::shareOf(qint64 moment) const
{
    const double bins =
        qBound(0.0, static_cast<double>(moment - m_begin) / static_cast<double>(m_step), 1.0 * hourCount);
    const auto bin = qMin(static_cast<std::size_t>(bins), static_cast<std::size_t>(hourCount - 1));
    return m_cumulative[bin] + (bins - static_cast<double>(bin)) * (m_cumulative[bin + 1] - m_cumulative[bin]);
}

qint64 Timeline::momentOf(double share) const
{
    const auto after = std::upper_bound(m_cumulative.cbegin() + 1, m_cumulative.cend() - 1, share);
    const double low = *(after - 1);
    const double width = *after - low;
    const double inside = width > 0 ? std::clamp((share - low) / width, 0.0, 1.0) : 0.0;
    const qint64 bin = after - m_cumulative.cbegin() - 1;
    return m_begin + bin * m_step + static_cast<qint64>(inside * static_cast<double>(m_step));
}

namespace
{
constexpr qint64 second = 1'000'000;
enum Purpose : quint64 { UuidPurpose = 1, TimePurpose, OfferingPurpose, FatePurpose, TextPurpose, PacePurpose };

// A bijection on 32 bits and its inverse: the head of a uuid gives its index back without a table.
constexpr quint32 scramble(quint32 x)
{
    x = (x ^ (x >> 16)) * 0x7feb352dU;
    x = (x ^ (x >> 15)) * 0x846ca68bU;
    return x ^ (x >> 16);
}

constexpr quint32 unscramble(quint32 x)
{
    x = (x ^ (x >> 16)) * 0x43021123U;
    x = (x ^ (x >> 15) ^ (x >> 30)) * 0x1d69e2a5U;
    return x ^ (x >> 16);
}
static_assert(unscramble(scramble(0x12345678U)) == 0x12345678U);
static_assert(unscramble(scramble(999'999U)) == 999'999U);

/// Rows that stand at a fixed rank (0 is the newest). What is open stands near the top; the strange texts are older
/// than a day, so that the first sight is the outage of today.
struct Staged {
    quint32 rank;
    State state;
    OfferingPlace offering;
    Cause cause;
    qint64 age; ///< 0: where the timeline puts it
};
constexpr std::array staged{
    Staged{0, Sent, TartuGpu, Cause::None, 4 * second},   Staged{1, Processing, TartuCpu, Cause::None, 15 * second},
    Staged{4, Sent, MoabKaunas, Cause::None, 0},          Staged{9, Processing, Tallinn, Cause::None, 0},
    Staged{14, Sent, DigitalOceanEu, Cause::None, 0},     Staged{23, Processing, MupHelsinki, Cause::None, 0},
    Staged{37, Sent, DigitalOceanEu, Cause::None, 0},     Staged{52, Erred, MoabKaunas, Cause::Operator, 0},
    Staged{61, Processing, MupHelsinki, Cause::None, 0},  Staged{104, Erred, TartuGpu, Cause::Silent, 0},
    Staged{107, Erred, MupHelsinki, Cause::Redacted, 0},  Staged{113, Erred, TartuCpu, Cause::Estonian, 0},
    Staged{120, Sent, DigitalOceanEu, Cause::None, 0},    Staged{121, Erred, DigitalOceanEu, Cause::Chinese, 0},
    Staged{125, Erred, TartuCpu, Cause::Group, 0},        Staged{128, Erred, OpenNebulaRiga, Cause::NestedGroup, 0},
    Staged{131, Erred, SlurmRiga, Cause::AnsiAndHtml, 0}, Staged{137, Erred, OkdVilnius, Cause::DeliveredTwice, 0},
    Staged{143, Erred, SlurmRiga, Cause::Huge, 0},        Staged{149, Erred, TartuCpu, Cause::Note, 0},
    Staged{155, Erred, MupHelsinki, Cause::BareClass, 0}, Staged{161, Erred, OpenNebulaRiga, Cause::RightToLeft, 0},
};
constexpr quint32 firstOddRank = 104;
constexpr qint64 oddAge = 26 * hour; // at least, also where a day has thousands of rows

constexpr std::array<quint64, OfferingCount> shares{24, 14, 16, 15, 8, 8, 6, 6, 3};

/// What comes back in the bad night was there weeks before, also in a small set.
constexpr Staged firstBadNight{0, Erred, SlurmRiga, Cause::RestRefused, 0};

const Staged *stagedAt(quint32 rank)
{
    for (const Staged &entry : staged) {
        if (entry.rank == rank)
            return &entry;
    }
    return nullptr;
}

double usualErrorShare(quint8 offering)
{
    switch (offering) {
    case TartuCpu:
        return 0.05;
    case Tallinn:
        return 0.11;
    case MupHelsinki:
        return 0.16;
    case OkdVilnius:
        return 0.12;
    default:
        return 0.08;
    }
}
} // namespace

Rows::Rows(quint64 seed, quint32 count, qint64 start) : m_seed(seed), m_count(count), m_timeline(start)
{
    const auto newer = static_cast<quint32>((1 - m_timeline.shareOf(start - oddAge)) * count);
    m_oddShift = newer > firstOddRank ? newer - firstOddRank : 0;
}

qint64 Rows::createdOf(quint32 index) const
{
    Dice dice(m_seed, index, TimePurpose);
    const double share = (static_cast<double>(index) + dice.real()) / static_cast<double>(m_count);
    const qint64 moment = m_timeline.momentOf(share);
    // Some whole seconds, which print without a fraction; never earlier than the row's own share of the time.
    if (dice.chance(0.02))
        return qMax(moment / second * second, m_timeline.momentOf(index / static_cast<double>(m_count)));
    return moment;
}

std::optional<Fact> Rows::stagedFact(quint32 rank) const
{
    const quint32 index = m_count - 1 - rank;
    const bool isOdd = rank >= firstOddRank + m_oddShift;
    const Staged *entry = isOdd || rank < firstOddRank ? stagedAt(isOdd ? rank - m_oddShift : rank) : nullptr;
    if (index == m_count / 3)
        entry = &firstBadNight;
    if (entry == nullptr)
        return std::nullopt;
    Dice dice(m_seed, index, PacePurpose);
    Fact fact;
    fact.created = entry->age != 0 ? m_timeline.start() - entry->age : createdOf(index);
    fact.touched = static_cast<quint32>(dice.between(40, 2500));
    fact.state = entry->state;
    fact.offering = entry->offering;
    fact.cause = entry->cause;
    fact.live = entry->age != 0;
    if (entry->state == Sent)
        return fact;
    if (entry->cause != Cause::Operator)
        fact.started = fact.created + dice.between(2 * second, 6 * second);
    if (entry->state == Erred)
        fact.finished = fact.created + dice.between(7 * second, 50 * second);
    return fact;
}

quint8 Rows::chooseOffering(quint32 index, qint64 created) const
{
    Dice dice(m_seed, index, OfferingPurpose);
    if (m_timeline.inBadNight(created) && dice.chance(0.75))
        return SlurmRiga;
    if (m_timeline.inBurst(created) && dice.chance(0.8)) {
        constexpr std::array<quint8, 5> hit{TartuCpu, TartuGpu, TartuCpu, Tallinn, Tallinn};
        return hit[dice.below(hit.size())];
    }
    // Nobody has listened for this one lately: its few staged rows wait, and no other may look served.
    const bool silent = created > m_timeline.start() - 3 * 24 * 3600 * second;
    quint64 ticket = dice.below(100);
    for (quint8 place = 0; place < OfferingCount; ++place) {
        if (ticket < shares[place])
            return place == DigitalOceanEu && silent ? quint8(TartuCpu) : place;
        ticket -= shares[place];
    }
    return TartuCpu;
}

Cause Rows::chooseCause(quint32 index, quint8 offering, qint64 created) const
{
    Dice dice(m_seed, index, FatePurpose);
    if (m_timeline.inBadNight(created) && offering == SlurmRiga)
        return Cause::RestRefused;
    if (m_timeline.inBurst(created) && offering <= Tallinn && dice.chance(0.85))
        return Cause::DatabaseDown;
    if (!dice.chance(usualErrorShare(offering)))
        return Cause::None;
    const Cause cause = usualCause(offering, dice);
    // The causes of the two incidents would not be new, and not come back, if single errors of them were everywhere.
    if (cause == Cause::DatabaseDown)
        return Cause::AccessDenied;
    if (cause == Cause::RestRefused && !m_timeline.longBeforeBadNight(created))
        return Cause::RestToken;
    return cause;
}

Fact Rows::fact(quint32 index) const
{
    if (const std::optional<Fact> fixed = stagedFact(m_count - 1 - index))
        return *fixed;
    Fact fact;
    fact.created = createdOf(index);
    fact.offering = chooseOffering(index, fact.created);
    fact.cause = chooseCause(index, fact.offering, fact.created);
    fact.state = fact.cause == Cause::None ? Done : Erred;
    Dice dice(m_seed, index, PacePurpose);
    fact.touched = static_cast<quint32>(dice.between(40, 2500));
    if (fact.cause != Cause::Operator)
        fact.started = fact.created + dice.between(second, 7 * second);
    // Sums of dice: most runs near the middle, a few long ones; each offering has a pace of its own.
    const qint64 pace = (4 + 5 * qint64(fact.offering)) * second;
    qint64 work = dice.between(pace / 4, pace) + dice.between(0, pace);
    if (dice.chance(0.03))
        work *= 8;
    if (fact.cause == Cause::Operator)
        work += 45 * 60 * second;
    fact.finished = qMax(fact.started, fact.created) + work;
    if (fact.finished > m_timeline.start())
        fact.finished = m_timeline.start() - dice.between(0, second);
    return fact;
}

ErrorText Rows::errorText(quint32 index, const Fact &fact) const
{
    ErrorContext context{Dice(m_seed, index, TextPurpose), fact.offering, uuid(index).toHex(), 0};
    context.age = m_timeline.start() - fact.created;
    return makeErrorText(fact.cause, context);
}

Uuid Rows::uuid(quint32 index) const
{
    const quint64 head = scramble(index ^ static_cast<quint32>(mix(m_seed)));
    Dice dice(m_seed, index, UuidPurpose);
    return Uuid::versionFour(head << 32 | (dice.next() & 0xffffffffULL), dice.next());
}

std::optional<quint32> Rows::indexOf(const Uuid &wanted) const
{
    const quint32 index = unscramble(static_cast<quint32>(wanted.high >> 32)) ^ static_cast<quint32>(mix(m_seed));
    if (uuid(index) == wanted)
        return index;
    return std::nullopt;
}

Store::Store(quint64 seed, quint32 count, qint64 start) : m_rows(seed, count, start), m_start(start), m_lastTick(start)
{
}

const std::vector<Fact> &Store::facts()
{
    if (m_facts.size() < size()) {
        m_facts.reserve(size() + 1024);
        for (auto index = static_cast<quint32>(m_facts.size()); index < size(); ++index)
            m_facts.push_back(m_rows.fact(index));
    }
    return m_facts;
}

Fact Store::fact(quint32 index) const
{
    return index < m_facts.size() ? m_facts[index] : m_rows.fact(index);
}

ErrorText Store::errorText(quint32 index) const
{
    const auto changedText = m_texts.constFind(index);
    if (changedText != m_texts.cend())
        return *changedText;
    return index < m_rows.count() ? m_rows.errorText(index, fact(index)) : ErrorText{};
}

std::optional<quint32> Store::find(const Uuid &uuid) const
{
    const std::optional<quint32> index = m_rows.indexOf(uuid);
    return index && *index < size() ? index : std::nullopt;
}

qint64 Store::tick()
{
    return m_lastTick = qMax(m_lastTick + 1, presentMicros());
}

/// What happens next is later than `modified` of this change, however soon it is asked for: the change feed of a client
/// goes by it.
void Store::touch(Fact &fact, quint32 micros)
{
    fact.touched = micros;
    m_lastTick = qMax(m_lastTick, fact.modified());
}

Fact &Store::changed(quint32 index)
{
    facts();
    ++m_generation;
    Fact &fact = m_facts[index];
    fact.live = false;
    return fact;
}

void Store::rewind(quint32 index, const Fact &fact, const ErrorText &text)
{
    changed(index) = fact;
    m_texts.insert(index, text);
}

quint32 Store::create(quint8 offering)
{
    facts();
    Fact fact;
    fact.created = tick();
    touch(fact, 212);
    fact.offering = offering;
    m_facts.push_back(fact);
    ++m_generation;
    return m_rows.count() + m_created++;
}

void Store::startProcessing(quint32 index)
{
    Fact &fact = changed(index);
    fact.state = Processing;
    fact.started = tick();
    touch(fact, 61);
}

void Store::setDone(quint32 index)
{
    Fact &fact = changed(index);
    fact.state = Done;
    fact.finished = tick();
    touch(fact, 58);
}

void Store::setErred(quint32 index, const ErrorText &text)
{
    Fact &fact = changed(index);
    fact.state = Erred;
    fact.finished = tick();
    // The server saves twice here: once for the state, once for the texts.
    touch(fact, 2130);
    m_texts.insert(index, text);
}
} // namespace waldesk::demo

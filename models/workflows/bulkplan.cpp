// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkplan.h"

#include "models/domain/displaytext.h"
#include "models/workflows/resourceverdict.h"

#include <QPointer>
#include <QSet>
#include <QTimer>

#include <algorithm>

namespace waldesk::workflows
{
namespace
{

using domain::Action;
using domain::State;
using domain::Why;
using Group = BulkPlan::Group;

/// One row that makes the server fail says nothing of the others; several one after the other do.
constexpr int FailuresInARow = 4;

/// No other row would be answered better.
bool endsReading(const api::ApiError &error)
{
    using Kind = api::ApiError::Kind;
    return error.kind == Kind::Auth || error.kind == Kind::RateLimited || error.kind == Kind::Tls;
}

bool isAlready(Action action, State state)
{
    return !isCreate(action) && action != Action::OverwriteError && state == targetOf(action);
}

QString stateOf(const domain::Request &row)
{
    return row.state == State::Unknown ? row.stateText : domain::stateName(row.state);
}

QString agoText(const domain::Request &row, domain::Timestamp now)
{
    const domain::Timestamp when = row.state == State::Processing ? row.started.value_or(row.modified)
                                   : domain::isOpen(row.state)    ? row.created
                                                                  : row.finished.value_or(row.modified);
    return domain::shortDuration(std::max(now - when, domain::Duration()));
}

} // namespace

BulkPlan::BulkPlan(api::WaldurClient &client, Input input, Capabilities capabilities, QObject *parent)
    : QObject(parent), m_client(client), m_input(std::move(input)), m_capabilities(std::move(capabilities))
{
    QSet<domain::Uuid> known;
    for (domain::BackendResource &resource : m_input.resources) {
        if (known.contains(resource.uuid))
            continue;
        known.insert(resource.uuid);
        Row row;
        row.seen = rowOf(resource);
        row.resourceSeen = std::move(resource);
        m_rows.push_back(std::move(row));
    }
    m_input.resources.clear();
    for (domain::Request &request : m_input.rows) {
        const domain::Uuid &key = isCreate(m_input.action) ? request.offering : request.uuid;
        if (known.contains(key))
            continue;
        known.insert(key);
        Row row;
        row.seen = std::move(request);
        row.unseen = m_input.unseen || (row.seen.state == State::Unknown && row.seen.stateText.isEmpty());
        m_rows.push_back(std::move(row));
    }
    m_input.rows.clear();
}

BulkPlan::~BulkPlan()
{
    for (const api::Call &call : m_calls)
        call.cancel();
}

void BulkPlan::setAtOnce(int rows)
{
    m_atOnce = std::max(1, rows);
}

domain::Timestamp BulkPlan::serverNow() const
{
    return domain::Timestamp::now() + m_client.clockOffset().value_or(domain::Duration());
}

void BulkPlan::read()
{
    if (m_reading)
        return;
    m_before = m_whole ? m_rows : std::vector<Row>();
    for (Row &row : m_rows) {
        if (row.now) {
            row.seen = *row.now;
            row.unseen = false;
        }
        if (row.resourceNow)
            row.resourceSeen = row.resourceNow;
        row.now.reset();
        row.resourceNow.reset();
        row.error.reset();
        row.sentence.clear();
        row.group = Group::Reading;
        row.permitted = false;
        row.included = false;
    }
    m_reading = true;
    m_whole = false;
    m_hasChanged = false;
    m_failure.reset();
    m_next = 0;
    m_done = 0;
    m_underWay = 0;
    m_failuresInARow = 0;
    for (OfferingChoice &choice : m_choices) {
        choice.read = false;
        choice.waiting.clear();
    }
    ++m_generation;
    m_calls.assign(m_rows.size(), {});
    if (m_rows.empty()) {
        QTimer::singleShot(0, this, [this, generation = m_generation] {
            if (generation == m_generation)
                rowDone(0);
        });
        return;
    }
    fill();
}

void BulkPlan::fill()
{
    while (m_reading && m_underWay < m_atOnce && m_next < m_rows.size()) {
        const size_t row = m_next++;
        ++m_underWay;
        if (isOnResource(m_input.action))
            readResource(row);
        else if (isCreate(m_input.action))
            readOffering(row);
        else
            readRow(row);
    }
}

void BulkPlan::readRow(size_t row)
{
    m_calls[row] =
        m_client.retrieve(m_rows[row].seen.uuid, this,
                          [this, row, generation = m_generation](const api::Result<api::OneRequest> &result) {
                              if (generation != m_generation || !m_reading)
                                  return;
                              --m_underWay;
                              if (result)
                                  came(row, result->request);
                              else
                                  failed(row, result.error());
                          });
}

void BulkPlan::readOffering(size_t row)
{
    domain::ListFilter open;
    open.offering = m_rows[row].seen.offering;
    open.states = {State::Sent, State::Processing};
    m_calls[row] = m_client.list(open, {.number = 1, .size = 1}, this,
                                 [this, row, generation = m_generation](const api::Result<api::Page> &result) {
                                     if (generation != m_generation || !m_reading)
                                         return;
                                     --m_underWay;
                                     if (result)
                                         offeringCame(row, *result);
                                     else
                                         failed(row, result.error());
                                 });
}

void BulkPlan::came(size_t at, const domain::Request &request)
{
    m_failuresInARow = 0;
    Row &row = m_rows[at];
    row.now = request;
    judge(row);
    rowDone(at);
}

void BulkPlan::judge(Row &row) const
{
    const domain::Request &now = *row.now;
    domain::Capabilities may = m_capabilities(now);
    const Why why = domain::permission(m_input.action, now.state, may);
    const bool forced = m_input.force && why == Why::WouldOverwrite;
    const bool stateChanged = !row.unseen && row.seen.state != now.state;
    const bool overwrites = m_input.action == Action::OverwriteError || forced;
    const bool textChanged = overwrites && !row.unseen && row.seen.error != now.error;
    row.permitted = why == Why::Allowed || forced;
    if (isAlready(m_input.action, now.state) && !forced) {
        row.group = Group::AlreadySo;
        row.sentence = now.state == State::Erred
                           ? tr("already Erred for %1: its text would be lost").arg(agoText(now, serverNow()))
                           : tr("already %1 for %2").arg(stateOf(now), agoText(now, serverNow()));
    } else if (stateChanged) {
        row.group = Group::Changed;
        row.sentence = tr("was %1 when it was chosen, is %2 now").arg(stateOf(row.seen), stateOf(now));
    } else if (textChanged) {
        row.group = Group::Changed;
        row.sentence = tr("another error text stands there now");
    } else if (row.permitted) {
        row.group = Group::WillChange;
        row.included = true;
    } else {
        row.group = Group::NotAllowed;
        row.sentence = domain::reasonText(why, now.state);
    }
}

void BulkPlan::readResource(size_t row)
{
    m_calls[row] = m_client.backendResource(
        m_rows[row].seen.uuid, this,
        [this, row, generation = m_generation](const api::Result<domain::BackendResource> &result) {
            if (generation != m_generation || !m_reading)
                return;
            if (result) {
                resourceCame(row, *result);
            } else if (result.error().kind == api::ApiError::Kind::NotFound) {
                resourceCame(row, std::nullopt);
            } else {
                --m_underWay;
                failed(row, result.error());
            }
        });
}

void BulkPlan::resourceCame(size_t at, const std::optional<domain::BackendResource> &now)
{
    m_failuresInARow = 0;
    Row &row = m_rows[at];
    row.resourceNow = now;
    if (now)
        row.now = rowOf(*now);
    if (now && m_input.action == Action::ImportResource) {
        readPlans(at);
        return;
    }
    --m_underWay;
    judgeResource(row);
    rowDone(at);
}

/// Once for each offering; its other rows wait for it.
void BulkPlan::readPlans(size_t at)
{
    const domain::Uuid offering = m_rows[at].resourceNow->offering;
    OfferingChoice &choice = m_choices[offering];
    choice.waiting.push_back(at);
    if (choice.read) {
        plansCame(offering, choice.plans);
        return;
    }
    if (choice.waiting.size() > 1)
        return;
    m_calls[at] = m_client.offeringPlans(
        offering, this, [this, offering, generation = m_generation](const api::Result<api::OfferingPlans> &result) {
            if (generation == m_generation && m_reading)
                plansCame(offering, result);
        });
}

void BulkPlan::plansCame(const domain::Uuid &offering, const api::Result<api::OfferingPlans> &result)
{
    using Kind = api::ApiError::Kind;
    const QPointer<BulkPlan> alive(this);
    OfferingChoice &choice = m_choices[offering];
    const std::vector<size_t> waiting = std::exchange(choice.waiting, {});
    // Not shown: the server says when it comes to it whether a plan is needed.
    const bool notShown = !result && (result.error().kind == Kind::NotFound || result.error().kind == Kind::Forbidden);
    if (result || notShown) {
        choice.plans = result ? *result : api::OfferingPlans();
        choice.read = true;
        const bool stillThere =
            choice.chosen && std::ranges::find(choice.plans.plans, *choice.chosen) != choice.plans.plans.end();
        if (!stillThere)
            choice.chosen.reset();
        if (!choice.chosen && choice.plans.shared.value_or(false) && choice.plans.plans.size() == 1)
            choice.chosen = choice.plans.plans.front();
    }
    const int failures = m_failuresInARow;
    for (const size_t at : waiting) {
        --m_underWay;
        m_failuresInARow = failures; // what failed was asked once for all of them
        if (result || notShown) {
            judgeResource(m_rows[at]);
            rowDone(at);
        } else {
            failed(at, result.error());
        }
        if (!alive || !m_reading)
            return;
    }
}

void BulkPlan::judgeResource(Row &row) const
{
    if (!row.resourceNow) {
        row.group = Group::AlreadySo;
        row.sentence = tr("does not wait any more: somebody has imported or dismissed it");
        return;
    }
    const Why why = domain::resourcePermission(m_input.action, m_capabilities(*row.now));
    const QString differs = row.resourceSeen ? whatDiffers(*row.resourceSeen, *row.resourceNow) : QString();
    row.permitted = why == Why::Allowed;
    if (!row.permitted) {
        row.group = Group::NotAllowed;
        row.sentence = domain::resourceReasonText(why);
    } else if (!differs.isEmpty()) {
        row.group = Group::Changed;
        row.sentence = differs;
    } else if (m_input.action == Action::ImportResource && m_choices[row.now->offering].plans.shared == true &&
               m_choices[row.now->offering].plans.plans.empty()) {
        row.permitted = false;
        row.group = Group::NotAllowed;
        row.sentence = tr("its offering is shared and has no plan, and an import needs one");
    } else {
        row.group = Group::WillChange;
        row.included = true;
    }
}

std::vector<BulkPlan::ImportChoice> BulkPlan::importChoices() const
{
    std::vector<ImportChoice> choices;
    if (m_input.action != Action::ImportResource)
        return choices;
    for (const Row &row : m_rows) {
        if (!row.included || !row.now)
            continue;
        const domain::Uuid offering = row.now->offering;
        if (std::ranges::find(choices, offering, &ImportChoice::offering) != choices.end())
            continue;
        const OfferingChoice known = m_choices.value(offering);
        choices.push_back({.offering = offering,
                           .offeringName = row.now->offeringName,
                           .plans = known.plans.plans,
                           .required = known.plans.shared.value_or(false),
                           .chosen = known.chosen});
    }
    return choices;
}

bool BulkPlan::choosePlan(const domain::Uuid &offering, const std::optional<domain::Uuid> &plan)
{
    const auto choice = m_choices.find(offering);
    if (choice == m_choices.end())
        return false;
    if (!plan) {
        choice->chosen.reset();
        return true;
    }
    const auto found = std::ranges::find(choice->plans.plans, *plan, &domain::OfferingPlan::uuid);
    if (found == choice->plans.plans.end())
        return false;
    choice->chosen = *found;
    return true;
}

QString BulkPlan::missingChoice() const
{
    for (const ImportChoice &choice : importChoices()) {
        if (choice.required && !choice.chosen)
            return tr("Choose a plan for %1 first.").arg(domain::escapeForDisplay(choice.offeringName));
    }
    return {};
}

void BulkPlan::offeringCame(size_t at, const api::Page &page)
{
    m_failuresInARow = 0;
    Row &row = m_rows[at];
    row.now = row.seen;
    const Why why = domain::permission(Action::AskAgain, row.seen.state, m_capabilities(row.seen));
    if (!page.rows.empty()) {
        const domain::Request &open = page.rows.front();
        row.group = Group::AlreadySo;
        row.sentence = tr("request %1 of this offering is open: %2 for %3")
                           .arg(open.uuid.shortText(), stateOf(open),
                                domain::shortDuration(std::max(serverNow() - open.created, domain::Duration())));
    } else if (why == Why::Allowed || why == Why::OneIsOpen) {
        // What is open was just read: what is known of it from before does not count.
        row.group = Group::WillChange;
        row.permitted = true;
        row.included = true;
    } else {
        row.group = Group::NotAllowed;
        row.sentence = domain::reasonText(why, row.seen.state);
    }
    rowDone(at);
}

void BulkPlan::failed(size_t at, const api::ApiError &error)
{
    Row &row = m_rows[at];
    row.group = Group::Unreadable;
    row.error = error;
    if (isOnResource(m_input.action) && error.kind == api::ApiError::Kind::Forbidden) {
        // Who may see it and not read it alone does not manage it (contract 5).
        row.group = Group::NotAllowed;
        row.error.reset();
        row.sentence = domain::resourceReasonText(Why::NoRole);
        m_failuresInARow = 0;
        rowDone(at);
        return;
    }
    row.sentence = error.kind == api::ApiError::Kind::NotFound ? tr("the server does not show this request")
                                                               : tr("cannot be read: %1").arg(error.sentence);
    const bool passes = endsReading(error) || (!error.isPermanent() && ++m_failuresInARow >= FailuresInARow);
    if (passes)
        stopReading(error);
    rowDone(at);
}

void BulkPlan::stopReading(const api::ApiError &error)
{
    m_failure = error;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].group != Group::Reading)
            continue;
        m_rows[i].group = Group::Unreadable;
        m_rows[i].error = error;
        m_rows[i].sentence = tr("not read: %1").arg(error.sentence);
    }
    m_next = m_rows.size();
    m_done = static_cast<int>(m_rows.size()) - 1; // the one that failed is counted next
    m_underWay = 0;
    ++m_generation;
    for (const api::Call &call : m_calls)
        call.cancel();
}

void BulkPlan::rowDone(size_t row)
{
    const QPointer<BulkPlan> alive(this);
    const int total = static_cast<int>(m_rows.size());
    if (row < m_rows.size()) {
        ++m_done;
        emit rowChanged(static_cast<int>(row));
        if (alive)
            emit progressed(m_done, total);
        if (!alive)
            return;
    }
    if (m_done < total) {
        fill();
        return;
    }
    m_reading = false;
    m_whole = !m_failure;
    m_finished.start();
    // What a person took in or left out is theirs as long as the row is what they saw.
    for (size_t i = 0; i < m_before.size() && i < m_rows.size(); ++i) {
        Row &now = m_rows[i];
        const Row &before = m_before[i];
        const bool same = before.now && now.now && before.now->state == now.now->state &&
                          (!now.resourceNow || hasSameTarget(*before.resourceNow, *now.resourceNow));
        if (same && now.permitted && (before.group == Group::WillChange || before.group == Group::Changed)) {
            now.included = before.included;
            now.group = before.group == Group::Changed && now.group == Group::WillChange ? Group::Changed : now.group;
            if (now.group == Group::Changed)
                now.sentence = before.sentence;
        }
        m_hasChanged = m_hasChanged || now.included != before.included;
    }
    emit finished();
}

bool BulkPlan::isStale() const
{
    return !m_whole || m_finished.elapsed() > StaleAfterMs;
}

qint64 BulkPlan::ageMs() const
{
    return m_whole ? m_finished.elapsed() : -1;
}

int BulkPlan::count(Group group) const
{
    return static_cast<int>(std::ranges::count(m_rows, group, &Row::group));
}

int BulkPlan::includedCount() const
{
    return static_cast<int>(std::ranges::count(m_rows, true, &Row::included));
}

bool BulkPlan::setIncluded(size_t at, bool included)
{
    if (at >= m_rows.size() || m_reading || (included && !m_rows[at].permitted))
        return false;
    Row &row = m_rows[at];
    if (row.group != Group::WillChange && row.group != Group::Changed)
        return false;
    row.included = included;
    emit rowChanged(static_cast<int>(at));
    return true;
}

std::vector<TransitionRunner::Job> BulkPlan::jobs(const domain::ErrorText &text, const QString &ticket) const
{
    std::vector<TransitionRunner::Job> jobs;
    for (const Row &row : m_rows) {
        if (!row.included || !row.now)
            continue;
        TransitionRunner::Job job;
        job.action = m_input.action;
        job.before = *row.now;
        job.onlyAsSeen = !isCreate(m_input.action);
        job.resource = row.resourceNow;
        if (m_input.action == Action::ImportResource)
            job.plan = m_choices.value(row.now->offering).chosen;
        job.force = m_input.force && !isCreate(m_input.action);
        if (!text.isEmpty()) {
            job.text = text;
            job.reason = QString::fromUtf8(text.message);
            job.ticket = ticket;
        }
        jobs.push_back(std::move(job));
    }
    return jobs;
}

std::vector<BulkPlan::Tally> BulkPlan::tallies() const
{
    const QString already = domain::isOnResource(m_input.action) ? tr("%1 not waiting any more")
                            : isCreate(m_input.action)           ? tr("%1 asked already")
                                                                 : tr("%1 already so");
    std::vector<Tally> tallies{{Group::WillChange, includedCount(), tr("%1 will change")},
                               {Group::AlreadySo, count(Group::AlreadySo), already},
                               {Group::NotAllowed, count(Group::NotAllowed), tr("%1 not allowed")},
                               {Group::Changed, count(Group::Changed), tr("%1 changed meanwhile")},
                               {Group::Unreadable, count(Group::Unreadable), tr("%1 cannot be read")}};
    std::erase_if(tallies, [](const Tally &tally) { return tally.rows == 0 && tally.group != Group::WillChange; });
    return tallies;
}

QString BulkPlan::groupWord(Group group)
{
    switch (group) {
    case Group::Reading:
        return QStringLiteral("reading");
    case Group::WillChange:
        return QStringLiteral("will-change");
    case Group::AlreadySo:
        return QStringLiteral("already");
    case Group::NotAllowed:
        return QStringLiteral("not-allowed");
    case Group::Changed:
        return QStringLiteral("changed");
    case Group::Unreadable:
        return QStringLiteral("unreadable");
    }
    Q_UNREACHABLE();
}

} // namespace waldesk::workflows

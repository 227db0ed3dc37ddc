// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/watchcommand.h"

#include "app/commandline/keptcauses.h"
#include "app/commandline/rowwriter.h"
#include "app/commandline/stuckreader.h"
#include "app/commandline/visibletext.h"
#include "app/profiles/profilestore.h"
#include "models/archive/journal.h"
#include "models/archive/ownrequests.h"
#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/knownpatterns.h"
#include "models/tables/errortitle.h"
#include "models/tables/rowset.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

namespace waldesk::app
{
namespace
{

using Kind = workflows::LiveEvent::Kind;

/// More open requests than a person can look after: what the rest was before its first change is not known.
constexpr qint64 MostOpen = 2'000;
constexpr domain::Duration QuietDays = domain::Duration::seconds(7LL * 24 * 3600);
/// What has failed before the watch, so far back and so many.
constexpr domain::Duration CausesFrom = domain::Duration::seconds(21LL * 24 * 3600);
constexpr qint64 MostErrors = 2'000;
constexpr qsizetype MostRaw = 4'000;
/// Asked at a time whether they have any request left.
constexpr size_t OfferingsOfALook = 8;

QByteArray jsonText(const QString &text)
{
    const QByteArray object = QJsonDocument(QJsonObject{{QStringLiteral("t"), text}}).toJson(QJsonDocument::Compact);
    return object.mid(5, object.size() - 6);
}

QString stateOf(const domain::Request &row)
{
    return row.state == domain::State::Unknown ? row.stateText : stateName(row.state);
}

} // namespace

WatchCommand::WatchCommand(CommandContext context, WatchCall call, QObject *parent)
    : QueryCommand(context, parent), m_call(std::move(call)), m_feed(context.client, m_store),
      m_search(context.client, m_store), m_stuck(context.client)
{
    setKeptHabits(m_stuck, context.folder, context.client.connection().tokenMark());
    connect(&m_stuck, &workflows::StuckFinder::changed, this, &WatchCommand::tellStuck);
    connect(&m_stuck, &workflows::StuckFinder::settled, this, [this] {
        tellStuck();
        m_stuckKnown = true;
    });
    const QString causes = QDir(context.folder).filePath(QStringLiteral("causes.sqlite"));
    if (!context.folder.isEmpty() && QFile::exists(causes))
        m_causes = keptCauses(causes, context.client, [this](const api::ApiError &error) { fail(error); });
}

WatchCommand::~WatchCommand() = default;

void WatchCommand::start()
{
    connect(&m_interrupt, &Interrupt::happened, this, [this] { end(Exit::Done); });
    if (!m_interrupt.listen()) {
        output().sentence(tr("The end of the watch can not be listened for."));
        emit finished(Exit::Failed);
        return;
    }
    prepareQuery(m_call.query, m_call.rules, [this](const domain::SplitQuery &query, const CauseBasis &causes) {
        m_query = query;
        m_basis = causes;
        m_patterns = causes.rules.patterns();
        m_facts = std::make_unique<ErrorFacts>(m_query.all, causes);
        m_query.all = m_facts->afterMerges(m_query.all);
        readOpen();
    });
}

/// So that the first change of a request can tell what it was before.
void WatchCommand::readOpen()
{
    domain::ListFilter open;
    open.states = {domain::State::Sent, domain::State::Processing};
    open.offering = m_query.server.offering;
    api::PageWalk::Options options;
    options.limit = MostOpen;
    options.keepRaw = true;
    m_walk = std::make_unique<api::PageWalk>(client(), open, options);
    connect(m_walk.get(), &api::PageWalk::pageReady, this, &WatchCommand::takePage);
    connect(m_walk.get(), &api::PageWalk::failed, this, &WatchCommand::fail);
    connect(m_walk.get(), &api::PageWalk::stopped, this, [this] {
        m_walk.release()->deleteLater(); // it is its own signal that leads here
        if (m_causes && !m_causes->isOpen())
            connect(m_causes.get(), &archive::CauseArchive::opened, this, &WatchCommand::readCauses,
                    Qt::SingleShotConnection);
        else
            readCauses();
    });
    m_walk->start();
}

/// What is remembered here for this account tells which cause is new; else what has failed lately.
void WatchCommand::readCauses()
{
    if (m_causes && m_causes->trouble().isEmpty() && hasVisit(*m_causes)) {
        watch();
        return;
    }
    domain::ListFilter failed;
    failed.states = {domain::State::Erred};
    failed.offering = m_query.server.offering;
    failed.finishedFrom = now() - CausesFrom;
    api::PageWalk::Options options;
    options.limit = MostErrors;
    m_walk = std::make_unique<api::PageWalk>(client(), failed, options);
    connect(m_walk.get(), &api::PageWalk::pageReady, this, [this](const api::Page &page) {
        for (const domain::Request &row : page.rows) {
            if (const QByteArray key = causeOf(row.error); !key.isEmpty())
                m_toldCauses.insert(key);
        }
    });
    connect(m_walk.get(), &api::PageWalk::failed, this, &WatchCommand::fail);
    connect(m_walk.get(), &api::PageWalk::stopped, this, [this] {
        m_walk.release()->deleteLater();
        watch();
    });
    m_walk->start();
}

domain::Timestamp WatchCommand::now() const
{
    return domain::Timestamp::now() + client().clockOffset().value_or(domain::Duration());
}

void WatchCommand::takePage(const api::Page &page)
{
    // Everything that changes from here on is news, also what changes while the rest is read.
    if (!m_feed.cursor())
        m_feed.setCursor(now());
    for (size_t i = 0; i < page.rows.size() && i < page.raw.size(); ++i)
        m_raw.insert(page.rows[i].uuid, page.raw[i]);
    m_store.merge(page.rows);
}

void WatchCommand::watch()
{
    readOwn();
    const QString settings = QFileInfo(ProfileStore::defaultFile()).dir().filePath(QStringLiteral("window.ini"));
    workflows::PollPace pace = workflows::PollPace::read(QSettings(settings, QSettings::IniFormat));
    pace.on = true;
    m_countEvery = pace.countEvery;
    m_counted.start();
    m_feed.setPace(pace);
    m_feed.setKeepRaw(true);
    // Who watches wants to know: as often as a window in which something open is seen.
    m_feed.setSituation([] {
        workflows::PollSituation situation;
        situation.openInSight = true;
        return situation;
    });
    connect(&m_feed, &workflows::ChangeFeed::found, this, &WatchCommand::take);
    connect(&m_feed, &workflows::ChangeFeed::failed, this, &WatchCommand::fail);
    connect(&m_feed, &workflows::ChangeFeed::polled, this, &WatchCommand::polled);
    findStuck();
    m_feed.start();
    m_feed.pollNow();
}

void WatchCommand::findStuck()
{
    std::vector<domain::OpenRequest> open;
    m_store.openRows().forEach(
        [&](tables::RowIndex row) { open.push_back(domain::OpenRequest::of(m_store.request(row))); });
    m_stuck.setRequests(std::move(open), now());
}

void WatchCommand::tellStuck()
{
    QSet<domain::Uuid> still;
    std::vector<Event> events;
    for (const workflows::StuckRequest &each : m_stuck.all()) {
        const domain::Uuid uuid = each.request.uuid;
        const std::optional<tables::RowIndex> row = m_store.find(uuid);
        const bool isTold = m_toldStuck.contains(uuid);
        // With its reason, or not yet.
        if (!isTold && (each.isAsking || !row))
            continue;
        still.insert(uuid);
        if (isTold || !m_stuckKnown)
            continue;
        Event event;
        event.kind = Kind::Stuck;
        event.time = now();
        event.row = m_store.request(*row);
        event.before = event.row.state;
        event.title = each.sentence();
        event.raw = m_raw.value(uuid);
        events.push_back(std::move(event));
    }
    m_toldStuck = std::move(still);
    for (const Event &event : events) {
        if (!m_ended && isWanted(event))
            print(event);
    }
}

/// What was asked for or changed from this machine: the journal grows while other commands and windows write.
void WatchCommand::readOwn()
{
    if (!m_query.all.asksFor(domain::IsWhat::Mine))
        return;
    const qint64 size = QFileInfo(journalFile()).size();
    if (std::exchange(m_journalSize, size) != size)
        m_own = archive::ownRequests(archive::Journal::readFile(journalFile()).entries, server());
}

void WatchCommand::fail(const api::ApiError &error)
{
    const bool started = m_feed.phase() != workflows::ChangeFeed::Phase::Off;
    const Exit exit = exitOfRead(error);
    if (!started || exit == Exit::NotAllowed) {
        output().sentence(error.sentence);
        end(exit);
        return;
    }
    // Said once for each time it goes away, not for each try.
    if (!std::exchange(m_away, true))
        output().sentence(tr("%1 It is tried again until it answers.").arg(error.sentence));
}

void WatchCommand::polled()
{
    m_away = false;
    if (output().isClosed()) {
        end(Exit::Done);
        return;
    }
    readOwn();
    findStuck();
    if (!m_suspects.empty())
        takeVanished(std::exchange(m_suspects, {}));
    else if (!m_search.isRunning() && m_counted.elapsed() * 1'000 >= m_countEvery.microseconds)
        lookForVanished();
}

void WatchCommand::lookForVanished()
{
    m_counted.start();
    // Of those that have ended nothing tells but their offering: some offerings a time are asked for.
    const tables::OfferingId all = m_store.offeringCount();
    for (size_t i = 0; i < std::min<size_t>(OfferingsOfALook, all); ++i)
        m_doubted.push_back(m_nextOffering++ % all);
    askOfferings();
    domain::ListFilter open;
    open.states = {domain::State::Sent, domain::State::Processing};
    open.offering = m_query.server.offering;
    std::vector<tables::RowIndex> known;
    m_store.openRows().forEach([&](tables::RowIndex row) {
        if (m_store.matches(row, open))
            known.push_back(row);
    });
    if (qint64(known.size()) >= MostOpen)
        return; // not all that are open are known
    m_search.start(open, std::move(known), [this](const api::Result<workflows::VanishSearch::Found> &found) {
        if (!found)
            return; // the next poll says what is wrong
        m_suspects = found->lost;
        m_store.merge(found->unknown);
        if (!m_suspects.empty())
            m_feed.pollNow(); // they may only have moved on
    });
}

/// One of each offering is asked for: a delta has told of those that only moved on.
void WatchCommand::takeVanished(const std::vector<tables::RowIndex> &rows)
{
    QSet<tables::OfferingId> offerings;
    for (const tables::RowIndex row : rows) {
        if (!m_store.isGone(row) && domain::isOpen(m_store.row(row).state))
            offerings.insert(m_store.row(row).offering);
    }
    m_doubted.insert(m_doubted.end(), offerings.begin(), offerings.end());
    askOfferings();
    int single = 0;
    for (const tables::RowIndex row : rows) {
        if (m_store.isGone(row) || !domain::isOpen(m_store.row(row).state) || ++single > int(OfferingsOfALook))
            continue;
        client().retrieve(m_store.row(row).uuid, this, [this, row](const api::Result<api::OneRequest> &result) {
            if (!result && result.error().kind == api::ApiError::Kind::NotFound)
                takeLost(std::span(&row, 1));
        });
    }
}

/// An offering that was deleted, or that may no longer be seen, has taken all its requests with it.
void WatchCommand::askOfferings()
{
    for (const tables::OfferingId offering : std::exchange(m_doubted, {})) {
        domain::ListFilter of;
        of.offering = m_store.offering(offering).uuid;
        client().anyMatch(of, this, [this, offering](const api::Result<bool> &any) {
            if (any && !*any)
                takeLost(m_store.rowsOfOffering(offering));
        });
    }
}

void WatchCommand::takeLost(std::span<const tables::RowIndex> rows)
{
    for (const tables::RowIndex row : rows) {
        if (m_store.isGone(row) || m_ended)
            continue;
        Event event;
        event.kind = Kind::Gone;
        event.time = now();
        event.row = m_store.request(row);
        event.before = event.row.state;
        event.raw = m_raw.take(event.row.uuid);
        m_store.remove(std::span(&row, 1));
        if (isWanted(event))
            print(event);
    }
    findStuck();
}

/// Also one that has left the query by what happened to it.
bool WatchCommand::isWanted(const Event &event)
{
    if (m_query.impossible)
        return false;
    if (m_query.whole && event.row.uuid != *m_query.whole)
        return false;
    const domain::Uuid uuid = event.row.uuid;
    // One that was stuck until this happened is told to its end.
    const domain::RowFacts facts{m_stuck.isStuck(uuid), m_own.contains(uuid)};
    const domain::LocalFilter filter = m_query.all.at(now());
    if (filter.matches(event.row, m_facts->of(event.row), facts))
        return true;
    if (event.before == domain::State::Unknown)
        return false;
    domain::Request before = event.row;
    before.state = event.before;
    if (domain::isOpen(before.state))
        before.error = {};
    return filter.matches(before, m_facts->of(before), facts);
}

void WatchCommand::take(const std::vector<Event> &events)
{
    for (const Event &event : events) {
        if (m_ended)
            return;
        if (domain::isOpen(event.row.state) || m_raw.size() < MostRaw)
            m_raw.insert(event.row.uuid, event.raw);
        else
            m_raw.remove(event.row.uuid);
        if (!isWanted(event))
            continue;
        print(event);
        noteCause(event);
    }
}

QByteArray WatchCommand::causeOf(const domain::ErrorText &error, QString *title) const
{
    const domain::CauseFacts facts = domain::causeFacts(error, m_patterns, m_basis.rules.fingerprint);
    if (error.isEmpty() || facts.closedByOperator)
        return {}; // a person closed it: no cause
    if (title)
        *title = facts.fingerprint.line();
    const QByteArray key = domain::CompiledCauseRules(m_basis.rules.user)
                               .groupOf(error, facts.fingerprint, domain::GroupingLevel::Normal)
                               .key;
    return m_basis.rootOf ? m_basis.rootOf(key) : key;
}

/// What was never seen, or not for days, as far as the window has kept it.
void WatchCommand::noteCause(const Event &event)
{
    if (event.row.state != domain::State::Erred || event.kind == Kind::New)
        return;
    QString title;
    const QByteArray key = causeOf(event.row.error, &title);
    if (key.isEmpty() || m_toldCauses.contains(key))
        return;
    m_toldCauses.insert(key);
    const archive::CauseRecord *record = m_causes ? m_causes->find(key) : nullptr;
    Event told = event;
    told.cause = key;
    told.title = tables::ErrorTitle{title, record ? record->name : QString()}.text();
    if (!record || !record->lastSeen)
        told.kind = Kind::NewCause;
    else if (event.row.finished && *event.row.finished - *record->lastSeen >= QuietDays)
        told.kind = Kind::CauseBack;
    else
        return;
    print(told);
}

QByteArray WatchCommand::asJson(const Event &event) const
{
    QByteArray line = R"({"event": )" + jsonText(workflows::liveEventWord(event.kind)) + R"(, "time": ")" +
                      event.time.toWire().toLatin1() + R"(", "before": )" +
                      (event.before == domain::State::Unknown ? QByteArray("null") : jsonText(stateName(event.before)));
    if (!event.cause.isEmpty())
        line +=
            R"(, "cause": )" + jsonText(QString::fromLatin1(event.cause)) + R"(, "title": )" + jsonText(event.title);
    const workflows::StuckRequest *stuck = event.kind == Kind::Stuck ? m_stuck.find(event.row.uuid) : nullptr;
    if (stuck)
        line += R"(, "stuck": )" + stuckJson(*stuck);
    line += R"(, "request": )" + (event.raw.isEmpty() ? QByteArray("null") : onOneLine(event.raw));
    return line + '}';
}

QByteArray WatchCommand::asText(const Event &event) const
{
    const domain::Request &row = event.row;
    constexpr int EventColumns = 10;
    constexpr int StateColumns = 22;
    QString state = stateOf(row);
    if (event.before != domain::State::Unknown && event.before != row.state)
        state = stateName(event.before) + QStringLiteral(" -> ") + state;
    QString words = event.title;
    if (words.isEmpty())
        words = QString::fromUtf8(domain::errorSummary(row.error));
    QString line = event.time.toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral("Z  ") +
                   padded(workflows::liveEventWord(event.kind), EventColumns) + QStringLiteral("  ") +
                   padded(visibleText(state, Lines::One), StateColumns) + QStringLiteral("  ") + row.uuid.toString() +
                   QStringLiteral("  ") + visibleText(row.offeringName, Lines::One);
    if (!words.isEmpty())
        line += QStringLiteral("  ") + visibleText(words, Lines::One);
    if (const int width = output().width(); width > 0)
        line = fitted(line, width);
    return line.toUtf8();
}

void WatchCommand::print(const Event &event)
{
    if (m_call.format == Format::JsonLines) {
        const QByteArray line = asJson(event);
        output().data((output().isTerminal() ? visibleJson(line) : line) + '\n');
    } else {
        output().data(asText(event) + '\n');
    }
    output().flush();
    if (output().isClosed() || output().hasFailed())
        end(output().hasFailed() ? Exit::Failed : Exit::Done);
}

void WatchCommand::end(Exit exit)
{
    if (std::exchange(m_ended, true))
        return;
    m_feed.stop();
    output().flush();
    emit finished(exit);
}

} // namespace waldesk::app

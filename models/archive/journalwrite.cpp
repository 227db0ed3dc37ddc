// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalwrite.h"

#include "models/domain/csv.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace waldesk::archive
{
namespace
{

using domain::WriteOutcome;

constexpr std::array Columns{"time",
                             "user",
                             "verb",
                             "request",
                             "offering",
                             "offering_name",
                             "server",
                             "state_before",
                             "state_after",
                             "outcome",
                             "status",
                             "answer",
                             "reason",
                             "error_message",
                             "error_traceback",
                             "sent_message",
                             "sent_traceback",
                             "error_message_after",
                             "error_traceback_after",
                             "settled",
                             "id",
                             "bulk",
                             "resource",
                             "resource_name",
                             "resource_backend_id",
                             "resource_project",
                             "resource_plan",
                             "resource_after",
                             "resource_made"};

QByteArray uuidBytes(const domain::Uuid &uuid)
{
    return uuid.isNil() ? QByteArray() : uuid.toString().toLatin1();
}

QByteArray stateBytes(domain::State state)
{
    return state == domain::State::Unknown ? QByteArray() : domain::stateName(state).toLatin1();
}

std::array<QByteArray, Columns.size()> cellsOf(const JournalWrite &write)
{
    const JournalEntry &before = write.before;
    const domain::ErrorText later = write.after ? write.after->error : domain::ErrorText();
    const JournalEntry::Resource resource = before.resource.value_or(JournalEntry::Resource());
    const domain::Uuid made = write.after && write.after->resource ? write.after->resource->made : domain::Uuid();
    const bool isSettled = write.after && write.after->phase == JournalEntry::Phase::Settled;
    return {before.time.toWire().toLatin1(),
            before.user.toUtf8(),
            before.verb.toUtf8(),
            uuidBytes(write.request()),
            uuidBytes(before.offering),
            before.offeringName.toUtf8(),
            before.server.toUtf8(),
            stateBytes(before.state),
            stateBytes(write.stateAfter()),
            write.outcomeWord().toLatin1(),
            write.after && write.after->status > 0 ? QByteArray::number(write.after->status) : QByteArray(),
            write.answer().toUtf8(),
            before.reason.toUtf8(),
            before.error.message,
            before.error.traceback,
            before.sent.message,
            before.sent.traceback,
            later.message,
            later.traceback,
            isSettled ? write.after->time.toWire().toLatin1() : QByteArray(),
            before.id.toUtf8(),
            before.bulk.toUtf8(),
            uuidBytes(resource.uuid),
            resource.name.toUtf8(),
            resource.backendId.toUtf8(),
            resource.projectName.toUtf8(),
            resource.planName.toUtf8(),
            before.resource ? write.resourceAfter().toLatin1() : QByteArray(),
            uuidBytes(made)};
}

bool looksAtTexts(const domain::LocalTerm &term)
{
    return term.key == domain::QueryKey::Text || term.key == domain::QueryKey::Message ||
           term.key == domain::QueryKey::Traceback;
}

/// For the terms that look at a request. withTexts: joining them costs, and most terms do not look.
domain::Request requestOf(const JournalWrite &write, bool withTexts)
{
    domain::Request request;
    request.uuid = write.before.resource ? write.before.resource->uuid : write.request();
    request.offering = write.before.offering;
    request.offeringName = write.before.offeringName;
    request.state = write.before.state;
    request.created = write.before.time;
    request.modified = write.before.time;
    if (!withTexts)
        return request;
    // Texts are looked for in all that the journal has: what stood there, what was sent, what was found, why.
    const std::array texts{&write.before.error, &write.before.sent};
    for (const domain::ErrorText *text : texts) {
        request.error.message += text->message + '\n';
        request.error.traceback += text->traceback + '\n';
    }
    if (write.after) {
        request.error.message += write.after->error.message + '\n';
        request.error.traceback += write.after->error.traceback + '\n';
    }
    if (const auto &resource = write.before.resource) {
        for (const QString *name : {&resource->name, &resource->backendId, &resource->projectName, &resource->planName})
            request.error.message += name->toUtf8() + '\n';
    }
    request.error.message += write.before.reason.toUtf8() + '\n' + write.answer().toUtf8();
    return request;
}

/// A bare word that is the id of a run, or its beginning, finds all that was begun together. Not a part of it: two hex
/// digits would find everything.
bool bulkMatches(const domain::LocalTerm &term, const JournalWrite &write)
{
    constexpr qsizetype Least = 8; // as many as the detail shows
    return term.key == domain::QueryKey::Text && !write.before.bulk.isEmpty() &&
           std::ranges::any_of(term.words, [&](const domain::Word &word) {
               const QString id = QString(word.text).remove(QLatin1Char('-'));
               return id.size() >= Least && write.before.bulk.startsWith(id, Qt::CaseInsensitive);
           });
}

/// `has:` asks for what was overwritten: all texts together always hold something.
bool hasMatches(const domain::LocalTerm &term, const JournalWrite &write)
{
    return std::ranges::any_of(term.has, [&](domain::HasWhat what) {
        switch (what) {
        case domain::HasWhat::Traceback:
            return !write.overwritten().traceback.isEmpty();
        case domain::HasWhat::Message:
            return !write.overwritten().message.isEmpty();
        case domain::HasWhat::Error:
            break;
        }
        return !write.overwritten().isEmpty();
    });
}

bool stateMatches(const domain::LocalTerm &term, const JournalWrite &write)
{
    return std::ranges::any_of(term.states, [&](domain::State state) {
        return state == write.before.state || (write.after && state == write.after->state);
    });
}

} // namespace

domain::Uuid JournalWrite::request() const
{
    return before.request.isNil() && after ? after->request : before.request;
}

WriteOutcome JournalWrite::outcome() const
{
    return after ? after->outcome.value_or(WriteOutcome::Unknown) : WriteOutcome::Unknown;
}

bool JournalWrite::isUnsettled() const
{
    return isUnknown() && (!after || after->phase != JournalEntry::Phase::Settled);
}

domain::State JournalWrite::stateAfter() const
{
    return after ? after->state : domain::State::Unknown;
}

QString JournalWrite::resourceAfter() const
{
    if (!after || !after->resource || (isUnknown() && after->resource->waits))
        return QStringLiteral("?");
    if (after->resource->waits)
        return QStringLiteral("waits");
    return after->resource->made.isNil() ? QStringLiteral("gone") : QStringLiteral("imported");
}

bool JournalWrite::matches(const domain::LocalFilter &filter) const
{
    if (filter.isEmpty())
        return true;
    const domain::Request request = requestOf(*this, std::ranges::any_of(filter.terms, looksAtTexts));
    const QString word = outcomeWord();
    domain::RowFacts facts;
    facts.verb = before.verb;
    facts.outcome = word;
    facts.user = before.user;
    return std::ranges::all_of(filter.terms, [&](const domain::LocalTerm &term) {
        if (term.key == domain::QueryKey::State)
            return stateMatches(term, *this) != term.negated;
        if (term.key == domain::QueryKey::Has)
            return hasMatches(term, *this) != term.negated;
        if (bulkMatches(term, *this))
            return !term.negated;
        return domain::LocalFilter{{term}, filter.now}.matches(request, {}, facts);
    });
}

domain::LocalFilter journalFilter(const domain::Query &query, domain::Timestamp now, const QTimeZone &zone)
{
    domain::QueryContext context;
    context.now = now;
    context.zone = zone;
    domain::LocalFilter filter = query.split(context).all;
    // "not processing" became "one of the others", which says something else of a write: that has two states.
    for (size_t i = 0; i < query.terms().size() && i < filter.terms.size(); ++i) {
        const domain::QueryTerm &term = query.terms()[i];
        if (term.key != domain::QueryKey::State || !term.negated)
            continue;
        filter.terms[i].negated = true;
        filter.terms[i].states.clear();
        for (const auto &value : term.values) {
            if (const auto *state = std::get_if<domain::State>(&value))
                filter.terms[i].states.push_back(*state);
        }
    }
    return filter;
}

std::vector<size_t> JournalWrites::add(const std::vector<JournalEntry> &entries)
{
    std::vector<size_t> touched;
    for (const JournalEntry &entry : entries) {
        const bool isBefore = entry.phase == JournalEntry::Phase::Before;
        // Lines without an id belong to nothing but themselves.
        const auto known = entry.id.isEmpty() ? m_places.constEnd() : m_places.constFind(entry.id);
        size_t place = m_writes.size();
        if (known == m_places.constEnd()) {
            m_writes.emplace_back();
            m_writes.back().before = entry;
            if (!isBefore) {
                // What stands in it is how the row was found, not what was there.
                JournalEntry &before = m_writes.back().before;
                before.phase = JournalEntry::Phase::Before;
                before.state = domain::State::Unknown;
                before.error = {};
                before.modified.reset();
                before.outcome.reset();
                before.status = 0;
                before.answer.clear();
            }
            if (!entry.id.isEmpty())
                m_places.insert(entry.id, place);
        } else {
            place = *known;
        }
        if (!isBefore) {
            JournalWrite &write = m_writes[place];
            if (write.before.offeringName.isEmpty())
                write.before.offeringName = entry.offeringName;
            write.after = entry; // a line "settled" comes after it and takes its place
        }
        touched.push_back(place);
    }
    std::ranges::sort(touched);
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    return touched;
}

QByteArray journalCsvHeader()
{
    QByteArray line;
    for (const char *column : Columns) {
        if (!line.isEmpty())
            line += ',';
        line += column;
    }
    return line + "\r\n";
}

QByteArray journalCsvLine(const JournalWrite &write)
{
    QByteArray line;
    bool first = true;
    for (const QByteArray &cell : cellsOf(write)) {
        if (!std::exchange(first, false))
            line += ',';
        line += domain::csvCell(cell);
    }
    return line + "\r\n";
}

QByteArray journalJsonLine(const JournalWrite &write)
{
    const auto cells = cellsOf(write);
    QByteArray line = "{";
    for (size_t i = 0; i < Columns.size(); ++i) {
        // By hand, because QJsonObject would sort the names; the values are escaped by Qt.
        QJsonObject one;
        const QString name = QString::fromLatin1(Columns.at(i));
        one[name] = name == QLatin1String("status") ? QJsonValue(cells.at(i).toInt())
                                                    : QJsonValue(QString::fromUtf8(cells.at(i)));
        if (i > 0)
            line += ',';
        line += QJsonDocument(one).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
    }
    return line + '}';
}

} // namespace waldesk::archive

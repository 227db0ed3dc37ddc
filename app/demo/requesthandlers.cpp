// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/requesthandlers.h"

#include "app/demo/hash.h"
#include "app/demo/listquery.h"

#include <array>

namespace waldesk::demo
{
namespace
{
void appendRequest(QByteArray &out, const World &world, const QByteArray &base, quint32 index)
{
    const Fact fact = world.store.fact(index);
    const Offering &offering = world.catalog.offerings()[fact.offering];
    const ErrorText text = world.store.errorText(index);
    const QByteArray hex = world.store.uuid(index).toHex();
    const QByteArray offeringHex = offering.uuid.toHex();
    JsonObject object(out);
    const auto moment = [&](QByteArrayView name, qint64 micros) {
        if (micros == 0)
            return object.null(name);
        object.key(name);
        out.append('"');
        appendMoment(out, micros);
        out.append('"');
    };
    object.text("url", base + "/api/backend-resource-requests/" + hex + '/');
    object.text("uuid", hex);
    moment("created", fact.created);
    moment("modified", fact.modified());
    moment("started", fact.started);
    moment("finished", fact.finished);
    object.text("state", stateNames[fact.state]);
    object.text("offering", offeringHex);
    object.text("offering_name", offering.name);
    object.text("offering_url", base + "/api/marketplace-public-offerings/" + offeringHex + '/');
    object.text("error_message", text.message);
    object.text("error_traceback", text.traceback);
}

const std::vector<quint32> &matching(World &world, const RequestFilter &filter)
{
    Selection &selection = world.selection;
    RequestFilter key = filter;
    key.oldestFirst = false;
    if (selection.valid && selection.generation == world.store.generation() && selection.filter == key)
        return selection.indices;
    selection.indices.clear();
    const std::vector<Fact> &facts = world.store.facts();
    for (quint32 index = 0; index < facts.size(); ++index) {
        if (key.passes(facts[index]))
            selection.indices.push_back(index);
    }
    selection.filter = key;
    selection.generation = world.store.generation();
    selection.valid = true;
    return selection.indices;
}

/// Finds the row for a detail route, or says why not. A filter parameter in its URL counts, except where the server's
/// own code bypasses the filters (`filtered` false).
struct Found {
    quint32 index = 0;
    std::optional<Answer> refusal;
};
Found findRow(World &world, const Visit &visit, bool filtered)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(visit.key);
    const std::optional<quint32> index = uuid ? world.store.find(*uuid) : std::nullopt;
    RequestFilter filter;
    if (filtered) {
        Problems problems;
        filter = RequestFilter::read(Params(visit.call.rawQuery), world.catalog, problems);
        if (!problems.isEmpty())
            return {0, problems.toAnswer()};
    }
    filter.offerings &= visit.user->visible;
    if (!index || !filter.passes(world.store.fact(*index)))
        return {0, notFound("BackendResourceRequest")};
    return {*index, std::nullopt};
}

/// The order of the checks of an action: visible, permitted, in a state that allows it (0: any), with a body one can
/// read.
Found findForAction(World &world, const Visit &visit, bool filtered, std::optional<State> needed)
{
    Found found = findRow(world, visit, filtered);
    if (found.refusal)
        return found;
    const Fact fact = world.store.fact(found.index);
    if (!visit.user->manages(fact.offering))
        found.refusal = forbidden();
    else if (needed && fact.state != *needed)
        found.refusal =
            detail(409, QStringLiteral("Valid states for operation: %1.").arg(QLatin1StringView(stateNames[*needed])));
    return found;
}

/// What an action has read and checked before it saves.
struct Transition {
    quint32 index = 0;
    Fact before;
    ErrorText textBefore;
    State to = Sent;
    ErrorText text; ///< of an error
};

Answer save(World &world, const Transition &transition)
{
    constexpr std::array words{"sent", "processing", "done", "erred"};
    switch (transition.to) {
    case Processing:
        world.store.startProcessing(transition.index);
        break;
    case Done:
        world.store.setDone(transition.index);
        break;
    case Erred:
        world.store.setErred(transition.index, transition.text);
        break;
    case Sent:
        break; // nothing leads there
    }
    return ok(QByteArray("{\"status\":\"Request state set to ") + words[transition.to] + ".\"}");
}

/// The server takes no lock on the row: whoever saves last wins, with the row as it was read. A start or done that
/// finds the row changed may also fall over the state machine of the model.
Answer saveUnlocked(World &world, const Transition &transition)
{
    const bool overtaken = !(world.store.fact(transition.index) == transition.before);
    if (overtaken && transition.to != Erred &&
        Dice(world.store.seed(), transition.index, world.store.generation()).chance(0.3))
        return serverErrorPage();
    world.store.rewind(transition.index, transition.before, transition.textBefore);
    return save(world, transition);
}

Answer carryOut(World &world, quint32 index, State to, const ErrorText &text = {})
{
    const Transition transition{index, world.store.fact(index), world.store.errorText(index), to, text};
    if (!world.races)
        return save(world, transition);
    Answer answer;
    answer.later = [&world, transition] {
        return saveUnlocked(world, transition);
    };
    return answer;
}

/// start_processing and set_done: the body is read, so that a broken one is refused, and not used.
Answer moveOn(World &world, const Visit &visit, State from, State to)
{
    const Found found = findForAction(world, visit, true, from);
    if (found.refusal)
        return *found.refusal;
    if (const Body body = readBody(visit.call); body.refusal)
        return *body.refusal;
    return carryOut(world, found.index, to);
}

QString shownAsPython(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("True") : QStringLiteral("False");
    return value.toVariant().toString();
}
} // namespace

Answer listRequests(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    Problems problems;
    RequestFilter filter = RequestFilter::read(params, world.catalog, problems);
    if (!problems.isEmpty())
        return problems.toAnswer();
    filter.offerings &= visit.user->visible;

    const bool everything = filter.passesAll();
    const std::vector<quint32> none;
    const std::vector<quint32> &chosen = everything ? none : matching(world, filter);
    const qint64 total = everything ? qint64(world.store.size()) : static_cast<qint64>(chosen.size());
    const std::optional<Page> page = pageOf(params, total);
    if (!page)
        return invalidPage();

    Answer answer;
    page->describe(visit.call, answer);
    if (visit.call.verb == "HEAD")
        return answer;
    const QByteArray base = visit.call.base();
    answer.body.reserve((page->end() - page->first) * 1024 + 2);
    answer.body.append('[');
    for (qint64 position = page->first; position < page->end(); ++position) {
        const qint64 place = filter.oldestFirst ? position : total - 1 - position;
        if (position > page->first)
            answer.body.append(',');
        appendRequest(answer.body, world, base,
                      everything ? static_cast<quint32>(place) : chosen[static_cast<std::size_t>(place)]);
    }
    answer.body.append(']');
    return answer;
}

Answer createRequest(World &world, const Visit &visit)
{
    if (!visit.user->staff)
        return forbidden();
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    Problems problems;
    const QJsonValue value = body.fields.value(QLatin1StringView("offering"));
    const std::optional<Uuid> uuid = value.isString() ? Uuid::tryParse(value.toString()) : std::nullopt;
    const int place = uuid ? world.catalog.offeringPlace(*uuid) : -1;
    if (value.isUndefined())
        problems.add("offering", QStringLiteral("This field is required."));
    else if (value.isNull() || (value.isString() && value.toString().isEmpty()))
        problems.add("offering", QStringLiteral("This field may not be null."));
    else if (value.isObject() || value.isArray())
        problems.add("offering", QStringLiteral("Invalid value."));
    else if (place < 0)
        problems.add("offering", noSuchObject(shownAsPython(value)));
    if (!problems.isEmpty())
        return problems.toAnswer();

    const quint32 index = world.store.create(static_cast<quint8>(place));
    QByteArray json;
    appendRequest(json, world, visit.call.base(), index);
    return created(json, visit.call.base() + "/api/backend-resource-requests/" + world.store.uuid(index).toHex() + '/');
}

Answer retrieveRequest(World &world, const Visit &visit)
{
    const Found found = findRow(world, visit, true);
    if (found.refusal)
        return *found.refusal;
    QByteArray json;
    appendRequest(json, world, visit.call.base(), found.index);
    return ok(json);
}

Answer startProcessing(World &world, const Visit &visit)
{
    return moveOn(world, visit, Sent, Processing);
}

Answer setDone(World &world, const Visit &visit)
{
    return moveOn(world, visit, Processing, Done);
}

Answer setErred(World &world, const Visit &visit)
{
    const Found found = findForAction(world, visit, false, std::nullopt);
    if (found.refusal)
        return *found.refusal;
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    Problems problems;
    ErrorText text;
    const QLatin1StringView message("error_message");
    const QLatin1StringView traceback("error_traceback");
    if (body.fields.contains(message))
        text.message = readText(body.fields, message.data(), problems).toUtf8();
    if (body.fields.contains(traceback))
        text.traceback = readText(body.fields, traceback.data(), problems).toUtf8();
    if (!problems.isEmpty())
        return problems.toAnswer();
    // The schema calls both optional, but the view indexes both.
    if (!body.fields.contains(message) || !body.fields.contains(traceback))
        return serverErrorPage();
    return carryOut(world, found.index, Erred, text);
}
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/causecomponents.h"

#include "models/domain/cause/characters.h"

#include <algorithm>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr qsizetype LongestLine = 4096;

QByteArrayView stepType(const ParsedError &error, const Step &step)
{
    return step.type.of(error.traceback);
}

bool isGeneric(QByteArrayView fullType, const QByteArray &type, const FingerprintRules &rules)
{
    if (type.isEmpty() || rules.genericTypes.contains(type))
        return true;
    const auto leads = [fullType](const QByteArray &prefix) {
        return fullType.startsWith(prefix);
    };
    return fullType.contains('.') &&
           std::any_of(rules.places.appPrefixes.begin(), rules.places.appPrefixes.end(), leads);
}

bool isComprehension(QByteArrayView function)
{
    return function == QByteArrayView("<listcomp>") || function == QByteArrayView("<dictcomp>") ||
           function == QByteArrayView("<setcomp>");
}

using Place = std::pair<QByteArray, QByteArray>;

/// Frames without repeats and cycles of up to four; a recursion that is cut anywhere ends with a whole cycle.
class Places
{
public:
    void add(Place place)
    {
        m_places.push_back(std::move(place));
        constexpr std::size_t LongestCycle = 4;
        for (std::size_t length = 1; length <= LongestCycle && 2 * length <= m_places.size(); ++length) {
            const auto end = m_places.end();
            const auto n = std::ptrdiff_t(length);
            if (std::equal(end - n, end, end - 2 * n)) {
                m_places.erase(end - n, end);
                m_cycle = length;
                m_cycleEnd = m_places.size();
                return;
            }
        }
    }
    std::vector<Place> take(bool endsAnywhere)
    {
        if (endsAnywhere && m_cycle > 0 && m_places.size() - m_cycleEnd < m_cycle) {
            const auto tail = m_places.begin() + std::ptrdiff_t(m_cycleEnd);
            if (std::equal(tail, m_places.end(), tail - std::ptrdiff_t(m_cycle)))
                m_places.erase(tail, m_places.end());
        }
        return std::move(m_places);
    }

private:
    std::vector<Place> m_places;
    std::size_t m_cycle = 0;
    std::size_t m_cycleEnd = 0;
};

Place placeIn(const ParsedError &error, const Frame &frame)
{
    return {frame.module, frame.function.of(error.traceback).toByteArray()};
}

void readFrames(const ParsedError &error, const Step &step, CauseComponents &found)
{
    Places agent;
    std::vector<const Frame *> others;
    bool packages = false;
    for (const Frame &frame : step.frames) {
        if (isComprehension(frame.function.of(error.traceback)))
            continue;
        if (frame.kind == FrameKind::App) {
            agent.add(placeIn(error, frame));
            continue;
        }
        if (frame.kind == FrameKind::Sdk)
            found.sdk = frame.module;
        packages = packages || frame.kind != FrameKind::Std;
        others.push_back(&frame);
    }
    const bool recursion = found.type == "RecursionError";
    found.stack = agent.take(recursion);
    if (!found.stack.empty())
        return;
    // The standard library's own frames differ from one Python to the next.
    if (packages)
        std::erase_if(others, [](const Frame *frame) { return frame->kind == FrameKind::Std; });
    Places last;
    for (const Frame *frame : others)
        last.add(placeIn(error, *frame));
    found.stack = last.take(recursion);
    constexpr std::size_t Kept = 3;
    if (found.stack.size() > Kept)
        found.stack.erase(found.stack.begin(), found.stack.end() - std::ptrdiff_t(Kept));
}

bool isIdentifier(QByteArrayView word)
{
    return !word.isEmpty() && word.size() <= 80 && std::all_of(word.begin(), word.end(), [](char c) {
        return isWord(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    });
}

/// A word in quotes right after @p lead.
QByteArray quotedAfter(QByteArrayView message, QByteArrayView lead)
{
    const qsizetype at = message.indexOf(lead);
    if (at < 0)
        return {};
    const qsizetype begin = at + lead.size();
    const qsizetype end = message.indexOf('\'', begin);
    const QByteArrayView word = end < 0 ? QByteArrayView() : message.sliced(begin, end - begin);
    return isIdentifier(word) ? word.toByteArray() : QByteArray();
}

/// The code of the frame names the word as a constant: it is the same in every case of the fault.
bool codeNames(const ParsedError &error, const Frame &frame, QByteArrayView word)
{
    return std::any_of(frame.source.begin(), frame.source.end(), [&](const SourceLine &line) {
        const QByteArrayView code = line.text.of(error.traceback);
        const qsizetype at = code.indexOf(word);
        if (at <= 0 || at + word.size() >= code.size())
            return false;
        const char before = code[at - 1];
        return (before == '\'' || before == '"') && code[at + word.size()] == before;
    });
}

QByteArray missingKey(const ParsedError &error, const Step &step, QByteArrayView message)
{
    message = message.trimmed();
    if (message.size() < 3 || message.front() != message.back() || (message.front() != '\'' && message.front() != '"'))
        return {};
    const QByteArrayView word = message.sliced(1, message.size() - 2);
    if (!isIdentifier(word) || step.frames.empty())
        return {};
    if (codeNames(error, step.frames.back(), word))
        return word.toByteArray();
    const auto agent = std::find_if(step.frames.rbegin(), step.frames.rend(),
                                    [](const Frame &frame) { return frame.kind == FrameKind::App; });
    return agent != step.frames.rend() && codeNames(error, *agent, word) ? word.toByteArray() : QByteArray();
}

/// The thing of the code that is not there: a key, an attribute, a module, a variable.
QByteArray missingName(const ParsedError &error, const Step &step, const QByteArray &type, QByteArrayView message)
{
    if (type == "KeyError")
        return missingKey(error, step, message);
    if (type == "AttributeError")
        return quotedAfter(message, "has no attribute '");
    if (type == "ModuleNotFoundError")
        return quotedAfter(message, "No module named '");
    if (type == "ImportError")
        return quotedAfter(message, "cannot import name '");
    if (type == "NameError")
        return quotedAfter(message, "name '");
    if (type == "UnboundLocalError")
        return quotedAfter(message, "variable '");
    if (type == "TypeError")
        return quotedAfter(message, "keyword argument '");
    return {};
}

QByteArray codeOf(const MessageTemplate &line)
{
    return line.numbers.empty() ? QByteArray() : line.numbers.front().code;
}

void readCauses(const ParsedError &error, const Step &final, const FingerprintRules &rules, CauseComponents &found)
{
    const Step *step = &final;
    while (step->relation == Relation::Cause && step->previous >= 0) {
        step = &error.parsed.steps[std::size_t(step->previous)];
        const QByteArray type = shortType(stepType(error, *step));
        const QByteArray message = messageOf(error.traceback, *step);
        const QByteArray name = missingName(error, *step, type, message);
        const QByteArray entry = name.isEmpty() ? type : type + ':' + name;
        if (found.cause.isEmpty() || found.cause.last() != entry)
            found.cause.append(entry);
        // A failure without a word of its own is told apart by what it was raised from.
        if (found.message.isEmpty() && !message.trimmed().isEmpty()) {
            const MessageTemplate line = messageTemplate(telling(message), rules.keptWords);
            found.message = line.key;
            if (found.code.isEmpty())
                found.code = codeOf(line);
        }
    }
}

QByteArray leafOf(const ParsedError &error, const Step &step, const FingerprintRules &rules)
{
    CauseComponents leaf;
    leaf.type = shortType(stepType(error, step));
    readFrames(error, step, leaf);
    QByteArray text = leaf.type;
    if (!leaf.stack.empty())
        text += '@' + leaf.stack.back().first + ':' + leaf.stack.back().second;
    const QByteArray message = messageOf(error.traceback, step);
    const QByteArray code = codeOf(messageTemplate(telling(message), rules.keptWords));
    const QByteArray name = missingName(error, step, leaf.type, message);
    for (const QByteArray &more : {code, name}) {
        if (!more.isEmpty())
            text += '#' + more;
    }
    return text;
}

/// The members of a group that are no groups themselves, each sort once: how many there are is no difference.
void readMembers(const ParsedError &error, const FingerprintRules &rules, CauseComponents &found)
{
    const std::vector<Step> &steps = error.parsed.steps;
    std::vector<bool> under(steps.size());
    under[std::size_t(error.parsed.finalStep)] = true;
    for (std::size_t at = std::size_t(error.parsed.finalStep); at < steps.size(); ++at) {
        under[at] = under[at] || (steps[at].parent >= 0 && under[std::size_t(steps[at].parent)]);
        if (!under[at])
            continue;
        for (const qint32 member : steps[at].members) {
            if (steps[std::size_t(member)].members.empty())
                found.members.append(leafOf(error, steps[std::size_t(member)], rules));
        }
    }
    std::sort(found.members.begin(), found.members.end());
    found.members.erase(std::unique(found.members.begin(), found.members.end()), found.members.end());
}

/// `HTTP 409 /api/things/*/start/ — detail`.
QByteArray sdkTemplate(const ParsedError &error, const FingerprintRules &rules)
{
    const QByteArrayView path = error.sdk->path.of(error.message);
    QByteArray text = "HTTP " + QByteArray::number(error.sdk->status) + ' ';
    qsizetype at = 0;
    for (const Span &id : idsOfPath(path, rules.keptWords)) {
        text += path.sliced(at, id.begin - at);
        text += '*';
        at = id.end;
    }
    text += path.sliced(at);
    while (text.endsWith('/'))
        text.chop(1);
    return text + " \xE2\x80\x94 " + error.gistTemplate.key;
}

QByteArrayView cut(QByteArrayView line)
{
    return line.first(std::min(line.size(), LongestLine));
}

} // namespace

QByteArray shortType(QByteArrayView type)
{
    if (type == QByteArrayView("socket.timeout"))
        return "TimeoutError";
    const QByteArray name = type.sliced(type.lastIndexOf('.') + 1).toByteArray();
    if (name == "IOError" || name == "EnvironmentError" || name == "WindowsError")
        return "OSError";
    return name == "BaseExceptionGroup" ? QByteArray("ExceptionGroup") : name;
}

QByteArray telling(QByteArrayView message)
{
    message = message.trimmed();
    const qsizetype end = message.indexOf('\n');
    QByteArray line = cut(end < 0 ? message : message.first(end).trimmed()).toByteArray();
    if (end >= 0 && line.endsWith(':'))
        line += ' ' + cut(message.sliced(message.lastIndexOf('\n') + 1).trimmed()).toByteArray();
    return line;
}

std::vector<Span> idsOfPath(QByteArrayView path, const QByteArrayList &kept)
{
    std::vector<Span> ids;
    for (qsizetype at = 0; at < path.size();) {
        qsizetype end = path.indexOf('/', at);
        if (end < 0)
            end = path.size();
        const QByteArrayView part = path.sliced(at, end - at);
        if (std::any_of(part.begin(), part.end(), isDigit) && !kept.contains(part.toByteArray().toLower()))
            ids.push_back({at, end});
        at = end + 1;
    }
    return ids;
}

ParsedError parseError(const ErrorText &error, const FingerprintRules &rules)
{
    ParsedError out;
    out.message = cleanedForKey(error.message);
    out.traceback = cleanedForKey(error.traceback);
    out.parsed = parseTraceback(out.traceback, out.message, rules.places);
    if (const Step *final = out.parsed.final()) {
        out.typeName = shortType(stepType(out, *final));
        if (out.message.trimmed().isEmpty())
            out.message = messageOf(out.traceback, *final);
    }
    out.line = telling(out.message);
    out.lineTemplate = messageTemplate(out.line, rules.keptWords);
    out.sdk = parseSdkFailure(out.message);
    if (out.sdk) {
        out.sdkGist = cut(bodyGist(out.sdk->body.of(out.message), out.sdk->bodyKind)).toByteArray();
        out.gistTemplate = messageTemplate(out.sdkGist, rules.keptWords);
    }
    return out;
}

CauseComponents componentsOf(const ParsedError &error, const FingerprintRules &rules)
{
    CauseComponents found;
    found.type = error.typeName;
    found.code = error.sdk ? "http " + QByteArray::number(error.sdk->status) : codeOf(error.lineTemplate);
    found.message = error.sdk ? sdkTemplate(error, rules) : error.lineTemplate.key;
    const Step *final = error.parsed.final();
    if (final == nullptr) {
        found.messageCounts = true;
        return found;
    }
    if (found.type == "ExceptionGroup") {
        const qsizetype count = found.message.lastIndexOf(" (* sub-exception");
        if (count >= 0)
            found.message.truncate(count);
    }
    found.messageCounts = error.sdk || isGeneric(stepType(error, *final), found.type, rules);
    found.name = missingName(error, *final, found.type, error.message);
    readFrames(error, *final, found);
    readCauses(error, *final, rules, found);
    if (!final->members.empty())
        readMembers(error, rules, found);
    return found;
}

} // namespace waldesk::domain

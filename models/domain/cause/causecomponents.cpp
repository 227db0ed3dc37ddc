// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/causecomponents.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/plainform.h"
#include "models/domain/cause/raiseline.h"
#include "models/domain/cause/tracebackparser.h"

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

/// Below the code stand, by some loggers, the values of its variables: `name = 'x'`, or lines drawn to them.
std::vector<SourceLine>::const_iterator endOfCode(const ParsedError &error, const Frame &frame)
{
    if (frame.source.empty())
        return frame.source.end();
    return std::find_if(frame.source.begin() + 1, frame.source.end(), [&error](const SourceLine &line) {
        const QByteArrayView code = line.text.of(error.traceback);
        qsizetype at = 0;
        while (at < code.size() && code[at] == ' ')
            ++at;
        if (code.sliced(at).startsWith("\xE2\x94"))
            return true;
        at = 0;
        while (at < code.size() && isWord(code[at]))
            ++at;
        return at > 0 && code.sliced(at).startsWith(" = ");
    });
}

/// The code of the frame names the word as a constant: it is the same in every case of the fault.
bool codeNames(const ParsedError &error, const Frame &frame, QByteArrayView word)
{
    const auto end = error.rule == KeyRule::W1 ? frame.source.end() : endOfCode(error, frame);
    return std::any_of(frame.source.begin(), end, [&](const SourceLine &line) {
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

/// What an operation of the interpreter did not take, in words that stay the same from Python 3.8 to 3.14.
QByteArray refusedOperation(QByteArrayView message)
{
    struct Refusal {
        const char *words;
        const char *name;
    };
    static constexpr Refusal Known[] = {
        {"not subscriptable", "subscript"},
        {"is not iterable", "iterate"},
        {"cannot unpack non-iterable", "iterate"},
        {"argument of type", "contains"},
        {"is not callable", "call"},
        {"unsupported operand type", "operand"},
        {"can only concatenate", "concatenate"},
        {"not supported between", "compare"},
        {"indices must be", "index"},
        {"does not support item assignment", "assign"},
        {"has no len()", "len"},
        {"missing ", "arguments missing"},
        {"positional argument", "arguments"},
        {"unexpected keyword", "keyword"},
        {"unhashable type", "hash"},
        {"expected str", "join"},
        {"can't compare offset-naive", "compare times"},
        {"is not JSON serializable", "serialize"},
        {"not enough arguments for format", "format arguments"},
        {"not all arguments converted", "format arguments"},
        {"d format: ", "format"},
        {"format: a number is required", "format"},
    };
    for (const Refusal &one : Known) {
        if (message.contains(QByteArrayView(one.words)))
            return one.name;
    }
    return {};
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
    if (type == "TypeError") {
        const QByteArray keyword = quotedAfter(message, "keyword argument '");
        return keyword.isEmpty() && error.rule == KeyRule::W2 ? refusedOperation(message) : keyword;
    }
    return {};
}

QByteArray codeOf(const MessageTemplate &line)
{
    return line.numbers.empty() ? QByteArray() : line.numbers.front().code;
}

void readCauses(const ParsedError &error, const Step &final, const FingerprintRules &rules, KeyRule rule,
                CauseComponents &found)
{
    const Step *step = &final;
    while (step->relation == Relation::Cause && step->previous >= 0) {
        step = &error.parsed.steps[std::size_t(step->previous)];
        const QByteArray type = shortType(stepType(error, *step), rule);
        const QByteArray message = messageOf(error.traceback, *step);
        const QByteArray name = missingName(error, *step, type, message);
        const QByteArray entry = name.isEmpty() ? type : type + ':' + name;
        if (found.cause.isEmpty() || found.cause.last() != entry)
            found.cause.append(entry);
        // A failure without a word of its own is told apart by what it was raised from.
        if (found.message.isEmpty() && !message.trimmed().isEmpty()) {
            const MessageTemplate line = messageTemplate(telling(message), rules.keptWords, rule);
            found.message = line.key;
            if (found.code.isEmpty() && rule == KeyRule::W1)
                found.code = codeOf(line);
        }
    }
}

QByteArray leafOfW1(const ParsedError &error, const Step &step, const FingerprintRules &rules)
{
    CauseComponents leaf;
    leaf.type = shortType(stepType(error, step), KeyRule::W1);
    readFrames(error, step, leaf);
    QByteArray text = leaf.type;
    if (!leaf.stack.empty())
        text += '@' + leaf.stack.back().first + ':' + leaf.stack.back().second;
    const QByteArray message = messageOf(error.traceback, step);
    const QByteArray code = codeOf(messageTemplate(telling(message), rules.keptWords, KeyRule::W1));
    const QByteArray name = missingName(error, step, leaf.type, message);
    for (const QByteArray &more : {code, name}) {
        if (!more.isEmpty())
            text += '#' + more;
    }
    return text;
}

/// The members of a group that are no groups themselves, each sort once: how many there are is no difference.
void readMembersW1(const ParsedError &error, const FingerprintRules &rules, CauseComponents &found)
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
                found.members.append(leafOfW1(error, steps[std::size_t(member)], rules));
        }
    }
    std::sort(found.members.begin(), found.members.end());
    found.members.erase(std::unique(found.members.begin(), found.members.end()), found.members.end());
}

QByteArray joinedCodes(const std::vector<RootCode> &codes)
{
    QByteArrayList parts;
    for (const RootCode &code : codes)
        parts.append(code.text());
    return parts.join(", ");
}

/// Of all exceptions that decide, each once.
QByteArray codesOf(const ParsedError &error)
{
    if (error.sdk)
        return "http " + QByteArray::number(error.sdk->status);
    QByteArrayList parts;
    for (const RootCause &root : error.roots)
        parts.append(joinedCodes(root.codes));
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    parts.removeAll(QByteArray());
    return parts.join("; ");
}

/// The interpreter and the readers of formats word these themselves, differently from version to version.
bool isWordedByInterpreter(const QByteArray &type)
{
    static const QByteArrayList Types{
        "KeyError",          "IndexError",    "AttributeError",      "TypeError",          "NameError",
        "UnboundLocalError", "SyntaxError",   "ZeroDivisionError",   "RecursionError",     "ImportError",
        "IndentationError",  "TabError",      "ModuleNotFoundError", "UnicodeDecodeError", "UnicodeEncodeError",
        "UnicodeError",      "StopIteration", "MemoryError",         "OverflowError",      "SystemError"};
    return Types.contains(type);
}

bool isWordedByReader(const QByteArray &type)
{
    return type == "JSONDecodeError" || type == "ExpatError" || type == "ParseError" || type.startsWith("Unicode");
}

QByteArray codeOfFrame(const ParsedError &error, const Frame &frame)
{
    QByteArray code;
    for (auto line = frame.source.begin(), end = endOfCode(error, frame); line != end; ++line) {
        code += line->text.of(error.traceback);
        code += '\n';
    }
    return code;
}

/// The message is the raiser's own sentence, and one of several that it may raise.
bool messageCounts(const ParsedError &error, const Step &step, const QByteArray &type, const FingerprintRules &rules)
{
    if (isGeneric(stepType(error, step), type, rules) || step.frames.empty())
        return true;
    if (isWordedByReader(type))
        return step.frames.back().kind == FrameKind::App && isRaise(codeOfFrame(error, step.frames.back()));
    return !isWordedByInterpreter(type) || isRaise(codeOfFrame(error, step.frames.back()));
}

/// The text of a JSON string that begins at @p at, as far as a line needs it.
QByteArray jsonString(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype Longest = 400;
    QByteArray out;
    for (; at < text.size() && out.size() < Longest && text[at] != '"' && text[at] != '\n'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out += text[at];
    }
    return out;
}

/// As telling(), and more where the first line says no more than a status, or how many fields are wrong.
QByteArray tellingMore(QByteArrayView message)
{
    QByteArray line = telling(message);
    const QByteArrayView trimmed = message.trimmed();
    const qsizetype end = trimmed.indexOf('\n');
    if (end < 0)
        return line;
    if (line.size() == 5 && line.startsWith('(') && line.endsWith(')')) {
        constexpr QByteArrayView Lead("\"message\":\"");
        constexpr QByteArrayView SpacedLead("\"message\": \"");
        const qsizetype tight = trimmed.indexOf(Lead);
        const qsizetype at = tight >= 0 ? tight + Lead.size() : trimmed.indexOf(SpacedLead);
        if (at >= 0) {
            const QByteArray text = jsonString(trimmed, tight >= 0 ? at : at + SpacedLead.size());
            if (!text.trimmed().isEmpty())
                line += ' ' + text.simplified();
        }
    } else if (line.contains(" validation error")) {
        const QByteArrayView rest = trimmed.sliced(end + 1);
        const qsizetype field = rest.indexOf('\n');
        line += ": " + rest.first(field < 0 ? rest.size() : field).trimmed().toByteArray().left(200);
    }
    return line;
}

/// The template of a step's message, with what the line that raised shows to be variable.
MessageTemplate templateOf(const ParsedError &error, const Step &step, QByteArrayView message,
                           const FingerprintRules &rules)
{
    const QByteArray line = tellingMore(message);
    std::vector<Span> variable;
    if (!step.frames.empty()) {
        if (const auto raised = RaiseLine::parse(codeOfFrame(error, step.frames.back()))) {
            const QByteArrayView trimmed = message.trimmed();
            if (auto parts = raised->variablePartsOf(trimmed)) {
                qsizetype end = trimmed.indexOf('\n');
                end = end < 0 ? line.size() : std::min(end, line.size());
                for (Span part : *parts) {
                    part.end = std::min(part.end, end);
                    if (!part.isEmpty())
                        variable.push_back(part);
                }
            }
        }
    }
    return messageTemplate(line, rules.keptWords, KeyRule::W2, variable);
}

/// An exception that decides, by itself and by the root of its own chain.
QByteArray leafOf(const ParsedError &error, qint32 at, const RootCause &root, const FingerprintRules &rules)
{
    const Step &step = error.parsed.steps[std::size_t(at)];
    CauseComponents leaf;
    leaf.type = shortType(stepType(error, step));
    readFrames(error, step, leaf);
    QByteArray text = leaf.type;
    if (!leaf.stack.empty())
        text += '@' + leaf.stack.back().first + ':' + leaf.stack.back().second;
    const QByteArray message = messageOf(error.traceback, step);
    if (!root.codes.empty())
        text += '#' + joinedCodes(root.codes);
    if (const QByteArray name = missingName(error, step, leaf.type, message); !name.isEmpty())
        text += '#' + name;
    if (messageCounts(error, step, leaf.type, rules))
        text += '#' + templateOf(error, step, message, rules).key;
    return text;
}

/// Each sort once: how many there are is no difference.
void readMembers(const ParsedError &error, const FingerprintRules &rules, CauseComponents &found)
{
    const std::vector<qint32> leaves = error.parsed.leaves();
    for (std::size_t i = 0; i < leaves.size(); ++i)
        found.members.append(leafOf(error, leaves[i], error.roots[i], rules));
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

QByteArray shortType(QByteArrayView type, KeyRule rule)
{
    // Versions 12 and later of the client raise a child of ApiException for each status.
    if (rule == KeyRule::W2 && type.startsWith("kubernetes") && type.endsWith("Exception"))
        return "ApiException";
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

ParsedError parseError(const ErrorText &error, const FingerprintRules &rules, KeyRule rule)
{
    ParsedError out;
    out.rule = rule;
    out.cleanedMessage = cleanedForKey(error.message);
    out.message = out.cleanedMessage;
    out.traceback = cleanedForKey(error.traceback);
    if (rule == KeyRule::W2) {
        if (std::optional<PlainForm> plain = plainFormOf(out.traceback, out.message))
            out.traceback = std::move(plain->text);
    }
    out.parsed = TracebackParser(out.traceback, out.message, rules.places, rule == KeyRule::W2).run();
    const Step *final = out.parsed.final();
    if (final != nullptr) {
        out.typeName = shortType(stepType(out, *final), rule);
        out.genericType = isGeneric(stepType(out, *final), out.typeName, rules);
        if (out.message.trimmed().isEmpty())
            out.message = messageOf(out.traceback, *final);
    }
    out.line = rule == KeyRule::W2 ? tellingMore(out.message) : telling(out.message);
    out.lineTemplate = final != nullptr && rule == KeyRule::W2 ? templateOf(out, *final, out.message, rules)
                                                               : messageTemplate(out.line, rules.keptWords, rule);
    out.sdk = parseSdkFailure(out.message);
    if (out.sdk) {
        out.sdkGist =
            cut(bodyGist(out.sdk->body.of(out.message), out.sdk->bodyKind, rule == KeyRule::W2)).toByteArray();
        out.gistTemplate = messageTemplate(out.sdkGist, rules.keptWords, rule);
    }
    if (rule == KeyRule::W2)
        out.roots = rootCausesOf(out.parsed, out.traceback, out.message);
    return out;
}

namespace
{

CauseComponents componentsW1(const ParsedError &error, const FingerprintRules &rules)
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
    found.messageCounts = error.sdk || error.genericType;
    found.name = missingName(error, *final, found.type, error.message);
    readFrames(error, *final, found);
    readCauses(error, *final, rules, KeyRule::W1, found);
    if (!final->members.empty())
        readMembersW1(error, rules, found);
    return found;
}

} // namespace

CauseComponents componentsOf(const ParsedError &error, const FingerprintRules &rules, KeyRule rule)
{
    if (rule == KeyRule::W1)
        return componentsW1(error, rules);
    CauseComponents found;
    found.type = error.typeName;
    found.code = codesOf(error);
    found.message = error.sdk ? sdkTemplate(error, rules) : error.lineTemplate.key;
    const Step *final = error.parsed.final();
    if (final == nullptr) {
        found.messageCounts = true;
        return found;
    }
    found.messageCounts = error.sdk || messageCounts(error, *final, found.type, rules);
    found.name = missingName(error, *final, found.type, error.message);
    readFrames(error, *final, found);
    readCauses(error, *final, rules, KeyRule::W2, found);
    if (error.roots.size() > 1 || error.parsed.leaves().front() != error.parsed.finalStep) {
        readMembers(error, rules, found);
        // What the group is called says nothing of what failed in it.
        found.messageCounts = found.messageCounts && final->members.empty();
    }
    return found;
}

} // namespace waldesk::domain

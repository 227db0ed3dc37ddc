// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/fingerprint.h"

#include "models/domain/cause/causecomponents.h"
#include "models/domain/cause/textlines.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace waldesk::domain
{
namespace
{

constexpr qsizetype KeyLimit = 1024 * 1024;
constexpr qsizetype LongestTitle = 500;

void appendString(QByteArray &json, QByteArrayView text)
{
    constexpr char Hex[] = "0123456789abcdef";
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json += "\\u00";
            json += Hex[static_cast<unsigned char>(c) >> 4];
            json += Hex[static_cast<unsigned char>(c) & 15];
        } else {
            json += c;
        }
    }
    json += '"';
}

void appendList(QByteArray &json, const QByteArrayList &list)
{
    json += '[';
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (i > 0)
            json += ',';
        appendString(json, list.at(i));
    }
    json += ']';
}

void appendName(QByteArray &json, const char *name)
{
    if (json.size() > 1)
        json += ',';
    json += '"';
    json += name;
    json += "\":";
}

void appendMember(QByteArray &json, const char *name, const QByteArray &value)
{
    if (value.isEmpty())
        return;
    appendName(json, name);
    appendString(json, value);
}

QByteArray hashed(const char *prefix, const QByteArray &text)
{
    constexpr qsizetype Digits = 16;
    return prefix + QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(Digits);
}

bool needsCleaning(const QByteArray &text)
{
    if (text.size() > KeyLimit || text.contains('\r') || text.contains('\x1b'))
        return true;
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        if (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
            return true;
    }
    return !text.isEmpty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n');
}

/// Title and marks from a line whose variable parts are known.
void setTitle(Fingerprint &out, const QByteArray &line, const std::vector<VariablePart> &parts)
{
    QString title;
    qsizetype at = 0;
    for (const VariablePart &part : parts) {
        if (part.span.begin < at || title.size() > LongestTitle)
            continue;
        title += QString::fromUtf8(QByteArrayView(line).sliced(at, part.span.begin - at));
        const QString value = QString::fromUtf8(part.span.of(line));
        out.variableParts.push_back({title.size(), value.size(), part.kind});
        title += value;
        at = part.span.end;
    }
    title += QString::fromUtf8(QByteArrayView(line).sliced(at));
    if (title.size() > LongestTitle) {
        title.truncate(LongestTitle);
        title += QChar(0x2026);
        std::erase_if(out.variableParts, [](const TextRange &range) { return range.begin >= LongestTitle; });
        for (TextRange &range : out.variableParts)
            range.length = std::min(range.length, LongestTitle - range.begin);
    }
    out.title = title;
}

void describeSdk(Fingerprint &out, const ParsedError &error, const FingerprintRules &rules)
{
    const QByteArrayView path = error.sdk->path.of(error.message);
    QByteArray line = path.toByteArray();
    std::vector<VariablePart> parts;
    for (const Span &id : idsOfPath(path, rules.keptWords))
        parts.push_back({ValueKind::Uuid, id});
    if (!error.sdkGist.isEmpty()) {
        line += line.isEmpty() ? "" : " \xE2\x80\x94 ";
        for (const VariablePart &part : error.gistTemplate.parts)
            parts.push_back({part.kind, {part.span.begin + line.size(), part.span.end + line.size()}});
        line += error.sdkGist;
    }
    out.quietType = QLatin1String("HTTP ") + QString::number(error.sdk->status);
    out.typeTells = true;
    setTitle(out, line.isEmpty() ? error.line : line, parts);
}

QByteArray lastLine(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    return trimmed.sliced(trimmed.lastIndexOf('\n') + 1).trimmed();
}

void describe(Fingerprint &out, const ParsedError &error, const FingerprintRules &rules)
{
    if (error.sdk) {
        describeSdk(out, error, rules);
        return;
    }
    out.quietType = QString::fromUtf8(error.typeName);
    out.typeTells = !error.genericType;
    if (!error.line.isEmpty())
        setTitle(out, error.line, error.lineTemplate.parts);
    else if (!error.typeName.isEmpty())
        out.title = QCoreApplication::translate("Fingerprint", "(no message)");
    else if (const QByteArray last = lastLine(error.traceback); !last.isEmpty())
        setTitle(out, last, messageTemplate(last.left(LongestTitle * 4), rules.keptWords).parts);
    else
        out.title = QCoreApplication::translate("Fingerprint", "(no error text)");
}

QString sentenceOf(const ParsedError &error, const Step &step)
{
    const QString type = QString::fromUtf8(shortType(step.type.of(error.traceback)));
    const QString message = QString::fromUtf8(telling(messageOf(error.traceback, step))).left(LongestTitle);
    return message.isEmpty() ? type : type + QLatin1String(": ") + message;
}

/// The oldest exception of the chain; of a group the first leaf's, and how many others there are.
void describeRoot(Fingerprint &out, const ParsedError &error)
{
    if (error.parsed.final() == nullptr)
        return;
    QStringList sentences;
    for (const qint32 leaf : error.parsed.leaves()) {
        const qint32 root = error.parsed.rootOf(leaf);
        if (root == error.parsed.finalStep)
            continue;
        const Step &step = error.parsed.steps[std::size_t(root)];
        if (sentences.isEmpty())
            out.rootType = QString::fromUtf8(shortType(step.type.of(error.traceback)));
        if (const QString sentence = sentenceOf(error, step); !sentences.contains(sentence))
            sentences.append(sentence);
    }
    constexpr qsizetype Shown = 3;
    if (sentences.size() > Shown) {
        const int more = int(sentences.size() - Shown);
        sentences = sentences.first(Shown);
        sentences.append(QCoreApplication::translate("Fingerprint", "and %n more", nullptr, more));
    }
    out.rootCause = sentences.join(QLatin1String("; "));
}

} // namespace

QByteArrayList FingerprintRules::defaultGenericTypes()
{
    static const QByteArrayList Defaults{"Exception",
                                         "BaseException",
                                         "RuntimeError",
                                         "BackendError",
                                         "UnexpectedStatus",
                                         "HTTPError",
                                         "HTTPStatusError",
                                         "OSError",
                                         "ConnectError",
                                         "ConnectionError",
                                         "ExceptionGroup",
                                         "NetworkError",
                                         "RequestException",
                                         "RequestError",
                                         "TransportError",
                                         "ProtocolError",
                                         "RemoteProtocolError",
                                         "SSLError",
                                         "URLError",
                                         "ApiException",
                                         "APIError",
                                         "ApiError",
                                         "ClientError",
                                         "ServerError",
                                         "OperationalError",
                                         "DatabaseError",
                                         "InterfaceError",
                                         "ProgrammingError",
                                         "InternalError",
                                         "CalledProcessError",
                                         "SubprocessError",
                                         "SSHException",
                                         "OneException",
                                         "Fault",
                                         "error",
                                         "Error",
                                         "NewConnectionError",
                                         "MaxRetryError",
                                         "ProxyError",
                                         "HTTPException"};
    return Defaults;
}

QByteArrayList FingerprintRules::defaultKeptWords()
{
    static const QByteArrayList Defaults{
        "sha1",    "sha256", "sha512",  "md5",     "utf8",    "utf-8",   "utf16",      "utf-16", "latin1",   "http2",
        "http1",   "h2",     "ipv4",    "ipv6",    "s3",      "v1",      "v2",         "v3",     "v4",       "oauth2",
        "x509",    "k8s",    "base64",  "base32",  "ec2",     "pkcs12",  "pkcs8",      "win32",  "int32",    "int64",
        "uint32",  "uint64", "float32", "float64", "urllib3", "boto3",   "psycopg2",   "jinja2", "httplib2", "python3",
        "python2", "l2",     "l3",      "tls1",    "ssl3",    "iso8601", "iso-8859-1", "cp1252", "mp3",      "p12"};
    return Defaults;
}

const QByteArray &Fingerprint::key(GroupingLevel level) const
{
    switch (level) {
    case GroupingLevel::Coarse:
        return coarse;
    case GroupingLevel::Exact:
        return exact;
    case GroupingLevel::Normal:
        break;
    }
    return normal;
}

QString Fingerprint::line() const
{
    QString text = title;
    if (!quietType.isEmpty() && (typeTells || components.message.isEmpty() || title.startsWith(u'(')))
        text = quietType + (quietType.startsWith(QLatin1String("HTTP ")) ? QLatin1String(" ") : QLatin1String(": ")) +
               title;
    return rootCause.isEmpty() ? text : text + QStringLiteral(" \u2190 ") + rootCause;
}

QByteArray canonicalJson(const CauseComponents &components, GroupingLevel level)
{
    QByteArray json("{");
    if (level == GroupingLevel::Coarse) {
        appendMember(json, "code", components.code);
        appendMember(json, "type", components.type);
        return json + '}';
    }
    json.reserve(1024);
    if (!components.cause.isEmpty()) {
        appendName(json, "cause");
        appendList(json, components.cause);
    }
    appendMember(json, "code", components.code);
    if (components.messageCounts)
        appendMember(json, "msg", components.message);
    appendMember(json, "name", components.name);
    appendMember(json, "sdk", components.sdk);
    if (!components.stack.empty()) {
        appendName(json, "stack");
        json += '[';
        for (const auto &[module, function] : components.stack) {
            if (json.back() != '[')
                json += ',';
            appendList(json, {module, function});
        }
        json += ']';
    }
    if (!components.members.isEmpty()) {
        appendName(json, "sub");
        appendList(json, components.members);
    }
    appendMember(json, "type", components.type);
    return json + '}';
}

QByteArray cleanedForKey(const QByteArray &text)
{
    if (!needsCleaning(text))
        return text;
    const QByteArray bounded =
        text.size() <= KeyLimit ? text : text.first(KeyLimit / 2) + '\n' + text.last(KeyLimit / 2);
    TextLines lines(bounded);
    QByteArray cleaned;
    cleaned.reserve(bounded.size());
    for (qsizetype line = 0; line < lines.count(); ++line) {
        cleaned += lines.seen(line);
        cleaned += '\n';
    }
    while (cleaned.endsWith('\n'))
        cleaned.chop(1);
    return cleaned;
}

Fingerprint fingerprint(const ErrorText &error, const FingerprintRules &rules)
{
    return fingerprintOf(error, parseError(error, rules), rules);
}

QByteArray keyByW1(const ErrorText &error, const FingerprintRules &rules)
{
    const CauseComponents components = componentsOf(parseError(error, rules, KeyRule::W1), rules, KeyRule::W1);
    return hashed("w1:", canonicalJson(components, GroupingLevel::Normal));
}

Fingerprint fingerprintOf(const ErrorText &error, const ParsedError &parsed, const FingerprintRules &rules)
{
    Fingerprint out;
    out.components = componentsOf(parsed, rules);
    out.coarse = hashed("c1:", canonicalJson(out.components, GroupingLevel::Coarse));
    out.normal = hashed("w2:", canonicalJson(out.components, GroupingLevel::Normal));
    out.exact = hashed("x1:", parsed.cleanedMessage + '\0' + parsed.traceback);
    if (rules.withOlderKey)
        out.older = keyByW1(error, rules);
    describe(out, parsed, rules);
    describeRoot(out, parsed);
    return out;
}

bool areSimilar(const CauseComponents &a, const CauseComponents &b)
{
    if (a.type != b.type || a.stack.empty() != b.stack.empty() ||
        (!a.stack.empty() && a.stack.back() != b.stack.back()))
        return false;
    const QByteArrayList left = a.message.split(' ');
    const QByteArrayList right = b.message.split(' ');
    if (left.size() != right.size() || a.message.isEmpty())
        return false;
    qsizetype fixed = 0;
    qsizetype equal = 0;
    for (qsizetype i = 0; i < left.size(); ++i) {
        if (left.at(i).contains('*') && right.at(i).contains('*'))
            continue;
        ++fixed;
        equal += left.at(i) == right.at(i) ? 1 : 0;
    }
    return fixed > 0 && equal * 10 >= fixed * 9;
}

} // namespace waldesk::domain

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/copyas.h"

#include "models/domain/address.h"

#include <QCoreApplication>

#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace waldesk::domain
{

namespace
{

enum class Language : quint8 { Json, Python };

/// What a terminal or an editor would obey or hide when the text is pasted: controls, marks that turn the direction,
/// separators of lines, what is no character.
bool mustBeEscaped(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

QString hexUnit(char16_t unit)
{
    return u"\\u%1"_s.arg(static_cast<uint>(unit), 4, 16, QLatin1Char('0'));
}

QString escaped(char32_t character, Language language)
{
    switch (character) {
    case U'"':
        return u"\\\""_s;
    case U'\\':
        return u"\\\\"_s;
    case U'\n':
        return u"\\n"_s;
    case U'\r':
        return u"\\r"_s;
    case U'\t':
        return u"\\t"_s;
    default:
        break;
    }
    if (!QChar::requiresSurrogates(character))
        return hexUnit(static_cast<char16_t>(character));
    if (language == Language::Python)
        return u"\\U%1"_s.arg(static_cast<uint>(character), 8, 16, QLatin1Char('0'));
    return hexUnit(QChar::highSurrogate(character)) + hexUnit(QChar::lowSurrogate(character));
}

/// A string literal of JSON (and so of JavaScript), or of Python.
QString literal(const QString &text, Language language = Language::Json)
{
    QString out(u'"');
    for (const char32_t character : text.toUcs4()) {
        const bool own = character == U'"' || character == U'\\';
        if (own || mustBeEscaped(character))
            out += escaped(character, language);
        else
            out += QString::fromUcs4(&character, 1);
    }
    return out + u'"';
}

/// As the client sends it: NUL can not be stored, half a character neither.
QString sendable(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).replace(QChar(0), QChar(QChar::ReplacementCharacter));
}

QString pathOf(const ApiCall &call)
{
    const QString base = u"api/backend-resource-requests/"_s;
    const QString one = base + call.uuid.toString() + u'/';
    switch (call.kind) {
    case ApiCall::Kind::List:
    case ApiCall::Kind::Create:
        break;
    case ApiCall::Kind::Retrieve:
        return one;
    case ApiCall::Kind::Start:
        return one + u"start_processing/"_s;
    case ApiCall::Kind::SetDone:
        return one + u"set_done/"_s;
    case ApiCall::Kind::SetErred:
        return one + u"set_erred/"_s;
    }
    return base;
}

QUrlQuery queryOf(const ApiCall &call)
{
    QUrlQuery query;
    if (call.kind != ApiCall::Kind::List)
        return query;
    query = call.filter.toUrlQuery();
    if (call.pageSize > 0) {
        query.addQueryItem(u"page"_s, u"1"_s);
        query.addQueryItem(u"page_size"_s, QString::number(call.pageSize));
    }
    return query;
}

QString authorization(const ApiCall &call)
{
    return u"\"Authorization: %1 $WALDUR_TOKEN\""_s.arg(QString::fromLatin1(call.schemeWord));
}

QString asHttpie(const ApiCall &call)
{
    // Without --ignore-stdin a script's empty input would be taken for the body.
    QString line = u"http --ignore-stdin --check-status"_s;
    if (const QString body = call.body(); !body.isEmpty())
        line += u" --raw "_s + shellQuoted(body);
    line += call.isWrite() ? u" POST "_s : u" GET "_s;
    line +=
        shellQuoted(call.url().toString(QUrl::FullyEncoded)) + u' ' + authorization(call) + u" Accept-Language:en"_s;
    if (!call.body().isEmpty())
        line += u" Content-Type:application/json"_s;
    return line + u'\n';
}

QString asCurl(const ApiCall &call)
{
    // --globoff: brackets of an IPv6 address are no pattern. --data-raw: a body that begins with @ is no file.
    QString line = u"curl --globoff -sS --fail-with-body"_s;
    if (call.isWrite())
        line += u" -X POST"_s;
    line += u' ' + shellQuoted(call.url().toString(QUrl::FullyEncoded)) + u" -H "_s + authorization(call) +
            u" -H 'Accept: application/json' -H 'Accept-Language: en'"_s;
    if (const QString body = call.body(); !body.isEmpty())
        line += u" -H 'Content-Type: application/json' --data-raw "_s + shellQuoted(body);
    return line + u'\n';
}

/// The base of the clients: no slash at the end, no path of the API.
QString baseOf(const ApiCall &call)
{
    QString base = call.root.toString(QUrl::FullyEncoded | QUrl::RemoveQuery | QUrl::RemoveFragment);
    while (base.endsWith(u'/'))
        base.chop(1);
    return base;
}

QString pythonFunction(ApiCall::Kind kind)
{
    switch (kind) {
    case ApiCall::Kind::List:
        break;
    case ApiCall::Kind::Retrieve:
        return u"backend_resource_requests_retrieve"_s;
    case ApiCall::Kind::Create:
        return u"backend_resource_requests_create"_s;
    case ApiCall::Kind::Start:
        return u"backend_resource_requests_start_processing"_s;
    case ApiCall::Kind::SetDone:
        return u"backend_resource_requests_set_done"_s;
    case ApiCall::Kind::SetErred:
        return u"backend_resource_requests_set_erred"_s;
    }
    return u"backend_resource_requests_list"_s;
}

/// `backend_resource_requests_set_done` as JavaScript names it.
QString camel(const QString &name)
{
    QString out;
    bool upper = false;
    for (const QChar character : name) {
        if (character == u'_')
            upper = true;
        else
            out += std::exchange(upper, false) ? character.toUpper() : character;
    }
    return out;
}

struct PythonParts {
    QStringList imports; ///< modules
    QStringList models;
    QStringList arguments;
};

QString pythonTime(const QString &iso)
{
    // fromisoformat() of Python before 3.11 does not know Z.
    return u"datetime.datetime.fromisoformat(%1)"_s.arg(
        literal(QString(iso).replace(QLatin1Char('Z'), "+00:00"_L1), Language::Python));
}

PythonParts pythonList(const ApiCall &call)
{
    PythonParts parts;
    QStringList states;
    for (const State state : call.filter.states)
        states << u"BackendResourceReqStateEnum(%1)"_s.arg(literal(stateName(state), Language::Python));
    if (!states.isEmpty()) {
        parts.models << u"BackendResourceReqStateEnum"_s;
        parts.arguments << u"state=[%1]"_s.arg(states.join(u", "_s));
    }
    const auto items = queryOf(call).queryItems();
    for (const auto &item : items) {
        if (item.first == "state"_L1)
            continue;
        if (item.first == "o"_L1) {
            parts.models << u"BackendResourceReqOEnum"_s;
            parts.arguments << u"o=[BackendResourceReqOEnum(%1)]"_s.arg(literal(item.second, Language::Python));
        } else if (item.first == "offering_uuid"_L1) {
            parts.imports << u"uuid"_s;
            parts.arguments << u"offering_uuid=uuid.UUID(%1)"_s.arg(literal(item.second, Language::Python));
        } else if (item.first == "page"_L1 || item.first == "page_size"_L1) {
            parts.arguments << item.first + u'=' + item.second;
        } else {
            parts.imports << u"datetime"_s;
            parts.arguments << item.first + u'=' + pythonTime(item.second);
        }
    }
    return parts;
}

PythonParts pythonParts(const ApiCall &call)
{
    if (call.kind == ApiCall::Kind::List)
        return pythonList(call);
    PythonParts parts;
    if (call.kind == ApiCall::Kind::Create) {
        parts.imports << u"uuid"_s;
        parts.models << u"BackendResourceReqRequest"_s;
        parts.arguments << u"body=BackendResourceReqRequest(offering=uuid.UUID(%1))"_s.arg(
            literal(call.offering.toString(), Language::Python));
        return parts;
    }
    parts.arguments << u"uuid="_s + literal(call.uuid.toString(), Language::Python);
    if (call.kind == ApiCall::Kind::SetErred) {
        parts.models << u"BackendResourceRequestSetErredRequest"_s;
        parts.arguments << u"body=BackendResourceRequestSetErredRequest(\n        error_message="_s +
                               literal(sendable(call.text.message), Language::Python) +
                               u",\n        error_traceback="_s +
                               literal(sendable(call.text.traceback), Language::Python) + u",\n    )"_s;
    }
    return parts;
}

QString asPython(const ApiCall &call)
{
    PythonParts parts = pythonParts(call);
    parts.imports << u"os"_s;
    parts.imports.removeDuplicates();
    parts.imports.sort();
    QString out;
    for (const QString &module : std::as_const(parts.imports))
        out += u"import %1\n"_s.arg(module);
    const QString function = pythonFunction(call.kind);
    out += u"\nfrom waldur_api_client import AuthenticatedClient\n"
           "from waldur_api_client.api.backend_resource_requests import %1\n"_s.arg(function);
    if (!parts.models.isEmpty())
        out += u"from waldur_api_client.models import %1\n"_s.arg(parts.models.join(u", "_s));
    out += u"\nclient = AuthenticatedClient(base_url="_s + literal(baseOf(call), Language::Python) +
           u", token=os.environ[\"WALDUR_TOKEN\"], prefix="_s +
           literal(QString::fromLatin1(call.schemeWord), Language::Python) + u")\n"_s;
    out += u"result = %1.sync(\n    client=client,\n"_s.arg(function);
    for (const QString &argument : std::as_const(parts.arguments))
        out += u"    "_s + argument + u",\n"_s;
    return out + u")\nprint(result)\n"_s;
}

QString javaScriptQuery(const ApiCall &call)
{
    QStringList entries;
    QStringList states;
    for (const State state : call.filter.states)
        states << literal(stateName(state));
    if (!states.isEmpty())
        entries << u"state: [%1]"_s.arg(states.join(u", "_s));
    const auto items = queryOf(call).queryItems();
    for (const auto &item : items) {
        if (item.first == "state"_L1)
            continue;
        const bool number = item.first == "page"_L1 || item.first == "page_size"_L1;
        const QString value = number ? item.second : literal(item.second);
        entries << item.first + u": "_s + (item.first == "o"_L1 ? u"[%1]"_s.arg(value) : value);
    }
    return u"  query: { %1 },\n"_s.arg(entries.join(u", "_s));
}

QString asJavaScript(const ApiCall &call)
{
    const QString function = camel(pythonFunction(call.kind));
    QString out = u"import { %1 } from \"waldur-js-client\";\n\nconst { data } = await %1({\n"_s.arg(function);
    out += u"  baseUrl: "_s + literal(baseOf(call)) + u",\n"_s;
    out += u"  headers: { Authorization: %1 + process.env.WALDUR_TOKEN, \"Accept-Language\": \"en\" },\n"_s.arg(
        literal(QString::fromLatin1(call.schemeWord) + u' '));
    if (call.kind == ApiCall::Kind::List)
        out += javaScriptQuery(call);
    else if (call.kind != ApiCall::Kind::Create)
        out += u"  path: { uuid: "_s + literal(call.uuid.toString()) + u" },\n"_s;
    if (const QString body = call.body(); !body.isEmpty())
        out += u"  body: "_s + body + u",\n"_s;
    return out + u"  throwOnError: true,\n});\nconsole.log(data);\n"_s;
}

} // namespace

QString copyFormatName(CopyFormat format)
{
    switch (format) {
    case CopyFormat::Httpie:
        break;
    case CopyFormat::Curl:
        return u"curl"_s;
    case CopyFormat::PythonSdk:
        return u"Python SDK"_s;
    case CopyFormat::JavaScript:
        return u"JavaScript client"_s;
    }
    return u"httpie"_s;
}

QUrl ApiCall::url() const
{
    QUrl url = apiUrl(root, pathOf(*this));
    if (const QUrlQuery query = queryOf(*this); !query.isEmpty())
        url.setQuery(query);
    return url;
}

QString ApiCall::body() const
{
    if (kind == Kind::Create)
        return u"{\"offering\": %1}"_s.arg(literal(offering.toString()));
    if (kind != Kind::SetErred)
        return {};
    // Joined, not arg(): the text may hold %1 itself.
    return u"{\"error_message\": "_s + literal(sendable(text.message)) + u", \"error_traceback\": "_s +
           literal(sendable(text.traceback)) + u'}';
}

ApiCall callOf(Action action, const Request &request, const ErrorText &text)
{
    ApiCall call;
    call.uuid = request.uuid;
    call.offering = request.offering;
    switch (action) {
    case Action::Start:
        call.kind = ApiCall::Kind::Start;
        break;
    case Action::SetDone:
        call.kind = ApiCall::Kind::SetDone;
        break;
    case Action::SetErred:
    case Action::OverwriteError:
        call.kind = ApiCall::Kind::SetErred;
        call.text = text;
        break;
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        call.kind = ApiCall::Kind::Create;
        break;
    case Action::ImportResource:
    case Action::DismissResource:
        Q_UNREACHABLE(); // no call on a request
    }
    return call;
}

QString copyAs(const ApiCall &call, CopyFormat format)
{
    switch (format) {
    case CopyFormat::Httpie:
        break;
    case CopyFormat::Curl:
        return asCurl(call);
    case CopyFormat::PythonSdk:
        return asPython(call);
    case CopyFormat::JavaScript:
        return asJavaScript(call);
    }
    return asHttpie(call);
}

QString shellQuoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace waldesk::domain

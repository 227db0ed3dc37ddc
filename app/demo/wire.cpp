// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/wire.h"

#include <QDateTime>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>

#include <chrono>

namespace waldesk::demo
{
namespace
{
bool isLineSeparator(QByteArrayView utf8, qsizetype at)
{
    return at + 2 < utf8.size() && static_cast<uchar>(utf8[at + 1]) == 0x80 &&
           (static_cast<uchar>(utf8[at + 2]) & 0xfe) == 0xa8;
}

void appendEscape(QByteArray &out, char c)
{
    switch (c) {
    case '"':
        out.append("\\\"");
        return;
    case '\\':
        out.append("\\\\");
        return;
    case '\n':
        out.append("\\n");
        return;
    case '\r':
        out.append("\\r");
        return;
    case '\t':
        out.append("\\t");
        return;
    case '\b':
        out.append("\\b");
        return;
    case '\f':
        out.append("\\f");
        return;
    default:
        break;
    }
    static constexpr char digits[] = "0123456789abcdef";
    out.append("\\u00").append(digits[(c >> 4) & 0xf]).append(digits[c & 0xf]);
}
} // namespace

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    out.append('"');
    qsizetype from = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<uchar>(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0xe2)
            continue;
        if (c == 0xe2) {
            if (!isLineSeparator(utf8, i))
                continue;
            out.append(utf8.sliced(from, i - from));
            out.append((static_cast<uchar>(utf8[i + 2]) & 1) != 0 ? "\\u2029" : "\\u2028");
            i += 2;
        } else {
            out.append(utf8.sliced(from, i - from));
            appendEscape(out, utf8[i]);
        }
        from = i + 1;
    }
    out.append(utf8.sliced(from));
    out.append('"');
}

void JsonObject::key(QByteArrayView name)
{
    m_out.append(m_first ? "\"" : ",\"").append(name).append("\":");
    m_first = false;
}

void JsonObject::text(QByteArrayView name, QByteArrayView utf8)
{
    key(name);
    appendJsonString(m_out, utf8);
}

void JsonObject::flag(QByteArrayView name, bool value)
{
    key(name);
    m_out.append(value ? "true" : "false");
}

void JsonObject::number(QByteArrayView name, qint64 value)
{
    key(name);
    m_out.append(QByteArray::number(value));
}

void JsonObject::null(QByteArrayView name)
{
    key(name);
    m_out.append("null");
}

void JsonObject::raw(QByteArrayView name, QByteArrayView json)
{
    key(name);
    m_out.append(json);
}

namespace
{
QString decoded(QByteArray text)
{
    text.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

std::optional<qint64> moment(const QDate &date, const QTime &time, qint64 micros, int offsetMinutes)
{
    if (!date.isValid() || !time.isValid() || date.year() < 1 || date.year() > 9999)
        return std::nullopt;
    const QDateTime instant(date, time, QTimeZone::utc());
    return instant.toSecsSinceEpoch() * 1'000'000 + micros - qint64(offsetMinutes) * 60'000'000;
}

qint64 microsOf(const QString &fraction)
{
    return fraction.leftJustified(6, u'0', true).toLongLong();
}

std::optional<int> offsetOf(const QString &zone)
{
    if (zone.isEmpty() || zone == u"Z")
        return 0;
    const int hours = QStringView(zone).sliced(1, 2).toInt();
    const int minutes = zone.size() > 3 ? QStringView(zone).last(2).toInt() : 0;
    const int offset = hours * 60 + minutes;
    if (offset >= 24 * 60)
        return std::nullopt;
    return zone.startsWith(u'-') ? -offset : offset;
}

std::optional<qint64> parseIso(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[T ](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,6})\\d{0,6})?)?"
        "\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)?)?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    const std::optional<int> offset = match.hasMatch() ? offsetOf(match.captured(8)) : std::nullopt;
    if (!offset)
        return std::nullopt;
    return moment(QDate(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt()),
                  QTime(match.captured(4).toInt(), match.captured(5).toInt(), match.captured(6).toInt()),
                  microsOf(match.captured(7)), *offset);
}

std::optional<qint64> parseAmerican(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})(?: (\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,6}))?)?)?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    int year = match.captured(3).toInt();
    if (match.capturedLength(3) == 2)
        year += year < 69 ? 2000 : 1900; // strptime's pivot
    return moment(QDate(year, match.captured(1).toInt(), match.captured(2).toInt()),
                  QTime(match.captured(4).toInt(), match.captured(5).toInt(), match.captured(6).toInt()),
                  microsOf(match.captured(7)), 0);
}

void appendPadded(QByteArray &out, qint64 value, int width)
{
    char digits[20];
    for (int i = width - 1; i >= 0; --i, value /= 10)
        digits[i] = static_cast<char>('0' + value % 10);
    out.append(digits, width);
}
} // namespace

Params::Params(const QByteArray &rawQuery)
{
    const QList<QByteArray> pairs = rawQuery.split('&');
    for (const QByteArray &pair : pairs) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        m_items.append(
            {decoded(equals < 0 ? pair : pair.left(equals)), equals < 0 ? QString() : decoded(pair.mid(equals + 1))});
    }
}

QStringList Params::all(QLatin1StringView key) const
{
    QStringList values;
    for (const auto &item : m_items) {
        if (item.first == key)
            values.append(item.second);
    }
    return values;
}

std::optional<QString> Params::last(QLatin1StringView key) const
{
    for (auto item = m_items.crbegin(); item != m_items.crend(); ++item) {
        if (item->first == key)
            return item->second;
    }
    return std::nullopt;
}

std::optional<qint64> parseMoment(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (const std::optional<qint64> iso = parseIso(trimmed))
        return iso;
    return parseAmerican(trimmed);
}

void appendMoment(QByteArray &out, qint64 micros)
{
    const std::chrono::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(micros)};
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(days);
    const qint64 ofDay = (instant - days).count();
    appendPadded(out, static_cast<int>(date.year()), 4);
    out.append('-');
    appendPadded(out, static_cast<unsigned>(date.month()), 2);
    out.append('-');
    appendPadded(out, static_cast<unsigned>(date.day()), 2);
    out.append('T');
    const qint64 second = ofDay / 1'000'000;
    appendPadded(out, second / 3600, 2);
    out.append(':');
    appendPadded(out, second / 60 % 60, 2);
    out.append(':');
    appendPadded(out, second % 60, 2);
    if (const qint64 fraction = ofDay % 1'000'000; fraction != 0) {
        out.append('.');
        appendPadded(out, fraction, 6);
    }
    out.append('Z');
}

QByteArray momentText(qint64 micros)
{
    QByteArray out;
    out.reserve(27);
    appendMoment(out, micros);
    return out;
}

qint64 presentMicros()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

namespace
{
Answer page(int status, const QByteArray &title, const QByteArray &heading, const QByteArray &paragraph)
{
    Answer answer;
    answer.status = status;
    answer.type = "text/html; charset=utf-8";
    answer.body = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>" + title +
                  "</title>\n</head>\n<body>\n  <h1>" + heading + "</h1><p>" + paragraph + "</p>\n</body>\n</html>\n";
    return answer;
}
} // namespace

bool Call::isForLoopback() const
{
    const QUrl url(QStringLiteral("http://") + QString::fromLatin1(host));
    if (url.host().compare(QStringLiteral("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    QHostAddress address;
    return address.setAddress(url.host()) && address.isLoopback();
}

void Problems::add(const QByteArray &field, const QString &message)
{
    m_items.append({field, message});
}

Answer Problems::toAnswer() const
{
    Answer answer;
    answer.status = 400;
    {
        JsonObject object(answer.body);
        for (const auto &[field, message] : m_items) {
            object.key(field);
            answer.body.append('[');
            appendJsonString(answer.body, message.toUtf8());
            answer.body.append(']');
        }
    }
    return answer;
}

Answer ok(const QByteArray &json)
{
    Answer answer;
    answer.body = json;
    return answer;
}

Answer created(const QByteArray &json, const QByteArray &location)
{
    Answer answer;
    answer.status = 201;
    answer.body = json;
    answer.addHeader("Location", location);
    return answer;
}

Answer detail(int status, const QString &text)
{
    Answer answer;
    answer.status = status;
    JsonObject(answer.body).text("detail", text.toUtf8());
    return answer;
}

Answer forbidden()
{
    return detail(403, QStringLiteral("You do not have permission to perform this action."));
}

Answer notFound(const char *model)
{
    return detail(404, QStringLiteral("No %1 matches the given query.").arg(QLatin1StringView(model)));
}

QString noSuchObject(const QString &uuid)
{
    return QStringLiteral("Object with uuid=%1 does not exist.").arg(uuid);
}

Answer disallowedHost()
{
    return page(400, "Bad Request (400)", "Bad Request (400)", "");
}

Answer notFoundPage()
{
    return page(404, "Not Found", "Not Found", "The requested resource was not found on this server.");
}

Answer serverErrorPage()
{
    return page(500, "Server Error (500)", "Server Error (500)", "");
}

Answer slashRedirect(const Call &call)
{
    Answer answer;
    answer.status = 301;
    answer.type = "text/html; charset=utf-8";
    QByteArray location = call.rawPath + '/';
    if (!call.rawQuery.isEmpty())
        location += '?' + call.rawQuery;
    answer.addHeader("Location", location);
    return answer;
}

namespace
{
Answer notADictionary(const QString &message)
{
    Problems problems;
    problems.add("non_field_errors", message);
    return problems.toAnswer();
}

const char *pythonTypeOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Array:
        return "list";
    case QJsonValue::String:
        return "str";
    case QJsonValue::Bool:
        return "bool";
    default:
        return value.toVariant().typeId() == QMetaType::Double ? "float" : "int";
    }
}

Body readJson(const QByteArray &text)
{
    Body body;
    QJsonParseError error;
    // In brackets, because a document of Qt must not be a bare value, which JSON allows.
    const QJsonArray wrapped = QJsonDocument::fromJson('[' + text + ']', &error).array();
    if (error.error != QJsonParseError::NoError || wrapped.size() != 1) {
        const qsizetype at = qMax<qsizetype>(0, error.offset - 1);
        const QByteArray before = text.left(at);
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = at - (before.lastIndexOf('\n') + 1) + 1;
        body.refusal = detail(400, QStringLiteral("JSON parse error - Expecting value: line %1 column %2 (char %3)")
                                       .arg(line)
                                       .arg(column)
                                       .arg(at));
        return body;
    }
    const QJsonValue value = wrapped.at(0);
    if (value.isNull())
        body.refusal = notADictionary(QStringLiteral("No data provided"));
    else if (!value.isObject())
        body.refusal = notADictionary(QStringLiteral("Invalid data. Expected a dictionary, but got %1.")
                                          .arg(QLatin1StringView(pythonTypeOf(value))));
    else
        body.fields = value.toObject();
    return body;
}

Body readForm(const QByteArray &text)
{
    Body body;
    const Params params(text);
    for (const auto &item : params.items())
        body.fields.insert(item.first, item.second);
    return body;
}

/// `name="..."` of a part's Content-Disposition.
QString partName(const QByteArray &head)
{
    const qsizetype at = head.indexOf("name=\"");
    return at < 0 ? QString() : QString::fromUtf8(head.mid(at + 6, head.indexOf('"', at + 6) - at - 6));
}

Body readMultipart(const QByteArray &text, const QByteArray &contentType)
{
    Body body;
    QByteArray boundary = contentType.mid(contentType.indexOf("boundary=") + 9).split(';').constFirst().trimmed();
    boundary.replace('"', "").prepend("--");
    for (qsizetype at = text.indexOf(boundary); at >= 0;) {
        const qsizetype next = text.indexOf(boundary, at + boundary.size());
        const QByteArray part = text.mid(at + boundary.size(), next - at - boundary.size());
        const qsizetype split = part.indexOf("\r\n\r\n");
        const QString name = split < 0 ? QString() : partName(part.left(split));
        if (next >= 0 && !name.isEmpty())
            body.fields.insert(name, QString::fromUtf8(part.mid(split + 4).chopped(2)));
        at = next;
    }
    return body;
}
} // namespace

Body readBody(const Call &call)
{
    if (call.body.isEmpty())
        return {};
    const QByteArray type = call.contentType.split(';').constFirst().trimmed().toLower();
    if (type == "application/json")
        return readJson(call.body);
    if (type == "application/x-www-form-urlencoded")
        return readForm(call.body);
    if (type == "multipart/form-data")
        return readMultipart(call.body, call.contentType);
    Body body;
    body.refusal = detail(
        415, QStringLiteral("Unsupported media type \"%1\" in request.").arg(QString::fromLatin1(call.contentType)));
    return body;
}

QString readText(const QJsonObject &fields, const char *name, Problems &problems)
{
    const QJsonValue value = fields.value(QLatin1StringView(name));
    QString text;
    if (value.isString()) {
        text = value.toString();
    } else if (value.isDouble()) {
        text = value.toVariant().toString();
    } else {
        problems.add(name, value.isNull() ? QStringLiteral("This field may not be null.")
                                          : QStringLiteral("Not a valid string."));
        return {};
    }
    if (text.contains(QChar(u'\0')))
        problems.add(name, QStringLiteral("Null characters are not allowed."));
    return text.trimmed();
}
} // namespace waldesk::demo

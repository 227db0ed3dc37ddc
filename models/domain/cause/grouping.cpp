// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/grouping.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Grouping", text);
}

void appendJsonString(QByteArray &json, const QString &text)
{
    json += '"';
    const QByteArray bytes = text.toUtf8();
    for (const char c : bytes) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (c == '\n') {
            json += "\\n";
        } else if (c == '\t') {
            json += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            json += "\\u00" + QByteArray::number(static_cast<unsigned char>(c), 16).rightJustified(2, '0');
        } else {
            json += c;
        }
    }
    json += '"';
}

/// null counts as nothing, as the server's empty text does; any other type is no error text.
std::optional<QByteArray> textOf(const QJsonObject &object, QLatin1String name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined() || value.isNull())
        return QByteArray();
    return value.isString() ? std::optional(value.toString().toUtf8()) : std::nullopt;
}

} // namespace

Result<ErrorText, QString> parseErrorLine(QByteArrayView line)
{
    QByteArray bytes = line.trimmed().toByteArray();
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    if (bytes.isEmpty())
        return tr("The line is empty.");
    QJsonParseError problem;
    QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (problem.error == QJsonParseError::IllegalUTF8String) {
        // One byte that is no UTF-8 must not cost the whole line.
        bytes = QString::fromUtf8(bytes).toUtf8();
        document = QJsonDocument::fromJson(bytes, &problem);
    }
    if (problem.error != QJsonParseError::NoError)
        return tr("Not JSON: %1 at byte %2.").arg(problem.errorString()).arg(problem.offset);
    if (!document.isObject())
        return tr("Not a JSON object.");
    const QJsonObject object = document.object();
    if (!object.contains(u"error_message") && !object.contains(u"error_traceback"))
        return tr("The object has no error_message and no error_traceback.");
    const std::optional<QByteArray> message = textOf(object, QLatin1String("error_message"));
    const std::optional<QByteArray> traceback = textOf(object, QLatin1String("error_traceback"));
    if (!message || !traceback)
        return tr("error_message and error_traceback must be text.");
    return ErrorText{*message, *traceback};
}

LineGrouper::LineGrouper(GroupingLevel level, const CauseRules &rules, FingerprintRules settings)
    : m_level(level), m_rules(rules), m_settings(std::move(settings))
{
}

GroupedLine LineGrouper::take(QByteArrayView line)
{
    const Result<ErrorText, QString> parsed = parseErrorLine(line);
    if (!parsed) {
        m_errors = true;
        return {{}, {}, parsed.error()};
    }
    GroupedLine result = grouped(*parsed);
    GroupRow &row = m_rows[result.key];
    row.key = result.key;
    row.title = result.title;
    ++row.count;
    return result;
}

GroupedLine LineGrouper::grouped(const ErrorText &error)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray::number(error.message.size()));
    hash.addData(error.message);
    hash.addData(error.traceback);
    const QByteArray digest = hash.result();
    if (const auto known = m_known.constFind(digest); known != m_known.constEnd())
        return *known;
    const Fingerprint print = fingerprint(error, m_settings);
    const CauseAssignment group = m_rules.groupOf(error, print, m_level);
    GroupedLine result{group.key, group.name.isEmpty() ? print.line() : group.name, {}};
    m_known.insert(digest, result);
    return result;
}

std::vector<GroupRow> LineGrouper::rows() const
{
    std::vector<GroupRow> rows(m_rows.cbegin(), m_rows.cend());
    std::sort(rows.begin(), rows.end(), [](const GroupRow &a, const GroupRow &b) {
        return a.count != b.count ? a.count > b.count : a.key < b.key;
    });
    return rows;
}

QByteArray groupedLineJson(const QString &file, qint64 line, const GroupedLine &result)
{
    QByteArray json("{\"file\": ");
    appendJsonString(json, file);
    json += ", \"line\": " + QByteArray::number(line);
    if (result.error.isEmpty()) {
        json += ", \"key\": ";
        appendJsonString(json, QString::fromLatin1(result.key));
        json += ", \"title\": ";
        appendJsonString(json, result.title);
    } else {
        json += ", \"error\": ";
        appendJsonString(json, result.error);
    }
    return json + '}';
}

} // namespace waldesk::domain

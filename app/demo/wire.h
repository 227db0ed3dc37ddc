// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <utility>

namespace waldesk::demo
{
/// Appends a JSON string, quotes included, the way the server's renderer prints it (UTF-8 kept, line separators
/// escaped).
void appendJsonString(QByteArray &out, QByteArrayView utf8);

/// Writes one JSON object straight into a buffer: the brace closes when the writer goes out of scope.
/// Pages of hundreds of rows are made with it, so there is no tree in between.
class JsonObject
{
public:
    explicit JsonObject(QByteArray &out) : m_out(out) { m_out.append('{'); }
    ~JsonObject() { m_out.append('}'); }
    Q_DISABLE_COPY_MOVE(JsonObject)

    void text(QByteArrayView key, QByteArrayView utf8);
    void flag(QByteArrayView key, bool value);
    void number(QByteArrayView key, qint64 value);
    void null(QByteArrayView key);
    /// A value that is JSON already.
    void raw(QByteArrayView key, QByteArrayView json);
    /// Writes the key; the caller appends the value to the same buffer.
    void key(QByteArrayView name);

private:
    QByteArray &m_out;
    bool m_first = true;
};

/// A query string read as Django reads it: a plus is a space, keys may repeat, bad UTF-8 is replaced.
class Params
{
public:
    explicit Params(const QByteArray &rawQuery);

    QStringList all(QLatin1StringView key) const;
    /// Of a repeated key the last one counts.
    std::optional<QString> last(QLatin1StringView key) const;
    const QList<std::pair<QString, QString>> &items() const { return m_items; }

private:
    QList<std::pair<QString, QString>> m_items;
};

/// A date and time as Django's form field reads it, in microseconds since 1970; what names no zone is UTC.
std::optional<qint64> parseMoment(const QString &text);
/// The server's way to print a time: the fraction is left out when it is 0.
void appendMoment(QByteArray &out, qint64 micros);
QByteArray momentText(qint64 micros);
/// The present, in microseconds since 1970.
qint64 presentMicros();

/// One HTTP request, as far as the service looks at it.
struct Call {
    QByteArray verb;     ///< "GET", "HEAD", ...
    QString path;        ///< decoded, without the query
    QByteArray rawPath;  ///< as sent, percent encoding kept
    QByteArray rawQuery; ///< as sent, without the question mark
    QByteArray host;
    QByteArray authorization;
    QByteArray accept;
    QByteArray contentType;
    QByteArray impersonated;
    QByteArray body;

    /// Absolute URLs in answers follow the Host header, as Django's do.
    QByteArray base() const { return "http://" + host; }
    /// The Host header names this machine. A page of another site could else reach the service by a name of its own
    /// that leads to 127.0.0.1.
    bool isForLoopback() const;
};

/// One HTTP answer. For HEAD the body is dropped where it goes to the wire, not here.
struct Answer {
    int status = 200;
    QByteArray type = "application/json";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    /// Set where the rest of the work comes after a pause, as in a server that other workers overtake: makes status and
    /// body. The headers set so far are sent with them.
    std::function<Answer()> later;

    void addHeader(const QByteArray &name, const QByteArray &value) { headers.append({name, value}); }
};

/// Messages by field, as Django REST framework answers 400.
class Problems
{
public:
    void add(const QByteArray &field, const QString &message);
    bool isEmpty() const { return m_items.isEmpty(); }
    Answer toAnswer() const;

private:
    QList<std::pair<QByteArray, QString>> m_items;
};

Answer ok(const QByteArray &json);
Answer created(const QByteArray &json, const QByteArray &location);
Answer detail(int status, const QString &text);
Answer forbidden();
/// 404 for an object that is not there or not visible: "No Offering matches the given query."
Answer notFound(const char *model);
/// For the text of a 400: a related object was named that is not there.
QString noSuchObject(const QString &uuid);
/// 400 for a Host header that names another machine, as Django's ALLOWED_HOSTS answers.
Answer disallowedHost();
Answer notFoundPage();
Answer serverErrorPage();
/// 301 with an empty HTML body, as Django's CommonMiddleware answers a path without its last slash.
Answer slashRedirect(const Call &call);

/// The body of a request as a dictionary: JSON, a form or a multipart form; nothing at all counts as an empty one.
struct Body {
    QJsonObject fields;
    std::optional<Answer> refusal; ///< 400 or 415 when it could not be read
};

Body readBody(const Call &call);
/// A text field as Django REST framework's CharField reads it: numbers become text, blanks around it go.
QString readText(const QJsonObject &fields, const char *name, Problems &problems);

/// A JSON object of which only the fields named by `field=` (repeated) are written; all of them when none is named.
class SparseObject
{
public:
    SparseObject(QByteArray &out, const Params &params)
        : m_object(out), m_wanted(params.all(QLatin1StringView("field")))
    {
    }

    bool wants(const char *name) const { return m_wanted.isEmpty() || m_wanted.contains(QLatin1StringView(name)); }
    void text(const char *name, QByteArrayView utf8)
    {
        if (wants(name))
            m_object.text(name, utf8);
    }
    void flag(const char *name, bool value)
    {
        if (wants(name))
            m_object.flag(name, value);
    }
    void null(const char *name)
    {
        if (wants(name))
            m_object.null(name);
    }
    void raw(const char *name, QByteArrayView json)
    {
        if (wants(name))
            m_object.raw(name, json);
    }

private:
    JsonObject m_object;
    QStringList m_wanted;
};

/// A list of strings as a JSON array.
QByteArray jsonTexts(const QList<QByteArray> &texts);
} // namespace waldesk::demo

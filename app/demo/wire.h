// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace waldesk::demo
{
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
};

/// One HTTP answer. For HEAD the body is dropped where it goes to the wire, not here.
struct Answer {
    int status = 200;
    QByteArray type = "application/json";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;

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
Answer notFoundPage();
Answer serverErrorPage();
/// 301 with an empty HTML body, as Django's CommonMiddleware answers a path without its last slash.
Answer slashRedirect(const Call &call);
} // namespace waldesk::demo

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scriptedreply.h"

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QUrl>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <vector>

class QSslConfiguration;

namespace waldesk::testsupport
{

/// A request as it arrived, byte for byte.
struct Seen {
    QByteArray method;
    QByteArray target;                     ///< path and query as sent
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    int connection = 0; ///< 1, 2, ...: which TCP connection it came on

    [[nodiscard]] QByteArray path() const; ///< without the query
    [[nodiscard]] QUrlQuery query() const;
    [[nodiscard]] int number(const char *key, int fallback) const; ///< of the query
};

/// An HTTP server on 127.0.0.1 that does what the test says: each request is given to the first rule that fits (method
/// and start of the path), else 404 as HTML. Knows nothing of Waldur. Runs on the thread of the test.
class ScriptedServer : public QObject
{
    Q_OBJECT
public:
    using Rule = std::function<Reply(const Seen &)>;

    explicit ScriptedServer(QObject *parent = nullptr);
    explicit ScriptedServer(const QSslConfiguration &tls, QObject *parent = nullptr);
    ~ScriptedServer() override;

    [[nodiscard]] QUrl url() const; ///< `http://127.0.0.1:PORT/`
    [[nodiscard]] quint16 port() const;

    /// method `*`: any. Newer rules come first, so a test can put one over another.
    void on(const QByteArray &method, const QByteArray &pathStart, Rule rule);
    void on(const QByteArray &method, const QByteArray &pathStart, const Reply &always);
    /// The replies one after the other, the last one for ever.
    void sequence(const QByteArray &method, const QByteArray &pathStart, QList<Reply> replies);

    [[nodiscard]] const std::vector<Seen> &seen() const;
    /// Requests that arrived, of this method (`*`: of any) below this path.
    [[nodiscard]] int count(const QByteArray &method, const QByteArray &pathStart = "/") const;
    [[nodiscard]] int connections() const;     ///< TCP connections so far
    [[nodiscard]] int openConnections() const; ///< now
    [[nodiscard]] qint64 bytesSent() const;
    [[nodiscard]] int mostAtOnce() const; ///< requests that waited for an answer at the same time
    void forget();                        ///< what was seen; rules stay
    [[nodiscard]] int held() const;       ///< replies that wait for release(), on connections that are open
    enum class Held : quint8 { Oldest, Newest };
    void release(Held which); ///< one of the replies that are held; none: nothing
    void releaseAll();        ///< all of them, the oldest first
    void closeConnections();  ///< all of them, now
    void stopListening();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::testsupport

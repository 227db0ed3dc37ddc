// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>

namespace waldesk::testapp
{

struct Ran {
    int status = -1;
    QByteArray out;
    QByteArray err;
};

/// The built program in a home of its own, with nothing of the caller's in its environment. Turns the event loop while
/// it waits, so that a scripted server of the same thread can answer.
class Program
{
public:
    Program();
    Ran run(const QStringList &words, const QByteArray &input = {});
    void setVariable(const QString &name, const QString &value) { m_environment.insert(name, value); }
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &words);
    [[nodiscard]] QString home() const { return m_home.path(); }
    QString write(const QString &name, const QByteArray &bytes) const;

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

/// `waldesk demo` in a process of its own, without the simulated agent.
class DemoProcess
{
public:
    explicit DemoProcess(Program &program, const QStringList &words = {});
    ~DemoProcess();
    Q_DISABLE_COPY_MOVE(DemoProcess)
    [[nodiscard]] QString url() const { return m_url; }
    [[nodiscard]] QString token(const QString &role) const { return m_tokens.value(role).toString(); }
    [[nodiscard]] QByteArray greeting() const { return m_greeting; }
    [[nodiscard]] QProcess &process() { return *m_process; }

private:
    std::unique_ptr<QProcess> m_process;
    QByteArray m_greeting;
    QString m_url;
    QJsonObject m_tokens;
};

[[nodiscard]] QList<QByteArray> linesOf(const QByteArray &text);

} // namespace waldesk::testapp

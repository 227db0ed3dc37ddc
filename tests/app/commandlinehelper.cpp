// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commandlinehelper.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

namespace waldesk::testapp
{

Program::Program()
{
    m_environment.insert(QStringLiteral("HOME"), m_home.path());
    m_environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    m_environment.insert(QStringLiteral("LSAN_OPTIONS"), qEnvironmentVariable("LSAN_OPTIONS")); // tests/lsan.supp
    m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
}

std::unique_ptr<QProcess> Program::start(const QStringList &words)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_home.path());
    process->start(QStringLiteral(WALDESK_PROGRAM), words);
    return process;
}

Ran Program::run(const QStringList &words, const QByteArray &input)
{
    const auto process = start(words);
    process->write(input);
    process->closeWriteChannel();
    [&] {
        QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 60'000);
    }();
    const bool ended = process->state() == QProcess::NotRunning && process->exitStatus() == QProcess::NormalExit;
    return {ended ? process->exitCode() : -1, process->readAllStandardOutput(), process->readAllStandardError()};
}

QString Program::write(const QString &name, const QByteArray &bytes) const
{
    const QString path = m_home.filePath(name);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can not write %s", qPrintable(path));
    return path;
}

DemoProcess::DemoProcess(Program &program, const QStringList &words)
    : m_process(program.start(
          QStringList{QStringLiteral("demo"), QStringLiteral("--agent-speed"), QStringLiteral("0")} + words))
{
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(m_process->canReadLine(), 30'000);
    }();
    m_greeting = m_process->readLine();
    const QJsonObject object = QJsonDocument::fromJson(m_greeting).object();
    m_url = object.value(QStringLiteral("url")).toString();
    m_tokens = object.value(QStringLiteral("tokens")).toObject();
}

DemoProcess::~DemoProcess()
{
    if (m_process->state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_process->processId()), SIGINT);
    if (!m_process->waitForFinished(10'000))
        m_process->kill();
}

QList<QByteArray> linesOf(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    if (!lines.isEmpty() && lines.back().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace waldesk::testapp

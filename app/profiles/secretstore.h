// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace waldesk::app
{

/// What a keychain answers, before anything is concluded from it. Answers may come at once, late, or never.
class SecretBackend
{
public:
    enum class Status : quint8 { Ok, NotFound, Failed };
    struct Answer {
        Status status = Status::Failed;
        QByteArray secret;
        QString detail; ///< the keychain's own words
    };
    using Handler = std::function<void(const Answer &)>;

    SecretBackend() = default;
    virtual ~SecretBackend() = default;
    Q_DISABLE_COPY_MOVE(SecretBackend)
    virtual void read(const QString &key, Handler handler) = 0;
    virtual void write(const QString &key, const QByteArray &secret, Handler handler) = 0;
    virtual void remove(const QString &key, Handler handler) = 0;
};

/// Tokens in the system keychain, with its three ways to fail kept away from the user: no keychain (an error), a locked
/// one ("not found"), and one that waits for a prompt nobody sees (silence). Every question ends within the timeout; a
/// token that can not be kept lives until the program ends, and the caller is told in one sentence. "Kept" is said only
/// after the token was read back. The handler runs once, on the context's thread, never before the call returned.
class SecretStore : public QObject
{
    Q_OBJECT
public:
    enum class Kept : quint8 { InKeychain, ForThisSession };
    struct Read {
        QByteArray secret; ///< empty: none was given out, which does not mean that there is none
        QString sentence;  ///< why, when empty
    };
    struct Written {
        Kept kept = Kept::ForThisSession;
        QString sentence; ///< why it is for this session only
    };

    /// A backend of nullptr: the system's.
    explicit SecretStore(std::unique_ptr<SecretBackend> backend = nullptr, QObject *parent = nullptr);
    ~SecretStore() override;

    void setTimeoutMs(int milliseconds); ///< of one question; default 4 000
    void read(const QString &key, QObject *context, std::function<void(Read)> handler);
    void write(const QString &key, const QByteArray &secret, QObject *context, std::function<void(Written)> handler);
    /// For this session only, at the user's wish ("Remember" is off).
    void keepForSession(const QString &key, const QByteArray &secret);
    /// Here and in the keychain; whether the keychain did it nobody can tell for sure.
    void forget(const QString &key);

private:
    class Question;
    Question *ask(QObject *context, SecretBackend::Handler handler);

    std::unique_ptr<SecretBackend> m_backend;
    QHash<QString, QByteArray> m_session;
    int m_timeoutMs = 4'000;
};

} // namespace waldesk::app

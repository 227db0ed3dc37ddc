// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/secretstore.h"

#include "app/profiles/keychainbackend.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("secrets", text);
}

QString withDetail(const QString &sentence, const QString &detail)
{
    return detail.isEmpty() ? sentence.arg(tr("it does not answer")) : sentence.arg(detail);
}

} // namespace

/// One question to the backend: the first of answer and timeout counts, and nothing after the context died.
class SecretStore::Question : public QObject
{
public:
    Question(QObject *context, SecretBackend::Handler handler, int timeoutMs, QObject *parent)
        : QObject(parent), m_context(context), m_handler(std::move(handler))
    {
        QTimer::singleShot(timeoutMs, this, [this] { answer({}); });
    }

    /// The backend may hold this longer than the question lives.
    [[nodiscard]] SecretBackend::Handler entry()
    {
        return [self = QPointer<Question>(this)](const SecretBackend::Answer &reply) {
            // A backend that answers before it returns must not run the handler inside of the call.
            if (self)
                QTimer::singleShot(0, self, [self, reply] { self->answer(reply); });
        };
    }

private:
    void answer(const SecretBackend::Answer &reply)
    {
        if (!m_handler)
            return;
        const auto handler = std::exchange(m_handler, nullptr);
        deleteLater();
        if (m_context)
            handler(reply);
    }

    QPointer<QObject> m_context;
    SecretBackend::Handler m_handler;
};

SecretStore::SecretStore(std::unique_ptr<SecretBackend> backend, QObject *parent)
    : QObject(parent), m_backend(backend ? std::move(backend) : std::make_unique<KeychainBackend>())
{
}

SecretStore::~SecretStore() = default;

void SecretStore::setTimeoutMs(int milliseconds)
{
    m_timeoutMs = milliseconds;
}

SecretStore::Question *SecretStore::ask(QObject *context, SecretBackend::Handler handler)
{
    return new Question(context, std::move(handler), m_timeoutMs, this);
}

void SecretStore::read(const QString &key, QObject *context, std::function<void(Read)> handler)
{
    if (const auto known = m_session.constFind(key); known != m_session.cend()) {
        QTimer::singleShot(0, context, [handler, secret = *known] { handler({secret, {}}); });
        return;
    }
    auto *question = ask(context, [handler](const SecretBackend::Answer &answer) {
        if (answer.status == SecretBackend::Status::Ok && !answer.secret.isEmpty())
            handler({answer.secret, {}});
        else if (answer.status == SecretBackend::Status::Failed)
            handler({{}, withDetail(tr("The system keychain can not be read (%1)."), answer.detail)});
        else
            handler({{}, tr("The system keychain gave no token; it may be locked.")});
    });
    m_backend->read(key, question->entry());
}

void SecretStore::write(const QString &key, const QByteArray &secret, QObject *context,
                        std::function<void(Written)> handler)
{
    m_session.insert(key, secret);
    const auto sessionOnly = [handler](const QString &detail) {
        handler({Kept::ForThisSession,
                 withDetail(tr("The token is kept until Waldesk ends only: the system keychain can not keep it (%1)."),
                            detail)});
    };
    auto *question = ask(context, [=, this](const SecretBackend::Answer &written) {
        if (written.status != SecretBackend::Status::Ok) {
            sessionOnly(written.detail);
            return;
        }
        auto *check = ask(context, [=](const SecretBackend::Answer &answer) {
            if (answer.status == SecretBackend::Status::Ok && answer.secret == secret)
                handler({Kept::InKeychain, {}});
            else
                sessionOnly(tr("what was written does not read back"));
        });
        m_backend->read(key, check->entry());
    });
    m_backend->write(key, secret, question->entry());
}

void SecretStore::keepForSession(const QString &key, const QByteArray &secret)
{
    m_session.insert(key, secret);
}

void SecretStore::forget(const QString &key)
{
    m_session.remove(key);
    m_backend->remove(key, [](const SecretBackend::Answer &) {});
}

} // namespace waldesk::app

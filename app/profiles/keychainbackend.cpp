// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/keychainbackend.h"

#include <qt6keychain/keychain.h>

namespace waldesk::app
{
namespace
{

SecretBackend::Answer answerOf(const QKeychain::Job *job)
{
    switch (job->error()) {
    case QKeychain::NoError:
        return {SecretBackend::Status::Ok, {}, {}};
    case QKeychain::EntryNotFound:
        return {SecretBackend::Status::NotFound, {}, job->errorString()};
    default:
        return {SecretBackend::Status::Failed, {}, job->errorString()};
    }
}

} // namespace

KeychainBackend::KeychainBackend(QString service) : m_service(std::move(service))
{
}

void KeychainBackend::read(const QString &key, Handler handler)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, handler](QKeychain::Job *) {
        Answer answer = answerOf(job);
        answer.secret = job->binaryData();
        handler(answer);
    });
    job->start();
}

void KeychainBackend::write(const QString &key, const QByteArray &secret, Handler handler)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setKey(key);
    job->setTextData(QString::fromUtf8(secret));
    QObject::connect(job, &QKeychain::Job::finished, job, [job, handler](QKeychain::Job *) { handler(answerOf(job)); });
    job->start();
}

void KeychainBackend::remove(const QString &key, Handler handler)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, handler](QKeychain::Job *) { handler(answerOf(job)); });
    job->start();
}

} // namespace waldesk::app

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/secretstore.h"

#include <QTest>

using namespace waldesk::app;
using Status = SecretBackend::Status;

namespace
{

/// A keychain that does as it is told; answers inside of the call, which real ones may do as well.
class FakeKeychain : public SecretBackend
{
public:
    QHash<QString, QByteArray> *kept = nullptr;
    Status readStatus = Status::Ok;
    Status writeStatus = Status::Ok;
    bool silent = false;
    bool forgetful = false;

    void read(const QString &key, Handler handler) override
    {
        if (silent)
            return;
        if (readStatus != Status::Ok)
            handler({readStatus, {}, QStringLiteral("no such luck")});
        else if (kept->contains(key))
            handler({Status::Ok, kept->value(key), {}});
        else
            handler({Status::NotFound, {}, {}});
    }
    void write(const QString &key, const QByteArray &secret, Handler handler) override
    {
        if (silent)
            return;
        if (writeStatus == Status::Ok && !forgetful)
            kept->insert(key, secret);
        handler({writeStatus, {}, QStringLiteral("no such luck")});
    }
    void remove(const QString &key, Handler handler) override
    {
        kept->remove(key);
        handler({Status::Ok, {}, {}});
    }
};

const QString Key = QStringLiteral("Tartu @ https://waldur.example.org/");

} // namespace

class TestSecretStore : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void whatIsWrittenIsReadByAnother();
    void withoutAKeychainTheTokenIsForTheSession_data();
    void withoutAKeychainTheTokenIsForTheSession();
    void nothingIsClaimedAboutALockedKeychain_data();
    void nothingIsClaimedAboutALockedKeychain();
    void theHandlerNeverRunsInsideTheCall();
    void theHandlerDoesNotRunAfterTheContext();
    void whatIsForgottenIsGone();

private:
    FakeKeychain *makeStore();
    SecretStore::Written write(const QByteArray &secret);
    SecretStore::Read read();

    QHash<QString, QByteArray> m_kept;
    std::unique_ptr<SecretStore> m_store;
};

void TestSecretStore::init()
{
    m_kept.clear();
}

FakeKeychain *TestSecretStore::makeStore()
{
    auto backend = std::make_unique<FakeKeychain>();
    FakeKeychain *fake = backend.get();
    fake->kept = &m_kept;
    m_store = std::make_unique<SecretStore>(std::move(backend));
    m_store->setTimeoutMs(50);
    return fake;
}

SecretStore::Written TestSecretStore::write(const QByteArray &secret)
{
    std::optional<SecretStore::Written> result;
    m_store->write(Key, secret, this, [&](const SecretStore::Written &written) { result = written; });
    [&] {
        QTRY_VERIFY(result);
    }();
    return result.value_or(SecretStore::Written());
}

SecretStore::Read TestSecretStore::read()
{
    std::optional<SecretStore::Read> result;
    m_store->read(Key, this, [&](const SecretStore::Read &read) { result = read; });
    [&] {
        QTRY_VERIFY(result);
    }();
    return result.value_or(SecretStore::Read());
}

void TestSecretStore::whatIsWrittenIsReadByAnother()
{
    makeStore();
    const auto written = write("s3cret");
    QVERIFY(written.kept == SecretStore::Kept::InKeychain);
    QVERIFY(written.sentence.isEmpty());
    makeStore();
    QCOMPARE(read().secret, QByteArray("s3cret"));
}

void TestSecretStore::withoutAKeychainTheTokenIsForTheSession_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("it says no") << 0;
    QTest::newRow("it never answers") << 1;
    QTest::newRow("it takes and does not give back") << 2;
    QTest::newRow("it can be written and not read") << 3;
}

void TestSecretStore::withoutAKeychainTheTokenIsForTheSession()
{
    QFETCH(int, fault);
    FakeKeychain *fake = makeStore();
    fake->writeStatus = fault == 0 ? Status::Failed : Status::Ok;
    fake->silent = fault == 1;
    fake->forgetful = fault == 2;
    fake->readStatus = fault == 3 ? Status::Failed : Status::Ok;
    const auto written = write("s3cret");
    QVERIFY(written.kept == SecretStore::Kept::ForThisSession);
    QVERIFY(written.sentence.endsWith(QLatin1Char('.')));
    QVERIFY(!written.sentence.contains(QLatin1Char('%')));
    QCOMPARE(read().secret, QByteArray("s3cret"));
}

void TestSecretStore::nothingIsClaimedAboutALockedKeychain_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("not found, maybe locked") << 0;
    QTest::newRow("an error") << 1;
    QTest::newRow("silence") << 2;
}

void TestSecretStore::nothingIsClaimedAboutALockedKeychain()
{
    QFETCH(int, fault);
    FakeKeychain *fake = makeStore();
    fake->readStatus = fault == 1 ? Status::Failed : Status::Ok;
    fake->silent = fault == 2;
    const auto answer = read();
    QVERIFY(answer.secret.isEmpty());
    QVERIFY(answer.sentence.contains(QStringLiteral("keychain")));
    QVERIFY(!answer.sentence.contains(QLatin1Char('%')));
}

void TestSecretStore::theHandlerNeverRunsInsideTheCall()
{
    makeStore();
    int runs = 0;
    m_store->read(Key, this, [&](const SecretStore::Read &) { ++runs; });
    m_store->keepForSession(Key, "x");
    m_store->read(Key, this, [&](const SecretStore::Read &) { ++runs; });
    QCOMPARE(runs, 0);
    QTRY_COMPARE(runs, 2);
}

void TestSecretStore::theHandlerDoesNotRunAfterTheContext()
{
    FakeKeychain *fake = makeStore();
    fake->silent = true;
    bool ran = false;
    bool later = false;
    {
        QObject context;
        m_store->read(Key, &context, [&](const SecretStore::Read &) { ran = true; });
    }
    m_store->read(Key, this, [&](const SecretStore::Read &) { later = true; });
    QTRY_VERIFY(later);
    QVERIFY(!ran);
}

void TestSecretStore::whatIsForgottenIsGone()
{
    makeStore();
    write("s3cret");
    m_store->forget(Key);
    QVERIFY(m_kept.isEmpty());
    QVERIFY(read().secret.isEmpty());
}

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"

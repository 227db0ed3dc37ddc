// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connection/connectionopener.h"
#include "app/connection/folderhistory.h"
#include "models/domain/address.h"
#include "tests/app/memorykeychain.h"
#include "tests/support/files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace waldesk;
using testsupport::bytesOf;
using testsupport::write;
using namespace Qt::StringLiterals;
using app::ConnectionChoice;
using app::ConnectionOpener;
using app::SavedProfile;
using domain::Environment;
using testsupport::MemoryKeychain;
using Kind = ConnectionOpener::Failure::Kind;

namespace
{

/// What was posted before has been delivered.
[[nodiscard]] bool aTurnPassed()
{
    QObject context;
    bool passed = false;
    QTimer::singleShot(0, &context, [&] { passed = true; });
    return QTest::qWaitFor([&] { return passed; }, 20'000);
}

QByteArray journalLine(const char *server, const char *user, int id)
{
    return QByteArray(R"({"server":")") + server + R"(","user":")" + user + R"(","later":)" + QByteArray::number(id) +
           "}\n";
}

} // namespace

/// A choice of a server becomes a connection, the same for the window and the command line.
class TestConnectionOpener : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", m_home->filePath(u"config"_s).toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_home->filePath(u"data"_s).toLocal8Bit());
        qunsetenv("WALDESK_TOKEN");
        m_profiles = std::make_unique<app::ProfileStore>();
        m_keychain = std::make_shared<MemoryKeychain::Content>();
        m_secrets = std::make_unique<app::SecretStore>(std::make_unique<MemoryKeychain>(m_keychain));
        m_opener = std::make_unique<ConnectionOpener>(*m_profiles, *m_secrets);
        m_outcome.reset();
    }
    void cleanup() { m_opener.reset(); }

    void theTokenOfAProfileComesFrom_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("keychain");
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("used");
        QTest::newRow("the keychain") << QByteArray() << QByteArray("key") << QByteArray() << QByteArray("key");
        QTest::newRow("the token file, before the keychain")
            << QByteArray("file") << QByteArray("key") << QByteArray("var") << QByteArray("file");
        QTest::newRow("the keychain, before the variable, which may be another server's")
            << QByteArray() << QByteArray("key") << QByteArray("var") << QByteArray("key");
        QTest::newRow("the variable, where the keychain has none")
            << QByteArray() << QByteArray() << QByteArray("var") << QByteArray("var");
        QTest::newRow("nowhere") << QByteArray() << QByteArray() << QByteArray() << QByteArray();
        QTest::newRow("a variable that is no token")
            << QByteArray() << QByteArray() << QByteArray("a b") << QByteArray();
    }

    void theTokenOfAProfileComesFrom()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, keychain);
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, used);
        const SavedProfile profile = save(u"prod"_s, u"https://waldur.example.org/"_s);
        if (!keychain.isEmpty()) {
            m_keychain->secrets.insert(profile.secretKey(), keychain);
        }
        if (!variable.isEmpty()) {
            qputenv("WALDESK_TOKEN", variable);
        }
        ConnectionChoice choice = choiceOf(u"prod"_s);
        choice.server.token = file;
        QVERIFY(open(choice));
        if (used.isEmpty()) {
            QVERIFY(!*m_outcome);
            QVERIFY(m_outcome->error().kind == Kind::NoToken);
            QVERIFY(!m_outcome->error().sentence.isEmpty());
            QVERIFY(m_outcome->error().profile == profile);
            return;
        }
        QVERIFY(*m_outcome);
        QCOMPARE((*m_outcome)->connection.token, used);
        QCOMPARE((*m_outcome)->folder, profile.folder());
    }

    void whatStandsInAProfileIsCheckedAsWhatIsTyped_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("consent");
        QTest::addColumn<bool>("opens");
        QTest::newRow("https") << u"https://waldur.example.org/"_s << false << true;
        QTest::newRow("plain http to another machine") << u"http://waldur.example.org/"_s << false << false;
        QTest::newRow("plain http with consent") << u"http://waldur.example.org/"_s << true << true;
        QTest::newRow("plain http to this machine") << u"http://127.0.0.1:8000/"_s << false << true;
        QTest::newRow("credentials in the address") << u"https://a:b@waldur.example.org/"_s << false << false;
    }

    void whatStandsInAProfileIsCheckedAsWhatIsTyped()
    {
        QFETCH(QString, address);
        QFETCH(bool, consent);
        QFETCH(bool, opens);
        SavedProfile profile = save(u"prod"_s, address, consent);
        m_keychain->secrets.insert(profile.secretKey(), "key");
        QVERIFY(open(choiceOf(u"prod"_s)));
        QCOMPARE(bool(*m_outcome), opens);
        if (!opens) {
            QVERIFY(m_outcome->error().kind == Kind::Refused);
        }
    }

    void theOptionsOfTheCallComeBeforeTheProfile()
    {
        SavedProfile profile = save(u"prod"_s, u"https://waldur.example.org/"_s);
        ConnectionChoice choice = choiceOf(u"prod"_s);
        choice.server.token = "file";
        choice.server.schemeWord = "Bearer";
        choice.schemeWordGiven = true;
        choice.caFile = u"/ca.pem"_s;
        QVERIFY(open(choice));
        QVERIFY(*m_outcome);
        QCOMPARE((*m_outcome)->connection.schemeWord, QByteArray("Bearer"));
        QCOMPARE((*m_outcome)->connection.caFile, u"/ca.pem"_s);
    }

    void theNewestChoiceWins()
    {
        const SavedProfile slow = save(u"slow"_s, u"https://slow.example.org/"_s);
        const SavedProfile fast = save(u"fast"_s, u"https://fast.example.org/"_s);
        m_keychain->secrets.insert(slow.secretKey(), "slow");
        m_keychain->holdsReads = true;
        QStringList opened;
        const auto note = [&](const ConnectionOpener::Outcome &outcome) {
            opened.append(outcome ? outcome->name : outcome.error().sentence);
        };
        m_opener->open(choiceOf(u"slow"_s), note);
        ConnectionChoice choice = choiceOf(u"fast"_s);
        choice.server.token = "file";
        m_opener->open(choice, note);
        m_keychain->release();
        QTRY_COMPARE(opened, QStringList{u"fast"_s});
        QVERIFY(aTurnPassed());
        QCOMPARE(opened, QStringList{u"fast"_s});
    }

    void aCancelledChoiceIsNotAnswered()
    {
        bool answered = false;
        m_opener->open({}, [&](const ConnectionOpener::Outcome &) { answered = true; });
        m_opener->cancel();
        QVERIFY(aTurnPassed());
        QVERIFY(!answered);
    }

    void nothingSavedAndWrongNamesHaveTheirSentence()
    {
        QVERIFY(open({}));
        QVERIFY(m_outcome->error().kind == Kind::NothingNamed);
        QVERIFY(open(choiceOf(u"nowhere"_s)));
        QVERIFY(m_outcome->error().kind == Kind::NotSaved);
        save(u"prod"_s, u"https://waldur.example.org/"_s);
        QVERIFY(open(choiceOf(u"nowhere"_s)));
        QVERIFY(m_outcome->error().sentence.contains(u"prod"));
    }

    void theDemoIsAServerOfItsOwn()
    {
        ConnectionChoice choice;
        choice.kind = ConnectionChoice::Kind::Demo;
        choice.demoRole = u"support"_s;
        QVERIFY(open(choice));
        QVERIFY(*m_outcome);
        QVERIFY((*m_outcome)->demo);
        QVERIFY(!(*m_outcome)->connection.token.isEmpty());
        QCOMPARE((*m_outcome)->environment, std::optional(Environment::Demo));
    }

    void theEnvironmentOfAServerWithoutAProfileIsWhatWasTold()
    {
        ConnectionChoice choice = serverChoice(u"https://waldur.example.org/"_s);
        QVERIFY(open(choice));
        QCOMPARE((*m_outcome)->environment, std::optional<Environment>());
        QVERIFY(m_profiles->setEnvironmentOf(choice.server.root, Environment::Test));
        QVERIFY(open(choice));
        QCOMPARE((*m_outcome)->environment, std::optional(Environment::Test));
        choice.environment = Environment::Production;
        QVERIFY(open(choice));
        QCOMPARE((*m_outcome)->environment, std::optional(Environment::Production));
        QVERIFY(open(serverChoice(u"https://other.example.org/"_s)));
        QCOMPARE((*m_outcome)->environment, std::optional<Environment>());
    }

    /// Its window may be closed and opened again with the token of the call, which has ended.
    void aRenewedTokenOfAServerThatIsNotSavedHoldsUntilTheEnd_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("found"); // as the client knows it by then
        QTest::addColumn<QString>("opened");
        QTest::addColumn<bool>("isRenewed");
        const QString plain = u"https://waldur.example.org/"_s;
        const QString below = u"https://gw.example.org/waldur/"_s;
        QTest::newRow("the same server") << plain << plain << plain << true;
        QTest::newRow("another server") << plain << plain << u"https://other.example.org/"_s << false;
        QTest::newRow("one whose API was found at what was typed")
            << below << below + u'#' + domain::ApiRootMark << below << true;
    }
    void aRenewedTokenOfAServerThatIsNotSavedHoldsUntilTheEnd()
    {
        QFETCH(QString, server);
        QFETCH(QString, found);
        QFETCH(QString, opened);
        QFETCH(bool, isRenewed);
        ConnectionChoice choice = serverChoice(server);
        choice.server.token = "old-token";
        QVERIFY(open(choice));
        QVERIFY(*m_outcome);
        api::Connection connection = (*m_outcome)->connection;
        connection.root = QUrl(found);
        connection.token = "new-token";
        connection.schemeWord = "Bearer";
        QString told;
        connect(m_opener.get(), &ConnectionOpener::keptLess, this, [&told](const QString &words) { told = words; });
        m_opener->keepToken({}, connection, true);
        QVERIFY2(told.contains(u"until Waldesk is closed"), qPrintable(told));
        QVERIFY(m_keychain->secrets.isEmpty());
        choice = serverChoice(opened);
        choice.server.token = "old-token";
        QVERIFY(open(choice));
        QVERIFY(*m_outcome);
        QCOMPARE((*m_outcome)->connection.token, QByteArray(isRenewed ? "new-token" : "old-token"));
        QCOMPARE((*m_outcome)->connection.schemeWord, QByteArray(isRenewed ? "Bearer" : "Token"));
        QCOMPARE((*m_outcome)->connection.root, QUrl(opened));
    }

    void whatIsTypedIsSavedWithItsToken()
    {
        ConnectionOpener::Typed typed;
        typed.profile.name = u"prod"_s;
        typed.profile.root = QUrl(u"https://waldur.example.org/"_s);
        typed.token = "typed";
        m_opener->openTyped(typed, [this](const ConnectionOpener::Outcome &outcome) { m_outcome = outcome; });
        QTRY_VERIFY(m_outcome);
        QCOMPARE((*m_outcome)->connection.token, QByteArray("typed"));
        QTRY_COMPARE(m_keychain->secrets.value(typed.profile.secretKey()), QByteArray("typed"));
        QVERIFY(app::ProfileStore().find(u"prod"_s));
        QVERIFY(!(QFileInfo(app::ProfileStore::defaultFile()).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void theFoldersOfOlderVersionsAreClosedToOthers()
    {
        const QString journal = app::folderOfDemo() + u"/journal.jsonl"_s;
        QVERIFY(write(journal, "x"));
        QVERIFY(QFile::setPermissions(journal, QFile::ReadOwner | QFile::ReadOther));
        QVERIFY(open({}));
        QVERIFY(!(QFileInfo(journal).permissions() & QFile::ReadOther));
    }

    void aServerBelowAPrefixTakesItsHistoryAlong()
    {
        const QString shared = app::folderOfServer(QUrl(u"https://gw.example.org/"_s));
        const QByteArray a = journalLine("https://gw.example.org/a/", "ada", 1);
        const QByteArray b = journalLine("https://gw.example.org/b/", "ada", 2);
        QVERIFY(write(shared + u"/journal.jsonl"_s, a + b));
        QVERIFY(write(shared + u"/causes.sqlite"_s, "causes"));
        QVERIFY(open(serverChoice(u"https://gw.example.org/a/"_s)));
        QVERIFY((*m_outcome)->folder != shared);
        QCOMPARE(bytesOf((*m_outcome)->folder + u"/journal.jsonl"_s), a);
        QCOMPARE(bytesOf((*m_outcome)->folder + u"/causes.sqlite"_s), QByteArray("causes"));
        const QString first = (*m_outcome)->folder;
        QVERIFY(open(serverChoice(u"https://gw.example.org/b/"_s)));
        QCOMPARE(bytesOf((*m_outcome)->folder + u"/journal.jsonl"_s), b);
        QVERIFY((*m_outcome)->folder != first);
        QCOMPARE(bytesOf(shared + u"/journal.jsonl"_s), a + b); // nothing is taken away
    }

    void aSecondAccountTakesItsHistoryAlongOnce()
    {
        SavedProfile ofHost = save(u"waldur.example.org"_s, u"https://waldur.example.org/"_s);
        const QByteArray ada = journalLine("https://waldur.example.org/", "ada", 1);
        const QByteArray bob = journalLine("https://waldur.example.org/", "bob", 2);
        QVERIFY(write(ofHost.folder() + u"/journal.jsonl"_s, ada + bob));
        ConnectionOpener::Typed typed;
        typed.profile = ofHost;
        typed.profile.name = u"waldur.example.org (bob)"_s;
        typed.profile.user = u"bob"_s;
        typed.token = "typed";
        for (int times = 0; times < 2; ++times) {
            m_outcome.reset();
            m_opener->openTyped(typed, [this](const ConnectionOpener::Outcome &outcome) { m_outcome = outcome; });
            QTRY_VERIFY(m_outcome);
            QCOMPARE(bytesOf(typed.profile.folder() + u"/journal.jsonl"_s), bob);
        }
        QCOMPARE(bytesOf(ofHost.folder() + u"/journal.jsonl"_s), ada + bob);
    }

private:
    SavedProfile save(const QString &name, const QString &root, bool insecure = false)
    {
        SavedProfile profile;
        profile.name = name;
        profile.root = QUrl(root);
        profile.insecureHttp = insecure;
        profile.environment = Environment::Test;
        if (!m_profiles->save(profile, false)) {
            qFatal("The profile could not be saved");
        }
        return profile;
    }

    static ConnectionChoice choiceOf(const QString &profile)
    {
        ConnectionChoice choice;
        choice.kind = ConnectionChoice::Kind::Profile;
        choice.profile = profile;
        return choice;
    }

    static ConnectionChoice serverChoice(const QString &root)
    {
        ConnectionChoice choice;
        choice.kind = ConnectionChoice::Kind::Server;
        choice.server.root = QUrl(root);
        choice.server.token = "token";
        return choice;
    }

    bool open(const ConnectionChoice &choice)
    {
        m_outcome.reset();
        m_opener->open(choice, [this](const ConnectionOpener::Outcome &outcome) { m_outcome = outcome; });
        return QTest::qWaitFor([this] { return m_outcome.has_value(); }, 20'000);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<MemoryKeychain::Content> m_keychain;
    std::unique_ptr<app::ProfileStore> m_profiles;
    std::unique_ptr<app::SecretStore> m_secrets;
    std::unique_ptr<ConnectionOpener> m_opener;
    std::optional<ConnectionOpener::Outcome> m_outcome;
};

QTEST_GUILESS_MAIN(TestConnectionOpener)
#include "tst_connectionopener.moc"

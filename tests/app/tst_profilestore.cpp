// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/profilestore.h"
#include "tests/support/files.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using app::ProfileStore;
using app::SavedProfile;
using testsupport::bytesOf;
using testsupport::write;

namespace
{

SavedProfile profile(const QString &name)
{
    SavedProfile made;
    made.name = name;
    made.root = QUrl(QStringLiteral("https://waldur.example.org/"));
    made.schemeWord = "Bearer";
    made.environment = domain::Environment::Production;
    made.caFile = QStringLiteral("/etc/ca.pem");
    made.insecureHttp = true;
    return made;
}

} // namespace

class TestProfileStore : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void nothingSavedIsNothing();
    void whatIsSavedIsThereAgain();
    void namesAreFoundInAnyCase();
    void theFirstIsTheDefault();
    void aDamagedFileIsKeptAndSaid_data();
    void aDamagedFileIsKeptAndSaid();
    void whatALaterVersionWroteIsKept();
    void aFileOfALaterShapeIsReadAndNeverWritten_data();
    void aFileOfALaterShapeIsReadAndNeverWritten();
    void anEnvironmentThatIsNotKnownIsLockedAndKept();
    void theFileIsItsUsersAlone();
    void eachConnectionHasANameOfItsOwn_data();
    void eachConnectionHasANameOfItsOwn();
    void theEnvironmentOfAServerIsKeptByItsAddress();
    void twoStoresDoNotUndoEachOther();
    void aFileThatCanNotBeWrittenIsASentence();
    void theTokenIsNamedWithItsServer();
    void foldersStayInTheirPlace();

private:
    QTemporaryDir m_folder;
    QString m_file;
};

void TestProfileStore::init()
{
    static int count = 0;
    m_file = m_folder.filePath(QStringLiteral("%1/waldesk/profiles.json").arg(++count));
}

void TestProfileStore::nothingSavedIsNothing()
{
    const ProfileStore store(m_file);
    QVERIFY(store.profiles().empty());
    QVERIFY(store.notice().isEmpty());
    QVERIFY(!store.defaultProfile());
    QVERIFY(!QFile::exists(m_file));
}

void TestProfileStore::whatIsSavedIsThereAgain()
{
    ProfileStore store(m_file);
    QVERIFY(store.save(profile(QStringLiteral("Tartu")), true));
    const ProfileStore again(m_file);
    QCOMPARE(again.profiles(), std::vector{profile(QStringLiteral("Tartu"))});
    QVERIFY(ProfileStore(m_file).remove(QStringLiteral("tartu")));
    QVERIFY(ProfileStore(m_file).profiles().empty());
}

void TestProfileStore::namesAreFoundInAnyCase()
{
    ProfileStore store(m_file);
    QVERIFY(store.save(profile(QStringLiteral("Tartu")), false));
    SavedProfile other = profile(QStringLiteral("TARTU"));
    other.caFile.clear();
    QVERIFY(store.save(other, false));
    QCOMPARE(store.profiles().size(), size_t(1));
    QCOMPARE(store.find(QStringLiteral("tartu"))->caFile, QString());
    QVERIFY(!store.find(QStringLiteral("tart")));
}

void TestProfileStore::theFirstIsTheDefault()
{
    ProfileStore store(m_file);
    QVERIFY(store.save(profile(QStringLiteral("A")), false));
    QVERIFY(store.save(profile(QStringLiteral("B")), false));
    QCOMPARE(store.defaultProfile()->name, QStringLiteral("A"));
    QVERIFY(store.save(profile(QStringLiteral("B")), true));
    QCOMPARE(ProfileStore(m_file).defaultProfile()->name, QStringLiteral("B"));
    QVERIFY(store.remove(QStringLiteral("B")));
    QCOMPARE(store.defaultProfile()->name, QStringLiteral("A"));
}

void TestProfileStore::aDamagedFileIsKeptAndSaid_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("cut off") << QByteArray("{\"profiles\": [{\"na");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("bytes") << QByteArray("\0\xff\xfe", 3);
}

void TestProfileStore::aDamagedFileIsKeptAndSaid()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    QVERIFY(write(m_file, bytes));
    ProfileStore store(m_file);
    QVERIFY(store.profiles().empty());
    QVERIFY(store.notice().endsWith(QLatin1Char('.')));
    QDir folder = QFileInfo(m_file).dir();
    QCOMPARE(bytesOf(m_file), bytes); // who only reads changes nothing
    QVERIFY(store.save(profile(QStringLiteral("A")), false));
    const QStringList aside = folder.entryList({QStringLiteral("profiles.json.broken-*")});
    QCOMPARE(aside.size(), 1);
    QCOMPARE(bytesOf(folder.filePath(aside.front())), bytes);
    QCOMPARE(ProfileStore(m_file).profiles().size(), size_t(1));
}

void TestProfileStore::whatALaterVersionWroteIsKept()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    const QByteArray text = R"({"later": 1, "profiles": [{"name": "A", "server": "https://a.example/", "colour": "red"},
                     {"name": "B", "server": "gopher://b"}]})";
    QVERIFY(write(m_file, text));
    ProfileStore store(m_file);
    QCOMPARE(store.profiles().size(), size_t(1));
    QVERIFY(store.save(profile(QStringLiteral("A")), true));
    const QJsonObject object = QJsonDocument::fromJson(bytesOf(m_file)).object();
    QCOMPARE(object.value(QStringLiteral("later")).toInt(), 1);
    const QJsonArray entries = object.value(QStringLiteral("profiles")).toArray();
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries[0].toObject().value(QStringLiteral("colour")).toString(), QStringLiteral("red"));
    QCOMPARE(entries[0].toObject().value(QStringLiteral("scheme_word")).toString(), QStringLiteral("Bearer"));
    QCOMPARE(entries[1].toObject().value(QStringLiteral("server")).toString(), QStringLiteral("gopher://b"));
}

void TestProfileStore::aFileOfALaterShapeIsReadAndNeverWritten_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("profiles");
    QTest::newRow("a higher version")
        << QByteArray(R"({"version": 2, "profiles": [{"name": "A", "server": "https://a.example/"}]})") << 1;
    QTest::newRow("the list is something else") << QByteArray(R"({"profiles": {"A": "https://a.example/"}})") << 0;
    QTest::newRow("no list") << QByteArray(R"({"servers": []})") << 0;
    QTest::newRow("no object") << QByteArray("[1, 2]") << 0;
}

void TestProfileStore::aFileOfALaterShapeIsReadAndNeverWritten()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, profiles);
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    QVERIFY(write(m_file, bytes));
    ProfileStore store(m_file);
    QCOMPARE(store.profiles().size(), size_t(profiles));
    QVERIFY(store.notice().contains(QStringLiteral("later version")));
    const auto saved = store.save(profile(QStringLiteral("B")), false);
    QVERIFY(!saved);
    QVERIFY(saved.error().contains(QStringLiteral("later version")));
    QVERIFY(!store.remove(QStringLiteral("A")));
    QVERIFY(!store.setEnvironmentOf(QUrl(QStringLiteral("https://a.example/")), domain::Environment::Test));
    QCOMPARE(bytesOf(m_file), bytes);
    QCOMPARE(QFileInfo(m_file).dir().entryList(QDir::Files).size(), 1);
}

void TestProfileStore::anEnvironmentThatIsNotKnownIsLockedAndKept()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    const QByteArray bytes =
        R"({"profiles": [{"name": "A", "server": "https://a.example/", "environment": "staging"}]})";
    QVERIFY(write(m_file, bytes));
    ProfileStore store(m_file);
    QVERIFY(store.find(QStringLiteral("A"))->environment == domain::Environment::Production);
    QVERIFY(store.save(profile(QStringLiteral("B")), false));
    QVERIFY(bytesOf(m_file).contains("\"staging\""));
}

void TestProfileStore::theFileIsItsUsersAlone()
{
    ProfileStore store(m_file);
    QVERIFY(store.save(profile(QStringLiteral("A")), false));
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
    QVERIFY(!(QFileInfo(m_file).permissions() & others));
    QVERIFY(!(QFileInfo(QFileInfo(m_file).absolutePath()).permissions() & others));
    QVERIFY(QFile::setPermissions(m_file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    QVERIFY(store.save(profile(QStringLiteral("B")), false));
    QVERIFY(!(QFileInfo(m_file).permissions() & others));
}

void TestProfileStore::eachConnectionHasANameOfItsOwn_data()
{
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("name"); // empty: refused
    const QString known = QStringLiteral("https://known.example/");
    QTest::newRow("a new server") << "https://new.example/"
                                  << "ada" << QString() << "new.example";
    QTest::newRow("a new server with a port") << "https://new.example:8443/"
                                              << "ada" << QString() << "new.example:8443";
    QTest::newRow("a prefix of a known host") << "https://known.example/b/"
                                              << "ada" << QString() << "known.example/b";
    QTest::newRow("the same account again") << known << "ada" << QString() << "known.example";
    QTest::newRow("another account") << known << "bob" << QString() << "known.example (bob)";
    QTest::newRow("another account that has a name of its own") << known << "carol" << QString() << "Carol's";
    QTest::newRow("an account nobody knows the name of") << known << QString() << QString() << "known.example";
    QTest::newRow("an entry that does not say whose it is") << "https://old.example/"
                                                            << "ada" << QString() << "old";
    QTest::newRow("a name that is free") << known << "bob"
                                         << "Production"
                                         << "Production";
    QTest::newRow("the own name, in another case") << known << "ada"
                                                   << "KNOWN.example"
                                                   << "known.example";
    QTest::newRow("the name of another account") << known << "bob"
                                                 << "known.example" << QString();
    QTest::newRow("the name of another server") << "https://new.example/"
                                                << "ada"
                                                << "known.example" << QString();
}

void TestProfileStore::eachConnectionHasANameOfItsOwn()
{
    QFETCH(QString, root);
    QFETCH(QString, user);
    QFETCH(QString, wanted);
    QFETCH(QString, name);
    ProfileStore store(m_file);
    const auto add = [&](const char *as, const char *where, const char *whose) {
        SavedProfile entry = profile(QString::fromLatin1(as));
        entry.root = QUrl(QString::fromLatin1(where));
        entry.user = QString::fromLatin1(whose);
        QVERIFY(store.save(entry, false));
    };
    add("known.example", "https://known.example/", "ada");
    add("Carol's", "https://known.example/", "carol");
    add("old", "https://old.example/", "");
    const auto found = store.nameFor(QUrl(root), user, wanted);
    if (name.isEmpty()) {
        QVERIFY(!found);
        QVERIFY(found.error().sentence.endsWith(QLatin1Char('.')));
        return;
    }
    QVERIFY(found);
    QCOMPARE(*found, name);
}

void TestProfileStore::theEnvironmentOfAServerIsKeptByItsAddress()
{
    const QUrl root(QStringLiteral("https://a.example/x/"));
    ProfileStore store(m_file);
    QVERIFY(!store.environmentOf(root));
    QVERIFY(store.setEnvironmentOf(root, domain::Environment::Production));
    QVERIFY(ProfileStore(m_file).environmentOf(root) == domain::Environment::Production);
    QVERIFY(!ProfileStore(m_file).environmentOf(QUrl(QStringLiteral("https://a.example/"))));
    // A later start knows it, and can save: also when no server was saved before.
    ProfileStore later(m_file);
    QVERIFY2(later.notice().isEmpty(), qPrintable(later.notice()));
    QVERIFY(later.environmentOf(root) == store.environmentOf(root));
    QVERIFY(later.save(profile(QStringLiteral("B")), false));
    QVERIFY(ProfileStore(m_file).environmentOf(root) == store.environmentOf(root));
}

void TestProfileStore::twoStoresDoNotUndoEachOther()
{
    ProfileStore one(m_file);
    ProfileStore two(m_file);
    QVERIFY(one.save(profile(QStringLiteral("A")), false));
    QVERIFY(two.save(profile(QStringLiteral("B")), false));
    QCOMPARE(ProfileStore(m_file).profiles().size(), size_t(2));
}

void TestProfileStore::aFileThatCanNotBeWrittenIsASentence()
{
    const QString blocker = m_folder.filePath(QStringLiteral("blocker"));
    QVERIFY(write(blocker, "x"));
    ProfileStore store(blocker + QStringLiteral("/waldesk/profiles.json"));
    const auto saved = store.save(profile(QStringLiteral("A")), false);
    QVERIFY(!saved);
    QVERIFY(saved.error().endsWith(QLatin1Char('.')));
    QVERIFY(QDir().mkpath(m_file)); // a folder where the file should be
    ProfileStore folder(m_file);
    QVERIFY(!folder.notice().isEmpty());
    QVERIFY(!folder.save(profile(QStringLiteral("A")), false));
}

void TestProfileStore::theTokenIsNamedWithItsServer()
{
    SavedProfile one = profile(QStringLiteral("A"));
    SavedProfile two = one;
    two.root = QUrl(QStringLiteral("https://evil.example/"));
    QVERIFY(one.secretKey() != two.secretKey());
}

void TestProfileStore::foldersStayInTheirPlace()
{
    const QString base = QFileInfo(profile(QStringLiteral("a")).folder()).absolutePath();
    for (const QString &name : {QStringLiteral(".."), QStringLiteral("../x"), QStringLiteral("a/b"),
                                QStringLiteral("\u00e4 \u4e2d"), QStringLiteral(".")}) {
        const QString folder = QDir::cleanPath(profile(name).folder());
        QCOMPARE(QFileInfo(folder).absolutePath(), base);
    }
    QCOMPARE(profile(QStringLiteral("Tartu")).folder(), profile(QStringLiteral("tartu")).folder());
    QVERIFY(app::folderOfServer(QUrl(QStringLiteral("https://h:8443/"))).endsWith(QStringLiteral("servers/h_8443")));
    const QString ofPrefix = app::folderOfServer(QUrl(QStringLiteral("https://h:8443/a/../b/")));
    QVERIFY(ofPrefix.startsWith(app::folderOfServer(QUrl(QStringLiteral("https://h:8443/")))));
    QVERIFY(!ofPrefix.section(QStringLiteral("servers/"), 1).contains(QLatin1Char('/')));
    QVERIFY(app::folderOfDemo() != base);
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profilestore.moc"

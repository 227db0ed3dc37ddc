// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/profilestore.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using app::ProfileStore;
using app::SavedProfile;

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

QByteArray bytesOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!(file.open(QIODevice::WriteOnly)))
        return false;
    if (!(file.write(bytes) == bytes.size()))
        return false;
    return true;
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
    QTest::newRow("another shape") << QByteArray("[1, 2]");
    QTest::newRow("no list") << QByteArray("{\"profiles\": 7}");
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
    QVERIFY(store.save(profile(QStringLiteral("A")), false));
    QDir folder = QFileInfo(m_file).dir();
    const QStringList aside = folder.entryList({QStringLiteral("profiles.json.broken-*")});
    QCOMPARE(aside.size(), 1);
    QCOMPARE(bytesOf(folder.filePath(aside.front())), bytes);
    QCOMPARE(ProfileStore(m_file).profiles().size(), size_t(1));
}

void TestProfileStore::whatALaterVersionWroteIsKept()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
    QVERIFY(write(m_file, R"({"later": 1, "profiles": [{"name": "A", "server": "https://a.example/", "colour": "red"},
                     {"name": "B", "server": "gopher://b"}]})"));
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
    QVERIFY(app::folderOfDemo() != base);
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profilestore.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profiles/secretstore.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk::app;

namespace
{

constexpr const char *InsideVariable = "WALDESK_TEST_INSIDE_SESSION";

} // namespace

/// Against the Secret Service itself, in a session bus of its own with a keyring that is unlocked and thrown away. The
/// program starts itself again inside of that session.
class TestKeychain : public QObject
{
    Q_OBJECT
private slots:
    void theSystemKeychainKeepsATokenOrSaysWhyNot();
    void roundTripInsideOfASession();
};

void TestKeychain::theSystemKeychainKeepsATokenOrSaysWhyNot()
{
    if (qEnvironmentVariableIsSet(InsideVariable))
        QSKIP("The outer part of this test ran before.");
    if (QStandardPaths::findExecutable(QStringLiteral("dbus-run-session")).isEmpty() ||
        QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty())
        QSKIP("Not tested against a real keychain: dbus-run-session or gnome-keyring-daemon is not installed.");
    QTemporaryDir home;
    QTemporaryDir runtime; // mode 0700, as the keyring wants it
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), runtime.path());
    environment.insert(QLatin1String(InsideVariable), QStringLiteral("1"));
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME"})
        environment.remove(QLatin1String(name));
    QProcess session;
    session.setProcessEnvironment(environment);
    session.setProcessChannelMode(QProcess::MergedChannels);
    session.start(QStringLiteral("dbus-run-session"),
                  {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                   QStringLiteral("printf test-password | gnome-keyring-daemon --unlock --components=secrets "
                                  "--daemonize >/dev/null 2>&1; exec \"$0\" roundTripInsideOfASession"),
                   QCoreApplication::applicationFilePath()});
    QVERIFY(session.waitForFinished(60'000));
    const QByteArray output = session.readAll();
    QVERIFY2(session.exitCode() == 0, output.constData());
    QVERIFY2(output.contains("1 passed") || output.contains("3 passed"), output.constData());
}

void TestKeychain::roundTripInsideOfASession()
{
    if (!qEnvironmentVariableIsSet(InsideVariable))
        QSKIP("Runs inside of the session that the test before this one makes.");
    const QString key = QStringLiteral("Tartu @ https://waldur.example.org/");
    const QByteArray secret = QStringLiteral("s\u00e4cr\u20act").toUtf8();
    std::optional<SecretStore::Written> written;
    SecretStore store;
    store.write(key, secret, this, [&](const SecretStore::Written &result) { written = result; });
    QTRY_VERIFY_WITH_TIMEOUT(written, 20'000);
    QVERIFY2(written->kept == SecretStore::Kept::InKeychain, qPrintable(written->sentence));
    std::optional<SecretStore::Read> read;
    SecretStore other;
    other.read(key, this, [&](const SecretStore::Read &result) { read = result; });
    QTRY_VERIFY_WITH_TIMEOUT(read, 20'000);
    QCOMPARE(read->secret, secret);
    other.forget(key);
    bool gone = false;
    const auto askAgain = [&] {
        SecretStore third;
        std::optional<SecretStore::Read> answer;
        third.read(key, this, [&](const SecretStore::Read &result) { answer = result; });
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(answer, 20'000);
        }();
        gone = answer && answer->secret.isEmpty();
        return gone;
    };
    QTRY_VERIFY(askAgain());
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"

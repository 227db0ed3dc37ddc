// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "models/tables/roles.h"
#include "tests/app/memorykeychain.h"
#include "tests/support/home.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/startdemo.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/connectpage.h"
#include "ui/pages/requestspage.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <optional>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::Environment;
using testsupport::MemoryKeychain;

/// What held when the widget was shown for the first time.
class AtShow : public QObject
{
public:
    explicit AtShow(std::function<bool()> what) : m_what(std::move(what)) {}
    [[nodiscard]] bool value() const { return m_value.value_or(false); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Show && !m_value)
            m_value = m_what();
        return false;
    }

private:
    std::function<bool()> m_what;
    std::optional<bool> m_value;
};

/// The program's own composition, without a display: each way to open a connection and to leave it.
class TestComposition : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        QGuiApplication::setQuitOnLastWindowClosed(false); // a window that is closed here does not end the test
        m_server = testsupport::startDemo(200);
        QVERIFY(m_server);
    }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        testsupport::useHome(*m_home);
        m_keychain = std::make_shared<MemoryKeychain::Content>();
    }

    void cleanup() { m_program.reset(); }

    void connectsFromTheConnectPage_data()
    {
        QTest::addColumn<QString>("by");
        QTest::addColumn<bool>("remember");
        QTest::newRow("click on Connect") << u"click"_s << true;
        QTest::newRow("click on Connect, not remembered") << u"click"_s << false;
        QTest::newRow("Enter in the token field") << u"enter"_s << true;
        QTest::newRow("Enter in the address field") << u"enter in address"_s << true;
        QTest::newRow("Test, then Enter in the token field") << u"test, enter"_s << true;
        QTest::newRow("Test, then click on Connect") << u"test, click"_s << true;
        QTest::newRow("a wrong token first, then Enter") << u"wrong, enter"_s << true;
    }

    void connectsFromTheConnectPage()
    {
        QFETCH(QString, by);
        QFETCH(bool, remember);
        open({});
        QTRY_VERIFY(find<ui::ConnectPage>({}));
        const QByteArray token = m_server->tokens().staff;
        type(u"serverField"_s, m_server->url().toString());
        find<QCheckBox>(u"rememberBox"_s)->setChecked(remember);
        if (by.startsWith("wrong"_L1)) {
            type(u"tokenField"_s, u"not-the-token"_s);
            find<QAbstractButton>(u"connectButton"_s)->click();
            QTRY_COMPARE(find<QAbstractButton>(u"testButton"_s)->text(), u"Test again"_s);
            QVERIFY(!isOpen());
        }
        type(u"tokenField"_s, QString::fromLatin1(token));
        if (by.startsWith("test"_L1)) {
            find<QAbstractButton>(u"testButton"_s)->click();
            QTRY_COMPARE(find<QAbstractButton>(u"testButton"_s)->text(), u"Test again"_s);
        }
        if (by.endsWith("click"_L1)) {
            find<QAbstractButton>(u"connectButton"_s)->click();
        } else {
            QTest::keyClick(find<QLineEdit>(by.endsWith("address"_L1) ? u"serverField"_s : u"tokenField"_s),
                            Qt::Key_Return);
        }
        QTRY_VERIFY(isOpen());
        if (remember) {
            QTRY_COMPARE(m_keychain->secrets.values(), QList<QByteArray>{token});
        } else {
            QVERIFY(m_keychain->secrets.isEmpty());
        }
        const app::ProfileStore kept;
        QCOMPARE(kept.profiles().size(), size_t(1));
        QCOMPARE(kept.profiles().front().root, m_server->url());
    }

    void aSavedServerOpensWithoutAQuestion()
    {
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        open({});
        QTRY_VERIFY(isOpen(u"first"_s));
    }

    void isShownWithAPage_data()
    {
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("a saved server") << true;
        QTest::newRow("the first start") << false;
    }

    /// The first paint is of what a person came for.
    void isShownWithAPage()
    {
        QFETCH(bool, isSaved);
        if (isSaved)
            QVERIFY(save(u"first"_s, m_server->tokens().staff));
        open({});
        QVERIFY(!m_program->window().isVisible());
        AtShow seen([this] { return find<ui::RequestsPage>({}) || find<ui::ConnectPage>({}); });
        m_program->window().installEventFilter(&seen);
        QTRY_VERIFY(m_program->window().isVisible());
        QVERIFY(seen.value());
        QCOMPARE(find<ui::RequestsPage>({}) != nullptr, isSaved);
    }

    void isShownWhileTheKeychainWaits()
    {
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        m_keychain->holdsReads = true;
        open({});
        QTRY_VERIFY(m_program->window().isVisible());
        QVERIFY(!find<ui::RequestsPage>({}));
        m_keychain->release();
        QTRY_VERIFY(isOpen(u"first"_s));
    }

    void leavesToTheNextPlace_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("title");
        QTest::newRow("to the demo") << u"window.demo"_s << u"Demo — Waldesk"_s;
        QTest::newRow("to the connect page") << u"window.connect"_s << u"Waldesk"_s;
    }

    void leavesToTheNextPlace()
    {
        QFETCH(QString, command);
        QFETCH(QString, title);
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        open({});
        QTRY_VERIFY(isOpen(u"first"_s));
        m_program->window().commands().find(command)->trigger();
        QVERIFY(isOpen(u"first"_s)); // nothing is deleted while its own command is running
        QTRY_COMPARE(m_program->window().windowTitle(), title);
    }

    void theDemoButtonOfTheConnectPageOpensTheDemo()
    {
        open({});
        QTRY_VERIFY(find<ui::ConnectPage>({}));
        find<QAbstractButton>(u"demoButton"_s)->click();
        QTRY_VERIFY(isOpen(u"Demo"_s));
    }

    void switchesToAnotherSavedServer()
    {
        QVERIFY(save(u"second"_s, m_server->tokens().manager));
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        open({});
        QTRY_VERIFY(isOpen(u"first"_s));
        emit m_program->window().profileRequested(u"second"_s);
        QTRY_VERIFY(isOpen(u"second"_s));
    }

    void aLateAnswerOfTheKeychainToAnOlderChoiceIsDropped()
    {
        QVERIFY(save(u"third"_s, m_server->tokens().staff));
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        m_keychain->holdsReads = true;
        open({});
        QTRY_COMPARE(m_keychain->held.size(), size_t(1));
        m_program->window().commands().find(u"window.demo"_s)->trigger();
        QTRY_VERIFY(isOpen(u"Demo"_s));
        m_keychain->release();
        emit m_program->window().profileRequested(u"third"_s);
        QTRY_VERIFY(!isOpen(u"Demo"_s)); // by now the late answer has been handled, too
        QVERIFY(!isOpen(u"first"_s));
    }

    void aTokenThatIsRefusedAtTheStartLeadsToTheConnectPage()
    {
        QVERIFY(save(u"first"_s, "0123456789012345678901234567890123456789"));
        open({});
        QTRY_VERIFY(find<QLineEdit>(u"tokenField"_s));
        QCOMPARE(find<QLineEdit>(u"serverField"_s)->text(), m_server->url().toString());
        QCOMPARE(find<QLineEdit>(u"nameField"_s)->text(), u"first"_s);
        QVERIFY(find<QAbstractButton>(u"environmentTest"_s)->isChecked());
        QTRY_VERIFY(find<QLineEdit>(u"tokenField"_s)->hasFocus());
        const QString notice = find<QLabel>(u"connectNotice"_s)->text();
        QVERIFY2(notice.contains(m_server->url().authority()), qPrintable(notice));
        QVERIFY2(notice.contains(u"paste a new token"_s, Qt::CaseInsensitive), qPrintable(notice));
        type(u"tokenField"_s, QString::fromLatin1(m_server->tokens().staff));
        QTest::keyClick(find<QLineEdit>(u"tokenField"_s), Qt::Key_Return);
        QTRY_VERIFY(isOpen(u"first"_s)); // the profile it was, not a second one
        QCOMPARE(app::ProfileStore().profiles().size(), size_t(1));
    }

    void leavingAsksWhatBecomesOfAnArmedChange_data()
    {
        QTest::addColumn<QString>("way");
        QTest::addColumn<QString>("answer");
        for (const char *way : {"window.demo", "window.connect", "another server", "close"}) {
            for (const char *answer : {"leaveSend", "leaveUndo", "leaveStay"}) {
                QTest::addRow("%s, %s", way, answer) << QString::fromLatin1(way) << QString::fromLatin1(answer);
            }
        }
    }

    void leavingAsksWhatBecomesOfAnArmedChange()
    {
        QFETCH(QString, way);
        QFETCH(QString, answer);
        QVERIFY(save(u"second"_s, m_server->tokens().staff));
        QVERIFY(save(u"first"_s, m_server->tokens().staff));
        open({});
        QTRY_VERIFY(isOpen(u"first"_s));
        domain::Uuid row;
        QTRY_VERIFY(!(row = firstSent()).isNil());
        m_program->window().goTo(u"requests"_s);
        find<ui::RequestsPage>({})->openRequest(row);
        QTRY_VERIFY(command(u"request.start"_s)->isEnabled());
        command(u"request.start"_s)->trigger();
        QVERIFY(m_program->window().hasUnfinishedChanges());
        leaveBy(way);
        QTRY_VERIFY(find<QDialog>(u"leaveQuestion"_s));
        QVERIFY(isOpen(u"first"_s) && m_program->window().isVisible());
        QVERIFY(stateOnServer(row) == "Sent");
        find<QAbstractButton>(answer)->click();
        if (answer == "leaveStay"_L1) {
            QTRY_VERIFY(!find<QDialog>(u"leaveQuestion"_s));
            QVERIFY(isOpen(u"first"_s) && m_program->window().isVisible());
            QVERIFY(m_program->window().hasUnfinishedChanges());
            return;
        }
        QTRY_VERIFY(way == "close"_L1 ? !m_program->window().isVisible() : !isOpen(u"first"_s));
        QCOMPARE(stateOnServer(row), QByteArray(answer == "leaveSend"_L1 ? "Processing" : "Sent"));
    }

    void aServerWithoutAProfileIsReadOnlyUntilItsEnvironmentIsTold()
    {
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = m_server->url();
        options.connection.server.token = m_server->tokens().staff;
        open(options);
        QTRY_VERIFY(find<QWidget>(u"environmentQuestion"_s));
        domain::Uuid row;
        QTRY_VERIFY(!(row = firstSent()).isNil());
        m_program->window().goTo(u"requests"_s);
        find<ui::RequestsPage>({})->openRequest(row);
        QTRY_COMPARE(find<ui::RequestsPage>({})->currentRequest(), row);
        QVERIFY(!command(u"request.start"_s)->isEnabled());
        QVERIFY(!command(u"session.unlock"_s)->isEnabled());
        find<QAbstractButton>(u"answerTest"_s)->click();
        QTRY_VERIFY(!find<QWidget>(u"environmentQuestion"_s));
        QTRY_VERIFY(command(u"request.start"_s)->isEnabled());
        open(options); // it is asked once
        QTRY_VERIFY(isOpen());
        QVERIFY(!find<QWidget>(u"environmentQuestion"_s));
    }

    void anotherEnvironmentThanTheSavedOneIsAskedAbout_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<Environment>("becomes");
        QTest::newRow("it stays") << u"environmentKeep"_s << Environment::Test;
        QTest::newRow("it changes") << u"environmentChange"_s << Environment::Production;
    }

    void anotherEnvironmentThanTheSavedOneIsAskedAbout()
    {
        QFETCH(QString, answer);
        QFETCH(Environment, becomes);
        QVERIFY(save(u"first"_s, {})); // as Test; its token is lost
        open({});
        QTRY_VERIFY(find<QLineEdit>(u"tokenField"_s));
        find<QAbstractButton>(u"environmentProduction"_s)->click();
        type(u"tokenField"_s, QString::fromLatin1(m_server->tokens().staff));
        find<QAbstractButton>(u"connectButton"_s)->click();
        QTRY_VERIFY(find<QAbstractButton>(answer));
        QVERIFY(app::ProfileStore().find(u"first"_s)->environment == Environment::Test);
        find<QAbstractButton>(answer)->click();
        QTRY_VERIFY(isOpen(u"first"_s));
        QVERIFY(app::ProfileStore().find(u"first"_s)->environment == becomes);
    }

    void twoAccountsOfOneServerStayApart()
    {
        QVERIFY(connectAs(m_server->tokens().staff));
        QTRY_VERIFY(isOpen());
        QVERIFY(connectAs(m_server->tokens().support));
        QTRY_VERIFY(!m_program->window().windowTitle().isEmpty() && app::ProfileStore().profiles().size() == 2);
        const app::ProfileStore kept;
        QVERIFY(kept.profiles()[0].user != kept.profiles()[1].user);
        QVERIFY(kept.profiles()[0].folder() != kept.profiles()[1].folder());
        QTRY_COMPARE(m_keychain->secrets.size(), 2);
        QVERIFY(connectAs(m_server->tokens().staff)); // the first one again, not a third
        QTRY_VERIFY(isOpen());
        QCOMPARE(app::ProfileStore().profiles().size(), size_t(2));
    }

    void aTokenThatEndedIsRenewedInPlace()
    {
        testsupport::ScriptedServer server;
        QByteArray good = "old-token";
        const auto answer = [&good](const QByteArray &body) {
            return [&good, body](const testsupport::Seen &seen) {
                if (seen.headers.value("authorization") != "Token " + good) {
                    return testsupport::Reply::json(R"({"detail":"Token has expired."})", 401);
                }
                return testsupport::Reply::json(body).with("X-Result-Count", "0");
            };
        };
        server.on("GET", "/", answer("[]"));
        server.on("GET", "/api/configuration/", testsupport::Reply::json(R"({"WALDUR_CORE":{"SITE_NAME":"X"}})"));
        server.on("GET", "/api/users/me/",
                  answer(R"({"uuid":"11111111111111111111111111111111","username":"ada","full_name":"Ada",)"
                         R"("is_staff":true,"is_support":false,"permissions":[]})"));
        app::SavedProfile profile;
        profile.name = u"first"_s;
        profile.root = server.url();
        profile.environment = Environment::Test;
        QVERIFY(app::ProfileStore().save(profile, true));
        m_keychain->secrets.insert(profile.secretKey(), good);
        open({});
        QTRY_VERIFY(isOpen(u"first"_s));
        m_program->window().goTo(u"requests"_s);
        QTRY_VERIFY(m_program->window().isSettled());
        auto *page = find<ui::RequestsPage>({});
        good = "new-token";
        command(u"list.refresh"_s)->trigger();
        QTRY_VERIFY(visible<QAbstractButton>(u"note.link"_s));
        visible<QAbstractButton>(u"note.link"_s)->click();
        QTRY_VERIFY(find<QLineEdit>(u"newTokenField"_s));
        type(u"newTokenField"_s, QString::fromLatin1(good));
        QTest::keyClick(find<QLineEdit>(u"newTokenField"_s), Qt::Key_Return);
        QTRY_VERIFY(!find<QLineEdit>(u"newTokenField"_s));
        QTRY_COMPARE(m_keychain->secrets.value(profile.secretKey()), good);
        QTRY_VERIFY(!visible<QAbstractButton>(u"note.link"_s));
        QCOMPARE(find<ui::RequestsPage>({}), page); // the page is the same one, with all it held
    }

    void whatIsTypedOnTheConnectPageStays()
    {
        open({});
        QTRY_VERIFY(find<QLineEdit>(u"tokenField"_s));
        type(u"serverField"_s, u"https://waldur.example.org"_s);
        type(u"tokenField"_s, u"half a tok"_s);
        command(u"window.connect"_s)->trigger();
        int turns = 0; // of the event loop: what the command started has run by then
        QVERIFY(QTest::qWaitFor([&turns] { return ++turns > 3; }));
        QCOMPARE(find<QLineEdit>(u"serverField"_s)->text(), u"https://waldur.example.org"_s);
        QCOMPARE(find<QLineEdit>(u"tokenField"_s)->text(), u"half a tok"_s);
    }

    /// The answer to the old token comes after the new one was given, before anything could be read.
    void aTokenThatIsRenewedAtTheStartStaysInPlace()
    {
        testsupport::ScriptedServer server;
        const auto refuse = testsupport::Reply::json(R"({"detail":"Token has expired."})", 401);
        QByteArray good = "new-token";
        server.on("GET", "/", [&](const testsupport::Seen &seen) {
            const bool isGood = seen.headers.value("authorization") == "Token " + good;
            const bool isMe = seen.path() == "/api/users/me/";
            if (!isGood)
                return isMe ? refuse.delayed(1'500) : refuse;
            if (seen.path() == "/api/configuration/")
                return testsupport::Reply::json(R"({"WALDUR_CORE":{"SITE_NAME":"X"}})");
            return testsupport::Reply::json(
                       isMe ? QByteArray(R"({"uuid":"11111111111111111111111111111111","username":"ada",)"
                                         R"("full_name":"Ada","is_staff":true,"is_support":false,"permissions":[]})")
                            : QByteArray("[]"))
                .with("X-Result-Count", "0");
        });
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = server.url();
        options.connection.server.token = "old-token";
        options.connection.environment = Environment::Test;
        open(options);
        QTRY_VERIFY(visible<QAbstractButton>(u"note.link"_s));
        visible<QAbstractButton>(u"note.link"_s)->click();
        QTRY_VERIFY(find<QLineEdit>(u"newTokenField"_s));
        type(u"newTokenField"_s, QString::fromLatin1(good));
        QTest::keyClick(find<QLineEdit>(u"newTokenField"_s), Qt::Key_Return);
        QTRY_VERIFY(!find<QLineEdit>(u"newTokenField"_s));
        QTRY_VERIFY(!visible<QAbstractButton>(u"note.link"_s));
        const auto refused = [&server] {
            return server.count("GET", "/api/users/me/");
        };
        QTRY_VERIFY(refused() >= 2);
        QTRY_VERIFY_WITH_TIMEOUT(m_program->window().isSettled(), 20'000);
        QVERIFY(!find<ui::ConnectPage>({}));
    }

    void aRefusedTokenIsSaidOnce()
    {
        testsupport::ScriptedServer server;
        server.on("GET", "/api/users/me/",
                  testsupport::Reply::json(R"({"uuid":"11111111111111111111111111111111","username":"ada",)"
                                           R"("full_name":"Ada","is_staff":true,"permissions":[]})"));
        server.on("GET", "/api/backend-resource-requests/",
                  testsupport::Reply::json(R"({"detail":"Token has expired."})", 401));
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = server.url();
        options.connection.server.token = "old-token";
        options.connection.environment = Environment::Test;
        open(options);
        QTRY_VERIFY(visible<QAbstractButton>(u"note.link"_s));
        for (const QString &page : {u"requests"_s, u"errors"_s}) {
            m_program->window().goTo(page);
            QTRY_VERIFY(m_program->window().isSettled());
            int said = 0;
            for (const QLabel *label : m_program->window().findChildren<QLabel *>())
                said += label->isVisible() && label->text().contains(u"Token has expired"_s);
            QVERIFY2(said == 1, qPrintable(page + u' ' + QString::number(said)));
        }
    }

    /// The clock of the window alone makes it ask about agents: not while nobody is there.
    void aWindowThatNobodyAttendsAsksNothingAboutAgents()
    {
        const QFileInfo profiles(app::ProfileStore::defaultFile());
        QVERIFY(QDir().mkpath(profiles.path()));
        QFile settings(profiles.dir().filePath(u"window.ini"_s));
        QVERIFY(settings.open(QIODevice::WriteOnly) &&
                settings.write("[live]\nopen=1\nquiet=1\nunfocused=1\npauseAfter=2\n") > 0);
        settings.close();
        testsupport::ScriptedServer server;
        const QByteArray row = R"({"url":"","uuid":"22222222222222222222222222222222","state":"Done",)"
                               R"("created":"2026-11-01T10:00:00Z","modified":"2026-11-01T10:01:00Z",)"
                               R"("started":"2026-11-01T10:00:30Z","finished":"2026-11-01T10:01:00Z",)"
                               R"("error_message":"","error_traceback":"",)"
                               R"("offering":"33333333333333333333333333333333","offering_name":"SLURM"})";
        server.on("GET", "/", [row](const testsupport::Seen &seen) {
            if (seen.path() == "/api/users/me/")
                return testsupport::Reply::json(R"({"uuid":"11111111111111111111111111111111","username":"ada",)"
                                                R"("full_name":"Ada","is_staff":true,"permissions":[]})");
            const bool isList = seen.path() == "/api/backend-resource-requests/" && !seen.target.contains("state=");
            return testsupport::Reply::json(isList ? '[' + row + ']' : "[]").with("X-Result-Count", isList ? "1" : "0");
        });
        constexpr char Unknown[] = "/api/backend-resource-requests/44444444444444444444444444444444/";
        server.on("GET", Unknown, testsupport::Reply::json(R"({"detail":"Not found."})", 404));
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = server.url();
        options.connection.server.token = "token";
        options.connection.environment = Environment::Test;
        options.page = u"requests"_s;
        open(options);
        QTRY_VERIFY(find<ui::RequestsPage>({}) && find<ui::RequestsPage>({})->model().rowCount() == 1);
        const auto isPaused = [this] {
            const auto *label = find<QAbstractButton>(u"freshnessLabel"_s);
            return label && label->text().startsWith(u"Paused");
        };
        QTRY_VERIFY_WITH_TIMEOUT(isPaused(), 20'000);

        constexpr char Identities[] = "/api/marketplace-site-agent-identities/";
        m_program->window().goTo(u"agents"_s);
        QCOMPARE(find<QAbstractItemView>(u"agents.table"_s)->model()->rowCount(), 1);
        // What is asked for after that has come: a request that is not among those here.
        m_program->window().goTo(*domain::Address::tryParse(QString(32, u'4')));
        QTRY_VERIFY(server.count("GET", Unknown) > 0);
        QVERIFY(isPaused());
        QCOMPARE(server.count("GET", Identities), 0);

        // Somebody is there, and looks at the page; a slow machine may have paused in between.
        const auto looksAgain = [&] {
            QTest::keyClick(&m_program->window(), Qt::Key_Shift);
            m_program->window().goTo(u"requests"_s);
            m_program->window().goTo(u"agents"_s);
            return server.count("GET", Identities) > 0;
        };
        QTRY_VERIFY(looksAgain());
    }

    void whatWasSentNeedNotBeWaitedFor_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("another server") << u"another server"_s;
        QTest::newRow("close") << u"close"_s;
    }

    void whatWasSentNeedNotBeWaitedFor()
    {
        QFETCH(QString, way);
        QVERIFY(save(u"second"_s, m_server->tokens().staff));
        testsupport::ScriptedServer server;
        const QByteArray row = R"({"url":"","uuid":"22222222222222222222222222222222","state":"Sent",)"
                               R"("created":"2026-11-01T10:00:00Z","modified":"2026-11-01T10:00:00Z",)"
                               R"("started":null,"finished":null,"error_message":"","error_traceback":"",)"
                               R"("offering":"33333333333333333333333333333333","offering_name":"SLURM"})";
        server.on("GET", "/", [row](const testsupport::Seen &seen) {
            if (seen.path() == "/api/users/me/")
                return testsupport::Reply::json(R"({"uuid":"11111111111111111111111111111111","username":"ada",)"
                                                R"("full_name":"Ada","is_staff":true,"permissions":[]})");
            if (seen.path().startsWith("/api/backend-resource-requests/2222"))
                return testsupport::Reply::json(row);
            if (seen.path() == "/api/backend-resource-requests/" && !seen.target.contains("Erred"))
                return testsupport::Reply::json('[' + row + ']').with("X-Result-Count", "1");
            return testsupport::Reply::json("[]").with("X-Result-Count", "0");
        });
        server.on("POST", "/", testsupport::Reply::silent());
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Server;
        options.connection.server.root = server.url();
        options.connection.server.token = "token";
        options.connection.environment = Environment::Test;
        open(options);
        domain::Uuid sent;
        QTRY_VERIFY(!(sent = firstSent()).isNil());
        m_program->window().goTo(u"requests"_s);
        find<ui::RequestsPage>({})->openRequest(sent);
        QTRY_VERIFY(command(u"request.start"_s)->isEnabled());
        command(u"request.start"_s)->trigger();
        leaveBy(way);
        QTRY_VERIFY(find<QDialog>(u"leaveQuestion"_s));
        QVERIFY(!find<QAbstractButton>(u"leaveNow"_s)->isVisible()); // it is still in our hands
        find<QAbstractButton>(u"leaveSend"_s)->click();
        QTRY_COMPARE(server.count("POST"), 1);
        QTRY_VERIFY(find<QAbstractButton>(u"leaveNow"_s)->isVisible());
        QVERIFY(find<QLabel>(u"leaveText"_s)->text().contains(u"when this server is opened again"_s));
        QVERIFY(m_program->window().isVisible());
        find<QAbstractButton>(u"leaveNow"_s)->click();
        QTRY_VERIFY(way == "close"_L1 ? !m_program->window().isVisible() : isOpen(u"second"_s));
        QCOMPARE(server.count("POST"), 1);
    }

private:
    [[nodiscard]] QAction *command(const QString &name) const { return m_program->window().commands().find(name); }

    void leaveBy(const QString &way)
    {
        if (way == "close"_L1) {
            m_program->window().close();
        } else if (way == "another server"_L1) {
            emit m_program->window().profileRequested(u"second"_s);
        } else {
            command(way)->trigger();
        }
    }

    /// The first row of the page that is Sent; nil: none is there yet.
    [[nodiscard]] domain::Uuid firstSent() const
    {
        auto *page = find<ui::RequestsPage>({});
        if (!page) {
            return {};
        }
        const tables::RequestTableModel &model = page->model();
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, 0);
            if (index.data(tables::StateRole).toInt() == int(domain::State::Sent)) {
                return index.data(tables::IdRole).value<domain::Uuid>();
            }
        }
        return {};
    }

    [[nodiscard]] QByteArray stateOnServer(const domain::Uuid &row) const
    {
        QNetworkAccessManager network;
        QNetworkRequest request(
            m_server->url().resolved(QUrl(u"api/backend-resource-requests/%1/"_s.arg(row.toString()))));
        request.setRawHeader("Authorization", "Token " + m_server->tokens().staff);
        std::unique_ptr<QNetworkReply> reply(network.get(request));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(20'000)) {
            return "no answer";
        }
        return QJsonDocument::fromJson(reply->readAll())[u"state"_s].toString().toLatin1();
    }

    [[nodiscard]] bool connectAs(const QByteArray &token)
    {
        open({});
        const bool started = QTest::qWaitFor(
            [this] { return m_program->window().windowTitle() != u"Waldesk"_s || find<QLineEdit>(u"tokenField"_s); },
            20'000);
        if (!find<ui::ConnectPage>({})) {
            command(u"window.connect"_s)->trigger();
        }
        const bool asked = QTest::qWaitFor(
            [this] {
                const auto *field = find<QLineEdit>(u"serverField"_s);
                return field && field->text().isEmpty();
            },
            20'000);
        if (!started || !asked) {
            return false;
        }
        type(u"serverField"_s, m_server->url().toString());
        type(u"tokenField"_s, QString::fromLatin1(token));
        find<QAbstractButton>(u"connectButton"_s)->click();
        return true;
    }

    void open(const app::WindowOptions &options)
    {
        m_program.reset();
        m_program = std::make_unique<app::Composition>(options, std::make_unique<MemoryKeychain>(m_keychain));
        m_program->start();
    }

    [[nodiscard]] bool save(const QString &name, const QByteArray &token)
    {
        app::SavedProfile profile;
        profile.name = name;
        profile.root = m_server->url();
        profile.environment = domain::Environment::Test;
        app::ProfileStore store;
        m_keychain->secrets.insert(profile.secretKey(), token);
        return bool(store.save(profile, true));
    }

    /// name: empty for the one that a typed address gets.
    [[nodiscard]] bool isOpen(const QString &name = {}) const
    {
        return m_program->window().windowTitle() ==
               (name.isEmpty() ? m_server->url().authority() : name) + u" — Waldesk"_s;
    }

    template <typename Widget>
    Widget *find(const QString &name) const
    {
        return m_program->window().findChild<Widget *>(name);
    }

    /// Of several of one name, as the window and a page have a note each.
    template <typename Widget>
    Widget *visible(const QString &name) const
    {
        const auto all = m_program->window().findChildren<Widget *>(name);
        const auto found = std::find_if(all.begin(), all.end(), [](const Widget *one) { return one->isVisible(); });
        return found == all.end() ? nullptr : *found;
    }

    void type(const QString &name, const QString &text)
    {
        find<QLineEdit>(name)->clear();
        QTest::keyClicks(find<QLineEdit>(name), text);
    }

    std::unique_ptr<demo::DemoService> m_server;
    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<MemoryKeychain::Content> m_keychain;
    std::unique_ptr<app::Composition> m_program;
};

QTEST_MAIN(TestComposition)
#include "tst_composition.moc"

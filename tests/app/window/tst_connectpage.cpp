// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/support/scriptedserver.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/connectpage.h"
#include "ui/panels/connectionlines.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::Reply;
using testsupport::ScriptedServer;

namespace
{

constexpr auto GoodToken = "0123456789012345678901234567890123456789";

const QByteArray Html = "<html><title>Portal</title><body>hello</body></html>";

} // namespace

/// First run: each way a connection fails has its own sentence, and none sends the token where it must not go.
class TestConnectPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }

    void init()
    {
        m_page = std::make_unique<ui::ConnectPage>();
        m_page->resize(1440, 900);
        m_page->show();
    }
    void cleanup() { m_page.reset(); }

    void whatIsTypedIsCheckedBeforeAnythingIsSent_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("focus");
        const QString good = QString::fromLatin1(GoodToken);
        QTest::newRow("nothing at all") << QString() << good << u"Type the address of a Waldur server"_s
                                        << u"serverField"_s;
        QTest::newRow("credentials in the address") << u"https://ada:secret@waldur.example.org"_s << good
                                                    << u"has a user name or password in it"_s << u"serverField"_s;
        QTest::newRow("another protocol")
            << u"ftp://waldur.example.org"_s << good << u"begins with “ftp:”"_s << u"serverField"_s;
        QTest::newRow("plain http to another machine")
            << u"http://waldur.example.org"_s << good << u"Plain http would show your token"_s << u"serverField"_s;
        QTest::newRow("no token") << u"https://waldur.example.org"_s << QString() << u"The token is empty"_s
                                  << u"tokenField"_s;
        QTest::newRow("a token with a blank inside")
            << u"https://waldur.example.org"_s << u"abc def"_s << u"The token has a blank in it"_s << u"tokenField"_s;
    }

    void whatIsTypedIsCheckedBeforeAnythingIsSent()
    {
        QFETCH(QString, server);
        QFETCH(QString, token);
        QFETCH(QString, says);
        QFETCH(QString, focus);
        fill(server, token);
        QTest::keyClick(field(u"tokenField"_s), Qt::Key_Return);
        const QString sentence = lines()->accessibleDescription();
        QVERIFY(!sentence.isEmpty());
        QVERIFY2(sentence.contains(says), qPrintable(sentence));
        QVERIFY2(!sentence.contains(u"secret"), qPrintable(sentence));
        QTRY_VERIFY(QApplication::focusWidget());
        QCOMPARE(QApplication::focusWidget()->objectName(), focus);
    }

    void plainHttpNeedsAConsentThatIsAskedFor()
    {
        auto *consent = m_page->findChild<QCheckBox *>(u"insecureBox"_s);
        QVERIFY(!consent->isVisibleTo(m_page.get()));
        type(u"serverField"_s, u"http://waldur.example.org"_s);
        QVERIFY(consent->isVisibleTo(m_page.get()));
        QVERIFY(!consent->isChecked());
        type(u"serverField"_s, u"http://127.0.0.1:8000"_s);
        QVERIFY(!consent->isVisibleTo(m_page.get()));
    }

    void eachWayToFailHasItsSentence_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("nobody listens") << u"refused"_s << u"refuses the connection: check the address and port"_s;
        QTest::newRow("the token is not known") << u"401"_s << u"The token was not accepted"_s;
        QTest::newRow("a web page, not a Waldur") << u"html"_s << u"is a portal or another web site, not the API"_s;
        QTest::newRow("a Waldur without these requests") << u"old"_s << u"This Waldur is too old"_s;
        QTest::newRow("the server fails") << u"500"_s << u"500"_s;
    }

    void eachWayToFailHasItsSentence()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        ScriptedServer server;
        const QUrl url = server.url();
        script(server, what);
        QSignalSpy connected(m_page.get(), &ui::ConnectPage::connectRequested);
        fill(url.toString(), QString::fromLatin1(GoodToken));
        button(u"connectButton"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(button(u"testButton"_s)->isEnabled(), 20'000);
        QCOMPARE(connected.size(), 0);
        const QString told = lines()->accessibleDescription();
        QVERIFY2(told.contains(says), qPrintable(told));
        QVERIFY2(!told.contains(u"<html"), qPrintable(told));
        QVERIFY2(!told.contains(QString::fromLatin1(GoodToken)), qPrintable(told));
    }

    void theDemoServiceIsAWaldurAndTheRoleIsShown_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("says");
        QTest::newRow("staff may do everything") << u"staff"_s << u"staff"_s;
        QTest::newRow("support may read") << u"support"_s << u"read"_s;
        QTest::newRow("a manager may act on own offerings") << u"manager"_s << u"offering"_s;
    }

    void theDemoServiceIsAWaldurAndTheRoleIsShown()
    {
        QFETCH(QString, role);
        QFETCH(QString, says);
        demo::Settings settings;
        settings.agentSpeed = 0;
        demo::DemoService service(settings);
        QString error;
        QVERIFY2(service.start(&error), qPrintable(error));
        const demo::Tokens tokens = service.tokens();
        const QByteArray token = role == u"staff" ? tokens.staff : role == u"support" ? tokens.support : tokens.manager;

        QSignalSpy connected(m_page.get(), &ui::ConnectPage::connectRequested);
        // The API root is as good as the portal's address.
        fill(service.url().resolved(QUrl(u"api/"_s)).toString(), QString::fromLatin1(token));
        QTest::keyClick(field(u"tokenField"_s), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(connected.size(), 1, 20'000);
        const auto connection = connected.first().first().value<api::Connection>();
        QCOMPARE(connection.root, service.url());
        QCOMPARE(connection.token, token);
        const QString told = lines()->accessibleDescription();
        QVERIFY2(told.contains(says, Qt::CaseInsensitive), qPrintable(told));
    }

    void anEditAfterTheTestAsksForANewOne()
    {
        ScriptedServer server;
        script(server, u"401"_s);
        fill(server.url().toString(), QString::fromLatin1(GoodToken));
        button(u"testButton"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(button(u"testButton"_s)->text(), u"Test again"_s, 20'000);
        type(u"tokenField"_s, u"x"_s);
        QCOMPARE(button(u"testButton"_s)->text(), u"Test the connection"_s);
    }

    void theDemoIsAKeyAway()
    {
        QSignalSpy demo(m_page.get(), &ui::ConnectPage::demoRequested);
        QTest::keyClick(button(u"demoButton"_s), Qt::Key_Space);
        QCOMPARE(demo.size(), 1);
    }

private:
    static void script(ScriptedServer &server, const QString &what)
    {
        if (what == u"refused") {
            server.stopListening();
        } else if (what == u"401") {
            server.on("*", "/", Reply::json(R"({"detail":"Invalid token."})", 401));
        } else if (what == u"html") {
            server.on("*", "/", Reply::html(Html));
        } else if (what == u"old") {
            server.on("*", "/", Reply::html(Html, 404));
            server.on("*", "/api/configuration/", Reply::json(R"({"WALDUR_CORE":{"SITE_NAME":"Old"}})"));
            server.on("*", "/api/users/me/",
                      Reply::json(R"({"uuid":"11111111111111111111111111111111",)"
                                  R"("username":"ada","full_name":"Ada","is_staff":true,)"
                                  R"("is_support":false,"permissions":[]})"));
        } else {
            server.on("*", "/", Reply::html("<h1>Server Error (500)</h1>", 500));
        }
    }

    QLineEdit *field(const QString &name) { return m_page->findChild<QLineEdit *>(name); }
    QAbstractButton *button(const QString &name) { return m_page->findChild<QAbstractButton *>(name); }
    ui::ConnectionLines *lines() { return m_page->findChild<ui::ConnectionLines *>(); }
    void type(const QString &name, const QString &text)
    {
        field(name)->clear();
        QTest::keyClicks(field(name), text);
    }
    void fill(const QString &server, const QString &token)
    {
        type(u"serverField"_s, server);
        type(u"tokenField"_s, token);
    }

    std::unique_ptr<ui::ConnectPage> m_page;
};

QTEST_MAIN(TestConnectPage)
#include "tst_connectpage.moc"

// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "app/demo/demoservice.h"
#include "tests/app/memorykeychain.h"
#include "ui/base/waldeskstyle.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::MemoryKeychain;

/// The program's own composition, without a display: each way to open a connection and to leave it.
class TestComposition : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        demo::Settings settings;
        settings.agentSpeed = 0;
        settings.requests = 40;
        m_server = std::make_unique<demo::DemoService>(settings);
        QString error;
        QVERIFY2(m_server->start(&error), qPrintable(error));
    }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"}) {
            qputenv(variable, m_home->path().toLocal8Bit());
        }
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
    }

private:
    void open(const app::WindowOptions &options)
    {
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

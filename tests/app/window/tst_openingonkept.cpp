// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "models/archive/causedatabase.h"
#include "models/archive/rowarchive.h"
#include "models/session/savedviews.h"
#include "models/tables/roles.h"
#include "tests/app/memorykeychain.h"
#include "tests/support/builders.h"
#include "tests/support/home.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/connectpage.h"
#include "ui/pages/errorspage.h"
#include "ui/pages/requestspage.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::MemoryKeychain;
using testsupport::Reply;
using testsupport::Seen;

/// The program's own composition, opened a second time: on what was seen, with and without its server.
class TestOpeningOnKept : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        QGuiApplication::setQuitOnLastWindowClosed(false);
    }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        testsupport::useHome(*m_home);
        m_keychain = std::make_shared<MemoryKeychain::Content>();
        m_server = std::make_unique<testsupport::ScriptedServer>();
        m_up = true;
        m_rows.clear();
        // After the visit of the first window, so that they are of the period that the Errors page shows.
        const QByteArray ended = (domain::Timestamp::now() + domain::Duration::seconds(600)).toWire().toLatin1();
        for (int number = 120; number > 0; --number) {
            testsupport::Row row;
            row.number = number;
            row.state = number % 4 == 0 ? "Erred" : "Sent";
            if (row.state == "Erred") {
                row.message = "Disk quota exceeded";
                row.finished = ended;
            }
            m_rows.append(row.toJson());
        }
        const auto json = [this](const QByteArray &body) {
            return [this, body](const Seen &) {
                return m_up ? Reply::json(body).with("X-Result-Count", "0") : Reply::reset();
            };
        };
        m_server->on("*", "/", json("[]"));
        m_server->on("GET", "/api/configuration/", json(R"({"WALDUR_CORE":{"SITE_NAME":"X"}})"));
        m_person = "11111111111111111111111111111111";
        m_knowsPerson = true;
        m_server->on("GET", "/api/users/me/", [this](const Seen &) {
            if (!m_up)
                return Reply::reset();
            if (!m_knowsPerson)
                return Reply::json("{}", 503);
            return Reply::json(R"({"uuid":")" + m_person +
                               R"(","username":"ada","full_name":"Ada","is_staff":true,"is_support":false,)"
                               R"("permissions":[]})");
        });
        m_server->on("GET", testsupport::ListPath, [this](const Seen &seen) {
            return m_up ? testsupport::pageOf(matching(seen), seen) : Reply::reset();
        });
        m_server->on("HEAD", testsupport::ListPath, [this](const Seen &seen) {
            const QByteArray count = QByteArray::number(matching(seen).size());
            return m_up ? Reply::json({}).with("X-Result-Count", count) : Reply::reset();
        });
        m_profile = {};
        m_profile.name = u"first"_s;
        m_profile.root = m_server->url();
        m_profile.environment = domain::Environment::Test;
        QVERIFY(app::ProfileStore().save(m_profile, true));
        m_keychain->secrets.insert(m_profile.secretKey(), "0123456789abcdef0123456789abcdef01234567");
    }

    void cleanup() { m_program.reset(); }

    void aServerThatIsDownShowsWhatWasSeen()
    {
        QVERIFY(seeOnce());
        QCOMPARE(session::SavedViews(m_profile.folder()).add({u"failed"_s, u"state:erred"_s, false}), QString());
        QCOMPARE(session::SavedViews(m_profile.folder()).add({u"new"_s, u"cause:new"_s, false}), QString());
        m_up = false;
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        QTRY_VERIFY2(freshness().contains(u"as of"_s), qPrintable(freshness()));
        // Its numbers are those of what is kept: all, sent, processing, done, erred, stuck.
        QTRY_COMPARE(stripCounts(), (QStringList{u"120"_s, u"90"_s, u"0"_s, u"0"_s, u"30"_s, u"90"_s}));
        QVERIFY(stripHint().contains(u"kept"_s));
        // So are those of saved views, which no window has opened.
        const auto *view = m_program->window().findChild<ui::NavItem *>(u"nav-view.open.failed"_s);
        QVERIFY(view);
        QTRY_COMPARE(view->accessibleDescription(), u"30 kept on this computer"_s);
        QVERIFY2(view->toolTip().contains(u"as of"_s), qPrintable(view->toolTip()));
        const auto *untold = m_program->window().findChild<ui::NavItem *>(u"nav-view.open.new"_s);
        QVERIFY(untold && untold->accessibleDescription().isEmpty());
        QVERIFY2(untold->toolTip().contains(u"the server has answered"_s), qPrintable(untold->toolTip()));
        // Reading works: filter and detail.
        page()->setQueryLine(u"state:erred quota"_s);
        QTRY_COMPARE(page()->model().rowCount(), 30);
        QTRY_COMPARE(stripCounts(), (QStringList{u"120"_s, u"90"_s, u"0"_s, u"0"_s, u"30"_s, u"90"_s}));
        page()->setQueryLine(u"is:stuck"_s);
        QTRY_COMPARE(page()->model().rowCount(), 90);
        page()->setQueryLine({});
        QTRY_COMPARE(page()->model().rowCount(), 120);
        page()->openRequest(uuidOf(118));
        QTRY_COMPARE(page()->currentRequest(), uuidOf(118));
        // Writing says why it is off.
        QAction *start = command(u"request.start"_s);
        QVERIFY(start);
        QTRY_VERIFY(!start->isEnabled());
        QTRY_VERIFY2(ui::Commands::reason(start).contains(u"s of"_s), qPrintable(ui::Commands::reason(start)));
        // The Errors page has its groups as well.
        m_program->window().goTo(u"errors"_s);
        auto *errors = m_program->window().findChild<ui::ErrorsPage *>();
        QVERIFY(errors);
        QTRY_VERIFY(errors->isSettled());
        QCOMPARE(errors->state(), ui::PageState::Ready);
    }

    void aServerThatReturnsIsReadWithoutAKey()
    {
        QVERIFY(seeOnce());
        m_up = false;
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        QTRY_VERIFY(freshness().contains(u"as of"_s));
        QTRY_VERIFY(stripHint().contains(u"kept"_s));
        m_rows.removeAt(2);
        m_up = true;
        QTRY_COMPARE_WITH_TIMEOUT(page()->model().rowCount(), 119, 60'000);
        QTRY_COMPARE(stripCounts().front(), u"119"_s);
        QTRY_VERIFY(stripHint().contains(u"server"_s));
        page()->openRequest(uuidOf(117));
        QAction *start = command(u"request.start"_s);
        QTRY_VERIFY2(start->isEnabled(), qPrintable(ui::Commands::reason(start)));
    }

    void actionsAreOffBeforeTheServerHasAnswered()
    {
        QVERIFY(seeOnce());
        m_server->on("*", "/", [](const Seen &) { return Reply::silent(); });
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        page()->openRequest(uuidOf(118));
        QAction *start = command(u"request.start"_s);
        QTRY_VERIFY(ui::Commands::reason(start).contains(u"the server has not answered yet"_s));
        QVERIFY(!start->isEnabled());
        QTRY_VERIFY2(freshness().contains(u"as of"_s), qPrintable(freshness()));
        QVERIFY2(!freshness().contains(u"Live"_s), qPrintable(freshness()));
    }

    void aTokenThatIsRefusedLeavesTheRowsThere()
    {
        QVERIFY(seeOnce());
        m_server->on("*", "/", Reply::json(R"({"detail":"Invalid token."})", 401));
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        QTRY_VERIFY(visible<QAbstractButton>(u"note.link"_s)); // a new token can be pasted
        QCOMPARE(page()->model().rowCount(), 120);
    }

    void rowsOfAnotherAccountAreNotShown_data()
    {
        QTest::addColumn<bool>("isNewToken");
        QTest::addColumn<bool>("isOther");
        QTest::newRow("the same account with a new token") << true << false;
        QTest::newRow("another account with a token of its own") << true << true;
        QTest::newRow("another account behind the same token") << false << true;
    }

    /// The server tells whose token it is, and then nothing more: no count and no page has answered.
    void rowsOfAnotherAccountAreNotShown()
    {
        QFETCH(bool, isNewToken);
        QFETCH(bool, isOther);
        QVERIFY(seeOnce());
        if (isNewToken)
            m_keychain->secrets.insert(m_profile.secretKey(), "ffffffffffffffffffffffffffffffffffffffff");
        if (isOther)
            m_person = "22222222222222222222222222222222";
        m_knowsPerson = false;
        m_server->on("*", testsupport::ListPath, [](const Seen &) { return Reply::silent(); });
        open();
        QTRY_VERIFY(page());
        if (isNewToken) {
            // Whose it is was not told yet, however long that takes.
            QTRY_VERIFY(m_server->count("GET", "/api/users/me/") > 1);
            QCOMPARE(page()->model().rowCount(), 0);
        } else {
            QTRY_COMPARE(page()->model().rowCount(), 120);
        }
        m_knowsPerson = true;
        archive::RowDatabase kept(QDir(m_profile.folder()).filePath(u"rows.sqlite"_s));
        QCOMPARE(kept.open(), QString());
        api::Connection connection;
        connection.token = m_keychain->secrets.value(m_profile.secretKey());
        const archive::KeptOwner owner{*domain::Uuid::tryParse(QByteArrayView(m_person)), connection.tokenMark()};
        QTRY_VERIFY_WITH_TIMEOUT(kept.owner() == owner, 30'000);
        QTRY_VERIFY(page() && page()->model().rowCount() == (isOther ? 0 : 120));
        QCOMPARE(kept.rowCount(), isOther ? 0 : 120);
    }

    void causesOfAnotherAccountAreForgotten_data() { rowsOfAnotherAccountAreNotShown_data(); }

    void causesOfAnotherAccountAreForgotten()
    {
        QFETCH(bool, isNewToken);
        QFETCH(bool, isOther);
        QVERIFY(seeOnce());
        const QString file = QDir(m_profile.folder()).filePath(u"causes.sqlite"_s);
        const auto ago = [](int days) {
            return domain::Timestamp::now() - domain::Duration::seconds(86'400LL * days);
        };
        std::optional<domain::Timestamp> newSince;
        {
            archive::CauseDatabase before(file);
            QCOMPARE(before.open(), QString());
            QVERIFY(before.owner());
            using enum archive::CauseWrite::What;
            QCOMPARE(before
                         .write({{Sighting, "w2:seen", u"Seen by Ada"_s, ago(90), ago(80)},
                                 {Sighting, "w2:named", u"Seen by Ada"_s, ago(90), ago(80)},
                                 {Name, "w2:named", u"The disk"_s, {}, {}},
                                 {NewSince, {}, {}, ago(85), {}}})
                         .trouble,
                     QString());
            newSince = before.read().newSince;
        }
        if (isNewToken)
            m_keychain->secrets.insert(m_profile.secretKey(), "ffffffffffffffffffffffffffffffffffffffff");
        if (isOther)
            m_person = "22222222222222222222222222222222";
        open();
        archive::CauseDatabase kept(file);
        QCOMPARE(kept.open(), QString());
        api::Connection connection;
        connection.token = m_keychain->secrets.value(m_profile.secretKey());
        const archive::KeptOwner owner{*domain::Uuid::tryParse(QByteArrayView(m_person)), connection.tokenMark()};
        QTRY_VERIFY_WITH_TIMEOUT(kept.owner() == owner, 30'000);
        // The visit of this account has begun, after whatever the window did with that of the other one.
        QTRY_VERIFY(page() && page()->model().rowCount() == 120 && m_program->window().isSettled());
        QTRY_VERIFY(kept.read().newSince.has_value());
        m_program.reset();
        const archive::CauseDatabase::Contents after = kept.read();
        QCOMPARE(after.records.value("w2:named").name, u"The disk"_s);
        QCOMPARE(after.records.value("w2:named").title, isOther ? QString() : u"Seen by Ada"_s);
        QCOMPARE(after.records.contains("w2:seen"), !isOther);
        QCOMPARE(after.newSince == newSince, !isOther);
        QVERIFY(after.visitEnd.has_value());
        // Where a visit is an account's first, the last day is what it has missed.
        QVERIFY(isOther == (*after.newSince > ago(2)));
    }

    void aDamagedFileIsSaidAndTheServerIsRead()
    {
        QVERIFY(seeOnce());
        QFile file(QDir(m_profile.folder()).filePath(u"rows.sqlite"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        QTRY_VERIFY(shows(u"damaged"_s));
        QVERIFY(QFile::exists(QDir(m_profile.folder()).filePath(u"causes.sqlite"_s)));
    }

    void aProfileThatIsForgottenLeavesOnlyItsJournal()
    {
        QVERIFY(seeOnce());
        const QDir folder(m_profile.folder());
        QFile journal(folder.filePath(u"journal.jsonl"_s));
        QVERIFY(journal.open(QIODevice::WriteOnly | QIODevice::Append));
        journal.close();
        QVERIFY(folder.mkpath(u"runs"_s));
        for (const QString &name : {u"runs/interrupted.json"_s, u"views.json"_s}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{}") > 0);
        }
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        command(u"session.forget"_s)->trigger();
        auto *question = m_program->window().findChild<QDialog *>(u"forgetQuestion"_s);
        QVERIFY(question);
        const QString text = question->findChild<QLabel *>(u"forgetText"_s)->text();
        for (const QString &word :
             {u"120 request"_s, u"token"_s, u"journal.jsonl"_s, u"notes"_s, u"saved views"_s, u"not finished"_s}) {
            QVERIFY2(text.contains(word), qPrintable(text));
        }
        question->findChild<QAbstractButton *>(u"forgetNo"_s)->click();
        QTRY_VERIFY(!m_program->window().findChild<QDialog *>(u"forgetQuestion"_s));
        QVERIFY(folder.exists(u"rows.sqlite"_s));
        command(u"session.forget"_s)->trigger();
        question = m_program->window().findChild<QDialog *>(u"forgetQuestion"_s);
        question->findChild<QAbstractButton *>(u"forgetYes"_s)->click();
        QTRY_VERIFY(m_program->window().findChild<ui::ConnectPage *>());
        QTRY_VERIFY(shows(u"is forgotten"_s));
        QCOMPARE(folder.entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
                 QStringList{u"journal.jsonl"_s});
        QVERIFY(m_keychain->secrets.isEmpty());
        QVERIFY(app::ProfileStore().profiles().empty());
        QVERIFY(!command(u"session.forget"_s)->isEnabled());
    }

    void aProfileThatAnotherWindowUsesIsNotForgotten()
    {
        QVERIFY(seeOnce());
        open();
        QTRY_VERIFY(page() && page()->model().rowCount() == 120);
        archive::RowDatabase other(QDir(m_profile.folder()).filePath(u"rows.sqlite"_s));
        QCOMPARE(other.open(), QString());
        QCOMPARE(other.rowCount(), 120);
        command(u"session.forget"_s)->trigger();
        auto *question = m_program->window().findChild<QDialog *>(u"forgetQuestion"_s);
        question->findChild<QAbstractButton *>(u"forgetYes"_s)->click();
        QTRY_VERIFY(shows(u"was not forgotten"_s));
        QVERIFY(QFile::exists(QDir(m_profile.folder()).filePath(u"rows.sqlite"_s)));
        QVERIFY(!m_keychain->secrets.isEmpty());
        QCOMPARE(app::ProfileStore().profiles().size(), size_t(1));
    }

    void theDemoKeepsNothing()
    {
        app::WindowOptions options;
        options.connection.kind = app::ConnectionChoice::Kind::Demo;
        open(options);
        QTRY_VERIFY(page() && page()->model().rowCount() > 0);
        QTRY_VERIFY(m_program->window().isSettled());
        m_program.reset();
        QStringList found;
        QDirIterator files(m_home->path(), {u"rows.sqlite*"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            found += files.next();
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u' ')));
    }

private:
    [[nodiscard]] QList<QByteArray> matching(const Seen &seen) const
    {
        QList<QByteArray> found;
        const QStringList states = seen.query().allQueryItemValues(u"state"_s);
        for (const QByteArray &row : m_rows) {
            const bool fits = std::ranges::any_of(
                states, [&row](const QString &state) { return row.contains("\"state\":\"" + state.toLatin1() + '"'); });
            if (states.isEmpty() || fits) {
                found.append(row);
            }
        }
        return found;
    }

    static domain::Uuid uuidOf(int number)
    {
        return *domain::Uuid::tryParse(QByteArrayView(testsupport::rowUuid(number)));
    }

    void open(app::WindowOptions options = {})
    {
        m_program.reset();
        options.page = u"requests"_s;
        m_program = std::make_unique<app::Composition>(options, std::make_unique<MemoryKeychain>(m_keychain));
        m_program->start();
    }

    /// A window that saw everything and was closed.
    [[nodiscard]] bool seeOnce()
    {
        open();
        const bool seen = QTest::qWaitFor(
            [this] { return page() && page()->model().rowCount() == 120 && m_program->window().isSettled(); }, 20'000);
        m_program.reset();
        return seen;
    }

    [[nodiscard]] QAction *command(const QString &name) const { return m_program->window().commands().find(name); }
    [[nodiscard]] ui::RequestsPage *page() const { return m_program->window().findChild<ui::RequestsPage *>(); }

    /// As a screen reader tells them; empty: not known.
    [[nodiscard]] QStringList stripCounts() const
    {
        QStringList counts;
        const auto *strip = page() ? page()->findChild<ui::StateStrip *>() : nullptr;
        for (const auto *button : strip ? strip->findChildren<QAbstractButton *>() : QList<QAbstractButton *>()) {
            const QString told = button->accessibleDescription();
            counts += told.at(0).isDigit() ? told.section(u' ', 0, 0) : QString();
        }
        return counts;
    }
    [[nodiscard]] QString stripHint() const
    {
        const auto *hint = page() ? page()->findChild<ui::ElidedLabel *>(u"requests.stripHint"_s) : nullptr;
        return hint ? hint->text() : QString();
    }

    [[nodiscard]] QString freshness() const
    {
        const auto *label = m_program->window().findChild<QAbstractButton *>(u"freshnessLabel"_s);
        return label ? label->text() : QString();
    }

    [[nodiscard]] bool shows(const QString &word) const
    {
        const auto labels = m_program->window().findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&word](const QLabel *label) { return label->isVisible() && label->text().contains(word); });
    }

    template <typename Widget>
    Widget *visible(const QString &name) const
    {
        const auto all = m_program->window().findChildren<Widget *>(name);
        const auto found = std::find_if(all.begin(), all.end(), [](const Widget *one) { return one->isVisible(); });
        return found == all.end() ? nullptr : *found;
    }

    bool m_up = true;
    QByteArray m_person; ///< the uuid of users/me
    bool m_knowsPerson = true;
    QList<QByteArray> m_rows;
    app::SavedProfile m_profile;
    std::unique_ptr<testsupport::ScriptedServer> m_server;
    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<MemoryKeychain::Content> m_keychain;
    std::unique_ptr<app::Composition> m_program;
};

QTEST_MAIN(TestOpeningOnKept)
#include "tst_openingonkept.moc"

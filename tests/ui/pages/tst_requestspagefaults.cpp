// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/notices.h"
#include "models/session/savedviews.h"
#include "models/session/viewcounts.h"
#include "tests/support/builders.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/offeringpicker.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackview.h"
#include "ui/shell/topbar.h"
#include "ui/shell/viewcommands.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/navlist.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

using namespace waldesk;
using namespace Qt::StringLiterals;
using namespace waldesk::testsupport;

/// The page on a server that fails, races and writes hostile things, as the test says.
class TestRequestsPageFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>();
        m_fail = false;
        m_rows = rows(3);
        m_user = R"({"uuid":"aaaa0000000000000000000000000001","username":"ada","full_name":"Ada","is_staff":true,)"
                 R"("is_support":false,"permissions":[]})";
        m_server->on("*", ListPath, [this](const Seen &seen) { return listOrRow(seen); });
        m_server->on("GET", "/api/users/me/", [this](const Seen &) { return Reply::json(m_user); });
        m_server->on("GET", "/api/roles/", [](const Seen &) { return Reply::json("[]"); });
    }
    void cleanup()
    {
        m_desk.reset();
        m_server.reset();
    }

    void somebodyFasterIsNamed()
    {
        QVERIFY(open());
        // Sent while it is read again; the write meets somebody who was faster; then the row shows it.
        m_server->on("POST", rowPath(3) + "start_processing/", [this](const Seen &) {
            Row row;
            row.number = 3;
            row.state = "Processing";
            row.started = "2026-08-01T10:00:00Z";
            row.modified = "2026-11-01T10:00:00Z";
            m_rows[0] = row.toJson();
            return Reply::json(R"({"detail":"Valid states for operation: Sent."})", 409);
        });
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_S);
        QTRY_VERIFY(m_desk->connection.pending.count() == 0 && !m_desk->note().isEmpty());
        QVERIFY2(m_desk->note().contains(u"Processing"), qPrintable(m_desk->note()));
        QCOMPARE(m_desk->rowAt(0).state, domain::State::Processing);
        QCOMPARE(m_server->count("POST"), 1);
    }

    void offeringsOfRowsAreFoundWhereTheServerTellsNone()
    {
        QVERIFY(open());
        const QString name = m_desk->rowAt(0).offeringName;
        QVERIFY(!name.isEmpty());
        m_server->on("GET", "/api/marketplace-provider-offerings/",
                     [](const Seen &) { return Reply::json(R"({"detail":"down"})", 500); });
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_O);
        auto *picker = m_desk->named<ui::OfferingPicker>("offeringPicker");
        QVERIFY(picker);
        auto *list = picker->findChild<QListWidget *>();
        QCOMPARE(list->item(0)->text(), name);
        const auto says = [picker](const QString &words) {
            return std::ranges::any_of(picker->findChildren<QLabel *>(),
                                       [&words](const QLabel *label) { return label->text().contains(words); });
        };
        QTRY_VERIFY(says(u"Only those of requests that are here."_s));
        picker->findChild<QLineEdit *>()->setText(u"no such offering"_s);
        QCOMPARE(list->count(), 0);
        QTRY_VERIFY(says(u"500"_s)); // why it is not known, instead of "No offering has this in its name."
        QVERIFY(!says(u"No offering"_s));
    }

    void aFailedRefreshKeepsTheRowsAndSaysSo()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        m_fail = true;
        m_desk->press(Qt::Key_F5);
        auto *bar = m_desk->named<ui::CoverageBar>("requests.coverage");
        QTRY_VERIFY(bar->inTrouble());
        QCOMPARE(m_desk->page->shownCount(), 3);
        QVERIFY(m_desk->table()->isVisible());
        // A gateway did answer: its word stands there, and not that nobody answers.
        QTRY_VERIFY(m_desk->reasonLine().contains(u"Actions are off: "));
        QVERIFY2(m_desk->reasonLine().contains(m_desk->session.connectionState().sentence),
                 qPrintable(m_desk->reasonLine()));
        m_fail = false;
        QTest::mouseClick(m_desk->button(u"Retry now"_s), Qt::LeftButton);
        QTRY_VERIFY(!bar->inTrouble());
        QTRY_VERIFY(!m_desk->reasonLine().contains(u"Actions are off"));
    }

    void theTimeOfTheRowsHasItsDayAfterMidnight()
    {
        QVERIFY(open());
        m_desk->table()->setFocus();
        m_fail = true;
        m_desk->press(Qt::Key_F5);
        auto *bar = m_desk->named<ui::CoverageBar>("requests.coverage");
        session::Clock &clock = m_desk->connection.clock;
        m_now = m_desk->feed.lastSuccess();
        clock.setMachineClock([this] { return m_now; });
        const auto words = [&clock](domain::Timestamp time, const QString &format) {
            return u"Showing the rows of %1;"_s.arg(
                QLocale::c().toString(time.toDateTime().toTimeZone(clock.zone()), format));
        };
        const domain::Timestamp read = m_now;
        QTRY_VERIFY(bar->inTrouble());
        QTRY_VERIFY2_WITH_TIMEOUT(bar->accessibleName().contains(words(read, u"HH:mm:ss"_s)),
                                  qPrintable(bar->accessibleName()), 20'000);
        m_now = m_now + domain::Duration::seconds(400LL * 24 * 3600); // nobody did anything meanwhile
        QTRY_VERIFY2_WITH_TIMEOUT(bar->accessibleName().contains(words(read, u"d MMM yyyy HH:mm"_s)),
                                  qPrintable(bar->accessibleName()), 20'000);
    }

    void aFilterFollowsTheClockAndMovesNoRow()
    {
        QVERIFY(open());
        session::Clock &clock = m_desk->connection.clock;
        m_now = m_desk->rowAt(0).created + domain::Duration::seconds(600);
        clock.setMachineClock([this] { return m_now; });
        m_now = m_now - (clock.now() - m_now); // as the server tells it
        m_desk->page->setQueryLine(u"age:<1h"_s);
        QTRY_COMPARE(m_desk->page->shownCount(), 3);
        m_now = m_now + domain::Duration::seconds(2 * 3600);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->page->shownCount(), 0, 20'000);
        QCOMPARE(m_desk->table()->model()->rowCount(), 3);
        m_desk->page->setQueryLine(u"age:>3h"_s);
        QTRY_COMPARE(m_desk->table()->model()->rowCount(), 0);
        m_now = m_now + domain::Duration::seconds(2 * 3600);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->page->shownCount(), 3, 20'000); // where none is there, none moves
    }

    void theTimeOfAViewsNumberHasItsDayAfterMidnight()
    {
        QVERIFY(open());
        session::Clock &clock = m_desk->connection.clock;
        m_now = domain::Timestamp::tryParse("2026-12-31T23:59:30Z").value();
        clock.setMachineClock([this] { return m_now; });
        clock.setUtc(true);
        m_now = m_now - (clock.now() - m_now); // as the server tells it
        session::SavedViews views(m_desk->folder.path());
        QVERIFY(views.add({u"v"_s, u"state:sent"_s, false}).isEmpty());
        session::ViewCounts counts(m_desk->client, m_desk->store, m_desk->session, clock, views);
        session::Notices notices(m_desk->session, clock, views);
        const ui::ViewWorkspace saved{views, counts, notices};
        ui::Workspace workspace = m_desk->workspace();
        workspace.views = &saved;
        ui::NavList sidebar;
        ui::ViewCommands shown(
            workspace, *m_desk->commands, sidebar, [] { return QString(); }, &sidebar);
        counts.notePage(u"state:sent"_s, 3, true);
        const ui::NavItem *item = sidebar.item(ui::ViewCommands::idOf(views.views().front()));
        QVERIFY2(item->toolTip().contains(u"3 at 23:59"_s), qPrintable(item->toolTip()));
        shown.followDay();
        QVERIFY2(item->toolTip().contains(u"3 at 23:59"_s), qPrintable(item->toolTip()));
        m_now = m_now + domain::Duration::seconds(60);
        shown.followDay();
        QVERIFY2(item->toolTip().contains(u"3 at 31 Dec 2026 23:59"_s), qPrintable(item->toolTip()));
    }

    void theTopBarNamesTheDayAndUsesTheZoneOfTheWindow()
    {
        QVERIFY(open());
        const domain::Timestamp read = m_desk->feed.lastSuccess();
        const auto freshness = [&](domain::Timestamp now, const QTimeZone &zone) {
            return ui::TopBar::contentOf(m_desk->session, m_desk->feed, nullptr, {now, zone}).freshness;
        };
        for (const QByteArray &name :
             {QByteArray("UTC"), QByteArray("Pacific/Auckland"), QByteArray("America/St_Johns")}) {
            const QTimeZone zone(name);
            const QDateTime then = read.toDateTime().toTimeZone(zone);
            QCOMPARE(freshness(read, zone), u"as of %1"_s.arg(then.toString(u"HH:mm"_s)));
            QCOMPARE(freshness(read + domain::Duration::seconds(400LL * 24 * 3600), zone),
                     u"as of %1"_s.arg(QLocale::c().toString(then, u"d MMM yyyy HH:mm"_s)));
        }
    }

    void whatIsAllowedIsSaidWhileRowsStreamIn()
    {
        Row erred;
        erred.state = "Erred";
        m_rows = {erred.toJson()};
        QVERIFY(open());
        const QAction *again = m_desk->commands->find(u"request.askAgain"_s);
        QTRY_VERIFY(again->isEnabled());
        // Another request of the offering is open now, and something changes far more often than the page looks.
        domain::Request other = m_desk->rowAt(0);
        other.uuid = *domain::Uuid::tryParse(QLatin1String(rowUuid(2)));
        other.state = domain::State::Sent;
        other.created = other.created - domain::Duration::seconds(60);
        QTimer stream;
        int merges = 0;
        connect(&stream, &QTimer::timeout, this, [&] {
            if (++merges == 100)
                stream.stop();
            other.modified = other.modified + domain::Duration::seconds(1);
            m_desk->store.merge(std::span(&other, 1));
        });
        stream.start(10);
        QTRY_VERIFY(!again->isEnabled());
        QVERIFY2(merges < 100, "only said when the stream had ended");
    }

    void nothingAtAllCanBeRetried()
    {
        m_fail = true;
        QVERIFY(open());
        QTRY_VERIFY(!m_desk->emptyTitle().isEmpty());
        m_fail = false;
        QTest::mouseClick(m_desk->button(u"Retry"_s), Qt::LeftButton);
        QTRY_COMPARE(m_desk->page->shownCount(), 3);
    }

    void anEmptyListSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("says");
        const QByteArray staff = R"("is_staff":true,"is_support":false)";
        const QByteArray nobody = R"("is_staff":false,"is_support":false)";
        QTest::newRow("nothing there") << staff << QString() << 0 << u"No requests yet"_s;
        QTest::newRow("the role") << nobody << QString() << 0 << u"may be your role"_s;
        QTest::newRow("a filter of the server") << staff << u"state:done"_s << 0 << u"No request matches"_s;
        QTest::newRow("a filter here") << staff << u"refused"_s << 3 << u"No row matches"_s;
        QTest::newRow("filters that exclude each other")
            << staff << u"uuid:00000000000000000000000000000009"_s << 0 << u"No such request"_s;
        // The last one is there: what it has not is the word.
        QTest::newRow("a request that is there, and a filter here")
            << staff << u"uuid:a0000000000000000000000000000001 refused"_s << 3 << u"No row matches"_s;
    }
    void anEmptyListSaysWhy()
    {
        QFETCH(QByteArray, user);
        QFETCH(QString, line);
        QFETCH(int, rows);
        QFETCH(QString, says);
        m_rows = testsupport::rows(rows);
        m_user = R"({"uuid":"aaaa0000000000000000000000000001","username":"jaan","full_name":"Jaan Kask",)" + user +
                 R"(,"permissions":[]})";
        QVERIFY(open());
        QTRY_VERIFY(m_desk->session.hasPerson());
        m_desk->page->setQueryLine(line);
        QTRY_VERIFY2(m_desk->emptyTitle().contains(says), qPrintable(m_desk->emptyTitle()));
        QTRY_VERIFY2(!m_desk->shownText().contains(u"go through the list"_s), qPrintable(m_desk->shownText()));
    }

    void aHugeTracebackOpensAtOnce_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray line = "  File \"/opt/agent/backend.py\", line 48, in pull\n";
        QTest::newRow("5 MB of lines") << line.repeated(5'000'000 / int(line.size())) + "ValueError: the end";
        QTest::newRow("one line of 5 MB") << QByteArray("x").repeated(5'000'000) + "the end";
    }
    void aHugeTracebackOpensAtOnce()
    {
        QFETCH(QByteArray, text);
        Row row;
        row.number = 3;
        row.state = "Erred";
        row.message = "big";
        row.traceback = text;
        row.finished = "2026-08-01T10:00:00Z";
        m_rows = {row.toJson()};
        QVERIFY(open());
        m_desk->named<ui::TracebackView>("traceback")->setRaw(true);
        auto *raw = m_desk->named<QPlainTextEdit>("traceback.raw");
        QTRY_VERIFY(raw->toPlainText().endsWith(u"the end"));
        // What is laid out is what was cut, not five megabytes.
        QVERIFY(raw->document()->characterCount() < 2 * ui::RawTraceback::ShownBytes);
        auto *panel = qobject_cast<ui::RawTraceback *>(raw->parentWidget());
        QVERIFY(panel->isCut());
        QCOMPARE(panel->text(), text);
        QTest::mouseClick(m_desk->named<QAbstractButton>("traceback.showAll"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!panel->isCut(), 30'000);
        QVERIFY(raw->document()->characterCount() >= text.size());
        QVERIFY(raw->toPlainText().endsWith(u"the end"));
    }

    void hostileTextIsShownAndDoesNothing()
    {
        Row row;
        row.number = 3;
        row.state = "Erred";
        row.message = "<b>bold</b> \x1b[31mred";
        row.traceback = "a <img src='http://x/'> \x1b]0;title\x07 \xE2\x80\xAE end";
        row.finished = "2026-08-01T10:00:00Z";
        m_rows = {row.toJson()};
        QVERIFY(open());
        m_desk->named<ui::TracebackView>("traceback")->setRaw(true);
        auto *raw = m_desk->named<QPlainTextEdit>("traceback.raw");
        QTRY_VERIFY(raw->toPlainText().contains(u"<img"));
        QVERIFY(!raw->toPlainText().contains(QChar(0x1b)));
        QVERIFY(!raw->toPlainText().contains(QChar(0x202e)));
    }

    void whatIsSeenIsExported_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("csv") << u"seen.csv"_s;
        QTest::newRow("json lines") << u"seen.jsonl"_s;
    }
    void whatIsSeenIsExported()
    {
        QFETCH(QString, file);
        Row formula;
        formula.number = 5;
        formula.state = "Erred";
        formula.message = "=cmd()";
        formula.traceback = "one\ntwo \"quoted\"";
        formula.finished = "2026-08-01T10:00:00Z";
        m_rows.prepend(formula.toJson());
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QVERIFY(open());
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_E, Qt::ControlModifier);
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_desk->window->findChild<QFileDialog *>()) && dialog->isVisible());
        const QString path = m_desk->folder.filePath(file);
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name);
        name->setText(path);
        QTest::mouseClick(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save), Qt::LeftButton);
        QTRY_VERIFY2(m_desk->note().contains(u"4 requests written"), qPrintable(m_desk->shownText()));
        QFile written(path);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray bytes = written.readAll();
        if (file.endsWith(u"csv")) {
            QVERIFY(bytes.startsWith("uuid,state,offering,offering_name,created,modified,started,finished,"
                                     "error_message,error_traceback\r\n"));
            QVERIFY(bytes.contains(",'=cmd(),\"one\ntwo \"\"quoted\"\"\"\r\n"));
            QCOMPARE(bytes.count("\r\n"), 5);
            return;
        }
        const QList<QByteArray> lines = bytes.trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        const QJsonObject first = QJsonDocument::fromJson(lines.front()).object();
        QCOMPARE(first.size(), 12);
        QCOMPARE(first.value(u"error_message").toString(), u"=cmd()"_s);
        QCOMPARE(first.value(u"error_traceback").toString(), u"one\ntwo \"quoted\""_s);
        QVERIFY(first.value(u"url").toString().endsWith(first.value(u"uuid").toString() + u"/"_s));
        QVERIFY(first.value(u"started").isNull());
    }

    /// For the eye: set WALDESK_PICTURES to a folder.
    void pictures()
    {
        const QString folder = qEnvironmentVariable("WALDESK_PICTURES");
        if (folder.isEmpty())
            QSKIP("WALDESK_PICTURES names no folder");
        Row row;
        row.number = 9;
        row.state = "Erred";
        row.message = "slurmrestd request failed (GET /slurmdb/v0.0.41/accounts): [Errno 111] Connection refused";
        row.traceback = QByteArray("  File \"/opt/agent/backend.py\", line 48, in pull\n").repeated(60'000);
        row.started = "2026-08-01T10:00:00Z";
        row.finished = "2026-08-01T10:00:41Z";
        m_rows.prepend(row.toJson());
        QVERIFY(open());
        m_desk->window->grab().save(folder + u"/huge.png"_s);
        m_desk->table()->setFocus();
        m_fail = true;
        m_desk->press(Qt::Key_F5);
        QTRY_VERIFY(m_desk->named<ui::CoverageBar>("requests.coverage")->inTrouble());
        m_desk->window->grab().save(folder + u"/banner.png"_s);
        m_desk->window->resize(1024, 640);
        m_desk->window->grab().save(folder + u"/banner-narrow.png"_s);
        m_desk.reset();
        QVERIFY(open());
        m_desk->window->grab().save(folder + u"/failed.png"_s);
    }

private:
    [[nodiscard]] static QByteArray rowPath(int number) { return ListPath + rowUuid(number) + '/'; }

    Reply listOrRow(const Seen &seen)
    {
        if (m_fail)
            return Reply::html("<h1>502 Bad Gateway</h1>", 502);
        if (seen.path() == ListPath) {
            if (seen.method == "GET")
                return pageOf(m_rows, seen);
            return Reply::empty(200).with("X-Result-Count", QByteArray::number(m_rows.size()));
        }
        for (const QByteArray &row : m_rows) {
            const QByteArray uuid = seen.path().mid(qsizetype(qstrlen(ListPath))).chopped(1);
            if (row.contains(uuid))
                return Reply::json(row);
        }
        return Reply::json(R"({"detail":"No BackendResourceRequest matches the given query."})", 404);
    }

    bool open()
    {
        Desk::Options options;
        options.undoMs = 0;
        options.size = {1440, 860};
        m_desk = std::make_unique<Desk>(m_server->url(), "0123456789012345678901234567890123456789", options);
        return m_desk->open();
    }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Desk> m_desk;
    QList<QByteArray> m_rows;
    QByteArray m_user;
    domain::Timestamp m_now; ///< what a test says that it is
    bool m_fail = false;
};

QTEST_MAIN(TestRequestsPageFaults)
#include "tst_requestspagefaults.moc"

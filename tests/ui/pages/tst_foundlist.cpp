// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/foundlistmodel.h"
#include "models/tables/roles.h"
#include "tests/support/builders.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/pages/desk.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/foundlist.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace waldesk;
using namespace Qt::StringLiterals;
using namespace waldesk::testsupport;

namespace
{

constexpr char Resources[] = "/api/backend-resources/";

QByteArray resource(int number, const QByteArray &created)
{
    return "{\"uuid\":\"" + rowUuid(900 + number) + "\",\"name\":\"alloc-" + QByteArray::number(number) +
           "\",\"project_name\":\"Physics\",\"offering\":\"0ff00000000000000000000000000001\",\"created\":\"" +
           created + "\",\"backend_metadata\":{\"limits\":{\"cpu\":100}}}";
}

} // namespace

/// What a Done request found, in its detail.
class TestFoundList : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>();
        m_found = {resource(3, "2026-09-01T10:00:30Z"), resource(2, "2026-09-01T10:00:10Z"),
                   resource(1, "2026-08-20T10:00:00Z")};
        m_status = 200;
        m_server->on("*", ListPath, [](const Seen &seen) {
            Row done;
            done.number = 2;
            done.state = "Done";
            done.created = "2026-09-01T09:59:00Z";
            done.started = "2026-09-01T10:00:00Z";
            done.finished = "2026-09-01T10:01:00Z";
            Row sent;
            sent.created = "2026-08-01T10:00:00Z";
            return pageOf({done.toJson(), sent.toJson()}, seen);
        });
        m_server->on("GET", Resources, [this](const Seen &seen) {
            return m_status == 200 ? pageOf(m_found, seen) : Reply::json(R"({"detail":"no"})", m_status);
        });
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":"aaaa0000000000000000000000000001","username":"ada","full_name":"Ada",)"
                                 R"("is_staff":true,"is_support":false,"permissions":[]})"));
        m_server->on("GET", "/api/roles/", Reply::json("[]"));
    }
    void cleanup()
    {
        m_desk.reset();
        m_server.reset();
    }

    void countsAndTheListStandInTheDetail()
    {
        QVERIFY(open());
        QTRY_COMPARE(counts(), u"2 found by this request, 3 of the offering waiting for import"_s);
        const auto *table = m_desk->named<QTableView>("detail.found.table");
        QVERIFY(table->isVisible());
        QStringList lines;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            lines << table->model()->index(row, 0).data().toString();
        QCOMPARE(lines, QStringList({u"Found by this request"_s, u"alloc-3"_s, u"alloc-2"_s,
                                     u"Also waiting for import, found by others"_s, u"alloc-1"_s}));
        QCOMPARE(table->model()->index(1, 1).data().toString(), u"Physics"_s);
        QCOMPARE(table->model()->index(1, 2).data().toString(), u"cpu 100"_s);
        m_desk->button(u"Copy"_s)->click();
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 3);
        // Its other section is one key away.
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_F);
        QTRY_VERIFY(!table->isVisible());
    }

    void longNamesLeaveRoomForTheAge()
    {
        m_found.front().replace("alloc-3", "hpc_slurm-tallinn_biology_637_2_of_the_spring_allocation_round");
        m_found.front().replace("Physics", "Geology of the Baltic shield and its surroundings");
        QVERIFY(open());
        const auto *table = m_desk->named<QTableView>("detail.found.table");
        QTRY_COMPARE(table->model()->rowCount(), 5);
        using tables::FoundListModel;
        for (const int width : {1440, 1024}) {
            m_desk->window->resize(width, 800);
            QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
            const auto ages = table->visualRect(table->model()->index(1, FoundListModel::AgeColumn));
            QVERIFY(ages.width() > 0 && ages.right() < table->viewport()->width());
            QVERIFY(!table->isColumnHidden(FoundListModel::NameColumn));
        }
    }

    void nothingFoundSaysThePossibleReasons()
    {
        m_found.clear();
        QVERIFY(open());
        QTRY_COMPARE(counts(), u"0 found by this request, 0 of the offering waiting for import"_s);
        const QString why = m_desk->named<QLabel>("detail.found.why")->text();
        QCOMPARE(why.count(u'\u2022'), 3);
        QVERIFY(!m_desk->named<QTableView>("detail.found.table")->isVisible());
    }

    void whatMayNotBeSeenIsAbsent_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("not allowed") << 403;
        QTest::newRow("an old server") << 404;
    }

    void whatMayNotBeSeenIsAbsent()
    {
        QFETCH(int, status);
        m_status = status;
        QVERIFY(open());
        QTRY_VERIFY(!m_desk->named<QWidget>("detail.found")->isVisible());
        QVERIFY(m_desk->named<QWidget>("detail.fields")->isVisible());
        QVERIFY(!m_desk->named<QWidget>("detail.foundSections")->isVisible());
    }

    void aFailureIsSaidAndTriedAgain()
    {
        m_status = 400;
        QVERIFY(open());
        QTRY_VERIFY(m_desk->button(u"Retry"_s));
        QVERIFY(m_desk->named<QLabel>("detail.found.why")->text().startsWith(u"What it found could not be read"));
        m_status = 200;
        m_desk->button(u"Retry"_s)->click();
        QTRY_COMPARE(counts(), u"2 found by this request, 3 of the offering waiting for import"_s);
        QVERIFY(!m_desk->button(u"Retry"_s));
    }

    void thePortalIsOffWithItsReason()
    {
        QVERIFY(open());
        const auto *button = m_desk->named<QAbstractButton>("detail.found.open");
        QTRY_VERIFY(button->isVisible());
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(u"does not tell"));
    }

    void whoMayImportPlansTheChosenOnesOrAll()
    {
        QVERIFY(open());
        const auto *import = m_desk->named<QAbstractButton>("detail.found.import");
        const auto *dismiss = m_desk->named<QAbstractButton>("detail.found.dismiss");
        QTRY_COMPARE(import->text(), u"Import 3\u2026"_s);
        QTRY_VERIFY(import->isEnabled() && dismiss->isEnabled());
        QVERIFY(!m_desk->named<QLabel>("detail.found.whyOff")->isVisible());
        QSignalSpy planned(m_desk->named<ui::FoundList>("detail.found"), &ui::FoundList::planWanted);
        m_desk->named<QTableView>("detail.found.table")->selectRow(2);
        QCOMPARE(dismiss->text(), u"Dismiss 1\u2026"_s);
        m_desk->named<QAbstractButton>("detail.found.dismiss")->click();
        QCOMPARE(planned.count(), 1);
        QCOMPARE(planned.first().at(0).value<domain::Action>(), domain::Action::DismissResource);
        const auto chosen = planned.first().at(1).value<std::vector<domain::BackendResource>>();
        QCOMPARE(chosen.size(), size_t(1));
        QCOMPARE(chosen.front().name, u"alloc-2"_s);
    }

    void keysMarkSeveral()
    {
        QVERIFY(open());
        const auto *import = m_desk->named<QAbstractButton>("detail.found.import");
        QTRY_COMPARE(import->text(), u"Import 3\u2026"_s);
        auto *table = m_desk->named<QTableView>("detail.found.table");
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_Return); // into the detail: the list of what was found
        QTRY_VERIFY(table->hasFocus());
        QCOMPARE(import->text(), u"Import 3\u2026"_s); // to be there chooses nothing
        m_desk->press(Qt::Key_X);
        QTRY_COMPARE(import->text(), u"Import 1\u2026"_s);
        m_desk->press(Qt::Key_Down);
        QCOMPARE(import->text(), u"Import 1\u2026"_s); // the mark stays
        m_desk->press(Qt::Key_X);
        QTRY_COMPARE(import->text(), u"Import 2\u2026"_s);
        // Another one is found meanwhile: what is marked stays marked, and is not one row further down.
        QSignalSpy planned(m_desk->named<ui::FoundList>("detail.found"), &ui::FoundList::planWanted);
        ui::FoundShown more = *ui::foundShownOf(m_desk->workspace(), m_desk->store.request(0));
        more.found.insert(more.found.begin(), more.found.front());
        more.found.front().uuid = *domain::Uuid::tryParse(QByteArrayView("cccc0000000000000000000000000099"));
        m_desk->named<ui::FoundList>("detail.found")->setFound(more);
        QCOMPARE(import->text(), u"Import 2\u2026"_s);
        m_desk->named<QAbstractButton>("detail.found.import")->click();
        const auto chosen = planned.first().at(1).value<std::vector<domain::BackendResource>>();
        QCOMPARE(chosen.size(), size_t(2));
        QVERIFY(chosen.front().uuid != more.found.front().uuid);
        m_desk->press(Qt::Key_X); // takes the mark back
        QTRY_COMPARE(import->text(), u"Import 1\u2026"_s);
        m_desk->press(Qt::Key_Escape);
        QTRY_COMPARE(import->text(), u"Import 4\u2026"_s);
        // Of another request nothing is marked.
        m_desk->press(Qt::Key_X);
        QTRY_COMPARE(import->text(), u"Import 1\u2026"_s);
        more.request = *domain::Uuid::tryParse(QByteArrayView("cccc0000000000000000000000000098"));
        m_desk->named<ui::FoundList>("detail.found")->setFound(more);
        QCOMPARE(import->text(), u"Import 4\u2026"_s);
    }

    void theConnectionIsToldAsItIs_data()
    {
        using Environment = domain::Environment;
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("tokenRefused");
        QTest::addColumn<QString>("says");
        QTest::newRow("a locked production") << Environment::Production << true << false << u"Production is locked"_s;
        QTest::newRow("a server of no known kind")
            << Environment::Production << false << false << u"Read-only until you choose what kind of server this is"_s;
        QTest::newRow("a token that is refused")
            << Environment::Test << true << true << u"The server answers with an error"_s;
    }

    /// The reason under the buttons is that of the status and of the page's other buttons.
    void theConnectionIsToldAsItIs()
    {
        QFETCH(domain::Environment, environment);
        QFETCH(bool, known);
        QFETCH(bool, tokenRefused);
        QFETCH(QString, says);
        Desk::Options options;
        options.environment = environment;
        options.environmentKnown = known;
        QVERIFY(open(options));
        const auto *import = m_desk->named<QAbstractButton>("detail.found.import");
        QTRY_VERIFY(import->isVisible());
        if (tokenRefused) {
            api::ApiError error;
            error.kind = api::ApiError::Kind::Auth;
            error.status = 401;
            m_desk->session.noteFailure(error);
        }
        const auto *why = m_desk->named<QLabel>("detail.found.whyOff");
        QTRY_VERIFY2(why->text().startsWith(says), qPrintable(why->text()));
        QVERIFY(import->toolTip().startsWith(says));
        QVERIFY(!import->isEnabled());
    }

    void unlockingTurnsTheButtonsOn()
    {
        Desk::Options options;
        options.environment = domain::Environment::Production;
        QVERIFY(open(options));
        const auto *import = m_desk->named<QAbstractButton>("detail.found.import");
        const auto *why = m_desk->named<QLabel>("detail.found.whyOff");
        QTRY_VERIFY(import->isVisible() && why->isVisible());
        QTRY_VERIFY2(why->text().startsWith(u"Production is locked"_s), qPrintable(why->text()));
        m_desk->session.unlock();
        QVERIFY(import->isEnabled());
        QVERIFY2(!why->isVisible(), qPrintable(why->text()));
        m_desk->session.lock();
        QVERIFY(!import->isEnabled() && why->isVisible());
        QVERIFY2(why->text().startsWith(u"Production is locked"_s), qPrintable(why->text()));
    }

    void whoMayNotIsToldWhy()
    {
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":"aaaa0000000000000000000000000001","username":"sam","full_name":"Sam",)"
                                 R"("is_staff":false,"is_support":true,"permissions":[]})"));
        QVERIFY(open());
        const auto *import = m_desk->named<QAbstractButton>("detail.found.import");
        QTRY_VERIFY(import->isVisible());
        const auto *why = m_desk->named<QLabel>("detail.found.whyOff");
        QTRY_VERIFY2(why->text().contains(u"staff"), qPrintable(why->text()));
        QVERIFY(!import->isEnabled());
        QVERIFY(!import->toolTip().isEmpty());
        QVERIFY(!m_desk->named<QAbstractButton>("detail.found.dismiss")->isEnabled());
    }

    void otherRequestsAskNothing()
    {
        QVERIFY(open());
        QTRY_VERIFY(counts().startsWith(u"2 found"));
        m_server->forget();
        m_desk->table()->setFocus();
        m_desk->press(Qt::Key_J);
        QVERIFY(!m_desk->named<QWidget>("detail.found")->isVisible());
        m_desk->press(Qt::Key_K);
        QVERIFY(m_desk->named<QWidget>("detail.found")->isVisible());
        QCOMPARE(m_server->count("GET", Resources), 0);
    }

private:
    [[nodiscard]] QString counts() const { return m_desk->named<QLabel>("detail.found.counts")->text(); }

    [[nodiscard]] bool open(Desk::Options options = {})
    {
        options.found = true;
        m_desk = std::make_unique<Desk>(m_server->url(), "0123456789abcdef0123456789abcdef01234567", options);
        m_desk->foundCache->setRestMs(1);
        return m_desk->open();
    }

    std::unique_ptr<ScriptedServer> m_server;
    QList<QByteArray> m_found;
    int m_status = 200;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestFoundList)
#include "tst_foundlist.moc"

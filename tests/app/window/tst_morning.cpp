// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "models/api/rowdecoder.h"
#include "models/archive/rowdatabase.h"
#include "tests/app/memorykeychain.h"
#include "tests/support/home.h"
#include "tests/support/livinglist.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/errorspage.h"
#include "ui/pages/requestspage.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QDir>
#include <QLocale>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::LivingList;
using testsupport::MemoryKeychain;
using testsupport::Reply;
using testsupport::Seen;

namespace
{

constexpr int Known = 1'200;
constexpr int Changed = 400;
constexpr qint64 Second = 1'000'000;
constexpr int MostRequests = 8;
constexpr int MostWithoutCount = 9; // the known number and the one above it are looked for

QByteArray traceback(int number)
{
    QByteArray text = "Traceback (most recent call last):\n";
    for (int frame = 0; frame < 12; ++frame)
        text += "  File \"/opt/agent/backend.py\", line " + QByteArray::number(100 + frame) +
                ", in pull\n    return go()\n";
    return text + "BackendError: quota of project p" + QByteArray::number(number % 9) + " is exceeded";
}

} // namespace

/// The program's own composition in the morning: all requests of the server are known from yesterday, and some have
/// changed since. Counts what the start asks of the server, until the first poll behind it.
class TestMorning : public QObject
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
        m_list = std::make_unique<LivingList>();
        m_server = std::make_unique<testsupport::ScriptedServer>();
        m_keychain = std::make_shared<MemoryKeychain::Content>();
        const Reply nothing = Reply::json("[]").with("X-Result-Count", "0");
        m_server->on("*", "/", nothing);
        m_server->on("GET", "/api/configuration/", Reply::json(R"({"WALDUR_CORE":{"SITE_NAME":"X"}})"));
        m_server->on("GET", "/api/version/", Reply::json(R"({"version":"8.0.9"})"));
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":"11111111111111111111111111111111","username":"ada","full_name":"Ada",)"
                                 R"("is_staff":true,"is_support":false,"permissions":[]})"));
        m_server->on("GET", "/api/marketplace-provider-offerings/",
                     Reply::json(offerings()).with("X-Result-Count", "40"));
        m_list->serve(*m_server);
        app::SavedProfile profile;
        profile.name = u"morning"_s;
        profile.root = m_server->url();
        profile.environment = domain::Environment::Test;
        QVERIFY(app::ProfileStore().save(profile, true));
        m_keychain->secrets.insert(profile.secretKey(), "0123456789abcdef0123456789abcdef01234567");
        m_folder = profile.folder();
        QVERIFY(keepYesterday());
    }

    void cleanup() { m_program.reset(); }

    void aMorningStartAsksForWhatChanged_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QByteArrayList>("removed");
        QTest::newRow("on the errors") << u"errors"_s << QByteArrayList();
        QTest::newRow("on the requests") << u"requests"_s << QByteArrayList();
        QTest::newRow("on what is stuck") << u"stuck"_s << QByteArrayList();
        for (const char *each : {"errors", "requests", "stuck"}) {
            const QString page = QString::fromLatin1(each);
            QTest::addRow("on %s, through a proxy that removes the count", each)
                << page << QByteArrayList{"X-Result-Count"};
            QTest::addRow("on %s, through a proxy that removes the count and the links", each)
                << page << QByteArrayList{"X-Result-Count", "Link"};
        }
    }

    void aMorningStartAsksForWhatChanged()
    {
        QFETCH(QString, page);
        QFETCH(QByteArrayList, removed);
        m_removed = removed;
        const int most = removed.contains("Link") ? MostWithoutCount : MostRequests;
        const qint64 changedBytes = changeOvernight();
        open(page);
        QTRY_VERIFY_WITH_TIMEOUT(m_program->window().isSettled() && polls() >= 2, 30'000);
        const QByteArrayList asked = askedBeforeSecondPoll();
        const QByteArray list = asked.join('\n');
        QVERIFY2(asked.size() <= most, list.constData());
        const QByteArray sizes =
            QByteArray::number(m_bytesAtSecondPoll) + " bytes for " + QByteArray::number(changedBytes);
        QVERIFY2(m_bytesAtSecondPoll * 10 <= changedBytes * 12, sizes.constData());
        // What it shows is what the server has.
        m_program->window().goTo(u"requests"_s);
        auto *requests = m_program->window().findChild<ui::RequestsPage *>();
        QTRY_COMPARE(requests->model().rowCount(), Known);
        requests->setQueryLine(u"state:erred"_s);
        const auto erred = std::ranges::count_if(
            m_list->items, [](const LivingList::Item &item) { return item.row.state == "Erred"; });
        QTRY_COMPARE(requests->model().rowCount(), int(erred));
    }

private:
    static QByteArray offeringUuid(int number)
    {
        return "0ff000000000000000000000000000" + QByteArray::number(10 + number % 40);
    }
    static QByteArray offerings()
    {
        QList<QByteArray> all;
        for (int i = 0; i < 40; ++i)
            all.append("{\"uuid\":\"" + offeringUuid(i) + "\",\"name\":\"Offering " + QByteArray::number(i) +
                       "\",\"type\":\"Marketplace.Slurm\",\"state\":\"Active\",\"customer_uuid\":\"" +
                       testsupport::rowUuid(i) + "\",\"customer_name\":\"HPC\"}");
        return testsupport::jsonArray(all);
    }

    /// One of twenty is Erred, three are open and end in the night. All of it stands in the archive, as a window
    /// that was closed then wrote it.
    [[nodiscard]] bool keepYesterday()
    {
        const qint64 now = domain::Timestamp::now().microseconds / Second * Second;
        m_yesterday = now - 20LL * 3600 * Second;
        QList<QByteArray> rows;
        for (int number = 1; number <= Known; ++number) {
            const QByteArray state = number % 20 == 0 ? "Erred" : number > Known - 3 ? "Sent" : "Done";
            auto &item = m_list->add(number, m_yesterday - (Known - number) * 600 * Second, state);
            item.row.offering = offeringUuid(number);
            item.row.offeringName = "Offering " + QByteArray::number(number % 40);
            if (state == "Erred")
                fail(item, item.created + 60 * Second);
        }
        archive::RowDatabase database(QDir(m_folder).filePath(u"rows.sqlite"_s));
        if (!database.open().isEmpty())
            return false;
        api::RowDecoder decoder;
        std::vector<domain::Request> kept;
        for (const LivingList::Item &item : m_list->items) {
            const auto read = decoder.row(LivingList::json(item));
            if (!std::holds_alternative<api::OneRequest>(read))
                return false;
            kept.push_back(std::get<api::OneRequest>(read).request);
        }
        const domain::Timestamp all{archive::KeptCoverage::Everything};
        return database
            .write(kept, {},
                   archive::KeptCoverage{domain::Timestamp{m_yesterday}, all, all, domain::Timestamp{m_yesterday}})
            .isEmpty();
    }

    static void fail(LivingList::Item &item, qint64 when)
    {
        item.row.state = "Erred";
        item.row.message = "quota of project p" + QByteArray::number(item.row.number % 9) + " is exceeded";
        item.row.traceback = traceback(item.row.number);
        item.row.finished = LivingList::text(when);
        item.modified = when;
    }

    /// The bytes of the rows that changed, as the server writes them.
    qint64 changeOvernight()
    {
        qint64 bytes = 0;
        for (int i = 0; i < Changed; ++i) {
            LivingList::Item &item = m_list->at(i < 3 ? Known - i : Known - i * 3 + 3);
            const qint64 when = m_yesterday + (600 + i * 60) * Second;
            if (i % 12 == 0)
                fail(item, when);
            else
                m_list->move(item.row.number, "Done", when);
            bytes += LivingList::json(item).size();
        }
        return bytes;
    }

    void open(const QString &page)
    {
        QSettings settings(QDir(m_home->path()).filePath(u"waldesk/window.ini"_s), QSettings::IniFormat);
        // The poll that ends the counting; what a start asks for by itself is asked within a second.
        settings.setValue(u"live/open"_s, 3);
        settings.setValue(u"live/quiet"_s, 3);
        settings.setValue(u"live/unfocused"_s, 3);
        settings.sync();
        app::WindowOptions options;
        options.page = page;
        m_server->forget();
        m_server->on("GET", testsupport::ListPath, [this](const Seen &seen) {
            if (isPoll(seen) && polls() == 2 && m_bytesAtSecondPoll == 0)
                m_bytesAtSecondPoll = m_server->bytesSent() - m_bytesBefore;
            return throughProxy(m_list->reply(seen)).with("Date", dateHeader());
        });
        m_server->on("HEAD", testsupport::ListPath, [this](const Seen &seen) {
            Reply reply = throughProxy(m_list->reply(seen));
            reply.body.clear();
            return reply;
        });
        m_bytesBefore = m_server->bytesSent();
        m_bytesAtSecondPoll = 0;
        m_program = std::make_unique<app::Composition>(options, std::make_unique<MemoryKeychain>(m_keychain));
        m_program->start();
    }

    [[nodiscard]] Reply throughProxy(Reply reply) const
    {
        reply.headers.removeIf([this](const auto &header) { return m_removed.contains(header.first); });
        return reply;
    }

    /// Without it a walk takes the newest row's time for the server's.
    static QByteArray dateHeader()
    {
        return QLocale::c().toString(QDateTime::currentDateTimeUtc(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
    }

    /// The first page of what changed since a time of the night: a walk asks for what changed while it lasted, too.
    static bool isPoll(const Seen &seen)
    {
        const QByteArray since = seen.query().queryItemValue(u"modified"_s, QUrl::FullyDecoded).toLatin1();
        const auto time = domain::Timestamp::tryParse(since);
        return time && *time < domain::Timestamp::now() - domain::Duration::seconds(600) && seen.number("page", 1) == 1;
    }
    [[nodiscard]] int polls() const { return int(std::ranges::count_if(m_server->seen(), isPoll)); }
    [[nodiscard]] QByteArrayList askedBeforeSecondPoll() const
    {
        QByteArrayList asked;
        int seenPolls = 0;
        for (const Seen &seen : m_server->seen()) {
            if (isPoll(seen) && ++seenPolls == 2)
                break;
            asked.append(seen.method + ' ' + seen.target);
        }
        return asked;
    }

    QByteArrayList m_removed; ///< headers that do not arrive
    QString m_folder;
    qint64 m_yesterday = 0;
    qint64 m_bytesBefore = 0;
    qint64 m_bytesAtSecondPoll = 0;
    std::unique_ptr<LivingList> m_list;
    std::unique_ptr<testsupport::ScriptedServer> m_server;
    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<MemoryKeychain::Content> m_keychain;
    std::unique_ptr<app::Composition> m_program;
};

QTEST_MAIN(TestMorning)
#include "tst_morning.moc"
